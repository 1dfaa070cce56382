/** The page as the script sees it. Everything is looked up when it is asked for: a change of layout replaces it all. */

export function all(selector: string, within: ParentNode = document): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(selector)]
}

export function one(selector: string, within: ParentNode = document): HTMLElement | null {
  return within.querySelector<HTMLElement>(selector)
}

/** A new element with its attributes and children; `text` is its only text. */
export function make(
  tag: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElement {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

export const idOf = (note: Element): string => note.id.slice(2)
export const noteOf = (id: string): HTMLElement | null => document.getElementById(`n-${id}`)
export const shownNotes = (): HTMLElement[] => all('.n:not([hidden])').filter((note) => note.id !== '')
export const numberOf = (note: Element): string => one('.no', note)?.textContent.trim() ?? ''
export const kindOf = (note: Element): string => one('.by .kind', note)?.textContent ?? ''
export const piecesOf = (id: string): HTMLElement[] => all(`mark[data-notes~="${id}"]`)

/** The references to a note in the text, one for each of its places. */
export const markersOf = (id: string): HTMLElement[] => all(`.marker[href$="#n-${id}"]`)

/** Notes on a run of words that are shown, innermost first: what begins last stands last in the attribute. */
export function notesOn(run: Element): string[] {
  const ids = run.getAttribute('data-notes')?.split(' ') ?? []
  return ids.reverse().filter((id) => noteOf(id)?.hidden === false)
}

/** The run of words that a reference stands after. */
export function runBefore(marker: Element): Element | null {
  let before = marker.previousElementSibling
  while (before && before.tagName !== 'MARK') before = before.previousElementSibling
  return before
}

/** Whether notes stand beside the text: only then can one be level with its words. */
export function isBeside(note: Element, words: Element): boolean {
  const [a, b] = [note.getBoundingClientRect(), (words.closest('.passage') ?? words).getBoundingClientRect()]
  return a.width > 0 && (a.left >= b.right || a.right <= b.left)
}

export function isSeen(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return top >= 40 && bottom <= innerHeight - 56
}

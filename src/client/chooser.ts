import { all, kindOf, make, noteOf, numberOf, one } from './dom.ts'
import { closeChooser } from './floats.ts'
import { said } from './words.ts'

/** Buttons for several notes on the same words, innermost first. */
export function list(ids: readonly string[], chosen: string | undefined): HTMLElement {
  const items = ids.flatMap((id) => {
    const note = noteOf(id)
    if (!note) return []
    const says = one('.title', note)?.textContent ?? one('.lemma a', note)?.textContent.trim() ?? ''
    const attributes = {
      type: 'button',
      'data-note': id,
      ...(id === chosen ? { 'aria-current': 'true' } : {}),
    }
    const kind = make(
      'b',
      { class: [...note.classList].find((name) => name.startsWith('k-')) ?? '' },
      `${numberOf(note)} ${kindOf(note)}`,
    )
    return [
      make(
        'li',
        {},
        make('button', attributes, kind, ` ${says.length > 60 ? `${says.slice(0, 58)}…` : says}`),
      ),
    ]
  })
  return make('ul', { class: 'on-same' }, ...items)
}

/** The notes on a run of words, at the words. By keyboard its first entry takes the focus. */
export function openChooser(
  ids: readonly string[],
  chosen: string | undefined,
  words: Element,
  focus: boolean,
): void {
  closeChooser()
  if (ids.length < 2) return
  const chooser = make(
    'section',
    { class: 'chooser', popover: 'manual', 'aria-label': said().script.notesOnWords },
    list(ids, chosen),
  )
  document.body.append(chooser)
  chooser.showPopover()
  standAt(chooser, words, 6)
  if (focus) one('button', chooser)?.focus()
}

/** Puts what floats at the last line of some words, `gap` pixels below it, or above where there is no room. */
export function standAt(floating: HTMLElement, words: Element, gap: number): void {
  const box = [...words.getClientRects()].at(-1) ?? words.getBoundingClientRect()
  const { width, height } = floating.getBoundingClientRect()
  const below = box.bottom + height + 56 < innerHeight
  const end = (words.closest('.passage, .n') ?? document.documentElement).getBoundingClientRect().right
  floating.style.left = `${Math.max(8, Math.min(box.left, end - width)) + scrollX}px`
  floating.style.top = `${(below ? box.bottom + gap : box.top - height - gap) + scrollY}px`
}

/** Arrow keys within the chooser. */
export function walk(from: Element, by: 1 | -1): void {
  const buttons = all('button', from.closest('ul') ?? document)
  buttons[(buttons.indexOf(from as HTMLElement) + by + buttons.length) % buttons.length]?.focus()
}

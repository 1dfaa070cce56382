import { make, notesOn, one } from './dom.ts'
import { list } from './chooser.ts'
import { said } from './words.ts'

/** Where notes follow their passage, a tap shows a copy of the note at the foot of the screen: the words stay in view. */
export function openSheet(note: HTMLElement, words: Element, id: string): void {
  const copy = note.cloneNode(true) as HTMLElement
  for (const element of [copy, ...copy.querySelectorAll('[id]')]) element.removeAttribute('id')
  // The sheet has a name of its own: a second landmark named as the note, or one without a name, would be one too many.
  copy.removeAttribute('aria-label')
  copy.setAttribute('role', 'none')
  const rest = copy.querySelector('details')
  if (rest) rest.open = true
  const button = (what: string, label: string) => make('button', { type: 'button', 'data-do': what }, label)
  const ids = notesOn(words)
  const says = said().script
  const sheet =
    one('.sheet') ??
    document.body.appendChild(make('section', { class: 'sheet', popover: 'manual', 'aria-label': says.note }))
  sheet.replaceChildren(
    make(
      'p',
      { class: 'actions' },
      button('previous', says.previous),
      button('place', says.inPlace),
      button('cite', says.cite),
      button('next', says.next),
      button('close', says.close),
    ),
    ...(ids.length > 1 ? [list(ids, id)] : []),
    copy,
  )
  sheet.showPopover()
  sheet.scrollTop = 0
  // The last line of the words has their number; but of long words the first line must stay.
  const lines = [...words.getClientRects()]
  const covered = Math.min(
    (lines.at(-1)?.bottom ?? 0) + 14 - sheet.getBoundingClientRect().top,
    (lines[0]?.top ?? 0) - 40,
  )
  if (covered > 0) scrollBy({ top: covered, behavior: 'instant' })
}

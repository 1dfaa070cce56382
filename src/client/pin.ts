import { idOf, isBeside, markersOf, one, shownNotes } from './dom.ts'
import { level } from './level.ts'

const moved = new Map<HTMLElement, number>()

/** Brings a note level with its words, the others out of its way. Where notes follow the text, nothing moves. */
export function pin(note: HTMLElement, words: Element): void {
  if (note.closest('.endnotes') || !isBeside(note, words)) return release()
  const notes = ordered(note, words)
  // Everything is measured before anything is moved: the page is laid out once.
  const boxes = notes.map((one) => ({ top: topOf(one), height: one.offsetHeight }))
  const line = (words.getClientRects()[0]?.top ?? 0) + scrollY
  const gap = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.75
  const shifts = level(boxes, notes.indexOf(note), line, { gap, ...limits(note) })
  const settled = new Map([...shifts].map(([i, shift]) => [notes[i] ?? note, shift]))
  for (const one of moved.keys()) if (!settled.has(one)) place(one, 0)
  for (const [one, shift] of settled) place(one, shift)
}

/** The notes in the order in which they are to stand: the chosen one among those on the words about it. */
function ordered(note: HTMLElement, words: Element): HTMLElement[] {
  const others = shownNotes().filter((one) => one !== note)
  const follows = (a: Node | undefined, b: Node) =>
    a !== undefined && (b.compareDocumentPosition(a) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  // Notes stand after their passage: those of the words' own are told apart by their references.
  let at = others.findIndex((one) => follows(one, words))
  if (at < 0) at = others.length
  const isPlaced = note.closest('.row') === words.closest('.row') && words.id === `q-${idOf(note)}`
  const isBefore = (one: HTMLElement | undefined) =>
    one !== undefined &&
    one.closest('.row') === words.closest('.row') &&
    (isPlaced ? follows(note, one) : follows(words, markersOf(idOf(one))[0] ?? one))
  while (isBefore(others[at])) at++
  return others.toSpliced(at, 0, note)
}

/** Lets every note stand where it stands by itself. */
export function release(): void {
  for (const note of moved.keys()) place(note, 0)
}

/** Where a note stands by itself. Offsets know nothing of `translate`, nor of a movement that is still under way. */
function topOf({ offsetTop, offsetParent }: HTMLElement): number {
  return offsetTop + (offsetParent?.getBoundingClientRect().top ?? 0) + scrollY
}

function place(note: HTMLElement, shift: number): void {
  if (shift === 0) moved.delete(note)
  else moved.set(note, shift)
  note.style.translate = shift === 0 ? '' : `0 ${shift}px`
}

/** The nearest things above and below the text that reach into the column of the notes. */
function limits(note: HTMLElement): { ceiling: number; floor: number } {
  const { left, right } = note.getBoundingClientRect()
  const inTheWay = (side: 'previousElementSibling' | 'nextElementSibling') => {
    let other = one('#text')?.[side]
    while (other) {
      const box = other.getBoundingClientRect()
      const isFixed = getComputedStyle(other).position === 'fixed'
      if (!isFixed && box.height > 0 && box.left < right && box.right > left) return box
      other = other[side]
    }
    return undefined
  }
  const [above, below] = [inTheWay('previousElementSibling'), inTheWay('nextElementSibling')]
  return {
    ceiling: above ? above.bottom + scrollY + 16 : 72,
    floor: below ? below.top + scrollY - 16 : Infinity,
  }
}

import { idOf, isBeside, markersOf, one, shownNotes } from './dom.ts'
import { level } from './level.ts'

const moved = new Map<HTMLElement, number>()

/**
 * Brings a note level with its words, the others out of its way. Where notes follow the text, nothing moves. Says
 * whether the window had to be scrolled: where the notes above need more room than there is, a passage that stays in
 * view is brought to the note instead.
 */
export function pin(note: HTMLElement, words: Element): boolean {
  if (note.closest('.endnotes') || !isBeside(note, words)) {
    release()
    return false
  }
  const notes = ordered(note, words)
  // Everything is measured before anything is moved: the page is laid out once.
  const tops = topsOf(notes)
  const boxes = notes.map(({ offsetHeight }, i) => ({ top: tops[i] ?? 0, height: offsetHeight }))
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  const bounds = { gap: rem * 0.75, ...limits(note) }
  const at = notes.indexOf(note)
  const own = boxes[at]?.top ?? 0
  // The first lines of both stand on one line: theirs is a little higher.
  const line = () => (words.getClientRects()[0]?.top ?? 0) + scrollY + rem * 0.25
  let shifts = level(boxes, at, line(), bounds)
  const missed = own + (shifts.get(at) ?? 0) - line()
  const scrolled = missed > rem && meet(own, words, rem * 1.25)
  if (scrolled) shifts = level(boxes, at, line(), bounds)
  const settled = new Map([...shifts].map(([i, shift]) => [notes[i] ?? note, shift]))
  for (const one of moved.keys()) if (!settled.has(one)) place(one, 0)
  for (const [one, shift] of settled) place(one, shift)
  return scrolled
}

/** Scrolls until words that stay in view, `stick` below the edge, have come down to a note, as far as their row goes. */
function meet(top: number, words: Element, stick: number): boolean {
  const passage = words.closest('.passage')
  const row = words.closest('.row')
  if (!passage || !row || getComputedStyle(passage).position !== 'sticky') return false
  const [box, around] = [passage.getBoundingClientRect(), row.getBoundingClientRect()]
  const within = (words.getClientRects()[0]?.top ?? 0) - box.top
  const most = around.bottom + scrollY - box.height - stick
  scrollTo({ top: Math.min(top - stick - within, most), behavior: 'instant' })
  return true
}

/** The notes in the order in which they are to stand: the chosen one among those on the words about it. */
function ordered(note: HTMLElement, words: Element): HTMLElement[] {
  const notes = shownNotes()
  const row = words.closest('.row')
  if (words.id === `q-${idOf(note)}` && note.closest('.row') === row) return notes
  const others = notes.filter((one) => one !== note)
  const follows = (a: Node, b: Node) =>
    (b.compareDocumentPosition(a) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  // Notes stand after their passage: those of the words' own are told apart by their references.
  const isBefore = (one: HTMLElement) =>
    follows(words, one) || (one.closest('.row') === row && follows(words, markersOf(idOf(one))[0] ?? one))
  const at = others.findIndex((one) => !isBefore(one))
  return others.toSpliced(at < 0 ? others.length : at, 0, note)
}

/** Lets every note stand where it stands by itself. */
export function release(): void {
  for (const note of moved.keys()) place(note, 0)
}

/** Where notes stand by themselves. Offsets know nothing of `translate`, nor of a movement that is still under way. */
function topsOf(notes: readonly HTMLElement[]): number[] {
  const origins = new Map<Element | null, number>()
  return notes.map(({ offsetTop, offsetParent }) => {
    const origin = origins.get(offsetParent) ?? (offsetParent?.getBoundingClientRect().top ?? 0) + scrollY
    origins.set(offsetParent, origin)
    return offsetTop + origin
  })
}

export const settledTop = (note: HTMLElement): number => (topsOf([note])[0] ?? 0) + (moved.get(note) ?? 0)

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

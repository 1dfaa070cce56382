import { type Alignment, link, unlink } from './align.ts'

/**
 * A stretch that was inserted or deleted may often stand a few words earlier or later, with the same result: “(a cat,) a
 * dog” or “a (cat, a) dog”. People insert and delete whole paragraphs, sentences and clauses, so that is where it is put.
 */
export function slideGaps(alignment: Alignment): void {
  const { links } = alignment
  let last = -1
  for (let i = 0; i < links.length; i += 1) {
    if ((links[i] ?? -1) < 0) continue
    if (last >= 0 && i === last + 1) slide(alignment, last, i, true)
    else if (last >= 0 && links[i] === (links[last] ?? 0) + 1) slide(alignment, last, i, false)
    last = i
  }
}

/** How far a gap can be slid: farther than this nobody has to look to find where a sentence begins. */
const FARTHEST = 200

function slide(alignment: Alignment, left: number, right: number, inserted: boolean): void {
  const { best, range } = bestShift(alignment, left, right, inserted)
  if (best === 0 || range === 0) return
  const { links } = alignment
  const [from, to] = [links[left] ?? 0, links[right] ?? 0]
  const gap = inserted ? to - from - 1 : right - left - 1
  for (let k = 0; k < Math.abs(best); k += 1) {
    // To the left: the last token before the gap goes behind it. To the right: the first one behind goes before.
    const old = best < 0 ? left - k : right + k
    const partner = links[old] ?? 0
    unlink(alignment, old)
    if (inserted) link(alignment, old, partner + (best < 0 ? gap : -gap))
    else link(alignment, old + (best < 0 ? gap : -gap), partner)
  }
}

/** The shift that lets the gap begin at the best break, the smallest of several; 0 where it is best as it is. */
function bestShift(
  alignment: Alignment,
  left: number,
  right: number,
  inserted: boolean,
): { best: number; range: number } {
  const { old, new: after, links } = alignment
  const side = inserted ? after : old
  const [start, end] = inserted ? [(links[left] ?? 0) + 1, links[right] ?? 0] : [left + 1, right]
  if (end <= start) return { best: 0, range: 0 }
  const contiguous = (from: number, step: 1 | -1, k: number) =>
    links[from + step * k] === (links[from] ?? 0) + step * k
  let back = 0
  while (
    back < FARTHEST &&
    contiguous(left, -1, back) &&
    side.keys[start - 1 - back] === side.keys[end - 1 - back] &&
    start - 1 - back >= 0
  )
    back += 1
  let on = 0
  while (
    on < FARTHEST &&
    contiguous(right, 1, on) &&
    side.keys[start + on] === side.keys[end + on] &&
    end + on < side.count
  )
    on += 1
  let best = 0
  for (let shift = -back; shift <= on; shift += 1) {
    const [value, top] = [side.breaks[start + shift] ?? 0, side.breaks[start + best] ?? 0]
    if (value > top || (value === top && Math.abs(shift) < Math.abs(best))) best = shift
  }
  return { best, range: back + on }
}

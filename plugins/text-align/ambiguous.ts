import type { Alignment } from './align.ts'

/** Farther than this nobody has to look: what repeats for so long is not told apart by anything. */
const FARTHEST = 2000

/**
 * Whether tokens that were carried over in one piece could as well be the neighbouring ones with the same words: after
 * “a a b” became “a b”, nothing says which a is left.
 */
export function isAmbiguous(alignment: Alignment, from: number, to: number): boolean {
  const { links } = alignment
  let right = to - 1
  while (right - to < FARTHEST && links[right + 1] === (links[right] ?? 0) + 1) right += 1
  let left = from
  while (from - left < FARTHEST && left > 0 && links[left - 1] === (links[left] ?? 0) - 1) left -= 1
  return couldSlide(alignment, from, right, 1) || couldSlide(alignment, to - 1, left, -1)
}

/** Whether everything from `near` to the gap at `edge` could stand on the other side of the gap. */
function couldSlide(
  { old, new: after, links }: Alignment,
  near: number,
  edge: number,
  step: 1 | -1,
): boolean {
  const beyond = nextLinked(links, edge, step)
  const placeOf = (i: number) => (i < 0 ? -1 : i < old.count ? (links[i] ?? 0) : after.count)
  const oldGap = Math.abs(beyond - edge) - 1
  const newGap = Math.abs(placeOf(beyond) - placeOf(edge)) - 1
  if (oldGap > 0 === newGap > 0) return false
  for (let i = edge; i !== near - step; i -= step) {
    const isEqual =
      newGap > 0
        ? after.keys[placeOf(i)] === after.keys[placeOf(i) + step * newGap]
        : old.keys[i] === old.keys[i + step * oldGap]
    if (!isEqual) return false
  }
  return true
}

/** The next token that has a counterpart, or the end of the text. */
function nextLinked(links: Int32Array, from: number, step: 1 | -1): number {
  let at = from + step
  while (at >= 0 && at < links.length && (links[at] ?? -1) < 0) at += step
  return at
}

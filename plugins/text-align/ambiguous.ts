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
  if (beyond === undefined) return false
  const oldGap = Math.abs(beyond - edge) - 1
  const newGap = Math.abs((links[beyond] ?? 0) - (links[edge] ?? 0)) - 1
  if (oldGap > 0 === newGap > 0) return false
  const [keys, placeOf, gap] =
    newGap > 0
      ? ([after.keys, (i: number) => links[i] ?? 0, newGap] as const)
      : ([old.keys, (i: number) => i, oldGap] as const)
  for (let i = edge; i !== near - step; i -= step) {
    if (keys[placeOf(i)] !== keys[placeOf(i) + step * gap]) return false
  }
  return true
}

function nextLinked(links: Int32Array, from: number, step: 1 | -1): number | undefined {
  for (let i = from + step, far = 0; i >= 0 && i < links.length && far < FARTHEST; i += step, far += 1) {
    if ((links[i] ?? -1) >= 0) return i
  }
  return undefined
}

import { type Alignment, link, type Region, sizeOf } from './align.ts'

/** How much better it is that two words which follow each other do so in both texts, in bits. */
const TOGETHER = 3

/** Says what it is worth to link a token of the old text to one of the new, in bits; 0 where they are not alike. */
export type Worth = (alignment: Alignment, a: number, b: number) => number

export function sameKey({ old, new: after, bits }: Alignment, a: number, b: number): number {
  const key = old.keys[a] ?? -1
  return key === after.keys[b] ? (bits[key] ?? 1) : 0
}

/** Steps back through the pairs: past a token of the new text, past one of the old, or past both, which are linked. */
const LEFT = 0
const BOTH = 1
const UP = 2
/** The link is together with one just before it. */
const AS_BEFORE = 4

/**
 * Links what two short stretches have in common: the selection in the same order that says most, where words that stay
 * together say more than scattered ones. Both ends of the region count as linked.
 */
export function alignGap(alignment: Alignment, region: Region, block: number, worth: Worth): void {
  const { a, aEnd, b, bEnd } = region
  const [rows, columns] = [aEnd - a, bEnd - b]
  if (rows === 0 || columns === 0 || alignment.work < sizeOf(region)) return
  alignment.work -= sizeOf(region)
  const steps = new Uint8Array(rows * columns)
  // The best of all so far, and of those that end in a link of the very pair: of the row above, then of this one.
  const best = new Float64Array(columns + 1)
  const linked = new Float64Array(columns + 1).fill(-Infinity)
  linked[0] = 0
  for (let i = 0; i < rows; i += 1) {
    let [apart, before, left] = [0, i === 0 ? 0 : -Infinity, 0]
    linked[0] = -Infinity
    for (let j = 0; j < columns; j += 1) {
      const value = worth(alignment, a + i, b + j)
      const together = before + TOGETHER
      const sum = value > 0 ? Math.max(apart, together) + value : -Infinity
      const up = best[j + 1] ?? 0
      const isCorner = i === rows - 1 && j === columns - 1
      const both = isCorner ? sum + TOGETHER : sum
      const top = Math.max(left, up, both)
      const step = both === top ? BOTH : up === top && up > left ? UP : LEFT
      steps[i * columns + j] = value > 0 && together >= apart ? step | AS_BEFORE : step
      apart = up
      before = linked[j + 1] ?? -Infinity
      best[j + 1] = left = top
      linked[j + 1] = sum
    }
  }
  trace(alignment, region, steps, block)
}

function trace(alignment: Alignment, { a, aEnd, b, bEnd }: Region, steps: Uint8Array, block: number): void {
  const columns = bEnd - b
  let [i, j, together] = [aEnd - a - 1, columns - 1, false]
  while (i >= 0 && j >= 0) {
    const step = steps[i * columns + j] ?? 0
    if (together || (step & 3) === BOTH) {
      const isSame = sameKey(alignment, a + i, b + j) > 0
      link(alignment, a + i, b + j, block, isSame ? undefined : likenessOf(alignment, a + i, b + j))
      together = (step & AS_BEFORE) !== 0
      ;[i, j] = [i - 1, j - 1]
    } else if ((step & 3) === UP) i -= 1
    else j -= 1
  }
}

/** How much of two words is the same, from the front and from the back: 0 to 1. */
export function likenessOf({ old, new: after, spellings }: Alignment, a: number, b: number): number {
  return alike(spellings[old.keys[a] ?? 0] ?? '', spellings[after.keys[b] ?? 0] ?? '')
}

export function alike(one: string, other: string): number {
  const [shorter, longer] = [Math.min(one.length, other.length), Math.max(one.length, other.length)]
  let front = 0
  while (front < shorter && one.charCodeAt(front) === other.charCodeAt(front)) front += 1
  let back = 0
  while (
    back < shorter - front &&
    one.charCodeAt(one.length - 1 - back) === other.charCodeAt(other.length - 1 - back)
  )
    back += 1
  return longer === 0 ? 0 : (front + back) / longer
}

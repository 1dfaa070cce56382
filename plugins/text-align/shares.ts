import type { Range } from '../text-selector/index.ts'
import type { Alignment } from './align.ts'
import { type Span, spanOf, type Tokens, weight } from './tokens.ts'

/** What two stretches have in common, by their indices. */
export type Share = {
  readonly old: number
  readonly new: number
  /** Which part of the words of each is a counterpart of the other's, 0 to 1; what was respelled counts in part. */
  readonly ofOld: number
  readonly ofNew: number
  /** Whether these words were taken to another place; if not, they stand in order with all others that were not. */
  readonly moved: boolean
}

/**
 * Which of these stretches of the old text have words in which of those of the new: paragraphs, say. The ranges (UTF-16)
 * of each side are in order and apart. By the old ones, then by the new. Linear in the texts.
 */
export function shares(alignment: Alignment, olds: readonly Range[], news: readonly Range[]): Share[] {
  const { old, new: after, links, blocks, likeness } = alignment
  const [from, to] = [olds.map((one) => spanOf(old, one)), news.map((one) => spanOf(after, one))]
  const sizes = to.map((span) => sizeOf(after, span))
  const homes = new Int32Array(after.count).fill(-1)
  to.forEach((span, index) => homes.fill(index, span?.from ?? 0, span?.to ?? 0))
  return from.flatMap((span, index): Share[] => {
    // Twice the index of the other, and one more for what was moved.
    const sums = new Map<number, number>()
    for (let i = span?.from ?? 0; i < (span?.to ?? 0); i += 1) {
      const home = homes[links[i] ?? -1] ?? -1
      if (home < 0) continue
      const key = 2 * home + (blocks[i] === 0 ? 0 : 1)
      sums.set(key, (sums.get(key) ?? 0) + weight(old, i) * (likeness[i] ?? 0))
    }
    const size = sizeOf(old, span)
    return [...sums]
      .sort(([a], [b]) => a - b)
      .map(([key, sum]) => {
        const other = key >> 1
        return {
          old: index,
          new: other,
          ofOld: sum / size,
          ofNew: sum / (sizes[other] ?? 1),
          moved: key % 2 === 1,
        }
      })
  })
}

function sizeOf(tokens: Tokens, span: Span | undefined): number {
  let sum = 0
  for (let i = span?.from ?? 0; i < (span?.to ?? 0); i += 1) sum += weight(tokens, i)
  return sum
}

/** Of what two spans have in common, the stretch that most of it belongs to: 0 for what stayed in order. */
export function heaviestBlock({ old, links, blocks }: Alignment, from: Span, to: Span): number {
  const sums = new Map<number, number>()
  for (let i = from.from; i < from.to; i += 1) {
    const there = links[i] ?? -1
    if (there < to.from || there >= to.to) continue
    const block = blocks[i] ?? 0
    sums.set(block, (sums.get(block) ?? 0) + weight(old, i))
  }
  return [...sums].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0]
}

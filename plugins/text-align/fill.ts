import { type Alignment, type Region, sizeOf } from './align.ts'
import { alignGap, likenessOf, sameKey } from './gap.ts'

/** Gaps larger than this are no rewording of each other, word by word. */
const MOST_PAIRS = 10_000
/** Less alike than this, two words are not the same word in another spelling or ending. */
const ALIKE = 0.5

/** Links words that were respelled or inflected, between two links that stand in the same order. */
export function fillGaps(alignment: Alignment): void {
  const { links, blocks, old, new: after } = alignment
  let last = -1
  for (let i = 0; i <= links.length; i += 1) {
    if (i < links.length && (links[i] ?? -1) < 0) continue
    const block = blocks[last] ?? 0
    const isEnd = i === links.length
    if ((isEnd ? 0 : blocks[i]) === block) {
      const [from, to] = [last < 0 ? -1 : (links[last] ?? -1), isEnd ? after.count : (links[i] ?? 0)]
      const gap = { a: last + 1, aEnd: i, b: from + 1, bEnd: to }
      if (isGap(alignment, gap) && i <= old.count) alignGap(alignment, gap, block, worth)
    }
    last = i
  }
}

function isGap({ back }: Alignment, gap: Region): boolean {
  const size = gap.bEnd > gap.b && gap.aEnd > gap.a ? sizeOf(gap) : 0
  return size > 0 && size <= MOST_PAIRS && back.subarray(gap.b, gap.bEnd).every((to) => to < 0)
}

/** What the words themselves say, less what they are unlike. */
function worth(alignment: Alignment, a: number, b: number): number {
  const same = sameKey(alignment, a, b)
  if (same > 0) return same
  const { old, new: after, bits } = alignment
  if (old.words[a] !== 1 || after.words[b] !== 1) return 0
  const like = likenessOf(alignment, a, b)
  return like < ALIKE ? 0 : (like * Math.min(bits[old.keys[a] ?? 0] ?? 0, bits[after.keys[b] ?? 0] ?? 0)) / 2
}

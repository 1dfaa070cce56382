import { wordsIn } from './words.ts'

/** A text to be found. Its number is its place in the list. `labels` are what it can be filtered by: `kind:context`. */
export type Indexed = { readonly text: string; readonly labels: readonly string[] }

/** A stretch of the index: its first word, and a line for each of its words. */
export type Shard = { readonly first: string; readonly lines: string }

/**
 * The index of some texts, in the order of the words by code unit, cut where `size` characters are reached. Labels
 * stand in it as words that begin with `=`.
 */
export function indexOf(texts: Iterable<Indexed>, size = 40_000): Shard[] {
  const entries = new Map<string, { line: string[]; last: number }>()
  let number = 0
  for (const text of texts) {
    for (const [word, weight] of entriesOf(text)) {
      const entry = entries.get(word) ?? { line: [], last: -1 }
      entry.line.push((number - entry.last).toString(36) + letters.charAt(weight - 1))
      entry.last = number
      entries.set(word, entry)
    }
    number++
  }
  const shards: { first: string; lines: string }[] = []
  for (const word of [...entries.keys()].sort(byCodeUnit)) {
    const line = `${word}\t${entries.get(word)?.line.join('') ?? ''}\n`
    const shard = shards.at(-1)
    if (shard === undefined || shard.lines.length + line.length > size)
      shards.push({ first: word, lines: line })
    else shard.lines += line
  }
  return shards
}

/** Weights from 1 to 9 are written as these: they end a number, which is of digits and small letters. */
export const letters = 'ABCDEFGHI'

/** How much each word says of a text: more where it is repeated, less in a long one (BM25, with fixed lengths). */
export function entriesOf({ text, labels }: Indexed): Map<string, number> {
  const counts = new Map<string, number>()
  const words = wordsIn(text)
  for (const { word } of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  const slow = 1.2 * (0.25 + 0.75 * Math.min(words.length / usual, 8))
  const weights = new Map(
    [...counts].map(([word, count]) => {
      const part = count / (count + slow)
      return [word, Math.max(1, Math.round(part * 9))] as const
    }),
  )
  for (const label of labels) weights.set(`=${label}`, 1)
  return weights
}

/** Words of a passage or note of usual length. */
const usual = 80

export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

import { byCodeUnit, letters } from './write.ts'

/** A text that was found, by its number, and how well it fits. */
export type Hit = { readonly number: number; readonly score: number }

export type Found = {
  readonly hits: readonly Hit[]
  /** Whether each has all of the words; else each has some, and none has all. */
  readonly all: boolean
}

type Query = {
  /** Folded words. A word finds those that begin with it; one of a single letter only itself. */
  readonly words: readonly string[]
  /** A text has one label of each list: `[['kind:context', 'kind:gloss'], ['by:ada']]`. */
  readonly labels: readonly (readonly string[])[]
}

/** Numbers of the shards that a word may be in, given the first word of each; of very many the first. */
export function shardsFor(word: string, firsts: readonly string[]): number[] {
  const end = isBeginning(word) ? `${word}\uFFFF` : word
  const from = Math.max(
    0,
    firsts.findLastIndex((first) => byCodeUnit(first, word) <= 0),
  )
  const to = firsts.findLastIndex((first) => byCodeUnit(first, end) <= 0)
  return Array.from({ length: Math.min(to - from + 1, mostShards) }, (_, index) => from + index)
}
const mostShards = 24

function isBeginning(word: string): boolean {
  return !word.startsWith('=') && (word.length > 1 || /[^\p{Script=Latin}\p{N}]/u.test(word))
}

/** The texts that have all words and labels, the best first; where none has all words, those that have some. */
export function find(
  { words, labels }: Query,
  total: number,
  linesOf: (shard: number) => string,
  firsts: readonly string[],
): Found {
  const lookUp = (word: string) => postingsOf(word, shardsFor(word, firsts).map(linesOf), total)
  const found = [...new Set(words)].map(lookUp)
  const filters = labels.map((one) => new Set(one.flatMap((label) => [...lookUp(`=${label}`).keys()])))
  const scores = new Map<number, { score: number; words: number }>()
  for (const postings of found) {
    for (const [number, score] of postings) {
      if (filters.some((filter) => !filter.has(number))) continue
      const known = scores.get(number) ?? { score: 0, words: 0 }
      scores.set(number, { score: known.score + score, words: known.words + 1 })
    }
  }
  const most = Math.max(
    0,
    ...[...scores.values()].reduce((set, one) => set.add(one.words), new Set<number>()),
  )
  const hits = [...scores]
    .filter(([, one]) => one.words === most)
    .map(([number, { score }]) => ({ number, score }))
    .sort((a, b) => b.score - a.score || a.number - b.number)
  return { hits, all: most === found.length }
}

/** The texts that a word is in, with how much that says: rare words say more, and beginnings less than whole words. */
function postingsOf(word: string, shards: readonly string[], total: number): Map<number, number> {
  const postings = new Map<number, number>()
  for (const lines of shards) {
    let at = lines.startsWith(word) ? 0 : lines.indexOf(`\n${word}`) + 1
    if (at === 0 && !lines.startsWith(word)) continue
    for (; lines.startsWith(word, at); at = lines.indexOf('\n', at) + 1) {
      const tab = lines.indexOf('\t', at)
      const isWhole = tab === at + word.length
      if (!isWhole && !isBeginning(word)) continue
      add(postings, lines.slice(tab + 1, lines.indexOf('\n', tab)), isWhole ? 1 : 0.6, total)
    }
  }
  return postings
}

function add(postings: Map<number, number>, line: string, worth: number, total: number): void {
  const entries = [...line.matchAll(/(?<![0-9a-z])([0-9a-z]+)([A-I])/g)]
  const rarity = Math.log(1 + (total - entries.length + 0.5) / (entries.length + 0.5))
  let number = -1
  for (const [, step = '', weight = ''] of entries) {
    number += Number.parseInt(step, 36)
    const score = (letters.indexOf(weight) + 1) * rarity * worth
    postings.set(number, Math.max(postings.get(number) ?? 0, score))
  }
}

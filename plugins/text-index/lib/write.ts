import { fold, lettersIn } from './words.ts'

/** A text to be found. Its number is its place in the list. `labels` are what it can be filtered by: `kind:context`. */
export type Indexed = { readonly text: string; readonly labels: readonly string[] }

/** A stretch of the index: its first word, and a line for each of its words. */
export type Shard = { readonly first: string; readonly lines: string }

/** A word or label: where it was seen, and how often in the text that is being read. */
type Entry = {
  /** For each text nine times its distance from the one before, and the weight, from 0: numbers are small to hold. */
  readonly postings: number[]
  last: number
  text: number
  count: number
}

/**
 * The index of some texts, in the order of the words by code unit, cut where `size` characters are reached. Labels
 * stand in it as words that begin with `=`.
 */
export function indexOf(texts: Iterable<Indexed>, size = 40_000): Shard[] {
  const entries = new Map<string, Entry>()
  const entryOf = (word: string): Entry => {
    const known = entries.get(word) ?? { postings: [], last: -1, text: -1, count: 0 }
    entries.set(word, known)
    return known
  }
  /** By letters as they are written: each is folded once. What folds to nothing is no word. */
  const written = new Map<string, Entry | undefined>()
  const read = (letters: string): Entry | undefined => {
    if (written.has(letters)) return written.get(letters)
    const word = fold(letters)
    const entry = word === '' ? undefined : entryOf(word)
    written.set(letters, entry)
    return entry
  }
  let number = 0
  for (const { text, labels } of texts) {
    const found: Entry[] = []
    const letters = lettersIn(text)
    let length = 0
    for (const one of letters) {
      const entry = written.get(one) ?? read(one)
      if (entry === undefined) continue
      length++
      if (entry.text !== number) {
        entry.text = number
        entry.count = 0
        found.push(entry)
      }
      entry.count++
    }
    for (const entry of found) post(entry, number, weightOf(entry.count, length))
    for (const label of new Set(labels)) post(entryOf(`=${label}`), number, 1)
    number++
  }
  return cut(entries, size)
}

function post(entry: Entry, number: number, weight: number): void {
  entry.postings.push((number - entry.last) * letters.length + weight - 1)
  entry.last = number
}

function cut(entries: ReadonlyMap<string, Entry>, size: number): Shard[] {
  const shards: { first: string; lines: string }[] = []
  for (const word of [...entries.keys()].sort(byCodeUnit)) {
    const line = `${word}\t${entries.get(word)?.postings.map(posting).join('') ?? ''}\n`
    const shard = shards.at(-1)
    if (shard === undefined || shard.lines.length + line.length > size)
      shards.push({ first: word, lines: line })
    else shard.lines += line
  }
  return shards
}

/** Weights from 1 to 9 are written as these: they end a number, which is of digits and small letters. */
export const letters = 'ABCDEFGHI'

/** Those of small distances, which are nearly all. */
const usualPostings = Array.from({ length: 4096 }, (_, number) => postingOf(number))

function posting(number: number): string {
  return usualPostings[number] ?? postingOf(number)
}

function postingOf(number: number): string {
  return Math.floor(number / letters.length).toString(36) + letters.charAt(number % letters.length)
}

/** How much a word says of a text, from 1 to 9: more where it is repeated, less in a long one (BM25, with fixed lengths). */
function weightOf(count: number, length: number): number {
  const slow = 1.2 * (0.25 + 0.75 * Math.min(length / usual, 8))
  return Math.max(1, Math.round((count / (count + slow)) * 9))
}

/** Words of a passage or note of usual length. */
const usual = 80

export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

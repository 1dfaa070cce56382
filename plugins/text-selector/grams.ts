import type { Units } from './align.ts'
import type { Range } from './types.ts'

/** Tells where in one text words may stand, most of whose short runs are there in the same order. */
export type Grams = (words: Units, most: number) => Range[]

/** How many units make a gram, and how many kinds of grams are told apart. */
const WIDTH = 4
const KINDS = 2 ** 17
/** How many places of grams are counted for one question at most: the rarest grams first. */
const VOTES = 30_000

function kindAt(units: Units, at: number): number {
  let hash = 0
  for (let i = 0; i < WIDTH; i += 1) hash = Math.imul(hash ^ (units[at + i] ?? 0), 0x9e3779b1)
  return hash >>> 15
}

/**
 * An index of all runs of four units. Each run that words and text have in common speaks for one offset between the two;
 * where many speak for nearly the same offset, the words may stand.
 */
export function createGrams(text: Units): Grams {
  const { firsts, places } = indexOf(text)
  return (words, most) => {
    const width = Math.max(32, 2 ** Math.ceil(Math.log2(words.length / 8)))
    const votes = new Uint32Array(Math.ceil((text.length + words.length) / width) + 2)
    let left = VOTES
    for (const { offset, kind } of rarestFirst(words, firsts)) {
      const end = Math.min(firsts[kind + 1] ?? 0, (firsts[kind] ?? 0) + left)
      for (let i = firsts[kind] ?? 0; i < end; i += 1) {
        const bucket = Math.floor(((places[i] ?? 0) - offset + words.length) / width)
        votes[bucket] = (votes[bucket] ?? 0) + 1
        left -= 1
      }
      if (left === 0) break
    }
    return favourites(votes, most).map((bucket) => {
      const start = bucket * width - words.length
      return { start: Math.max(0, start), end: Math.min(text.length, start + 2 * width + words.length) }
    })
  }
}

/** Where the places of each kind begin in a list of all places, sorted by kind. */
function indexOf(text: Units): { firsts: Uint32Array; places: Uint32Array } {
  const count = Math.max(0, text.length - WIDTH + 1)
  const firsts = new Uint32Array(KINDS + 1)
  for (let at = 0; at < count; at += 1) {
    const kind = kindAt(text, at)
    firsts[kind + 1] = (firsts[kind + 1] ?? 0) + 1
  }
  for (let kind = 0; kind < KINDS; kind += 1) firsts[kind + 1] = (firsts[kind + 1] ?? 0) + (firsts[kind] ?? 0)
  const next = firsts.slice()
  const places = new Uint32Array(count)
  for (let at = 0; at < count; at += 1) {
    const kind = kindAt(text, at)
    const slot = next[kind] ?? 0
    places[slot] = at
    next[kind] = slot + 1
  }
  return { firsts, places }
}

function rarestFirst(words: Units, firsts: Uint32Array): { offset: number; kind: number; count: number }[] {
  const grams = Array.from({ length: Math.max(0, words.length - WIDTH + 1) }, (_, offset) => {
    const kind = kindAt(words, offset)
    return { offset, kind, count: (firsts[kind + 1] ?? 0) - (firsts[kind] ?? 0) }
  })
  return grams.filter(({ count }) => count > 0).sort((a, b) => a.count - b.count)
}

/** The buckets that have most votes together with the next one, of neighbours only the first with the most. */
function favourites(votes: Uint32Array, most: number): number[] {
  const sums = Array.from(votes, (count, i) => count + (votes[i + 1] ?? 0))
  const peaks: number[] = []
  for (const [i, sum] of sums.entries()) {
    if (sum > 0 && sum > (sums[i - 1] ?? 0) && sum >= (sums[i + 1] ?? 0)) peaks.push(i)
  }
  return peaks.sort((a, b) => (sums[b] ?? 0) - (sums[a] ?? 0) || a - b).slice(0, most)
}

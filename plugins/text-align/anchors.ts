import type { Region } from './align.ts'

/** A run of tokens that is the same in both texts. */
export type Run = { readonly a: number; readonly b: number; readonly length: number }

/** The tokens of one text by key, and which of them may be used. */
export type Side = { readonly keys: Int32Array; readonly usable?: (at: number) => boolean }

/**
 * Runs made of n-grams that occur once on each side of a region, in the order of the old text. What is unique is hardly
 * there by chance: the idea of patience diff.
 */
export function uniqueRuns(old: Side, after: Side, region: Region, n: number): Run[] {
  const { a, aEnd, b, bEnd } = region
  const table = createTable(old.keys, after.keys, Math.max(aEnd - a, bEnd - b), n)
  eachGram(old, a, aEnd, n, (at) => table.count(at))
  eachGram(after, b, bEnd, n, (at) => table.meet(at))
  const pairs: Run[] = []
  eachGram(old, a, aEnd, n, (at) => {
    const to = table.partner(at)
    if (to >= 0) pairs.push({ a: at, b: to, length: n })
  })
  return merged(pairs)
}

function eachGram(
  { keys, usable }: Side,
  from: number,
  to: number,
  n: number,
  visit: (at: number) => void,
): void {
  let run = 0
  for (let i = from; i < Math.min(to, keys.length); i += 1) {
    run = usable === undefined || usable(i) ? run + 1 : 0
    if (run >= n) visit(i - n + 1)
  }
}

/** N-grams one token apart on both sides are one run. */
function merged(pairs: readonly Run[]): Run[] {
  const runs: Run[] = []
  for (const pair of pairs) {
    const last = runs.at(-1)
    const shift = last === undefined ? -1 : last.length - pair.length + 1
    if (last !== undefined && pair.a === last.a + shift && pair.b === last.b + shift) {
      runs[runs.length - 1] = { ...last, length: last.length + 1 }
    } else runs.push(pair)
  }
  return runs
}

type Table = {
  /** Counts an n-gram of the old text. */
  count: (at: number) => void
  /** Counts an n-gram of the new text, if the old one has it. */
  meet: (at: number) => void
  /** Where the n-gram at `at` of the old text stands in the new, if it occurs once in each; else -1. */
  partner: (at: number) => number
}

/** A hash table over places in the texts: n-grams themselves are never made. */
function createTable(oldKeys: Int32Array, newKeys: Int32Array, size: number, n: number): Table {
  const mask = 2 ** Math.ceil(Math.log2(Math.max(4, 2 * size))) - 1
  const places = new Int32Array(mask + 1).fill(-1)
  const oldCounts = new Int32Array(mask + 1)
  const newCounts = new Int32Array(mask + 1)
  const partners = new Int32Array(mask + 1)

  const slotOf = (keys: Int32Array, at: number): number => {
    let hash = 0x811c9dc5
    for (let i = at; i < at + n; i += 1) hash = Math.imul(hash ^ (keys[i] ?? 0), 0x9e3779b1) ^ (hash >>> 15)
    let slot = (hash ^ (hash >>> 13)) & mask
    while ((places[slot] ?? -1) >= 0 && !same(keys, at, oldKeys, places[slot] ?? 0, n))
      slot = (slot + 1) & mask
    return slot
  }
  return {
    count: (at) => {
      const slot = slotOf(oldKeys, at)
      places[slot] = at
      oldCounts[slot] = (oldCounts[slot] ?? 0) + 1
    },
    meet: (at) => {
      const slot = slotOf(newKeys, at)
      partners[slot] = at
      newCounts[slot] = (newCounts[slot] ?? 0) + 1
    },
    partner: (at) => {
      const slot = slotOf(oldKeys, at)
      return oldCounts[slot] === 1 && newCounts[slot] === 1 ? (partners[slot] ?? -1) : -1
    },
  }
}

function same(one: Int32Array, at: number, other: Int32Array, from: number, n: number): boolean {
  for (let i = 0; i < n; i += 1) if (one[at + i] !== other[from + i]) return false
  return true
}

/** The heaviest of all selections of these runs that stand in the same order in both texts. */
export function heaviestChain(runs: readonly Run[], weigh: (run: Run) => number): Run[] {
  const ends = [...new Set(runs.map(({ b, length }) => b + length))].sort((x, y) => x - y)
  const rank = new Map(ends.map((end, i) => [end, i + 1]))
  // A Fenwick tree over the ends in the new text: the best chain that ends no later.
  const best = new Int32Array(ends.length + 1).fill(-1)
  const sums = new Float64Array(runs.length)
  const previous = new Int32Array(runs.length).fill(-1)
  const sumOf = (run: number) => (run < 0 ? 0 : (sums[run] ?? 0))
  let heaviest = -1
  runs.forEach((run, i) => {
    // Runs may overlap by what unique n-grams share; only their starts must be in order.
    for (let at = lastUpTo(ends, run.b + run.length - 1); at > 0; at -= at & -at) {
      if (sumOf(best[at] ?? -1) > sumOf(previous[i] ?? -1)) previous[i] = best[at] ?? -1
    }
    sums[i] = sumOf(previous[i] ?? -1) + weigh(run)
    for (let at = rank.get(run.b + run.length) ?? 1; at <= ends.length; at += at & -at) {
      if (sumOf(best[at] ?? -1) < sumOf(i)) best[at] = i
    }
    if (sumOf(i) > sumOf(heaviest)) heaviest = i
  })
  const chain: Run[] = []
  for (let at = heaviest; at >= 0; at = previous[at] ?? -1) chain.push(runs[at] ?? { a: 0, b: 0, length: 0 })
  return chain.reverse()
}

/** How many of these ascending numbers are not beyond `value`. */
function lastUpTo(numbers: readonly number[], value: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low
}

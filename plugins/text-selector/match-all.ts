import { createVerifier, type Needle, type Search, searchEach } from './occurrences.ts'
import { resolve } from './resolve.ts'
import type { MatchOptions, Range, Selector } from './types.ts'

/**
 * What `match` finds for each of many selectors, in a pass over the text for all of them together: one for each of five
 * classes of length, and more for those that do not stand there letter for letter and for the ends of RangeSelectors.
 * Give a `limit` where a selector may match a great many times: the ranges are then not even collected.
 */
export function matchAll(text: string, selectors: readonly Selector[], options?: MatchOptions): Range[][] {
  return resolve(text, selectors, searchMany, options).map(({ ranges }) => ranges)
}

/** Up to so many units times needles, the tables that a common search needs cost more than it saves. */
const FEW = 4e6

const searchMany: Search = (text, needles) => {
  const search = text.length * needles.length > FEW ? searchTogether : searchEach
  search(text, needles)
}

/** Needles with the same words, which are compared with the text only once. */
type Bundle = {
  text: string
  stands: (at: number) => boolean
  /** Those that are not reached yet, the nearest last. */
  waiting: Needle[]
  /** Those that may begin at the place that was reached. */
  active: Needle[]
}

/** How wide a window of each needle is looked for: the widest that it has, because wide ones are rare. */
const WIDTHS = [16, 8, 4, 2, 1] as const
const WIDEST = WIDTHS[0]

function widthOf(words: string): number {
  return WIDTHS.find((width) => width <= words.length) ?? 1
}

/** Looks for all needles at once. */
export const searchTogether: Search = (text, needles) => {
  const open = needles.filter(({ first, last }) => first <= last)
  const bundles = Array.from(
    Map.groupBy(open, (needle) => needle.text),
    ([words, same]): Bundle => ({
      text: words,
      stands: createVerifier(text, words),
      waiting: same.toSorted((a, b) => b.first - a.first),
      active: [],
    }),
  )
  const byWidth = Map.groupBy(bundles, (bundle) => widthOf(bundle.text))
  roll(
    text,
    Array.from(byWidth, ([width, same]) => createWindows(text, same, width)),
  )
}

/** Mixes the bits of one unit. */
const SPREAD = 0x9e3779b1 | 0

/**
 * A hash of the last units, in 32 bits: with each unit all that was before moves up by so many bits, so that of a window
 * of this width the first unit still counts, and of what was before it nothing. Moving is multiplying by this; for one
 * unit it is 0.
 */
function factorOf(width: number): number {
  return (2 ** (32 / width)) | 0
}

/** Windows of needles by their hash, in flat arrays: thousands of small objects would take longer than the search. */
type Windows = {
  readonly width: number
  /** A bit for each kind of window, of which 2²⁰ are told apart: small enough for a fast cache. */
  readonly table: Int32Array
  /** Shows the place where a window with this hash ends to all needles that have it; forgets those that need no more. */
  readonly visit: (hash: number, end: number) => void
}

/** Takes the window of a bundle that ends at this offset of its text. */
type AddWindow = (hash: number, owner: number, offset: number) => void

/** The windows of needles of which this is the width that is looked for. */
function createWindows(text: string, bundles: readonly Bundle[], width: number): Windows {
  const count = bundles.length
  const table = new Int32Array(2 ** 15)
  /** The first and the last window of each chain, and the next of each window; 0 is none. */
  const heads = new Int32Array(2 ** 14)
  const tails = new Int32Array(2 ** 14)
  const nexts = new Int32Array(count + 1)
  const hashes = new Int32Array(count + 1)
  const owners = new Int32Array(count + 1)
  const offsets = new Int32Array(count + 1)
  let size = 0

  const add: AddWindow = (hash, owner, offset) => {
    size += 1
    hashes[size] = hash
    owners[size] = owner
    offsets[size] = offset
    const chain = hash >>> 18
    if (heads[chain] === 0) heads[chain] = size
    else nexts[tails[chain] ?? 0] = size
    tails[chain] = size
    table[hash >>> 17] = (table[hash >>> 17] ?? 0) | (1 << (hash >>> 12))
  }
  const visit = (hash: number, end: number) => {
    const chain = hash >>> 18
    let last = 0
    let isWanted = false
    for (let window = heads[chain] ?? 0; window !== 0; window = nexts[window] ?? 0) {
      const own = hashes[window] ?? 0
      if (own !== hash || offer(bundles[owners[window] ?? 0], end - (offsets[window] ?? 0))) {
        last = window
        isWanted ||= own >>> 12 === hash >>> 12
      } else if (last === 0) heads[chain] = nexts[window] ?? 0
      else nexts[last] = nexts[window] ?? 0
    }
    if (!isWanted) table[hash >>> 17] = (table[hash >>> 17] ?? 0) & ~(1 << (hash >>> 12))
  }
  chooseWindows(text, bundles, width, add)
  return { width, table, visit }
}

/** Where windows may end, and with which hash. */
type Hits = { ends: Int32Array; hashes: Int32Array }

/** How many units are read before the places found in them are looked at. */
const STRETCH = 4096
/** How many units before a stretch belong to windows that end in it. */
const LEAD = WIDEST - 1

/** Reads the text once, and shows in order where windows of needles may end. */
function roll(text: string, searches: readonly Windows[]): void {
  const mixed = new Int32Array(LEAD + STRETCH)
  const hits = { ends: new Int32Array(STRETCH), hashes: new Int32Array(STRETCH) }
  for (let from = 0; from < text.length; from += STRETCH) {
    const length = Math.min(STRETCH, text.length - from)
    mixed.copyWithin(0, STRETCH)
    mix(text, from, length, mixed)
    for (const windows of searches) {
      const count = collect(mixed, Math.max(0, windows.width - 1 - from), length, windows, hits)
      for (let i = 0; i < count; i += 1) windows.visit(hits.hashes[i] ?? 0, from + (hits.ends[i] ?? 0))
    }
  }
}

/** Reading a string costs more than reading an array, so it is done once for windows of all widths. */
function mix(text: string, from: number, length: number, mixed: Int32Array): void {
  for (let i = 0; i < length; i += 1) mixed[LEAD + i] = Math.imul(text.charCodeAt(from + i), SPREAD)
}

/** The loop that takes most of the time. It calls nothing: engines then read twice as fast. */
function collect(
  mixed: Int32Array,
  first: number,
  length: number,
  { width, table }: Windows,
  { ends, hashes }: Hits,
): number {
  const factor = factorOf(width)
  let hash = 0
  for (let i = LEAD + first - width + 1; i < LEAD + first; i += 1) {
    hash = (Math.imul(hash, factor) + (mixed[i] ?? 0)) | 0
  }
  let count = 0
  for (let i = first; i < length; i += 1) {
    hash = (Math.imul(hash, factor) + (mixed[LEAD + i] ?? 0)) | 0
    if (((table[hash >>> 17] ?? 0) & (1 << (hash >>> 12))) === 0) continue
    ends[count] = i
    hashes[count] = hash
    count += 1
  }
  return count
}

/** Shows a place to the needles of a bundle, which come in the order of the text. False: none of them needs any more. */
function offer(bundle: Bundle | undefined, at: number): boolean {
  if (!bundle) return false
  const { waiting, active } = bundle
  for (let next = waiting.at(-1); next && next.first <= at; next = waiting.at(-1)) {
    active.push(next)
    waiting.pop()
  }
  if (active.length > 0 && bundle.stands(at)) {
    bundle.active = active.filter(({ last, take }) => at <= last && take(at))
  }
  return bundle.active.length > 0 || waiting.length > 0
}

/** How much of the text, and how much of a needle, is read to find out which windows are rare. */
const SAMPLE = 2 ** 18
const CHOICES = 96
/** How many bits of a hash are left out where kinds of windows are counted. */
const HEAT = 15

/**
 * Chooses the window of each needle: that which occurs least often in the text, and of such as are equal one that no
 * other needle has, so that needles which all begin alike cost no more than others.
 */
function chooseWindows(text: string, bundles: readonly Bundle[], width: number, add: AddWindow): void {
  const heat = new Uint32Array(2 ** (32 - HEAT))
  const part = 1024
  const gap = Math.max(part, Math.floor((text.length * part) / SAMPLE))
  for (let from = 0; from < text.length; from += gap) {
    eachWindow(text, from, Math.min(text.length, from + part), width, (hash) => {
      heat[hash >>> HEAT] = (heat[hash >>> HEAT] ?? 0) + 1
      return true
    })
  }
  bundles.forEach((bundle, owner) => {
    let rarest = { hash: 0, end: 0, warmth: Infinity }
    eachWindow(bundle.text, 0, Math.min(bundle.text.length, CHOICES), width, (hash, end) => {
      const warmth = heat[hash >>> HEAT] ?? 0
      if (warmth < rarest.warmth) rarest = { hash, end, warmth }
      return warmth > 0
    })
    add(rarest.hash, owner, rarest.end)
    heat[rarest.hash >>> HEAT] = rarest.warmth + 1
  })
}

/** The hash of each window of `[from, to)`, with the offset of its last unit, until told that no more are needed. */
function eachWindow(
  text: string,
  from: number,
  to: number,
  width: number,
  tell: (hash: number, end: number) => boolean,
): void {
  const factor = factorOf(width)
  let hash = 0
  for (let i = from; i < to; i += 1) {
    hash = (Math.imul(hash, factor) + Math.imul(text.charCodeAt(i), SPREAD)) | 0
    if (i - from >= width - 1 && !tell(hash, i)) return
  }
}

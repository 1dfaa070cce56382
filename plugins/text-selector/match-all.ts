import { createVerifier, type Needle, type Search } from './occurrences.ts'
import { resolve } from './resolve.ts'
import type { MatchOptions, Range, Selector } from './types.ts'

/**
 * What `match` finds for each of many selectors, in one pass over the text however many they are; one more for those
 * that do not stand there letter for letter, and for the ends of RangeSelectors. Give a `limit` where a selector may
 * match a great many times: the ranges are then not even collected.
 */
export function matchAll(text: string, selectors: readonly Selector[], options?: MatchOptions): Range[][] {
  return resolve(text, selectors, searchTogether, options).map(({ ranges }) => ranges)
}

/** Needles with the same words, which are compared with the text only once. */
type Bundle = { text: string; needles: readonly Needle[]; stands: (at: number) => boolean }

/**
 * How needles of at least this length are looked for: by windows this wide, seen at every so many units of the text.
 * So as not to be missed, a needle has as many windows, each one unit further than the last.
 */
type Class = { least: number; width: number; stride: number }

const classes: readonly Class[] = [
  { least: 19, width: 16, stride: 4 },
  { least: 11, width: 8, stride: 4 },
  { least: 4, width: 4, stride: 1 },
  { least: 2, width: 2, stride: 1 },
  { least: 1, width: 1, stride: 1 },
]

const searchTogether: Search = (text, needles) => {
  const open = needles.filter(({ first, last }) => first <= last)
  const bundles = Map.groupBy(open, (needle) => needle.text)
  let rest = Array.from(bundles, ([words, same]) => ({
    text: words,
    needles: same,
    stands: createVerifier(text, words),
  }))
  for (const one of classes) {
    const long = rest.filter((bundle) => bundle.text.length >= one.least)
    if (long.length > 0) searchWindows(text, long, one)
    rest = rest.filter((bundle) => bundle.text.length < one.least)
  }
}

/** Mixes the bits of one unit. */
const SPREAD = 0x9e3779b1 | 0

/** By what a hash is multiplied for each unit, so that only the last `width` units are left in its 32 bits. */
function stepOf(width: number): number {
  return width === 1 ? 0 : 2 ** (32 / width)
}

function searchWindows(text: string, bundles: readonly Bundle[], one: Class): void {
  const windows = createWindows(bundles.length * one.stride)
  chooseWindows(text, bundles, one, windows)
  roll(text, one.width, one.stride, windows.table, (hash, end) => {
    windows.visit(hash, (owner, offset) => offer(bundles[owner], end - offset))
  })
}

/** Windows of needles by their hash, in flat arrays: thousands of small objects would take longer than the search. */
type Windows = {
  /** A bit for each kind of window, of which 2²⁰ are told apart: small enough for a fast cache. */
  table: Int32Array
  /** Adds the window of a bundle that ends at this offset of its text. */
  add: (hash: number, owner: number, offset: number) => void
  /** Shows all windows with this hash, in the order in which they were added, and forgets those that are not kept. */
  visit: (hash: number, keep: (owner: number, offset: number) => boolean) => void
}

function createWindows(count: number): Windows {
  const table = new Int32Array(2 ** 15)
  /** The first and the last window of each chain, and the next of each window; 0 is none. */
  const heads = new Int32Array(2 ** 16)
  const tails = new Int32Array(2 ** 16)
  const nexts = new Int32Array(count + 1)
  const hashes = new Int32Array(count + 1)
  const owners = new Int32Array(count + 1)
  const offsets = new Int32Array(count + 1)
  let size = 0

  const add = (hash: number, owner: number, offset: number) => {
    size += 1
    hashes[size] = hash
    owners[size] = owner
    offsets[size] = offset
    const chain = hash >>> 16
    if (heads[chain] === 0) heads[chain] = size
    else nexts[tails[chain] ?? 0] = size
    tails[chain] = size
    table[hash >>> 17] = (table[hash >>> 17] ?? 0) | (1 << (hash >>> 12))
  }
  const visit = (hash: number, keep: (owner: number, offset: number) => boolean) => {
    const chain = hash >>> 16
    let last = 0
    for (let window = heads[chain] ?? 0; window !== 0; window = nexts[window] ?? 0) {
      if (hashes[window] !== hash || keep(owners[window] ?? 0, offsets[window] ?? 0)) last = window
      else if (last === 0) heads[chain] = nexts[window] ?? 0
      else nexts[last] = nexts[window] ?? 0
    }
  }
  return { table, add, visit }
}

/**
 * Rolls a hash over the text, and calls back only where the table says that a window of a needle may end. Nothing else
 * is in this loop, which takes most of the time.
 */
function roll(
  text: string,
  width: number,
  stride: number,
  table: Int32Array,
  visit: (hash: number, end: number) => void,
): void {
  const step = stepOf(width)
  let hash = 0
  let i = 0
  for (let end = width - 1; end < text.length; end += stride) {
    for (; i <= end; i += 1) hash = (Math.imul(hash, step) + Math.imul(text.charCodeAt(i), SPREAD)) | 0
    if (((table[hash >>> 17] ?? 0) & (1 << (hash >>> 12))) !== 0) visit(hash, end)
  }
}

/** Shows a place to the needles of a bundle. False: none of them needs any more. */
function offer(bundle: Bundle | undefined, at: number): boolean {
  if (!bundle || bundle.needles.length === 0) return false
  if (!bundle.stands(at)) return true
  bundle.needles = bundle.needles.filter(({ first, last, take }) => at < first || at > last || take(at))
  return bundle.needles.length > 0
}

/** How much of the text, and how much of a needle, is read to find out which windows are rare. */
const SAMPLE = 2 ** 18
const CHOICES = 96

/**
 * Chooses the windows of each needle: those that occur least often in the text, and of these such as no other needle
 * has, so that needles which all begin alike cost no more than others.
 */
function chooseWindows(text: string, bundles: readonly Bundle[], one: Class, windows: Windows): void {
  const heat = sampleHeat(text, one.width)
  const hashes = new Int32Array(CHOICES)
  bundles.forEach((bundle, owner) => {
    const count = rollOver(bundle.text, one.width, hashes)
    const first = coolest(hashes, count, one.stride, heat)
    // From the last to the first, because a later window means an earlier place.
    for (let i = first + one.stride - 1; i >= first; i -= 1) {
      const hash = hashes[i] ?? 0
      windows.add(hash, owner, i + one.width - 1)
      heat[hash >>> HEAT] = (heat[hash >>> HEAT] ?? 0) + 1
    }
  })
}

/** The hashes of the first windows of a needle. Returns how many there are. */
function rollOver(words: string, width: number, hashes: Int32Array): number {
  const step = stepOf(width)
  const length = Math.min(words.length, hashes.length)
  let hash = 0
  for (let i = 0; i < length; i += 1) {
    hash = (Math.imul(hash, step) + Math.imul(words.charCodeAt(i), SPREAD)) | 0
    if (i >= width - 1) hashes[i - width + 1] = hash
  }
  return length - width + 1
}

/** Where the stretch of so many windows begins that occur least often. */
function coolest(hashes: Int32Array, count: number, stride: number, heat: Uint32Array): number {
  const warmth = (i: number) => heat[(hashes[i] ?? 0) >>> HEAT] ?? 0
  let sum = 0
  let least = Infinity
  let first = 0
  for (let i = 0; i < count; i += 1) {
    sum += warmth(i) - (i < stride ? 0 : warmth(i - stride))
    if (i < stride - 1 || sum >= least) continue
    least = sum
    first = i - stride + 1
  }
  return first
}

/** How many bits of a hash are left out where kinds of windows are counted. */
const HEAT = 15

/** How often each kind of window occurs in samples from all over the text. */
function sampleHeat(text: string, width: number): Uint32Array {
  const step = stepOf(width)
  const heat = new Uint32Array(2 ** (32 - HEAT))
  const stretch = 1024
  const gap = Math.max(stretch, Math.floor((text.length * stretch) / SAMPLE))
  for (let from = 0; from < text.length; from += gap) {
    let hash = 0
    for (let i = from; i < Math.min(from + stretch, text.length); i += 1) {
      hash = (Math.imul(hash, step) + Math.imul(text.charCodeAt(i), SPREAD)) | 0
      heat[hash >>> HEAT] = (heat[hash >>> HEAT] ?? 0) + 1
    }
  }
  return heat
}

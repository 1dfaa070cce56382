import { createVerifier, type Needle, type Search, searchEach } from './occurrences.ts'
import { resolve } from './resolve.ts'
import type { MatchOptions, Range, Selector } from './types.ts'
import {
  chooseWindows,
  collect,
  createFilter,
  type Filter,
  hitsFor,
  leastOf,
  numbersFor,
  read,
  type Sample,
  sampleOf,
  setKind,
  type Shape,
  SHAPES,
} from './windows.ts'

/**
 * What `match` finds for each of many selectors, in a pass over the text for all of them together, and more for those
 * that do not stand there letter for letter and for the ends of RangeSelectors. Give a `limit` where a selector may
 * match a great many times: the ranges are then not even collected.
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
  readonly text: string
  readonly stands: (at: number) => boolean
  /** Those that are not reached yet, the nearest last. */
  readonly waiting: Needle[]
  /** Those that may begin at the place that was reached. */
  readonly active: Needle[]
}

/** Looks for all needles at once. */
export const searchTogether: Search = (text, needles) => {
  const open = needles.filter(({ first, last }) => first <= last)
  const bundles = Array.from(
    Map.groupBy(open, (needle) => needle.text),
    ([words, same]): Bundle => ({
      text: words,
      stands: createVerifier(text, words),
      waiting: same.sort((a, b) => b.first - a.first),
      active: [],
    }),
  )
  const byShape = Map.groupBy(bundles, (bundle) => SHAPES.find((one) => leastOf(one) <= bundle.text.length))
  const sample = sampleOf(text)
  const searches: Windows[] = []
  let refused: readonly Bundle[] = []
  for (const shape of SHAPES) {
    const same = [...refused, ...(byShape.get(shape) ?? [])]
    if (same.length === 0) continue
    const windows = createWindows(text, sample, same, shape)
    searches.push(windows)
    refused = windows.refused
  }
  roll(text, searches)
}

/** Windows of needles by their hash, in flat arrays: thousands of small objects would take longer than the search. */
type Windows = {
  readonly shape: Shape
  readonly filter: Filter
  /** Shows the place where a window with this hash ends to all needles that have it; forgets those that need no more. */
  readonly visit: (hash: number, end: number) => void
  /** Needles that are better looked for by a narrower shape. */
  readonly refused: readonly Bundle[]
}

/** What is known of a window, in numbers that lie together, as memory is read in lines. */
const NEXT = 0
const HASH = 1
const OWNER = 2
/** How far the first and the last unit of the words are from the end of the window, and which they are. */
const BEFORE = 3
const AFTER = 4
const EDGES = 5
const FIELDS = 8

/** The windows of needles of which this is the shape that is looked for. */
function createWindows(text: string, sample: Sample, bundles: readonly Bundle[], shape: Shape): Windows {
  const count = bundles.length * shape.size
  const filter = createFilter(count)
  // No more chains than kinds: all windows of a kind have to be in one.
  const chains = Math.min(32 - filter.rest, Math.ceil(Math.log2(count)))
  /**
   * Where the first window of each chain lies; 0 is none. What was added last comes first: of two windows that end at
   * one place that of the words which begin earlier.
   */
  const heads = new Int32Array(2 ** chains)
  const windows = new Int32Array((count + 1) * FIELDS)
  let size = 0

  // In two steps, as one chain takes no bit at all, and to move by 32 is not to move.
  const chainOf = (hash: number) => (hash >>> 1) >>> (31 - chains)
  const add = (hash: number, owner: number, offset: number) => {
    const words = bundles[owner]?.text ?? ''
    const last = words.length - 1
    size += FIELDS
    const chain = chainOf(hash)
    windows[size + NEXT] = heads[chain] ?? 0
    windows[size + HASH] = hash
    windows[size + OWNER] = owner
    windows[size + BEFORE] = offset
    windows[size + AFTER] = last - offset
    windows[size + EDGES] = edgesOf(words, 0, last)
    heads[chain] = size
    setKind(filter, hash, true)
  }
  const isWanted = (window: number, end: number): boolean => {
    const at = end - (windows[window + BEFORE] ?? 0)
    const edges = edgesOf(text, at, end + (windows[window + AFTER] ?? 0))
    return edges !== windows[window + EDGES] || offer(bundles[windows[window + OWNER] ?? 0], at)
  }
  const visit = (hash: number, end: number) => {
    const chain = chainOf(hash)
    let last = 0
    let isKindWanted = false
    for (let window = heads[chain] ?? 0; window !== 0; window = windows[window + NEXT] ?? 0) {
      const own = windows[window + HASH] ?? 0
      if (own !== hash || isWanted(window, end)) {
        last = window
        isKindWanted ||= own >>> filter.rest === hash >>> filter.rest
      } else if (last === 0) heads[chain] = windows[window + NEXT] ?? 0
      else windows[last + NEXT] = windows[window + NEXT] ?? 0
    }
    if (!isKindWanted) setKind(filter, hash, false)
  }
  const words = bundles.map((bundle) => bundle.text)
  const refused = chooseWindows(words, sample, shape, add).flatMap((owner) => bundles[owner] ?? [])
  return { shape, filter, visit, refused }
}

/** Two units as one number: they tell most places apart from words, and the words themselves need not be looked at. */
function edgesOf(text: string, first: number, last: number): number {
  return (text.charCodeAt(first) << 16) | text.charCodeAt(last)
}

/** How many units are read before the places found in them are looked at: a multiple of four. */
const STRETCH = 4096

/** Reads the text once, and shows in order where windows of needles may end. */
function roll(text: string, searches: readonly Windows[]): void {
  const numbers = numbersFor(STRETCH)
  const hits = hitsFor(STRETCH)
  for (let from = 0; from < text.length; from += STRETCH) {
    const length = Math.min(STRETCH, text.length - from)
    numbers.units.copyWithin(0, STRETCH)
    numbers.fours.copyWithin(0, STRETCH >> 2)
    read(text, from, length, numbers)
    for (const { shape, filter, visit } of searches) {
      const { width, size } = shape
      const first = Math.max(0, width - 1 - from / size)
      const count = collect(numbers, first, Math.floor(length / size), shape, filter, hits)
      for (let i = 0; i < count; i += 1) {
        visit(hits.hashes[i] ?? 0, from + size * (hits.ends[i] ?? 0) + size - 1)
      }
    }
  }
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
    let kept = 0
    for (const needle of active) {
      if (at > needle.last || !needle.take(at)) continue
      active[kept] = needle
      kept += 1
    }
    active.length = kept
  }
  return active.length > 0 || waiting.length > 0
}

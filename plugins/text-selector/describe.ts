import { outwards } from './context.ts'
import { createBoundaryTest, type BoundaryTest } from './graphemes.ts'
import { agreements, searchEach } from './occurrences.ts'
import type { QuoteSelector, Range } from './types.ts'

export type DescribeOptions = {
  /** The place need only be told apart from others in this range, which the selector then names. */
  within?: Range
  /** A prefix and suffix longer than this together (UTF-16) give way to `occurrence`. Without it they do not. */
  maxContext?: number
}

/** A place with the same words, and how much text before and after it is the same too (UTF-16). */
type Rival = { before: number; after: number }

/** A prefix and a suffix, by their lengths (UTF-16). */
type Context = { before: number; after: number }

/**
 * The shortest selector that matches this range and no other: the words alone where they are unique, else with the least
 * prefix, suffix or both that tell them apart, in whole words where the script parts them by spaces. `match` of it is
 * exactly the range.
 *
 * Throws a RangeError for a range that is empty, not on grapheme boundaries, or not inside of the text and `within`.
 */
export function describe(text: string, range: Range, options: DescribeOptions = {}): QuoteSelector {
  const { within, maxContext = Infinity } = options
  const isBoundary = createBoundaryTest(text)
  demand(text, range, within, isBoundary)

  const exact = text.slice(range.start, range.end)
  const places = placesOf(text, exact, within ?? { start: 0, end: text.length }, isBoundary)
  const others = places.filter((start) => start !== range.start)
  const context = shortest(text, range, rivalsOf(text, range, others), isBoundary)
  const selector: QuoteSelector = { exact }
  if (context.before + context.after > maxContext) selector.occurrence = places.indexOf(range.start) + 1
  else {
    if (context.before > 0) selector.prefix = text.slice(range.start - context.before, range.start)
    if (context.after > 0) selector.suffix = text.slice(range.end, range.end + context.after)
  }
  if (within) selector.within = { ...within }
  return selector
}

function demand(
  text: string,
  { start, end }: Range,
  within: Range | undefined,
  isBoundary: BoundaryTest,
): void {
  const outer = within ?? { start: 0, end: text.length }
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || start >= end || end > text.length) {
    throw new RangeError(`Unexpected range ${start}-${end}, expected a non-empty one up to ${text.length}`)
  }
  if (start < outer.start || end > outer.end) {
    throw new RangeError(
      `Unexpected range ${start}-${end}, expected one inside of ${outer.start}-${outer.end}`,
    )
  }
  if (!isBoundary(start) || !isBoundary(end)) {
    throw new RangeError(`Unexpected range ${start}-${end}, expected one that cuts no grapheme cluster`)
  }
}

/** Where these words match letter for letter, in order. */
function placesOf(text: string, exact: string, within: Range, isBoundary: BoundaryTest): number[] {
  const places: number[] = []
  const take = (at: number) => {
    if (isBoundary(at) && isBoundary(at + exact.length)) places.push(at)
    return true
  }
  searchEach(text, [{ text: exact, first: within.start, last: within.end - exact.length, take }])
  return places
}

/** Up to this length contexts are compared one by one; whatever is the same for longer repeats itself. */
const NEAR = 64

function rivalsOf(text: string, { start, end }: Range, others: readonly number[]): Rival[] {
  const rivals = others.map((other) => ({
    before: shared(text, start - 1, other - 1, -1),
    after: shared(text, end, other + end - start, 1),
  }))
  const differs = ({ before, after }: Rival) =>
    before < Math.min(start, NEAR) || after < Math.min(text.length - end, NEAR)
  if (rivals.every(differs)) return rivals
  // One pass for all of them, because comparing each at full length could take as long as all of the text each.
  const before = sharedWithAll(text.length, start, others, (i) => text.charCodeAt(i))
  const ends = others.map((other) => text.length - (other + end - start))
  const after = sharedWithAll(text.length, text.length - end, ends, (i) =>
    text.charCodeAt(text.length - 1 - i),
  )
  return others.map((_, i) => ({ before: before[i] ?? 0, after: after[i] ?? 0 }))
}

/** How many units are the same from two offsets on, in one direction; Infinity where it is too many to go on. */
function shared(text: string, one: number, other: number, step: 1 | -1): number {
  for (let length = 0; length < NEAR; length += 1) {
    // Beyond the text there is NaN, which equals nothing.
    if (text.charCodeAt(one + step * length) !== text.charCodeAt(other + step * length)) return length
  }
  return Infinity
}

/** How many units before `offset` are also before each of the others, in a text read by `unit`. */
function sharedWithAll(
  length: number,
  offset: number,
  others: readonly number[],
  unit: (index: number) => number,
): number[] {
  // What stands before the offset, backwards; a unit that equals none; then all of the text, backwards.
  const lengths = agreements(offset + 1 + length, (i) =>
    i < offset ? unit(offset - 1 - i) : i === offset ? -1 : unit(length - (i - offset)),
  )
  return others.map((other) => (other === 0 ? 0 : (lengths[offset + 1 + length - other] ?? 0)))
}

/** The shortest context that none of the rivals shares. */
function shortest(text: string, range: Range, rivals: readonly Rival[], isBoundary: BoundaryTest): Context {
  if (rivals.length === 0) return { before: 0, after: 0 }
  const sorted = rivals.toSorted((a, b) => b.before - a.before)
  // The prefix that rules out all rivals; then each that leaves one more of them to the suffix; at last none.
  const contexts: Context[] = [{ before: (sorted[0]?.before ?? 0) + 1, after: 0 }]
  let after = 0
  sorted.forEach((rival, i) => {
    const next = sorted[i + 1]
    after = Math.max(after, rival.after + 1)
    if (next?.before !== rival.before) contexts.push({ before: next ? next.before + 1 : 0, after })
  })
  const possible = contexts.filter((one) => one.before <= range.start && one.after <= text.length - range.end)
  const oneSided = possible.filter((one) => one.before === 0 || one.after === 0)
  const least = possible.reduce((a, b) => (b.before + b.after < a.before + a.after ? b : a))
  return [...oneSided, least]
    .map((one) => widened(text, range, one, sorted, isBoundary))
    .reduce((a, b) => (b.before + b.after < a.before + a.after ? b : a))
}

/** The context in whole words. A longer prefix may rule out more rivals, and so need less of a suffix. */
function widened(
  text: string,
  range: Range,
  context: Context,
  rivals: readonly Rival[],
  isBoundary: BoundaryTest,
): Context {
  const before =
    context.before === 0 ? 0 : range.start - outwards(text, range.start - context.before, -1, isBoundary)
  const needed = rivals.reduce(
    (most, rival) => (rival.before < before ? most : Math.max(most, rival.after + 1)),
    0,
  )
  const after = needed === 0 ? 0 : outwards(text, range.end + needed, 1, isBoundary) - range.end
  return { before, after }
}

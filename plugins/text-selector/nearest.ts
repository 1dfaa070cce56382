import { type Aligner, bestEndings, createAligner, editsBetween, type Ending } from './align.ts'
import { isInWord, outwards } from './context.ts'
import { fold } from './fold.ts'
import { createGrams, type Grams } from './grams.ts'
import { createBoundaryTest } from './graphemes.ts'
import { type Skeleton, skeleton } from './skeleton.ts'
import type { Range } from './types.ts'

/**
 * A place that is like the words looked for: a hint for a person, and never an anchor.
 * `distance` is how many characters (UTF-16, folded) one would have to insert, delete or change in them.
 */
export type Near = { range: Range; distance: number }

/** Answers for one text, which is made ready when first asked. */
export type Finder = {
  /** The nearest place, or undefined where nothing is near enough. */
  nearest: (exact: string) => Near | undefined
  /** The nearest places, none overlapping another: the best first, ties in the order of the text. Case and accents count
   * for less than letters in this order, though not in the distance. */
  nearestAll: (exact: string, limit: number) => Near[]
}

/**
 * The part of the words that may differ. More than two fifths is as much as chance makes alike: so then a whole word of
 * some length must be the same.
 */
const TOLERANCE = 0.4
const LAST_TOLERANCE = 0.55
const LONG_WORD = /[\p{L}\p{N}]{4,}/gu
/** Up to this length all of the text is read for the words, which then fit one machine word; beyond, the index is asked. */
const SHORT = 32
/** Up to this length all of the text is read where the index knew nothing. */
const READABLE = 64
/** How many places of the index are read, how many that may be ranked, and how many blocks of a table that may take. */
const CANDIDATES = 12
const WEIGHED = 64
const BLOCKS = 8e6
/** How far beyond where the words may stand they are looked for (UTF-16). */
const MARGIN = 256

function tolerated(length: number, tolerance: number): number {
  return length < 3 ? 0 : Math.max(1, Math.floor(length * tolerance))
}

/** The place in the text that is most like these words. For more than one question about a text use `createFinder`. */
export function nearest(text: string, exact: string): Near | undefined {
  return createFinder(text).nearest(exact)
}

/**
 * Looks for words that are not quite there: with letters wrong, missing or too many, a word changed, another case or other
 * accents.
 */
export function createFinder(text: string): Finder {
  let bones: Skeleton | undefined
  let grams: Grams | undefined
  const getBones = () => (bones ??= skeleton(text))
  const getGrams = () => (grams ??= createGrams(getBones().units))
  const isBoundary = createBoundaryTest(text)

  const nearestAll = (exact: string, limit: number): Near[] => {
    const words = skeleton(fold(exact).text.trim())
    const { length } = words.units
    if (length === 0) return []
    const aligner = createAligner(words.units)
    const own = unitsOf(words.folded.text)
    const places = endingsOf(words, aligner)
      .slice(0, affordable(length, WEIGHED + limit))
      .flatMap((ending) => {
        const range = placeOf(ending, aligner, getBones(), length)
        const whole = range && snapped(range)
        if (!whole) return []
        const distance = editsBetween(own, unitsOf(fold(text.slice(whole.start, whole.end)).text))
        return [{ near: { range: whole, distance }, cost: distance + ending.edits }]
      })
    return apart(places).slice(0, limit)
  }

  /** Where the words may end, the best first. */
  const endingsOf = ({ units: words }: Skeleton, aligner: Aligner): Ending[] => {
    const { units } = getBones()
    const { length } = words
    const read = ({ start, end }: Range) => {
      const most = tolerated(length, LAST_TOLERANCE)
      const margin = Math.min(most, MARGIN)
      const from = Math.max(0, start - margin)
      return bestEndings(aligner, units, from, Math.min(units.length, end + margin), length, most)
    }
    const guesses = length > SHORT ? getGrams()(words, affordable(length, CANDIDATES)) : []
    const guessed = guesses.flatMap((guess) => read(guess))
    const found =
      guessed.length > 0 || length > READABLE ? inOrder(guessed) : read({ start: 0, end: units.length })
    const most = tolerated(length, TOLERANCE)
    if ((found[0]?.edits ?? Infinity) <= most) return found.filter(({ edits }) => edits <= most)
    const long = wordsOf(words)
    return found.filter(({ end, edits }) => {
      const there = wordsOf(units.subarray(Math.max(0, end - length - edits), end))
      return [...there].some((word) => long.has(word))
    })
  }

  /** Out to whole words and clusters, without white space at the edges. */
  const snapped = (range: Range): Range | undefined => {
    const words = text.slice(range.start, range.end)
    const start = range.start + words.length - words.trimStart().length
    const end = range.end - (words.length - words.trimEnd().length)
    if (start >= end) return undefined
    return { start: outwards(text, start, -1, isBoundary), end: outwards(text, end, 1, isBoundary) }
  }

  /** Where the words begin that end here: of equally good places first one between words, then the likeliest length. */
  const placeOf = (
    ending: Ending,
    aligner: Aligner,
    { units, toSource }: Skeleton,
    length: number,
  ): Range | undefined => {
    let best: { start: number; cost: number } | undefined
    const reach = Math.max(0, ending.end - length - ending.edits)
    aligner.run(
      units,
      reach,
      ending.end,
      { backwards: true, anchored: true, most: ending.edits },
      (start) => {
        const range = toSource({ start, end: ending.end })
        const isRagged = units[start] === 0x20 || (range !== undefined && isInWord(text, range.start))
        const cost = (isRagged ? length : 0) + Math.abs(ending.end - start - length)
        if (!best || cost <= best.cost) best = { start, cost }
      },
    )
    return best && toSource({ start: best.start, end: ending.end })
  }

  return { nearestAll, nearest: (exact) => nearestAll(exact, 1)[0] }
}

/** How many places may be compared closely with words of this length. */
function affordable(length: number, most: number): number {
  const cost = Math.ceil(length / 32) * (length * 1.5 + 2 * MARGIN)
  return Math.max(2, Math.min(most, Math.floor(BLOCKS / cost)))
}

/** A place with what it is ranked by: letters that differ count twice, and once if only by case or accents. */
type Ranked = { near: Near; cost: number }

/** The best first, without those that overlap a better one. */
function apart(places: readonly Ranked[]): Near[] {
  const kept: Near[] = []
  const order = (a: Ranked, b: Ranked) => a.cost - b.cost || a.near.range.start - b.near.range.start
  for (const { near } of places.toSorted(order)) {
    const overlaps = kept.some(({ range }) => range.start < near.range.end && near.range.start < range.end)
    if (!overlaps) kept.push(near)
  }
  return kept
}

function inOrder(endings: readonly Ending[]): Ending[] {
  return endings.toSorted((a, b) => a.edits - b.edits || a.end - b.end)
}

function wordsOf(units: Uint16Array): Set<string> {
  return new Set(
    Array.from(units, (unit) => String.fromCharCode(unit))
      .join('')
      .match(LONG_WORD),
  )
}

function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
}

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
  /** The nearest places, the best first and none overlapping another; ties in the order of the text. */
  nearestAll: (exact: string, limit: number) => Near[]
}

/** The part of the words that may differ: more than two fifths is as much as chance makes alike. */
const TOLERANCE = 0.4
/** Up to this length all of the text is read for the words, which then fit one machine word; beyond, the index is asked. */
const SHORT = 32
/** Up to this length all of the text is read where the index knew nothing. */
const READABLE = 512
/** How many places are compared closely, and how much of a table of edits (in blocks of 32) that may take. */
const CANDIDATES = 12
const BLOCKS = 8e6
/** How far beyond where the words may stand they are looked for (UTF-16). */
const MARGIN = 256

function tolerated(length: number): number {
  return length < 3 ? 0 : Math.max(1, Math.floor(length * TOLERANCE))
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
  const isBoundary = createBoundaryTest(text)

  const nearestAll = (exact: string, limit: number): Near[] => {
    bones ??= skeleton(text)
    const words = skeleton(exact.trim())
    const { length } = words.units
    if (length === 0) return []
    const aligner = createAligner(words.units)
    const most = tolerated(length)
    const { units } = bones
    const scan = () => bestEndings(aligner, units, 0, units.length, length, most)
    let endings: Ending[] = []
    if (length > SHORT) {
      grams ??= createGrams(units)
      endings = grams(words.units, affordable(length)).flatMap(({ start, end }) => {
        const margin = Math.min(most, MARGIN)
        const from = Math.max(0, start - margin)
        return bestEndings(aligner, units, from, Math.min(units.length, end + margin), length, most)
      })
    }
    if (length <= SHORT || (endings.length === 0 && length <= READABLE)) endings = scan()
    const shortlist = endings.sort((a, b) => a.edits - b.edits || a.end - b.end).slice(0, limit + CANDIDATES)
    const own = unitsOf(words.folded.text)
    const places = shortlist.flatMap((ending) => {
      const range = placeOf(ending, aligner, bones ?? words, length)
      const whole = range && snapped(range)
      return whole
        ? [
            {
              range: whole,
              distance: editsBetween(own, unitsOf(fold(text.slice(whole.start, whole.end)).text)),
            },
          ]
        : []
    })
    return apart(places).slice(0, limit)
  }

  /** Out to whole words and clusters, without white space at the edges. */
  const snapped = (range: Range): Range => {
    const words = text.slice(range.start, range.end)
    const start = range.start + words.length - words.trimStart().length
    const end = range.end - (words.length - words.trimEnd().length)
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
    aligner.run(units, reach, ending.end, { backwards: true, anchored: true }, (start, edits) => {
      if (edits > ending.edits) return
      const range = toSource({ start, end: ending.end })
      const cost = (range && isInWord(text, range.start) ? length : 0) + Math.abs(ending.end - start - length)
      if (!best || cost <= best.cost) best = { start, cost }
    })
    return best && toSource({ start: best.start, end: ending.end })
  }

  return { nearestAll, nearest: (exact) => nearestAll(exact, 1)[0] }
}

/** How many candidates of this length may be compared closely. */
function affordable(length: number): number {
  const cost = Math.ceil(length / 32) * (length * 1.5 + 2 * MARGIN)
  return Math.max(2, Math.min(CANDIDATES, Math.floor(BLOCKS / cost)))
}

/** The best first, without those that overlap a better one. */
function apart(places: readonly Near[]): Near[] {
  const kept: Near[] = []
  for (const place of places.toSorted((a, b) => a.distance - b.distance || a.range.start - b.range.start)) {
    const overlaps = kept.some(({ range }) => range.start < place.range.end && place.range.start < range.end)
    if (!overlaps) kept.push(place)
  }
  return kept
}

function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
}

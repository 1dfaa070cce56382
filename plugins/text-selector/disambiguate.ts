import { outwards } from './context.ts'
import { describe } from './describe.ts'
import { fold } from './fold.ts'
import { createBoundaryTest } from './graphemes.ts'
import type { Range } from './types.ts'

/** What would tell one place from the others; neither where nothing of a reasonable length does. */
export type Distinction = { prefix?: string; suffix?: string }

/** How much context is compared (UTF-16): whoever would have to write more should say which occurrence is meant. */
const FARTHEST = 512

/** How many places are looked at one by one because neither prefix nor suffix alone settles them, and of how many. */
const MOST_DESCRIBED = 5
const MOST_PLACES = 200

/** Where places are compared: the text's own letters or the folded ones, with the way back to what is of the text. */
type View = { units: string; places: readonly Range[]; toSource: (range: Range) => Range | undefined }

/**
 * For each of several places that a quote matches, the shortest prefix or suffix that settles it, in whole words where
 * the script parts them by spaces; both only where neither does alone. Give the words that were looked for as `exact`
 * where they are not letter for letter those of the text: the context must then tell the places apart when folded.
 */
export function disambiguate(text: string, ranges: readonly Range[], exact?: string): Distinction[] {
  if (ranges.length < 2) return ranges.map(() => ({}))
  const isBoundary = createBoundaryTest(text)
  const isLiteral = exact === undefined || ranges.every(({ start, end }) => text.slice(start, end) === exact)
  const view = isLiteral ? literalView(text, ranges) : foldedView(text, ranges)
  const before = needed(
    view.units,
    view.places.map(({ start }) => start - 1),
    -1,
  )
  const after = needed(
    view.units,
    view.places.map(({ end }) => end),
    1,
  )
  let described = 0
  // A line end at the edge of a part counts for nothing when folded; a space does.
  const typed = (start: number, end: number) =>
    isLiteral ? text.slice(start, end) : text.slice(start, end).replace(/\s+/g, ' ')

  return ranges.map((range, i) => {
    const { start, end } = view.places[i] ?? range
    const left = view.toSource({ start: start - (before[i] ?? Infinity), end: start })?.start
    const right = view.toSource({ start: end, end: end + (after[i] ?? Infinity) })?.end
    const prefix = left === undefined ? undefined : typed(outwards(text, left, -1, isBoundary), range.start)
    const suffix = right === undefined ? undefined : typed(range.end, outwards(text, right, 1, isBoundary))
    if (prefix !== undefined && prefix.length <= (suffix?.length ?? Infinity)) return { prefix }
    if (suffix !== undefined) return { suffix }
    described += 1
    return isLiteral && ranges.length <= MOST_PLACES && described <= MOST_DESCRIBED ? both(text, range) : {}
  })
}

function both(text: string, range: Range): Distinction {
  const { prefix, suffix } = describe(text, range, { maxContext: FARTHEST })
  return { ...(prefix === undefined ? {} : { prefix }), ...(suffix === undefined ? {} : { suffix }) }
}

function literalView(text: string, ranges: readonly Range[]): View {
  return {
    units: text,
    places: ranges,
    toSource: (range) => (range.start < 0 || range.end > text.length ? undefined : range),
  }
}

/** With a space at each end, because the end of the text tells folded words apart as white space does. */
function foldedView(text: string, ranges: readonly Range[]): View {
  const folded = fold(text)
  const places = ranges.map(({ start, end }) => {
    const first = folded.fromSource(start) + 1
    return { start: first, end: first + fold(text.slice(start, end)).text.length }
  })
  const toSource = ({ start, end }: Range): Range | undefined => {
    if (start < 1 || end > folded.text.length + 1) return undefined
    if (!folded.isEdge(start - 1)) return toSource({ start: start - 1, end })
    return folded.toSource({ start: start - 1, end: end - 1 }) ?? toSource({ start, end: end + 1 })
  }
  return { units: ` ${folded.text} `, places, toSource }
}

/**
 * How many units, from each of these offsets on in one direction, none of the others has; Infinity where it is too many.
 * Neighbours in the order of their contexts share the most: so each is compared with two others only.
 */
function needed(units: string, offsets: readonly number[], step: 1 | -1): number[] {
  const shared = (a: number, b: number): number => {
    let length = 0
    while (length < FARTHEST) {
      const unit = units.charCodeAt((offsets[a] ?? 0) + step * length)
      if (unit !== units.charCodeAt((offsets[b] ?? 0) + step * length)) break
      length += 1
    }
    return length
  }
  const unitAt = (place: number, length: number) => {
    const unit = units.charCodeAt((offsets[place] ?? 0) + step * length)
    return Number.isNaN(unit) ? -1 : unit
  }
  const order = offsets
    .map((_, i) => i)
    .sort((a, b) => {
      const length = shared(a, b)
      return length === FARTHEST ? a - b : unitAt(a, length) - unitAt(b, length)
    })
  const lengths = offsets.map(() => 0)
  order.forEach((place, i) => {
    const neighbours = [order[i - 1], order[i + 1]].filter((other) => other !== undefined)
    const most = Math.max(...neighbours.map((other) => shared(place, other)))
    lengths[place] = most < FARTHEST ? most + 1 : Infinity
  })
  return lengths
}

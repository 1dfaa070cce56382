import type { Text } from 'hast'
import type { Placed } from './places.ts'
import type { Annotation, Place, Range, Segment } from './types.ts'

/** A segment, and where it stands in the value of its text node. */
export interface CutSegment<A extends Annotation> extends Segment<A>, Range {
  starts: Place<A>[]
  ends: Place<A>[]
}

/** What covers the text from one boundary to the next. */
interface Cover<A extends Annotation> {
  active: readonly Progress<A>[]
  annotations: readonly A[]
}

/** A place, and the segments found for it so far. */
interface Progress<A extends Annotation> extends Placed<A> {
  first?: CutSegment<A>
  last?: CutSegment<A>
}

/**
 * Cut text nodes at every boundary of a range: for each node, the segments of it that get a mark.
 *
 * One sweep from left to right. At a boundary the work is as large as what covers the text there, which the
 * segment has to list anyway; elsewhere it does not depend on how many ranges there are.
 */
export function cutSegments<A extends Annotation>(
  texts: readonly Text[],
  placed: readonly Placed<A>[],
): CutSegment<A>[][] {
  const places: Progress<A>[] = placed.map((place) => ({ ...place }))
  const coverAt = coverSweep(places)
  let offset = 0
  const segments = texts.map(({ value }) => {
    const found: CutSegment<A>[] = []
    const stop = offset + value.length
    for (let start = offset; start < stop;) {
      const { cover, next } = coverAt(start)
      const end = Math.min(next, stop)
      if (isMarked(cover, value, start - offset, end - offset, end)) {
        found.push(mark(cover, start - offset, end - offset))
      }
      start = end
    }
    offset = stop
    return found
  })
  for (const { place, first, last } of places) {
    first?.starts.push(place)
    last?.ends.push(place)
  }
  return segments
}

/** Asked for offsets in rising order, each no further than the `next` before: what covers the text from there. */
function coverSweep<A extends Annotation>(places: readonly Progress<A>[]) {
  const boundaries = [...new Set(places.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b)
  let reached = 0
  let started = 0
  let cover: Cover<A> = { active: [], annotations: [] }
  return (offset: number): { cover: Cover<A>; next: number } => {
    if (boundaries[reached] === offset) {
      const active = cover.active.filter(({ end }) => end > offset)
      for (let place = places[started]; place?.start === offset; place = places[++started]) active.push(place)
      cover = { active, annotations: [...new Set(active.map(({ place }) => place.annotation))] }
      reached += 1
    }
    return { cover, next: boundaries[reached] ?? Infinity }
  }
}

/**
 * Whether a stretch gets a mark: if anything covers it, and it is more than the white space with which a block
 * ends or begins. Where that is all there is of some place, it is marked nonetheless: no note may go missing.
 */
function isMarked<A extends Annotation>(
  { active }: Cover<A>,
  value: string,
  start: number,
  end: number,
  offset: number,
): boolean {
  if (active.length === 0) return false
  const atEdge = start === 0 || end === value.length
  if (!atEdge || !isLineEnd(value.slice(start, end))) return true
  return active.some((place) => place.end === offset && !place.first)
}

function isLineEnd(text: string): boolean {
  return !/\S/.test(text) && /[\n\r\u2028\u2029]/.test(text)
}

function mark<A extends Annotation>({ active, annotations }: Cover<A>, start: number, end: number) {
  const segment: CutSegment<A> = { start, end, annotations, starts: [], ends: [] }
  for (const place of active) {
    place.first ??= segment
    place.last = segment
  }
  return segment
}

import type { Text } from 'hast'
import type { Range } from '../../text-selector/index.ts'
import type { Placed } from './places.ts'
import type { Annotation, Place, Segment } from './types.ts'

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
 * Cut text nodes at every boundary of a range, and at the white space at their edges that gets no mark. The result
 * has, for each node, the segments that do get one.
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
    const words = wordsOf(value)
    const found: CutSegment<A>[] = []
    for (let start = 0; start < value.length;) {
      const { cover, next } = coverAt(offset + start)
      const edge = [words.start, words.end].find((at) => at > start) ?? value.length
      const end = Math.min(next - offset, edge)
      const isWords = words.start <= start && end <= words.end
      if (isWords ? cover.active.length > 0 : isLastChance(cover, offset + end)) {
        found.push(mark(cover, start, end))
      }
      start = end
    }
    offset += value.length
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
 * The part of a text node that is more than a line end and the white space around it, with which a block or a line
 * begins or ends: a mark of that would be noise. Other white space may well stand between two words.
 */
function wordsOf(value: string): Range {
  const end = value.trimEnd().length
  const words = { start: 0, end: hasLineEnd(value.slice(end)) ? end : value.length }
  const start = words.end - value.slice(0, words.end).trimStart().length
  return hasLineEnd(value.slice(0, start)) ? { ...words, start } : words
}

function hasLineEnd(space: string): boolean {
  return /[\n\r\u2028\u2029]/.test(space)
}

/** Whether some place ends here without a mark, as it holds nothing but white space: no note may go missing. */
function isLastChance<A extends Annotation>({ active }: Cover<A>, offset: number): boolean {
  return active.some(({ end, first }) => end === offset && !first)
}

function mark<A extends Annotation>({ active, annotations }: Cover<A>, start: number, end: number) {
  const segment: CutSegment<A> = { start, end, annotations, starts: [], ends: [] }
  for (const place of active) {
    place.first ??= segment
    place.last = segment
  }
  return segment
}

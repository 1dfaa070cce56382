import type { Range } from '../../text-selector/index.ts'
import type { Annotation, Place } from './types.ts'

/** A place, and the offsets where it starts and ends. */
export interface Placed<A extends Annotation> extends Range {
  place: Place<A>
}

/**
 * Every range of every annotation, by start, then the longer first, then by id, then as the annotation lists them.
 * That order, and so the result, does not depend on the order in which annotations are given.
 *
 * Throws a `RangeError` for what no caller may pass: ids that are the same, empty or hold white space; ranges that
 * are empty, turned round, or outside of a text of `length` code units.
 */
export function placesOf<A extends Annotation>(annotations: readonly A[], length: number): Placed<A>[] {
  checkIds(annotations)
  const placed = annotations.flatMap((annotation) =>
    annotation.ranges.map(({ start, end }, index) => {
      checkRange(annotation.id, { start, end }, length)
      return { start, end, place: { annotation, index } }
    }),
  )
  // Ranges of one annotation that are the same stay as it lists them: sorting is stable.
  return placed.sort((a, b) => a.start - b.start || b.end - a.end || compareIds(a.place, b.place))
}

/** By code unit, since the order of a locale would differ from machine to machine. */
function compareIds({ annotation: { id: a } }: Place, { annotation: { id: b } }: Place): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function checkIds(annotations: readonly Annotation[]): void {
  const known = new Set<string>()
  for (const { id } of annotations) {
    if (!/^\S+$/.test(id))
      throw new RangeError(`Unexpected id \`${id}\`, expected characters but no white space`)
    if (known.has(id)) throw new RangeError(`Unexpected second annotation \`${id}\`, expected unique ids`)
    known.add(id)
  }
}

function checkRange(id: string, { start, end }: Range, length: number): void {
  if (Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= length) return
  throw new RangeError(
    `Unexpected range \`${start}\`–\`${end}\` of \`${id}\`, expected at least one character of \`0\`–\`${length}\``,
  )
}

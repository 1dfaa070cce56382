import { VFile } from 'vfile'
import { anchorParallels } from './parallels.ts'
import type { Edition, Seed } from './parse.ts'
import { passageAt, type Place } from './places.ts'
import { isSamePlace } from './reanchor.ts'
import { writtenTarget } from './reanchor-target.ts'
import { setField, spliced, type Splice } from './reanchor-yaml.ts'
import { type ParallelRecord, parseRecord } from './records.ts'
import { parallelSchema } from './schema.ts'

/**
 * The fewest changes that make a parallel stand beside a place of a seed, proven by reading the file again: none, its
 * passage alone, or its passage and the words that it covers. Undefined where none of these will do.
 */
export function parallelSplices(
  parallel: ParallelRecord,
  edition: Edition,
  to: Seed,
  place: Place,
): readonly Splice[] | undefined {
  const source = String(parallel.file.value)
  const passage = setField(source, 'passage', passageAt(place.division, place.range.start))
  const covers = writtenTarget(place, to, parallel.fields.covers ?? { passage: parallel.fields.passage })
  const candidates = [[], passage, [...passage, ...setField(source, 'covers', covers)]]
  return candidates.find((splices) => {
    const found = placeIn(spliced(source, splices), parallel, edition, to)
    return found !== undefined && isSamePlace(place, found)
  })
}

function placeIn(value: string, { id, file }: ParallelRecord, edition: Edition, to: Seed): Place | undefined {
  const record = parseRecord(id, new VFile({ path: file.path, value }), parallelSchema)
  if (record === undefined) return undefined
  const parallels = { ids: new Set([id]), records: new Map([[id, record]]) }
  return anchorParallels({ ...edition, parallels }, to)[0]?.place
}

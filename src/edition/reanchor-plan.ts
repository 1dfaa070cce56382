import { VFile } from 'vfile'
import type { Edition, Records, Seed } from './parse.ts'
import { anchorTargets, type CarriedNote, isSamePlace } from './reanchor.ts'
import { writtenTarget } from './reanchor-target.ts'
import { pin, retarget, spliced, type Splice } from './reanchor-yaml.ts'
import { type NoteRecord, parseFrontMatter } from './records.ts'
import { noteSchema } from './schema.ts'

/** What a note’s file is to be. */
export type Step = {
  readonly carried: CarriedNote
  readonly outcome: 'carried' | 'pinned'
  /** A person accepted it, but no target could be proven to find its place; so it is pinned. */
  readonly unproven: boolean
  /** The file’s text; that of now where nothing changes. */
  readonly content: string
}

/** The whole of a change: the edition’s file and those of its notes, by path. */
export type Plan = { readonly steps: readonly Step[]; readonly changes: ReadonlyMap<string, Change> }
export type Change = { readonly before: string; readonly after: string }

/**
 * What is to be written so that an edition stands on another seed: notes that are accepted get targets which are proven
 * to find their places and no others; all others are pinned to the seed that they are written on. Writes nothing.
 */
export function planReanchor(
  records: Records,
  edition: Edition,
  to: Seed,
  notes: readonly CarriedNote[],
  isAccepted: (note: CarriedNote) => boolean,
): Plan {
  const accepted = notes.filter((one) => one.status !== 'lost' && isAccepted(one))
  const drafts = new Map(accepted.map((one) => [one, spliced(sourceOf(one), retargets(one, to))]))
  const proven = provenOf(records, edition, to, drafts)
  const steps = notes.map((carried): Step => {
    const content = proven.has(carried) ? drafts.get(carried) : undefined
    if (content !== undefined) return { carried, outcome: 'carried', unproven: false, content }
    const { note, seed } = carried
    const pinned = spliced(sourceOf(carried), pin(sourceOf(carried), note.bodyStart.offset ?? 0, seed))
    return { carried, outcome: 'pinned', unproven: drafts.has(carried), content: pinned }
  })
  const files = steps.map(
    ({ carried, content }) => [carried.note.file.path, sourceOf(carried), content] as const,
  )
  const changed = [...files, editionChange(edition, to)].filter(([, before, after]) => before !== after)
  return { steps, changes: new Map(changed.map(([path, before, after]) => [path, { before, after }])) }
}

function sourceOf({ note }: CarriedNote): string {
  return String(note.file.value)
}

/** New targets for those that do not find their place as they are, and an end to being pinned. */
function retargets({ note, targets }: CarriedNote, to: Seed): Splice[] {
  const fresh = targets.flatMap(({ index, place, stands }) => {
    const old = note.fields.target[index]
    return place === undefined || stands || old === undefined
      ? []
      : [[index, writtenTarget(place, to, old)] as const]
  })
  return retarget(String(note.file.value), note.bodyStart.offset ?? 0, new Map(fresh))
}

/** The notes whose files, read again, anchor at the very places that they were carried to. */
function provenOf(
  records: Records,
  edition: Edition,
  to: Seed,
  drafts: ReadonlyMap<CarriedNote, string>,
): ReadonlySet<CarriedNote> {
  const read = new Map<CarriedNote, NoteRecord>()
  for (const [carried, content] of drafts) {
    const { id, file } = carried.note
    const parts = parseFrontMatter(id, new VFile({ path: file.path, value: content }), noteSchema)
    const { record, body, bodyStart } = parts ?? {}
    if (record === undefined || bodyStart === undefined || body !== carried.note.body) continue
    if (record.fields.on === undefined) read.set(carried, { ...record, body, bodyStart })
  }
  const found = anchorTargets(records, edition, [...read.values()], to.record.id)
  const isProven = ([carried, record]: [CarriedNote, NoteRecord]) =>
    carried.targets.every(
      ({ place, index }) => place !== undefined && isSamePlace(place, found.get(record)?.[index]),
    )
  return new Set([...read].filter(isProven).map(([carried]) => carried))
}

function editionChange({ record }: Edition, to: Seed): readonly [string, string, string] {
  const source = String(record.file.value)
  const { start, end } = record.placeOf(['seed'])
  const splice = { start: start.offset ?? 0, end: end.offset ?? 0, text: to.record.id }
  return [record.file.path, source, spliced(source, [splice])]
}

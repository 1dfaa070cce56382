import { VFile } from 'vfile'
import { align, type Alignment, transfer, type TransferStatus } from '../../plugins/text-align/index.ts'
import { anchorEdition } from './anchor.ts'
import type { Division, Edition, Records, Seed } from './parse.ts'
import type { Place } from './places.ts'
import type { NoteRecord } from './records.ts'

/** What became of the words at a place on another seed. Scores are 0 to 1. */
export type Fate = {
  readonly status: TransferStatus
  readonly score: number
  /** Whether the words differ in typography only. */
  readonly typography: boolean
  /** Whether it is lost because the words stand in several places that nothing tells apart. */
  readonly ambiguous: boolean
  readonly old: Place
  /** Where it is in the new seed; absent where it is lost. */
  readonly place: Place | undefined
}

/** One target of a note, and what became of its words. */
export type Carried = Fate & {
  readonly index: number
  /** Whether the target as it is written finds that very place. */
  readonly stands: boolean
}

/** A note with all of its targets, and the worst of what became of them. */
export type CarriedNote = {
  readonly note: NoteRecord
  /** The seed that it is written on: the edition’s, or the one that it is pinned to. */
  readonly seed: string
  readonly status: TransferStatus
  readonly targets: readonly Carried[]
}

/** From the best to the worst. */
export const statuses: readonly TransferStatus[] = ['exact', 'moved', 'reworded', 'lost']

/**
 * What becomes of each note of an edition on another seed, by their places in the seed that each is written on. Reads
 * only. Notes that do not anchor are not among them: `check` first. In the order of their ids.
 */
export function reanchor(records: Records, edition: Edition, to: Seed, carry: Carrier): CarriedNote[] {
  const notes = [...edition.notes.records.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  const standing = anchorTargets(records, edition, notes, to.record.id)
  const bySeed = Map.groupBy(notes, (note) => note.fields.on ?? edition.record.fields.seed)
  const olds = new Map(
    [...bySeed].flatMap(([seed, some]) => [...anchorTargets(records, edition, some, seed)]),
  )
  return notes.flatMap((note): CarriedNote[] => {
    const seed = note.fields.on ?? edition.record.fields.seed
    const targets = note.fields.target.flatMap((_, index): Carried[] => {
      const old = olds.get(note)?.[index]
      if (old === undefined) return []
      const fate = carry(old)
      const stands = fate.place !== undefined && isSamePlace(fate.place, standing.get(note)?.[index])
      return [{ ...fate, index, stands }]
    })
    if (targets.length !== note.fields.target.length) return []
    return [{ note, seed, status: worst(targets.map(({ status }) => status)), targets }]
  })
}

function worst(all: readonly TransferStatus[]): TransferStatus {
  return statuses.findLast((status) => all.includes(status)) ?? 'lost'
}

/** Says what becomes of a place of any earlier seed. */
export type Carrier = (old: Place) => Fate

/** Carries places to a seed. Each pair of texts is aligned once, when it is first asked for. */
export function createCarrier({ seeds }: Records, to: Seed): Carrier {
  const known = new Map<Division, Alignment>()
  return (old) => {
    const { division: from, range } = old
    const division = counterpart(from, seeds.get(from.seed), to)
    if (division === undefined)
      return { status: 'lost', score: 0, typography: false, ambiguous: false, old, place: undefined }
    const alignment = known.get(from) ?? align(from.text, division.text)
    known.set(from, alignment)
    const { range: found, ...fate } = transfer(alignment, range)
    const place = found && { division, range: found, whole: old.whole && isWhole(division, found) }
    return { ...fate, old, place }
  }
}

/** The later state of a text: that of the same name, or the only one of each seed. */
export function counterpart(division: Division, from: Seed | undefined, to: Seed): Division | undefined {
  const named = to.divisions.find(({ id }) => id === division.id)
  return named ?? (from?.divisions.length === 1 && to.divisions.length === 1 ? to.divisions[0] : undefined)
}

/** Whether a range begins and ends as passages do. */
function isWhole({ passages }: Division, { start, end }: Place['range']): boolean {
  return (
    passages.some(({ range }) => range.start === start) && passages.some(({ range }) => range.end === end)
  )
}

export function isSamePlace(one: Place, other: Place | undefined): boolean {
  return (
    one.division === other?.division &&
    one.range.start === other.range.start &&
    one.range.end === other.range.end
  )
}

/**
 * Where each target of some notes stands in a seed, by note and index; nothing where it matches nowhere or in several
 * places. What is wrong with them is not reported: the notes are looked at as if they were written on that seed.
 */
export function anchorTargets(
  records: Records,
  edition: Edition,
  notes: readonly NoteRecord[],
  seed: string,
): Map<NoteRecord, (Place | undefined)[]> {
  const single = new Map<string, NoteRecord>()
  const origin = new Map<NoteRecord, { note: NoteRecord; index: number }>()
  for (const note of notes) {
    note.fields.target.forEach((target, index) => {
      const file = new VFile({ path: note.file.path })
      const one = { ...note, file, fields: { ...note.fields, target: [target], on: undefined } }
      single.set(`${note.id} ${index}`, one)
      origin.set(one, { note, index })
    })
  }
  const trial: Edition = {
    ...edition,
    record: { ...edition.record, fields: { ...edition.record.fields, seed } },
    notes: { ids: new Set(single.keys()), records: single },
  }
  const anchored = anchorEdition(trial, records, true)
  const found = new Map<NoteRecord, (Place | undefined)[]>()
  for (const { note: one, places } of anchored?.notes ?? []) {
    const { note, index } = origin.get(one) ?? {}
    if (note === undefined || index === undefined) continue
    const list = found.get(note) ?? []
    list[index] = places[0]
    found.set(note, list)
  }
  return found
}

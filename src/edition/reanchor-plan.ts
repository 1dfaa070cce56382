import { VFile } from 'vfile'
import type { TransferStatus } from '../../plugins/text-align/index.ts'
import type { Edition, Records, Seed } from './parse.ts'
import { anchorTargets, type CarriedNote, isSamePlace } from './reanchor.ts'
import type { NamedPassage } from './reanchor-names.ts'
import { writtenTarget } from './reanchor-target.ts'
import { pin, retarget, spliced, type Splice } from './reanchor-yaml.ts'
import { type NoteRecord, parseFrontMatter } from './records.ts'
import { noteSchema } from './schema.ts'

/** What becomes of a note: carried to the new seed, or pinned to the one that it is written on. */
export type Step = {
  readonly carried: CarriedNote
  readonly outcome: 'carried' | 'pinned'
  /** A person accepted it, but no target could be proven to find its place; so it is pinned. */
  readonly unproven: boolean
}

/** What becomes of a name of a passage: right for the new seed, pinned with its note, or left for a person to mend. */
export type NameStep = { readonly named: NamedPassage; readonly outcome: 'carried' | 'pinned' | 'left' }

/** The whole of a change, and the files that it writes, by path. */
export type Plan = {
  readonly steps: readonly Step[]
  readonly names: readonly NameStep[]
  readonly changes: ReadonlyMap<string, Change>
}
export type Change = { readonly before: string; readonly after: string }

/** What a person accepts: by what became of it, or a note by its name. */
export type Acceptance = (status: TransferStatus, note: string | undefined) => boolean

/**
 * What is to be written so that an edition stands on another seed. Notes that are accepted, with the passages that they
 * link to, get targets which are proven to find their places and no others; all others are pinned to the seed that they
 * are written on. Names of passages that go with no note are rewritten where they are accepted, else left. Writes nothing.
 */
export function planReanchor(
  records: Records,
  edition: Edition,
  to: Seed,
  notes: readonly CarriedNote[],
  names: readonly NamedPassage[],
  isAccepted: Acceptance,
): Plan {
  const linksOf = Map.groupBy(names, ({ note }) => note)
  const drafts = notes.flatMap((carried): Draft[] => {
    const { note, status } = carried
    const links = linksOf.get(note) ?? []
    const isReady =
      status !== 'lost' && isAccepted(status, note.id) && links.every((one) => isRight(one, isAccepted))
    return isReady
      ? [{ carried, targets: retargets(carried, to), links: links.flatMap(({ splices }) => splices) }]
      : []
  })
  const proven = new Map(provenOf(records, edition, to, drafts).map((draft) => [draft.carried.note, draft]))
  const nameSteps = names.map((named): NameStep => {
    if (named.note !== undefined) return { named, outcome: proven.has(named.note) ? 'carried' : 'pinned' }
    return { named, outcome: isRight(named, isAccepted) ? 'carried' : 'left' }
  })
  const edits: Edit[] = [
    [edition.record.file, [seedSplice(edition, to)]],
    ...notes.map((one): Edit => [one.note.file, proven.get(one.note)?.targets ?? pins(one)]),
    ...nameSteps.map(({ named, outcome }): Edit => [named.file, outcome === 'carried' ? named.splices : []]),
  ]
  const accepted = new Set(drafts.map(({ carried }) => carried))
  return {
    steps: notes.map((carried) => {
      const isProven = proven.has(carried.note)
      return {
        carried,
        outcome: isProven ? 'carried' : 'pinned',
        unproven: !isProven && accepted.has(carried),
      }
    }),
    names: nameSteps,
    changes: changesOf(edits),
  }
}

/** Whether a name will mean the same passage: as it stands, or by a change that is accepted. */
function isRight({ becomes, splices, fate, note }: NamedPassage, isAccepted: Acceptance): boolean {
  return becomes !== undefined && (splices.length === 0 || isAccepted(fate.status, note?.id))
}

type Edit = readonly [file: VFile, splices: readonly Splice[]]

function changesOf(edits: readonly Edit[]): Map<string, Change> {
  const changes = [...Map.groupBy(edits, ([file]) => file)].map(([file, all]) => {
    const before = String(file.value)
    return [
      file.path,
      {
        before,
        after: spliced(
          before,
          all.flatMap(([, splices]) => splices),
        ),
      },
    ] as const
  })
  return new Map(changes.filter(([, { before, after }]) => before !== after))
}

function pins({ note, seed }: CarriedNote): Splice[] {
  return pin(String(note.file.value), note.bodyStart.offset ?? 0, seed)
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

/** What would be changed in the file of a note: above its body, and in it. */
type Draft = {
  readonly carried: CarriedNote
  readonly targets: readonly Splice[]
  readonly links: readonly Splice[]
}

/** The drafts of the notes whose files, read again, anchor at the very places that they were carried to. */
function provenOf(records: Records, edition: Edition, to: Seed, drafts: readonly Draft[]): Draft[] {
  const read = new Map<Draft, NoteRecord>()
  for (const draft of drafts) {
    const { id, file, bodyStart } = draft.carried.note
    const source = String(file.value)
    const value = spliced(source, [...draft.targets, ...draft.links])
    const parts = parseFrontMatter(id, new VFile({ path: file.path, value }), noteSchema)
    if (parts?.record === undefined || parts.body !== spliced(source, draft.links).slice(bodyStart.offset))
      continue
    if (parts.record.fields.on === undefined)
      read.set(draft, { ...parts.record, body: parts.body, bodyStart: parts.bodyStart })
  }
  const found = anchorTargets(records, edition, [...read.values()], to.record.id)
  const isProven = ([draft, record]: [Draft, NoteRecord]) =>
    draft.carried.targets.every(
      ({ place, index }) => place !== undefined && isSamePlace(place, found.get(record)?.[index]),
    )
  return [...read].filter(isProven).map(([draft]) => draft)
}

function seedSplice({ record }: Edition, to: Seed): Splice {
  const { start, end } = record.placeOf(['seed'])
  return { start: start.offset ?? 0, end: end.offset ?? 0, text: to.record.id }
}

import type { Position } from 'unist'
import { VFile } from 'vfile'
import type { Reference } from '../../plugins/remark-note-links/index.ts'
import { findPassage } from './addresses.ts'
import { firstPlace } from './anchor.ts'
import type { Resolvers } from './bodies.ts'
import { linkNoteBody } from './note-body.ts'
import type { Division, Edition, Records, Seed } from './parse.ts'
import { passageAt, type Place } from './places.ts'
import { parseProse } from './prose.ts'
import type { CarriedNote, Carrier, Fate } from './reanchor.ts'
import { parallelSplices } from './reanchor-parallel.ts'
import type { Splice } from './reanchor-yaml.ts'
import { anchorParallels } from './parallels.ts'
import type { EditionRecord, NoteRecord } from './records.ts'

/** A passage that is named elsewhere than in the target of a note, and what became of it. */
export type NamedPassage = {
  readonly kind: 'link' | 'owners' | 'parallel'
  readonly file: VFile
  /** Where the name stands in its file. */
  readonly at: Position
  /** The note that the name is written in and goes with: it names a passage of the text that the note is on. */
  readonly note: NoteRecord | undefined
  /** The name as it is, such as `p7`, `p7-p9` or `psalm-2/p7`. */
  readonly written: string
  readonly fate: Fate
  /** The name as it has to be on the new seed; undefined where the passage is lost, or where no name would do. */
  readonly becomes: string | undefined
  /** What is to be changed in the file for that; nothing where the name stands. */
  readonly splices: readonly Splice[]
}

/**
 * What becomes of the passages that are named in links, in an edition’s owners and in its parallels. A passage is its
 * number, and numbers shift: a name that nobody rewrites means another passage. Reads only.
 */
export function reanchorNames(
  records: Records,
  edition: Edition,
  to: Seed,
  notes: readonly CarriedNote[],
  carry: Carrier,
): NamedPassage[] {
  const seed = records.seeds.get(edition.record.fields.seed)
  if (seed === undefined) return []
  const name = namer(to, carry)
  const own = notes.flatMap((one) => ownLinks(one, records, name))
  const links = [...records.editions.values()].flatMap((other) => linksTo(edition, seed, other, name))
  return [...own, ...links, ...ownersOf(edition, seed, name), ...parallelsOf(edition, seed, to, carry)]
}

/** A name as it stands in a file; `here` is the text in which it is looked for first. */
type Name = Pick<NamedPassage, 'kind' | 'file' | 'note' | 'written'> & {
  readonly at: Position
  readonly seed: Seed
  readonly here: Division | undefined
}
type Namer = (name: Name) => NamedPassage[]

function namer(to: Seed, carry: Carrier): Namer {
  return ({ seed, here, ...name }) => {
    const old = placeNamed(seed, name.written, here)
    if (old === undefined) return []
    const fate = carry(old)
    const isFull = name.written.includes('/') || (to.divisions.length > 1 && old.division !== here)
    const becomes = fate.place && nameOf(fate.place, isFull)
    if (becomes === undefined || becomes === name.written) return [{ ...name, fate, becomes, splices: [] }]
    const splice = spliceOf(name, becomes)
    return [{ ...name, fate, becomes: splice && becomes, splices: splice === undefined ? [] : [splice] }]
  }
}

function placeNamed(seed: Seed, written: string, here: Division | undefined): Place | undefined {
  const found = findPassage(seed, written, here)
  if (found === undefined) return undefined
  const last = written
    .slice(written.lastIndexOf('/') + 1)
    .split('-')
    .at(-1)
  const { division, passage } = found
  const rangeOf = (id: string | undefined) => division.passages.find((one) => one.id === id)?.range
  const [first, end] = [rangeOf(passage), rangeOf(last)]
  if (first === undefined || end === undefined || end.end <= first.start) return undefined
  return { division, range: { start: first.start, end: end.end }, whole: true }
}

function nameOf({ division, range }: Place, isFull: boolean): string {
  const [first, last] = [passageAt(division, range.start), passageAt(division, range.end - 1)]
  return `${isFull ? `${division.id}/` : ''}${first}${last === first ? '' : `-${last}`}`
}

/** Undefined where the name is not to be found as it is meant: then it was written with escapes. */
function spliceOf(
  { file, at, written }: Pick<Name, 'file' | 'at' | 'written'>,
  text: string,
): Splice | undefined {
  const end = at.end.offset ?? 0
  const start = end - written.length
  return String(file.value).slice(start, end) === written ? { start, end, text } : undefined
}

/** Links of a note to passages of the text that it is on. */
function ownLinks({ note, targets }: CarriedNote, { seeds }: Records, name: Namer): NamedPassage[] {
  const { division: here } = firstPlace({ note, places: targets.map(({ old }) => old) })
  const seed = seeds.get(here.seed)
  if (seed === undefined) return []
  return referencesIn(note).flatMap(({ kind, id, place }) =>
    kind === 'passage' && place !== undefined
      ? name({ kind: 'link', file: note.file, at: place, note, written: id, seed, here })
      : [],
  )
}

/** Links to the passages of an edition in its prose, and those by its name in the notes and the prose of any. */
function linksTo(edition: Edition, seed: Seed, other: Edition, name: Namer): NamedPassage[] {
  const here = seed.divisions.length === 1 ? seed.divisions[0] : undefined
  const inProse = referencesInProse(other.record)
  const byName = [
    ...[...other.notes.records.values()].map((note) => [note.file, referencesIn(note)] as const),
    [other.record.file, inProse] as const,
  ].flatMap(([file, references]) =>
    references.flatMap(({ kind, id, fragment, place }) =>
      kind === 'edition' && id === edition.id && fragment !== undefined && place !== undefined
        ? name({ kind: 'link', file, at: place, note: undefined, written: fragment, seed, here: undefined })
        : [],
    ),
  )
  if (other !== edition) return byName
  const { file } = edition.record
  const own = inProse.flatMap(({ kind, id, place }) =>
    kind === 'passage' && place !== undefined
      ? name({ kind: 'link', file, at: place, note: undefined, written: id, seed, here })
      : [],
  )
  return [...own, ...byName]
}

/** Where the links lead is no matter here, and what is wrong with them has been said. */
const anywhere: Resolvers = {
  resolveLink: () => ({ href: '' }),
  resolveCitation: (key) => ({ label: key, href: '' }),
}
const named = /(?:passage|edition)\s*:/i

function referencesIn(note: NoteRecord): readonly Reference[] {
  if (!named.test(note.body)) return []
  const file = new VFile({ value: note.file.value })
  const offset = note.bodyStart.offset ?? 0
  return linkNoteBody(note.body, { file, offset, prefix: '', ...anywhere }).references
}

function referencesInProse(record: EditionRecord): readonly Reference[] {
  if (!named.test(record.prose)) return []
  return parseProse({ ...record, file: new VFile({ value: record.file.value }) }, anywhere).references
}

function ownersOf({ record }: Edition, seed: Seed, name: Namer): NamedPassage[] {
  const here = seed.divisions[0]
  return Object.keys(record.fields.owners ?? {}).flatMap((written) => {
    const at = record.placeOfKey(['owners', written])
    return name({ kind: 'owners', file: record.file, at, note: undefined, written, seed, here })
  })
}

function parallelsOf(edition: Edition, seed: Seed, to: Seed, carry: Carrier): NamedPassage[] {
  return anchorParallels(edition, seed).map(({ parallel, place }): NamedPassage => {
    const fate = carry(place)
    const splices = fate.place && parallelSplices(parallel, edition, to, fate.place)
    return {
      kind: 'parallel',
      file: parallel.file,
      at: parallel.placeOf(['passage']),
      note: undefined,
      written: parallel.fields.passage,
      fate,
      becomes: splices && fate.place && passageAt(fate.place.division, fate.place.range.start),
      splices: splices ?? [],
    }
  })
}

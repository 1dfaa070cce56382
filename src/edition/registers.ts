import { pageOf } from './addresses.ts'
import type { AnchoredEdition } from './anchor.ts'
import type { Bodies } from './bodies.ts'
import type { AnchoredParallel } from './parallels.ts'
import { type Division, type Records, textsOf } from './parse.ts'
import type { EntityRecord, SourceRecord } from './records.ts'
import { labelOf, referenceOf, sortKeysOf } from './reference.ts'
import { type Words, wordsOf } from '../words/index.ts'
import type {
  EditionPage,
  EditionView,
  EntityView,
  NoteReference,
  PassageReference,
  SourceReference,
  SourceView,
} from './view.ts'

/** The registers of an edition: what its notes, its prose, its comparisons and its entries themselves mention, and where. */
export type Registers = {
  readonly sources: ReadonlyMap<string, SourceView>
  readonly entities: ReadonlyMap<string, EntityView>
}

export type RegisterInput = {
  readonly anchored: AnchoredEdition
  readonly records: Records
  readonly bodies: Bodies
  readonly parallels: readonly AnchoredParallel[]
  readonly reference: (note: string) => NoteReference | undefined
}

type Contents = Pick<EditionView, 'claims' | 'timeline' | 'entities' | 'sources' | 'versions' | 'changes'>

/** The pages that an edition has beside its texts, in the order of a menu. */
export function pagesOf(
  edition: string,
  { claims, timeline, entities, sources, versions, changes }: Contents,
): EditionPage[] {
  const inRegister = entities.some(({ href }) => href.startsWith(`${edition}/registers/`))
  const pages: readonly (readonly [EditionPage['id'], boolean])[] = [
    ['claims', claims.length > 0],
    ['registers', inRegister],
    ['timeline', timeline !== undefined],
    ['sources', sources.length > 0],
    ['versions', versions.length > 0],
    ['changes', changes.length > 0],
  ]
  return pages.filter(([, isThere]) => isThere).map(([id]) => ({ id, href: `${edition}/${id}/` }))
}

/** Where an entity has its entry: an event with a date in the timeline, everything else in the register. */
export function entityHref(edition: string, id: string, record: EntityRecord | undefined): string {
  const page = record !== undefined && isDated(record) ? 'timeline' : 'registers'
  return `${edition}/${page}/#e-${id}`
}

function isDated({ fields }: EntityRecord): boolean {
  return fields.kind === 'event' && fields.dates?.start !== undefined
}

export function registersOf(input: RegisterInput): Registers {
  const { anchored, records, parallels } = input
  const edition = anchored.edition.id
  const words = wordsOf(anchored.edition.record.fields.language)
  const uses = usesOf(input)
  const notes = (ids: Iterable<string> | undefined) =>
    [...(ids ?? [])].flatMap((id) => input.reference(id) ?? [])
  const speeches = speechesOf(anchored)
  const mentioned = sorted(
    [
      ...uses.entities.keys(),
      ...uses.prose.entities,
      ...speeches.keys(),
      ...(anchored.edition.record.fields.about ?? []),
    ].flatMap((id) => records.entities.records.get(id) ?? []),
    ({ id, fields }) => [fields.sort ?? fields.name, id],
    words,
  )
  const compared = Map.groupBy(parallels, ({ parallel }) => parallel.fields.source)
  const keys = [
    ...uses.sources.keys(),
    ...uses.prose.sources,
    ...compared.keys(),
    ...mentioned.flatMap(({ fields }) => fields.sources ?? []),
  ]
  const cited = sorted(
    keys.flatMap((key) => records.sources.records.get(key) ?? []),
    (record) => sortKeysOf(record, words),
    words,
  )
  const resting = Map.groupBy(
    mentioned.flatMap((entity) => (entity.fields.sources ?? []).map((key) => ({ key, entity }))),
    ({ key }) => key,
  )
  return {
    sources: new Map(
      cited.map((record) => [
        record.id,
        {
          ...sourceView(record, edition, words),
          citedBy: notes(uses.sources.get(record.id)),
          entities: (resting.get(record.id) ?? []).map(({ entity }) => ({
            name: entity.fields.name,
            href: entityHref(edition, entity.id, entity),
          })),
          comparisons: (compared.get(record.id) ?? []).map(({ parallel, division, passage }) => ({
            passage: passageReference(anchored, division, passage),
            fragment: `compare-${parallel.id}`,
          })),
          citedInProse: uses.prose.sources.includes(record.id),
        },
      ]),
    ),
    entities: new Map(
      mentioned.map((record) => [
        record.id,
        {
          ...entityView(record),
          href: entityHref(edition, record.id, record),
          sources: sourceReferences(record.fields.sources, edition, records, words),
          mentionedBy: notes(uses.entities.get(record.id)),
          speaks: speeches.get(record.id) ?? [],
        },
      ]),
    ),
  }
}

/** Which notes, in the order of the text, use which source and which entity; and what the prose uses. */
function usesOf({ anchored: { notes }, bodies }: RegisterInput) {
  const sources = new Map<string, Set<string>>()
  const entities = new Map<string, Set<string>>()
  for (const { note } of notes) {
    const links = bodies.of(note.id)
    for (const key of [...(note.fields.sources ?? []), ...(links?.sources ?? [])]) add(sources, key, note.id)
    for (const id of [...(note.fields.about ?? []), ...(links?.entities ?? [])]) add(entities, id, note.id)
  }
  return { sources, entities, prose: bodies.prose }
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key) ?? new Set()
  map.set(key, set.add(value))
}

/** Passages that the record of the seed says are somebody's words. */
function speechesOf(anchored: AnchoredEdition): Map<string, PassageReference[]> {
  const { seed } = anchored
  const speeches = new Map<string, PassageReference[]>()
  for (const stated of textsOf(seed.record)) {
    const division = seed.divisions.find(({ id }) => `${id}.txt` === stated.file)
    for (const [key, role] of Object.entries(stated.structure?.roles ?? {})) {
      if (division === undefined || typeof role === 'string' || role.speaker === undefined) continue
      const list = speeches.get(role.speaker) ?? []
      speeches.set(role.speaker, [...list, passageReference(anchored, division, key.split('-')[0] ?? key)])
    }
  }
  return speeches
}

/** A passage for a list: by its number, after the name of its text where the seed has several. */
export function passageReference(
  { edition, divisions }: Pick<AnchoredEdition, 'edition' | 'divisions'>,
  division: Division,
  id: string,
): PassageReference {
  const number = id.slice(1)
  return {
    id,
    label: division.alone ? number : `${division.title ?? division.id}, ${number}`,
    href: `${divisions.length < 2 ? '' : pageOf(edition, division)}#${id}`,
  }
}

export function sourceReferences(
  keys: readonly string[] | undefined,
  edition: string,
  records: Records,
  words: Words,
): SourceReference[] {
  return [...new Set(keys)].flatMap((key) => {
    const record = records.sources.records.get(key)
    return record === undefined ? [] : [sourceReference(record, edition, words)]
  })
}

export function sourceReference(record: SourceRecord, edition: string, words: Words): SourceReference {
  return {
    key: record.id,
    label: labelOf(record, words),
    href: sourceHref(edition, record.id),
    unverified: record.fields.status === 'unverified',
  }
}

function sourceView(record: SourceRecord, edition: string, words: Words) {
  const { fields } = record
  const types: Readonly<Record<string, string>> = words.table.types
  return {
    key: record.id,
    label: labelOf(record, words),
    html: referenceOf(record, words),
    url: fields.URL,
    archived: fields.archived,
    accessed: fields.accessed,
    issued: fields.issued,
    status: fields.status,
    evidence: fields.evidence,
    seen: fields.seen,
    type: types[fields.type] ?? fields.type,
    title: fields.title,
    note: fields.note,
    href: sourceHref(edition, record.id),
  }
}

/** Where a source has its entry. */
function sourceHref(edition: string, key: string): string {
  return `${edition}/sources/#s-${key}`
}

function entityView({ id, fields }: EntityRecord) {
  const dates = Object.entries(fields.dates ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return {
    id,
    name: fields.name,
    sort: fields.sort ?? fields.name,
    kind: fields.kind,
    description: fields.description,
    dates: Object.fromEntries(dates),
    names: fields.names ?? [],
    sameAs: fields['same-as'] ?? [],
    unverified: fields.status === 'unverified',
  }
}

/** Each record once, by the first of its keys that differs, in the order of the language. */
function sorted<Entry>(
  records: readonly Entry[],
  keysOf: (record: Entry) => readonly string[],
  { compare }: Words,
): Entry[] {
  const keyed = [...new Set(records)].map((record) => ({ record, keys: keysOf(record) }))
  return keyed
    .sort(({ keys }, other) =>
      keys.reduce((order, key, index) => order || compare(key, other.keys[index] ?? ''), 0),
    )
    .map(({ record }) => record)
}

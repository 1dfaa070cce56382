import type { Root } from 'hast'
import type { VFile } from 'vfile'
import {
  fromSeed,
  type Passage,
  passages,
  type Role,
  type Span,
  type Structure,
  withSpans,
} from '../../plugins/seed-parse/index.ts'
import { checkLetters } from './letters.ts'
import { limits, raising } from './limits.ts'
import type { EditionFiles, Files, SeedFiles } from './read.ts'
import {
  type ContributorRecord,
  type EditionRecord,
  type EntityRecord,
  type Located,
  type NoteRecord,
  parseFrontMatter,
  type ParallelRecord,
  parseRecord,
  type SeedRecord,
  type SiteRecord,
  type SourceRecord,
} from './records.ts'
import {
  contributorSchema,
  editionSchema,
  entitySchema,
  noteSchema,
  parallelSchema,
  seedSchema,
  siteSchema,
  sourceSchema,
  type StructureFields,
} from './schema.ts'
import { complain } from './rules.ts'
import { type Ids, type Lookup, type Shelf, shelf } from './shelf.ts'
import { spansOf } from './spans.ts'
import { type RoleFields, tableRecord } from './tables.ts'
import type { RepositoryView } from './view.ts'
import { type Foreign, foreignEditions } from './xrefs.ts'
import type { Path } from './yaml.ts'

/** Everything that people wrote, as data. A record that cannot be used is absent; its file says why. */
export type Records = {
  readonly seeds: Shelf<Seed>
  readonly editions: Shelf<Edition>
  readonly contributors: Register<ContributorRecord>
  readonly sources: Register<SourceRecord>
  readonly entities: Register<EntityRecord>
  /** Editions of other sites, as `<site>/<edition>`. */
  readonly xrefs: ReadonlyMap<string, Foreign>
  readonly site: SiteRecord | undefined
  /** Where the library is kept, if it does not say so itself. */
  readonly repository: RepositoryView | undefined
  /** Where the site will stand: `url` of `site.yaml`, else as the environment says. */
  readonly address: string | undefined
}

/** Records of one kind; an id whose file is broken is known all the same, so that it is reported once. */
export type Register<Entry> = {
  readonly ids: Ids
  readonly records: Lookup<Entry>
}

export type Seed = { readonly record: SeedRecord; readonly divisions: readonly Division[] }

/** One text of a seed. */
export type Division = {
  readonly id: string
  /** The seed that it belongs to, and whether it is the only text of it. */
  readonly seed: string
  readonly alone: boolean
  /** Where it stands among the texts of its seed, from 0. */
  readonly number: number
  readonly file: VFile
  /** The seed's own characters: a byte-order mark, carriage returns and all. */
  readonly text: string
  /** The hash that `seed.yaml` states. */
  readonly stated: string | undefined
  readonly title: string | undefined
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly structure: Structure
  /** Stretches of words that the text sets apart, in its order; of two one holds the other, or they are apart. */
  readonly spans: readonly Span[]
  /** The text as a tree whose text content is the text. Nobody may change it. */
  readonly tree: Root
  readonly passages: readonly Passage[]
}

export type Edition = {
  readonly id: string
  readonly record: EditionRecord
  readonly notes: Register<NoteRecord>
  readonly parallels: Register<ParallelRecord>
}

/** What was parsed already, by the files that it was parsed from. */
export type Parsed = {
  readonly seeds: WeakMap<SeedFiles, { readonly entry: Seed | undefined }>
  readonly editions: WeakMap<EditionFiles, { readonly entry: Edition | undefined }>
}

export function nothingParsed(): Parsed {
  return { seeds: new WeakMap(), editions: new WeakMap() }
}

/** Seeds and editions are parsed when they are asked for: a library may hold thousands. */
export function parse(files: Files, parsed: Parsed = nothingParsed()): Records {
  const site = files.site && parseRecord('site', files.site, siteSchema)
  return {
    seeds: shelf(files.seeds, parseSeed, parsed.seeds),
    editions: shelf(files.editions, parseEdition, parsed.editions),
    contributors: register(files.contributors, (id, file) => spelt(parseRecord(id, file, contributorSchema))),
    sources: register(files.sources, (id, file) => spelt(parseRecord(id, file, sourceSchema))),
    entities: register(files.entities, (id, file) => spelt(parseRecord(id, file, entitySchema))),
    xrefs: foreignEditions(site, files),
    site,
    repository: files.repository,
    address: site?.fields.url ?? files.address,
  }
}

function parseSeed(id: string, files: SeedFiles): Seed | undefined {
  const record = parseRecord(id, files.record, seedSchema)
  if (record === undefined) return undefined
  const divisions = textsOf(record).flatMap((stated, number): Division[] => {
    const file = files.texts.get(stated.file)
    return file === undefined ? [] : [division(record, stated, number, file)]
  })
  return { record, divisions }
}

export type StatedText = {
  readonly file: string
  readonly sha256: string | undefined
  readonly title?: string | undefined
  readonly language?: string | undefined
  readonly direction?: 'ltr' | 'rtl' | undefined
  readonly structure?: StructureFields | undefined
}

/** The texts that a seed says it has, in order. A seed of one text may leave the list out. */
export function textsOf({ fields }: SeedRecord): readonly StatedText[] {
  return fields.texts ?? [{ file: 'text.txt', sha256: fields.sha256, structure: fields.structure }]
}

const rightToLeft = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'syr', 'ug', 'ur', 'yi'])

/** The direction that a language is written in, where nobody says another. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return rightToLeft.has(language.split('-')[0]?.toLowerCase() ?? '') ? 'rtl' : 'ltr'
}

function division(
  { id: seed, fields }: SeedRecord,
  stated: StatedText,
  number: number,
  file: VFile,
): Division {
  const language = stated.language ?? fields.language ?? 'und'
  const text = String(file.value)
  const structure = structureOf(stated.structure)
  const bare = fromSeed(text, structure)
  const told = stated.structure?.spans
  const spans = told === undefined ? [] : spansOf(told, passages(bare), text).spans
  const tree = withSpans(bare, spans)
  return {
    id: stated.file.replace(/\.txt$/, ''),
    seed,
    alone: (fields.texts?.length ?? 1) === 1,
    number,
    file,
    text,
    stated: stated.sha256,
    title: stated.title,
    language,
    direction:
      stated.direction ??
      (stated.language === undefined ? fields.direction : undefined) ??
      directionOf(language),
    structure,
    spans,
    tree,
    passages: passages(tree),
  }
}

function structureOf(fields: StructureFields | undefined): Structure {
  const { form, passages: by, speaker, roles = {} } = fields ?? {}
  return {
    form,
    passages: by,
    roles: Object.fromEntries(
      Object.entries(roles).map(([key, role]) => [key, typeof role === 'string' ? role : toldOf(role)]),
    ),
    ...(speaker === undefined ? {} : { speaker: { pattern: speaker } }),
  }
}

/** Who speaks a quotation is a matter for the page; only a speech bears its speaker's label in the text. */
function toldOf(told: RoleFields): Role {
  const { role, level, speaker, verse } = told
  if (role === 'table') return { role, table: tableRecord(told) }
  return role === 'speech' ? { role, level, speaker, verse } : { role, level }
}

function parseEdition(id: string, files: EditionFiles): Edition | undefined {
  const parts = parseFrontMatter(id, files.record, editionSchema, 'recordBytes')
  if (parts?.record === undefined) {
    // The notes are read all the same: what is wrong with them is reported in the same run.
    for (const [note, file] of files.notes) parseNote(note, file)
    return undefined
  }
  if (files.notes.size > limits.notes) {
    complain(files.record, 'limit-kept', {
      reason: `Unexpected ${files.notes.size.toLocaleString('en')} notes, expected at most ${limits.notes.toLocaleString('en')} (\`notes\`)`,
      note: `Divide the edition. ${raising('notes')}`,
    })
  }
  return {
    id,
    record: { ...parts.record, prose: parts.body, proseStart: parts.bodyStart },
    notes: register(files.notes, parseNote),
    parallels: register(files.parallels, (key, file) => parseRecord(key, file, parallelSchema)),
  }
}

function parseNote(id: string, file: VFile): NoteRecord | undefined {
  const parts = parseFrontMatter(id, file, noteSchema)
  const record = spelt(parts?.record, ['target'])
  return parts && record && { ...record, body: parts.body, bodyStart: parts.bodyStart }
}

/** A record, once its letters were looked at. */
function spelt<Entry extends Located<unknown>>(record: Entry | undefined, quoted?: Path): Entry | undefined {
  if (record !== undefined) checkLetters(record, quoted)
  return record
}

function register<Entry extends Located<unknown>>(
  files: ReadonlyMap<string, VFile>,
  parseOne: (id: string, file: VFile) => Entry | undefined,
): Register<Entry> {
  return { ids: new Set(files.keys()), records: mapOf(files, parseOne) }
}

function mapOf<From, To>(
  from: ReadonlyMap<string, From>,
  make: (id: string, one: From) => To | undefined,
): Map<string, To> {
  const made = new Map<string, To>()
  for (const [id, one] of from) {
    const result = make(id, one)
    if (result !== undefined) made.set(id, result)
  }
  return made
}

import { passageNumbers } from '../../plugins/seed-parse/index.ts'
import type { SeedFiles } from './read.ts'
import type {
  ContributorRecord,
  EntityRecord,
  Located,
  NoteRecord,
  SeedRecord,
  SourceRecord,
} from './records.ts'
import { type Division, type Edition, type Records, type Register, type Seed, textsOf } from './parse.ts'
import { pointAt } from './read.ts'
import { complain, type RuleId } from './rules.ts'
import { taken } from './addresses.ts'
import { kindsOf } from './kinds.ts'
import { checkLicence } from './licences.ts'
import { mendOf, type Name, names } from './names.ts'
import { checkOwners } from './owners.ts'
import { spansOf } from './spans.ts'
import { type RoleFields, type TableFault, tableFaults } from './tables.ts'
import { tables } from '../words/index.ts'
import { choices, suggest } from './suggest.ts'
import type { Path } from './yaml.ts'

/*
 * Everything that one file alone cannot tell: hashes, and names that have to exist elsewhere.
 */

export function checkEntities(records: Records): void {
  for (const entity of records.entities.records.values()) sourcesKnown(entity, records)
}

/** `texts` are the text files that lie beside the record of the seed. */
export function checkSeed(
  { record, divisions }: Seed,
  texts: SeedFiles['texts'] | undefined,
  records: Records,
): void {
  seedKnown(record, 'revises', record.fields.revises, records)
  const stated = textsOf(record)
  stated.forEach((text, index) => {
    const path: Path = record.fields.texts === undefined ? ['sha256'] : ['texts', index, 'file']
    if (texts?.has(text.file)) return
    const meant = suggest(text.file, texts?.keys() ?? [])
    complain(record.file, 'seed-present', {
      reason: `Unexpected record of a text that is not there, expected \`seeds/${record.id}/${text.file}\``,
      place: record.placeOf(path),
      actual: text.file,
      note:
        meant === undefined
          ? 'Put the text there, byte for byte as it was received.'
          : `Did you mean \`file: ${meant}\`?`,
    })
  })
  for (const [name, file] of texts ?? []) {
    if (stated.some((text) => text.file === name)) continue
    complain(file, 'file-expected', {
      reason: `Unexpected text \`${name}\`, expected one that \`seed.yaml\` names`,
      note: `Add to \`texts\` in \`${record.file.path}\`:\n  - file: ${name}\n    sha256: ${file.data.bytes?.sha256 ?? ''}`,
    })
  }
  divisions.forEach((division, index) => {
    const { file, text } = division
    const path: Path = record.fields.texts === undefined ? ['sha256'] : ['texts', index, 'sha256']
    const actual = file.data.bytes?.sha256
    if (actual !== division.stated) {
      complain(record.file, 'seed-hash', {
        reason:
          division.stated === undefined
            ? `Unexpected record without \`sha256\`, expected the hash of \`${file.path}\``
            : `Unexpected SHA-256 \`${actual}\` of \`${file.path}\`, expected \`${division.stated}\``,
        place: record.placeOf(path),
        actual,
        expected: division.stated === undefined ? undefined : [division.stated],
        note:
          division.stated === undefined
            ? `Add the line \`sha256: ${actual}\`.`
            : `The text was changed. Put the received bytes back (\`git checkout -- ${file.path}\`); a new state of the text is a new seed.`,
      })
    }
    if (file.messages.length === 0) checkReadable(division.passages.length, file, text)
    checkStructure(record, division)
  })
}

// eslint-disable-next-line no-control-regex -- characters that HTML and XML cannot hold
const unprintable = /[\u0000-\u0008\u000B\u000E-\u001F\u007F\uFFFE\uFFFF]/

function checkReadable(passages: number, file: Parameters<typeof complain>[0], text: string): void {
  const found = unprintable.exec(text)
  if (found !== null) {
    complain(file, 'seed-readable', {
      reason: `Unexpected control character U+${found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}, expected text`,
      place: { start: pointAt(text, found.index), end: pointAt(text, found.index + 1) },
      note: 'No page can hold this character. Ask whoever supplied the text for a clean copy.',
    })
  } else if (passages === 0) {
    complain(file, 'seed-readable', {
      reason: 'Unexpected empty text, expected at least one passage',
      note: 'Put the text into the file, as it was received.',
    })
  }
}

/** What a record tells of a text is of passages that there are, and of whole words of them. */
function checkStructure(record: SeedRecord, { number, passages, text }: Division): void {
  const path: Path = record.fields.texts === undefined ? ['structure'] : ['texts', number, 'structure']
  const { roles = {}, spans = {} } = textsOf(record)[number]?.structure ?? {}
  checkPassages(record, passages.length, [...path, 'roles'], Object.keys(roles))
  checkPassages(record, passages.length, [...path, 'spans'], Object.keys(spans))
  for (const { passage, reason, note } of spansOf(spans, passages, text).faults)
    complain(record.file, 'span-fits', { reason, place: record.placeOf([...path, 'spans', passage]), note })
  for (const [key, told] of Object.entries(roles)) {
    if (typeof told === 'string') continue
    for (const { field, reason, note } of faultsOf(key, told, passages))
      complain(record.file, 'table-fits', {
        reason,
        place: record.placeOf([...path, 'roles', key, field]),
        note,
      })
  }
}

/** What is wrong with what is told of tables, each thing once for all of the passages that it is told of. */
function faultsOf(key: string, told: RoleFields, passages: Division['passages']): TableFault[] {
  const { first, last } = passageNumbers(key) ?? { first: 1, last: 0 }
  const found = passages.slice(first - 1, last).flatMap((passage) => tableFaults(told, passage))
  return [...new Map(found.map((fault) => [fault.reason, fault])).values()]
}

function checkPassages(
  record: Located<unknown>,
  passages: number,
  path: Path,
  keys: readonly string[],
): void {
  for (const key of keys) {
    const [first = '', last = first] = key.split('-').map((part) => part.slice(1))
    if (Number(first) <= Number(last) && Number(last) <= passages) continue
    complain(record.file, 'passage-known', {
      reason: `Unexpected passage \`${key}\`, expected \`p1\` to \`p${passages}\``,
      place: record.placeOfKey([...path, key]),
      actual: key,
      note: 'Passages are counted from the beginning of the text. Remove the line, or mend its number.',
    })
  }
}

/** An edition, and each of its several texts, has a page of its own: none may lie where another does. */
function checkFree({ record }: Edition, { seeds }: Records): void {
  const { fields, file } = record
  if (taken.editions.has(record.id)) {
    complain(file, 'id-free', {
      reason: `Unexpected edition \`${record.id}\`, expected a name that no page of the site has`,
      actual: record.id,
      note: `Rename the folder: \`content/editions/${record.id}-edition\`.`,
    })
  }
  for (const division of seeds.get(fields.seed)?.divisions ?? []) {
    const { id, alone } = division
    if (alone || !(taken.divisions.has(id) || taken.files.test(id))) continue
    complain(file, 'id-free', {
      reason: `Unexpected text \`${id}.txt\` of \`${fields.seed}\`, expected a name that no page of an edition has`,
      place: record.placeOf(['seed']),
      actual: id,
      note: `Rename it in \`seeds/${fields.seed}/\`, and in its \`seed.yaml\`: \`text-${id.replaceAll('.', '-')}.txt\`.`,
    })
  }
}

export function checkEdition(edition: Edition, records: Records): void {
  const { record } = edition
  checkFree(edition, records)
  seedKnown(record, 'seed', record.fields.seed, records)
  if (kindsOf(record.fields).size === 0) {
    complain(record.file, 'field-required', {
      reason: 'Unexpected empty `kinds`, expected at least one kind of notes',
      place: record.placeOf(['kinds']),
      note: 'Name the kinds, or remove the field: then there are a dozen of them.',
    })
  }
  const people = (field: 'editors', values: readonly string[]) =>
    values.forEach((id, index) => {
      known(
        record,
        records.contributors,
        'contributor-known',
        'contributor',
        pathOf(record, field, index, values),
        id,
      )
    })
  people('editors', record.fields.editors ?? [])
  record.fields.about?.forEach((id, index) => {
    known(
      record,
      records.entities,
      'entity-known',
      'entity',
      pathOf(record, 'about', index, record.fields.about),
      id,
    )
  })
  checkOwners(edition, records)
  for (const note of edition.notes.records.values()) {
    checkNote(note, edition, records)
    seedKnown(note, 'on', note.fields.on, records)
  }
  for (const parallel of edition.parallels.records.values()) {
    known(parallel, records.sources, 'source-known', 'source', ['source'], parallel.fields.source)
  }
}

function seedKnown(from: Located<unknown>, field: string, id: string | undefined, { seeds }: Records): void {
  if (id !== undefined && !seeds.ids.has(id)) unknown(from, 'seed-known', 'seed', [field], id, seeds.ids)
}

function checkNote(note: NoteRecord, edition: Edition, records: Records): void {
  const { fields } = note
  const kinds = kindsOf(edition.record.fields)
  if (!kinds.has(fields.kind)) unknown(note, 'kind-known', 'kind', ['kind'], fields.kind, kinds.keys())
  if (fields.by.length === 0) {
    complain(note.file, 'field-required', {
      reason: 'Unexpected empty `by`, expected at least one contributor',
      place: note.placeOf(['by']),
      note: 'Say who wrote the note: `by: your-id`.',
    })
  }
  fields.by.forEach(({ id }, index) => {
    const path = pathOf(note, 'by', index, fields.by)
    known(
      note,
      records.contributors,
      'contributor-known',
      'contributor',
      hasId(note, path) ? [...path, 'id'] : path,
      id,
    )
  })
  sourcesKnown(note, records)
  checkLicence(note, edition)
  fields.about?.forEach((id, index) => {
    known(note, records.entities, 'entity-known', 'entity', pathOf(note, 'about', index, fields.about), id)
  })
  for (const field of ['see', 'disputes', 'supersedes', 'replies-to'] as const) {
    fields[field]?.forEach((id, index) => {
      known(note, edition.notes, 'note-known', 'note', pathOf(note, field, index, fields[field]), id)
    })
  }
  const verdicts = edition.record.fields.verdicts
  const verdict = fields.claim?.verdict
  if (verdict !== undefined && verdicts !== undefined && !Object.hasOwn(verdicts, verdict)) {
    unknown(note, 'verdict-known', 'verdict', ['claim', 'verdict'], verdict, Object.keys(verdicts))
  }
  if (note.body.trim() === '') {
    complain(note.file, 'body-present', {
      reason: 'Unexpected end of the note, expected what it has to say below the second `---`',
      place: note.bodyStart,
      note: 'Write the note in plain sentences below the line `---`.',
    })
  }
  if (placeholders.has(note.body.trim())) {
    complain(note.file, 'body-written', {
      reason: `Unexpected \`${note.body.trim()}\`, expected what the note has to say`,
      place: note.bodyStart,
      note: 'Write the note in plain sentences instead of this one.',
    })
  }
}

/** What stands in a new note until somebody writes it, in each language of the interface. */
const placeholders = new Set(Object.values(tables).map(({ page }) => page.writeHere))

function sourcesKnown(record: NoteRecord | EntityRecord, records: Records): void {
  const { sources } = record.fields
  sources?.forEach((key, index) => {
    known(record, records.sources, 'source-known', 'source', pathOf(record, 'sources', index, sources), key)
  })
}

/** A field may hold one value or a list: the path of the nth value. */
function pathOf(
  record: Located<unknown>,
  field: string,
  index: number,
  values: readonly unknown[] | undefined,
): Path {
  const listed = record.placeOf([field, 0]).start.offset !== record.placeOf([field]).start.offset
  return listed || (values?.length ?? 0) > 1 ? [field, index] : [field]
}

function hasId(record: Located<unknown>, path: Path): boolean {
  return record.placeOf([...path, 'id']).start.offset !== record.placeOf(path).start.offset
}

type Entry = ContributorRecord | SourceRecord | EntityRecord | NoteRecord

function known(
  from: Located<unknown>,
  register: Register<Entry>,
  rule: RuleId,
  what: Name,
  path: Path,
  id: string,
): void {
  if (!register.ids.has(id)) unknown(from, rule, what, path, id, register.ids)
}

/** What is said of a name that nothing bears: the nearest one that something does. */
function unknown(
  from: Located<unknown>,
  rule: RuleId,
  what: Name,
  path: Path,
  id: string,
  ids: Iterable<string>,
): void {
  const all = [...ids]
  const meant = suggest(id, all)
  const { many, home } = names[what]
  const few = all.length > 0 && all.length <= 12
  complain(from.file, rule, {
    reason: `Unexpected ${what} \`${id}\`, expected ${few ? choices(all) : `one of the ${all.length} ${many} ${home}`}`,
    place: from.placeOf(path),
    actual: id,
    expected: all,
    note: mendOf(what, id, meant),
  })
}

import type { Point, Position } from 'unist'
import type { VFile } from 'vfile'
import type { z } from 'zod'
import { type Limit, limits, raising } from './limits.ts'
import { complain, type Complaint } from './rules.ts'
import type {
  ContributorFields,
  EditionFields,
  EntityFields,
  NoteFields,
  ParallelFields,
  SeedFields,
  SiteFields,
  SourceFields,
} from './schema.ts'
import { choices, suggest } from './suggest.ts'
import { type Path, parseYaml, type Yaml } from './yaml.ts'

/** One file that a person wrote, as data, with the place of each value. */
export type Located<Fields> = {
  readonly id: string
  readonly file: VFile
  readonly fields: Fields
  readonly placeOf: (path: Path) => Position
  /** Place of the name of a field. */
  readonly placeOfKey: (path: Path) => Position
  readonly escaped: Yaml['escaped']
}

export type NoteRecord = Located<NoteFields> & {
  /** The Markdown below the front matter, and where it begins in the file. */
  readonly body: string
  readonly bodyStart: Point
}
export type EditionRecord = Located<EditionFields> & { readonly prose: string; readonly proseStart: Point }
export type SeedRecord = Located<SeedFields>
export type ContributorRecord = Located<ContributorFields>
export type SourceRecord = Located<SourceFields>
export type EntityRecord = Located<EntityFields>
export type ParallelRecord = Located<ParallelFields>
export type SiteRecord = Located<SiteFields>

type Schema<Fields> = z.ZodType<Fields, unknown>

/** Parses a file that is nothing but YAML. Undefined where it cannot be used; the messages are on the file. */
export function parseRecord<Fields>(
  id: string,
  file: VFile,
  schema: Schema<Fields>,
): Located<Fields> | undefined {
  if (file.messages.some((message) => message.fatal)) return undefined
  const yaml = parseYaml(String(file.value), file)
  return yaml && located(id, file, yaml, schema)
}

/** Parses a file with front matter of at most as many bytes as a limit says: the YAML between two lines of `---`, then the body. */
export function parseFrontMatter<Fields>(
  id: string,
  file: VFile,
  schema: Schema<Fields>,
  limit: Limit = 'frontMatterBytes',
): { record: Located<Fields> | undefined; body: string; bodyStart: Point } | undefined {
  if (file.messages.some((message) => message.fatal)) return undefined
  const parts = splitFrontMatter(String(file.value))
  if ('reason' in parts) {
    complain(file, 'front-matter-present', {
      ...parts,
      note:
        parts.note ??
        `Begin the file like this:\n${file.extname === '.mdx' ? patterns.edition : patterns.note}`,
    })
    return undefined
  }
  const bytes = Buffer.byteLength(parts.yaml)
  if (bytes > limits[limit]) {
    complain(file, 'file-size', {
      reason: `Unexpected front matter of ${bytes.toLocaleString('en')} bytes, expected at most ${limits[limit].toLocaleString('en')} (\`${limit}\`)`,
      place: { start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 4, offset: 3 } },
      note: `Shorten the fields, or make several notes of the note. ${raising(limit)}`,
    })
    return undefined
  }
  const yaml = parseYaml(parts.yaml, file)
  const record = yaml && located(id, file, yaml, schema)
  return { record, body: parts.body, bodyStart: parts.bodyStart }
}

const closing = /\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/g

/** Only `---` opens front matter: no other engine or language is known. */
function splitFrontMatter(source: string): { yaml: string; body: string; bodyStart: Point } | Complaint {
  const opening = /^---[ \t]*\r?\n/.exec(source)
  if (opening === null) return unopened(source)
  // From the end of the opening line on: the closing one may follow at once.
  closing.lastIndex = opening[0].length - 1
  const end = closing.exec(source)
  if (end === null) return unclosed(source)
  const offset = end.index + end[0].length
  return {
    yaml: source.slice(0, end.index + 1),
    body: source.slice(offset),
    bodyStart: { line: source.slice(0, offset).split('\n').length, column: 1, offset },
  }
}

/** What stands below the front matter of a file; nothing where that is not closed. */
export function bodyOf(source: string): string {
  const parts = splitFrontMatter(source)
  return 'reason' in parts ? '' : parts.body
}

const patterns = {
  note: '---\ntarget: the exact words\nkind: context\nby: your-id\n---\n\nWhat you have to say.',
  edition: '---\nseed: the-folder-in-seeds\ntitle: A title\n---',
}

function unopened(source: string): Complaint {
  const line = /^\s*(.*)/.exec(source)?.[1]?.trimEnd() ?? ''
  const shown = clip(line, 40)
  const reason = `Unexpected ${shown === '' ? 'empty file' : `\`${shown}\` at the beginning`}, expected a line \`---\`, then the fields, then a line \`---\``
  if (line === '---') return { reason, note: 'Remove the spaces and empty lines above the first `---`.' }
  if (line.startsWith('---') && !line.startsWith('----')) {
    return {
      reason,
      note: 'Write the first line as `---` and nothing else. No other language than YAML is read there.',
    }
  }
  return { reason }
}

/** The second `---` should stand where the first line is that is no field, nor part of one. */
function unclosed(source: string): Complaint {
  const lines = source.split('\n')
  const found = lines.findIndex((line, index) => index > 0 && !/^(?:[\w-]+:|[-#}\]]|\s+\S)/.test(line))
  const line = found === -1 ? lines.length : found + 1
  const offset = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
  return {
    reason:
      'Unexpected end of the file, expected a second line `---` between the fields and what the note says',
    place: { line, column: 1, offset },
    note: `Write \`---\` as a line of its own below the last field.`,
  }
}

function located<Fields>(
  id: string,
  file: VFile,
  yaml: Yaml,
  schema: Schema<Fields>,
): Located<Fields> | undefined {
  const result = schema.safeParse(yaml.data)
  if (result.success) {
    const { placeOf, placeOfKey, escaped } = yaml
    return { id, file, fields: result.data, placeOf, placeOfKey, escaped }
  }
  const issues = flatten(result.error.issues)
  const misspelt = new Set(issues.flatMap((issue) => meantFields(issue, schema)))
  for (const issue of issues) {
    // A field that is there under another name is reported once, as that.
    if (!misspelt.has(pathKey(issue.path))) explain(file, yaml, issue, schema)
  }
  return undefined
}

type Issue = z.core.$ZodIssue

/** Unions report each branch: keep the one that came furthest. */
function flatten(issues: readonly Issue[], base: Path = []): Issue[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path]
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ ...issue, path }]
    const branches = issue.errors.map((branch) => flatten(branch, path))
    return branches.reduce((best, branch) => (cost(branch, path) < cost(best, path) ? branch : best))
  })
}

function cost(issues: readonly Issue[], path: Path): number {
  const wrongType = issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === path.length)
  // Of two that came as far, that one says more which speaks of an item than that which speaks of the whole list.
  const whole = (issue: Issue) => (issue.path.length === path.length ? 0.5 : 0)
  return issues.reduce(
    (sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length * 2 : 1) + whole(issue),
    wrongType ? 1000 : 0,
  )
}

/** Paths of the fields that were meant by those that the format does not have. */
function meantFields(issue: Issue, schema: Schema<unknown>): string[] {
  if (issue.code !== 'unrecognized_keys') return []
  const known = keysAt(schema, issue.path)
  return issue.keys.flatMap((key) => {
    const meant = suggest(key, known)
    return meant === undefined ? [] : [pathKey([...issue.path, meant])]
  })
}

function pathKey(path: Path): string {
  return JSON.stringify(path.map(String))
}

function explain(file: VFile, yaml: Yaml, issue: Issue, schema: Schema<unknown>): void {
  if (issue.code === 'unrecognized_keys') unknownKeys(file, yaml, issue.keys, issue.path, schema)
  else if (issue.code === 'invalid_key') {
    const key = String(issue.path.at(-1))
    complain(file, 'field-value', {
      reason: `Unexpected name \`${clip(key)}\`, expected ${wanted(issue.issues[0])}`,
      place: yaml.placeOfKey(issue.path),
    })
  } else if (issue.path.length === 0) complain(file, 'field-value', noFields(yaml))
  else if (valueAt(yaml.data, issue.path) === undefined) missing(file, yaml, issue)
  else complain(file, 'field-value', wrongValue(yaml, issue))
}

function noFields(yaml: Yaml): Complaint {
  const found = Array.isArray(yaml.data) ? 'list' : `\`${clip(String(yaml.data))}\``
  return {
    reason: `Unexpected ${found}, expected lines such as \`name: value\``,
    place: yaml.placeOf([]),
    note: 'Write each field on a line of its own: its name, a colon, a space, its value.',
  }
}

/** More unknown fields than this are counted, not listed. */
const mostUnknown = 100

function unknownKeys(
  file: VFile,
  yaml: Yaml,
  keys: readonly string[],
  path: Path,
  schema: Schema<unknown>,
): void {
  const known = keysAt(schema, path)
  for (const key of keys.slice(0, mostUnknown)) unknownKey(file, yaml.placeOfKey([...path, key]), key, known)
  const rest = keys.length - mostUnknown
  if (rest <= 0) return
  complain(file, 'field-known', {
    reason: `Unexpected ${rest.toLocaleString('en')} more unknown fields, expected ${choices(known)}`,
    place: yaml.placeOfKey([...path, keys[mostUnknown] ?? '']),
    note: 'Remove them.',
  })
}

function unknownKey(file: VFile, place: Position, key: string, known: readonly string[]): void {
  // A field that a target may have, but not together with the others that it has.
  const beside = known.includes(key)
  const meant = suggest(key, known)
  complain(file, 'field-known', {
    reason: `Unexpected ${key === '' ? 'colon without the name of a field' : `field \`${clip(key)}\``}, expected ${
      beside ? 'only fields that go together' : meant === undefined ? choices(known, 20) : `\`${meant}\``
    }`,
    place,
    actual: key,
    expected: known,
    note: beside
      ? 'Choose one of the two ways to name a place, and remove the other.'
      : meant === undefined
        ? 'Remove the field.'
        : `Did you mean \`${meant}\`?`,
  })
}

function missing(file: VFile, yaml: Yaml, issue: Issue): void {
  const field = String(issue.path.at(-1))
  const parent = issue.path.slice(0, -1)
  const said =
    example[
      parent
        .concat(field)
        .filter((part) => typeof part === 'string')
        .join('.')
    ] ??
    example[field] ??
    '…'
  complain(file, 'field-required', {
    reason:
      parent.length === 0
        ? `Unexpected fields without \`${field}\`, expected a line for it`
        : `Unexpected \`${nameOf(parent)}\` without \`${field}\`, expected it as well`,
    place: parent.length === 0 ? firstLine(file) : yaml.placeOfKey(parent),
    expected: [field],
    note: parent.length === 0 ? `Add a line: \`${field}: ${said}\`.` : `Add to it: \`${field}: ${said}\`.`,
  })
}

/** A path as people say it: without the numbers of list items. */
function nameOf(path: Path): string {
  return path.filter((part) => typeof part === 'string').join('.')
}

function firstLine(file: VFile): Position {
  const length = /^[^\r\n]*/.exec(String(file.value))?.[0].length ?? 0
  return { start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1 + length, offset: length } }
}

const example: Readonly<Record<string, string>> = {
  target: 'the exact words of the text',
  kind: 'context',
  by: 'your-id',
  name: 'Your name',
  title: 'A title',
  seed: 'the-folder-in-seeds',
  label: 'A label',
  type: 'webpage',
  exact: 'the exact words of the text',
  from: 'the first words',
  to: 'the last words',
  id: 'your-id',
  role: 'quotation',
  statement: 'What is claimed',
  verdict: 'established',
  file: 'text.txt',
  passage: 'p7',
  source: 'the-key-of-a-source',
  'rights.statement': 'Who holds which rights',
  url: 'https://…',
  literal: 'A name',
  family: 'A family name',
}

function wrongValue(yaml: Yaml, issue: Issue): Complaint {
  const value = valueAt(yaml.data, issue.path)
  const empty = value === null || value === '' || (Array.isArray(value) && value.length === 0)
  const shown =
    typeof value === 'string' ? `\`${clip(value)}\`` : Array.isArray(value) ? 'list' : 'group of fields'
  const expected = issue.code === 'invalid_value' ? issue.values.map(String) : undefined
  const meant = expected && typeof value === 'string' ? suggest(value, expected) : undefined
  const field = nameOf(issue.path)
  return {
    reason: `Unexpected ${empty ? `empty \`${field}\`` : `${shown} for \`${field}\``}, expected ${wanted(issue)}`,
    // Nothing has no place of its own: the name of the field has.
    place: empty ? yaml.placeOfKey(issue.path) : yaml.placeOf(issue.path),
    actual: typeof value === 'string' ? value : shown,
    expected,
    note: meant === undefined ? advice(value, issue, field) : `Did you mean \`${meant}\`?`,
  }
}

/** The shortest mend of a value of the wrong kind. */
function advice(value: unknown, issue: Issue, field: string): string | undefined {
  const name = field.slice(field.lastIndexOf('.') + 1)
  if (value === null || value === '') return 'Write a value after the colon, or remove the line.'
  if (issue.code === 'invalid_type' && typeof value === 'object') {
    return `Where brackets or a colon belong to the words, put the value in quotation marks: \`${name}: "…"\`.`
  }
  if (issue.code === 'invalid_type' && issue.expected !== 'string')
    return 'Write its fields in lines below it, each beginning with two spaces.'
  if (issue.code === 'invalid_value') return 'Write one of these words, or remove the line.'
  const mended =
    typeof value === 'string' && issue.code === 'invalid_format' ? mends[wanted(issue)]?.(value) : undefined
  if (mended !== undefined && mended !== '') return `Did you mean \`${mended}\`?`
  return ways[wanted(issue)]
}

/** The id that a name becomes: `Who’s who` is `whos-who`. */
export function idFrom(text: string): string {
  const letters = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’‘ʼ]/gu, '')
  return letters
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, limits.idLength)
    .replace(/^-|-$/g, '')
}

const wording = {
  id: 'an id of small letters, digits and hyphens',
  hash: 'a SHA-256 of 64 hexadecimal digits',
  date: 'a date such as `2017-03-12`, `2017-03` or `2017`',
  passage: 'a passage such as `p7`',
  passages: 'passages such as `p7-p9`',
  language: 'a language tag such as `en` or `he`',
  url: 'a web address that begins with `https://`',
  repository: 'the address of a repository, such as `https://github.com/owner/name`',
  plain: 'a web address without a backslash, white space or two slashes in its path',
  branch: 'the name of a branch, such as `main`',
  contact: 'a mail address, or a web address that begins with `https://`',
} as const

/** How a value of a form is made, where no value can be proposed. */
const ways: Readonly<Record<string, string>> = {
  [wording.date]: 'Write the year first, then the month and the day as two digits each.',
  [wording.repository]: 'Write the address of its page: after the host it says whose it is, and its name.',
  [wording.plain]:
    'Write it as it stands in the address bar of a browser, such as `https://example.org/editions/`.',
  [wording.contact]: 'Write `ada@example.org`, or the address of a page that says how notes are sent.',
}

/** What a pattern asks for, in words. */
const forms: readonly (readonly [string, string])[] = [
  ['[0-9a-f]{64}', wording.hash],
  ['^\\d{4}(', wording.date],
  ['^[1-9]\\d{0,6}$', 'a whole number from 1 on'],
  ['^p[1-9]\\d*$', wording.passage],
  ['^p[1-9]\\d*-p', wording.passages],
  ['^p[1-9]\\d*(?:-p', 'a passage such as `p7`, or several such as `p7-p9`'],
  ['^[a-z0-9]+(?:-[', wording.id],
  ['^(?:[a-z0-9]+(?:-[', 'a passage such as `p7`, or several such as `p7-p9`'],
  ['^[A-Za-z\\d](?:', 'an account such as `ada-example`, without `@`'],
  ['^(?:emphasis', 'roles with their places such as `emphasis 4-9, title 12-30`'],
  ['^r[1-9]', 'cells with what they are such as `r2c1 rows 3, r5c1 head columns 2`'],
  ['\\.txt$', 'a file name such as `text.txt`'],
  ['^[A-Za-z]{2,8}', wording.language],
  ['^(?![-/.])', wording.branch],
  ['^(?:https?:', wording.contact],
  ['^\\d{4}-\\d{4}-', 'an ORCID such as `0000-0002-1825-0097`'],
]

/** What was probably meant by a value of the wrong form; undefined or empty where nobody can tell. */
const mends: Readonly<Record<string, (value: string) => string | undefined>> = {
  [wording.id]: idFrom,
  [wording.hash]: (value) => (/^[0-9a-f]{64}$/i.test(value) ? value.toLowerCase() : undefined),
  [wording.date]: (value) =>
    /^\d{4}-\d{2}-\d{2}(?=T)/.exec(value)?.[0] ?? /^\d{4}$/.exec(value.replace(/\D+/g, ''))?.[0],
  [wording.passage]: (value) => /^\d+$/.exec(value)?.[0].replace(/^/, 'p'),
  [wording.passages]: (value) => (/^p[1-9]\d*$/.test(value) ? `${value}-${value}` : undefined),
  [wording.language]: (value) => (/^[a-z]{2,3}_[a-z]{2}$/i.test(value) ? value.replace('_', '-') : undefined),
  [wording.branch]: (value) => value.replace(/[\s~^:?*[\\]+/g, '-').replace(/^[-/.]+|(?<![-/.])[-/.]+$/g, ''),
  [wording.url]: (value) => (/^[\w-]+(?:\.[\w-]+)+(?:\/\S*)?$/.test(value) ? `https://${value}` : undefined),
}

function wanted(issue: Issue | undefined): string {
  if (issue === undefined) return 'another value'
  if (issue.code === 'invalid_value') return choices(issue.values.map(String), 20)
  if (issue.code === 'invalid_type') return types[issue.expected] ?? issue.expected
  if (issue.code === 'too_big')
    return `at most ${issue.maximum} ${issue.origin === 'array' ? 'values (`listLength`)' : 'characters'}`
  if (issue.code === 'too_small') return 'a value that is not empty'
  if (issue.code === 'invalid_format' && issue.format === 'url') return wording.url
  if (issue.code === 'invalid_format') {
    const pattern = 'pattern' in issue ? String(issue.pattern) : ''
    return forms.find(([part]) => pattern.includes(part))?.[1] ?? 'another form'
  }
  return issue.message
}

const types: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a group of fields',
  record: 'a group of fields',
}

/** A text as one line, with single spaces; most that are quoted are that already. */
export function oneLine(text: string): string {
  return (/\s\s|[^\S ]/.test(text) ? text.replace(/\s+/g, ' ') : text).trim()
}

/** One line of at most so many UTF-16 code units, cut between words where there are any. */
export function clip(text: string, most = 80): string {
  const line = oneLine(text)
  if (line.length <= most) return line
  const space = line.lastIndexOf(' ', most - 1)
  return `${wholeStart(line, space > most / 2 ? space : most - 1)}…`
}

/** The beginning of a text, not ending inside a surrogate pair or before a mark that belongs to its last letter. */
function wholeStart(text: string, length: number): string {
  let end = length
  while (end > 0 && /^[\p{M}\u200D\uDC00-\uDFFF]/u.test(text.slice(end, end + 2))) end--
  return text.slice(0, end).trimEnd()
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    return (value as Record<PropertyKey, unknown>)[part]
  }, data)
}

/** Names of the fields that a strict object of the schema has at a path. */
function keysAt(schema: unknown, path: Path): string[] {
  let here: unknown[] = [schema]
  for (const part of path) here = here.flatMap((one) => step(one, part))
  return [...new Set(here.flatMap((one) => unwrap(one).flatMap((inner) => Object.keys(inner.shape ?? {}))))]
}

type Inner = {
  readonly shape?: Record<string, unknown>
  readonly element?: unknown
  readonly valueType?: unknown
}

/** The objects, lists and records behind optional, union and transform. */
function unwrap(schema: unknown): Inner[] {
  const def = (schema as { def?: Record<string, unknown> } | undefined)?.def
  if (def === undefined) return []
  if (def['type'] === 'union') return (def['options'] as unknown[]).flatMap(unwrap)
  if (def['type'] === 'pipe') return unwrap(def['in'])
  if (def['innerType'] !== undefined) return unwrap(def['innerType'])
  return [def as Inner]
}

function step(schema: unknown, part: PropertyKey): unknown[] {
  return unwrap(schema).flatMap((inner) => {
    if (typeof part === 'number') return inner.element === undefined ? [] : [inner.element]
    const { shape = {}, valueType } = inner
    const field = Object.hasOwn(shape, part) ? shape[String(part)] : valueType
    return field === undefined ? [] : [field]
  })
}

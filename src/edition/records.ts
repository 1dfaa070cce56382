import type { Point, Position } from 'unist'
import type { VFile } from 'vfile'
import type { z } from 'zod'
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
export function parseRecord<Fields>(id: string, file: VFile, schema: Schema<Fields>): Located<Fields> | undefined {
  if (file.messages.some((message) => message.fatal)) return undefined
  const yaml = parseYaml(String(file.value), file)
  return yaml && located(id, file, yaml, schema)
}

/** Parses a file with front matter: the YAML between two lines of `---`, then the body. */
export function parseFrontMatter<Fields>(
  id: string,
  file: VFile,
  schema: Schema<Fields>,
): { record: Located<Fields> | undefined; body: string; bodyStart: Point } | undefined {
  if (file.messages.some((message) => message.fatal)) return undefined
  const source = String(file.value)
  const parts = splitFrontMatter(source)
  if (parts === undefined) {
    complain(file, 'front-matter-present', {
      reason: 'Unexpected beginning, expected front matter: a line `---`, fields, and a line `---`',
      note: '---\ntarget: the exact words\nkind: context\nby: your-id\n---\n',
    })
    return undefined
  }
  const yaml = parseYaml(parts.yaml, file)
  const record = yaml && located(id, file, yaml, schema)
  return { record, body: parts.body, bodyStart: parts.bodyStart }
}

/** Only `---` opens front matter: no other engine or language is known. */
function splitFrontMatter(source: string): { yaml: string; body: string; bodyStart: Point } | undefined {
  const opening = /^---[ \t]*\r?\n/.exec(source)
  if (opening === null) return undefined
  const closing = /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/gm
  closing.lastIndex = opening[0].length
  const end = closing.exec(source)
  if (end === null) return undefined
  const offset = end.index + end[0].length
  const yaml = source.slice(0, end.index)
  return {
    yaml,
    body: source.slice(offset),
    bodyStart: { line: source.slice(0, offset).split('\n').length, column: 1, offset },
  }
}

function located<Fields>(id: string, file: VFile, yaml: Yaml, schema: Schema<Fields>): Located<Fields> | undefined {
  const result = schema.safeParse(yaml.data)
  if (result.success) return { id, file, fields: result.data, placeOf: yaml.placeOf }
  for (const problem of flatten(result.error.issues)) explain(file, yaml, problem, schema)
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
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length * 2 : 1), wrongType ? 1000 : 0)
}

function explain(file: VFile, yaml: Yaml, issue: Issue, schema: Schema<unknown>): void {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path)
    for (const key of issue.keys) unknownKey(file, yaml.placeOfKey([...issue.path, key]), key, known)
  } else if (issue.code === 'invalid_key') {
    const key = String(issue.path.at(-1))
    complain(file, 'field-value', {
      reason: `Unexpected name \`${key}\`, expected ${wanted(issue.issues[0])}`,
      place: yaml.placeOfKey(issue.path),
    })
  } else if (valueAt(yaml.data, issue.path) === undefined) missing(file, yaml, issue)
  else complain(file, 'field-value', wrongValue(yaml, issue))
}

function unknownKey(file: VFile, place: Position, key: string, known: readonly string[]): void {
  const meant = suggest(key, known)
  complain(file, 'field-known', {
    reason: `Unexpected field \`${key}\`, expected ${choices(known)}`,
    place,
    actual: key,
    expected: known,
    note: meant === undefined ? 'Remove the field.' : `Did you mean \`${meant}\`?`,
  })
}

function missing(file: VFile, yaml: Yaml, issue: Issue): void {
  const field = String(issue.path.at(-1))
  const parent = issue.path.slice(0, -1)
  complain(file, 'field-required', {
    reason: `Unexpected end of ${parent.length === 0 ? 'the fields' : `\`${parent.join('.')}\``}, expected \`${field}\``,
    place: parent.length === 0 ? { start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 4, offset: 3 } } : yaml.placeOf(parent),
    expected: [field],
    note: `Add the line \`${field}: ${example[field] ?? '…'}\`.`,
  })
}

const example: Readonly<Record<string, string>> = {
  target: 'the exact words of the text',
  kind: 'context',
  by: 'your-id',
  name: 'Your name',
  title: 'A title',
  seed: 'the-folder-in-seeds',
  type: 'webpage',
  verdict: 'established',
}

function wrongValue(yaml: Yaml, issue: Issue): Complaint {
  const value = valueAt(yaml.data, issue.path)
  const shown = typeof value === 'string' ? value : Array.isArray(value) ? 'a list' : 'a group of fields'
  const field = issue.path.filter((part) => typeof part === 'string').join('.')
  const expected = issue.code === 'invalid_value' ? issue.values.map(String) : undefined
  const meant = expected && typeof value === 'string' ? suggest(value, expected) : undefined
  return {
    reason: `Unexpected \`${clip(shown)}\` for \`${field}\`, expected ${wanted(issue)}`,
    place: yaml.placeOf(issue.path),
    actual: shown,
    expected,
    note: meant === undefined ? undefined : `Did you mean \`${meant}\`?`,
  }
}

/** What a pattern asks for, in words. */
const patterns: readonly (readonly [string, string])[] = [
  ['[0-9a-f]{64}', 'a SHA-256 of 64 hexadecimal digits'],
  ['^\\d{4}(', 'a date such as `2017-03-12`, `2017-03` or `2017`'],
  ['^[1-9]\\d{0,6}$', 'a whole number from 1 on'],
  ['^p[1-9]\\d*$', 'a passage such as `p7`'],
  ['^p[1-9]\\d*-p', 'passages such as `p7-p9`'],
  ['^p[1-9]\\d*(?:-p', 'a passage such as `p7`, or several such as `p7-p9`'],
  ['^[a-z0-9]+(?:-[', 'an id of small letters, digits and hyphens'],
  ['\\.txt$', 'a file name such as `text.txt`'],
  ['^[A-Za-z]{2,8}', 'a language tag such as `en` or `he`'],
  ['^\\d{4}-\\d{4}-', 'an ORCID such as `0000-0002-1825-0097`'],
]

function wanted(issue: Issue | undefined): string {
  if (issue === undefined) return 'another value'
  if (issue.code === 'invalid_value') return choices(issue.values.map(String), 20)
  if (issue.code === 'invalid_type') return types[issue.expected] ?? issue.expected
  if (issue.code === 'too_big') return `at most ${issue.maximum} characters`
  if (issue.code === 'too_small') return 'a value that is not empty'
  if (issue.code === 'invalid_format' && issue.format === 'url') return 'a web address that begins with `https://`'
  if (issue.code === 'invalid_format') {
    const pattern = 'pattern' in issue ? String(issue.pattern) : ''
    return patterns.find(([part]) => pattern.includes(part))?.[1] ?? 'another form'
  }
  return issue.message
}

const types: Readonly<Record<string, string>> = { string: 'text', array: 'a list', object: 'a group of fields', record: 'a group of fields' }

export function clip(text: string, most = 80): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= most ? line : `${line.slice(0, most - 1).trimEnd()}…`
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

type Inner = { readonly shape?: Record<string, unknown>; readonly element?: unknown; readonly valueType?: unknown }

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
    const field = inner.shape?.[String(part)] ?? inner.valueType
    return field === undefined ? [] : [field]
  })
}

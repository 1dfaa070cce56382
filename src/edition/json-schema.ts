import { z } from 'zod'
import {
  contributorSchema,
  editionSchema,
  entitySchema,
  noteSchema,
  parallelSchema,
  seedSchema,
  siteSchema,
  sourceSchema,
} from './schema.ts'

/**
 * JSON Schemas (draft 2020-12) of every file that people write, made from the one schema of `schema.ts`, for the
 * completion and the red lines of editors.
 *
 * Variorum reads every scalar of YAML as text; editors read `2017` as a number and `true` as a truth value. So
 * wherever a person would naturally write such a value without quotation marks, the JSON Schema takes it too.
 */
export const shapes = {
  note: noteSchema,
  edition: editionSchema,
  contributor: contributorSchema,
  source: sourceSchema,
  entity: entitySchema,
  seed: seedSchema,
  parallel: parallelSchema,
  site: siteSchema,
} as const satisfies Record<string, z.ZodType>
export type Shape = keyof typeof shapes

/** Names that exist, each with what is said of it while one types. */
export type Names = readonly { readonly id: string; readonly said: string }[]
/** What a library knows; a list that is empty or absent leaves the field to its form alone. */
export type Known = {
  readonly [
    List in 'kinds' | 'contributors' | 'sources' | 'entities' | 'notes' | 'verdicts' | 'seeds'
  ]?: Names
}

export type JsonSchema = { [keyword: string]: unknown }

/** The schema of one kind of file; with a library's names, these and no others are taken. */
export function jsonSchema(shape: Shape, known: Known = {}): JsonSchema {
  const made: JsonSchema = { ...z.toJSONSchema(shapes[shape], { io: 'input', unrepresentable: 'any' }) }
  const used = new Set<keyof Known>()
  const schema = described(named(natural(made), shape, known, used, []), shape)
  const lists = [...used].map((list) => [list, listOf(known[list] ?? [])] as const)
  return {
    ...schema,
    title: titles[shape],
    ...(lists.length === 0 ? {} : { $defs: Object.fromEntries(lists) }),
  }
}

const titles: Readonly<Record<Shape, string>> = {
  note: 'A note: front matter',
  edition: 'An edition: front matter',
  contributor: 'A contributor',
  source: 'A source, with fields as in CSL-JSON',
  entity: 'A person, organisation, place, term, event or work',
  seed: 'The record of a text',
  parallel: 'A parallel to a passage',
  site: 'The library',
}

/** Where names of a library stand: by the path of properties below the root, `*` for any name. */
const places: Readonly<Partial<Record<Shape, Readonly<Record<string, keyof Known>>>>> = {
  note: {
    kind: 'kinds',
    by: 'contributors',
    'by.id': 'contributors',
    sources: 'sources',
    about: 'entities',
    see: 'notes',
    disputes: 'notes',
    supersedes: 'notes',
    'replies-to': 'notes',
    'claim.verdict': 'verdicts',
  },
  edition: { seed: 'seeds', editors: 'contributors', about: 'entities', 'owners.*': 'contributors' },
  entity: { sources: 'sources' },
  parallel: { source: 'sources' },
}

function listOf(names: Names): JsonSchema {
  const said = names.map((one) => one.said)
  // An id of digits alone is a number to an editor.
  const numbers = names.flatMap(({ id }) => (/^(?:0|[1-9]\d{0,14})$/.test(id) ? [Number(id)] : []))
  return {
    enum: [...names.map(({ id }) => id), ...numbers],
    enumDescriptions: said,
    markdownEnumDescriptions: said,
  }
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Applies a function to every schema inside a schema, the innermost first. */
function everywhere(schema: JsonSchema, change: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (key === 'properties' && isSchema(value)) {
      return [
        key,
        Object.fromEntries(
          Object.entries(value).map(([name, one]) => [name, isSchema(one) ? everywhere(one, change) : one]),
        ),
      ]
    }
    if ((key === 'anyOf' || key === 'oneOf' || key === 'allOf') && Array.isArray(value))
      return [key, value.map((one: unknown) => (isSchema(one) ? everywhere(one, change) : one))]
    return [key, inner.has(key) && isSchema(value) ? everywhere(value, change) : value]
  })
  return change(Object.fromEntries(entries))
}

const inner = new Set(['items', 'additionalProperties', 'propertyNames'])

/** Takes the numbers and truth values that editors make of plain YAML. Names of properties stay text. */
function natural(schema: JsonSchema): JsonSchema {
  return everywhere(schema, (one) => {
    const { propertyNames, ...rest } = one
    const said = plain(rest)
    return propertyNames === undefined
      ? said
      : { ...said, propertyNames: { ...(isSchema(propertyNames) ? propertyNames : {}), type: 'string' } }
  })
}

function plain(schema: JsonSchema): JsonSchema {
  if (schema['type'] !== 'string') return schema
  const { enum: values, pattern, format, minLength, maxLength, ...rest } = schema
  const strings = { ...schema }
  if (Array.isArray(values))
    return values.includes('true')
      ? { ...rest, type: ['string', 'boolean'], enum: ['true', 'false', true, false] }
      : strings
  if (format === 'uri')
    return {
      ...rest,
      type: 'string',
      pattern: '^\\s*[hH][tT][tT][pP][sS]?://[^\\s/]',
      patternErrorMessage: 'Expected a web address that begins with https://',
    }
  const written = typeof pattern === 'string' ? formOf(new RegExp(pattern, 'u')) : undefined
  if (written !== undefined) return { ...strings, type: ['string', 'integer'], ...written }
  if (pattern !== undefined) return strings
  const blank = minLength === 1 && maxLength === undefined
  return {
    ...strings,
    type: minLength === undefined ? ['string', 'number', 'boolean', 'null'] : ['string', 'number', 'boolean'],
    ...(blank ? { pattern: '\\S' } : {}),
  }
}

/** What an unquoted value may be as a number, told by what a pattern takes; undefined where it takes no digits alone. */
function formOf(pattern: RegExp): JsonSchema | undefined {
  const takes = (...values: string[]) => values.every((value) => pattern.test(value))
  if (takes('2017', '2017-03-12') && !takes('7')) return forms.date
  if (takes('7', '41') && !takes('a') && !takes('0')) return forms.count
  return takes('a-b', '7') ? forms.id : undefined
}

const forms = {
  date: {
    minimum: 1000,
    maximum: 9999,
    patternErrorMessage: 'Expected a date such as 2017, 2017-03 or 2017-03-12',
  },
  count: { minimum: 1, maximum: 9_999_999, patternErrorMessage: 'Expected a number from 1' },
  id: { minimum: 0, patternErrorMessage: 'Expected letters, digits and hyphens, such as `ada-example`' },
} as const satisfies Record<string, JsonSchema>

/** Puts a library's names where they belong. */
function named(
  schema: JsonSchema,
  shape: Shape,
  known: Known,
  used: Set<keyof Known>,
  path: readonly string[],
): JsonSchema {
  const list = places[shape]?.[path.join('.')]
  const isText =
    schema['type'] === 'string' || (Array.isArray(schema['type']) && schema['type'].includes('string'))
  if (list !== undefined && isText && (known[list]?.length ?? 0) > 0) {
    used.add(list)
    return { $ref: `#/$defs/${list}` }
  }
  const below = (value: unknown, name?: string): unknown =>
    isSchema(value) ? named(value, shape, known, used, name === undefined ? path : [...path, name]) : value
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (key === 'properties' && isSchema(value))
      return [key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, below(one, name)]))]
    if (key === 'anyOf' && Array.isArray(value)) return [key, value.map((one: unknown) => below(one))]
    if (key === 'items') return [key, below(value)]
    return [key, key === 'additionalProperties' ? below(value, '*') : value]
  })
  return Object.fromEntries(entries)
}

/** Says beside each field of the first level what it is for. */
function described(schema: JsonSchema, shape: Shape): JsonSchema {
  const fields: Readonly<Record<string, string>> = about[shape] ?? {}
  const properties = isSchema(schema['properties']) ? schema['properties'] : {}
  const said = Object.entries(properties).map(([name, one]) => [
    name,
    fields[name] === undefined || !isSchema(one) ? one : { description: fields[name], ...one },
  ])
  return { ...schema, properties: Object.fromEntries(said) }
}

const about: Readonly<Partial<Record<Shape, Readonly<Record<string, string>>>>> = {
  note: {
    target:
      'The exact words of the text that the note is about, or a list of such places. Words that stand in several places need `{exact, prefix}`, `{exact, suffix}` or `{exact, passage}`; a long stretch `{from, to}`; whole passages `{passage: p7}` or `{passages: p7-p9}`.',
    kind: 'One of the kinds of this edition.',
    by: 'Who signs: the name of a file in content/contributors, without `.yaml`; or a list.',
    title: 'A heading of the note’s own. Most notes need none.',
    sources:
      'Keys of content/sources that the note rests on. Every key cited in the body must exist as well.',
    about: 'People, organisations, places, terms and events of content/entities, for the registers.',
    status: '`draft` keeps the note out of the published site.',
    see: 'Other notes of this edition that belong to this one.',
    disputes: 'Notes of this edition that this one contradicts. Both remain.',
    supersedes: 'Notes of this edition that this one takes the place of. Both remain.',
    'replies-to': 'Notes of this edition that this one answers.',
    claim:
      'An assertion of fact that the note tests: how it would be put by whoever made it, and the verdict.',
    licence: 'SPDX id of the licence, where it is not the edition’s.',
    language: 'Language of the note, where it is not the edition’s.',
    created: 'Date, such as 2026-11-23.',
    updated: 'Date, such as 2026-11-23.',
  },
  edition: {
    seed: 'The folder in seeds/ that holds the text.',
    kinds: 'Kinds of note, by id: label, colour, letter and motivation.',
    verdicts: 'The scale of verdicts for notes with a claim.',
    repository:
      'Where notes are proposed: an address, or `{url, branch, forge}`. The forge (github, gitlab, gitea, forgejo) is known of hosts that are named after it.',
    contact:
      'Who takes notes from those who have no account of the repository host: a mail address, or a page.',
    owners:
      'Who is asked about the notes on which passages: `p9: ben-example`, `p16-p19: [ada-example]`. On all others the editors are.',
  },
  contributor: {
    name: 'As it is to be printed below the notes.',
    orcid: 'Sixteen digits: 0000-0002-1825-0097.',
    github: 'Account of the repository host, without @.',
  },
  source: {
    type: 'As in CSL-JSON: article-newspaper, webpage, report, book, legislation…',
    'citation-label': 'How notes call it, where name and year would not do.',
    issued: '2017, 2017-03 or 2017-03-12.',
    status: 'What was seen of it: read, excerpt or unverified.',
    seen: 'Where and how it was seen.',
  },
  entity: {
    sort: 'The name by which registers sort it: “Kislyak, Sergey”.',
    'same-as': 'Addresses of the same thing in other registers, such as Wikidata.',
  },
}

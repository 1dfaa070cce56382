import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** JSON-LD held against the vocabulary of schema.org: the file says which release, and where it was read. */
type Vocabulary = {
  readonly types: Readonly<Record<string, readonly string[]>>
  readonly properties: Readonly<
    Record<string, { readonly domain: readonly string[]; readonly range: readonly string[] }>
  >
}

const vocabulary = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/claims/vocabulary.json'), 'utf8'),
) as Vocabulary

export type Json = { readonly [key: string]: unknown }

/** What a document says that the vocabulary does not let it say: empty where it is valid. */
export function problemsOf(document: Json): string[] {
  const graph = document['@graph']
  if (document['@context'] !== 'https://schema.org' || !Array.isArray(graph))
    return ['expected the context of schema.org and a graph']
  return graph.flatMap((thing: Json) =>
    typeof thing['@type'] === 'string' ? nodeProblems(thing) : ['a thing without a type'],
  )
}

/** All things of a type, at any depth. */
export function thingsOf(value: unknown, type: string): Json[] {
  if (Array.isArray(value)) return value.flatMap((one) => thingsOf(one, type))
  if (typeof value !== 'object' || value === null) return []
  const here = value as Json
  return [
    ...(here['@type'] === type ? [here] : []),
    ...Object.values(here).flatMap((one) => thingsOf(one, type)),
  ]
}

function nodeProblems(node: Json): string[] {
  const type = node['@type']
  if (type !== undefined && (typeof type !== 'string' || vocabulary.types[type] === undefined))
    return [`unknown type ${String(type)}`]
  const kinds = typeof type === 'string' ? [type, ...(vocabulary.types[type] ?? [])] : ['Thing']
  return Object.entries(node)
    .filter(([key]) => !key.startsWith('@'))
    .flatMap(([key, value]) => {
      const property = vocabulary.properties[key]
      if (property === undefined) return [`${String(type)}.${key}: unknown property`]
      const misplaced = property.domain.some((one) => kinds.includes(one))
        ? []
        : [`${key} is no property of ${String(type)}`]
      const values: unknown[] = Array.isArray(value) ? value : [value]
      return [...misplaced, ...values.flatMap((one) => valueProblems(key, one, property.range))]
    })
}

const date = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/

/** Literals by the ranges that take them. An address may be relative: it is resolved against the page’s own. */
const literals: Readonly<Record<string, (value: unknown) => boolean>> = {
  Text: (value) => typeof value === 'string' && value.trim() !== '',
  URL: (value) =>
    typeof value === 'string' && !/\s/.test(value) && URL.canParse(value, 'https://example.org/a/b/'),
  Date: (value) => typeof value === 'string' && date.test(value),
  Number: (value) => typeof value === 'number' && Number.isFinite(value),
  Integer: (value) => Number.isInteger(value),
}

function valueProblems(key: string, value: unknown, range: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) {
    return range.some((one) => literals[one]?.(value) === true)
      ? []
      : [`${key}: ${JSON.stringify(value)}, expected ${range.join(' or ')}`]
  }
  const node = value as Json
  const type = node['@type']
  // A node without a type claims nothing about what it is; it has to be something that may stand here.
  const fits =
    typeof type !== 'string' || range.some((one) => [type, ...(vocabulary.types[type] ?? [])].includes(one))
  return [...(fits ? [] : [`${key}: a ${type}, expected ${range.join(' or ')}`]), ...nodeProblems(node)]
}

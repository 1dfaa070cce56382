import { type ImportMessage, type Person, refusal, type SourcePlace } from './document.ts'

/** A place in a text as an annotation tells it; each selector may be there or not. */
export type ToldTarget = {
  readonly path: string
  /** Name of the file that it is on: the last part of the address of its source. */
  readonly source?: string | undefined
  readonly quote?: { readonly exact: string; readonly prefix: string; readonly suffix: string } | undefined
  /** The beginning and the end of a RangeSelector whose ends are quotes. */
  readonly ends?: { readonly from: string; readonly to: string } | undefined
  /** Half-open, as the file counts it: code points in Web Annotation. */
  readonly position?: { readonly start: number; readonly end: number } | undefined
}

export type Annotation = {
  readonly key: string
  readonly path: string
  /** The id of the note, where the annotation says one. */
  readonly id?: string | undefined
  readonly body: string
  readonly format: 'markdown' | 'html' | 'plain'
  readonly motivation?: string | undefined
  readonly kind?: string | undefined
  readonly by: readonly (Person & { readonly role?: string | undefined })[]
  readonly created?: string | undefined
  readonly updated?: string | undefined
  readonly language?: string | undefined
  readonly licence?: string | undefined
  readonly tags: readonly string[]
  readonly targets: readonly ToldTarget[]
  /** The annotation that this one answers. */
  readonly replyTo?: string | undefined
  /** Further fields of a note. */
  readonly fields: Readonly<Record<string, unknown>>
}

type Json = Readonly<Record<string, unknown>>

/** Annotations in one file, at most. */
const most = 100_000

/** Reads annotations of the W3C model (a collection, a page, a list or one) or rows of Hypothesis's API. */
export function readAnnotations(
  source: string,
  file: string,
): { annotations: Annotation[]; messages: ImportMessage[] } {
  let data: unknown
  try {
    data = JSON.parse(source.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (error instanceof RangeError) throw error
    throw refusal(`Unexpected text, expected JSON: ${error instanceof Error ? error.message : ''}`, { file })
  }
  const found = itemsOf(data, '$')
  if (found.length === 0)
    throw refusal('Unexpected JSON, expected annotations of the W3C model or of Hypothesis', { file })
  if (found.length > most)
    throw refusal(`Unexpected number of annotations: ${found.length}, expected at most ${most}`, { file })
  const messages: ImportMessage[] = []
  const annotations = found.map(({ item, path }) =>
    'user' in item && 'uri' in item ? hypothesis(item, path) : webAnnotation(item, path),
  )
  return { annotations, messages }
}

function itemsOf(data: unknown, path: string): { item: Json; path: string }[] {
  if (Array.isArray(data)) return data.flatMap((one, index) => itemsOf(one, `${path}[${index}]`))
  if (!isObject(data)) return []
  for (const field of ['rows', 'annotations', 'items', '@graph', 'first']) {
    if (typeof data[field] === 'object' && data[field] !== null)
      return itemsOf(data[field], `${path}.${field}`)
  }
  return 'target' in data ? [{ item: data, path }] : []
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const list = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined
const date = (value: unknown): string | undefined =>
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/.exec(text(value) ?? '')?.[0]

function hypothesis(item: Json, path: string): Annotation {
  const account = /^acct:([^@]+)@/.exec(text(item['user']) ?? '')?.[1] ?? text(item['user']) ?? ''
  const info = item['user_info']
  const id = text(item['id'])
  const references = list(item['references']).flatMap((one) => text(one) ?? [])
  return {
    key: id ?? path,
    path,
    ...(id === undefined ? {} : { id: `hypothesis-${id}` }),
    body: text(item['text']) ?? '',
    format: 'markdown',
    motivation: 'commenting',
    by:
      account === ''
        ? []
        : [{ id: account, name: (isObject(info) ? text(info['display_name']) : undefined) ?? account }],
    created: date(item['created']),
    updated: date(item['updated']) === date(item['created']) ? undefined : date(item['updated']),
    tags: list(item['tags']).flatMap((one) => text(one)?.trim() ?? []),
    targets: list(item['target']).map((target, index) => ({
      ...told(target, `${path}.target[${index}]`),
      source: undefined,
    })),
    ...(references.length === 0 ? {} : { replyTo: references.at(-1) }),
    fields: {},
  }
}

function webAnnotation(item: Json, path: string): Annotation {
  const bodies = list(item['body'])
    .map((body) => (typeof body === 'string' ? { id: body } : body))
    .filter(isObject)
  const note = noteIn(bodies)
  const values = (wanted: string) =>
    bodies
      .filter((body) => body !== note && purposesOf(body).includes(wanted))
      .flatMap((body) => text(body['value']) ?? [])
  const iri = text(item['id']) ?? text(item['@id'])
  const named = /#n-([a-z0-9-]+)$/.exec(iri ?? '')?.[1]
  const format = text(note?.['format']) ?? 'text/plain'
  const targets = list(item['target'])
  return {
    key: iri ?? path,
    path,
    ...(named === undefined ? {} : { id: named }),
    body: text(note?.['value']) ?? text(item['bodyValue']) ?? '',
    format: format.includes('markdown') ? 'markdown' : format.includes('html') ? 'html' : 'plain',
    motivation: text(list(item['motivation'])[0]),
    kind: values('classifying')[0],
    by: list(item['creator']).flatMap(person),
    created: date(item['created']),
    updated: date(item['modified']),
    language: text(list(note?.['language'])[0]),
    licence: text(item['rights']),
    tags: values('tagging'),
    targets: targets.map((target, index) =>
      told(target, targets.length === 1 ? `${path}.target` : `${path}.target[${index}]`),
    ),
    fields: fieldsOf(item),
  }
}

const purposesOf = (body: Json) => list(body['purpose']).map(String)

/**
 * The body that is the note, and no label of it. Where every body classifies or tags, it is one that is written in a
 * markup, as labels are not: the motivation of a kind of notes may be to classify.
 */
function noteIn(bodies: readonly Json[]): Json | undefined {
  const worded = bodies.filter((body) => text(body['value']) !== undefined)
  const isLabel = (body: Json) => purposesOf(body).some((one) => one === 'classifying' || one === 'tagging')
  return (
    worded.find((body) => !isLabel(body)) ??
    worded.find((body) => /markdown|html/.test(text(body['format']) ?? ''))
  )
}

function person(value: unknown): (Person & { role?: string })[] {
  if (typeof value === 'string') return [{ name: value.replace(/^mailto:/, '') }]
  if (!isObject(value)) return []
  const id = text(value['nickname'])
  const name = text(value['name']) ?? id ?? text(value['id'])
  const kind = ({ Organization: 'organisation', Software: 'software' } as const)[String(value['type'])]
  const role = text(value['schema:roleName'])
  if (name === undefined) return []
  return [
    {
      name,
      ...(id === undefined ? {} : { id }),
      ...(kind === undefined ? {} : { kind }),
      ...(role === undefined ? {} : { role }),
    },
  ]
}

/** Fields of notes that have a vocabulary of their own; see decision 9. */
const vocabularies: readonly (readonly [string, string])[] = [
  ['dcterms:references', 'sources'],
  ['dcterms:subject', 'about'],
  ['rdfs:seeAlso', 'see'],
  ['dcterms:replaces', 'supersedes'],
  ['as:inReplyTo', 'replies-to'],
  ['http://purl.org/spar/cito/disputes', 'disputes'],
]

function fieldsOf(item: Json): Record<string, unknown> {
  const ids = (value: unknown) =>
    list(value).flatMap((one) => {
      const iri =
        typeof one === 'string' ? one : isObject(one) ? (text(one['id']) ?? text(one['@id'])) : undefined
      return iri === undefined ? [] : [iri.replace(/^.*[#/]/s, '').replace(/^[nsep]-/, '')]
    })
  const title = text(item['dcterms:title'])
  const claim = claimOf(item)
  return {
    ...(title === undefined ? {} : { title }),
    ...Object.fromEntries(
      vocabularies.flatMap(([iri, field]) => {
        const found = ids(item[iri])
        return found.length === 0 ? [] : [[field, found]]
      }),
    ),
    ...(claim === undefined ? {} : { claim }),
  }
}

function claimOf(item: Json): Record<string, string> | undefined {
  const claim = item['schema:itemReviewed']
  const rating = item['schema:reviewRating']
  if (!isObject(claim)) return undefined
  const author = claim['schema:author']
  const fields = {
    statement: text(claim['schema:text']) ?? text(claim['schema:name']),
    speaker: isObject(author) ? text(author['schema:name']) : text(author),
    verdict: isObject(rating)
      ? (text(rating['schema:identifier']) ?? text(rating['schema:alternateName']))
      : undefined,
    'first-said': text(claim['schema:datePublished']),
  }
  if (fields.statement === undefined || fields.verdict === undefined) return undefined
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}

function told(target: unknown, path: string): ToldTarget {
  if (!isObject(target)) return { path, source: nameOf(target) }
  const source = target['source']
  const selectors = selectorsOf(target['selector'])
  const quote = selectors.find(({ type }) => type === 'TextQuoteSelector')
  const position = selectors.find(({ type }) => type === 'TextPositionSelector')
  const range = selectors.find(
    ({ type, startSelector }) => type === 'RangeSelector' && isObject(startSelector),
  )
  const [from, to] = [range?.['startSelector'], range?.['endSelector']].map(
    (end) => selectorsOf(end).flatMap(({ exact }) => text(exact) ?? [])[0],
  )
  const [start, end] = [position?.['start'], position?.['end']]
  const exact = typeof quote?.['exact'] === 'string' ? quote['exact'] : undefined
  return {
    path,
    source: nameOf(isObject(source) ? source['id'] : source),
    ...(exact === undefined || exact === ''
      ? {}
      : { quote: { exact, prefix: string(quote?.['prefix']), suffix: string(quote?.['suffix']) } }),
    ...(from === undefined || to === undefined ? {} : { ends: { from, to } }),
    ...(Number.isSafeInteger(start) &&
    Number.isSafeInteger(end) &&
    Number(start) >= 0 &&
    Number(end) > Number(start)
      ? { position: { start: Number(start), end: Number(end) } }
      : {}),
  }
}

const string = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A selector, those that refine it, and those that it offers. */
function selectorsOf(value: unknown): Json[] {
  return list(value)
    .filter(isObject)
    .flatMap((one) => [one, ...selectorsOf(one['refinedBy']), ...selectorsOf(one['items'])])
}

function nameOf(iri: unknown): string | undefined {
  return typeof iri === 'string' ? /(?<![^/#?])([^/#?]+)(?:[#?].*)?$/.exec(iri)?.[1] : undefined
}

export function placeOf(file: string, path: string): SourcePlace {
  return { file, line: 1, column: 1, path }
}

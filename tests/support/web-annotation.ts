/**
 * The constraints of the W3C Web Annotation Data Model (Recommendation of 23 February 2017), as far as the
 * exports use it: each problem is a path and what the model demands there. Section numbers are the model's.
 */

export type Json = Readonly<Record<string, unknown>>

export function objectOf(value: unknown): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  throw new Error(`Unexpected ${JSON.stringify(value)}, expected an object`)
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}

export function textAt(object: Json, key: string): string {
  const value = object[key]
  if (typeof value === 'string') return value
  throw new Error(`Unexpected ${JSON.stringify(value)} for \`${key}\`, expected text`)
}

type Check = (value: unknown) => readonly string[]

const fail = (wanted: string, value: unknown): readonly string[] => [
  `expected ${wanted}, not ${JSON.stringify(value)?.slice(0, 80)}`,
]
const when =
  (test: (value: unknown) => boolean, wanted: string): Check =>
  (value) =>
    test(value) ? [] : fail(wanted, value)

const text = when((value) => typeof value === 'string', 'text')
const words = when((value) => typeof value === 'string' && value.trim() !== '', 'text that is not empty')
const count = when(
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  'a whole number, not negative',
)
/** An IRI of its own, or one relative to the document's, as JSON-LD has it. */
const iri = when(
  (value) =>
    typeof value === 'string' &&
    value !== '' &&
    !/[\s<>"{}|\\^`]/.test(value) &&
    URL.canParse(value, 'http://host/folder/file'),
  'an IRI',
)
const absolute = when(
  (value) => typeof value === 'string' && /^https?:\/\/[^\s<>"{}|\\^`]+$/.test(value) && URL.canParse(value),
  'an absolute IRI',
)
const oneOf = (...values: readonly string[]): Check =>
  when((value) => values.includes(String(value)), values.join(' or '))
const language = when(
  (value) => typeof value === 'string' && Intl.getCanonicalLocales(value).length === 1,
  'a BCP 47 tag',
)
const mediaType = when(
  (value) => typeof value === 'string' && /^[a-z]+\/[a-z0-9.+-]+$/.test(value),
  'a media type',
)
/** xsd:dateTime in UTC, with the time zone written as `Z` (3.3.1). */
const instant = when(
  (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
  'an xsd:dateTime in UTC',
)
/** 3.3.5: the motivations of the vocabulary. */
const motivation = oneOf(
  'assessing',
  'bookmarking',
  'classifying',
  'commenting',
  'describing',
  'editing',
  'highlighting',
  'identifying',
  'linking',
  'moderating',
  'questioning',
  'replying',
  'tagging',
)

/** Keys that a thing has to have, and those that it may have; any other would be lost, since the context has no name for it. */
function shape(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail('an object', value)
    const here = value as Json
    const missing = Object.keys(required)
      .filter((key) => !Object.hasOwn(here, key))
      .map((key) => `.${key} expected, not there`)
    const rest = Object.entries(here).flatMap(([key, inner]) => {
      const check = required[key] ?? optional[key]
      return check === undefined ? [`.${key} unknown`] : check(inner).map((problem) => `.${key} ${problem}`)
    })
    return [...missing, ...rest]
  }
}

const each =
  (check: Check): Check =>
  (value) =>
    listOf(value).flatMap((one, index) => check(one).map((problem) => `[${index}]${problem}`))
const some =
  (check: Check): Check =>
  (value) =>
    listOf(value).length === 0 ? fail('one or more', value) : each(check)(value)

/** 4.2.4 and 4.2.5: both are there, and select the same words. */
const quote = shape(
  {
    type: oneOf('TextQuoteSelector'),
    exact: when((value) => typeof value === 'string' && value !== '', 'text that is not empty'),
  },
  { prefix: text, suffix: text },
)
const position = shape({ type: oneOf('TextPositionSelector'), start: count, end: count })
const selectors: Check = (value) => {
  const found = listOf(value)
  if (found.length !== 2) return fail('two selectors', value)
  return [
    ...quote(found[0]).map((problem) => `[0]${problem}`),
    ...position(found[1]).map((problem) => `[1]${problem}`),
  ]
}

/** 3.2.1 and 3.2.2: a resource outside, with its type, format and language. */
const source = shape(
  { id: iri },
  { type: oneOf('Text'), format: mediaType, language, textDirection: oneOf('ltr', 'rtl', 'auto') },
)
/** 4: a specific resource has exactly one source. */
const target = shape({ source, selector: selectors }, { id: iri, type: oneOf('SpecificResource') })

/** 3.2.4: an embedded textual body. */
const body = shape(
  { type: oneOf('TextualBody'), value: words },
  { id: iri, format: mediaType, language, textDirection: oneOf('ltr', 'rtl', 'auto'), purpose: motivation },
)

/** 3.3.2: an agent. */
const agent = shape(
  {},
  {
    id: absolute,
    type: oneOf('Person', 'Organization', 'Software'),
    name: words,
    nickname: words,
    'schema:roleName': words,
    homepage: absolute,
  },
)

/** Another resource, by its address. */
const thing = shape({ id: iri })

/** 3.1, and 3.3.1 to 3.3.6 of its life cycle, motivation and rights. */
const annotation = shape(
  { id: iri, type: oneOf('Annotation'), target: some(target) },
  {
    body: some(body),
    motivation,
    creator: some(agent),
    created: instant,
    modified: instant,
    rights: some(absolute),
    via: absolute,
    canonical: absolute,
    // By vocabularies whose prefixes the context has.
    'dcterms:title': words,
    'dcterms:references': some(thing),
    'dcterms:subject': some(thing),
    'rdfs:seeAlso': some(thing),
    'dcterms:replaces': some(thing),
    'as:inReplyTo': some(thing),
    'http://purl.org/spar/cito/disputes': some(thing),
    'schema:itemReviewed': shape(
      { type: oneOf('schema:Claim'), 'schema:text': words },
      { 'schema:author': shape({ 'schema:name': words }), 'schema:datePublished': words },
    ),
    'schema:reviewRating': shape({ type: oneOf('schema:Rating'), 'schema:alternateName': words }),
  },
)

/** 5.2: a page; embedded in its collection it repeats no context. */
const page = shape(
  { id: iri, type: oneOf('AnnotationPage'), items: each(annotation) },
  { partOf: iri, startIndex: count, next: iri, prev: iri },
)

/** 5.1: a collection. */
const collection = shape(
  {
    '@context': oneOf('http://www.w3.org/ns/anno.jsonld'),
    id: iri,
    type: oneOf('AnnotationCollection'),
    first: page,
  },
  { label: words, total: count, creator: some(agent), rights: some(absolute), last: iri },
)

/** Everything in which a collection departs from the model. */
export function checkCollection(value: unknown): readonly string[] {
  const problems = collection(value)
  if (problems.length > 0) return problems
  const { items } = objectOf(objectOf(value)['first'])
  const ids = listOf(items).map((one) => objectOf(one)['id'])
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `the id ${String(id)} twice`)
}

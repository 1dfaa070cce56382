import type { SourceRecord } from '../records.ts'
import type { SourceFields } from '../schema.ts'
import type { Published } from './published.ts'

/** The records of the sources that an edition uses, in the order of its bibliography. */
export function sourceRecords({ records, view }: Published): SourceRecord[] {
  return view().sources.flatMap(({ key }) => records.sources.records.get(key) ?? [])
}

/** Fields that CSL-JSON 1.0.2 has and we have under the same name. */
const same = [
  ...['title', 'container-title', 'collection-title', 'publisher', 'publisher-place', 'authority'],
  ...['number', 'volume', 'issue', 'page', 'edition', 'genre', 'language', 'URL', 'DOI', 'ISBN', 'note'],
  'citation-label',
] as const

/** Types of CSL 1.0.2; any other is a `document`. */
const types = new Set(
  (
    'article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection ' +
    'dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case ' +
    'legislation manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical ' +
    'personal_communication post post-weblog regulation report review review-book software song speech standard ' +
    'thesis treaty webpage'
  ).split(' '),
)

export function cslOf(published: Published): readonly Readonly<Record<string, unknown>>[] {
  return sourceRecords(published).map(({ id, fields }) => ({
    id,
    type: types.has(fields.type) ? fields.type : 'document',
    ...namesOf('author', fields.author),
    ...namesOf('editor', fields.editor),
    ...namesOf('translator', fields.translator),
    ...Object.fromEntries(
      same.flatMap((field) => {
        const value = (fields as Readonly<Record<string, unknown>>)[field]
        return value === undefined ? [] : [[field, value]]
      }),
    ),
    ...dated('issued', fields.issued),
    ...dated('accessed', fields.accessed),
    ...(fields.archived === undefined ? {} : { archive_location: fields.archived }),
  }))
}

type Names = SourceFields['author']

function namesOf(role: string, names: Names) {
  return names === undefined ? {} : { [role]: names }
}

function dated(field: string, date: string | undefined) {
  return date === undefined ? {} : { [field]: { 'date-parts': [date.split('-').map(Number)] } }
}

const entryTypes: Readonly<Record<string, string>> = {
  'article-journal': 'article',
  'article-magazine': 'article',
  'article-newspaper': 'article',
  book: 'book',
  chapter: 'incollection',
  'entry-encyclopedia': 'incollection',
  'paper-conference': 'inproceedings',
  report: 'techreport',
  thesis: 'phdthesis',
  manuscript: 'unpublished',
}

/** Where a type has another name for who published it; `misc` has none in BibTeX, and this one in biblatex. */
const publishers: Readonly<Record<string, string>> = {
  techreport: 'institution',
  phdthesis: 'school',
  misc: 'organization',
}

/** The bibliography for BibTeX, in UTF-8. What BibTeX has no type for is `misc`. */
export function bibtexOf(published: Published): string {
  return sourceRecords(published).map(entryOf).join('\n')
}

function entryOf({ id, fields }: SourceRecord): string {
  const type = entryTypes[fields.type] ?? 'misc'
  const container = type === 'article' ? 'journal' : 'booktitle'
  const [year, month] = fields.issued?.split('-') ?? []
  const publisher = publishers[type] ?? 'publisher'
  const entries: readonly (readonly [string, string | undefined])[] = [
    ['author', people(fields.author)],
    ['editor', people(fields.editor)],
    ['translator', people(fields.translator)],
    // Braces within keep the capitals as they are.
    ['title', `{${tex(fields.title)}}`],
    [type === 'misc' ? 'howpublished' : container, text(fields['container-title'])],
    ['series', text(fields['collection-title'])],
    ['edition', text(fields.edition)],
    [publisher, text(fields.publisher ?? fields.authority)],
    ['address', text(fields['publisher-place'])],
    ['volume', text(fields.volume)],
    ['number', text(fields.issue ?? fields.number)],
    ['pages', text(fields.page)?.replace(/(?<!\s)\s*[-–]\s*/g, '--')],
    ['year', year],
    ['month', month === undefined ? undefined : String(Number(month))],
    ['isbn', text(fields.ISBN)],
    ['doi', fields.DOI === undefined ? undefined : address(fields.DOI)],
    ['url', fields.URL === undefined ? undefined : address(fields.URL)],
    ['urldate', fields.accessed],
    ['langid', fields.language],
    ['note', text(fields.note)],
  ]
  const lines = entries.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name} = {${value}}`]))
  return `@${type}{${id.replace(/[^\w:.-]/g, '_')},\n${lines.join(',\n')}\n}\n`
}

/** A name of one part stands in braces of its own: it is not split. */
function people(names: Names): string | undefined {
  return names
    ?.map((name) =>
      'literal' in name
        ? `{${tex(name.literal)}}`
        : [`{${tex(name.family)}}`, name.given === undefined ? '' : tex(name.given)]
            .filter(Boolean)
            .join(', '),
    )
    .join(' and ')
}

const special = /[\\{}$&#%_^~]/g
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
}

function tex(words: string): string {
  return words.replace(/\s+/g, ' ').replace(special, (sign) => escapes[sign] ?? `\\${sign}`)
}

function text(words: string | undefined): string | undefined {
  return words === undefined ? undefined : tex(words)
}

/** Addresses are set as they are; braces and backslashes would end the field. */
function address(url: string): string {
  return url.replace(/[{}\\]/g, (sign) => encodeURIComponent(sign))
}

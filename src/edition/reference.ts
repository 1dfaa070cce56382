import type { Element, ElementContent, Root } from 'hast'
import { toHtml } from 'hast-util-to-html'
import { h } from 'hastscript'
import { doiHref, hrefOf } from './addresses.ts'
import type { SourceRecord } from './records.ts'
import type { SourceFields } from './schema.ts'
import type { Words } from '../words/index.ts'

type Name = NonNullable<SourceFields['author']>[number]

/** `Mueller 2019`: the short form of a source, for citations in notes. */
export function labelOf({ fields, id }: SourceRecord, words: Words): string {
  if (fields['citation-label'] !== undefined) return fields['citation-label']
  const year = fields.issued?.slice(0, 4)
  const names = (fields.author ?? fields.editor ?? []).map((name) =>
    'literal' in name ? name.literal : name.family,
  )
  const [first, second] = names
  const who =
    first === undefined
      ? (fields['container-title'] ?? fields.publisher ?? fields.title)
      : second === undefined
        ? first
        : names.length === 2
          ? words.list([first, second])
          : words.say('others', { name: first })
  return [who === '' ? id : who, year].filter(Boolean).join(' ')
}

/** What a bibliography is sorted by: name and year, title, key. */
export function sortKeysOf(record: SourceRecord, words: Words): string[] {
  return [labelOf(record, words), record.fields.title, record.id]
}

/** The whole reference as HTML: who, what, where, when, and its addresses. */
export function referenceOf(record: SourceRecord, words: Words): string {
  return toHtml(referenceTree(record, words))
}

export function referenceTree({ fields }: SourceRecord, words: Words): Root {
  const parts: ElementContent[][] = []
  const authors = [
    ...namesOf(fields.author),
    ...(fields.author === undefined
      ? namesOf(fields.editor).map((name) => words.say('asEditor', { name }))
      : []),
  ]
  if (authors.length > 0) parts.push(text(words.list(authors)))
  parts.push(titleOf(fields, words))
  const published = [
    fields['collection-title'],
    fields.edition,
    fields.volume && words.say('volume', { n: fields.volume }),
    fields.number && words.say('number', { n: fields.number }),
  ]
  const imprint = [
    ...published,
    fields.publisher === fields['container-title'] ? undefined : fields.publisher,
    fields.issued && words.date(fields.issued),
    fields.page && words.say('pages', { n: fields.page }),
  ]
  const line = imprint.filter(Boolean).join(words.say('comma'))
  if (line !== '') parts.push(text(line))
  if (fields.DOI !== undefined) parts.push([link(doiHref(fields.DOI), `doi:${fields.DOI}`)])
  if (fields.URL !== undefined) parts.push([link(fields.URL, hostOf(fields.URL))])
  if (fields.archived !== undefined) parts.push([link(fields.archived, words.say('archivedCopy'))])
  if (fields.accessed !== undefined)
    parts.push(text(words.say('seenOn', { date: words.date(fields.accessed) })))
  const children = parts.flatMap((part, index) =>
    index === 0 ? part : [...text(endsSentence(parts[index - 1]) ? ' ' : '. '), ...part],
  )
  return { type: 'root', children: [...children, ...(endsSentence(parts.at(-1)) ? [] : text('.'))] }
}

function titleOf(fields: SourceFields, words: Words): ElementContent[] {
  const container = fields['container-title']
  const own = ['book', 'report', 'broadcast', 'motion_picture', 'thesis', 'legislation', 'webpage'].includes(
    fields.type,
  )
  const title: ElementContent[] =
    own && container === undefined
      ? [h('cite', fields.title)]
      : text(words.say('quoted', { title: fields.title }))
  return container === undefined ? title : [...title, ...text(words.say('comma')), h('cite', container)]
}

function namesOf(names: readonly Name[] | undefined): string[] {
  return (names ?? []).map((name) =>
    'literal' in name ? name.literal : [name.given, name.family].filter(Boolean).join(' '),
  )
}

function text(value: string): ElementContent[] {
  return [{ type: 'text', value }]
}

function link(href: string, label: string): Element {
  return h('a', { href: hrefOf(href), rel: ['noopener', 'noreferrer'] }, label)
}

function hostOf(address: string): string {
  return new URL(address).hostname.replace(/^www\./, '')
}

function endsSentence(part: readonly ElementContent[] | undefined): boolean {
  const last = part?.at(-1)
  const value =
    last?.type === 'text'
      ? last.value
      : last?.type === 'element' && last.children[0]?.type === 'text'
        ? last.children[0].value
        : ''
  return /[.?!…][”’"')]*$/.test(value)
}

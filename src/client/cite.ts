import type { Table } from '../words/index.ts'
import { filled } from './words.ts'

/** What a citation says between its parts. */
type Between = Table['citation']

/** A reference in the terms of CSL-JSON 1.0, as far as editions and notes need them. */
export type Reference = {
  readonly id: string
  readonly type: 'webpage' | 'entry'
  readonly title: string
  readonly author?: readonly Name[]
  readonly editor?: readonly Name[]
  readonly 'container-title'?: string
  readonly issued?: { readonly 'date-parts': readonly (readonly number[])[] }
  readonly version?: string
  readonly language?: string
  readonly URL?: string
}
type Name = { readonly literal: string }

export function names(list: readonly string[]): { readonly literal: string }[] {
  return list.map((literal) => ({ literal }))
}

/** The parts of a date that are given: `2017`, `2017-03` or `2017-03-12`. */
export function issued(date: string | undefined): Pick<Reference, 'issued'> {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/
    .exec(date ?? '')
    ?.slice(1)
    .filter(Boolean)
    .map(Number)
  return parts ? { issued: { 'date-parts': [parts] } } : {}
}

const list = (people: readonly Name[] | undefined) => people?.map(({ literal }) => literal).join(', ')
const dateOf = ({ issued: date }: Reference) =>
  date?.['date-parts'][0]?.map((part) => `${part}`.padStart(2, '0')).join('-')

/** One line for people. */
export function plain(reference: Reference, words: Between): string {
  const { author, editor, title, 'container-title': container, version, URL } = reference
  const date = dateOf(reference)
  return [
    author && `${list(author)}.`,
    container === undefined ? `${title}.` : filled(words.inWork, { title, work: container }),
    editor && `${filled(words.editedBy, { names: list(editor) ?? '' })}.`,
    (date ?? version) &&
      `${[date, version && filled(words.version, { version })].filter(Boolean).join(', ')}.`,
    URL,
  ]
    .filter(Boolean)
    .join(' ')
    .replace(/([.?!])\.(?=\s|”|$)/g, '$1')
}

const special = /[\\{}$&#%_^~]/g
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
}
const tex = (text: string) => text.replace(special, (sign) => escapes[sign] ?? `\\${sign}`)

/** An entry for BibTeX, in UTF-8. Names stand in braces of their own: they are not split into parts. */
export function bibtex(reference: Reference, words: Between): string {
  const { id, author, editor, title, 'container-title': container, version, URL, issued: date } = reference
  const people = (list: readonly Name[] | undefined) =>
    list?.map(({ literal }) => `{${tex(literal)}}`).join(' and ')
  const [year, month] = date?.['date-parts'][0] ?? []
  const fields = {
    author: people(author),
    editor: people(editor),
    title: `{${tex(title)}}`,
    booktitle: container && `{${tex(container)}}`,
    year: year?.toString(),
    month: month?.toString(),
    note: version && filled(words.version, { version }),
    url: URL,
  }
  const lines = Object.entries(fields).flatMap(([name, value]) => (value ? [`  ${name} = {${value}}`] : []))
  return `@${container === undefined ? 'misc' : 'incollection'}{${id},\n${lines.join(',\n')}\n}`
}

export function cslJson(reference: Reference): string {
  return JSON.stringify([reference])
}

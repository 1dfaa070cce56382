import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { he } from './he.ts'
import { ru } from './ru.ts'
import type { Forms, Table } from './table.ts'

/**
 * The words of the interface in a language, and how it writes numbers, dates and lists. `{n}` in a text is a hole that
 * a value fills; a page that has a link there takes the text in pieces.
 */
export type Words = {
  /** What numbers, dates and lists are written by: the language as asked for, where there are words in it. */
  readonly locale: string
  readonly table: Table
  /** A text with its holes filled. */
  readonly say: (key: Text, values?: Values) => string
  /** The form for a number, with the number as the language writes it, and other holes filled. */
  readonly count: (key: Count, number: number, values?: Values) => string
  /** A text, or the form for a number, cut at its holes: `['After ', '{sources}']`. */
  readonly pieces: (key: Text | Count, number?: number) => string[]
  readonly number: (number: number) => string
  /** `A, B and C`. */
  readonly list: (items: readonly string[]) => string
  /** A date as far as it is known, `2026`, `2026-11` or `2026-11-20`, as the language writes it. */
  readonly date: (date: string) => string
  /** The order of names and titles in the language, numbers by their size; what it takes for the same, by code unit. */
  readonly compare: (a: string, b: string) => number
}

export type { Table } from './table.ts'
type Page = typeof en.page
type Count = { [Key in keyof Page]: Page[Key] extends string ? never : Key }[keyof Page]
type Text = Exclude<keyof Page, Count>
type Values = Readonly<Record<string, string | number>>

export const tables: Readonly<Record<string, Table>> = { en, de, fr, es, ru, he, ar }

/** Fills the holes of a text. */
export function filled(text: string, values: Values): string {
  if (!text.includes('{')) return text
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole))
}

/** A text cut at its holes. */
export function cut(text: string): string[] {
  return text.split(/(\{\w+\})/).filter((piece) => piece !== '')
}

/** The language of `tables` that a tag asks for by its first part: `de` for `de-AT`, English for all others. */
export function languageOf(tag: string): string {
  const [first = ''] = tag.toLowerCase().split('-')
  return Object.hasOwn(tables, first) ? first : 'en'
}

const known = new Map<string, Words>()

/** The words for a BCP 47 tag; in English where there are none in its language. */
export function wordsOf(tag = 'en'): Words {
  const words = known.get(tag) ?? made(tag)
  known.set(tag, words)
  return words
}

function made(tag: string): Words {
  const language = languageOf(tag)
  const table = tables[language] ?? en
  const locale = localeOf(tag, language)
  const rules = new Intl.PluralRules(locale)
  const numbers = new Intl.NumberFormat(locale)
  const lists = new Intl.ListFormat(locale)
  const dates = [
    new Intl.DateTimeFormat(locale, { year: 'numeric', timeZone: 'UTC' }),
    new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' }),
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }),
  ]
  const collator = new Intl.Collator(locale, { numeric: true })
  const formOf = (forms: Forms, number: number) => forms[rules.select(number)] ?? forms.other
  const textOf = (key: Text | Count, number = 0): string => {
    const text = table.page[key]
    return typeof text === 'string' ? text : formOf(text, number)
  }
  return {
    locale,
    table,
    say: (key, values = {}) => filled(textOf(key), values),
    count: (key, number, values = {}) =>
      filled(textOf(key, number), { n: numbers.format(number), ...values }),
    pieces: (key, number) => cut(textOf(key, number)),
    number: (number) => numbers.format(number),
    list: (items) => lists.format(items),
    date: (date) => {
      const [year = '', month, day] = date.slice(0, 10).split('-')
      const format = dates[day !== undefined ? 2 : month !== undefined ? 1 : 0]
      return format?.format(new Date(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`)) ?? date
    },
    compare: (a, b) => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0),
  }
}

/**
 * Days are those of the calendar that sources state them in, and digits those of addresses, numbers of notes and
 * passages, whatever a country uses otherwise; a tag may ask for others (`ar-u-nu-arab`).
 */
function localeOf(tag: string, language: string): string {
  const own = tag.toLowerCase().split('-')[0] === language ? tag : language
  const locale = localeFor(own) ?? new Intl.Locale(language)
  const { calendar = 'gregory', numberingSystem = 'latn' } = locale
  return new Intl.Locale(locale, { calendar, numberingSystem }).toString()
}

function localeFor(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag)
  } catch {
    // A tag of the right shape may still name a part twice.
    return undefined
  }
}

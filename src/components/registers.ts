import type {
  DivisionView,
  EditionView,
  NoteReference,
  PassageReference,
  PassageView,
} from '../edition/view.ts'
import { address } from '../layouts/address.ts'
import { dateFormat } from './formats.ts'
import type { Words } from '../words/index.ts'

/** The address of a place in an edition's texts, for a page of its registers: a fragment alone is of its only text. */
export function placeAddress(root: string, edition: Pick<EditionView, 'id'>, href: string): string {
  return href.startsWith('#') ? `${root}${edition.id}/${href}` : address(root, href)
}

/** `Passage 7`, or `Psalm 117, 7` where the label names the text. */
export function passageName(words: Words, { label }: Pick<PassageReference, 'label'>): string {
  return /^\d+$/.test(label) ? words.say('passage', { n: label }) : label
}

type Found = { readonly passage: PassageView; readonly division: DivisionView }
const found = new WeakMap<EditionView, ReadonlyMap<string, Found>>()

/** The passage in which each note of an edition stands, by the note's id. */
export function passagesOf(edition: EditionView): ReadonlyMap<string, Found> {
  const known = found.get(edition)
  if (known !== undefined) return known
  const all = edition.divisions.flatMap((division) =>
    division.passages.flatMap((passage) =>
      passage.notes.map(({ id }) => [id, { passage, division }] as const),
    ),
  )
  const made = new Map(all.toReversed())
  found.set(edition, made)
  return made
}

/** A date, or the time from one to another, in words; a month or a year stays one. Dates are UTC. */
export function whenInWords(start: string, end: string | undefined, locale: string): string {
  // Two dates are said as exactly as the less exact one is known.
  const known = Math.min(start.length, end?.length ?? start.length)
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    ...(known > 4 ? { month: 'long' } : {}),
    ...(known > 7 ? { day: 'numeric' } : {}),
  }
  const format = dateFormat(locale, options)
  const from = firstDayOf(start)
  return end === undefined || end === start ? format.format(from) : format.formatRange(from, firstDayOf(end))
}

function firstDayOf(date: string): Date {
  const [year, month = '01', day = '01'] = date.split('-')
  return new Date(`${year}-${month}-${day}T00:00:00Z`)
}

/** When somebody or something lived, or was, in words. */
export function lifeInWords(dates: Readonly<Record<string, string>>, words: Words): string {
  const [from, to] = [dates['born'] ?? dates['start'], dates['died'] ?? dates['end']]
  const year = (date: string) => whenInWords(date, undefined, words.locale)
  if (from !== undefined && to !== undefined) return words.say('fromTo', { from: year(from), to: year(to) })
  if (from !== undefined)
    return dates['born'] === undefined ? year(from) : words.say('born', { date: year(from) })
  return to === undefined ? '' : words.say('until', { date: year(to) })
}

/** References to notes, by the passages that they stand on, in order. */
export function byPassage(
  notes: readonly NoteReference[],
): { passage: PassageReference; notes: NoteReference[] }[] {
  return [...Map.groupBy(notes, ({ passage }) => passage.href).values()].flatMap((group) =>
    group[0] === undefined ? [] : [{ passage: group[0].passage, notes: group }],
  )
}

/** Words for a list: cut at the end, between words. */
export function shortened(words: string, most = 64): string {
  if (words.length <= most) return words
  const cut = words.slice(0, most)
  const space = cut.lastIndexOf(' ')
  return `${(space > most / 2 ? cut.slice(0, space) : cut).replace(/(?<![\s\p{M}\uD800-\uDBFF])[\s\p{M}\uD800-\uDBFF]+$/u, '')} …`
}

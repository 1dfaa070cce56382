import type { NoteReference, NoteView } from '../edition/view.ts'

/** A whole date in words, in UTC; anything less than a day (`2017`, `March 2017`) stays as it was written. */
export function dateInWords(date: string, language: string, dateStyle: 'long' | 'medium' = 'long'): string {
  if (!/^\d{4}-\d{2}-\d{2}/.test(date)) return date
  const format = new Intl.DateTimeFormat(language, { dateStyle, timeZone: 'UTC' })
  return format.format(new Date(`${date.slice(0, 10)}T00:00:00Z`))
}

/** A count with its noun. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}

/**
 * A note's body in two parts: what always shows, and what a reader opens. Only a long body is cut, after its
 * first paragraph, and only where more than a few lines would be folded away.
 */
export function fold(note: Pick<NoteView, 'html' | 'text'>): { lead: string; rest: string; words: number } {
  const whole = { lead: note.html, rest: '', words: 0 }
  const end = note.html.startsWith('<p>') ? note.html.indexOf('</p>') + 4 : 0
  if (note.text.length < LONG || end < 4) return whole
  const rest = note.html.slice(end).trim()
  const text = rest.replace(/<[^>]*>/g, ' ')
  return text.length < WORTH_FOLDING
    ? whole
    : { lead: note.html.slice(0, end), rest, words: text.split(/\s+/).filter(Boolean).length }
}
// Twelve lines of the notes' column, and four: less is not worth a reader's click.
const LONG = 620
const WORTH_FOLDING = 220

/** The relations of a note in the order they are told, with the words that introduce each. */
export const relations: readonly (readonly [(note: NoteView) => readonly NoteReference[], string, string])[] =
  [
    [(note) => note.disputedBy, 'Disputed by', 'against'],
    [(note) => note.disputes, 'Disputes', 'against'],
    [(note) => note.supersededBy, 'Superseded by', 'against'],
    [(note) => note.supersedes, 'Supersedes', ''],
    [(note) => note.repliesTo, 'In reply to', ''],
    [(note) => note.replies, 'Replies', ''],
    [(note) => note.see, 'See', ''],
    [(note) => note.mentionedBy, 'Mentioned in', ''],
  ]

import type { NoteReference, NoteView } from '../edition/view.ts'
import type { Table } from '../words/index.ts'
import { dateFormat } from './formats.ts'

/** A whole date in words, in UTC; anything less than a day (`2017`, `March 2017`) stays as it was written. */
export function dateInWords(date: string, locale: string, dateStyle: 'long' | 'medium' = 'long'): string {
  if (!/^\d{4}-\d{2}-\d{2}/.test(date)) return date
  return dateFormat(locale, { dateStyle }).format(new Date(`${date.slice(0, 10)}T00:00:00Z`))
}

/** The stop of a sentence, which `2026 г.` has already. */
export function stopOf(sentence: string): string {
  return /[.?!…][”’"')]*$/.test(sentence) ? '' : '.'
}

/** The first words of a label, for a line that names several. */
export function brief(label: string): string {
  const words = label.length <= 44 ? label : label.slice(0, 40).replace(/(?<!\s)\s+\S*$/, '')
  return words === label ? label : `${words.replace(/(?<![\s,;:.…])[\s,;:.…]+$/, '')}…`
}

/**
 * A note's body in two parts: what always shows, and what a reader opens. Only whole paragraphs are folded away,
 * after the first, and only where there is more than a line or two of them. A body of moderate length stays open
 * unless it stands in a row whose notes outgrow its text (`dense`).
 */
export function fold(
  note: Pick<NoteView, 'html' | 'text'>,
  dense: boolean,
): { lead: string; rest: string; words: number } {
  const whole = { lead: note.html, rest: '', words: 0 }
  const end = /^<p[ >]/.test(note.html) ? note.html.indexOf('</p>') + 4 : 0
  if (end < 4 || (!dense && note.text.length < LONG)) return whole
  const rest = note.html.slice(end).trim()
  const text = rest.replace(/<[^<>]*>/g, ' ')
  return text.length < WORTH_FOLDING
    ? whole
    : { lead: note.html.slice(0, end), rest, words: text.split(/\s+/).filter(Boolean).length }
}
// Twelve lines of the notes' column, and two: less is not worth a reader's click.
const LONG = 620
const WORTH_FOLDING = 120

/**
 * Whether the notes of a row would leave its text far behind. Measured in characters: a note's line is set
 * smaller, but each note has a line or two of its own (its words, its author).
 */
export function outgrows(
  notes: readonly Pick<NoteView, 'text'>[],
  passages: readonly { text: string }[],
): boolean {
  const sum = (texts: readonly { text: string }[]) =>
    texts.reduce((length, { text }) => length + text.length, 0)
  return 0.75 * sum(notes) + 90 * notes.length > 1.5 * sum(passages)
}

/**
 * The relations of a note in the order they are told, with the words that introduce each. Those against it are
 * never folded away.
 */
export const relations: readonly (readonly [
  of: (note: NoteView) => readonly NoteReference[],
  name: Related,
  tone: string,
])[] = [
  [(note) => note.disputedBy, 'disputedBy', 'against'],
  [(note) => note.disputes, 'disputes', 'against'],
  [(note) => note.supersededBy, 'supersededBy', 'against'],
  [(note) => note.supersedes, 'supersedes', ''],
  [(note) => note.repliesTo, 'repliesTo', ''],
  [(note) => note.replies, 'replies', ''],
  [(note) => note.see, 'see', ''],
  [(note) => note.mentionedBy, 'mentionedBy', ''],
]
type Related = Extract<
  keyof Table['page'],
  'disputedBy' | 'disputes' | 'supersededBy' | 'supersedes' | 'repliesTo' | 'replies' | 'see' | 'mentionedBy'
>

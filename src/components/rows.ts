import type { DivisionView, EditionView, NoteView, PassageView } from '../edition/view.ts'

/** A passage with its notes, and the passages after it that have none. */
export type Row = { readonly notes: readonly NoteView[]; readonly passages: readonly PassageView[] }

/** Consecutive rows. In a margin each note stands level with its words; elsewhere rows keep text and notes together. */
export type Run = { readonly margin: boolean; readonly rows: readonly Row[] }

// The sheet gives a row thirty lines of its grid.
const MOST_PASSAGES = 12
// A longer run would let notes drift from their words, and a slip of the estimate with them.
const MOST_ROWS = 8

export function rowsOf({ passages }: Pick<DivisionView, 'passages'>): Row[] {
  const rows: { notes: readonly NoteView[]; passages: PassageView[] }[] = []
  for (const passage of passages) {
    const row = rows.at(-1)
    if (row && passage.notes.length === 0 && row.passages.length < MOST_PASSAGES) row.passages.push(passage)
    else rows.push({ notes: passage.notes, passages: [passage] })
  }
  return rows
}

/**
 * The rows of a text in runs. A run has a margin where its notes, set as near to their words as they may without
 * meeting, end before its text does: then nothing can reach the notes after it. Everything else is rows of its own.
 */
export function runsOf(edition: Pick<EditionView, 'comparisons'>, division: Text): readonly Run[] {
  const runs = known.get(division) ?? makeRuns(edition, division)
  known.set(division, runs)
  return runs
}

type Text = Pick<DivisionView, 'id' | 'passages'>
/** Several pages of a text, and its sheet, ask for the same. */
const known = new WeakMap<Text, readonly Run[]>()

function makeRuns({ comparisons }: Pick<EditionView, 'comparisons'>, division: Text): Run[] {
  const rows = rowsOf(division)
  // A line about other wordings stands above the notes.
  const compared = new Set(
    comparisons.filter((one) => one.division === division.id).map(({ passage }) => passage.id),
  )
  const isPlain = ({ passages }: Row) =>
    !passages.some(({ id, role }) => compared.has(id) || role === 'table')
  const runs: Run[] = []
  for (let i = 0; i < rows.length;) {
    const margin = marginFrom(rows.slice(i, i + MOST_ROWS), isPlain)
    const length = Math.max(1, margin)
    runs.push({ margin: margin > 0, rows: rows.slice(i, i + length) })
    i += length
  }
  return runs
}

/** How many of these rows, from the first on, can have a margin; 0 for none. Estimates, in rem of the sheet. */
function marginFrom(rows: readonly Row[], isPlain: (row: Row) => boolean): number {
  let [end, bottom] = [0, 0]
  for (const [i, row] of rows.entries()) {
    const [first] = row.passages
    if (!first || !isPlain(row) || (i === 0 && row.notes.length === 0) || !row.notes.every(isShort)) return 0
    for (const note of row.notes) {
      const words = end + LINE * Math.floor(offsetOf(note, first) / FEW)
      bottom = Math.max(words, bottom + GAP) + heightOf(note)
    }
    end += row.passages.reduce((sum, passage) => sum + LINE * linesOf(passage) + BETWEEN, 0)
    if (bottom * SLACK < end - BETWEEN) return i + 1
  }
  return 0
}
// Line and gap of the text; characters that its line has at least and at most; the same for notes.
const LINE = 1.78
const BETWEEN = 0.9
const [FEW, MANY] = [58, 69]
const NOTE_LINE = 1.34
const NOTE_FEW = 53
const BYLINE = 32
const GAP = 0.75
const SLACK = 1.04

const linesOf = ({ html, text, line }: PassageView) =>
  line === undefined ? Math.ceil(text.trim().length / MANY) : html.split('<span class="line"').length - 1

/** Of plain paragraphs alone: what has parts of its own is too uncertain to be estimated. */
const isShort = (note: NoteView) =>
  note.text.length < 400 && !note.claim && !/<(?:ul|ol|table|blockquote|pre|h\d)\b/.test(note.html)

const relationsOf = (note: NoteView) =>
  [
    note.see,
    note.disputes,
    note.supersedes,
    note.repliesTo,
    note.disputedBy,
    note.supersededBy,
    note.replies,
    note.mentionedBy,
    note.entities,
  ].filter((list) => list.length > 0)

function heightOf(note: NoteView): number {
  const words = note.places.reduce((sum, { lemma }) => sum + lemma.length + 3, 0)
  const related = relationsOf(note).reduce((sum, list) => sum + list.length + 1, 0)
  const lines =
    Math.ceil((words + note.text.length) / NOTE_FEW) +
    note.html.split(/<p[ >]/).length -
    2 +
    related +
    (note.title ? 2 : 0)
  // What says whose it is, when it was written and where its history is told; and the gaps between its parts.
  const names = note.by.reduce(
    (sum, { contributor, role = '' }) => sum + contributor.name.length + role.length + 4,
    0,
  )
  const byline = Math.ceil((note.kind.label.length + names + BYLINE) / NOTE_FEW)
  return NOTE_LINE * (lines + byline) + 0.6
}

/** Where the words of a note begin in its passage: characters from its start. */
function offsetOf({ places }: NoteView, passage: PassageView): number {
  return placeIn(places, passage)?.start ?? 0
}

/** The first of a note's places in a passage. */
export function placeIn(
  places: NoteView['places'],
  passage: Pick<PassageView, 'id'>,
): NoteView['places'][number] | undefined {
  return places.find((place) => place.passage === passage.id)
}

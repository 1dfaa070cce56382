import type { AnchoredEdition } from './anchor.ts'
import type { Division } from './parse.ts'
import type { EditionView, NoteReference, NoteView, SourceView } from './view.ts'
import { wordsOf } from './words.ts'

/** How far the notes of an edition go, and how fresh they are: for those who plan what to write next. */
export type Coverage = {
  readonly edition: string
  readonly title: string
  /** The day against which ages are told; undefined where nobody gave one and git knows none. */
  readonly date: string | undefined
  readonly texts: readonly TextCoverage[]
  /** Published notes; of drafts only their names are told. */
  readonly notes: number
  readonly drafts: readonly NoteLine[]
  readonly withoutSource: readonly NoteLine[]
  readonly disputed: readonly (NoteLine & { readonly by: readonly string[] })[]
  readonly superseded: readonly (NoteLine & { readonly by: readonly string[] })[]
  readonly sources: {
    readonly cited: number
    /** Seen more than a year before `date`. Empty where there is none. */
    readonly stale: readonly SourceLine[]
    /** With an address, but without the day on which somebody saw it. */
    readonly undated: readonly SourceLine[]
    /** Which the editors have not seen themselves. */
    readonly unverified: readonly SourceLine[]
  }
}

export type TextCoverage = {
  readonly text: string
  readonly words: number
  readonly passages: number
  /** Notes that begin in it. */
  readonly notes: number
  readonly notesPerThousandWords: number
  /** Passages in a row on whose words no note is, those of the most words first. */
  readonly bare: readonly Stretch[]
}

export type Stretch = {
  readonly from: string
  readonly to: string
  readonly passages: number
  readonly words: number
}

export type NoteLine = { readonly note: string; readonly kind: string; readonly file: string }
export type SourceLine = {
  readonly source: string
  readonly accessed: string | undefined
  readonly notes: number
}

/** `view` and `anchored` are those of the edition with its drafts. `date` is `2026-11-23`. */
export function coverageOf(view: EditionView, anchored: AnchoredEdition, date: string | undefined): Coverage {
  const notes = view.divisions.flatMap((division) => division.notes)
  const published = notes.filter(({ status }) => status === 'published')
  const ids = new Set(published.map(({ id }) => id))
  const against = (of: (note: NoteView) => readonly NoteReference[]) =>
    published
      .map((note) => ({ ...lineOf(note), by: of(note).flatMap(({ id }) => (ids.has(id) ? id : [])) }))
      .filter(({ by }) => by.length > 0)
  return {
    edition: view.id,
    title: view.title,
    date,
    texts: anchored.divisions
      .filter(({ id, seed }) => seed === view.seed.id && view.divisions.some((one) => one.id === id))
      .map((division) => textCoverage(division, anchored)),
    notes: published.length,
    drafts: notes.filter(({ status }) => status === 'draft').map(lineOf),
    withoutSource: published.filter(({ sources }) => sources.length === 0).map(lineOf),
    disputed: against((note) => note.disputedBy),
    superseded: against((note) => note.supersededBy),
    sources: freshness(view.sources, date),
  }
}

function lineOf({ id, kind, path }: NoteView): NoteLine {
  return { note: id, kind: kind.id, file: path }
}

function textCoverage(division: Division, { notes }: AnchoredEdition): TextCoverage {
  const published = notes.filter(({ note }) => note.fields.status !== 'draft')
  const ranges = published
    .flatMap(({ places }) => places.filter((place) => place.division === division))
    .map(({ range }) => range)
  const isBare = ({ range }: Division['passages'][number]) =>
    !ranges.some(({ start, end }) => start < range.end && range.start < end)
  const words = wordsOf(division.text)
  const here = published.filter(({ places }) => places[0]?.division === division).length
  return {
    text: division.id,
    words,
    passages: division.passages.length,
    notes: here,
    notesPerThousandWords: words === 0 ? 0 : Math.round((here / words) * 10_000) / 10,
    bare: stretches(division, isBare).toSorted((a, b) => b.words - a.words),
  }
}

function stretches(
  { passages, text }: Division,
  isBare: (passage: Division['passages'][number]) => boolean,
): Stretch[] {
  const found: Stretch[] = []
  let isOpen = false
  for (const passage of passages) {
    const last = found.at(-1)
    const words = wordsOf(text.slice(passage.range.start, passage.range.end))
    if (!isBare(passage)) isOpen = false
    else if (isOpen && last !== undefined) {
      found[found.length - 1] = {
        ...last,
        to: passage.id,
        passages: last.passages + 1,
        words: last.words + words,
      }
    } else {
      found.push({ from: passage.id, to: passage.id, passages: 1, words })
      isOpen = true
    }
  }
  return found
}

function freshness(sources: readonly SourceView[], date: string | undefined): Coverage['sources'] {
  const line = ({ key, accessed, citedBy }: SourceView) => ({ source: key, accessed, notes: citedBy.length })
  const limit = date === undefined ? undefined : `${Number(date.slice(0, 4)) - 1}${date.slice(4)}`
  return {
    cited: sources.length,
    stale: sources
      .filter(({ accessed }) => accessed !== undefined && limit !== undefined && lastDayOf(accessed) < limit)
      .map(line)
      .toSorted((a, b) => ((a.accessed ?? '') < (b.accessed ?? '') ? -1 : 1)),
    undated: sources.filter(({ accessed, url }) => accessed === undefined && url !== undefined).map(line),
    unverified: sources.filter(({ status }) => status === 'unverified').map(line),
  }
}

/** A date without a day may be any: what may have been seen within the year is not called old. */
function lastDayOf(date: string): string {
  const [year = '', month = '12', day = '31'] = date.split('-')
  return `${year}-${month}-${day}`
}

/** The report as people read it. */
export function coverageTable(coverage: Coverage): string {
  const { title, edition, date, texts, notes, sources } = coverage
  const lines = [
    `${title} (${edition})${date === undefined ? '' : `, as of ${date}`}`,
    '',
    ...columns([
      ['text', 'words', 'passages', 'notes', 'per 1,000 words', 'bare passages', 'their words'],
      ...texts.map((one) => [
        one.text,
        one.words,
        one.passages,
        one.notes,
        one.notesPerThousandWords.toFixed(1),
        sum(one.bare.map((stretch) => stretch.passages)),
        sum(one.bare.map((stretch) => stretch.words)),
      ]),
    ]),
    ...section(
      'Bare stretches, the longest first',
      texts.flatMap(({ text, bare }) =>
        bare.map((one) => [
          texts.length > 1 ? `${text}/${stretchName(one)}` : stretchName(one),
          `${one.words} words`,
        ]),
      ),
    ),
    ...section(
      `Notes without a source (of ${notes})`,
      coverage.withoutSource.map((one) => [one.note, one.kind]),
    ),
    ...section(
      'Disputed notes',
      coverage.disputed.map((one) => [one.note, `by ${one.by.join(', ')}`]),
    ),
    ...section(
      'Superseded notes',
      coverage.superseded.map((one) => [one.note, `by ${one.by.join(', ')}`]),
    ),
    ...section(
      'Drafts',
      coverage.drafts.map((one) => [one.note, one.kind]),
    ),
    ...(date === undefined
      ? ['', 'Sources not seen for a year: not known; give a day with --date']
      : section(
          `Sources not seen for a year (of ${sources.cited})`,
          sources.stale.map((one) => [one.source, one.accessed ?? '', noteCount(one)]),
        )),
    ...section(
      'Sources without the day on which they were seen',
      sources.undated.map((one) => [one.source, `${noteCount(one)}`]),
    ),
    ...section(
      'Sources that the editors have not seen',
      sources.unverified.map((one) => [one.source, `${noteCount(one)}`]),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function noteCount({ notes }: SourceLine): string {
  return notes === 1 ? '1 note' : `${notes} notes`
}

function stretchName({ from, to }: Stretch): string {
  return from === to ? from : `${from}-${to}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}

/** Rows of a section that a table shows; `--format json` has all of them. */
const mostRows = 20

function section(title: string, rows: readonly (readonly (string | number)[])[]): string[] {
  const more = rows.length > mostRows ? [`  and ${rows.length - mostRows} more`] : []
  const shown = columns(rows.slice(0, mostRows)).map((line) => `  ${line}`)
  return ['', `${title}: ${rows.length === 0 ? 'none' : rows.length}`, ...shown, ...more]
}

/** Words stand to the left, numbers to the right. */
function columns(rows: readonly (readonly (string | number)[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => String(row[at] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const isNumber = rows.length > 1 && at > 0 && /^\d+(?:\.\d)?$/.test(String(rows[1]?.[at]))
        return isNumber ? String(cell).padStart(widths[at] ?? 0) : String(cell).padEnd(widths[at] ?? 0)
      })
      .join('  ')
      .trimEnd(),
  )
}

import { createHash } from 'node:crypto'
import { createOffsets, type Range } from '../../../plugins/text-selector/index.ts'
import type { AnchoredEdition } from '../anchor.ts'
import type { Bodies } from '../bodies.ts'
import type { Past } from '../history.ts'
import { onceFor } from '../once.ts'
import type { Division, Edition, Records } from '../parse.ts'
import type { EditionView, NoteView } from '../view.ts'

/** What exports of an edition are made from: what was read, and what is set for pages, when it is asked for. */
export type Published = {
  readonly anchored: AnchoredEdition
  readonly records: Records
  readonly bodies: Bodies
  readonly past: Past
  readonly view: () => EditionView
}

/** Absolute where the library says where its site is, else from the folder of the edition. */
export function addressOf({ records, anchored }: Published, path: string): string {
  return absolute(records, path) ?? fromFolder(anchored.edition, path)
}

/** The address of a path of the site; undefined where nobody has said where the site is. */
export function absolute({ address }: Records, path: string): string | undefined {
  return address === undefined ? undefined : new URL(path, address.replace(/\/?$/, '/')).href
}

function fromFolder({ id }: Edition, path: string): string {
  return path.startsWith(`${id}/`) ? `./${path.slice(id.length + 1)}` : `../${path}`
}

/** A name for a text within a file that holds all of them: its id, and before it the seed where that is an earlier one. */
export function keyOf({ edition }: AnchoredEdition, { id, seed }: Division): string {
  return seed === edition.record.fields.seed ? id : `${seed}.${id}`
}

/** A UUID that is always the same for the same words (RFC 9562, version 8, by SHA-256). */
export function uuidOf(...words: readonly string[]): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(['variorum', ...words]))
    .digest('hex')
  const variant = '89ab'.charAt(Number.parseInt(digest.charAt(16), 16) % 4)
  const hex = `${digest.slice(0, 12)}8${digest.slice(13, 16)}${variant}${digest.slice(17, 32)}`
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`
}

/** The same edition of the same text, whatever its notes and wherever its site. */
export function editionUuid({ edition, seed }: AnchoredEdition): string {
  return uuidOf('edition', edition.id, ...hashesOf(seed.divisions))
}

export function hashesOf(divisions: readonly Division[]): string[] {
  return divisions.map(({ file }) => file.data.bytes?.sha256 ?? '')
}

/** RFC 3339 in UTC, as `xsd:dateTime` has it too; a date without a time is its first moment. */
export function instantOf(date: string): string {
  if (date.includes('T')) return new Date(date).toISOString().replace(/\.\d+Z$/, 'Z')
  const [year, month = '01', day = '01'] = date.split('-')
  return `${year}-${month}-${day}T00:00:00Z`
}

/** When the last note was written or corrected; undefined where nothing says so. */
export function latestOf(notes: readonly NoteView[]): string | undefined {
  return notes
    .flatMap(({ created, updated }) => updated ?? created ?? [])
    .map(instantOf)
    .sort()
    .at(-1)
}

/**
 * A date for formats that demand one: of the last note, else of the text. Where nothing is known it is the first
 * moment that a ZIP file can bear. Never a clock: the same library has the same files.
 */
export function dateOf(view: EditionView): string {
  const { retrieved, published } = view.seed
  return latestOf(notesOf(view)) ?? instantOf(retrieved ?? published ?? '1980-01-01')
}

export function notesOf({ divisions, earlier }: EditionView): readonly NoteView[] {
  return [...divisions, ...earlier].flatMap(({ notes }) => notes)
}

/** The notes of an edition by their ids. Several exports ask, some of them for each text. */
export const notesById = onceFor(
  (view: EditionView): ReadonlyMap<string, NoteView> => new Map(notesOf(view).map((note) => [note.id, note])),
)

const offsetsOf = onceFor(({ text }: Division) => createOffsets(text))

/** A range in Unicode code points of its text. */
export function codePointsOf(division: Division, { start, end }: Range): Range {
  const { toCodePoint } = offsetsOf(division)
  return { start: toCodePoint(start), end: toCodePoint(end) }
}

import type { Root as Markdown } from 'mdast'
import type { RoleName, SpanRole } from '../../plugins/seed-parse/index.ts'

/** Where something stands in the file that is imported: line and column count from 1, the column in UTF-16 units. */
export type SourcePlace = {
  readonly file: string
  readonly line: number
  readonly column: number
  /** Where lines say little: `$.rows[3].target[0]`. */
  readonly path?: string | undefined
}

/** What could not be placed or kept, or was made otherwise than it stood. */
export type ImportMessage = {
  readonly place: SourcePlace
  /** `error`: not in the edition; `warning`: in it, but not as it was. */
  readonly severity: 'error' | 'warning'
  /** The law in kebab-case. */
  readonly rule: string
  readonly message: string
}

/** A point of an imported text: UTF-16 code units of one block. */
export type Spot = { readonly text: number; readonly block: number; readonly at: number }

/**
 * Where a note is. A mark has a point: the words before it are its words, or, where it opens a block or line, those
 * after it. A range is what the file itself says.
 */
export type Mark = {
  readonly note: string
  readonly place: SourcePlace
  readonly spot: Spot
  readonly side: 'after' | 'before'
}
export type GivenRange = {
  readonly note: string
  readonly place: SourcePlace
  readonly start: Spot
  readonly end: Spot
}

/** What a stretch of words is, in UTF-16 code units of its block. */
export type Span = { readonly kind: SpanRole; readonly start: number; readonly end: number }

/** A passage to be: no line of it is blank, none begins or ends with white space, but in a table with tabs. */
export type Block = {
  role: RoleName
  level?: number | undefined
  /** Code units at its beginning that name the speaker of a speech. */
  label?: number | undefined
  /** Whether the lines of a speech are verse. */
  verse?: boolean | undefined
  text: string
  spans: Span[]
  /** Of a table: what its rows are, each a line of the text, after that of the caption. */
  table?: { captioned: boolean; rows: CellTold[][] } | undefined
}

/** What a file says of a cell. */
export type CellTold = {
  readonly head: boolean
  /** How many rows and columns it goes over. */
  readonly rows: number
  readonly columns: number
}

/** One text of the seed to be. */
export type ImportedText = {
  /** What its file may be called. */
  readonly name?: string | undefined
  readonly title?: string | undefined
  readonly language?: string | undefined
  readonly blocks: readonly Block[]
}

export type ImportedNote = {
  /** Its name in the file, for references between notes. */
  readonly key: string
  /** What its id is made of: a name, or a number. */
  readonly label: string
  /** Its words as Markdown; links within the book have an address of the form `import:<key>`. */
  readonly body: Markdown
  readonly place: SourcePlace
  readonly kind?: string | undefined
  readonly by?: readonly Person[] | undefined
  readonly language?: string | undefined
  readonly created?: string | undefined
  readonly updated?: string | undefined
  readonly tags?: readonly string[] | undefined
}

export type Person = {
  readonly name: string
  readonly id?: string | undefined
  readonly kind?: 'person' | 'group' | 'organisation' | 'software' | undefined
  readonly url?: string | undefined
}

export type Metadata = {
  readonly title?: string | undefined
  readonly author?: string | undefined
  readonly publisher?: string | undefined
  readonly published?: string | undefined
  readonly url?: string | undefined
  readonly rights?: string | undefined
  readonly language?: string | undefined
  /** Who wrote the notes, where the file says so. */
  readonly annotators?: readonly Person[] | undefined
}

/** What a reader of any format makes of a file. */
export type Imported = {
  readonly texts: readonly ImportedText[]
  readonly notes: readonly ImportedNote[]
  readonly marks: readonly Mark[]
  readonly ranges: readonly GivenRange[]
  /** Places that links may lead to, by their name in the file. */
  readonly anchors: ReadonlyMap<string, Spot>
  readonly metadata: Metadata
  readonly messages: readonly ImportMessage[]
  /** What `variorum` itself wrote into the file: the notes with all of their fields. */
  readonly dataset?: string | undefined
  /** With it, the texts by id: letter for letter, or as passages without what parts them. */
  readonly raw?: ReadonlyMap<string, string | readonly string[]> | undefined
}

/** That cells of a table had several lines: so many of the table at this place; else the cell at this place. */
export function cellLines(place: SourcePlace, cells?: number): ImportMessage {
  const which =
    cells === undefined
      ? 'The cell has'
      : cells === 1
        ? 'A cell of this table has'
        : `${cells} cells of this table have`
  const message = `${which} several lines: they stand in one`
  return { place, severity: 'warning', rule: 'cell-lines', message }
}

/** A file that cannot be read at all; said in words, with a place where there is one. */
export function refusal(message: string, place?: Partial<SourcePlace>): Error {
  const at =
    place?.file === undefined
      ? ''
      : `${place.file}${place.line === undefined ? '' : `:${place.line}:${place.column ?? 1}`}: `
  return Object.assign(new Error(`${at}${message}`), { name: 'UsageError' })
}

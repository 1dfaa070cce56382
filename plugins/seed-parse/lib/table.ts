import type { Line } from './lines.ts'
import type { Range } from './structure.ts'

/** What a person tells about a table: its rows are the lines of the passage, its cells what tabs part in a line. */
export interface TableRecord {
  /** The first line is no row, but what the table is called. */
  caption?: 'first-line' | undefined
  /** How many rows, and how many columns, at its beginning head the others. */
  headRows?: number | undefined
  headColumns?: number | undefined
  /** Cells that head others elsewhere, or go over several rows or columns. */
  cells?: readonly CellRecord[] | undefined
}

/** What is told of one cell: the `cell`th of what is in the `row`th row, both counted from 1. */
export interface CellRecord extends Partial<Extent> {
  row: number
  cell: number
  head?: boolean | undefined
}

/** How many rows and columns a cell goes over: 1 by default. */
export interface Extent {
  rows: number
  columns: number
}

/** The range of a cell is what stands between tabs, its own white space included. */
export interface Cell extends Range, Extent {
  /** The column that it begins in, from 0. */
  column: number
  /** What it heads: its column, or its row. An empty cell heads nothing. */
  heads?: 'column' | 'row'
}

/** A row owns its line, with the end of it. */
export interface Row extends Range {
  cells: Cell[]
}

export interface Table {
  /** The line that is no row. */
  caption?: Range
  headRows: number
  rows: Row[]
}

/** Find the rows and cells of a table, given its lines. What is told of cells that are not there does nothing. */
export function tableOf(seed: string, lines: readonly Line[], told: TableRecord = {}): Table {
  const { caption, headRows = 0, headColumns = 0, cells = [] } = told
  const [first] = lines
  const captioned = caption !== undefined && first !== undefined
  const known = new Map(cells.map((cell) => [`${cell.row} ${cell.cell}`, cell]))
  const fields = (captioned ? lines.slice(1) : lines).map((line) => ({ line, ranges: fieldsOf(seed, line) }))
  const heading = Math.min(headRows, fields.length)
  const extents = fields.map(({ ranges }, row) =>
    ranges.map((_, cell) => {
      const { rows = 1, columns = 1 } = known.get(`${row + 1} ${cell + 1}`) ?? {}
      // None goes out of the rows that head the table, nor out of those below.
      const left = (row < heading ? heading : fields.length) - row
      return { rows: Math.min(Math.max(rows, 1), left), columns: Math.max(columns, 1) }
    }),
  )
  const columnsOf = columnsFor(extents)
  const rows = fields.map(({ line, ranges }, row): Row => {
    const made = ranges.map((range, index): Cell => {
      const column = columnsOf[row]?.[index] ?? 0
      const isHead = known.get(`${row + 1} ${index + 1}`)?.head === true
      const isEmpty = seed.slice(range.start, range.end).trim() === ''
      const heads = row < heading ? 'column' : column < headColumns || isHead ? 'row' : undefined
      return { ...range, ...(extents[row]?.[index] as Extent), column, ...(heads && !isEmpty && { heads }) }
    })
    return { start: line.start, end: line.next, cells: made }
  })
  return {
    ...(captioned && { caption: { start: first.start, end: first.end } }),
    headRows: heading,
    rows,
  }
}

function fieldsOf(seed: string, { start, end }: Line): Range[] {
  let from = start
  return seed
    .slice(start, end)
    .split('\t')
    .map(({ length }) => {
      const range = { start: from, end: from + length }
      from = range.end + 1
      return range
    })
}

/**
 * The column that each cell begins in, from 0: the first one that no cell of a row above goes down into, as the model
 * of tables of HTML has it.
 */
export function columnsFor(rows: readonly (readonly Extent[])[]): number[][] {
  /** For each column, the first row in which it is free again. */
  const free: number[] = []
  return rows.map((cells, row) => {
    let column = 0
    return cells.map(({ rows: deep, columns: wide }) => {
      while ((free[column] ?? 0) > row) column++
      const begins = column
      for (; column < begins + wide; column++) free[column] = Math.max(free[column] ?? 0, row + deep)
      return begins
    })
  })
}

/** How many columns a table has: as many as its widest row, with what goes down into that row. */
export function columnCount({ rows }: Table): number {
  return rows
    .flatMap(({ cells }) => cells)
    .reduce((most, { column, columns }) => Math.max(most, column + columns), 0)
}

import {
  type CellRecord,
  columnCount,
  type Passage,
  type Table,
  type TableRecord,
} from '../../plugins/seed-parse/index.ts'
import type { StructureFields } from './schema.ts'

/** What `seed.yaml` says of a passage, where it says more than its role. */
export type RoleFields = Exclude<NonNullable<StructureFields['roles']>[string], string>

const fields = ['caption', 'head-rows', 'head-columns', 'cells'] as const

/** What is told of a table: `{role: table, head-rows: 1, cells: 'r2c1 rows 3, r5c1 head columns 2'}`. */
export function tableRecord(told: RoleFields): TableRecord {
  return {
    caption: told.caption,
    headRows: told['head-rows'],
    headColumns: told['head-columns'],
    cells: written(told.cells ?? '').map(({ record }) => record),
  }
}

/** A cell as it is told, and in which words. */
type Written = { readonly said: string; readonly name: string; readonly record: CellRecord }

function written(cells: string): Written[] {
  return [...cells.matchAll(/(r(\d+)c(\d+))([^,]*)/g)].map(([said, name = '', row, cell, rest = '']) => {
    const extent = (word: string) => Number(new RegExp(` ${word} (\\d+)`).exec(rest)?.[1] ?? 1)
    const record = {
      row: Number(row),
      cell: Number(cell),
      head: / head\b/.test(rest),
      rows: extent('rows'),
      columns: extent('columns'),
    }
    return { said, name, record }
  })
}

/** Why what is told is none of a table, in the terms of a message, and the field that says it. */
export type TableFault = {
  readonly field: (typeof fields)[number]
  readonly reason: string
  readonly note: string
}

/** What is wrong with what is told of a passage: of a table that it is not, or of rows and cells that it does not have. */
export function tableFaults(told: RoleFields, passage: Passage | undefined): TableFault[] {
  if (told.role !== 'table')
    return fields.flatMap((field) => (told[field] === undefined ? [] : [noTable(told.role, field)]))
  if (passage?.table === undefined) return []
  const { id, table } = passage
  return [...headFaults(told, id, table), ...cellFaults(written(told.cells ?? ''), id, table)]
}

function noTable(role: string, field: TableFault['field']): TableFault {
  return {
    field,
    reason: `Unexpected \`${field}\` of a passage that is \`${role}\`, expected it of a \`table\``,
    note: `Leave it out, or say \`role: table\`.`,
  }
}

function headFaults(told: RoleFields, id: string, table: Table): TableFault[] {
  const { rows, caption } = table
  if (caption !== undefined && rows.length === 0) {
    const reason = `Unexpected table \`${id}\` that is a caption alone, expected rows below it`
    return [{ field: 'caption', reason, note: 'Leave `caption` out: then the line is a row.' }]
  }
  const most = { 'head-rows': rows.length, 'head-columns': columnCount(table) }
  return (['head-rows', 'head-columns'] as const).flatMap((field) => {
    const said = told[field]
    if (said === undefined || said <= most[field]) return []
    const reason = `Unexpected \`${field}: ${said}\`, expected at most \`${most[field]}\`, as many as passage \`${id}\` has`
    return [{ field, reason, note: 'Rows are lines, and cells are parted by tabs.' }]
  })
}

function cellFaults(cells: readonly Written[], id: string, table: Table): TableFault[] {
  const seen = new Set<string>()
  const faults = cells.flatMap((one) => {
    const isSecond = seen.has(one.name)
    seen.add(one.name)
    return (isSecond ? second(one) : (missing(one, id, table) ?? tooDeep(one, table))) ?? []
  })
  const crossing = faults.length > 0 ? undefined : firstCrossing(table)
  const found = [...faults, ...(crossing === undefined ? [] : [crossing])]
  return found.map((fault) => ({ field: 'cells', ...fault }))
}

type Fault = Omit<TableFault, 'field'>

function second({ name }: Written): Fault {
  return {
    reason: `Unexpected second \`${name}\`, expected each cell once`,
    note: `Say all of it at once: \`${name} head rows 2\`.`,
  }
}

function missing({ name, record: { row, cell } }: Written, id: string, { rows }: Table): Fault | undefined {
  const found = rows[row - 1]?.cells
  if (found === undefined) {
    return {
      reason: `Unexpected \`${name}\`, expected rows \`r1\` to \`r${rows.length}\`, those of passage \`${id}\``,
      note: 'Rows are counted from 1, without the caption.',
    }
  }
  if (cell <= found.length) return undefined
  return {
    reason: `Unexpected \`${name}\`, expected \`r${row}c1\` to \`r${row}c${found.length}\`, the cells of that row of passage \`${id}\``,
    note: 'Cells are counted from 1 as they stand in the line, parted by tabs.',
  }
}

function tooDeep({ said, record: { row, cell, rows = 1 } }: Written, table: Table): Fault | undefined {
  const most = table.rows[row - 1]?.cells[cell - 1]?.rows ?? rows
  if (rows <= most) return undefined
  const where = row <= table.headRows ? 'the rows that head the table end' : 'the table ends'
  return {
    reason: `Unexpected \`${said}\`, expected at most \`rows ${most}\`, where ${where}`,
    note: most === 1 ? 'Leave `rows` out.' : `\`${said.replace(/rows \d+/, `rows ${most}`)}\` goes as far.`,
  }
}

/** The first cell that goes over one which comes down from a row above. */
function firstCrossing({ rows }: Table): Fault | undefined {
  /** For each column, the first row in which it is free again. */
  const free: number[] = []
  const cells = rows.flatMap((row, number) => row.cells.map((cell, index) => ({ ...cell, number, index })))
  for (const { column, columns, rows: deep, number, index } of cells) {
    const over = Array.from({ length: columns }, (_, at) => column + at)
    const taken = over.find((at) => (free[at] ?? 0) > number)
    if (taken !== undefined) {
      const name = `r${number + 1}c${index + 1}`
      return {
        reason: `Unexpected \`${name} columns ${columns}\` over a cell that comes down from above, expected it beside that`,
        note: `\`${name}\` has room for ${taken - column} of the columns.`,
      }
    }
    for (const at of over) free[at] = number + deep
  }
  return undefined
}

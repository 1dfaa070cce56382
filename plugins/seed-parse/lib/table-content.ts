import type { Element, Properties } from 'hast'
import type { Maker } from './from-seed.ts'
import type { Range } from './structure.ts'
import type { Cell, Row, Table } from './table.ts'

/**
 * A table as an element. All of its text is in cells: a cell owns the tab after it, the last one of a row the end of the
 * line, since a parser of HTML would take text between cells out of the table.
 */
export function tableContent(make: Maker, { start, end }: Range, table: Table) {
  const { caption, headRows, rows } = table
  const first = (caption ?? rows[0])?.start ?? start
  const last = (rows.at(-1) ?? caption)?.end ?? end
  const title = caption && { start: caption.start, end: rows[0]?.start ?? caption.end }
  const parts = [
    ...(title ? [make.element('caption', {}, title, make.text(title.start, title.end))] : []),
    ...group(make, 'thead', rows.slice(0, headRows)),
    ...group(make, 'tbody', rows.slice(headRows)),
  ]
  return [
    ...make.text(start, first),
    make.element('table', {}, { start: first, end: last }, parts),
    ...make.text(last, end),
  ]
}

function group(make: Maker, tagName: string, rows: readonly Row[]): Element[] {
  const [first] = rows
  const last = rows.at(-1)
  if (first === undefined || last === undefined) return []
  const range = { start: first.start, end: last.end }
  return [
    make.element(
      tagName,
      {},
      range,
      rows.map((row) => rowElement(make, row)),
    ),
  ]
}

function rowElement(make: Maker, row: Row): Element {
  const cells = row.cells.map((cell, index) => {
    const range = { start: cell.start, end: row.cells[index + 1]?.start ?? row.end }
    return make.element(
      cell.heads ? 'th' : 'td',
      propertiesOf(cell),
      range,
      make.text(range.start, range.end),
    )
  })
  return make.element('tr', {}, row, cells)
}

function propertiesOf({ heads, rows, columns }: Cell): Properties {
  return {
    ...(heads && { scope: heads === 'column' ? 'col' : 'row' }),
    ...(rows > 1 && { rowSpan: rows }),
    ...(columns > 1 && { colSpan: columns }),
  }
}

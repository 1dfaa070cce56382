import {
  columnsFor,
  type Form,
  fromSeed,
  passages,
  type RoleName,
  type Structure,
} from '../../plugins/seed-parse/index.ts'
import { quoted } from '../edition/places.ts'
import type { Block, CellTold } from './document.ts'
import { spansOf } from './spans.ts'

/** A text as its file has it: its characters, and where each block begins. */
export function textOf(blocks: readonly Block[]): { value: string; starts: number[] } {
  const starts: number[] = []
  let length = 0
  for (const { text } of blocks) {
    starts.push(length)
    length += text.length + 2
  }
  return { value: `${blocks.map(({ text }) => text).join('\n\n')}\n`, starts }
}

const defaults: Readonly<Record<Form, RoleName>> = { prose: 'paragraph', verse: 'stanza', drama: 'speech' }

/** The form that needs the fewest roles. */
function formOf(blocks: readonly Block[]): Form {
  const count = (role: RoleName) => blocks.filter((block) => block.role === role).length
  // A play in prose is prose with speeches, whose paragraphs nobody counts as lines.
  const inVerse = blocks.filter(({ role, verse }) => role === 'speech' && verse === true).length
  if (count('speech') * 3 > blocks.length && inVerse * 2 >= count('speech')) return 'drama'
  return count('stanza') > count('paragraph') ? 'verse' : 'prose'
}

/** What `seed.yaml` says of a text, as lines of YAML without indent; every block is what it was in the file. */
export function structureYaml(blocks: readonly Block[], value: string): string[] {
  const form = formOf(blocks)
  const highest = blocks
    .filter(({ role }) => role === 'heading')
    .reduce((least, { level }) => Math.min(least, level ?? 1), Infinity)
  const pattern = labelsFollow(blocks, value)
  const roles = blocks.map((block) => roleYaml(block, form, highest, pattern))
  const lines: string[] = []
  for (let from = 0; from < roles.length;) {
    const role = roles[from]
    let to = from + 1
    while (to < roles.length && roles[to] === role && role !== undefined) to++
    const key = to - from === 1 ? `p${from + 1}` : `p${from + 1}-p${to}`
    if (role !== undefined) lines.push(`  ${key}: ${role}`)
    from = to
  }
  const spans = blocks.flatMap((block, index) => {
    const said = spansOf(block)
    return said === '' ? [] : [`  p${index + 1}: ${said}`]
  })
  return [
    `form: ${form}`,
    ...(pattern ? ['speaker: first-line'] : []),
    ...(lines.length === 0 ? [] : ['roles:', ...lines]),
    ...(spans.length === 0 ? [] : ['spans:', ...spans]),
  ]
}

function roleYaml(
  { role, level, label, text, table, verse = false }: Block,
  form: Form,
  highest: number,
  pattern: boolean,
): string | undefined {
  if (role === 'heading') {
    const depth = Math.min(Math.max((level ?? 1) - highest + 1, 1), 4)
    return depth === 1 ? 'heading' : `{role: heading, level: ${depth}}`
  }
  if (table !== undefined && role === 'table') return tableYaml(table, text)
  if (role === 'speech') {
    const isTold = verse !== (form !== 'prose')
    const fields = [
      ...(label !== undefined && !pattern ? [`speaker: ${quoted(text.slice(0, label))}`] : []),
      ...(isTold ? [`verse: ${String(verse)}`] : []),
    ]
    if (fields.length > 0) return `{role: speech, ${fields.join(', ')}}`
  }
  return role === defaults[form] ? undefined : role
}

/** What is told of a table: rows and columns that head it, and cells that are not like the others. */
function tableYaml({ captioned, rows: told }: NonNullable<Block['table']>, text: string): string {
  const lines = text.split('\n').slice(captioned ? 1 : 0)
  const words = lines.map((line) => line.split('\t').map((cell) => cell.trim()))
  // An empty cell heads nothing, and keeps no others from it.
  const isEmpty = (row: number, cell: number) => (words[row]?.[cell] ?? '') === ''
  const heading = leading(
    (row) =>
      told[row]?.some(({ head }, cell) => head && !isEmpty(row, cell)) === true &&
      told[row].every(({ head }, cell) => head || isEmpty(row, cell)),
  )
  // None of their cells may go down into the rows below.
  const headRows = Array.from({ length: heading + 1 }, (_, count) => count).findLast((count) =>
    told.slice(0, count).every((cells, row) => cells.every(({ rows }) => row + rows <= count)),
  ) as number
  const rows = fitting(told, headRows)
  const columns = columnsFor(rows)
  const all = rows.flatMap((row, index) =>
    row.map((cell, at) => ({
      ...cell,
      name: `r${index + 1}c${at + 1}`,
      row: index,
      column: columns[index]?.[at] ?? 0,
      isHead: cell.head && !isEmpty(index, at),
      isEmpty: isEmpty(index, at),
    })),
  )
  const body = Map.groupBy(
    all.filter(({ row }) => row >= headRows),
    ({ column }) => column,
  )
  const headColumns = leading((column) => {
    const cells = body.get(column) ?? []
    return cells.some((cell) => cell.isHead) && cells.every((cell) => cell.isHead || cell.isEmpty)
  })
  const others = all.flatMap(({ name, row, column, isHead, rows: deep, columns: wide }) => {
    const said = [
      ...(isHead && row >= headRows && column >= headColumns ? ['head'] : []),
      ...(deep > 1 ? [`rows ${deep}`] : []),
      ...(wide > 1 ? [`columns ${wide}`] : []),
    ]
    return said.length === 0 ? [] : [[name, ...said].join(' ')]
  })
  const fields = [
    ...(captioned ? ['caption: first-line'] : []),
    ...(headRows > 0 ? [`head-rows: ${headRows}`] : []),
    ...(headColumns > 0 ? [`head-columns: ${headColumns}`] : []),
    ...(others.length > 0 ? [`cells: '${others.join(', ')}'`] : []),
  ]
  return fields.length === 0 ? 'table' : `{role: table, ${fields.join(', ')}}`
}

/** Cells that go no further than the table does, nor over others, whatever the file says. */
function fitting(told: readonly (readonly CellTold[])[], headRows: number): CellTold[][] {
  /** For each column, the first row in which it is free again. */
  const free: number[] = []
  return told.map((cells, row) => {
    const below = (row < headRows ? headRows : told.length) - row
    let column = 0
    return cells.map((cell) => {
      while ((free[column] ?? 0) > row) column++
      const begins = column
      const rows = Math.min(cell.rows, below)
      for (; column < begins + cell.columns && (free[column] ?? 0) <= row; column++) free[column] = row + rows
      return { ...cell, rows, columns: column - begins }
    })
  })
}

/** For how many numbers from 0 on something holds. */
function leading(holds: (number: number) => boolean): number {
  let count = 0
  while (holds(count)) count++
  return count
}

/** Whether the pattern of labels on the first line finds just those labels that there are. */
function labelsFollow(blocks: readonly Block[], value: string): boolean {
  const roles = Object.fromEntries(blocks.map(({ role }, index) => [`p${index + 1}`, role]))
  if (!blocks.some(({ label }) => label !== undefined)) return false
  const structure: Structure = { roles, speaker: { pattern: 'first-line' } }
  const found = passages(fromSeed(value, structure))
  return found.every(({ speaker, range }, index) => {
    const label = blocks[index]?.role === 'speech' ? blocks[index].label : undefined
    return (speaker === undefined ? undefined : speaker.end - range.start) === label
  })
}

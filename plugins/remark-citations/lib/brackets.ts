import type { Link, Parents, PhrasingContent, Text } from 'mdast'
import { align } from './align.ts'

/** A child of a paragraph, with where each unit of its text stands in the source, as far as that is known. */
export interface Cell {
  node: PhrasingContent
  /** Text only: UTF-16 offsets in the source, one for each unit of the value. */
  offsets: readonly number[]
}

/** A position in a run of cells: the cell's index, and the UTF-16 unit in its text. */
export interface Mark {
  cell: number
  unit: number
}

/** A bracket and its partner; `close` is missing where the paragraph ends first. */
export interface Pair {
  open: Mark
  close?: Mark
}

/**
 * Finds where the children's text stands in the source. Text next to an address
 * that GFM made a link of on second thoughts (`[me@example.org]`) has lost its
 * position; it is looked for behind its elder sibling.
 */
export function cellsOf(parent: Parents, source: string): Cell[] {
  const children = parent.children as PhrasingContent[]
  let cursor: number | undefined
  return children.map((node) => {
    const start = node.position?.start.offset ?? cursor ?? find(node, source, parent)
    const offsets = node.type === 'text' && start !== undefined ? align(node.value, source, start) : []
    cursor = node.position?.end.offset ?? endOf(node, start, offsets)
    return { node, offsets }
  })
}

/** The eldest starts with the paragraph, or a little later: behind `# `, or `| `. */
function find(node: PhrasingContent, source: string, parent: Parents): number | undefined {
  const words = wordsOf(node)
  const [plain = ''] = /^[\p{L}\p{N} ]+|^./su.exec(words) ?? []
  const start = source.indexOf(plain, parent.position?.start.offset ?? Infinity)
  return start < 0 ? undefined : start - (source[start - 1] === '\\' ? 1 : 0)
}

function endOf(node: PhrasingContent, start: number | undefined, offsets: readonly number[]) {
  const last = offsets.at(-1)
  if (last !== undefined) return last + 1
  return start === undefined ? undefined : start + wordsOf(node).length
}

const wordsOf = (node: PhrasingContent): string => (isLink(node) ? wordsOfLink(node) : textOf(node))
const isLink = (node: PhrasingContent): node is Link => node.type === 'link'
const wordsOfLink = (node: Link): string => node.children.map(textOf).join('')
const textOf = (node: PhrasingContent): string => (node.type === 'text' ? node.value : '')

/** All brackets that are syntax (not `\[`), with their partners, in the order in which they close. */
export function pairs(cells: readonly Cell[], source: string): Pair[] {
  const open: Mark[] = []
  const found: Pair[] = []
  cells.forEach(({ node, offsets }, cell) => {
    if (node.type !== 'text') return
    for (const { 0: bracket, index: unit } of node.value.matchAll(/[[\]]/g)) {
      const offset = offsets[unit]
      if (offset !== undefined && source[offset] !== bracket) continue
      if (bracket === '[') open.push({ cell, unit })
      else pair(open, found, { cell, unit })
    }
  })
  return [...found, ...open.map((mark) => ({ open: mark }))]
}

function pair(open: Mark[], found: Pair[], close: Mark): void {
  const mark = open.pop()
  if (mark) found.push({ open: mark, close })
}

/** The cells between two marks, cut to size. */
export function between(cells: readonly Cell[], from: Mark, to: Mark): Cell[] {
  const inside: Cell[] = []
  for (let index = from.cell; index <= to.cell; index++) {
    const cell = cells[index]
    if (!cell) continue
    const start = index === from.cell ? from.unit : 0
    const end = index === to.cell ? to.unit : Infinity
    inside.push(cut(cell, start, end))
  }
  return inside.filter(({ node }) => node.type !== 'text' || node.value !== '')
}

/** Part of a cell; anything but text is kept whole. */
export function cut(cell: Cell, start: number, end: number = Infinity): Cell {
  if (cell.node.type !== 'text') return cell
  const node: Text = { type: 'text', value: cell.node.value.slice(start, end) }
  return { node, offsets: cell.offsets.slice(start, end) }
}

/** Where a run of cells begins and ends in the source, as a pair of offsets. */
export function span(cells: readonly Cell[]): [start: number, end: number] | undefined {
  const start = cells.map(startOf).find((offset) => offset !== undefined)
  const end = cells.map(finish).findLast((offset) => offset !== undefined)
  return start === undefined || end === undefined ? undefined : [start, end]
}

const startOf = ({ node, offsets }: Cell): number | undefined => offsets[0] ?? node.position?.start.offset

function finish({ node, offsets }: Cell): number | undefined {
  const last = offsets.at(-1)
  return last === undefined ? node.position?.end.offset : last + 1
}

import { type Cell, cut } from './brackets.ts'

/** One work in a bracket: `see @odni-2017, p. ii`. */
export interface Item {
  prefix: Cell[]
  /** `-@key`: the author's name is in the sentence already. */
  suppressAuthor: boolean
  key: string
  /** The key alone, without `@`. */
  keyCell: Cell
  suffix: Cell[]
}

/** A key as in Pandoc: a letter, digit or `_`, then more of them with single marks between. https://pandoc.org/MANUAL.html#citation-syntax */
const citation =
  /(?<![^\s])(-?)@([\p{L}\p{N}_]+(?:[:.#$%&\-+?<>~/][\p{L}\p{N}_]+)*)(?![\p{L}\p{N}_@]|[:.#$%&\-+?<>~/][\p{L}\p{N}_])/u

/** Cuts the inside of a bracket at its semicolons. */
export function splitItems(inside: readonly Cell[]): Cell[][] {
  const items: Cell[][] = [[]]
  for (const cell of inside) {
    const ends =
      cell.node.type === 'text' ? [...cell.node.value.matchAll(/;/g)].map(({ index }) => index) : []
    let start = 0
    for (const end of ends) {
      items.at(-1)?.push(cut(cell, start, end))
      items.push([])
      start = end + 1
    }
    items.at(-1)?.push(cut(cell, start))
  }
  return items.map(trim)
}

/** Takes white space, and what that leaves empty, off both ends. */
function trim(cells: Cell[]): Cell[] {
  const kept = cells.filter(
    ({ node }) => node.type !== 'text' || node.value.trim() !== '' || cells.length > 1,
  )
  const first = kept[0]
  if (first?.node.type === 'text') kept[0] = cut(first, first.node.value.search(/\S|$/))
  const last = kept.at(-1)
  if (last?.node.type === 'text') kept[kept.length - 1] = cut(last, 0, last.node.value.trimEnd().length)
  return kept.filter(({ node }) => node.type !== 'text' || node.value !== '')
}

/** Reads one item; `undefined` if it names no key. The first key counts; `\@` is no sign of one. */
export function parseItem(cells: readonly Cell[], source: string): Item | undefined {
  for (const [index, cell] of cells.entries()) {
    const match = cell.node.type === 'text' ? citation.exec(cell.node.value) : undefined
    if (!match || isGlued(cells[index - 1], match.index)) continue
    const [whole, dash = '', key = ''] = match
    const sign = cell.offsets[match.index + dash.length]
    if (sign !== undefined && source[sign] !== '@') continue
    const end = match.index + whole.length
    return {
      prefix: nonEmpty([...cells.slice(0, index), cut(cell, 0, match.index)]),
      suppressAuthor: dash === '-',
      key,
      keyCell: cut(cell, end - key.length, end),
      suffix: nonEmpty([cut(cell, end), ...cells.slice(index + 1)]),
    }
  }
  return undefined
}

/** `*a*@b`: the sign touches what stands before it, as in an e-mail address. */
const isGlued = (before: Cell | undefined, at: number): boolean => before !== undefined && at === 0

const nonEmpty = (cells: Cell[]): Cell[] =>
  cells.filter(({ node }) => node.type !== 'text' || node.value !== '')

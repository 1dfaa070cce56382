import type { Link, Nodes, Parents, PhrasingContent, Root } from 'mdast'
import type {} from 'mdast-util-to-hast'
import { toString } from 'mdast-util-to-string'
import type { Position } from 'unist'
import type { VFile } from 'vfile'
import { pointAt } from './align.ts'
import { between, type Cell, cellsOf, type Mark, type Pair, pairs, span } from './brackets.ts'
import { type Locator, parseLocator } from './locator.ts'
import { type Item, parseItem, splitItems } from './parse.ts'

/** One work cited at one place. */
export interface Cited {
  key: string
  locator?: Locator
  /** `[-@key]`: the label should leave the author's name out. */
  suppressAuthor: boolean
  /** Where the key (without `@`) stands in the file. */
  place: Position | undefined
}

/** The key is known. */
export interface Resolved {
  /** What stands in the text for the work: `ODNI 2017`. */
  label: string
  href: string
  title?: string
  /** Classes of the link beside its own: `ref-unverified`. */
  className?: readonly string[]
}

/** The key is not known. */
export interface Unresolved {
  /** Completes the sentence "Unexpected `@odni-2107`, expected …": `a key of content/sources`. */
  problem: string
  /** What to write instead, ready to paste: `odni-2017`. */
  mend?: string
  expected?: readonly string[]
}

export type Resolve = (key: string, cited: Cited) => Resolved | Unresolved

export interface Options {
  resolve: Resolve
}

/** mdast node: a bracket with one or more works. */
export interface Citation {
  type: 'citation'
  items: Cited[]
  children: PhrasingContent[]
  data: { hName: 'cite'; hProperties: { className: string[] } }
  position?: Position
}

declare module 'mdast' {
  interface PhrasingContentMap {
    citation: Citation
  }
  interface RootContentMap {
    citation: Citation
  }
}

declare module 'vfile' {
  interface DataMap {
    /** Works cited in the file, in order. */
    citations?: Cited[]
  }
}

/** A paragraph (or heading, emphasis, cell …) that is being read. */
interface Context {
  file: VFile
  source: string
  resolve: Resolve
  parent: Parents
  cells: Cell[]
  cited: Cited[]
}

/** No citation in these: a link cannot hold a link. */
const closed = new Set(['link', 'linkReference', 'citation', 'definition'])

/**
 * Turns `[see @key, p. 3; @other]` into `citation` nodes. Changes the tree, adds a
 * message for every unknown key, and returns what is cited, in order; it is also
 * put in `file.data.citations`. Only brackets cite: `@key` alone is a handle or
 * half an e-mail address. Places are right if `file.value` is what was parsed.
 */
export function citations(tree: Root, file: VFile, { resolve }: Options): Cited[] {
  const source = String(file.value ?? '')
  const cited: Cited[] = []
  const look = (node: Nodes): void => {
    if (!('children' in node) || closed.has(node.type)) return
    if (isCandidate(node)) cite({ file, source, resolve, parent: node, cells: cellsOf(node, source), cited })
    node.children.forEach(look)
  }
  look(tree)
  file.data.citations = [...(file.data.citations ?? []), ...cited]
  return cited
}

function isCandidate({ children }: Parents): boolean {
  const has = (sign: string) => children.some((child) => child.type === 'text' && child.value.includes(sign))
  return has('[') && has('@')
}

function cite(context: Context): void {
  const { cells, source } = context
  const found = pairs(cells, source).sort((a, b) => a.open.cell - b.open.cell || a.open.unit - b.open.unit)
  const children: PhrasingContent[] = []
  let from: Mark = { cell: 0, unit: 0 }
  for (const pair of found) {
    if (isBefore(pair.open, from)) continue
    const citation = read(pair, context)
    if (!citation || !pair.close) continue
    // They may be too many to be arguments.
    for (const node of nodes(between(cells, from, pair.open), context)) children.push(node)
    children.push(citation)
    from = { cell: pair.close.cell, unit: pair.close.unit + 1 }
  }
  if (children.length === 0) return
  const end = { cell: cells.length, unit: 0 }
  context.parent.children = [...children, ...nodes(between(cells, from, end), context)] as never
}

const isBefore = (a: Mark, b: Mark): boolean => a.cell < b.cell || (a.cell === b.cell && a.unit < b.unit)

/** Reads a bracket; `undefined` if it is no citation, with a message if it was plainly meant to be one. */
function read({ open, close }: Pair, context: Context): Citation | undefined {
  const start = { cell: open.cell, unit: open.unit + 1 }
  const end = close ?? { cell: context.cells.length, unit: 0 }
  const parts = splitItems(between(context.cells, start, end))
  const items = parts.map((part) => parseItem(part, context.source))
  const meant = items[0]?.prefix.length === 0
  if (close && items.every((item) => item !== undefined)) {
    return build(items, between(context.cells, open, { cell: close.cell, unit: close.unit + 1 }), context)
  }
  if (meant && !close) reportOpen(parts[0] ?? [], context)
  if (meant && close) reportKeyless(parts[items.indexOf(undefined)] ?? [], context)
  return undefined
}

function build(items: readonly Item[], whole: readonly Cell[], context: Context): Citation {
  const entries = items.map((item) => ({ item, cited: citedIn(item, context) }))
  context.cited.push(...entries.map(({ cited }) => cited))
  const children = entries.flatMap(({ item, cited }, index) => [
    ...(index > 0 ? [text('; ')] : []),
    ...nodes(item.prefix, context),
    work(cited, context),
    ...nodes(item.suffix, context),
  ])
  const position = placeOf(whole, context)
  return {
    type: 'citation',
    items: entries.map(({ cited }) => cited),
    children: [text('('), ...children, text(')')],
    data: { hName: 'cite', hProperties: { className: ['citation'] } },
    ...(position && { position }),
  }
}

function citedIn({ key, keyCell, suffix, suppressAuthor }: Item, context: Context): Cited {
  const locator = parseLocator(toString(suffix.map(({ node }) => node)))
  return { key, suppressAuthor, place: placeOf([keyCell], context), ...(locator && { locator }) }
}

/** The link to a work; of an unknown one, its key. */
function work(cited: Cited, { file, resolve }: Context): Link {
  const { key, place } = cited
  const answer = resolve(key, cited)
  const known = !('problem' in answer)
  if (!known) reportUnknown(file, key, place, answer)
  const className = ['ref', 'ref-source', ...(known ? (answer.className ?? []) : ['ref-missing'])]
  const hProperties = { className, dataRef: `source:${key}` }
  const data = known
    ? { hProperties: { ...hProperties, role: 'doc-biblioref' } }
    : { hName: 'span', hProperties: { ...hProperties, href: undefined } }
  return {
    type: 'link',
    url: known ? answer.href : '',
    title: known ? (answer.title ?? null) : null,
    children: [text(known ? answer.label : key)],
    data,
    ...(place && { position: place }),
  }
}

const text = (value: string): PhrasingContent => ({ type: 'text', value })

/** Cells as nodes, with places where they are known. */
function nodes(cells: readonly Cell[], context: Context): PhrasingContent[] {
  return cells.map((cell) => {
    if (cell.node.type !== 'text' || cell.node.position) return cell.node
    const position = placeOf([cell], context)
    return { ...cell.node, ...(position && { position }) }
  })
}

/** Where the cells stand in the file; the paragraph's place, where that cannot be told. */
function placeOf(cells: readonly Cell[], { source, parent }: Context): Position | undefined {
  const whole = parent.position
  const range = span(cells)
  if (!whole || !range) return whole
  const start = pointAt(source, whole.start, range[0])
  return { start, end: pointAt(source, start, range[1]) }
}

function reportUnknown(file: VFile, key: string, place: Position | undefined, answer: Unresolved): void {
  const reason = `Unexpected \`@${key}\`, expected ${answer.problem}`
  const message = file.message(reason, { place, ruleId: 'source-known', source: 'variorum' })
  const expected = answer.expected ?? (answer.mend === undefined ? [] : [answer.mend])
  Object.assign(message, { fatal: true, actual: key, expected: [...expected] })
  if (answer.mend !== undefined) message.note = answer.mend
}

/** The page shows what was written, brackets and all: poorer, but not false. */
function reportOpen(cells: readonly Cell[], context: Context): void {
  const place = placeOf(cells.slice(0, 1), context)
  const reason = 'Unexpected end of paragraph, expected `]` after the citation'
  const message = context.file.message(reason, { place, ruleId: 'citation-form', source: 'variorum' })
  const key = parseItem(cells, context.source)?.key ?? ''
  Object.assign(message, { fatal: false, actual: '', expected: [']'], note: `[@${key}]` })
}

function reportKeyless(cells: readonly Cell[], context: Context): void {
  const actual = toString(cells.map(({ node }) => node)) || ';'
  const reason = `Unexpected \`${actual}\`, expected a key such as \`@odni-2017\` after \`;\``
  const place = placeOf(cells, context)
  const message = context.file.message(reason, { place, ruleId: 'citation-form', source: 'variorum' })
  Object.assign(message, { fatal: false, actual, expected: ['@<key>'], note: `, ${actual}` })
}

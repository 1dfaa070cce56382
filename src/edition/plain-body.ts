import type { PhrasingContent, Root } from 'mdast'
import type { Point } from 'unist'
import { holdsAddress } from './gfm.ts'

/**
 * The tree of a body that is nothing but paragraphs of words, emphasis and links, as most notes are; undefined for
 * every other. It is the tree that micromark makes, places and all, in a small part of the time; whatever may be
 * taken in two ways is left to micromark. `tests/plain-body.test.ts` compares the two.
 *
 * @param start where the body begins in its file: at the start of a line
 */
export function plainBody(markdown: string, start: Point): Root | undefined {
  if (special.test(markdown) || holdsAddress(markdown)) return undefined
  const reader: Reader = { markdown, at: 0, line: start.line, lineStart: 0, base: start.offset ?? 0 }
  const root: Root = { type: 'root', children: [] }
  const from = pointAt(0, reader)
  for (skipLineEnds(reader); reader.at < markdown.length; skipLineEnds(reader)) {
    const here = pointAt(reader.at, reader)
    const children = phrasing(reader, paragraphEnd(reader), '')
    if (children === undefined) return undefined
    root.children.push({
      type: 'paragraph',
      children,
      position: { start: here, end: pointAt(reader.at, reader) },
    })
  }
  root.position = { start: from, end: pointAt(markdown.length, reader) }
  return root.children.length === 0 ? undefined : root
}

/** What may be more than words: signs of other constructs, lines that begin like a block, spaces that are stripped. */
const special = new RegExp(
  [
    // eslint-disable-next-line no-control-regex -- they end an address, or are no line ends for us
    /[\0-\x09\x0B-\x1F\x7F\\`<~|\uFEFF]/,
    /&(?:#|\w+;)|\]:|\[\^|!\[/,
    /^(?:[ #>+=:-]|\*(?: |$)|[*_ ]+$|\d{1,9}[.)](?: |$))| $/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'm',
)

/** How far we are: offsets in the body, in UTF-16 code units; `base` and `line` make places in the file of them. */
type Reader = {
  readonly markdown: string
  at: number
  line: number
  lineStart: number
  readonly base: number
}

function pointAt(offset: number, { line, lineStart, base }: Reader): Point {
  return { line, column: offset - lineStart + 1, offset: base + offset }
}

function skipLineEnds(reader: Reader): void {
  while (reader.markdown[reader.at] === '\n') lineEnd(reader, reader.at++)
}

function lineEnd(reader: Reader, at: number): void {
  reader.line++
  reader.lineStart = at + 1
}

function paragraphEnd({ markdown, at }: Reader): number {
  const blank = markdown.indexOf('\n\n', at)
  if (blank !== -1) return blank
  return markdown.endsWith('\n') ? markdown.length - 1 : markdown.length
}

const sign = /\*+|_+|[[\]\n]/g
const link = /\[([^[\]]*)\]\(([^\s()]+)\)/y

/** Reads to `end`, or to behind the run of stars that closes what is open; undefined where another reading is possible. */
function phrasing(reader: Reader, end: number, closing: string): PhrasingContent[] | undefined {
  const { markdown } = reader
  const nodes: PhrasingContent[] = []
  let from = reader.at
  let start = pointAt(from, reader)
  const words = (until: number): Point => {
    const here = pointAt(until, reader)
    if (until > from)
      nodes.push({ type: 'text', value: markdown.slice(from, until), position: { start, end: here } })
    return here
  }
  for (
    let next = nextSign(markdown, from, end);
    next !== undefined;
    next = nextSign(markdown, reader.at, end)
  ) {
    const { 0: run, index } = next
    reader.at = index + run.length
    if (run === '\n') lineEnd(reader, index)
    else if (run === ']') {
      if (markdown[index + 1] === '(') return undefined
    } else if (run === '[') {
      link.lastIndex = index
      const [whole, label = '', url = ''] = link.exec(markdown) ?? []
      if (whole === undefined) continue
      const here = words(index)
      const children = phrasing(reader, reader.at + label.length, '')
      if (children === undefined) return undefined
      from = reader.at = index + whole.length
      start = pointAt(from, reader)
      nodes.push({ type: 'link', title: null, url, children, position: { start: here, end: start } })
    } else {
      const does = flanks(markdown, index, reader.at)
      if (does === 'nothing') continue
      if (does === 'either' || run.length > 2 || (does === 'closes' && run !== closing)) return undefined
      const here = words(index)
      if (does === 'closes') return nodes
      const children = phrasing(reader, end, run)
      if (children === undefined) return undefined
      from = reader.at
      start = pointAt(from, reader)
      const type = run.length === 1 ? 'emphasis' : 'strong'
      nodes.push({ type, children, position: { start: here, end: start } })
    }
  }
  if (closing !== '') return undefined
  words(end)
  reader.at = end
  return nodes
}

function nextSign(markdown: string, from: number, end: number): RegExpExecArray | undefined {
  sign.lastIndex = from
  const found = sign.exec(markdown)
  return found !== null && found.index < end ? found : undefined
}

/** What a run of stars or low lines can do where it stands: https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run */
function flanks(markdown: string, from: number, to: number): 'opens' | 'closes' | 'either' | 'nothing' {
  const [before, after] = [kindOf(markdown[from - 1]), kindOf(markdown[to])]
  const opens = after !== 'space' && (after === 'letter' || before !== 'letter')
  const closes = before !== 'space' && (before === 'letter' || after !== 'letter')
  if (opens) return closes ? 'either' : 'opens'
  return closes ? 'closes' : 'nothing'
}

function kindOf(unit: string | undefined): 'space' | 'sign' | 'letter' {
  if (unit === undefined || /\s/.test(unit)) return 'space'
  return /[\p{P}\p{S}]/u.test(unit) ? 'sign' : 'letter'
}

import type { Element, ElementContent, ElementData, Properties, Root, RootContent } from 'hast'
import { visit } from 'unist-util-visit'
import type { Range } from './structure.ts'

declare module 'hast' {
  interface ElementData {
    /** What a stretch of a passage is: one of `spanRoles`. */
    span?: string | undefined
  }
}

/** Every role that a stretch of words within a passage can have. */
export const spanRoles = [
  'emphasis',
  'strong',
  'title',
  'foreign',
  'small-caps',
  'superscript',
  'subscript',
  'stage',
] as const

export type SpanRole = (typeof spanRoles)[number]

/** A stretch of words, in UTF-16 code units of the seed. */
export interface Span extends Range {
  role: SpanRole
}

const shapes: Readonly<Record<SpanRole, { tagName: string; properties?: Properties }>> = {
  emphasis: { tagName: 'em' },
  strong: { tagName: 'strong' },
  title: { tagName: 'cite' },
  foreign: { tagName: 'i', properties: { className: ['foreign'] } },
  'small-caps': { tagName: 'span', properties: { className: ['small-caps'] } },
  superscript: { tagName: 'sup' },
  subscript: { tagName: 'sub' },
  stage: { tagName: 'span', properties: { className: ['stage'] } },
}

/** What a range has of a span: of the words in it, and of the spans within that. */
export interface SpanPart extends Span {
  within: SpanPart[]
}

/**
 * Find what ranges of a text have of its spans: without white space at the ends, in the order of the text, the inner
 * ones in the outer. A range may hold part of a span, as a line of verse does where the span goes on to the next.
 *
 * Of two spans one holds the other, or they are apart: throws a `RangeError` for others, a programmer's error.
 */
export function spanFinder(text: string, spans: readonly Span[]): (range: Range) => SpanPart[] {
  const sorted = spans.toSorted((a, b) => a.start - b.start || b.end - a.end)
  expectNested(sorted)
  let furthest = 0
  /** For each span, how far it and those before it reach. */
  const reach = sorted.map(({ end }) => (furthest = Math.max(furthest, end)))
  return (range) => {
    const parts: SpanPart[] = []
    const open: SpanPart[] = []
    for (let at = firstBeyond(reach, range.start); at < sorted.length; at++) {
      const span = sorted[at] as Span
      if (span.start >= range.end) break
      const part = partOf(span, range, text)
      if (part === undefined) continue
      while (open.length > 0 && (open.at(-1)?.end ?? 0) <= part.start) open.pop()
      ;(open.at(-1)?.within ?? parts).push(part)
      open.push(part)
    }
    return parts
  }
}

function expectNested(sorted: readonly Span[]): void {
  const open: Span[] = []
  for (const span of sorted) {
    while (open.length > 0 && (open.at(-1)?.end ?? 0) <= span.start) open.pop()
    const outer = open.at(-1)
    if (outer !== undefined && outer.end < span.end)
      throw new RangeError(
        `Unexpected span ${span.start}-${span.end} across ${outer.start}-${outer.end}, expected one within the other`,
      )
    open.push(span)
  }
}

/** The first of numbers that only grow which is greater than a number. */
function firstBeyond(numbers: readonly number[], number: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) <= number) low = middle + 1
    else high = middle
  }
  return low
}

function partOf({ role, ...span }: Span, range: Range, text: string): SpanPart | undefined {
  const [from, to] = [Math.max(span.start, range.start), Math.min(span.end, range.end)]
  if (from >= to) return undefined
  const words = text.slice(from, to)
  const [start, end] = [to - words.trimStart().length, from + words.trimEnd().length]
  return start < end ? { role, start, end, within: [] } : undefined
}

/**
 * Set stretches of words apart in a tree of `fromSeed`: an element around each, of the seed's own characters. One that
 * goes on over the end of a line or a label is an element in each; white space at its ends stays outside.
 *
 * The text of the tree stays as it is, code unit for code unit. Returns a new tree; the one given is never changed.
 * Throws as `spanFinder` does.
 */
export function withSpans(tree: Root, spans: readonly Span[]): Root {
  if (spans.length === 0) return tree
  const text = textOf(tree)
  const find = spanFinder(text, spans)
  let offset = 0
  const set = (children: readonly RootContent[]): RootContent[] =>
    children.flatMap((child): RootContent[] => {
      if (child.type === 'element') return [{ ...child, children: set(child.children) as ElementContent[] }]
      if (child.type !== 'text') return [child]
      const range = { start: offset, end: offset + child.value.length }
      offset = range.end
      const parts = find(range)
      return parts.length === 0 ? [child] : contentOf(range, parts, text)
    })
  return { ...tree, children: withLinesCounted(set(tree.children)) }
}

/** A line of a label and directions alone, `FAUST (aside)`, is no line of verse: those after it are counted anew. */
function withLinesCounted(children: readonly RootContent[]): RootContent[] {
  let count = 0
  const counted = (nodes: readonly RootContent[]): RootContent[] =>
    nodes.flatMap((node): RootContent[] => {
      if (node.type !== 'element') return [node]
      if (node.data?.line === undefined)
        return [{ ...node, children: counted(node.children) as ElementContent[] }]
      if (isUnspoken(node)) return node.children
      count += 1
      const data = { ...node.data, line: count }
      return [{ ...node, properties: { ...node.properties, dataLine: count }, data }]
    })
  return counted(children)
}

function isUnspoken({ children }: Element): boolean {
  const isLabel = (node: RootContent) => node.type === 'element' && node.data?.span === undefined
  const isSilent = (node: RootContent) =>
    node.type === 'text' ? node.value.trim() === '' : node.type === 'element' && node.data?.span === 'stage'
  return children.some(isLabel) && children.every((node) => isLabel(node) || isSilent(node))
}

function textOf(tree: Root): string {
  const values: string[] = []
  visit(tree, 'text', ({ value }) => void values.push(value))
  return values.join('')
}

function contentOf({ start, end }: Range, parts: readonly SpanPart[], text: string): ElementContent[] {
  const content: ElementContent[] = []
  const addText = (from: number, to: number) => {
    if (from < to) content.push({ type: 'text', value: text.slice(from, to) })
  }
  let done = start
  for (const part of parts) {
    addText(done, part.start)
    content.push(spanElement(part.role, contentOf(part, part.within, text)))
    done = part.end
  }
  addText(done, end)
  return content
}

function spanElement(role: SpanRole, children: ElementContent[]): Element {
  const { tagName, properties = {} } = shapes[role]
  const data: Partial<ElementData> = { span: role }
  return { type: 'element', tagName, properties, children, data: data as ElementData }
}

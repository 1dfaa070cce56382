import type { Element as HastElement, ElementContent as HastContent } from 'hast'
import type { Element, ElementContent } from 'xast'
import { x } from 'xastscript'
import { spanFinder, type SpanPart } from '../../../plugins/seed-parse/index.ts'
import type { Range } from '../../../plugins/text-selector/index.ts'
import { countFirst } from '../order.ts'
import type { Division } from '../parse.ts'

/** A point of the text where the words of a note begin or end: UTF-16 code units of the text. */
export type Point = { readonly offset: number; readonly id: string; readonly type: 'start' | 'end' }

/**
 * A text as a `div` of TEI P5 (chapters 3, 4, 6 and 7 of the Guidelines) whose text content is the text, letter for
 * letter, with an `anchor` at each point. Nothing is added between elements.
 */
export function textOf(division: Division, points: readonly Point[], attributes: Attributes): Element {
  const runs = runsOf(division, points)
  const prefix = typeof attributes.prefix === 'string' ? attributes.prefix : ''
  const root = x('div', {
    type: 'text',
    n: attributes.n,
    'xml:lang': attributes.language,
    corresp: attributes.corresp,
  })
  const desk: Desk = {
    runs,
    text: division.text,
    prefix,
    form: division.structure.form ?? 'prose',
    root,
    open: [{ level: 0, element: root }],
  }
  let offset = 0
  for (const child of division.tree.children) {
    if (child.type !== 'element') continue
    const range = { start: offset, end: offset + lengthOf(child) }
    place(child, range, desk)
    offset = range.end
  }
  return root
}

type Attributes = {
  readonly n: string
  readonly language: string
  readonly corresp: string
  /** Stands before the ids of passages and lines. */
  readonly prefix: string
}

type Desk = {
  /** A stretch of the text with its anchors, and with what the text sets apart. */
  readonly runs: (range: Range, parent?: 'speaker') => ElementContent[]
  readonly text: string
  readonly prefix: string
  readonly form: 'prose' | 'verse' | 'drama'
  readonly root: Element
  /** The divisions that are open, the innermost last. */
  readonly open: { level: number; element: Element }[]
}

function lengthOf(node: HastContent): number {
  if (node.type === 'text') return node.value.length
  return node.type === 'element' ? node.children.reduce((sum, child) => sum + lengthOf(child), 0) : 0
}

/**
 * Cuts the text at points. One stands in the stretch that it begins or ends: a start never at the end of a stretch, an
 * end never at its beginning, so that together the stretches of a text have every point once.
 */
function runsOf({ text, spans }: Division, points: readonly Point[]): Desk['runs'] {
  const sorted = points.toSorted((a, b) => a.offset - b.offset || rank(a) - rank(b) || (a.id < b.id ? -1 : 1))
  const find = spanFinder(text, spans)
  const plain = ({ start, end }: Range) => {
    const nodes: ElementContent[] = []
    let from = start
    for (let at = countFirst(sorted, (point) => point.offset < start); at < sorted.length; at++) {
      const { offset, type, id } = sorted[at] as Point
      if (offset > end) break
      if (type === 'start' ? offset === end : offset === start) continue
      if (offset > from) nodes.push({ type: 'text', value: text.slice(from, offset) })
      nodes.push(x('anchor', { 'xml:id': id, type }))
      from = offset
    }
    if (end > from) nodes.push({ type: 'text', value: text.slice(from, end) })
    return nodes
  }
  const set = ({ start, end }: Range, parts: readonly SpanPart[], inPhrase: boolean): ElementContent[] => {
    let from = start
    const nodes = parts.flatMap((part): ElementContent[] => {
      const before = { start: from, end: part.start }
      from = part.end
      const content = set(part, part.within, inPhrase || part.role === 'foreign')
      return [...plain(before), spanElement(part.role, inPhrase, content)]
    })
    return [...nodes, ...plain({ start: from, end })]
  }
  return (range, parent) => set(range, find(range), parent === 'speaker')
}

const spanElements: Readonly<Record<SpanPart['role'], readonly [name: string, rend?: string]>> = {
  emphasis: ['emph'],
  strong: ['hi', 'bold'],
  title: ['title'],
  foreign: ['foreign'],
  'small-caps': ['hi', 'small-caps'],
  superscript: ['hi', 'superscript'],
  subscript: ['hi', 'subscript'],
  stage: ['stage'],
}

/** What only phrases may hold, `speaker` and `foreign`, cannot hold a direction. */
function spanElement(role: SpanPart['role'], inPhrase: boolean, content: ElementContent[]): Element {
  const [name, rend] = role === 'stage' && inPhrase ? ['hi', 'stage'] : spanElements[role]
  return x(name, rend === undefined ? {} : { rend }, content)
}

/** What ends somewhere ends before anything begins there. */
function rank({ type }: Point): number {
  return type === 'end' ? 0 : 1
}

type Make = (element: HastElement, range: Range, desk: Desk, id: Identity) => Element
type Identity = { readonly 'xml:id': string }

const leaf =
  (name: string, attributes: Readonly<Record<string, string>> = {}): Make =>
  (_element, range, desk, id) =>
    x(name, { ...id, ...attributes }, desk.runs(range))
const quoted =
  (name: string, attributes: Readonly<Record<string, string>> = {}): Make =>
  (_element, range, desk, id) =>
    x(name, { ...id, ...attributes }, [x('p', desk.runs(range))])

/** What stands for a passage where a division has begun, and what where it has not. */
const shapes: Readonly<Record<string, { readonly begun: Make; readonly top?: Make }>> = {
  paragraph: { begun: leaf('p') },
  stanza: { begun: stanza },
  speech: { begun: speech },
  title: { begun: leaf('head', { type: 'main' }) },
  subtitle: { begun: leaf('ab', { type: 'subtitle' }), top: leaf('head', { type: 'sub' }) },
  heading: { begun: leaf('head') },
  quotation: { begun: quoted('quote') },
  epigraph: { begun: quoted('quote', { type: 'epigraph' }), top: quoted('epigraph') },
  table: { begun: table },
  byline: { begun: leaf('ab', { type: 'byline' }), top: leaf('byline') },
  credit: { begun: leaf('ab', { type: 'credit' }) },
  stage: { begun: leaf('stage') },
  separator: { begun: leaf('ab', { type: 'separator' }) },
}

/** Elements that may stand before the content of a division only. */
const tops = new Set(['head', 'epigraph', 'byline', 'anchor'])

function place(element: HastElement, range: Range, desk: Desk): void {
  const role = element.data?.role ?? 'paragraph'
  const shape = shapes[role] ?? { begun: leaf('p') }
  if (role === 'title' || role === 'heading') enter(role, element, desk)
  const { element: into } = desk.open.at(-1) ?? { element: desk.root }
  const isTop = into.children.every((child) => child.type === 'element' && tops.has(child.name))
  const make = isTop ? (shape.top ?? shape.begun) : shape.begun
  into.children.push(make(element, range, desk, { 'xml:id': `${desk.prefix}${element.data?.passage ?? ''}` }))
}

/** A heading opens a division within that of the heading above it; a title does where the text has begun already. */
function enter(role: 'title' | 'heading', { tagName }: HastElement, desk: Desk): void {
  const { open, root } = desk
  const level = role === 'title' ? 1 : Number(tagName.slice(1))
  while (open.length > 1 && (open.at(-1)?.level ?? 0) >= level) open.pop()
  if (role === 'title' && root.children.length === 0) return
  const element = x('div', { type: role === 'title' ? 'part' : 'section' })
  ;(open.at(-1)?.element ?? root).children.push(element)
  open.push({ level, element })
}

/** A part of a passage: a label, a line of verse, or what stands beside them. */
type Part = Range & { readonly kind: 'speaker' | 'line' | 'text'; readonly line?: number | undefined }

function partsOf({ children }: HastElement, start: number, line?: number): Part[] {
  let offset = start
  const parts = children.flatMap((child): Part[] => {
    const range = { start: offset, end: offset + lengthOf(child) }
    offset = range.end
    if (child.type === 'element' && child.data?.line !== undefined)
      return partsOf(child, range.start, child.data.line)
    if (child.type === 'element' && child.data?.span === undefined) return [{ ...range, kind: 'speaker' }]
    return [{ ...range, kind: line === undefined ? 'text' : 'line', line }]
  })
  return joined(parts)
}

/** Words that the text sets apart are of the part that they stand in. */
function joined(parts: readonly Part[]): Part[] {
  const found: Part[] = []
  for (const part of parts) {
    const last = found.at(-1)
    const goesOn = last !== undefined && last.kind === part.kind && last.line === part.line
    if (goesOn && part.kind !== 'speaker') found[found.length - 1] = { ...last, end: part.end }
    else found.push(part)
  }
  return found
}

function stanza(element: HastElement, range: Range, desk: Desk, id: Identity): Element {
  return x('lg', { ...id }, verses(partsOf(element, range.start), desk))
}

/** A speech that is only a label is a paragraph: TEI has no speech without words. */
function speech(element: HastElement, range: Range, desk: Desk, id: Identity): Element {
  const parts = partsOf(element, range.start)
  const isSaid = parts.some((part) => part.kind !== 'speaker' && !isBlank(part, desk))
  const label = parts.find(({ kind }) => kind === 'speaker')
  const isFirst =
    label === undefined ||
    parts.every((part) => part === label || part.start >= label.end || isBlank(part, desk))
  if (!isSaid || !isFirst) return leaf('p')(element, range, desk, id)
  return x('sp', { ...id }, verses(parts, desk))
}

/** All of the text is in cells, or in the head that is the caption: other characters than white space may not be between. */
function table({ data }: HastElement, range: Range, desk: Desk, id: Identity): Element {
  const { caption, headRows = 0, rows = [] } = data?.table ?? {}
  const starts = [caption, ...rows.flatMap(({ cells }) => cells)]
    .flatMap((part) => part?.start ?? [])
    .slice(1)
  let start = range.start
  let next = 0
  /** Each part begins where the one before it ends. */
  const words = () => {
    const part = { start, end: starts[next++] ?? range.end }
    start = part.end
    return desk.runs(part)
  }
  return x('table', { ...id }, [
    ...(caption === undefined ? [] : [x('head', words())]),
    ...rows.map(({ cells }, row) =>
      x(
        'row',
        row < headRows ? { role: 'label' } : {},
        cells.map(({ heads, rows: deep, columns }) =>
          x(
            'cell',
            {
              ...(heads === undefined || row < headRows ? {} : { role: 'label' }),
              ...(deep > 1 ? { rows: String(deep) } : {}),
              ...(columns > 1 ? { cols: String(columns) } : {}),
            },
            words(),
          ),
        ),
      ),
    ),
  ])
}

/** White space of XML may stand between elements; any other character has to be in one. */
function isBlank({ start, end }: Range, { text }: Desk): boolean {
  return /^[ \t\r\n]*$/.test(text.slice(start, end))
}

function verses(parts: readonly Part[], desk: Desk): ElementContent[] {
  return parts.flatMap((part): ElementContent[] => {
    if (part.kind === 'speaker') return [x('speaker', desk.runs(part, 'speaker'))]
    if (isBlank(part, desk)) return desk.runs(part)
    if (part.kind === 'text') return [x(desk.form === 'verse' ? 'l' : 'p', desk.runs(part))]
    const { line } = part
    const isWhole = parts.filter((other) => other.line === line).at(-1) === part
    const name = isWhole ? { 'xml:id': `${desk.prefix}l${line}` } : {}
    return [x('l', { ...name, n: String(line) }, desk.runs(part))]
  })
}

import type { Element as HastElement, ElementContent as HastContent } from 'hast'
import { toString } from 'hast-util-to-string'
import type {
  BlockContent,
  DefinitionContent,
  FootnoteDefinition,
  Nodes,
  Parents,
  PhrasingContent,
  Root,
  RootContent,
  TableCell,
  TableRow,
} from 'mdast'
import { gfmToMarkdown } from 'mdast-util-gfm'
import { mdxToMarkdown } from 'mdast-util-mdx'
import { type Options, toMarkdown } from 'mdast-util-to-markdown'
import { SKIP, visit } from 'unist-util-visit'
import { stringify } from 'yaml'
import { columnCount, spanFinder, type SpanPart, type Table } from '../../../plugins/seed-parse/index.ts'
import type { Range } from '../../../plugins/text-selector/index.ts'
import { wordsOf } from '../../words/index.ts'
import { notesOn } from '../anchor.ts'
import { countFirst } from '../order.ts'
import type { Division } from '../parse.ts'
import { referenceTree } from '../reference.ts'
import type { NoteView } from '../view.ts'
import { sourceRecords } from './bibliography.ts'
import { datasetOf, quietJson } from './dataset.ts'
import { addressOf, hashesOf, notesOf, type Published } from './published.ts'

/** An edition as one file of CommonMark with the footnotes of GFM. Parsed, the text is the seed's, letter for letter. */
export function markdownOf(published: Published): string {
  return write(published, {
    comment: (text) => ({ type: 'html', value: `<!-- ${text} -->` }),
    covered: { type: 'html', value: '<!-- -->' },
    head: [],
    last: { type: 'html', value: `<!-- variorum-notes\n${quietJson(datasetOf(published))}\n-->` },
    extensions: [],
    before: `---\n${stringify(frontMatter(published), { lineWidth: 0 })}---\n\n`,
  })
}

/** The same as MDX: braces are escaped as well, and the dataset is something that a page can import. */
export function mdxOf(published: Published): string {
  return write(published, {
    comment: (text) => ({ type: 'mdxFlowExpression', value: `/* ${text.replaceAll('*/', '* /')} */` }),
    covered: { type: 'mdxTextExpression', value: '/* */' },
    head: [],
    last: { type: 'mdxjsEsm', value: `export const dataset = ${quietJson(datasetOf(published))}` },
    // A paragraph that begins with one of these words would be code.
    extensions: [
      mdxToMarkdown(),
      {
        unsafe: [
          { atBreak: true, character: 'e', after: 'xport' },
          { atBreak: true, character: 'i', after: 'mport' },
        ],
      },
    ],
    before: '',
  })
}

type Form = {
  readonly comment: (text: string) => RootContent
  /** What stands in a place of a table that no cell of its own has. */
  readonly covered: PhrasingContent
  readonly head: readonly RootContent[]
  readonly last: RootContent
  readonly extensions: readonly Options[]
  readonly before: string
}

function write(published: Published, form: Form): string {
  const { anchored } = published
  const view = published.view()
  const notes = notesOf(view)
  const tree: Root = {
    type: 'root',
    children: [
      ...form.head,
      heading(1, view.title),
      ...(view.subtitle === undefined
        ? []
        : [paragraph([{ type: 'emphasis', children: [text(view.subtitle)] }])]),
      ...anchored.divisions.flatMap((division): RootContent[] => [
        ...(division.title === undefined ? [] : [heading(2, division.title)]),
        form.comment(`text: ${division.file.basename ?? ''}`),
        ...blocksOf(division, endsIn(division, published), form),
        form.comment('end of text'),
      ]),
      ...notes.flatMap((note) => definitionsOf(note, published)),
      ...bibliography(published),
      form.last,
    ],
  }
  return (
    form.before +
    toMarkdown(tree, {
      bullet: '-',
      fences: true,
      rule: '-',
      resourceLink: true,
      // A letter beside emphasis may become a reference: a backslash before it must be one all the same.
      extensions: [
        gfmToMarkdown(),
        { unsafe: [{ character: '\\', inConstruct: 'phrasing' }] },
        ...form.extensions,
      ],
    })
  )
}

function frontMatter(published: Published) {
  const { seed, title, subtitle, language, licence, editors, contributors } = published.view()
  const hashes = hashesOf(published.anchored.seed.divisions)
  return {
    title,
    ...(subtitle === undefined ? {} : { subtitle }),
    ...(seed.author === undefined ? {} : { author: seed.author }),
    ...(editors.length === 0 ? {} : { editor: editors.map(({ name }) => name) }),
    ...(contributors.length === 0 ? {} : { notes: contributors.map(({ name }) => name) }),
    lang: language,
    ...(licence === undefined ? {} : { licence }),
    address: addressOf(published, `${published.anchored.edition.id}/`),
    source: Object.fromEntries(
      Object.entries({
        title: seed.title,
        publisher: seed.publisher,
        published: seed.published,
        url: seed.url,
        archived: seed.archived,
        retrieved: seed.retrieved,
        rights: seed.rights?.statement,
        sha256: hashes.length === 1 ? hashes[0] : hashes,
      }).filter(([, value]) => value !== undefined),
    ),
  }
}

function text(value: string): PhrasingContent {
  return { type: 'text', value }
}

function paragraph(children: PhrasingContent[]): BlockContent {
  return { type: 'paragraph', children }
}

function heading(depth: number, words: string | PhrasingContent[]): BlockContent {
  return {
    type: 'heading',
    depth: Math.min(depth, 6) as 1 | 2 | 3 | 4 | 5 | 6,
    children: typeof words === 'string' ? [text(words)] : words,
  }
}

/** Where in a text references to notes stand: after the last letter of each of their places. */
type End = { readonly offset: number; readonly note: string }

function endsIn(division: Division, { anchored }: Published): End[] {
  return notesOn(anchored, division)
    .flatMap(({ note, places }) =>
      places
        .filter((place) => place.division === division)
        .map(({ range: { start, end } }) => ({
          offset: start + division.text.slice(start, end).trimEnd().length || end,
          note: note.id,
        })),
    )
    .sort((a, b) => a.offset - b.offset)
}

/** A block for each passage, in order. */
function blocksOf(division: Division, ends: readonly End[], form: Form): RootContent[] {
  const find = spanFinder(division.text, division.spans)
  const run = (range: Range, inStrong = false) => set(range, find(range), division.text, ends, inStrong)
  return division.passages.flatMap(({ role, range, element, speaker, table }): RootContent[] => {
    if (table !== undefined && isPlain(table, division.text)) return tableOf(table, run, form)
    const lines = linesOf(element, division, range)
    const words = lines.flatMap((line, index): PhrasingContent[] => [
      ...(index === 0 ? [] : [{ type: 'break' as const }]),
      ...spoken(line, speaker, run),
    ])
    const level = Number(/^h(\d)$/.exec(element.tagName)?.[1] ?? 2)
    if (role === 'title') return [heading(2, run(range))]
    if (role === 'heading') return [heading(level, run(range))]
    if (role === 'quotation' || role === 'epigraph')
      return [{ type: 'blockquote', children: [paragraph(words)] }]
    return [paragraph(words)]
  })
}

/** Whether Markdown keeps the letters of a table: it drops white space at the ends of cells. */
function isPlain({ caption, rows }: Table, seed: string): boolean {
  const isTrimmed = ({ start, end }: Range) => seed.slice(start, end).trim().length === end - start
  const parts = [...(caption === undefined ? [] : [caption]), ...rows.flatMap(({ cells }) => cells)]
  return rows.length > 0 && parts.every(isTrimmed)
}

/**
 * A table of GFM. It has no cells that go over others: what they cover says so, and is no cell when the file is read
 * again. Nor is the first row where nothing heads the table, which GFM cannot be without.
 */
function tableOf(
  table: Table,
  run: (range: Range) => PhrasingContent[],
  { covered, comment }: Form,
): RootContent[] {
  const { caption, headRows, rows } = table
  const columns = columnCount(table)
  const empty = (): TableCell => ({ type: 'tableCell', children: [{ ...covered }] })
  const made = rows.map(({ cells }): TableRow => {
    const byColumn = new Map(cells.map((one) => [one.column, one]))
    const children = Array.from({ length: columns }, (_, column): TableCell => {
      const cell = byColumn.get(column)
      return cell === undefined ? empty() : { type: 'tableCell', children: run(cell) }
    })
    return { type: 'tableRow', children }
  })
  const head: TableRow[] =
    headRows > 0 ? [] : [{ type: 'tableRow', children: Array.from({ length: columns }, empty) }]
  const whole: RootContent = { type: 'table', children: [...head, ...made] }
  return caption === undefined ? [whole] : [comment('caption'), paragraph(run(caption)), whole]
}

/** The lines of verse of a passage, without the ends of lines; any other passage is one line, as far as this goes. */
function linesOf({ children }: HastElement, { text: seed }: Division, range: Range): Range[] {
  const lines = children.filter((child) => child.type === 'element' && child.data?.line !== undefined)
  if (lines.length === 0) return [range]
  const ends = lines.map((line) => line.position?.end.offset ?? range.end)
  return ends.map((end, index) => {
    const start = index === 0 ? range.start : (ends[index - 1] ?? range.start)
    const last = Math.min(end, range.end)
    return { start, end: start + seed.slice(start, last).replace(/(?<![\r\n])[\r\n]+$/, '').length }
  })
}

/** The label that names a speaker is strong; it is part of the text all the same. */
function spoken(
  line: Range,
  label: Range | undefined,
  run: (range: Range, inStrong?: boolean) => PhrasingContent[],
): PhrasingContent[] {
  if (label === undefined || label.start < line.start || label.end > line.end) return run(line)
  return [
    ...run({ start: line.start, end: label.start }),
    { type: 'strong', children: run(label, true) },
    ...run({ start: label.end, end: line.end }),
  ]
}

/** What Markdown can say of a span; of one in another of the same sign it says nothing. */
const signs: Readonly<Partial<Record<SpanPart['role'], 'emphasis' | 'strong'>>> = {
  emphasis: 'emphasis',
  title: 'emphasis',
  foreign: 'emphasis',
  stage: 'emphasis',
  strong: 'strong',
}

/** A stretch of the text with what it sets apart, and the references that stand in it or at its end. */
function set(
  { start, end }: Range,
  parts: readonly SpanPart[],
  seed: string,
  ends: readonly End[],
  inStrong: boolean,
  inEmphasis = false,
): PhrasingContent[] {
  let from = start
  const nodes = parts.flatMap((part): PhrasingContent[] => {
    const before = { start: from, end: part.start }
    from = part.end
    const sign = signs[part.role]
    const isSaid = sign !== undefined && !(sign === 'strong' ? inStrong : inEmphasis)
    const content = set(
      part,
      part.within,
      seed,
      ends,
      inStrong || sign === 'strong',
      inEmphasis || sign === 'emphasis',
    )
    return [...run(before, seed, ends), ...(isSaid ? [{ type: sign, children: content }] : content)]
  })
  return [...nodes, ...run({ start: from, end }, seed, ends)]
}

/** A stretch of the text with the references that stand in it, or at its end. */
function run({ start, end }: Range, seed: string, ends: readonly End[]): PhrasingContent[] {
  const nodes: PhrasingContent[] = []
  let from = start
  for (let at = countFirst(ends, ({ offset }) => offset <= start); at < ends.length; at++) {
    const { offset, note } = ends[at] as End
    if (offset > end) break
    if (offset > from) nodes.push(text(seed.slice(from, offset)))
    nodes.push({ type: 'footnoteReference', identifier: note, label: note })
    from = offset
  }
  if (end > from) nodes.push(text(seed.slice(from, end)))
  return nodes
}

/** A note as a footnote; its own footnotes follow it, since one cannot hold another. */
function definitionsOf(note: NoteView, { anchored, bodies }: Published): FootnoteDefinition[] {
  const { id } = anchored.edition
  const tree = bodies.of(note.id)?.markdown(`${id}/`) ?? { type: 'root', children: [] }
  flatten(tree)
  const own = tree.children.filter((child) => child.type === 'footnoteDefinition')
  visit(tree, (node) => {
    if (node.type !== 'footnoteReference' && node.type !== 'footnoteDefinition') return
    node.label = `${note.id}--${node.label ?? node.identifier}`
    node.identifier = node.label.toLowerCase()
  })
  const by = note.by.map(({ contributor }) => contributor.name).join(', ')
  const lead = `${note.places[0]?.lemma ?? ''} · ${note.kind.label} · ${by}`
  return [
    {
      type: 'footnoteDefinition',
      identifier: note.id,
      label: note.id,
      children: [
        paragraph([{ type: 'emphasis', children: [text(lead)] }]),
        ...(note.title === undefined ? [] : [paragraph([{ type: 'strong', children: [text(note.title)] }])]),
        ...(tree.children.filter((child) => child.type !== 'footnoteDefinition') as (
          BlockContent | DefinitionContent
        )[]),
      ],
    },
    ...own,
  ]
}

/**
 * What only works within the note's own file is said in full: citations are words and links, and addresses that stand
 * below the note are put where they are used.
 */
function flatten(tree: Root): void {
  const definitions = new Map<string, { url: string; title: string | null | undefined }>()
  visit(tree, 'definition', ({ identifier, url, title }) => {
    if (!definitions.has(identifier)) definitions.set(identifier, { url, title })
  })
  visit(tree, (node: Nodes, index, parent: Parents | undefined) => {
    if (parent === undefined || index === undefined) return undefined
    const made = replacement(node, definitions)
    if (made === undefined) return undefined
    parent.children.splice(index, 1, ...(made as never[]))
    return [SKIP, index]
  })
}

function replacement(
  node: Nodes,
  definitions: ReadonlyMap<string, { url: string; title: string | null | undefined }>,
): Nodes[] | undefined {
  if (node.type === 'definition') return []
  if (node.type === 'citation') return node.children
  if (node.type === 'link' && node.url === '') return node.children
  if (node.type === 'image') return [text(node.alt ?? '')]
  if (node.type === 'imageReference') return [text(node.alt ?? '')]
  if (node.type !== 'linkReference') return undefined
  const { url = '', title = null } = definitions.get(node.identifier) ?? {}
  return url === '' ? node.children : [{ type: 'link', url, title: title ?? null, children: node.children }]
}

function bibliography(published: Published): RootContent[] {
  const records = sourceRecords(published)
  if (records.length === 0) return []
  const words = wordsOf(published.view().language)
  return [
    heading(2, words.say('sourcesPage')),
    {
      type: 'list',
      ordered: false,
      spread: false,
      children: records.map((record) => ({
        type: 'listItem',
        spread: false,
        children: [paragraph((referenceTree(record, words).children as HastContent[]).map(phrase))],
      })),
    },
  ]
}

function phrase(node: HastContent): PhrasingContent {
  const words = text(node.type === 'text' ? node.value : toString(node))
  if (node.type !== 'element') return words
  if (node.tagName === 'a')
    return { type: 'link', url: String(node.properties.href ?? ''), children: [words] }
  return { type: 'emphasis', children: [words] }
}

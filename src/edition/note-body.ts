import type { Element, Nodes as HastNodes, Root as HastRoot } from 'hast'
import { toHtml } from 'hast-util-to-html'
import type { Nodes, Root } from 'mdast'
import { defaultHandlers, type Options, type State, toHast } from 'mdast-util-to-hast'
import type { Point, Position } from 'unist'
import { visit } from 'unist-util-visit'
import type { VFile } from 'vfile'
import type { VFileMessage } from 'vfile-message'
import { noteIds } from '../../plugins/rehype-note-ids/index.ts'
import { noteSanitize } from '../../plugins/rehype-note-sanitize/index.ts'
import {
  citations,
  type Cited,
  type Resolve as ResolveCitation,
} from '../../plugins/remark-citations/index.ts'
import {
  noteLinks,
  type Reference,
  type Resolve as ResolveLink,
} from '../../plugins/remark-note-links/index.ts'
import { type Direction, turnBlocks } from './body-direction.ts'
import { bodyNesting, type Construct, type Excess, placeOf } from './body-nesting.ts'
import { codeOf, firstRefused, sortOf } from './characters.ts'
import { fromGfm } from './gfm.ts'
import { checkReferredLetters } from './letters.ts'
import { limits, raising } from './limits.ts'
import { complain } from './rules.ts'

export interface NoteBodyOptions {
  /** The note's file, front matter and all: messages go there. `file.value.slice(offset)` begins with the body. */
  file: VFile
  /** Where the body starts in the file, in UTF-16 units; at the start of a line. Default: 0. */
  offset?: number
  /** Stands before every id in the body: `n-flynn--`. */
  prefix: string
  resolveLink: ResolveLink
  resolveCitation: ResolveCitation
  /** The direction of what the body stands in. Default: `ltr`. */
  direction?: Direction
  /** The level of the highest heading. Default: 4. */
  headingBase?: number
  /** What the page says for us, in the language of the note. */
  labels?: Partial<Labels>
}

export interface Labels {
  footnotes: string
  /** For the link back to the `turn`th reference (from 1) to footnote `number` (from 1). */
  back: (number: number, turn: number) => string
  done: string
  open: string
}

export interface ParsedBody {
  /** Safe to publish; places are those of the file. */
  tree: HastRoot
  references: readonly Reference[]
  citations: readonly Cited[]
  /** What this call added to the file. */
  messages: readonly VFileMessage[]
}

export interface RenderedBody extends Omit<ParsedBody, 'tree'> {
  html: string
  /** The words alone, a line for each block; without the numbers of footnotes. */
  text: string
}

const defaults: Labels = {
  footnotes: 'Footnotes',
  back: (number, turn) => `Back to reference ${number}${turn > 1 ? `-${turn}` : ''}`,
  done: 'Done',
  open: 'Not done',
}

/** A note's body as HTML. Says all that `parseNoteBody` says. Never throws for what a note holds. */
export function renderNoteBody(markdown: string, options: NoteBodyOptions): RenderedBody {
  const { tree, ...rest } = parseNoteBody(markdown, options)
  return { html: toHtml(tree), text: textOf(tree), ...rest }
}

/**
 * All stages but the last, so that a check says what a build would say:
 * Markdown ─parse─▶ mdast ─links, citations─▶ mdast ─▶ hast ─sanitize, ids─▶ hast.
 */
export function parseNoteBody(markdown: string, options: NoteBodyOptions): ParsedBody {
  const { file, prefix, direction = 'ltr', headingBase = 4 } = options
  const labels = { ...defaults, ...options.labels }
  const said = file.messages.length
  const { mdast, references, citations: cited } = linkNoteBody(markdown, options)
  const tree = noteSanitize(toRoot(mdast, labels, markdown.includes(']:')), file, { headingBase, labels })
  checkLinks(tree, file)
  noteIds(tree, { prefix })
  turnBlocks(tree, markdown, direction)
  return { tree, references, citations: cited, messages: file.messages.slice(said) }
}

/** The stages up to Markdown whose links and citations are resolved; for whoever writes Markdown again. */
export function linkNoteBody(
  markdown: string,
  { file, offset = 0, resolveLink, resolveCitation }: NoteBodyOptions,
): Pick<ParsedBody, 'references' | 'citations'> & { mdast: Root } {
  const said = file.messages.length
  const mdast = parse(markdown, file, pointOf(file, offset))
  // What was refused is shown as it stands: there is nothing to look for in it.
  if (file.messages.length > said) return { mdast, references: [], citations: [] }
  if (markdown.includes('&')) {
    checkReferences(mdast, file)
    checkReferredLetters(mdast, file)
  }
  const references = noteLinks(mdast, file, { resolve: resolveLink })
  return { mdast, references, citations: citations(mdast, file, { resolve: resolveCitation }) }
}

/** What may not stand in a file may not be written as a character reference (`&#x202E;`) either. */
function checkReferences(node: Nodes, file: VFile, around: Position | undefined = node.position): void {
  // Addresses that are found in text have no place of their own.
  const place = node.position ?? around
  const texts = [
    'value' in node ? node.value : '',
    'title' in node ? node.title : '',
    'alt' in node ? node.alt : '',
  ]
  const character = firstRefused(texts.join(' '))
  if (character !== undefined) {
    complain(file, 'file-characters', {
      reason: `Unexpected reference to a ${sortOf(character)}, expected characters that can be seen`,
      place,
      actual: codeOf(character),
      note: 'Take the reference (such as `&#x202E;`) out of the sentence.',
    })
  }
  if ('children' in node) for (const child of node.children) checkReferences(child, file, place)
}

/** Links out of the site, which is what advertisers are after; a search engine is told not to follow them. */
function checkLinks(tree: HastRoot, file: VFile): void {
  const places: (Position | undefined)[] = []
  // Addresses that are found in text have no place of their own.
  let near: Position | undefined
  const look = (node: HastNodes): void => {
    near = node.position ?? near
    if (node.type === 'element' && node.tagName === 'a' && node.properties.rel !== undefined)
      places.push(near)
    if ('children' in node) node.children.forEach(look)
  }
  look(tree)
  if (places.length <= limits.links) return
  complain(file, 'limit-kept', {
    reason: `Unexpected ${places.length} links out of the site, expected at most ${limits.links} (\`links\`)`,
    place: places[limits.links],
    note: `Cite what matters as a source, and leave out the rest. ${raising('links')}`,
  })
}

/** What `toHast` finds in a tree before it begins: to find that nothing is defined takes it longer than the rest. */
const nothingDefined = ((): State => {
  let found: State | undefined
  const root = (state: State): undefined => void (found = state)
  toHast({ type: 'root', children: [] }, { handlers: { root } })
  if (found === undefined) throw new Error('`toHast` does not ask for the root')
  return found
})()

function toRoot(mdast: Root, labels: Labels, mayDefine: boolean): HastRoot {
  const options: Options = {
    footnoteLabel: labels.footnotes,
    footnoteBackLabel: (index, turn) => labels.back(index + 1, turn),
  }
  const tree = mayDefine ? toHast(mdast, options) : defaultHandlers.root(nothingDefined, mdast)
  return tree.type === 'root' ? tree : { type: 'root', children: [tree] as HastRoot['children'] }
}

/** Where the body starts. Only front matter stands before it, so that counting its lines is cheap. */
function pointOf(file: VFile, offset: number): Point {
  const before = String(file.value ?? '').slice(0, offset)
  const lineEnds = before.match(/\r\n|\n|\r/g)?.length ?? 0
  return { line: lineEnds + 1, column: 1, offset }
}

/** Parses, unless that might take too long; then the body is one paragraph, as it was written. */
function parse(markdown: string, file: VFile, start: Point): Root {
  const excess = bodyNesting(markdown)
  if (excess) return refuse(markdown, file, start, excess)
  const tree = fromGfm(markdown)
  // Only definitions and tables can make much of little.
  if (/\]:|\|/.test(markdown) && expansion(tree) > maxExpansion) {
    return refuse(markdown, file, start, { construct: 'expansion', offset: 0 })
  }
  // The parser counts from the body's first character, messages from the file's.
  if (start.line > 1) move(tree, start)
  return tree
}

function move(node: Nodes, by: Point): void {
  const { position } = node
  for (const point of position ? [position.start, position.end] : []) {
    point.line += by.line - 1
    if (point.offset !== undefined) point.offset += by.offset ?? 0
  }
  if ('children' in node) for (const child of node.children) move(child, by)
}

function refuse(markdown: string, file: VFile, start: Point, excess: Excess<Construct | 'expansion'>): Root {
  complainOfNesting(markdown, file, start, excess)
  // The parser puts U+FFFD for what HTML cannot hold; here it did not run.
  const text = { type: 'text' as const, value: markdown.replaceAll('\0', '\uFFFD') }
  return { type: 'root', children: [{ type: 'paragraph', children: [text] }] }
}

/** Says what of some Markdown would take its parser too long. `start` is where it begins in the file. */
export function complainOfNesting(
  markdown: string,
  file: VFile,
  start: Point,
  excess: Excess<Construct | 'expansion'>,
): void {
  const place = placeOf(excess, markdown, start)
  const { actual, expected } = excesses[excess.construct]
  const reason = `Unexpected ${actual}, expected ${expected}`
  const message = file.message(reason, { place, ruleId: 'body-nesting', source: 'variorum' })
  const note = 'Make this part simpler, or make two notes of it.'
  Object.assign(message, { fatal: true, actual, expected: [expected], note })
}

const excesses: Record<Construct | 'expansion', { actual: string; expected: string }> = {
  containers: { actual: 'nesting of quotations and lists', expected: 'at most 32 levels' },
  containedLines: { actual: 'length of nested quotations and lists', expected: 'fewer lines or levels' },
  markers: { actual: 'number of list items and quoted lines', expected: 'at most 2,000' },
  blocks: { actual: 'number of paragraphs and headings', expected: 'at most 5,000' },
  brackets: { actual: 'nesting of `[`', expected: 'at most 32 open at once; for a bracket as such, `\\[`' },
  bracketsInAll: { actual: 'number of `[` and `]`', expected: 'at most 3,000' },
  bracketLength: {
    actual: 'length of a paragraph behind its first `[`',
    expected: 'at most 10,000 characters',
  },
  emphasis: { actual: 'number of open `*`, `_` and `~`', expected: 'at most 64; for a star as such, `\\*`' },
  emphasisInAll: {
    actual: 'number of `*`, `_` and `~`',
    expected: 'at most 2,000; for a star as such, `\\*`',
  },
  underlines: { actual: 'number of lines of `=` or `-`', expected: 'at most 1,000' },
  ampersands: { actual: 'number of `&` in one word', expected: 'at most 200' },
  punctuation: { actual: 'number of signs in a row', expected: 'at most 300' },
  pipes: { actual: 'number of `|`', expected: 'at most 6,000' },
  ats: { actual: 'number of `@`', expected: 'at most 2,000' },
  rows: { actual: 'number of rows', expected: 'at most 1,000' },
  expansion: { actual: 'size of the published note', expected: 'smaller tables, or shorter addresses' },
}

/** UTF-16 units that references may add by repeating their definition, and cells that a table may add. */
const maxExpansion = 100_000

/** A short body can ask for a long page: `[a]` repeats the address of `[a]: …`; a table's rows are filled up. */
function expansion(tree: Root): number {
  const lengths = new Map<string, number>()
  let added = 0
  visit(tree, 'definition', ({ identifier, url, title }) => {
    lengths.set(identifier.toUpperCase(), url.length + (title ?? '').length)
  })
  visit(tree, (node) => {
    if (node.type === 'table') added += 10 * node.children.length * (node.align ?? []).length
    else if (node.type === 'linkReference' || node.type === 'imageReference') {
      added += lengths.get(node.identifier.toUpperCase()) ?? 0
    }
  })
  return added
}

const blocks = new Set(['p', 'li', 'h4', 'h5', 'h6', 'pre', 'tr', 'hr', 'blockquote'])
/** Text straight in these is only there to break lines. */
const layout = new Set(['table', 'thead', 'tbody', 'tr'])
const unsaid = new Set(['footnote-ref', 'footnote-back', 'footnotes-label'])

/** The words of a tree, a line for each block. */
export function textOf(tree: HastRoot): string {
  const words: string[] = []
  collect(tree, words)
  return words
    .join('')
    .replace(/(?<![ \t])[ \t]*\n\s*/g, '\n')
    .trim()
}

function collect(node: HastNodes, words: string[]): void {
  if (node.type === 'text') words.push(node.value)
  if (!('children' in node) || (node.type === 'element' && isUnsaid(node))) return
  const { tagName } = node.type === 'element' ? node : { tagName: '' }
  if (blocks.has(tagName)) words.push('\n')
  if (tagName === 'td' || tagName === 'th') words.push('\t')
  for (const child of node.children) {
    if (!layout.has(tagName) || child.type !== 'text') collect(child, words)
  }
  if (blocks.has(tagName) || tagName === 'br') words.push('\n')
}

const isUnsaid = ({ properties: { className } }: Element): boolean =>
  Array.isArray(className) && className.some((name) => unsaid.has(String(name)))

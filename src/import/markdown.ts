import type { Definition, Nodes, PhrasingContent, Root, RootContent, Table, TableCell } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { toString } from 'mdast-util-to-string'
import { gfm } from 'micromark-extension-gfm'
import type { RoleName, SpanRole } from '../../plugins/seed-parse/index.ts'
import { type Composer, createComposer } from './compose.ts'
import {
  cellLines,
  type Imported,
  type ImportedNote,
  type ImportMessage,
  type Metadata,
  type SourcePlace,
} from './document.ts'
import { clipped } from './html-notes.ts'

/** Reads CommonMark with the footnotes and tables of GFM, and the inline notes of Pandoc: `^[so]`. */
export function readMarkdown(source: string, file: string): Imported {
  const { metadata, body } = frontMatter(source.replace(/^\uFEFF/, ''))
  const tree = fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  const composer = createComposer()
  const notes = new Map<string, ImportedNote>()
  const messages: ImportMessage[] = []
  const context: Context = {
    composer,
    file,
    notes,
    messages,
    definitions: definitionsOf(tree),
    role: 'paragraph',
  }
  collect(tree, context)
  for (const node of tree.children) block(node, context)
  const { messages: more, ...rest } = composer.finish()
  return {
    ...rest,
    notes: [...notes.values()],
    metadata: { ...metadata, title: metadata.title ?? titleOf(tree) },
    ...own(tree),
    messages: [...messages, ...more],
  }
}

/**
 * What `variorum` wrote of itself, and the letters of its texts: passages are blocks between two comments. What parts
 * passages is in the dataset.
 */
function own(tree: Root): Pick<Imported, 'dataset' | 'raw'> {
  const dataset = tree.children
    .map((node) =>
      node.type === 'html' ? /^<!-- variorum-notes\n(.*)\n-->$/s.exec(node.value)?.[1] : undefined,
    )
    .find((found) => found !== undefined)
  if (dataset === undefined) return {}
  const raw = new Map<string, string[]>()
  let passages: string[] | undefined
  /** The caption of the table that comes next, which is one passage with it. */
  let caption: string[] | undefined
  for (const node of tree.children) {
    const comment =
      node.type === 'html' ? /^<!-- (?:text: (.*)\.txt|(end of text)|(caption)) -->$/.exec(node.value) : null
    const [, name, end, captioned] = comment ?? []
    if (name !== undefined) {
      passages = []
      raw.set(name, passages)
    } else if (end !== undefined) passages = undefined
    else if (captioned !== undefined) caption = []
    else if (node.type === 'table') {
      // White space around a passage, and so an empty cell that it begins with, is told with that between passages.
      passages?.push([...(caption ?? []), ...rowsOf(node)].join('\n').trim())
      caption = undefined
    } else if (caption === undefined) passages?.push(letters(node))
    else caption.push(letters(node))
  }
  return { dataset, raw }
}

function letters(node: Nodes): string {
  if (node.type === 'text') return node.value
  if (node.type === 'break') return '\n'
  return 'children' in node ? node.children.map(letters).join('') : ''
}

/** The rows of a table as lines. A cell of nothing but a comment stands for none. */
function rowsOf({ children: rows }: Table): string[] {
  const isCell = ({ children }: TableCell) =>
    children.length === 0 || children.some(({ type }) => type !== 'html')
  return rows.flatMap(({ children }) => {
    const cells = children.filter(isCell)
    return cells.length === 0 ? [] : [cells.map(letters).join('\t')]
  })
}

type Context = {
  readonly composer: Composer
  readonly file: string
  readonly notes: Map<string, ImportedNote>
  readonly messages: ImportMessage[]
  readonly definitions: ReadonlyMap<string, string>
  readonly role: RoleName
  /** Whether words go into a cell of a table. */
  readonly cell?: boolean
}

/** Lines of front matter become empty ones, so that places stay those of the file. */
function frontMatter(source: string): { metadata: Metadata; body: string } {
  const found = /^---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/s.exec(source)
  if (found === null) return { metadata: {}, body: source }
  const [whole, yaml = ''] = found
  const field = (name: string) =>
    new RegExp(`^${name}:[ \\t]*(?:"([^"\\n]*)"|'([^'\\n]*)'|([^\\n#\\[{|>&*!]+))`, 'm')
      .exec(yaml)
      ?.slice(1)
      .find((value) => value !== undefined)
      ?.trim()
  return {
    metadata: {
      title: field('title'),
      author: field('author'),
      publisher: field('publisher'),
      published: field('date'),
      rights: field('rights'),
      language: field('lang') ?? field('language'),
    },
    body: whole.replace(/[^\r\n]/g, '') + source.slice(whole.length),
  }
}

function titleOf(tree: Root): string | undefined {
  const heading = tree.children.find((node) => node.type === 'heading')
  return heading && toString(heading)
}

function definitionsOf(tree: Root): Map<string, string> {
  const found = new Map<string, string>()
  const visit = (node: Nodes) => {
    if (node.type === 'definition' && !found.has(node.identifier))
      found.set(node.identifier, (node as Definition).url)
    if ('children' in node) for (const child of node.children) visit(child)
  }
  visit(tree)
  return found
}

/** Notes are defined anywhere, and may be cited before. */
function collect(node: Nodes, context: Context): void {
  if (node.type === 'footnoteDefinition') {
    const key = node.identifier.toLowerCase()
    const place = placeOf(context.file, node)
    if (context.notes.has(key)) {
      context.messages.push({
        place,
        severity: 'error',
        rule: 'note-kept',
        message: `A second note is called \`${node.label ?? key}\`: the first one counts`,
      })
    } else {
      context.notes.set(key, {
        key,
        label: node.label ?? key,
        body: { type: 'root', children: bodyOf(node.children, context) },
        place,
      })
    }
  }
  if ('children' in node) for (const child of node.children) collect(child, context)
}

/** What stands in a note, without what only the whole file can resolve. */
function bodyOf<Node extends RootContent | PhrasingContent>(
  children: readonly Node[],
  context: Context,
): Node[] {
  return children.flatMap((node): Node[] => {
    if (node.type === 'footnoteDefinition' || node.type === 'definition') return []
    if (node.type === 'footnoteReference')
      return [
        {
          type: 'link',
          url: `import:${encodeURIComponent(node.identifier.toLowerCase())}`,
          children: [{ type: 'text', value: node.label ?? node.identifier }],
        } as unknown as Node,
      ]
    if (node.type === 'html' && /^<!--/.test(node.value)) return []
    if (node.type === 'linkReference') {
      const url = context.definitions.get(node.identifier)
      const inner = bodyOf(node.children, context)
      return url === undefined
        ? (inner as unknown as Node[])
        : [{ type: 'link', url, children: inner } as unknown as Node]
    }
    if (!('children' in node)) return [node]
    return [{ ...node, children: bodyOf(node.children as PhrasingContent[], context) }]
  })
}

function placeOf(file: string, { position }: Nodes): SourcePlace {
  return { file, line: position?.start.line ?? 1, column: position?.start.column ?? 1 }
}

function block(node: RootContent, context: Context): void {
  const { composer } = context
  const passage = (role: RoleName, children: readonly PhrasingContent[], level?: number) => {
    composer.open(role, level)
    phrasing(children, context)
    composer.close()
  }
  switch (node.type) {
    case 'heading':
      return passage('heading', node.children, node.depth)
    case 'paragraph':
      return passage(context.role, node.children)
    case 'blockquote':
      for (const child of node.children) block(child, { ...context, role: 'quotation' })
      return
    case 'list':
      for (const item of node.children) for (const child of item.children) block(child, context)
      return
    case 'code':
      composer.open('stanza')
      node.value.split('\n').forEach((line, index) => {
        if (index > 0) composer.line()
        composer.text(line)
      })
      return composer.close()
    case 'table':
      return table(node, context)
    case 'html':
      return leftOut(node.value, placeOf(context.file, node), context)
    case 'footnoteDefinition':
    case 'definition':
    case 'thematicBreak':
      return composer.close()
    default:
      return passage(context.role, [node as PhrasingContent])
  }
}

/** Its first row heads it, unless that is empty: a table of GFM cannot be without one. */
function table({ children: rows }: Table, context: Context): void {
  const { composer } = context
  composer.open('table')
  rows.forEach((row, index) => {
    composer.row()
    for (const cell of row.children) {
      composer.cell({ head: index === 0, rows: 1, columns: 1 })
      phrasing(cell.children, { ...context, cell: true })
    }
  })
  composer.close()
}

function leftOut(html: string, place: SourcePlace, { messages }: Context): void {
  if (/^<!--.*-->\s*$/s.test(html)) return
  messages.push({
    place,
    severity: 'warning',
    rule: 'html-left-out',
    message: `Left out HTML: \`${clipped(html, 40)}\``,
  })
}

const emphases: Readonly<Record<string, SpanRole>> = { emphasis: 'emphasis', strong: 'strong' }

function phrasing(nodes: readonly PhrasingContent[], context: Context): void {
  for (const node of withInlineNotes(nodes, context)) inline(node, context)
}

function inline(node: PhrasingContent, context: Context): void {
  const { composer, file, messages } = context
  switch (node.type) {
    case 'text':
      return text(node.value, placeOf(file, node), context)
    case 'inlineCode':
      return composer.text(node.value)
    case 'break':
      return composer.line()
    case 'footnoteReference':
      return composer.mark(node.identifier.toLowerCase(), placeOf(file, node))
    case 'html':
      if (/^<br\s*\/?>$/i.test(node.value)) lineBreak(placeOf(file, node), context)
      else if (!/^<\/?[a-z][^>]*>$/i.test(node.value)) leftOut(node.value, placeOf(file, node), context)
      return
    case 'image':
    case 'imageReference':
      messages.push({
        place: placeOf(file, node),
        severity: 'warning',
        rule: 'picture-left-out',
        message: `Left out a picture${node.alt ? `: “${clipped(node.alt)}”` : ''}`,
      })
      return
    default: {
      if (!('children' in node)) return
      const kind = emphases[node.type]
      if (kind === undefined) phrasing(node.children, context)
      else composer.within(kind, () => phrasing(node.children, context))
    }
  }
}

/** A cell of a table has one line. */
function lineBreak(place: SourcePlace, { composer, cell, messages }: Context): void {
  if (cell !== true) return composer.line()
  composer.text(' ')
  messages.push(cellLines(place))
}

/** GFM takes a mark without a note for letters: `[^12]`. */
function text(value: string, place: SourcePlace, { composer }: Context): void {
  let from = 0
  for (const { 0: mark, 1: name = '', index } of value.matchAll(/\[\^([^\]\s[]{1,100})\]/g)) {
    composer.text(value.slice(from, index))
    const lines = value.slice(0, index).split('\n')
    const column = lines.length === 1 ? place.column + index : (lines.at(-1)?.length ?? 0) + 1
    composer.mark(name.toLowerCase(), { ...place, line: place.line + lines.length - 1, column })
    from = index + mark.length
  }
  composer.text(value.slice(from))
}

/** Pandoc's inline notes: what stands between `^[` and its `]` is a note. */
function withInlineNotes(nodes: readonly PhrasingContent[], context: Context): PhrasingContent[] {
  const done: PhrasingContent[] = []
  let [rest, at] = [nodes, 0]
  for (let node = rest[at++]; node !== undefined; node = rest[at++]) {
    const start = node.type === 'text' ? node.value.indexOf('^[') : -1
    if (node.type !== 'text' || start === -1) {
      done.push(node)
      continue
    }
    const taken = untilBracket([{ ...node, value: node.value.slice(start + 2) }, ...rest.slice(at)])
    if (taken === undefined) {
      done.push(node)
      continue
    }
    const place = { ...placeOf(context.file, node) }
    const key = `inline ${place.line}:${place.column}:${start}:${context.notes.size}`
    context.notes.set(key, {
      key,
      label: '',
      body: { type: 'root', children: [{ type: 'paragraph', children: bodyOf(taken.inside, context) }] },
      place,
    })
    done.push({ ...node, value: node.value.slice(0, start) }, {
      type: 'footnoteReference',
      identifier: key,
      position: node.position,
    } as PhrasingContent)
    ;[rest, at] = [taken.after, 0]
  }
  return done
}

function untilBracket(
  nodes: readonly PhrasingContent[],
): { inside: PhrasingContent[]; after: PhrasingContent[] } | undefined {
  const inside: PhrasingContent[] = []
  let depth = 1
  for (const [index, node] of nodes.entries()) {
    if (node.type !== 'text') {
      inside.push(node)
      continue
    }
    for (let at = 0; at < node.value.length; at++) {
      if (node.value[at] === '[') depth++
      if (node.value[at] === ']') depth--
      if (depth > 0) continue
      inside.push({ ...node, value: node.value.slice(0, at) })
      return { inside, after: [{ ...node, value: node.value.slice(at + 1) }, ...nodes.slice(index + 1)] }
    }
    inside.push(node)
  }
  return undefined
}

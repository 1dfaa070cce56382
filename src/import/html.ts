import type { Element, ElementContent, Nodes, Root } from 'hast'
import { toMdast } from 'hast-util-to-mdast'
import type { Root as Markdown } from 'mdast'
import type { RoleName, SpanRole } from '../../plugins/seed-parse/index.ts'
import { type Composer, createComposer } from './compose.ts'
import { cellLines, type Imported, type ImportedNote, type ImportMessage, type Metadata } from './document.ts'
import { attribute, find, htmlTree, isElement, type Page, placeOf, types, words } from './hast.ts'
import { clipped, findNotes, type HtmlNote, type HtmlNotes } from './html-notes.ts'

/** Reads a page of HTML: its notes are where its links lead to. */
export function readHtml(source: string, file: string): Imported {
  const page = { file, tree: htmlTree(source) }
  return readPages([page], metadataOf(page))
}

function metadataOf({ tree }: Page): Metadata {
  const head = find(tree, 'head')
  const meta = (head?.children ?? []).filter(isElement).filter(({ tagName }) => tagName === 'meta')
  const said = (...names: string[]) =>
    meta.find((one) => names.includes((attribute(one, 'name') ?? '').toLowerCase()))
  const content = (...names: string[]) => {
    const found = said(...names)
    return found && attribute(found, 'content')
  }
  const title = find(head ?? tree, 'title')
  const html = find(tree, 'html')
  return {
    title: content('dc.title', 'citation_title') ?? (title && words(title)),
    author: content('author', 'dc.creator', 'citation_author'),
    publisher: content('dc.publisher'),
    published: content('dc.date', 'citation_publication_date'),
    rights: content('dc.rights', 'copyright'),
    language: html && (attribute(html, 'lang') ?? attribute(html, 'xml:lang') ?? attribute(html, 'xmlLang')),
  }
}

/** Reads the pages of a book in their order, each as a text of its own. */
export function readPages(pages: readonly Page[], metadata: Metadata): Imported {
  const notes = findNotes(pages)
  const composer = createComposer()
  const messages: ImportMessage[] = [...notes.messages]
  for (const { file, name, tree } of pages) {
    const body = find(tree, 'body') ?? tree
    const html = find(tree, 'html')
    composer.division({ name, language: html && (attribute(html, 'lang') ?? attribute(html, 'xml:lang')) })
    composer.anchor(`${file}#`)
    walkAll(body, {
      composer,
      notes,
      file,
      messages,
      verse: false,
      lines: false,
      cell: false,
      pre: false,
      role: 'paragraph',
    })
    composer.close()
  }
  const { messages: more, ...rest } = composer.finish()
  return {
    ...rest,
    metadata,
    notes: notes.notes.map((note, number) => bodyOf(note, number, notes)),
    messages: [...messages, ...more],
  }
}

type Context = {
  readonly composer: Composer
  readonly notes: HtmlNotes
  readonly file: string
  readonly messages: ImportMessage[]
  readonly verse: boolean
  /** Blocks are lines of the passage that is open. */
  readonly lines: boolean
  readonly cell: boolean
  readonly pre: boolean
  /** The role of a paragraph here. */
  readonly role: RoleName
}

const skipped = new Set([
  'head',
  'script',
  'style',
  'template',
  'noscript',
  'svg',
  'nav',
  'button',
  'input',
  'select',
  'textarea',
  'iframe',
  'object',
  'rp',
  'rt',
  'colgroup',
])
const containers = new Set([
  'body',
  'section',
  'article',
  'main',
  'div',
  'header',
  'footer',
  'aside',
  'hgroup',
  'figure',
  'blockquote',
  'ol',
  'ul',
  'dl',
  'li',
  'dt',
  'dd',
  'details',
  'summary',
  'form',
  'fieldset',
  'center',
  'thead',
  'tbody',
  'tfoot',
])
const paragraphs = new Set([
  'p',
  'figcaption',
  'address',
  'caption',
  'legend',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
])
const emphases: Readonly<Record<string, SpanRole>> = {
  em: 'emphasis',
  i: 'emphasis',
  cite: 'title',
  dfn: 'emphasis',
  var: 'emphasis',
  b: 'strong',
  strong: 'strong',
  sup: 'superscript',
  sub: 'subscript',
}
const verse = /^(?:z3998:(?:verse|poem|song|hymn|lyrics)|poem|poetry|verse|song)$/i
const stanza = /^(?:stanza|linegroup|line-group|lg|strophe)$/i

function walkAll(node: Element | Root, context: Context): void {
  for (const child of node.children) walk(child, context)
}

function walk(node: Nodes, context: Context): void {
  const { composer, notes } = context
  if (node.type === 'text') {
    if (context.pre) preformatted(node.value, composer)
    else composer.text(node.value, context.role)
    return
  }
  if (node.type !== 'element' || notes.apart.has(node) || skipped.has(node.tagName)) return
  if (attribute(node, 'hidden') !== undefined && attribute(node, 'hidden') !== 'false') return
  const note = notes.ofMark.get(node)
  if (note !== undefined) {
    anchor(node, context)
    composer.mark(note.key, placeOf(context.file, node))
    return
  }
  if (isMarksOnly(node, notes)) {
    for (const child of marksIn(node, notes)) walk(child, context)
    return
  }
  block(node, context)
}

/** Brackets and commas around marks are part of the marks: `<sup>[1], [2]</sup>`. */
function isMarksOnly(element: Element, notes: HtmlNotes): boolean {
  if (element.tagName !== 'sup' && element.tagName !== 'span') return false
  const marks = marksIn(element, notes)
  if (marks.length === 0) return false
  const rest = without(element, new Set(marks))
  return /^[\s[\](){},;.–-]*$/.test(rest)
}

function marksIn(element: Element, notes: HtmlNotes): Element[] {
  return element.children
    .filter(isElement)
    .flatMap((child) => (notes.ofMark.has(child) ? [child] : marksIn(child, notes)))
}

function without(node: Nodes, out: ReadonlySet<Element>): string {
  if (node.type === 'text') return node.value
  if (!('children' in node) || (isElement(node) && out.has(node))) return ''
  return node.children.map((child) => without(child, out)).join('')
}

function anchor(element: Element, { composer, file }: Context): void {
  for (const id of [
    attribute(element, 'id'),
    element.tagName === 'a' ? attribute(element, 'name') : undefined,
  ])
    if (id !== undefined) composer.anchor(`${file}#${id}`)
}

function block(node: Element, context: Context): void {
  const { composer } = context
  const { tagName } = node
  const said = types(node)
  if (tagName === 'br') return context.cell ? composer.text(' ') : composer.line()
  if (tagName === 'hr') return context.cell ? composer.text(' ') : composer.close()
  if (
    tagName === 'img' ||
    tagName === 'picture' ||
    tagName === 'video' ||
    tagName === 'audio' ||
    tagName === 'math'
  ) {
    context.messages.push({
      place: placeOf(context.file, node),
      severity: 'warning',
      rule: 'picture-left-out',
      message: `Left out \`<${tagName}>\`${attribute(node, 'alt') === undefined ? '' : `: “${clipped(attribute(node, 'alt') ?? '')}”`}`,
    })
    return
  }
  if (context.cell && (paragraphs.has(tagName) || containers.has(tagName))) {
    composer.text(' ')
    anchor(node, context)
    walkAll(node, context)
    composer.text(' ')
    return
  }
  if (context.lines && (paragraphs.has(tagName) || tagName === 'div' || tagName === 'li')) {
    composer.line()
    anchor(node, context)
    walkAll(node, context)
    composer.line()
    return
  }
  if (tagName === 'table') return isArrangement(node) ? unfolded(node, context) : table(node, context)
  if (tagName === 'pre') return passage(node, 'stanza', { ...context, pre: true })
  if (said.some((type) => stanza.test(type)) && containers.has(tagName)) {
    return passage(node, 'stanza', { ...context, verse: true, lines: true })
  }
  if (/^h[1-6]$/.test(tagName)) {
    composer.open('heading', Number(tagName[1]))
    anchor(node, context)
    walkAll(node, context)
    composer.close()
    return
  }
  if (paragraphs.has(tagName)) return passage(node, roleOf(said, context), context)
  if (containers.has(tagName)) return container(node, said, context)
  anchor(node, context)
  const kind = spanOf(node, said)
  if (kind === undefined) walkAll(node, context)
  else composer.within(kind, () => walkAll(node, context))
}

/** What its classes and types say first: `<i>` may be a title, words of another language, a direction. */
function spanOf(node: Element, said: readonly string[]): SpanRole | undefined {
  const named = spanTypes.find(([type]) => said.some((one) => type.test(one)))?.[1]
  const role = named ?? emphases[node.tagName]
  const language = attribute(node, 'lang') ?? attribute(node, 'xmlLang')
  return role === 'emphasis' && node.tagName === 'i' && language !== undefined ? 'foreign' : role
}

const spanTypes: readonly (readonly [RegExp, SpanRole])[] = [
  [/^(?:small-?caps|smcap|sc)$/i, 'small-caps'],
  [/^z3998:stage-direction$/, 'stage'],
  [/^se:name\.(?:publication|music|visual-art)\b/, 'title'],
]

function roleOf(said: readonly string[], context: Context): RoleName {
  // What stands between a heading and its verse is no line of that.
  if (said.some((type) => /^(?:se:)?bridgehead$/.test(type))) return 'subtitle'
  if (context.verse) return 'stanza'
  if (said.some((type) => /^z3998:stage-direction$/.test(type))) return 'stage'
  return context.role
}

function passage(node: Element, role: RoleName, context: Context): void {
  context.composer.open(role)
  anchor(node, context)
  walkAll(node, context)
  context.composer.close()
}

function container(node: Element, said: readonly string[], context: Context): void {
  const { composer } = context
  composer.close()
  anchor(node, context)
  const inVerse = context.verse || said.some((type) => verse.test(type))
  const role: RoleName = said.some((type) => /^(?:epigraph|doc-epigraph)$/i.test(type))
    ? 'epigraph'
    : node.tagName === 'blockquote'
      ? context.role === 'epigraph'
        ? 'epigraph'
        : 'quotation'
      : context.role
  const inner = { ...context, verse: inVerse, role }
  if (node.tagName !== 'hgroup') walkAll(node, inner)
  else {
    const heading = find(node, 'h1') ?? find(node, 'h2') ?? find(node, 'h3') ?? find(node, 'h4')
    for (const child of node.children)
      walk(child, { ...inner, role: isElement(child) && child !== heading ? 'subtitle' : role })
  }
  composer.close()
}

/** Rows are lines, cells are parted by tabs. A row of a play names who speaks. */
function table(node: Element, context: Context): void {
  const { composer } = context
  const rows = rowsOf(node)
  const isPlay = rows.some((row) => cellsOf(row).some((cell) => types(cell).includes('z3998:persona')))
  const caption = captionOf(node)
  if (isPlay) {
    if (caption !== undefined) walk(caption, context)
    for (const row of rows) speech(row, cellsOf(row), context)
    return composer.close()
  }
  composer.open('table')
  anchor(node, context)
  const inner = { ...context, cell: true }
  if (caption !== undefined) {
    anchor(caption, context)
    walkAll(caption, inner)
    composer.caption()
  }
  rows.forEach((row, index) => {
    composer.row()
    anchor(row, context)
    for (const cell of cellsOf(row)) {
      composer.cell({ head: isHead(cell, row, node), ...extentOf(cell, rows.slice(index)) })
      anchor(cell, context)
      walkAll(cell, inner)
    }
  })
  composer.close()
  const broken = rows.flatMap(cellsOf).filter((cell) => linesIn(cell) > 1).length
  if (broken > 0) context.messages.push(cellLines(placeOf(context.file, node), broken))
}

function captionOf(table: Element): Element | undefined {
  return table.children.filter(isElement).find(({ tagName }) => tagName === 'caption')
}

/** A table that only arranges what stands in it: one that says so, or that holds other tables or parts of a text. */
function isArrangement(table: Element): boolean {
  const role = attribute(table, 'role')
  return role === 'presentation' || role === 'none' || rowsOf(table).flatMap(cellsOf).some(holdsParts)
}

function holdsParts(node: Element): boolean {
  return node.children.some(
    (child) =>
      isElement(child) && (/^(?:table|h[1-6]|section|article|hr)$/.test(child.tagName) || holdsParts(child)),
  )
}

/** What each cell holds, as passages. */
function unfolded(node: Element, context: Context): void {
  const { composer } = context
  const caption = captionOf(node)
  composer.close()
  anchor(node, context)
  if (caption !== undefined) walk(caption, context)
  for (const cell of rowsOf(node).flatMap(cellsOf)) {
    composer.close()
    anchor(cell, context)
    walkAll(cell, context)
  }
  composer.close()
}

function isHead(cell: Element, row: Element, table: Element): boolean {
  const heads = table.children.filter(isElement).filter(({ tagName }) => tagName === 'thead')
  return cell.tagName === 'th' || heads.some(({ children }) => children.includes(row))
}

/** A cell goes down over rows with words only, as those without are left out. */
function extentOf(cell: Element, rows: readonly Element[]): { rows: number; columns: number } {
  const count = (name: string) => Number(/^\s*(\d{1,4})/.exec(attribute(cell, name) ?? '')?.[1] ?? 1)
  const deep = count('rowSpan')
  const over = rows.slice(0, deep === 0 ? rows.length : deep)
  return {
    rows: Math.max(1, over.filter((row) => words(row).trim() !== '').length),
    columns: Math.min(Math.max(1, count('colSpan')), 999),
  }
}

/** How many lines with words a cell has: blocks of its own, and what `br` parts. */
function linesIn(cell: Element): number {
  const lines = ['']
  const visit = (node: Nodes) => {
    if (node.type === 'text') lines.push((lines.pop() ?? '') + node.value)
    if (!isElement(node)) return
    const breaks = node.tagName === 'br' || paragraphs.has(node.tagName) || containers.has(node.tagName)
    if (breaks) lines.push('')
    node.children.forEach(visit)
    if (breaks) lines.push('')
  }
  cell.children.forEach(visit)
  return lines.filter((line) => line.trim() !== '').length
}

function speech(row: Element, cells: readonly Element[], context: Context): void {
  const { composer } = context
  const persona = cells.find((cell) => types(cell).includes('z3998:persona'))
  const named = persona !== undefined && words(persona).trim() !== ''
  composer.open(named ? 'speech' : 'stage')
  const isVerse = [row, ...cells].some((one) => types(one).some((type) => verse.test(type)))
  if (context.verse || isVerse || cells.some((cell) => linesIn(cell) > 1)) composer.verse()
  anchor(row, context)
  if (named) {
    walkAll(persona, { ...context, cell: true })
    composer.label()
    composer.line()
  }
  for (const cell of cells) if (cell !== persona) walkAll(cell, { ...context, lines: true })
  composer.close()
}

function rowsOf(table: Element): Element[] {
  return table.children
    .filter(isElement)
    .flatMap((child) =>
      child.tagName === 'tr'
        ? [child]
        : ['thead', 'tbody', 'tfoot'].includes(child.tagName)
          ? rowsOf(child)
          : [],
    )
}

function cellsOf(row: Element): Element[] {
  return row.children.filter(isElement).filter(({ tagName }) => tagName === 'td' || tagName === 'th')
}

function preformatted(value: string, composer: Composer): void {
  value.split(/\r\n|\n|\r/).forEach((line, index) => {
    if (index > 0) composer.line()
    composer.text(line)
  })
}

/** A note as Markdown, without its number and the links back to its marks. */
function bodyOf(note: HtmlNote, number: number, notes: HtmlNotes): ImportedNote {
  const [first] = note.elements
  const label = clipped(words(note.marks[0] ?? { type: 'text', value: '' }), 40).replace(
    /^[[({\s]+|(?<![\])}.:\s])[\])}.:\s]+$/g,
    '',
  )
  const fragment = note.key.slice(note.key.indexOf('#') + 1)
  const children = note.elements.flatMap((element) => {
    const copy = pruned(element, note.file, notes)
    return ['p', 'blockquote', 'table', 'ul', 'ol', 'dl', 'pre'].includes(copy.tagName)
      ? [copy]
      : [...copy.children]
  })
  const tree: Root = { type: 'root', children: unlabelled(children, label) }
  return {
    key: note.key,
    label:
      /\p{L}/u.test(label) && label.length > 2
        ? label
        : (/\d+/.exec(label)?.[0] ?? /(?<!\d)\d+$/.exec(fragment)?.[0] ?? (label || String(number + 1))),
    body: markdown(tree),
    place: placeOf(note.file, first ?? tree),
  }
}

export function markdown(tree: Root): Markdown {
  const body = toMdast(tree, { document: true })
  return body.type === 'root' ? body : { type: 'root', children: [] }
}

function pruned(element: Element, file: string, notes: HtmlNotes): Element {
  const children = element.children.flatMap((child): ElementContent[] => {
    if (!isElement(child)) return child.type === 'text' ? [child] : []
    if (skipped.has(child.tagName) || notes.backlinks.has(child)) return []
    const copy = pruned(child, file, notes)
    // What held nothing but the link back is empty now.
    if (copy.children.length === 0 && child.children.length > 0) return []
    if (
      ['sup', 'span', 'p'].includes(child.tagName) &&
      /^[\s[\](){}.,:|^]*$/.test(words(copy)) &&
      words(child).trim() !== words(copy).trim() &&
      !hasElements(copy)
    )
      return []
    return uncaptioned(copy)
  })
  const href = element.tagName === 'a' ? attribute(element, 'href') : undefined
  const marked = notes.ofMark.get(element)
  const key = marked?.key ?? (href === undefined ? undefined : notes.keyOf(file, href))
  return {
    ...element,
    // An anchor leads nowhere.
    ...(element.tagName === 'a' && key === undefined && href === undefined ? { tagName: 'span' } : {}),
    children,
    properties: key === undefined ? element.properties : { href: `import:${encodeURIComponent(key)}` },
  }
}

/** Markdown has no captions: that of a table is a paragraph before it. */
function uncaptioned(element: Element): Element[] {
  const caption = element.tagName === 'table' ? captionOf(element) : undefined
  if (caption === undefined) return [element]
  const children = element.children.filter((child) => child !== caption)
  return [
    { ...caption, tagName: 'p' },
    { ...element, children },
  ]
}

function hasElements(element: Element): boolean {
  return element.children.some(isElement)
}

/** The number or sign at the beginning of a note, where it is that of its mark. */
function unlabelled(children: ElementContent[], label: string): ElementContent[] {
  const first = children.findIndex((child) => child.type !== 'text' || child.value.trim() !== '')
  const node = children[first]
  if (node === undefined) return children
  const rest = children.slice(first + 1)
  if (node.type === 'text') {
    const escaped = label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const value = node.value.replace(
      new RegExp(
        `^\\s*(?:[\\[(]?${escaped === '' ? '(?!)' : escaped}[\\])]?[.:]?(?=\\s|$)|[\\])]|\\[\\s*\\])[.:]?\\s*`,
        'u',
      ),
      '',
    )
    return [{ ...node, value }, ...rest]
  }
  if (node.type === 'element' && !['blockquote', 'table', 'ul', 'ol'].includes(node.tagName))
    return [{ ...node, children: unlabelled(node.children, label) }, ...rest]
  return [node, ...rest]
}

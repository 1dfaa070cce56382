import type { BlockContent, ListItem, PhrasingContent, Root, RootContent, TableRow } from 'mdast'
import { childElements, localName, textContent, type XmlElement } from './xml.ts'

const level = (value: string) => value.replace(/[\t\n\r ]+/g, ' ')
const blocks = new Set([
  'p',
  'ab',
  'lg',
  'l',
  'list',
  'quote',
  'cit',
  'table',
  'head',
  'div',
  'bibl',
  'listBibl',
  'biblStruct',
])

/** What a TEI note says, as Markdown; a note within it is a link that the edition resolves. */
export function teiBody(
  note: XmlElement,
  keyOf: (element: XmlElement) => string | undefined,
  ignore: (element: XmlElement) => boolean,
): Root {
  const context: Context = { keyOf, ignore }
  return { type: 'root', children: flow(note, context) as RootContent[] }
}

type Context = {
  /** The name of a note or place that an element is or leads to. */
  readonly keyOf: (element: XmlElement) => string | undefined
  readonly ignore: (element: XmlElement) => boolean
}

/** Blocks as they are; what stands between them, paragraphs. */
function flow(element: XmlElement, context: Context): BlockContent[] {
  const found: BlockContent[] = []
  let open: PhrasingContent[] = []
  const flush = () => {
    const children = trimmed(open)
    if (children.length > 0) found.push({ type: 'paragraph', children })
    open = []
  }
  for (const child of element.children) {
    if (child.type === 'element' && blocks.has(localName(child)) && isBlock(child)) {
      flush()
      for (const one of block(child, context)) found.push(one)
    } else for (const one of inline(child, context)) open.push(one)
  }
  flush()
  return found
}

/** Quotations and works that are part of a sentence are words of it. */
function isBlock(element: XmlElement): boolean {
  const name = localName(element)
  if (['quote', 'cit', 'bibl'].includes(name))
    return childElements(element).some((child) => ['p', 'lg', 'l', 'quote'].includes(localName(child)))
  return true
}

function block(element: XmlElement, context: Context): BlockContent[] {
  if (context.ignore(element)) return []
  const name = localName(element)
  if (name === 'list')
    return [
      {
        type: 'list',
        ordered: element.attributes['type'] === 'ordered' || element.attributes['rend'] === 'numbered',
        children: childElements(element)
          .filter((child) => localName(child) === 'item')
          .map((item): ListItem => ({ type: 'listItem', children: flow(item, context) })),
      },
    ]
  if (name === 'quote' || name === 'cit') return [{ type: 'blockquote', children: flow(element, context) }]
  if (name === 'table') return table(element, context)
  if (name === 'lg') return verse(element, context)
  if (['div', 'listBibl', 'biblStruct'].includes(name)) return flow(element, context)
  return paragraph(element.children.flatMap((child) => inline(child, context)))
}

function paragraph(children: readonly PhrasingContent[]): BlockContent[] {
  const words = trimmed(children)
  return words.length === 0 ? [] : [{ type: 'paragraph', children: words }]
}

function verse(element: XmlElement, context: Context): BlockContent[] {
  const lines = childElements(element).flatMap((child) =>
    localName(child) === 'lg' ? [] : [trimmed(child.children.flatMap((one) => inline(one, context)))],
  )
  const children = lines.flatMap((line, index): PhrasingContent[] =>
    index === 0 ? line : [{ type: 'break' }, ...line],
  )
  return [
    ...paragraph(children),
    ...childElements(element)
      .filter((child) => localName(child) === 'lg')
      .flatMap((child) => verse(child, context)),
  ]
}

function table(element: XmlElement, context: Context): BlockContent[] {
  const rows = childElements(element)
    .filter((child) => localName(child) === 'row')
    .map((row): TableRow => ({
      type: 'tableRow',
      children: childElements(row).map((cell) => ({
        type: 'tableCell',
        children: trimmed(cell.children.flatMap((one) => inline(one, context))),
      })),
    }))
  return rows.length === 0 ? [] : [{ type: 'table', children: rows }]
}

const emphasised = new Set(['emph', 'hi', 'title', 'foreign', 'mentioned', 'term'])

function inline(node: XmlElement['children'][number], context: Context): PhrasingContent[] {
  if (node.type === 'text') return node.value === '' ? [] : [{ type: 'text', value: level(node.value) }]
  if (context.ignore(node)) return []
  const name = localName(node)
  if (name === 'lb') return [{ type: 'text', value: ' ' }]
  if (['pb', 'cb', 'fw', 'figDesc', 'index', 'del', 'rdg', 'teiHeader'].includes(name)) return []
  const key = context.keyOf(node)
  const children =
    name === 'note'
      ? [{ type: 'text' as const, value: '*' }]
      : node.children.flatMap((child) => inline(child, context))
  if (key !== undefined)
    return [
      {
        type: 'link',
        url: `import:${encodeURIComponent(key)}`,
        children: children.length === 0 ? [{ type: 'text', value: '*' }] : children,
      },
    ]
  if (name === 'ref' || name === 'ptr') {
    const url = node.attributes['target'] ?? ''
    if (!/^(?:https?:|mailto:|note:|passage:|source:|entity:|edition:)/.test(url)) return children
    return [
      { type: 'link', url, children: children.length === 0 ? [{ type: 'text', value: url }] : children },
    ]
  }
  if (name === 'q' || name === 'quote' || name === 'soCalled') return quoted(children)
  if (name === 'l') return [...children, { type: 'break' }]
  if (!emphasised.has(name) || textContent(node).trim() === '') return children
  return around(
    children,
    /\bbold\b/i.test(node.attributes['rend'] ?? node.attributes['rendition'] ?? '') ? 'strong' : 'emphasis',
  )
}

/** Quotation marks, where the words do not have their own. */
function quoted(children: PhrasingContent[]): PhrasingContent[] {
  const words = children
    .map((child) => ('value' in child ? child.value : ''))
    .join('')
    .trim()
  if (/^["'“„«‘‚»]/.test(words)) return children
  return [{ type: 'text', value: '“' }, ...children, { type: 'text', value: '”' }]
}

/** White space at the ends of what is emphasised stands outside. */
function around(children: PhrasingContent[], type: 'strong' | 'emphasis'): PhrasingContent[] {
  const first = children[0]
  const last = children.at(-1)
  const before =
    first?.type === 'text' && /^\s/.test(first.value) ? [{ type: 'text' as const, value: ' ' }] : []
  const after = last?.type === 'text' && /\s$/.test(last.value) ? [{ type: 'text' as const, value: ' ' }] : []
  return [...before, { type, children: trimmed(children) }, ...after]
}

function trimmed(children: readonly PhrasingContent[]): PhrasingContent[] {
  const found = merged(children)
  while (found.length > 0) {
    const first = found[0]
    if (first?.type === 'text') first.value = first.value.trimStart()
    if (first?.type === 'break' || (first?.type === 'text' && first.value === '')) found.shift()
    else break
  }
  while (found.length > 0) {
    const last = found.at(-1)
    if (last?.type === 'text') last.value = last.value.trimEnd()
    if (last?.type === 'break' || (last?.type === 'text' && last.value === '')) found.pop()
    else break
  }
  return found
}

/** Neighbouring texts are one, white space between words is one space. */
function merged(children: readonly PhrasingContent[]): PhrasingContent[] {
  const found: PhrasingContent[] = []
  for (const child of children) {
    const last = found.at(-1)
    if (child.type === 'text' && last?.type === 'text') last.value = level(last.value + child.value)
    else found.push(child.type === 'text' ? { ...child, value: level(child.value) } : child)
  }
  return found
}

import type { Element as HastElement, ElementContent as HastContent, Root as HastRoot } from 'hast'
import { toString } from 'hast-util-to-string'
import type { Element, ElementContent } from 'xast'
import { x } from 'xastscript'

/** Where a link of a note leads within the file, or to outside of it. */
export type Lead = (href: string) => string

/** The body of a note as content of a TEI `note` (Guidelines, chapter 3). White space between blocks is left out. */
export function noteContent(tree: HastRoot, lead: Lead): ElementContent[] {
  return blocks(tree.children as readonly HastContent[], lead)
}

type Make = (element: HastElement, lead: Lead) => ElementContent[]

const wrap =
  (name: string, attributes: Readonly<Record<string, string>> = {}, content: typeof inline = inline): Make =>
  (element, lead) => [x(name, { ...identity(element), ...attributes }, content(element.children, lead))]

const makers: Readonly<Record<string, Make>> = {
  p: wrap('p'),
  h4: wrap('label'),
  h5: wrap('label'),
  h6: wrap('label'),
  blockquote: wrap('quote', {}, blocks),
  pre: (element) => [x('eg', toString(element))],
  hr: () => [x('milestone', { unit: 'section', rend: 'rule' })],
  ul: (element, lead) => list(element, 'bulleted', lead),
  ol: (element, lead) => list(element, 'numbered', lead),
  table: (element, lead) => [
    x(
      'table',
      rowsOf(element).map((row) => rowOf(row, lead)),
    ),
  ],
  section: (element, lead) => blocks(element.children, lead),
  em: wrap('hi', { rend: 'italic' }),
  strong: wrap('hi', { rend: 'bold' }),
  del: wrap('hi', { rend: 'line-through' }),
  sup: wrap('hi', { rend: 'superscript' }),
  sub: wrap('hi', { rend: 'subscript' }),
  code: wrap('code'),
  br: () => [x('lb')],
  img: ({ properties }) => text(String(properties.alt ?? '')),
  input: ({ properties }) => text(properties.checked === true ? '☑ ' : '☐ '),
  a: (element, lead) => {
    const href = String(element.properties.href ?? '')
    const content = inline(element.children, lead)
    return href === '' ? content : [x('ref', { ...identity(element), target: lead(href) }, content)]
  },
}

/** Elements that stand among words; all others are blocks. */
const phrases = new Set([
  'em',
  'strong',
  'del',
  'sup',
  'sub',
  'code',
  'br',
  'img',
  'input',
  'a',
  'span',
  'cite',
])

function isPhrase(node: HastContent): boolean {
  return node.type === 'text' || (node.type === 'element' && phrases.has(node.tagName))
}

/** Blocks; words that stand straight among them become paragraphs. */
function blocks(nodes: readonly HastContent[], lead: Lead): ElementContent[] {
  const content: ElementContent[] = []
  let words: HastContent[] = []
  const flush = () => {
    if (words.some((node) => node.type !== 'text' || node.value.trim() !== ''))
      content.push(x('p', inline(words, lead)))
    words = []
  }
  for (const node of nodes) {
    if (isPhrase(node)) words.push(node)
    else {
      flush()
      content.push(...convert(node, lead))
    }
  }
  flush()
  return content
}

function inline(nodes: readonly HastContent[], lead: Lead): ElementContent[] {
  return nodes.flatMap((node) => convert(node, lead))
}

function convert(node: HastContent, lead: Lead): ElementContent[] {
  if (node.type === 'text') return text(node.value)
  if (node.type !== 'element') return []
  const make = makers[node.tagName]
  return make === undefined ? inline(node.children, lead) : make(node, lead)
}

function text(value: string): ElementContent[] {
  return value === '' ? [] : [{ type: 'text', value }]
}

/** The ids of footnotes within notes; one that XML does not allow is left out. */
function identity({ properties }: HastElement): { 'xml:id'?: string } {
  const { id } = properties
  return typeof id === 'string' && /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(id) ? { 'xml:id': id } : {}
}

function list(element: HastElement, rend: string, lead: Lead): ElementContent[] {
  const items = element.children.filter((child) => child.type === 'element')
  if (items.length === 0) return []
  return [
    x(
      'list',
      { rend },
      items.map((item) =>
        x(
          'item',
          identity(item),
          item.children.every(isPhrase) ? inline(item.children, lead) : blocks(item.children, lead),
        ),
      ),
    ),
  ]
}

function rowsOf(table: HastElement): HastElement[] {
  return table.children.flatMap((child) =>
    child.type !== 'element' ? [] : child.tagName === 'tr' ? [child] : rowsOf(child),
  )
}

function rowOf(row: HastElement, lead: Lead): Element {
  const cells = row.children.filter((child) => child.type === 'element')
  const isHead = cells.every(({ tagName }) => tagName === 'th')
  return x(
    'row',
    isHead ? { role: 'label' } : {},
    cells.map((cell) => x('cell', inline(cell.children, lead))),
  )
}

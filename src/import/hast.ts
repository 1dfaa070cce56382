import type { Element, ElementContent, Nodes, Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import type { SourcePlace } from './document.ts'
import type { XmlElement } from './xml.ts'

/** A page of a book: an HTML tree with places, and the name of its file. */
export type Page = { readonly file: string; readonly name?: string | undefined; readonly tree: Root }

/** HTML as browsers read it. Never throws for what a page holds, but for nesting beyond what the stack bears. */
export function htmlTree(source: string): Root {
  return fromHtml(source)
}

/** XHTML, which an XML parser has read, as the tree that HTML gives. */
export function xhtmlTree(root: XmlElement): Root {
  return { type: 'root', children: [toHast(root)] }
}

function toHast({ name, attributes, children, line, column }: XmlElement): Element {
  const { class: className, ...rest } = attributes
  const point = { line, column }
  return {
    type: 'element',
    tagName: name.replace(/^(?:x?html|xhtml|h):/, '').toLowerCase(),
    properties: { ...rest, ...(className === undefined ? {} : { className: className.split(/\s+/) }) },
    children: children.map((child): ElementContent => (child.type === 'text' ? child : toHast(child))),
    position: { start: point, end: point },
  }
}

export function attribute({ properties }: Element, name: string): string | undefined {
  const value = properties[name]
  return value === undefined || value === null || value === false
    ? undefined
    : Array.isArray(value)
      ? value.join(' ')
      : String(value)
}

/** The words of `epub:type`, `role` and `class`. */
export function types(element: Element): readonly string[] {
  return ['epub:type', 'epubType', 'role', 'className'].flatMap(
    (name) => attribute(element, name)?.split(/\s+/) ?? [],
  )
}

export function placeOf(file: string, { position }: Nodes): SourcePlace {
  return { file, line: position?.start.line ?? 1, column: position?.start.column ?? 1 }
}

export function isElement(node: Nodes): node is Element {
  return node.type === 'element'
}

export function words(node: Nodes): string {
  if (node.type === 'text') return node.value
  return 'children' in node ? node.children.map(words).join('') : ''
}

/** The first element of a name. */
export function find(node: Nodes, tagName: string): Element | undefined {
  if (node.type === 'element' && node.tagName === tagName) return node
  if (!('children' in node)) return undefined
  for (const child of node.children) {
    const found = find(child, tagName)
    if (found !== undefined) return found
  }
  return undefined
}

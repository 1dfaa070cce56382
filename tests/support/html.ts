import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Element, Nodes, Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { visit } from 'unist-util-visit'
import { filesIn } from './files.ts'

/** A page of a built site: its file, its folder as an address below the site, and what a browser would parse. */
export type Page = {
  readonly file: string
  readonly address: string
  readonly source: string
  readonly tree: Root
}

export function pagesOf(out: string): Page[] {
  return filesIn(out)
    .filter((file) => file.endsWith('.html'))
    .map((file) => {
      const source = readFileSync(join(out, file), 'utf8')
      return { file, address: file.replace(/index\.html$/, ''), source, tree: fromHtml(source) }
    })
}

/** Elements below a node that a test holds for, in the order of the document. */
export function elements(tree: Nodes, test: (element: Element) => boolean = () => true): Element[] {
  const found: Element[] = []
  visit(tree, 'element', (element) => {
    if (test(element)) found.push(element)
  })
  return found
}

export function tag(...names: readonly string[]): (element: Element) => boolean {
  return ({ tagName }) => names.includes(tagName)
}

/** The text content as the DOM has it. */
export function textOf(node: Nodes): string {
  if (node.type === 'text') return node.value
  return 'children' in node ? node.children.map(textOf).join('') : ''
}

/** A property as an attribute's value; undefined where there is none. */
export function attribute({ properties }: Element, name: string): string | undefined {
  const value = properties[name]
  if (value === undefined || value === null || value === false) return undefined
  return Array.isArray(value) ? value.join(' ') : String(value)
}

export function hasClass(element: Element, name: string): boolean {
  return attribute(element, 'className')?.split(' ').includes(name) ?? false
}

export function role(name: string): (element: Element) => boolean {
  return (element) => attribute(element, 'role') === name
}

const known = new WeakMap<Root, ReadonlyMap<string, Element>>()

/** Elements of a page by their ids. */
function byIds(tree: Root): ReadonlyMap<string, Element> {
  const found =
    known.get(tree) ?? new Map(elements(tree).map((element) => [attribute(element, 'id') ?? '', element]))
  known.set(tree, found)
  return found
}

/** All ids in the order of the document, those that are there twice as well. */
export function idsOf(tree: Nodes): string[] {
  return elements(tree).flatMap((element) => attribute(element, 'id') ?? [])
}

export function hasId(tree: Root, id: string): boolean {
  return byIds(tree).has(id)
}

/** The element of a page that a fragment names. Throws where there is none. */
export function byId(tree: Root, id: string): Element {
  const found = byIds(tree).get(id)
  if (found === undefined)
    throw new Error(`Unexpected page without \`#${id}\`, expected one element of that id`)
  return found
}

/** The only element below a node that a test holds for. Throws where there is none, or another. */
export function only(tree: Nodes, test: (element: Element) => boolean): Element {
  const [found, ...others] = elements(tree, test)
  if (found === undefined || others.length > 0)
    throw new Error(`Unexpected ${others.length + (found ? 1 : 0)} elements, expected one`)
  return found
}

/** The page, as its address below the site, and the fragment that a link on a page leads to; a query is for its script. */
export function destination(address: string, link: Element): { page: string; fragment: string } {
  const base = 'http://host/'
  const url = new URL(attribute(link, 'href') ?? '', base + address)
  return {
    page: url.href.slice(base.length).replace(/[?#].*$/, ''),
    fragment: decodeURIComponent(url.hash.slice(1)),
  }
}

/** Whether an address leads to another host, or is no address of a page at all. */
export function isElsewhere(address: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(address)
}

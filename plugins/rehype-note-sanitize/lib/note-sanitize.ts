import type { Element, ElementContent, Parents, Properties, Root } from 'hast'
import { sanitize } from 'hast-util-sanitize'
import type { Position } from 'unist'
import type { VFile } from 'vfile'
import { readAddress } from './address.ts'
import { leadsWhereItSays } from './shown-address.ts'
import { schema } from './schema.ts'

export interface Options {
  /** The level of the highest heading: with 4 (the default), `#` becomes `<h4>`. */
  headingBase?: number
  /** What a screen reader says for the boxes of a task list. */
  labels?: { done: string; open: string }
}

/** What the walk knows: where we are, and what has been said. */
interface Context {
  file: VFile
  ids: ReadonlySet<string>
  headingBase: number
  labels: { done: string; open: string }
}

/** Ancestors that matter, and the nearest place, for nodes that have none. */
interface Surroundings {
  link: boolean
  place: Position | undefined
}

const rel = ['nofollow', 'ugc', 'noopener', 'noreferrer']

/**
 * Makes a tree from strangers' Markdown fit to publish: links with an address that
 * is not http, https, mailto or in the note itself become their words; images
 * become links; headings move down; and all that is not in the allow-list goes.
 * A link with `data-ref` was put there by a plugin: it may lead into the site.
 * Returns a new tree. Each loss is a warning (`link-safe`, `image-local`) at its place,
 * and so is a link whose words are the address of another place (`link-honest`).
 */
export function noteSanitize(tree: Root, file: VFile, options: Options = {}): Root {
  const { headingBase = 4, labels = { done: 'Done', open: 'Not done' } } = options
  const context: Context = { file, ids: idsIn(tree), headingBase, labels }
  const children = all(tree, context, { link: false, place: tree.position })
  const safe = sanitize({ type: 'root', children: children as Root['children'] }, schema)
  return safe.type === 'root' ? safe : { type: 'root', children: [safe] as Root['children'] }
}

function idsIn(parent: Parents, ids = new Set<string>()): Set<string> {
  for (const child of parent.children) {
    if (child.type !== 'element') continue
    if (typeof child.properties.id === 'string') ids.add(child.properties.id)
    idsIn(child, ids)
  }
  return ids
}

function all(parent: Parents, context: Context, around: Surroundings): ElementContent[] {
  return (parent.children as ElementContent[]).flatMap((child) =>
    child.type === 'element' ? clean(child, context, around) : [child],
  )
}

/** An element with its content, made safe; its content alone, where it must go. */
function clean(node: Element, context: Context, around: Surroundings): ElementContent[] {
  const inside = { ...around, place: node.position ?? around.place }
  const { tagName } = node
  if (tagName === 'a') return link(node, context, inside)
  if (tagName === 'img') return image(node, context, inside)
  const children = all(node, context, inside)
  const properties = { ...node.properties }
  if (tagName === 'td' || tagName === 'th') align(properties)
  if (tagName === 'input') properties.ariaLabel = context.labels[properties.checked ? 'done' : 'open']
  return [{ ...node, tagName: shift(node, context), properties, children }]
}

/** HTML has no `align` any more, and a strict policy for styles leaves only classes. */
function align(properties: Properties): void {
  if (typeof properties.align === 'string') properties.className = [`align-${properties.align}`]
}

function shift({ tagName, properties }: Element, { headingBase }: Context): string {
  const level = /^h([1-6])$/.exec(tagName)?.[1]
  if (level === undefined || properties.id === 'footnote-label') return tagName
  return `h${Math.min(6, Number(level) + headingBase - 1)}`
}

function link(node: Element, context: Context, around: Surroundings): ElementContent[] {
  const { href } = node.properties
  const children = all(node, context, { ...around, link: true })
  const kept = { ...node.properties }
  delete kept.rel
  if (typeof href !== 'string') return children
  if (around.link || children.some(holdsLink)) {
    if (!around.link) warnOfLink(context, around.place, href, 'one link at a time, none within another')
    return around.link && 'dataFootnoteRef' in kept ? [{ ...node, children }] : children
  }
  const address = readAddress(href)
  if (address.kind === 'external') {
    const words = toText(children)
    if (!leadsWhereItSays(words, address.href)) warnOfWords(context, around.place, words, address.href)
    return [{ ...node, properties: { ...kept, href: address.href, rel: [...rel] }, children }]
  }
  const isOurs = address.kind === 'local' || address.kind === 'fragment' ? 'dataRef' in kept : false
  if (isOurs || (address.kind === 'fragment' && context.ids.has(address.id))) {
    return [{ ...node, properties: kept, children }]
  }
  const expected = 'an address with `https:`, `http:` or `mailto:`, or one such as `passage:p7`'
  warnOfLink(context, around.place, href, expected)
  return children
}

const toText = (nodes: readonly ElementContent[]): string =>
  nodes
    .map((node) => (node.type === 'text' ? node.value : 'children' in node ? toText(node.children) : ''))
    .join('')

const holdsLink = (node: ElementContent): boolean =>
  node.type === 'element' && (node.tagName === 'a' || node.children.some(holdsLink))

/** No image is fetched from elsewhere: that tells a third party who reads what. */
function image(node: Element, context: Context, around: Surroundings): ElementContent[] {
  const { src, alt } = node.properties
  const address = typeof src === 'string' ? readAddress(src) : undefined
  const href = address?.kind === 'external' ? address.href : undefined
  const words = typeof alt === 'string' && alt.trim() !== '' ? alt : (href ?? '')
  const text: ElementContent = { type: 'text', value: words }
  const mended = href === undefined ? words || 'Say in words what it shows.' : `[${words}](${href})`
  warnOfImage(context, around.place, String(src), mended)
  if (href === undefined || around.link) return [text]
  return [{ type: 'element', tagName: 'a', properties: { href, rel: [...rel] }, children: [text] }]
}

function warnOfLink({ file }: Context, place: Position | undefined, actual: string, expected: string): void {
  const reason = `Unexpected address \`${actual}\`, expected ${expected}`
  const message = file.message(reason, { place, ruleId: 'link-safe', source: 'variorum' })
  Object.assign(message, {
    fatal: false,
    actual,
    expected: ['https:', 'http:', 'mailto:'],
    note: mend(actual),
  })
}

function warnOfWords({ file }: Context, place: Position | undefined, words: string, href: string): void {
  const { host } = new URL(href)
  const reason = `Unexpected words \`${words}\` of a link to \`${host}\`, expected words that name no other place`
  const message = file.message(reason, { place, ruleId: 'link-honest', source: 'variorum' })
  const note = `Say in words what is there, or name the place that it leads to: \`[${host}](${href})\`.`
  Object.assign(message, { fatal: false, actual: words, expected: [host], note })
}

/** What was likely meant. */
function mend(address: string): string {
  const [, note] = /^#n-([a-z\d-]+)$/.exec(address) ?? []
  if (note !== undefined) return `note:${note}`
  if (/^#p\d/.test(address)) return `passage:${address.slice(1)}`
  const bare = address.replace(/^\/\//, '')
  if (/^[a-z\d-]+\.[a-z\d.-]+(?:[/?#]|$)/i.test(bare)) return `https://${bare}`
  return 'Leave the address out: only its words are published.'
}

function warnOfImage({ file }: Context, place: Position | undefined, actual: string, note: string): void {
  const reason = `Unexpected image \`${actual}\`, expected a link to it`
  const message = file.message(reason, { place, ruleId: 'image-local', source: 'variorum' })
  Object.assign(message, { fatal: false, actual, expected: [note], note })
}

import type { Element, Parents, Properties, Root } from 'hast'

export interface Options {
  /** Stands before every id: `n-flynn--`. It must be the fragment's own, and end as no other continues. */
  prefix: string
}

/** What the walk has seen. */
interface Context {
  prefix: string
  /** Ids in the tree that are not of footnotes. */
  ids: ReadonlySet<string>
  /** How often each footnote has been referred to so far. */
  references: Map<string, number>
}

/** The item of the footnote that we are in, and how many links back it has had. */
interface Footnote {
  label: string
  back: number
}

/** Properties that hold ids, one or more. https://html.spec.whatwg.org/ and https://www.w3.org/TR/wai-aria-1.2/ */
const idrefs = ['ariaControls', 'ariaDescribedBy', 'ariaDetails', 'ariaLabelledBy', 'headers', 'htmlFor']

/**
 * Gives every id in the tree, and every link to it from within, the prefix. Footnotes
 * get ids from their label, not their number: `n-flynn--fn-source`, and for the
 * references to it `n-flynn--fnref-source`, `n-flynn--fnref-source--2`. Their heading
 * becomes a paragraph. Changes the tree. No two prefixes that hold no `--` but at
 * their end can give one id, as no label as spelled here holds `--`.
 */
export function noteIds(tree: Root, { prefix }: Options): void {
  const context: Context = { prefix, ids: idsIn(tree), references: new Map() }
  eachElement(tree, (node) => {
    if (node.tagName === 'section' && 'dataFootnotes' in node.properties) footnotes(node, context)
    else if ('dataFootnoteRef' in node.properties) reference(node, context)
    else if (!('dataFootnoteBackref' in node.properties)) rename(node.properties, context)
  })
}

function idsIn(tree: Root): Set<string> {
  const ids = new Set<string>()
  eachElement(tree, ({ properties: { id } }) => {
    if (typeof id === 'string') ids.add(id)
  })
  return ids
}

/** Calls for the elements within a node, each before those within it: a quarter of the time that `visit` takes. */
function eachElement(parent: Parents, call: (element: Element) => void): void {
  for (const child of parent.children) {
    if (child.type !== 'element') continue
    call(child)
    eachElement(child, call)
  }
}

function rename(properties: Properties, { prefix, ids }: Context): void {
  const { id, href } = properties
  if (typeof id === 'string' && !id.startsWith(prefix)) properties.id = prefix + id
  if (typeof href === 'string' && href.startsWith('#') && ids.has(href.slice(1))) {
    properties.href = `#${prefix}${href.slice(1)}`
  }
  for (const name of idrefs) {
    const value = properties[name]
    if (value === undefined || value === null) continue
    const tokens = Array.isArray(value) ? value.map(String) : String(value).split(/\s+/)
    properties[name] = tokens.map((token) => (ids.has(token) ? prefix + token : token))
  }
}

/** `<a data-footnote-ref>`: its address tells which footnote, its turn tells which reference. */
function reference(node: Element, { prefix, references }: Context): void {
  const label = labelIn(node.properties.href, 'fn-')
  const turn = (references.get(label) ?? 0) + 1
  references.set(label, turn)
  node.properties = {
    href: `#${prefix}fn-${label}`,
    id: `${prefix}fnref-${label}${again(turn)}`,
    className: ['footnote-ref'],
    role: 'doc-noteref',
    ariaDescribedBy: [`${prefix}footnotes`],
  }
}

const again = (turn: number): string => (turn > 1 ? `--${turn}` : '')

function footnotes(section: Element, context: Context): void {
  section.properties = { className: ['footnotes'] }
  section.children = section.children.map((child) =>
    child.type === 'element' && child.properties.id === 'footnote-label'
      ? { ...child, tagName: 'p', properties: { className: ['footnotes-label'], id: 'footnotes' } }
      : child,
  )
  eachElement(section, (node) => {
    const { id } = node.properties
    if (node.tagName !== 'li' || typeof id !== 'string' || !/^(?:user-content-)?fn-/.test(id)) return
    const footnote = { label: labelIn(`#${id}`, 'fn-'), back: 0 }
    node.properties = { ...node.properties, id: `${context.prefix}fn-${footnote.label}` }
    eachElement(node, (inner) => backReference(inner, footnote, context))
  })
}

/** The links back stand in the order of the references. */
function backReference(node: Element, footnote: Footnote, { prefix }: Context): void {
  if (!('dataFootnoteBackref' in node.properties)) return
  footnote.back++
  const { ariaLabel } = node.properties
  node.properties = {
    href: `#${prefix}fnref-${footnote.label}${again(footnote.back)}`,
    className: ['footnote-back'],
    role: 'doc-backlink',
    ...(ariaLabel === undefined ? {} : { ariaLabel }),
  }
}

/** The label in a footnote's address, spelled with `a-z`, digits, single hyphens and `_hex_` alone. */
function labelIn(href: Properties[string], mark: string): string {
  const raw = String(href)
    .slice(1)
    .replace(/^user-content-/, '')
    .slice(mark.length)
  return [...decode(raw)].map(spell).join('')
}

function spell(character: string, index: number, all: readonly string[]): string {
  if (/[a-z\d]/.test(character)) return character
  const isInside = index > 0 && index < all.length - 1
  if (character === '-' && isInside && all[index - 1] !== '-') return '-'
  return `_${(character.codePointAt(0) ?? 0).toString(16)}_`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

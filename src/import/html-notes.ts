import type { Element, Root } from 'hast'
import { attribute, isElement, type Page, placeOf, types, words } from './hast.ts'
import type { ImportMessage } from './document.ts'

/** A note of an HTML book: what it is made of, and which marks lead to it. */
export type HtmlNote = {
  readonly key: string
  readonly file: string
  readonly elements: readonly Element[]
  readonly marks: Element[]
}

export type HtmlNotes = {
  /** By the link that is its mark. */
  readonly ofMark: ReadonlyMap<Element, HtmlNote>
  readonly notes: readonly HtmlNote[]
  /** What is not in the text: notes, and lists of them. */
  readonly apart: ReadonlySet<Element>
  /** Links of notes that lead back to where they are marked. */
  readonly backlinks: ReadonlySet<Element>
  /** The name of what a link leads to, in the book: `text/chapter-1.xhtml#p3`. */
  readonly keyOf: (file: string, href: string) => string | undefined
  readonly messages: readonly ImportMessage[]
}

type Info = { readonly file: string; readonly order: number; readonly parent: Element | Root }
type Link = { readonly element: Element; readonly key: string }

/** What a list of notes calls itself. */
const lists = /^(?:endnotes|footnotes|rearnotes|doc-endnotes|doc-footnotes|notes|fnlist|references)$/i
const references =
  /^(?:noteref|doc-noteref|footnote-?ref|fnref|fnanchor|footnote-anchor|footnote-reference)$/i
const returns = /^(?:backlink|doc-backlink|footnote-back(?:ref|link)?|reversefootnote|mw-cite-backlink)$/i
const noteLike =
  /^(?:_?(?:ftn|fn|edn|footnote|endnote|note|cite_note)[-_:.]?\w*|(?:foot|end|rear)note|doc-(?:foot|end)note)$/i
const inline = new Set(['a', 'span', 'sup', 'i', 'b', 'em', 'strong', 'small', 'cite', 'ins'])
/** What a mark looks like: a number, a letter or a sign, with or without brackets. */
const sign = /^[\s[({]*(?:\p{N}{1,5}|[ivxlcdm]{1,8}|\p{L}{1,2}|[*†‡§¶‖#⁂]{1,4}|\p{No}+|note)[\s\])}.:,]*$/iu

/**
 * Finds the notes of a book of HTML pages and the links that mark them: those that say so (`epub:type`, ARIA roles,
 * well-known classes), and pairs of links that lead to each other.
 */
export function findNotes(pages: readonly Page[]): HtmlNotes {
  const info = new Map<Element, Info>()
  const byKey = new Map<string, Element>()
  const links: Link[] = []
  const messages: ImportMessage[] = []
  const files = new Set(pages.map(({ file }) => file))
  const keyOf = (file: string, href: string) => resolve(file, href, files)

  const index = (node: Element | Root, file: string, parent: Element | Root) => {
    if (isElement(node)) {
      info.set(node, { file, order: info.size, parent })
      for (const id of [attribute(node, 'id'), node.tagName === 'a' ? attribute(node, 'name') : undefined])
        if (id !== undefined && !byKey.has(`${file}#${id}`)) byKey.set(`${file}#${id}`, node)
      const href = node.tagName === 'a' ? attribute(node, 'href') : undefined
      const key = href === undefined ? undefined : keyOf(file, href)
      if (key !== undefined) links.push({ element: node, key })
    }
    for (const child of node.children) if (isElement(child)) index(child, file, node)
  }
  for (const { file, tree } of pages) index(tree, file, tree)

  const order = (element: Element) => info.get(element)?.order ?? 0
  const fileOf = (element: Element) => info.get(element)?.file ?? ''
  const ancestors = (element: Element): Element[] => {
    const above = info.get(element)?.parent
    return above !== undefined && isElement(above) ? [above, ...ancestors(above)] : []
  }
  const inList = (element: Element) =>
    [element, ...ancestors(element)].some((one) => types(one).some((type) => lists.test(type)))

  /** The block that a target of a link belongs to. */
  const blockOf = (target: Element): Element =>
    inline.has(target.tagName)
      ? (ancestors(target).find((one) => !inline.has(one.tagName)) ?? target)
      : target

  const linksIn = Map.groupBy(links, ({ element }) => element)
  const inside = (element: Element): Link[] => [
    ...(linksIn.get(element) ?? []),
    ...element.children.filter(isElement).flatMap(inside),
  ]
  const isNear = (other: Element, link: Element): boolean => {
    if (other === link) return true
    const [parent, grand] = ancestors(link)
    if (other === parent || (other === grand && inline.has(other.tagName))) return true
    if (ancestors(other).includes(link)) return true
    return [parent, grand].some((one) => one !== undefined && beside(one, other, link))
  }
  const leadsBack = (note: Element, link: Element) =>
    inside(note).some(({ key }) => {
      const back = byKey.get(key)
      return back !== undefined && isNear(back, link)
    })

  const noteOf = new Map<Element, HtmlNote>()
  const ofMark = new Map<Element, HtmlNote>()
  const blocks = new Set<Element>()
  const starts: { link: Link; target: Element; block: Element }[] = []
  for (const link of links) {
    const { element, key } = link
    const said = types(element).some((type) => references.test(type)) || parentSays(info.get(element)?.parent)
    if (types(element).some((type) => returns.test(type))) continue
    const target = byKey.get(key)
    if (target === undefined) {
      if (said)
        messages.push({
          place: placeOf(fileOf(element), element),
          severity: 'error',
          rule: 'note-there',
          message: `The mark \`${words(element).trim()}\` leads to \`${key}\`, which is not in the file`,
        })
      continue
    }
    const block = blockOf(target)
    if (block === element || ancestors(element).includes(block)) continue
    const short = sign.test(words(element))
    const noteBlock =
      types(block)
        .concat(types(target), attribute(target, 'id') ?? '')
        .some((type) => noteLike.test(type)) || inList(target)
    const comesLater = order(element) < order(block) || inList(target)
    if (
      !said &&
      !(
        short &&
        comesLater &&
        (leadsBack(block, element) ||
          (noteBlock &&
            (inList(target) || (info.get(element)?.parent !== undefined && inSup(element, ancestors)))))
      )
    )
      continue
    blocks.add(block)
    starts.push({ link, target, block })
  }
  for (const { link, target, block } of starts) {
    const wrapper = ancestors(block)[0]
    const whole = isWrapper(wrapper, block, blocks) && wrapper !== undefined ? wrapper : block
    const known = noteOf.get(whole)
    const note = known ?? {
      key: link.key,
      file: fileOf(target),
      elements: [whole, ...run(whole, blocks, info, starts, order)],
      marks: [],
    }
    noteOf.set(whole, note)
    note.marks.push(link.element)
    ofMark.set(link.element, note)
  }

  const notes = [...noteOf.values()]
  const apart = new Set<Element>(notes.flatMap(({ elements }) => elements))
  const backlinks = new Set<Element>()
  for (const note of notes) {
    const within = note.elements.flatMap(inside)
    const said = within.filter(({ element }) => types(element).some((type) => returns.test(type)))
    for (const { element } of said) backlinks.add(element)
    for (const { element, key } of within) {
      const back = byKey.get(key)
      const isNearMark =
        back !== undefined && !ofMark.has(element) && note.marks.some((mark) => isNear(back, mark))
      // Where a note says which links lead back, others are words of it, even if they lead close to its mark.
      if (isNearMark && (said.length === 0 || sign.test(words(element)))) backlinks.add(element)
    }
  }
  for (const [element, { file }] of info) {
    if (
      !types(element).some((type) => lists.test(type)) ||
      apart.has(element) ||
      ancestors(element).some((one) => apart.has(one))
    )
      continue
    if (!isNotesOnly(element, apart)) continue
    for (const item of itemsOf(element)) {
      if (apart.has(item) || contains(item, apart)) continue
      messages.push({
        place: placeOf(file, item),
        severity: 'error',
        rule: 'mark-there',
        message: `No mark leads to the note “${clipped(words(item))}”`,
      })
    }
    apart.add(element)
  }
  for (const heading of [...info.keys()].filter((one) => headsNotes(one, info.get(one)?.parent, apart)))
    apart.add(heading)
  return { ofMark, notes, apart, backlinks, keyOf, messages }
}

/** A heading such as “Footnotes” with nothing but notes below it. */
function headsNotes(
  element: Element,
  parent: Element | Root | undefined,
  apart: ReadonlySet<Element>,
): boolean {
  if (!/^h[1-6]$/.test(element.tagName) || !/^\s*(?:foot|end)?notes\W*$/i.test(words(element))) return false
  const siblings = (parent?.children ?? []).filter(isElement)
  const below = siblings.slice(siblings.indexOf(element) + 1).filter(({ tagName }) => tagName !== 'hr')
  return below.length > 0 && below.every((one) => apart.has(one))
}

function parentSays(parent: Element | Root | undefined): boolean {
  return (
    parent !== undefined &&
    isElement(parent) &&
    parent.tagName === 'sup' &&
    types(parent).some((type) => references.test(type) || type === 'reference')
  )
}

function inSup(element: Element, ancestors: (element: Element) => Element[]): boolean {
  return (
    ancestors(element)
      .slice(0, 2)
      .some(({ tagName }) => tagName === 'sup') ||
    element.children.some((child) => isElement(child) && child.tagName === 'sup')
  )
}

/** Whether two elements stand side by side, or are in elements that do. */
function beside(parent: Element, one: Element, other: Element): boolean {
  const children = parent.children.filter((child) => child.type !== 'text' || child.value.trim() !== '')
  const at = (wanted: Element) =>
    children.findIndex((child) => child === wanted || (isElement(child) && child.children.includes(wanted)))
  const [first, second] = [at(one), at(other)]
  return first !== -1 && second !== -1 && Math.abs(first - second) <= 1
}

/** A box that holds nothing but one note. */
function isWrapper(wrapper: Element | undefined, block: Element, blocks: ReadonlySet<Element>): boolean {
  if (
    wrapper === undefined ||
    !['div', 'aside', 'li', 'section', 'blockquote', 'td'].includes(wrapper.tagName)
  )
    return false
  const named = [...types(wrapper), attribute(wrapper, 'id') ?? '']
  const own =
    named.some((name) => noteLike.test(name) && !lists.test(name)) ||
    ['li', 'aside'].includes(wrapper.tagName)
  return (
    own &&
    wrapper.children.filter((child) => isElement(child) && blocks.has(child)).length === 1 &&
    blocks.has(block)
  )
}

/** Further paragraphs of a note that is one among its neighbours: up to the next note, where all marks come before. */
function run(
  block: Element,
  blocks: ReadonlySet<Element>,
  info: ReadonlyMap<Element, Info>,
  starts: readonly { link: Link; block: Element }[],
  order: (element: Element) => number,
): Element[] {
  if (block.tagName !== 'p' && block.tagName !== 'dt') return []
  const parent = info.get(block)?.parent
  const siblings = (parent?.children ?? []).filter(isElement)
  const from = siblings.indexOf(block) + 1
  const rest = siblings.slice(from)
  if (block.tagName === 'dt') return untilNot(rest, ({ tagName }) => tagName === 'dd')
  const next = rest.findIndex((one) => blocks.has(one))
  if (next <= 0) return []
  const follower = rest[next]
  const marked = starts.find((one) => one.block === follower)?.link.element
  // Text stands between the two, not more of the note.
  if (marked === undefined || order(marked) > order(block)) return []
  const between = rest.slice(0, next)
  return between.some(({ tagName }) => /^(?:h[1-6]|hr|section|table)$/.test(tagName)) ? [] : between
}

function untilNot<T>(list: readonly T[], holds: (one: T) => boolean): T[] {
  const end = list.findIndex((one) => !holds(one))
  return end === -1 ? [...list] : list.slice(0, end)
}

/** A list of notes has some, and beside them nothing but headings, rules and notes that nobody marks. */
function isNotesOnly(element: Element, apart: ReadonlySet<Element>): boolean {
  return (
    types(element).some((type) => lists.test(type) && type !== 'notes' && type !== 'references') ||
    contains(element, apart)
  )
}

function contains(node: Element, set: ReadonlySet<Element>): boolean {
  return node.children.some((child) => isElement(child) && (set.has(child) || contains(child, set)))
}

function itemsOf(element: Element): Element[] {
  return element.children
    .filter(isElement)
    .flatMap((child) =>
      ['ol', 'ul', 'dl', 'section', 'div'].includes(child.tagName) &&
      !types(child).some((type) => noteLike.test(type) && !lists.test(type))
        ? itemsOf(child)
        : ['li', 'aside', 'p', 'dd', 'div'].includes(child.tagName)
          ? [child]
          : [],
    )
}

/** The name of a place within the book; undefined for what leads elsewhere. */
function resolve(file: string, href: string, files: ReadonlySet<string>): string | undefined {
  try {
    const base = `book://x/${file.split('/').map(encodeURIComponent).join('/')}`
    const url = new URL(href.trim(), base)
    if (url.protocol !== 'book:') return undefined
    const path = decodeURIComponent(url.pathname.slice(1))
    if (!files.has(path)) return undefined
    return `${path}#${decodeURIComponent(url.hash.slice(1))}`
  } catch {
    return undefined
  }
}

export function clipped(text: string, most = 60): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= most ? line : `${line.slice(0, most).trimEnd()}…`
}

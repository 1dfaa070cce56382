import type { Definition, FootnoteDefinition, PhrasingContent, Root, RootContent } from 'mdast'
import { gfmToMarkdown } from 'mdast-util-gfm'
import { toMarkdown } from 'mdast-util-to-markdown'
import { toString } from 'mdast-util-to-string'
import { bodyNesting } from '../edition/body-nesting.ts'
import { idFrom } from '../edition/records.ts'

/** Where a link within the book leads to in the edition; a note that stands in another note is a footnote of it. */
export type Resolved =
  { readonly url: string } | { readonly footnote: string; readonly label: string; readonly body: Root }

export type BodyOptions = {
  readonly resolve: (key: string) => Resolved | undefined
  /** Told of what is left out. */
  readonly tell: (message: string) => void
}

/** Characters that no note may hold. */
export const unseen =
  // eslint-disable-next-line no-control-regex -- characters that no note may hold
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF\uD800-\uDFFF]/gu

/** The body of a note as a contributor writes it: Markdown whose links lead to notes, passages and web pages. */
export function bodyMarkdown(body: Root, options: BodyOptions): string {
  const definitions: FootnoteDefinition[] = []
  const seen = new Set<string>()
  const context: Context = { ...options, definitions, seen }
  const children = body.children.flatMap((child) => clean(child, context)) as RootContent[]
  const tree: Root = { type: 'root', children: [...children, ...definitions] }
  const markdown = write(tree)
  return bodyNesting(markdown) === undefined ? markdown : plain(tree, options.tell)
}

type Context = BodyOptions & { readonly definitions: FootnoteDefinition[]; readonly seen: Set<string> }

function write(tree: Root): string {
  return toMarkdown(tree, {
    extensions: [gfmToMarkdown({ firstLineBlank: false })],
    bullet: '-',
    rule: '-',
    emphasis: '_',
    listItemIndent: 'one',
    resourceLink: true,
  }).trim()
}

/** More markup than a note may have: its words, a paragraph for each block. */
function plain(tree: Root, tell: (message: string) => void): string {
  tell('Left out the markup of a note that has too much of it')
  return write({
    type: 'root',
    children: tree.children.map((child) => ({
      type: 'paragraph',
      children: [{ type: 'text', value: toString(child).replace(/\s+/g, ' ') }],
    })),
  })
}

function clean(node: RootContent, context: Context): RootContent[] {
  if (node.type === 'text' || node.type === 'inlineCode' || node.type === 'code') {
    const value = node.value.replace(unseen, '')
    if (value !== node.value) context.tell('Left out control characters')
    return [{ ...node, value }]
  }
  if (node.type === 'html') {
    context.tell(`Kept \`${node.value.slice(0, 40)}\` as it is written: notes hold no HTML`)
    return [{ type: 'text', value: node.value.replace(unseen, '') }]
  }
  if (node.type === 'image' || node.type === 'imageReference') {
    context.tell(`Left out a picture${node.alt ? `: “${node.alt}”` : ''}`)
    return node.alt ? [{ type: 'text', value: `[${node.alt}]` }] : []
  }
  if (node.type === 'link') return link(node.url, node, context)
  if (!('children' in node)) return [node]
  const children = (node.children as RootContent[]).flatMap((child) => clean(child, context))
  if (children.length === 0 && !['tableCell', 'tableRow', 'listItem'].includes(node.type)) return []
  return [{ ...node, children } as RootContent]
}

function link(url: string, node: { children: PhrasingContent[] }, context: Context): RootContent[] {
  const children = node.children.flatMap((child) => clean(child, context)) as PhrasingContent[]
  if (/^(?:https?:\/\/\S|mailto:\S)/i.test(url))
    return children.length === 0 ? [] : [{ type: 'link', url, children }]
  const key = /^import:(.*)$/s.exec(url)?.[1]
  if (key === undefined) {
    if (!/^(?:note|passage|entity|edition|source):/.test(url)) {
      context.tell(`Left out the address \`${url.slice(0, 80)}\`, kept the words of the link`)
      return children
    }
    return [{ type: 'link', url, children }]
  }
  const found = context.resolve(decoded(key))
  if (found === undefined) return children
  if ('url' in found) return children.length === 0 ? [] : [{ type: 'link', url: found.url, children }]
  return footnote(found, context)
}

function footnote(found: Extract<Resolved, { footnote: string }>, context: Context): RootContent[] {
  const identifier = idFrom(found.label) || `note-${context.seen.size + 1}`
  if (!context.seen.has(found.footnote)) {
    context.seen.add(found.footnote)
    const definition: FootnoteDefinition = {
      type: 'footnoteDefinition',
      identifier,
      label: identifier,
      children: [],
    }
    context.definitions.push(definition)
    definition.children = found.body.children.flatMap((child) =>
      clean(child, context),
    ) as FootnoteDefinition['children']
  }
  return [{ type: 'footnoteReference', identifier, label: identifier }]
}

export function decoded(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

export type { Definition }

import type { Nodes, Root } from 'mdast'
import { type Extension, fromMarkdown, type Options } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

/** Parses Markdown as GitHub does, but for HTML, which is words like any others. Places are those of the string. */
export function fromGfm(markdown: string): Root {
  return fromMarkdown(markdown, extensionsFor(markdown))
}

const noHtml = { disable: { null: ['htmlFlow', 'htmlText'] } }

/** What may be an address where it stands in the text. */
const addresses = {
  email: /[\w.+-]@[\w-]/,
  protocol: /https?:\/\/|mailto:|xmpp:/i,
  www: /www\./i,
}
const anyAddress = new RegExp(
  Object.values(addresses)
    .map(({ source }) => source)
    .join('|'),
  'i',
)

/** Which bodies need which part of GFM; literal e-mail addresses alone cost a third of parsing. */
const features = [
  { names: ['emailAutolink'], mdast: 0, isNeeded: addresses.email },
  { names: ['protocolAutolink'], mdast: 0, isNeeded: addresses.protocol },
  { names: ['wwwAutolink'], mdast: 0, isNeeded: addresses.www },
  {
    names: ['gfmFootnoteDefinition', 'gfmFootnoteCall', 'gfmPotentialFootnoteCall'],
    mdast: 1,
    isNeeded: /\[\^/,
  },
  { names: ['strikethrough'], mdast: 2, isNeeded: /~/ },
  { names: ['table'], mdast: 3, isNeeded: /\|/ },
  // After an item without words the parser takes the next line for a task as well, and loses its box (or throws).
  {
    names: ['tasklistCheck'],
    mdast: 4,
    isNeeded: /^(?![^]*(?:[-+*]|\d[.)])[ \t]*[\n\r][ \t>\n\r]*\[[\sx]\])[^]*\[[\sx]\]/i,
  },
]

type Extensions = Pick<Required<Options>, 'extensions' | 'mdastExtensions'>

const whole = gfm()
const parts = gfmFromMarkdown().map(seldom)
const made = new Map<string, Extensions>()

/** GFM, less what this body has no use for; made once for each combination. */
function extensionsFor(markdown: string): Extensions {
  const needed = features.filter(({ isNeeded }) => isNeeded.test(markdown))
  const key = needed.map(({ names }) => names[0]).join()
  const known = made.get(key)
  if (known) return known
  const extensions = [
    noHtml,
    without(features.filter((feature) => !needed.includes(feature)).flatMap(({ names }) => names)),
  ]
  const mdastExtensions = [...new Set(needed.map(({ mdast }) => mdast))].flatMap(
    (index) => parts[index] ?? [],
  )
  const result = { extensions, mdastExtensions }
  made.set(key, result)
  return result
}

/** The whole of GFM with some constructs taken out by name. */
function without(names: readonly string[]): ReturnType<typeof gfm> {
  const isKept = (construct: { name?: string | undefined }) => !names.includes(construct.name ?? '')
  const tables = (['document', 'flow', 'text'] as const).map((key) => {
    const entries = Object.entries(whole[key] ?? {}).map(
      ([code, list]) => [code, [list ?? []].flat().filter(isKept)] as const,
    )
    return [key, Object.fromEntries(entries.filter(([, list]) => list.length > 0))]
  })
  const { attentionMarkers, insideSpan } = whole
  const attention = names.includes('strikethrough') ? {} : { attentionMarkers, insideSpan }
  return { ...Object.fromEntries(tables), ...attention }
}

/** Addresses are looked for in a finished tree only where there are any: that takes longer than to parse it. */
function seldom({ transforms, ...rest }: Extension): Extension {
  if (transforms == null) return rest
  const looked = transforms.map((transform) => (tree: Root) => (shows(tree) ? transform(tree) : undefined))
  return { ...rest, transforms: looked }
}

/** Whether what may be an address stands in words that are no link. */
function shows(node: Nodes): boolean {
  if (node.type === 'text') return anyAddress.test(node.value)
  return (
    'children' in node && node.type !== 'link' && node.type !== 'linkReference' && node.children.some(shows)
  )
}

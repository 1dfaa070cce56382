import type { Properties } from 'hast'
import type { Definition, Link, LinkReference, Nodes, Parents, Root, Text } from 'mdast'
import type {} from 'mdast-util-to-hast'
import type { Position } from 'unist'
import type { VFile } from 'vfile'
import { type Address, type Kind, kinds, parseAddress } from './address.ts'
import { addressPlace, partPlace } from './place.ts'

/** One link of ours, as written. */
export interface Reference {
  kind: Kind
  /** What stands after the colon, for example `flynn`, `p7-p9`, `division/p7`; for an edition, up to the `#`. */
  id: string
  /** For an edition only: what stands after the `#`, for example `p3` or `n-flynn`. */
  fragment?: string
  /** Where the address stands in the file; the link, where the address cannot be told from it. */
  place: Position | undefined
}

/** The reference leads somewhere. */
export interface Resolved {
  href: string
  /** Stands in for the words of `[](note:flynn)`; the id, where there is none. */
  label?: string
  /** Used where the writer gave none. */
  title?: string
  /** More hast properties for the link. */
  properties?: Properties
}

/** The reference leads nowhere. */
export interface Unresolved {
  /** Completes the sentence "Unexpected `note:flin`, expected …": `a note of this edition`. */
  problem: string
  /** What to write instead, ready to paste: `note:flynn`. */
  mend?: string
  /** All that would have done. */
  expected?: readonly string[]
}

export type Resolve = (reference: Reference) => Resolved | Unresolved

export interface Options {
  resolve: Resolve
}

declare module 'vfile' {
  interface DataMap {
    /** Links of ours found in the file, in order. */
    references?: Reference[]
  }
}

/** What a link becomes, shared by `[a](note:b)` and `[a][b]`. */
interface Face {
  href: string
  title: string | undefined
  label: string
  data: { hName?: string; hProperties: Properties }
}

/** A file, and how to say what is wrong in it. */
interface Context {
  file: VFile
  source: string
  resolve: Resolve
  references: Reference[]
}

/**
 * Turns addresses such as `note:flynn` into links. Changes the tree, adds a
 * message for every address that leads nowhere, and returns the references in
 * the order of the file; they are also put in `file.data.references`.
 * Places are right if `file.value` is what was parsed.
 */
export function noteLinks(tree: Root, file: VFile, { resolve }: Options): Reference[] {
  const context: Context = { file, source: String(file.value ?? ''), resolve, references: [] }
  const faces = new Map<string, Face>()
  const mayDefine = context.source === '' || context.source.includes(']:')
  if (mayDefine) {
    eachNode(tree, (node) => {
      if (node.type === 'definition') resolveDefinition(node, context, faces)
    })
  }
  eachNode(tree, (node, parent) => {
    if (node.type === 'link') resolveLink(node, context)
    if (node.type === 'linkReference') dressReference(node, faces)
    if (node.type === 'text') reportSpaces(node, parent.position, context)
  })
  const references = context.references.sort((a, b) => offsetOf(a) - offsetOf(b))
  file.data.references = [...(file.data.references ?? []), ...references]
  return references
}

/** Calls for the nodes within a node, each before those within it: a quarter of the time that `visit` takes. */
function eachNode(parent: Parents, call: (node: Nodes, parent: Parents) => void): void {
  for (const child of parent.children) {
    call(child, parent)
    if ('children' in child) eachNode(child, call)
  }
}

const offsetOf = ({ place }: Reference): number => place?.start.offset ?? 0

function resolveLink(node: Link, context: Context): void {
  const address = parseAddress(node.url)
  if (!address) return
  const face = faceOf(address, node, context)
  node.url = face.href
  node.title ??= face.title ?? null
  dress(node, face)
}

function resolveDefinition(node: Definition, context: Context, faces: Map<string, Face>): void {
  const address = parseAddress(node.url)
  const identifier = node.identifier.toUpperCase()
  if (!address || faces.has(identifier)) return
  const face = faceOf(address, node, context)
  faces.set(identifier, face)
  node.url = face.href
  node.title ??= face.title ?? null
}

function dressReference(node: LinkReference, faces: Map<string, Face>): void {
  const face = faces.get(node.identifier.toUpperCase())
  if (face) dress(node, face)
}

function dress(node: Link | LinkReference, face: Face): void {
  const { hProperties, ...rest } = face.data
  node.data = { ...node.data, ...rest, hProperties: { ...node.data?.hProperties, ...hProperties } }
  if (node.children.length === 0) node.children = [{ type: 'text', value: face.label }]
}

function faceOf(address: Address, node: Link | Definition, context: Context): Face {
  const { kind, id, fragment, canonical } = address
  const place = addressPlace(node, context.source)
  const reference: Reference = { kind, id, ...(fragment === undefined ? {} : { fragment }), place }
  context.references.push(reference)
  const answer =
    id === '' ? { problem: `\`${kinds[kind].form}\``, mend: kinds[kind].form } : context.resolve(reference)
  const known = !('problem' in answer)
  if (!known) report(context.file, kind, node.url, place, answer)
  else if (canonical !== node.url) reportSlip(context.file, kind, node.url, place, canonical)
  const className = ['ref', `ref-${kind}`, ...(known ? [] : ['ref-missing'])]
  const shown = { className, dataRef: canonical }
  if (!known) {
    const data = { hName: 'span', hProperties: { ...shown, href: undefined } }
    return { href: '', title: undefined, label: id || canonical, data }
  }
  const data = { hProperties: { ...answer.properties, ...shown } }
  return { href: answer.href, title: answer.title, label: answer.label ?? id, data }
}

function report(
  file: VFile,
  kind: Kind,
  actual: string,
  place: Position | undefined,
  answer: Unresolved,
): void {
  const reason = `Unexpected \`${actual}\`, expected ${answer.problem}`
  const message = file.message(reason, { place, ruleId: kinds[kind].ruleId, source: 'variorum' })
  const expected = answer.expected ?? (answer.mend === undefined ? [] : [answer.mend])
  Object.assign(message, { fatal: true, actual, expected: [...expected] })
  if (answer.mend !== undefined) message.note = answer.mend
}

/** The link works, so this is only a warning. */
function reportSlip(file: VFile, kind: Kind, actual: string, place: Position | undefined, mend: string) {
  const reason = `Unexpected \`${actual}\`, expected \`${mend}\``
  const message = file.message(reason, { place, ruleId: kinds[kind].ruleId, source: 'variorum' })
  Object.assign(message, { fatal: false, actual, expected: [mend], note: mend })
}

const spaced = /\]\(\s*((?:note|passage|entity|edition|source|xref)\s*:[^()\n]*)\)/gi

/** `[a](note: flynn)` is no link in Markdown: the reader would see the brackets. */
function reportSpaces(node: Text, around: Position | undefined, context: Context): void {
  if (!node.value.includes('](')) return
  for (const [, written = ''] of node.value.matchAll(spaced)) {
    const address = parseAddress(written)
    if (!address || !/\s/.test(written)) continue
    const position = node.position ?? around
    const from = position?.start.offset ?? 0
    const place = position && partPlace(context.source, position, from, written)
    reportSlip(context.file, address.kind, written, place, address.canonical)
  }
}

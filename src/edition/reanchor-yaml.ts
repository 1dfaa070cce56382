import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  visit,
  type YAMLMap,
} from 'yaml'
import { quoted } from './places.ts'
import type { WrittenTarget } from './reanchor-target.ts'

/** A change of a text: what stands between two offsets (UTF-16) gives way to other letters. */
export type Splice = { readonly start: number; readonly end: number; readonly text: string }

export function spliced(source: string, splices: readonly Splice[]): string {
  return splices
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: fresh }) => text.slice(0, start) + fresh + text.slice(end), source)
}

/** The front matter of a note’s file: its map, and where the line that closes it begins. */
type FrontMatter = { readonly source: string; readonly map: YAMLMap; readonly end: number }

function frontMatter(source: string, bodyStart: number): FrontMatter | undefined {
  const closing = source.slice(0, bodyStart).replace(/\r?\n$/, '')
  const end = closing.lastIndexOf('\n') + 1
  const { contents } = parseDocument(source.slice(0, end), { schema: 'failsafe', stringKeys: true })
  return isMap(contents) ? { source, map: contents, end } : undefined
}

/**
 * The changes that give a note new targets, by their index, and take away what pinned it to an older seed. All else stays
 * as its author wrote it, byte for byte; comments inside of a target that is replaced follow it.
 */
export function retarget(
  source: string,
  bodyStart: number,
  targets: ReadonlyMap<number, WrittenTarget>,
): Splice[] {
  const front = frontMatter(source, bodyStart)
  const node = front?.map.get('target', true)
  if (front === undefined || !isNode(node)) return []
  const items = isSeq(node) ? node.items : [node]
  const fresh = [...targets].flatMap(([index, target]) => {
    const item = items[index]
    return isNode(item) ? replaced(source, item, target, isSeq(node) && node.flow === true) : []
  })
  return [...fresh, ...unpinned(front)]
}

/** The changes that give a file of nothing but YAML another value in a field, or the field at its end. */
export function setField(source: string, field: string, value: WrittenTarget): Splice[] {
  const { contents } = parseDocument(source, { schema: 'failsafe', stringKeys: true })
  if (!isMap(contents)) return []
  const node = contents.get(field, true)
  if (isNode(node)) return replaced(source, node, value, contents.flow === true)
  const end = contents.flow === true ? source.lastIndexOf('}') : source.length
  const line = `${field}: ${written(value, Scalar.PLAIN)}`
  if (contents.flow === true) return [{ start: end, end, text: `, ${line}` }]
  return [{ start: end, end, text: `${/(?:^|\n)$/.test(source) ? '' : '\n'}${line}\n` }]
}

function replaced(source: string, node: Node, target: WrittenTarget, inFlow: boolean): Splice[] {
  const [start, end] = node.range ?? [0, 0]
  const old = source.slice(start, end)
  const lineEnd = /\r?\n$/.exec(old)?.[0] ?? ''
  const isBlock = lineEnd !== '' || (isCollection(node) && node.flow !== true)
  const comments = isBlock && !inFlow ? commentsOf(node, old) : ''
  return [{ start, end, text: written(target, isScalar(node) ? node.type : undefined) + comments + lineEnd }]
}

/** The comments in a node’s text, after it; what stands above the node stays there. */
function commentsOf(node: Node, letters: string): string {
  const found: string[] = []
  visit(node, (_key, one) => {
    if (!isNode(one)) return
    for (const comment of [one.commentBefore, one.comment]) if (comment) found.push(...comment.split('\n'))
  })
  const inside = found.filter((comment) => letters.includes(`#${comment}`))
  return inside.length === 0 ? '' : ` # ${inside.map((comment) => comment.trim()).join('; ')}`
}

/** A target in the author’s manner of quoting, where it can be. */
function written(target: WrittenTarget, style: Scalar.Type | undefined | null): string {
  if (typeof target !== 'string') {
    const value = (one: string | number | WrittenTarget) =>
      typeof one === 'number' ? String(one) : written(one, undefined)
    const entries = Object.entries(target).map(
      ([key, one]) => `${key}: ${idFields.has(key) ? String(one) : value(one)}`,
    )
    return `{${entries.join(', ')}}`
  }
  const isPlain = style === Scalar.PLAIN || style === Scalar.BLOCK_FOLDED || style === Scalar.BLOCK_LITERAL
  if (isPlain && plain.test(target)) return target
  if (style === Scalar.QUOTE_SINGLE && printable.test(target)) return `'${target.replaceAll("'", "''")}'`
  return quoted(target)
}

/** Their values are ids, which need no quotation marks. */
const idFields = new Set(['passage', 'passages', 'text'])
/** What every reader of YAML takes for a plain scalar, in lists of either form as well. */
const plain = /^(?!(?:---|\.\.\.))[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ’‘“”.;()/—–-]*[\p{L}\p{M}\p{N}’”.;)—–])?$/u
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u

/** The changes that pin a note to the seed that it is written on. */
export function pin(source: string, bodyStart: number, seed: string): Splice[] {
  const front = frontMatter(source, bodyStart)
  if (front === undefined || front.map.has('on')) return []
  const { map, end } = front
  const start = map.range?.[0] ?? 0
  if (map.flow === true) return [{ start: start + 1, end: start + 1, text: `on: ${seed}, ` }]
  const indent = source.slice(source.lastIndexOf('\n', start - 1) + 1, start)
  return [{ start: end, end, text: `${indent}on: ${seed}${source.startsWith('---\r\n') ? '\r\n' : '\n'}` }]
}

function unpinned({ source, map }: FrontMatter): Splice[] {
  const pair = map.items.find((item: Pair) => isScalar(item.key) && item.key.value === 'on')
  if (pair === undefined || !isNode(pair.key) || !isNode(pair.value)) return []
  const [from, to] = [pair.key.range?.[0] ?? 0, pair.value.range?.[1] ?? 0]
  const rest = map.flow === true ? /^\s*(?:,[ ]*)?/ : /^[^\n]*\n/
  const start = map.flow === true ? from : source.lastIndexOf('\n', from) + 1
  return [{ start, end: to + (rest.exec(source.slice(to))?.[0].length ?? 0), text: '' }]
}

import type { Point, Position } from 'unist'
import type { VFile } from 'vfile'
import {
  Composer,
  type CST,
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml'
import { codeOf, firstRefused, sortOf } from './characters.ts'
import { onceFor } from './once.ts'
import { complain } from './rules.ts'
import { handleMistake, handlesAlone, withoutSign } from './yaml-handles.ts'
import { type Fault, type Mistake, mistakeOf } from './yaml-mistakes.ts'
import { deep, flat, plainness, tokensOf } from './yaml-plain.ts'

/** A path into a YAML document: keys of maps and indices of lists. */
export type Path = readonly PropertyKey[]

export type Yaml = {
  /** Plain data: maps, lists and strings. Every scalar is a string, `no` and `2017` as well. */
  readonly data: unknown
  /** Place of the value at a path; of the nearest map or list around it where there is none. */
  readonly placeOf: (path: Path) => Position
  /** Place of the key that names the value at a path. */
  readonly placeOfKey: (path: Path) => Position
  /** Scalars that are written with escapes, in the order of the file: their source is not what will be shown. */
  readonly escaped: readonly Escaped[]
}

/** A scalar between double quotation marks with a backslash in it, as it is meant. */
export type Escaped = { readonly value: string; readonly place: Position }

/**
 * Parses YAML 1.2 by the fail-safe schema (so that nothing a contributor writes turns into a number, a
 * date or a truth value), without tags, anchors, aliases or merge keys.
 *
 * Its tokens are looked at first: what composes them recurses, and takes exponential time for some of what is
 * refused. From then on time is linear in the source, whose length is for others to limit.
 *
 * @param source the YAML, from the first character of the file on, so that places are those of the file
 * @returns undefined where the YAML is broken past reading; the messages are on the file
 */
export function parseYaml(source: string, file: VFile): Yaml | undefined {
  const point = pointsIn(source)
  const at = (start: number, end: number): Position => ({ start: point(start), end: point(end) })
  const { tokens, tooDeep } = tokensOf(source)
  const odd = tooDeep === undefined ? plainness(tokens, source, most) : [deep(tooDeep)]
  for (const { place, ...complaint } of odd)
    complain(file, 'yaml-plain', { ...complaint, place: at(...place) })
  if (odd.length > 0) return undefined
  const documents = [...new Composer(options).compose(tokens, true, source.length)]
  const [document] = documents
  if (document === undefined)
    return { data: {}, placeOf: () => at(0, 0), placeOfKey: () => at(0, 0), escaped: [] }
  const keyed = keyMistakes(document, point)
  const handles = handlesAlone(document)
  const mistakes = [...mistakesOf(documents, handles, tokens, source, point), ...keyed]
  for (const { place, ...complaint } of mistakes.slice(0, most))
    complain(file, 'yaml-parses', { ...complaint, place: at(...place) })
  const isRead = mistakes.length === 0 || (handles.size > 0 && keyed.length === 0 && documents.length === 1)
  if (!isRead || holdsRefused(document, file, at)) return undefined
  for (const handle of handles.values()) withoutSign(handle)
  const escaped = source.includes('\\') ? escapedIn(document, source, at) : []
  return { data: dataOf(document), ...placesIn(document, source, at), escaped }
}

function escapedIn(
  { contents }: Document.Parsed,
  source: string,
  at: (start: number, end: number) => Position,
): Escaped[] {
  const found: Escaped[] = []
  visit(contents, {
    Scalar: (_key, { type, value, range }) => {
      if (type !== 'QUOTE_DOUBLE' || typeof value !== 'string' || !range) return
      const [start, end] = range
      if (source.slice(start, end).includes('\\')) found.push({ value, place: at(start, end) })
    },
  })
  return found
}

/** What may not stand in a file may not be written as an escape either; complains of the first. */
function holdsRefused(
  { contents }: Document.Parsed,
  file: VFile,
  at: (start: number, end: number) => Position,
): boolean {
  let found = false
  if (contents === null) return false
  visit(contents, {
    Scalar: (_key, { value, range }) => {
      const character = typeof value === 'string' ? firstRefused(value) : undefined
      if (character === undefined || !range) return undefined
      found = true
      complain(file, 'file-characters', {
        reason: `Unexpected escape of a ${sortOf(character)}, expected characters that can be seen`,
        place: at(range[0], range[1]),
        actual: codeOf(character),
        note: 'Take the escape (such as `\\u202E`) out of the value.',
      })
      return visit.BREAK
    },
  })
  return found
}

/** Mistakes of one file that are said in one run: nobody mends more at once. */
const most = 100

/** Keys are compared by `repeated`: the library compares each with every other. */
const options = {
  schema: 'failsafe',
  prettyErrors: false,
  stringKeys: true,
  uniqueKeys: false,
  merge: false,
  logLevel: 'silent',
} as const

/** One mistake brings others with it, on its line or at the starts of later ones: these are not said. */
function mistakesOf(
  documents: readonly Document.Parsed[],
  handles: ReadonlyMap<number, Scalar>,
  tokens: readonly CST.Token[],
  source: string,
  point: (offset: number) => Point,
): Mistake[] {
  const [first, second] = documents
  const errors: Fault[] = [...(first?.errors ?? [])].sort((a, b) => a.pos[0] - b.pos[0])
  if (errors.length === 0 && second !== undefined) {
    const start = Math.max(0, source.lastIndexOf('---', second.range[0]))
    errors.push({ code: 'MULTIPLE_DOCS', message: '', pos: [start, start + 3] })
  }
  const own = errors.filter(({ code, pos: [start] }, index) => {
    const before = errors[index - 1]
    if (before === undefined) return true
    const { line, column } = point(start)
    return (
      line !== point(before.pos[0]).line &&
      !(code === 'UNEXPECTED_TOKEN' && source.slice(start - column + 1, start).trim() === '')
    )
  })
  const all = own.length > 0 ? flat(tokens) : []
  return own.map((fault) => {
    const handle = handles.get(fault.pos[0])
    return handle === undefined ? mistakeOf(fault, all, source) : handleMistake(handle, fault.pos[0], source)
  })
}

/** Fields that stand twice in one group, and a name that records of zod would pass over in silence. */
function keyMistakes(document: Document.Parsed, point: (offset: number) => Point): Mistake[] {
  const found: Mistake[] = []
  eachMap(document.contents, (map) => {
    const lineOfKey = new Map<string, number>()
    for (const { key } of map.items) {
      if (!isScalar(key) || !key.range) continue
      const name = String(key.value)
      const place = [key.range[0], key.range[1]] as const
      const line = lineOfKey.get(name)
      if (line !== undefined) found.push(second(name, line, place))
      else if (name === '__proto__')
        found.push({
          reason: `Unexpected field \`${name}\`, expected another name`,
          place,
          note: 'Remove the field.',
        })
      lineOfKey.set(name, line ?? point(place[0]).line)
    }
  })
  return found
}

function second(name: string, line: number, place: readonly [number, number]): Mistake {
  return {
    reason: `Unexpected second field \`${name}\`, expected it once: it stands in line ${line} as well`,
    place,
    note: `Remove one of the two. Several values of a field are a list: \`${name}: [one, another]\`.`,
  }
}

/** Calls for every map, the outer before the inner, in the order of the file. */
function eachMap(node: unknown, call: (map: YAMLMap) => void): void {
  if (isSeq(node)) for (const item of node.items) eachMap(item, call)
  if (!isMap(node)) return
  call(node)
  for (const { value } of node.items) eachMap(value, call)
}

/** An empty document is an empty map. */
function dataOf(document: Document.Parsed): unknown {
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.source === '')) return {}
  return document.toJS({ maxAliasCount: 0 })
}

function placesIn(
  { contents }: Document.Parsed,
  source: string,
  at: (start: number, end: number) => Position,
): Pick<Yaml, 'placeOf' | 'placeOfKey'> {
  const pairsOf = onceFor(
    ({ items }: YAMLMap): ReadonlyMap<unknown, Pair> =>
      new Map(items.map((pair) => [isScalar(pair.key) ? pair.key.value : undefined, pair])),
  )
  const step = (node: unknown, key: PropertyKey): unknown => {
    if (isMap(node)) return pairsOf(node).get(key)?.value
    return isSeq(node) && typeof key === 'number' ? node.items[key] : undefined
  }
  const nodeAt = (path: Path): Node | undefined => {
    let nearest: Node | undefined
    let here: unknown = contents
    for (const key of [...path, undefined]) {
      if (!isNode(here) || !here.range) return nearest
      nearest = here
      if (key !== undefined) here = step(here, key)
    }
    return nearest
  }
  const placeOf = (path: Path): Position => {
    const [start, end] = nodeAt(path)?.range ?? [0, 0]
    // A list or group of several lines ends, for the library, at the beginning of the line after it.
    return at(start, start + source.slice(start, end).trimEnd().length)
  }
  const placeOfKey = (path: Path): Position => {
    const parent = nodeAt(path.slice(0, -1))
    const key = isMap(parent) ? pairsOf(parent).get(path.at(-1))?.key : undefined
    return isNode(key) && key.range ? at(key.range[0], key.range[1]) : placeOf(path)
  }
  return { placeOf, placeOfKey }
}

/** Lines and columns of offsets; the library’s own counter loses lines where the YAML is broken. */
function pointsIn(source: string): (offset: number) => Point {
  const starts = [0]
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1, offset }
  }
}

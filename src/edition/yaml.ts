import type { Position } from 'unist'
import type { VFile } from 'vfile'
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml'
import { complain } from './rules.ts'

/** A path into a YAML document: keys of maps and indices of lists. */
export type Path = readonly PropertyKey[]

export type Yaml = {
  /** Plain data: maps, lists and strings. Every scalar is a string, `no` and `2017` as well. */
  readonly data: unknown
  /** Place of the value at a path; of the nearest map or list around it where there is none. */
  readonly placeOf: (path: Path) => Position
  /** Place of the key that names the value at a path. */
  readonly placeOfKey: (path: Path) => Position
  /** Place inside a plain or quoted scalar's text, for messages about a part of a value. */
  readonly document: Document
}

/**
 * Parses YAML 1.2 by the fail-safe schema (so that nothing a contributor writes turns into a number, a
 * date or a truth value), without tags, anchors, aliases or merge keys.
 *
 * @param source the YAML, from the first character of the file on, so that places are those of the file
 * @returns undefined where the YAML is broken; the messages are on the file
 */
export function parseYaml(source: string, file: VFile): Yaml | undefined {
  const lines = new LineCounter()
  const document = parseDocument(source, {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: true,
    merge: false,
    logLevel: 'silent',
  })
  const at = (start: number, end: number): Position => ({ start: point(lines, start), end: point(lines, end) })
  let broken = false
  for (const error of [...document.errors, ...document.warnings]) {
    broken = true
    complain(file, 'yaml-parses', yamlMistake(error.message, error.code, at(...error.pos)))
  }
  if (broken) return undefined
  visit(document, (_key, node) => {
    const odd = oddity(node)
    if (odd === undefined || !isNode(node)) return
    broken = true
    complain(file, 'yaml-plain', {
      reason: `Unexpected ${odd}, expected plain values`,
      place: at(...bounds(node)),
      note: 'Write the value itself, in quotation marks if it begins with `&`, `*` or `!`.',
    })
  })
  if (broken) return undefined
  const root = document.contents
  const nodeAt = (path: Path): Node | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const found = document.getIn(path.slice(0, length), true)
      if (isNode(found) && found.range) return found
    }
    return isNode(root) ? root : undefined
  }
  const placeOf = (path: Path): Position => {
    const node = nodeAt(path)
    return node === undefined ? at(0, 0) : at(...bounds(node))
  }
  return {
    data: emptied(document.toJS({ maxAliasCount: 0 })),
    placeOf,
    placeOfKey: (path) => {
      const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : root
      const key = isMap(parent) ? keyNode(parent, path.at(-1)) : undefined
      return key === undefined ? placeOf(path) : at(...bounds(key))
    },
    document,
  }
}

function keyNode(map: Node, key: PropertyKey | undefined): Node | undefined {
  if (!isMap(map)) return undefined
  const pair = map.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key)
  return isNode(pair?.key) ? pair.key : undefined
}

function bounds(node: Node): [number, number] {
  return node.range ? [node.range[0], node.range[1]] : [0, 0]
}

function oddity(node: unknown): string | undefined {
  if (isAlias(node)) return 'alias'
  if (!isNode(node)) return undefined
  if ('anchor' in node && node.anchor !== undefined) return 'anchor'
  if (node.tag !== undefined && node.tag.startsWith('tag:yaml.org') === false) return 'tag'
  return undefined
}

function point(lines: LineCounter, offset: number): { line: number; column: number; offset: number } {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1), offset }
}

/** An empty document is an empty map. */
function emptied(data: unknown): unknown {
  return data === null || data === undefined ? {} : data
}

/** What a person needs to hear for the mistakes that are made most. */
function yamlMistake(message: string, code: string, place: Position) {
  const known: Record<string, { reason: string; note: string }> = {
    DUPLICATE_KEY: {
      reason: 'Unexpected second field of the same name, expected each field once',
      note: 'Remove one of the two, or join their values in one list: `sources: [a, b]`.',
    },
    TAB_AS_INDENT: {
      reason: 'Unexpected tab at the start of a line, expected spaces',
      note: 'Replace the tab with two spaces.',
    },
    BLOCK_AS_IMPLICIT_KEY: {
      reason: 'Unexpected `: ` inside a value, expected quotation marks around such a value',
      note: 'Put the whole value in quotation marks: `target: "he said: no"`.',
    },
    MULTILINE_IMPLICIT_KEY: {
      reason: 'Unexpected line that is neither `field: value` nor part of the value above',
      note: 'Write each field as `field: value`, or put a value of several lines in quotation marks.',
    },
    BAD_INDENT: {
      reason: 'Unexpected indentation, expected the lines of one list or map to begin at the same column',
      note: 'Line up the beginnings with the line above.',
    },
    MISSING_CHAR: {
      reason: 'Unexpected end of a value, expected its closing quotation mark or bracket',
      note: 'Close what was opened: each `"`, `[` and `{` needs its partner.',
    },
    UNEXPECTED_TOKEN: {
      reason: 'Unexpected text after the end of a value, expected the end of the line',
      note: 'Put the whole value in one pair of quotation marks; inside "…" write a quotation mark as \\".',
    },
  }
  const mistake = known[code]
  return mistake === undefined
    ? {
        reason: `Unexpected YAML (${message.split('\n')[0]?.replace(/\.$/, '') ?? code}), expected \`field: value\` lines`,
        place,
        note: 'Put values that hold `: `, ` #`, or begin with a quotation mark or bracket in quotation marks.',
      }
    : { ...mistake, place }
}

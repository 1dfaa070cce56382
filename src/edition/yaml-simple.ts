import type { Position } from 'unist'
import type { Path, Yaml } from './yaml.ts'

/** A value and where it stands in the source: half-open, in UTF-16 code units. */
type Value = { readonly start: number; readonly end: number; readonly holds: string | List | Group }
type List = readonly Value[]
type Group = ReadonlyMap<string, Field>
type Field = { readonly start: number; readonly end: number; readonly value: Value }

/**
 * YAML as nearly all notes have it: fields on lines of their own with words, words in quotation marks, or lists and
 * groups of these in brackets or on lines with two spaces before them. Undefined for everything else, the least doubt
 * included: `parseYaml` then goes the long way, which takes many times as long and says the same of these.
 * `tests/yaml-simple.test.ts` compares the two.
 */
export function simpleYaml(source: string, at: (start: number, end: number) => Position): Yaml | undefined {
  if (odd.test(source)) return undefined
  const reader: Reader = { source, at: source.startsWith('---\n') ? 4 : 0 }
  const all = group(reader, '')
  if (all === undefined || reader.at < source.length) return undefined
  const place = ({ start, end }: Pick<Value, 'start' | 'end'>) => at(start, end)
  return {
    data: dataOf(all),
    placeOf: (path) => place(nearest(all, path)),
    placeOfKey: (path) => {
      const { holds } = nearest(all, path.slice(0, -1))
      return place((isGroup(holds) ? holds.get(String(path.at(-1))) : undefined) ?? nearest(all, path))
    },
  }
}

/** Signs that others look at: controls, spaces of other kinds, what nobody sees, and what is not of one code unit. */
const odd =
  // eslint-disable-next-line no-control-regex -- it is controls that are looked for
  /[\0-\x09\x0B-\x1F\x7F-\xA0\xAD\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F-\u206F\u3000\uD800-\uDFFF\uFDD0-\uFDEF\uFEFF\uFFF0-\uFFFF]/

const fieldName = /([A-Za-z][A-Za-z0-9-]{0,60}):(?: (?=\S)|(?=\n))/y
/** Words on the rest of a line; within brackets they end earlier, and hold no colon. */
const plain = /[^\s\-?:,[\]{}#&*!|>'"%@`](?:[^\n:#]|:(?=\S)|(?<=\S)#)*(?<=\S)(?=\n|$)/y
const plainInBrackets = /[^\s\-?:,[\]{}#&*!|>'"%@`](?:[^\s:#,[\]{}]| (?=[^\s:#,[\]{}]))*(?=[,\]}])/y
const quoted = /"[^"\\\n]*"(?=\n|$)|'[^'\n]*'(?=\n|$)/y
const quotedInBrackets = /"[^"\\\n]*"(?=[,\]}])|'[^'\n]*'(?=[,\]}])/y

type Reader = { readonly source: string; at: number }

function take(pattern: RegExp, reader: Reader): RegExpExecArray | undefined {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.source) ?? undefined
  if (found !== undefined) reader.at = pattern.lastIndex
  return found
}

function skip(sign: string, reader: Reader): boolean {
  const is = reader.source.startsWith(sign, reader.at)
  if (is) reader.at += sign.length
  return is
}

/** Fields on lines that begin with some spaces. */
function group(reader: Reader, indent: '' | '  '): Value | undefined {
  const start = reader.at + indent.length
  const fields = new Map<string, Field>()
  let end = start
  while (skip(indent, reader)) {
    const field = fieldAt(reader, fields)
    if (field === undefined) return undefined
    const value = skip('\n', reader) ? (indent === '' ? below(reader) : undefined) : onLine(reader)
    if (value === undefined) return undefined
    fields.set(field.name, { ...field, value })
    end = value.end
    if (reader.at === reader.source.length) break
  }
  return fields.size === 0 ? undefined : { start, end, holds: fields }
}

/** The name of a field that is not there yet. */
function fieldAt(reader: Reader, fields: Group): { name: string; start: number; end: number } | undefined {
  const start = reader.at
  const name = take(fieldName, reader)?.[1]
  return name === undefined || fields.has(name) ? undefined : { name, start, end: start + name.length }
}

/** What stands in the lines below a field. */
function below(reader: Reader): Value | undefined {
  if (!reader.source.startsWith('  - ', reader.at)) return group(reader, '  ')
  const start = reader.at + 2
  const items: Value[] = []
  while (skip('  - ', reader)) {
    const item = onLine(reader)
    if (item === undefined) return undefined
    items.push(item)
  }
  return { start, end: items.at(-1)?.end ?? start, holds: items }
}

/** What stands on the rest of a line, and the end of the line. */
function onLine(reader: Reader): Value | undefined {
  const isBracket = '[{'.includes(reader.source[reader.at] ?? ' ')
  const value = isBracket ? inBrackets(reader) : words(reader, plain, quoted)
  return value !== undefined && (skip('\n', reader) || reader.at === reader.source.length) ? value : undefined
}

function words(reader: Reader, bare: RegExp, marked: RegExp): Value | undefined {
  const start = reader.at
  const found = take(bare, reader)?.[0] ?? take(marked, reader)?.[0].slice(1, -1)
  return found === undefined ? undefined : { start, end: reader.at, holds: found }
}

/** A list or group in brackets, of words only. */
function inBrackets(reader: Reader): Value | undefined {
  const start = reader.at
  const inner = () => words(reader, plainInBrackets, quotedInBrackets)
  if (skip('[', reader)) {
    const items: Value[] = []
    do {
      const item = inner()
      if (item === undefined) return undefined
      items.push(item)
    } while (skip(', ', reader))
    return skip(']', reader) ? { start, end: reader.at, holds: items } : undefined
  }
  if (!skip('{', reader)) return undefined
  const fields = new Map<string, Field>()
  do {
    const field = fieldAt(reader, fields)
    const value = inner()
    if (field === undefined || value === undefined) return undefined
    fields.set(field.name, { ...field, value })
  } while (skip(', ', reader))
  return skip('}', reader) ? { start, end: reader.at, holds: fields } : undefined
}

function isGroup(holds: Value['holds']): holds is Group {
  return holds instanceof Map
}

function dataOf({ holds }: Value): unknown {
  if (typeof holds === 'string') return holds
  if (!isGroup(holds)) return holds.map(dataOf)
  return Object.fromEntries([...holds].map(([name, { value }]) => [name, dataOf(value)]))
}

/** The value at a path; the nearest around it where there is none. */
function nearest(all: Value, path: Path): Value {
  let here = all
  for (const key of path) {
    const { holds } = here
    const inner = typeof holds === 'string' ? undefined : within(holds, key)
    if (inner === undefined) return here
    here = inner
  }
  return here
}

function within(holds: List | Group, key: PropertyKey): Value | undefined {
  if (isGroup(holds)) return typeof key === 'string' ? holds.get(key)?.value : undefined
  return typeof key === 'number' ? holds[key] : undefined
}

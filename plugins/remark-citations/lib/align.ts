import type { Point } from 'unist'

const reference = /&(?:#x[\da-f]{1,6}|#\d{1,7}|[a-z][a-z\d]{1,31});/iy

/**
 * For each UTF-16 unit of a text node's `value`, its offset in `source`, where the
 * node starts at `from`. A unit that the source writes otherwise (`\[`, `&lbrack;`)
 * gets the offset of that spelling. Ends early where the two cannot be matched.
 */
export function align(value: string, source: string, from: number): number[] {
  if (source.startsWith(value, from)) return count(value.length, from)
  const offsets: number[] = []
  let at = from
  while (offsets.length < value.length) {
    const index = offsets.length
    const unit = value[index]
    const length = spelling(value, index, source, at)
    if (length === 0) break
    if (unit === '\n') {
      const end = lineEnd(source, at)
      offsets.push(end)
      at = afterPrefix(source, end)
      continue
    }
    offsets.push(at)
    if (length > 1 && isHighSurrogate(value, index)) offsets.push(at)
    at += length
  }
  return offsets
}

const count = (length: number, from: number): number[] => Array.from({ length }, (_, index) => from + index)

const isHighSurrogate = (value: string, index: number): boolean =>
  (value.charCodeAt(index) & 0xfc00) === 0xd800

/** How many units of the source spell this unit of the value; 0 if they do not match. */
function spelling(value: string, index: number, source: string, at: number): number {
  const unit = value[index]
  if (unit === '\n') return lineEnd(source, at) < source.length ? 1 : 0
  if (source[at] === '\\' && source[at + 1] === unit && /[!-/:-@[-`{-~]/.test(unit ?? '')) return 2
  reference.lastIndex = at
  const written = source[at] === '&' ? reference.exec(source)?.[0] : undefined
  if (written !== undefined && !value.startsWith(written, index)) return written.length
  return source[at] === unit ? 1 : 0
}

/** White space at the end of a line is not in the value. */
function lineEnd(source: string, at: number): number {
  let end = at
  while (source[end] === ' ' || source[end] === '\t') end++
  return source[end] === '\n' || source[end] === '\r' ? end : source.length
}

/** A continuation line starts behind its indent and quotation marks. */
function afterPrefix(source: string, end: number): number {
  let at = end + (source[end] === '\r' && source[end + 1] === '\n' ? 2 : 1)
  while (source[at] === ' ' || source[at] === '\t' || source[at] === '>') at++
  return at
}

/** The point at `offset` (UTF-16), counted on from a point before it. */
export function pointAt(source: string, before: Point, offset: number): Point {
  let line = before.line
  let lineStart = (before.offset ?? 0) - before.column + 1
  for (let index = before.offset ?? 0; index < offset; index++) {
    const ends = source[index] === '\n' || (source[index] === '\r' && source[index + 1] !== '\n')
    if (!ends) continue
    line++
    lineStart = index + 1
  }
  return { line, column: offset - lineStart + 1, offset }
}

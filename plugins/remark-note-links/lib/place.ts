import type { Definition, Link } from 'mdast'
import type { Point, Position } from 'unist'

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

/** The place of `part` in the source at or after `from`, within `whole`; else the whole. */
export function partPlace(source: string, whole: Position, from: number, part: string): Position {
  const start = source.indexOf(part, from)
  const end = start + part.length
  if (part === '' || start < 0 || end > (whole.end.offset ?? 0)) return whole
  return { start: pointAt(source, whole.start, start), end: pointAt(source, whole.start, end) }
}

/**
 * The place of a link's own address. mdast does not keep it, so it is looked for
 * behind the link's words; an address with escapes is not found that way, and
 * then the place is the link's. `undefined` only where the tree has no positions.
 */
export function addressPlace(node: Link | Definition, source: string): Position | undefined {
  const { position } = node
  if (position?.start.offset === undefined) return position
  const words = node.type === 'link' ? node.children.at(-1)?.position?.end.offset : undefined
  const label = node.type === 'definition' ? (node.label ?? '').length : 0
  const autolink = source[position.start.offset] === '<'
  const from = autolink ? position.start.offset : (words ?? position.start.offset + label)
  return partPlace(source, position, from, node.url)
}

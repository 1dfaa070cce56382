import type { Point } from 'unist'

/** A line: its text is [start, end), and `next` stands after its line end. */
export interface Line {
  start: number
  end: number
  next: number
}

export interface Lines {
  /** Where each line starts, blank ones included. */
  starts: number[]
  /** The lines that are not blank. */
  filled: Line[]
}

/**
 * Find the lines of a text. Lines end with CR, LF or CRLF and nothing else, as in unist and in editors: a U+2028
 * is a character of its line. A line of nothing but white space, in the sense of `String#trim`, is blank.
 */
export function findLines(text: string): Lines {
  const starts = [0]
  const filled: Line[] = []
  const add = (start: number, end: number, next: number) => {
    if (text.slice(start, end).trim()) filled.push({ start, end, next })
  }
  let start = 0
  for (const { 0: lineEnd, index } of text.matchAll(/\r\n?|\n/g)) {
    add(start, index, index + lineEnd.length)
    start = index + lineEnd.length
    starts.push(start)
  }
  add(start, text.length, text.length)
  return { starts, filled }
}

/** Group lines by the blank ones between them. */
export function groupBlocks(filled: readonly Line[]): Line[][] {
  const blocks: Line[][] = []
  let next = -1
  for (const line of filled) {
    if (line.start === next) blocks.at(-1)?.push(line)
    else blocks.push([line])
    next = line.next
  }
  return blocks
}

/** Turn an offset into a unist point: line and column count from 1, the column in UTF-16 code units. */
export function pointAt(starts: readonly number[], offset: number): Point {
  let line = 0
  let above = starts.length
  while (above - line > 1) {
    const middle = (line + above) >> 1
    if ((starts[middle] ?? Infinity) <= offset) line = middle
    else above = middle
  }
  return { line: line + 1, column: offset - (starts[line] ?? 0) + 1, offset }
}

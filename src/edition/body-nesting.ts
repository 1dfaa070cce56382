import type { Point, Position } from 'unist'

/**
 * What one body may hold, for micromark's sake: each of these is honest ten times
 * over and, in 32 KiB, costs well under half a second. Measured figures stand in
 * `tests/note-body-nesting.test.ts`.
 */
export const limits = {
  /** Quotations, lists and footnotes within each other. */
  containers: 32,
  /** Lines, each counted once for every container it is in. */
  containedLines: 5_000,
  /** Markers of quotations, list items and footnotes, all told. */
  markers: 2_000,
  /** Paragraphs, headings and rules: cheap by themselves, but each is an element in a dozen published forms. */
  blocks: 5_000,
  /** `[` open at once in a paragraph. */
  brackets: 32,
  /** `[` and `]`, all told. */
  bracketsInAll: 3_000,
  /** UTF-16 units from the first `[` of a paragraph to its end: what could be an address looks back to it. */
  bracketLength: 10_000,
  /** `*`, `_` or `~` open at once in a paragraph. */
  emphasis: 64,
  /** Runs of `*`, `_` or `~`, all told. */
  emphasisInAll: 2_000,
  /** Lines that could underline a heading. */
  underlines: 1_000,
  /** `&` in one word, as in a long address. */
  ampersands: 200,
  /** Signs in a row with which an address may end, or go on: `...`. */
  punctuation: 300,
  /** `|`, all told. */
  pipes: 6_000,
  /** `@`, all told. */
  ats: 2_000,
  /** Lines in a paragraph behind one that could start a table. */
  rows: 1_000,
}

export type Construct = keyof typeof limits

/** What went over its limit, and where. */
export interface Excess<Name extends string = Construct> {
  construct: Name
  /** UTF-16 offset in the body. */
  offset: number
}

/** Counts as they stand at some line. */
interface Counts {
  depth: number
  containedLines: number
  markers: number
  blocks: number
  bracketsInAll: number
  brackets: number
  /** Since the first `[` of the paragraph; `undefined` where there is none. */
  bracketLength: number | undefined
  emphasis: Record<string, number>
  emphasisInAll: number
  underlines: number
  pipes: number
  ats: number
  /** Since the delimiter row; `undefined` where there is none. */
  rows: number | undefined
  blankBefore: boolean
}

/**
 * Looks, before parsing, for nesting and repetition that take micromark superlinear time or the
 * stack: one pass, no recursion, time linear in the body. It counts what *could* nest,
 * never less than does: a body it passes may be parsed, one it refuses might have been
 * harmless. `undefined` means go ahead. The body's length is for others to limit.
 */
export function bodyNesting(markdown: string): Excess | undefined {
  const row = longRow.exec(markdown)
  if (row !== null) return { construct: 'punctuation', offset: row.index }
  if (isHarmless(markdown)) return undefined
  const counts = fresh()
  let offset = 0
  for (const line of markdown.split(/\r\n|\n|\r/)) {
    const construct = containers(line, counts) ?? leaf(line, counts) ?? inline(line, counts)
    if (construct) return { construct, offset }
    offset += line.length + (markdown.startsWith('\r\n', offset + line.length) ? 2 : 1)
  }
  return undefined
}

const longRow = new RegExp(`[!"')*,.:;?_~\\]]{${limits.punctuation + 1}}`)

/** Signs that are counted below: what can open something is 2, the rest is 1. */
const costs = new Uint8Array(128)
for (const sign of '_~]&|@=\n\r') costs[sign.charCodeAt(0)] = 1
for (const sign of '>-+*[.)') costs[sign.charCodeAt(0)] = 2

/** Whether a body is too short, and has too few signs, to go over any limit, as nearly all are. */
function isHarmless(markdown: string): boolean {
  if (markdown.length > limits.bracketLength) return false
  let openers = 0
  let others = 0
  for (let at = 0; at < markdown.length; at++) {
    const cost = costs[markdown.charCodeAt(at)] ?? 0
    if (cost === 1) others++
    else if (cost === 2 && !endsSentence(markdown, at)) openers++
  }
  return openers <= limits.containers && openers + others <= limits.emphasis
}

/** A full stop or parenthesis, but that of a number, which may begin an item. */
function endsSentence(markdown: string, at: number): boolean {
  return (markdown[at] === '.' || markdown[at] === ')') && !/\d/.test(markdown[at - 1] ?? '')
}

const fresh = (): Counts => ({
  depth: 0,
  containedLines: 0,
  markers: 0,
  blocks: 0,
  bracketsInAll: 0,
  brackets: 0,
  bracketLength: undefined,
  emphasis: { '*': 0, _: 0, '~': 0 },
  emphasisInAll: 0,
  underlines: 0,
  pipes: 0,
  ats: 0,
  rows: undefined,
  blankBefore: true,
})

const rule = /^[ \t>]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/
/** What begins a block without a blank line before it. */
const opener = /^[ \t>]*(?:#{1,6}(?:[ \t]|$)|`{3}|~{3}|(?:[-*_][ \t]*){3,}$)/
const marker = /([ \t]*)(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)|\[\^[^\]\s]+\]:)/y

/** A line is in as many containers as it has markers, and those of lines above that it may continue. */
function containers(line: string, counts: Counts): Construct | undefined {
  if (line.trim() === '') {
    counts.blankBefore = true
    counts.containedLines += counts.depth
    counts.brackets = 0
    counts.bracketLength = undefined
    counts.rows = undefined
    counts.emphasis = { '*': 0, _: 0, '~': 0 }
    return counts.containedLines > limits.containedLines ? 'containedLines' : undefined
  }
  const { found, columns } = markersOf(line)
  const continued = found + Math.min(counts.depth, Math.floor(columns / 2))
  // A paragraph goes on, lazily, whatever its lines begin with; only a blank line ends it for certain.
  counts.depth = counts.blankBefore ? continued : Math.max(continued, counts.depth)
  if (counts.blankBefore || opener.test(line)) counts.blocks++
  if (counts.blocks > limits.blocks) return 'blocks'
  counts.blankBefore = false
  counts.markers += found
  counts.containedLines += counts.depth
  if (counts.depth > limits.containers) return 'containers'
  if (counts.markers > limits.markers) return 'markers'
  return counts.containedLines > limits.containedLines ? 'containedLines' : undefined
}

/** Container markers at the start of a line, and the columns of white space that may be indent of others. */
function markersOf(line: string): { found: number; columns: number } {
  const isRule = rule.test(line)
  let found = 0
  let columns = 0
  let end = 0
  for (let match = next(line, end); match && found <= limits.containers; match = next(line, end)) {
    if (isRule && !match[0].endsWith('>')) break
    columns += width(match[1] ?? '', found)
    found++
    end += match[0].length
  }
  return { found, columns: columns + width(/^[ \t]*/.exec(line.slice(end))?.[0] ?? '', found) }
}

function next(line: string, from: number): RegExpExecArray | null {
  marker.lastIndex = from
  return marker.exec(line)
}

/** Columns of white space, less the one that belongs to the marker before it. */
const width = (space: string, found: number): number =>
  Math.max(0, space.length + 3 * (space.split('\t').length - 1) - (found > 0 ? 1 : 0))

const underline = /^[ \t>]*(?:=+|-+)[ \t]*$/

const delimiters = /^[\s>|:-]*$/

/** What costs without nesting. */
function leaf(line: string, counts: Counts): Construct | undefined {
  if (underline.test(line)) counts.underlines++
  if (counts.underlines > limits.underlines) return 'underlines'
  if (counts.rows !== undefined) counts.rows++
  else if (line.includes('-') && delimiters.test(line)) counts.rows = 0
  if ((counts.rows ?? 0) > limits.rows) return 'rows'
  let inWord = 0
  for (const [unit] of line.matchAll(/[&|@]|\s/g)) {
    inWord = unit === '&' ? inWord + 1 : /\s/.test(unit) ? 0 : inWord
    if (inWord > limits.ampersands) return 'ampersands'
    if (unit === '|' && ++counts.pipes > limits.pipes) return 'pipes'
    if (unit === '@' && ++counts.ats > limits.ats) return 'ats'
  }
  return undefined
}

const sign = /\\.|[[\]]|\*+|_+|~+/g

function inline(line: string, counts: Counts): Construct | undefined {
  if (counts.bracketLength !== undefined) counts.bracketLength += line.length + 1
  for (const { 0: run, index } of line.matchAll(sign)) {
    if (run[0] === '\\') continue
    if (run === '[' || run === ']') counts.bracketsInAll++
    if (run === '[') {
      counts.brackets++
      counts.bracketLength ??= line.length - index
    } else if (run === ']') counts.brackets = Math.max(0, counts.brackets - 1)
    else emphasis(run, line[index - 1], line[index + run.length], counts)
    if (counts.brackets > limits.brackets) return 'brackets'
    if (counts.bracketsInAll > limits.bracketsInAll) return 'bracketsInAll'
    if (sum(counts.emphasis) > limits.emphasis) return 'emphasis'
    if (counts.emphasisInAll > limits.emphasisInAll) return 'emphasisInAll'
  }
  return (counts.bracketLength ?? 0) > limits.bracketLength ? 'bracketLength' : undefined
}

const sum = ({ '*': a = 0, _: b = 0, '~': c = 0 }: Record<string, number>): number => a + b + c

/** A run next to white space on one side only opens or closes; one in the midst of a word closes what is open. */
function emphasis(run: string, before: string | undefined, after: string | undefined, counts: Counts): void {
  const mark = run[0] ?? ''
  const open = counts.emphasis[mark] ?? 0
  const isWord = (unit: string | undefined) => unit !== undefined && /[\p{L}\p{N}_]/u.test(unit)
  const isSpace = (unit: string | undefined) => unit === undefined || /\s/.test(unit)
  if (mark === '_' && isWord(before) && isWord(after)) return
  if (isSpace(before) && isSpace(after)) return
  counts.emphasisInAll++
  const closes = !isSpace(before) && open > 0
  if (closes) counts.emphasis[mark] = Math.max(0, open - run.length)
  else if (!isSpace(after)) counts.emphasis[mark] = open + run.length
}

/** The excess as a place in the file, where the body starts at `start`. */
export function placeOf({ offset }: { offset: number }, markdown: string, start: Point): Position {
  const before = markdown.slice(0, offset).split(/\r\n|\n|\r/)
  const line = start.line + before.length - 1
  const column = before.length === 1 ? start.column : 1
  const from = { line, column, offset: (start.offset ?? 0) + offset }
  const length = /^[^\r\n]*/.exec(markdown.slice(offset))?.[0].length ?? 0
  const end = { line, column: column + length, offset: from.offset + length }
  return { start: from, end }
}

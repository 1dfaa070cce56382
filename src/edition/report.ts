import type { VFile } from 'vfile'
import type { VFileMessage } from 'vfile-message'
import { compare } from './order.ts'

/** One message, as `--format json` prints it. Lines and columns count from 1, columns in UTF-16 code units. */
export type Report = {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly severity: 'error' | 'warning'
  readonly rule: string
  readonly message: string
  readonly note?: string
  readonly url: string
}

/** All messages of some files, and others, each once: in the order of the files' paths, then of places, then of rules. */
export function reports(files: Iterable<VFile>, others: readonly Report[] = []): Report[] {
  const found = [...files].flatMap((file) => file.messages.map((message) => reportOf(file, message)))
  const each = new Map([...found, ...others].map((one) => [JSON.stringify(one), one]))
  return [...each.values()].sort(
    (a, b) =>
      compare(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compare(a.rule, b.rule) ||
      compare(a.message, b.message),
  )
}

function reportOf(file: VFile, message: VFileMessage): Report {
  const { place } = message
  const start = place === undefined ? undefined : 'start' in place ? place.start : place
  const end = place !== undefined && 'end' in place ? place.end : start
  return {
    file: file.path,
    line: start?.line ?? 1,
    column: start?.column ?? 1,
    endLine: end?.line ?? start?.line ?? 1,
    endColumn: end?.column ?? start?.column ?? 1,
    severity: message.fatal === true ? 'error' : 'warning',
    rule: message.ruleId ?? 'internal',
    message: message.reason,
    ...(message.note === undefined ? {} : { note: message.note }),
    url: message.url ?? `/rules/${message.ruleId ?? 'internal'}/`,
  }
}

export const formats = ['pretty', 'json', 'github'] as const
export type Format = (typeof formats)[number]

/** The text that people or programs read. `source` gives the lines of a file, for the caret. */
export function report(
  found: readonly Report[],
  format: Format,
  source: (file: string) => string | undefined,
): string {
  if (format === 'json') return `${JSON.stringify(found, null, 2).replace(unseen, escaped)}\n`
  if (format === 'github') return found.map(github).join('')
  return pretty(found, source)
}

function pretty(found: readonly Report[], source: (file: string) => string | undefined): string {
  const blocks = found.map((one) => {
    const lines = [
      `${harmless(one.file)}:${one.line}:${one.column}  ${one.severity}  ${one.rule}`,
      `  ${harmless(one.message)}`,
    ]
    const excerpt = caret(one, source(one.file))
    if (excerpt !== undefined) lines.push(...excerpt)
    if (one.note !== undefined) lines.push(...one.note.split('\n').map((line) => `  ${harmless(line)}`))
    lines.push(`  See ${one.url}`)
    return lines.join('\n')
  })
  const errors = found.filter(({ severity }) => severity === 'error').length
  const warnings = found.length - errors
  const sum = `${count(errors, 'error')}, ${count(warnings, 'warning')}`
  return `${[...blocks, found.length === 0 ? 'Everything is in order.' : sum].join('\n\n')}\n`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** Columns of a terminal that an excerpt may take, and those of them before what is meant. */
const room = { all: 100, before: 50 } as const

/** The line of the file, with a caret under each column of what is meant; long lines are cut around it. */
function caret(one: Report, text: string | undefined): string[] | undefined {
  const line = text?.split('\n')[one.line - 1]?.replace(/\r$/, '')
  if (line === undefined || line.trim() === '') return undefined
  const end = one.endLine === one.line ? Math.max(one.endColumn - 1, one.column) : line.length
  const near = around(line, one.column - 1)
  const cells = cellsOf(line, near)
  const meant = cells.findIndex(({ offset, length }) => one.column - 1 < offset + length)
  const { from, to } = cut(cells, meant === -1 ? cells.length : meant)
  const shown = cells.slice(from, to)
  const under = (cell: Cell) => cell.offset < end && cell.offset + cell.length > one.column - 1
  const carets = shown.map((cell) => (under(cell) ? '^' : ' ').repeat(cell.width)).join('')
  const marks = carets.includes('^') ? carets.trimEnd() : `${carets}^`
  const number = String(one.line)
  const isCut = from > 0 || near.start > 0
  return [
    `  ${number} │ ${isCut ? '…' : ''}${inOrder(shown.map((cell) => cell.shown).join(''))}${to < cells.length || near.end < line.length ? '…' : ''}`,
    `  ${' '.repeat(number.length)} │ ${isCut ? ' ' : ''}${marks}`,
  ]
}

/** Of a line of any length the part that an excerpt could show, in UTF-16 code units; no surrogate pair is cut. */
function around(line: string, offset: number): { start: number; end: number } {
  const isLow = (at: number) => /[\uDC00-\uDFFF]/.test(line[at] ?? '')
  const start = Math.max(0, offset - 10 * room.before)
  const end = Math.min(line.length, offset + 10 * room.all)
  return { start: isLow(start) ? start - 1 : start, end: isLow(end) ? end + 1 : end }
}

/** One character as a reader sees it: where it stands in its line (UTF-16), what is printed, how many columns wide. */
type Cell = {
  readonly offset: number
  readonly length: number
  readonly shown: string
  readonly width: number
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

function cellsOf(line: string, { start, end }: { start: number; end: number }): Cell[] {
  return [...graphemes.segment(line.slice(start, end))].map(({ segment, index }) => {
    const shown = harmless(segment).replaceAll('\t', ' ')
    return { offset: start + index, length: segment.length, shown, width: widthOf(shown) }
  })
}

/** Scripts and pictures that take two columns of a terminal: Unicode Standard Annex 11. */
const wide =
  /^(?:[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}|\p{Emoji}\uFE0F)/u

function widthOf(shown: string): number {
  if (shown.startsWith('<U+')) return shown.length
  if (/^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(shown)) return 0
  return wide.test(shown) && !/^[\uFF65-\uFF9F]/.test(shown) ? 2 : 1
}

/** Which characters of a line have room, those around one of them. */
function cut(cells: readonly Cell[], meant: number): { from: number; to: number } {
  const width = (from: number, to: number) => cells.slice(from, to).reduce((sum, cell) => sum + cell.width, 0)
  let from = meant
  for (let taken = 0; from > 0 && taken < room.before; from--) taken += cells[from - 1]?.width ?? 0
  let to = meant
  for (let taken = width(from, meant); to < cells.length && taken < room.all; to++)
    taken += cells[to]?.width ?? 0
  return { from, to }
}

const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** Some terminals turn Hebrew and Arabic around and some do not: with an override carets are right in both. */
function inOrder(text: string): string {
  return rightToLeft.test(text) ? `\u202D${text}\u202C` : text
}

/** What nobody sees, and what moves a cursor or turns text around; not the joiners that scripts and pictures need. */
const unseen =
  // eslint-disable-next-line no-control-regex -- these are the very characters that are shown as codes
  /[\u034F\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|(?<!\u{1F3F4}[\u{E0020}-\u{E007E}]{0,8})[\u{E0000}-\u{E007F}]/gu

/** What strangers wrote goes to a terminal: nothing in it may do more there than be read. */
function harmless(text: string): string {
  return text.replace(unseen, (character) => `<U+${hex(character.codePointAt(0) ?? 0).toUpperCase()}>`)
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${hex(unit.charCodeAt(0))}`)
    .join('')
}

function hex(code: number): string {
  return code.toString(16).padStart(4, '0')
}

/** A workflow command of GitHub Actions; its own syntax is escaped, so that no note can issue one. */
function github(one: Report): string {
  const data = (text: string) =>
    harmless(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
  const places = `line=${one.line},endLine=${one.endLine},col=${one.column},endColumn=${one.endColumn}`
  const text = one.note === undefined ? one.message : `${one.message}\n${one.note}`
  return `::${one.severity} file=${property(one.file)},${places},title=${property(one.rule)}::${data(text)}\n`
}

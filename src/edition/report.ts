import type { VFile } from 'vfile'
import type { VFileMessage } from 'vfile-message'

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

/** All messages of some files, in the order of the files' paths, then of places, then of rules. */
export function reports(files: Iterable<VFile>): Report[] {
  const found = [...files].flatMap((file) => file.messages.map((message) => reportOf(file, message)))
  return found.sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.rule, b.rule) || compare(a.message, b.message),
  )
}

/** By code unit: the order of a locale would differ from machine to machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
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
export function report(found: readonly Report[], format: Format, source: (file: string) => string | undefined): string {
  if (format === 'json') return `${JSON.stringify(found, null, 2)}\n`
  if (format === 'github') return found.map(github).join('')
  return pretty(found, source)
}

function pretty(found: readonly Report[], source: (file: string) => string | undefined): string {
  const blocks = found.map((one) => {
    const lines = [`${harmless(one.file)}:${one.line}:${one.column}  ${one.severity}  ${one.rule}`, `  ${harmless(one.message)}`]
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

/** The line of the file, with a caret under what is meant; long lines are cut around it. */
function caret(one: Report, text: string | undefined): string[] | undefined {
  const line = text?.split('\n')[one.line - 1]?.replace(/\r$/, '')
  if (line === undefined || line.trim() === '') return undefined
  const from = Math.max(0, one.column - 1 - 50)
  const shown = harmless(line.slice(from, from + 100)).replaceAll('\t', ' ')
  const length = one.endLine === one.line ? Math.max(1, one.endColumn - one.column) : line.length - one.column + 1
  const fits = Math.max(1, Math.min(length, from + 100 - (one.column - 1)))
  const number = String(one.line)
  return [
    `  ${number} │ ${from > 0 ? '…' : ''}${shown}`,
    `  ${' '.repeat(number.length)} │ ${from > 0 ? ' ' : ''}${' '.repeat(one.column - 1 - from)}${'^'.repeat(fits)}`,
  ]
}

/** What strangers wrote goes to a terminal: nothing in it may move the cursor or turn the text around. */
function harmless(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the very characters that are shown as codes
  return text.replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, (character) =>
    `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
  )
}

/** A workflow command of GitHub Actions; its own syntax is escaped, so that no note can issue one. */
function github(one: Report): string {
  const data = (text: string) => harmless(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
  const places = `line=${one.line},endLine=${one.endLine},col=${one.column},endColumn=${one.endColumn}`
  const text = one.note === undefined ? one.message : `${one.message}\n${one.note}`
  return `::${one.severity} file=${property(one.file)},${places},title=${property(one.rule)}::${data(text)}\n`
}

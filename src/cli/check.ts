import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkLibrary } from '../edition/index.ts'
import { type Format, formats, type Report, report } from '../edition/report.ts'
import { rootOf, textOf, usageError, type Values } from './usage.ts'

/** Prints everything that is wrong. Exit code 1 if anything is an error. */
export function check(values: Values): number {
  const root = rootOf(values)
  const format = formatOf(values)
  const reports = checkLibrary(root)
  process.stdout.write(printed(reports, format, root))
  return hasErrors(reports) ? 1 : 0
}

function formatOf(values: Values): Format {
  const given = textOf(values, 'format') ?? 'pretty'
  const format = formats.find((one) => one === given)
  if (format === undefined) throw usageError(`Unexpected format \`${given}\`, expected ${formats.join(', ')}`)
  return format
}

export function hasErrors(reports: readonly Report[]): boolean {
  return reports.some(({ severity }) => severity === 'error')
}

/** The report of a library, with the lines of its files. */
export function printed(reports: readonly Report[], format: Format, root: string): string {
  return report(reports, format, (file) => {
    try {
      return readFileSync(join(root, file), 'utf8').replace(/^\uFEFF/, '')
    } catch {
      return undefined
    }
  })
}

import { anchorEdition } from '../edition/anchor.ts'
import { coverageOf, coverageTable } from '../edition/coverage.ts'
import { openLibrary } from '../edition/index.ts'
import { parse } from '../edition/parse.ts'
import { read } from '../edition/read.ts'
import { choices } from '../edition/suggest.ts'
import { git } from './git.ts'
import { rootOf, textOf, usageError, type Values } from './usage.ts'

/**
 * Says how far the notes of an edition go and how fresh they are. Ages are told against `--date`, else against the day
 * of the last commit: the same library gives the same report tomorrow.
 */
export function coverageReport(values: Values, [id, ...others]: readonly string[]): number {
  if (others.length > 0) throw usageError('Unexpected names, expected one: `variorum report <edition>`')
  const format = formatOf(values)
  const root = rootOf(values)
  const library = openLibrary(root, { drafts: true })
  const wanted = id === undefined ? library.editions : [id]
  const date = dateOf(values, root)
  const records = parse(read(root))
  const reports = wanted.map((one) => {
    const view = library.edition(one)
    const edition = records.editions.get(one)
    const anchored = edition && anchorEdition(edition, records, true)
    if (view === undefined || anchored === undefined)
      throw usageError(`Unexpected edition \`${one}\`, expected ${choices(library.editions)}`)
    return coverageOf(view, anchored, date)
  })
  process.stdout.write(
    format === 'json' ? `${JSON.stringify(reports, null, 2)}\n` : reports.map(coverageTable).join('\n'),
  )
  return 0
}

function formatOf(values: Values): 'table' | 'json' {
  const format = textOf(values, 'format') ?? 'table'
  if (format === 'table' || format === 'json') return format
  throw usageError(`Unexpected format \`${format}\`, expected table or json`)
}

function dateOf(values: Values, root: string): string | undefined {
  const given = textOf(values, 'date')
  if (given === undefined) return lastCommit(root)
  if (/^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(given))) return given
  throw usageError(`Unexpected date \`${given}\`, expected a day such as \`2026-11-23\``)
}

/** The day of the last commit, UTC; undefined outside a repository. */
function lastCommit(root: string): string | undefined {
  try {
    const seconds = Number(git(root, ['log', '-1', '--no-show-signature', '--format=%ct']).toString())
    return new Date(seconds * 1000).toISOString().slice(0, 10)
  } catch {
    return undefined
  }
}

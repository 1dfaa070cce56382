import { appendFileSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { checkLibrary } from '../edition/index.ts'
import type { Report } from '../edition/report.ts'
import { annotations, page } from '../edition/summary.ts'
import { changedPaths } from './changed.ts'
import { hasErrors } from './check.ts'
import { rootOf, textOf, type Values } from './usage.ts'

/**
 * `check`, as a pull request needs it: annotations to standard output, everything as Markdown to `--out`, or to
 * where GitHub wants the summary of a step. Exit code 1 if anything is an error.
 */
export function summary(values: Values): number {
  const root = rootOf(values)
  const changed = changedPaths(values)
  const found = checkLibrary(root).map((one) => inRepository(one, root))
  process.stdout.write(annotations(found, changed))
  const text = page(found, changed, sourceOf, rulesOf(process.env))
  const out = textOf(values, 'out') ?? process.env['GITHUB_STEP_SUMMARY']
  if (out === undefined) process.stdout.write(text)
  else appendFileSync(out, text)
  return hasErrors(found) ? 1 : 0
}

/** Annotations name files from the root of the repository, where workflows run; a library may lie deeper. */
function inRepository(one: Report, root: string): Report {
  const folder = relative(process.cwd(), root).split(sep).join('/')
  return folder === '' || folder.startsWith('..') ? one : { ...one, file: `${folder}/${one.file}` }
}

function sourceOf(file: string): string | undefined {
  try {
    return readFileSync(join(process.cwd(), file), 'utf8').replace(/^\uFEFF/, '')
  } catch {
    return undefined
  }
}

/** Where the pages of the rules can be read before there is a site. */
function rulesOf(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env
  return server === undefined || repository === undefined
    ? undefined
    : `${server}/${repository}/blob/HEAD/content/rules/`
}

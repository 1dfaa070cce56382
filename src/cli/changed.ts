import { readFileSync } from 'node:fs'
import { forkPoint, commitOf, git } from './git.ts'
import { textOf, usageError, type Values } from './usage.ts'

/**
 * Paths that a branch changes, relative to the repository: from `--changed FILE` (one path a line, or what
 * `guard --format json` printed), or from git by `--base REF`, of the branch
 * that is checked out. Empty where neither is given.
 */
export function changedPaths(values: Values): ReadonlySet<string> {
  const list = textOf(values, 'changed')
  if (list !== undefined) return new Set(listed(list))
  const base = textOf(values, 'base')
  if (base === undefined) return new Set()
  const head = commitOf('.', 'HEAD')
  const from = forkPoint('.', commitOf('.', base), head)
  const output = git('.', [
    'diff-tree',
    '-r',
    '-z',
    '--name-only',
    '--no-renames',
    '--diff-filter=d',
    '--no-ext-diff',
    '--no-textconv',
    from,
    head,
  ])
  return new Set(
    output
      .toString('utf8')
      .split('\0')
      .filter((path) => path !== ''),
  )
}

function listed(file: string): string[] {
  try {
    const text = readFileSync(file, 'utf8')
    return text.trimStart().startsWith('{')
      ? taken(JSON.parse(text))
      : text.split(/\r?\n/).filter((line) => line !== '')
  } catch (error) {
    throw usageError(
      `Unexpected \`${file}\`, expected a list of paths that can be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function taken(verdict: unknown): string[] {
  const paths = typeof verdict === 'object' && verdict !== null && 'taken' in verdict ? verdict.taken : []
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : []
}

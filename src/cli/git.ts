import { execFileSync } from 'node:child_process'
import { shown } from '../edition/guard.ts'
import { usageError } from './usage.ts'

/** Git as a reader of objects: no hooks, no helpers, no network, no settings of the machine's that change output. */
export function git(repository: string, args: readonly string[], input?: string): Buffer {
  const quiet = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false']
  const env = {
    ...process.env,
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
  }
  try {
    return execFileSync('git', [...quiet, ...args], {
      cwd: repository,
      env,
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(input === undefined ? {} : { input }),
    })
  } catch (error) {
    const said =
      error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : String(error)
    throw usageError(`Unexpected answer of git to \`git ${args[0] ?? ''}\`: ${shown(said ?? '')}`)
  }
}

/** The commit that a name stands for. A name that looks like an option is a name all the same. */
export function commitOf(repository: string, ref: string): string {
  return git(repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])
    .toString()
    .trim()
}

/** Where the branch left the base: what the base has gained since is not the branch's doing. */
export function forkPoint(repository: string, base: string, head: string): string {
  return git(repository, ['merge-base', base, head]).toString().trim()
}

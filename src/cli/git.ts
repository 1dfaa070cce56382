import { git as run } from '../edition/git.ts'
import { shown } from '../edition/guard.ts'
import { usageError } from './usage.ts'

/** Runs git as a reader of objects. What it refuses is a mistake of the person at the keyboard. */
export function git(repository: string, args: readonly string[], input?: string): Buffer {
  try {
    return run(repository, args, { input })
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw usageError(`Unexpected answer of git to \`git ${args[0] ?? ''}\`: ${shown(said)}`)
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

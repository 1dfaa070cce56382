import { execFileSync } from 'node:child_process'

/**
 * Git as a reader of objects: no hooks, no helpers, no network, no settings of the machine's that change output.
 * Throws what git said, in one line.
 */
export function git(
  folder: string,
  args: readonly string[],
  {
    input,
    env = process.env,
  }: { readonly input?: string | undefined; readonly env?: NodeJS.ProcessEnv } = {},
): Buffer {
  const quiet = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false']
  try {
    return execFileSync('git', [...quiet, ...args], {
      cwd: folder,
      env: {
        ...env,
        GIT_NO_LAZY_FETCH: '1',
        GIT_NO_REPLACE_OBJECTS: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_OPTIONAL_LOCKS: '0',
        LC_ALL: 'C',
      },
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(input === undefined ? {} : { input }),
    })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    throw new Error(said.split('\n')[0] || String(error), { cause: error })
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

/** The repository: what is tested. */
export const repository = join(import.meta.dirname, '../..')
const program = join(repository, 'src/cli/variorum.ts')

export type Result = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Starts `variorum` as a person does, from some folder: the tests' own settings are kept from it. */
export function start(
  args: readonly string[],
  cwd = repository,
  said: Readonly<Record<string, string>> = {},
): ChildProcess {
  const env = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:VITEST|NODE_ENV|VITE_|TEST$|DEV$|PROD$|MODE$|BASE_URL$|SSR$|VARIORUM_|GITHUB_|CI_PROJECT_URL$)/.test(
        name,
      ),
  )
  return spawn(process.execPath, [program, ...args], {
    cwd,
    env: {
      ...Object.fromEntries(env),
      ASTRO_TELEMETRY_DISABLED: '1',
      NO_COLOR: '1',
      FORCE_COLOR: '0',
      ...said,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs `variorum` to its end. `env` is what a person has set for it. */
export async function variorum(
  args: readonly string[],
  cwd?: string,
  env?: Readonly<Record<string, string>>,
): Promise<Result> {
  const child = start(args, cwd, env)
  const said = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  const code = await new Promise<number | null>((done, fail) => {
    child.on('close', done)
    child.on('error', fail)
  })
  return { code, ...said }
}

import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { repository } from './command.ts'

/** A workflow file of GitHub Actions, as far as tests look into it. */
export type Workflow = {
  readonly file: string
  readonly source: string
  readonly name: string
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: unknown
  readonly concurrency: unknown
  readonly defaults: unknown
  readonly jobs: Readonly<Record<string, Job>>
}
export type Job = {
  readonly 'runs-on': string
  readonly 'timeout-minutes'?: number
  readonly permissions?: Readonly<Record<string, string>>
  readonly if?: string
  readonly steps: readonly Step[]
}
export type Step = {
  readonly name?: string
  readonly id?: string
  readonly if?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
  readonly run?: string
}

export const workflows: readonly Workflow[] = globSync('.github/workflows/*', { cwd: repository })
  .sort()
  .map((path) => {
    const source = readFileSync(join(repository, path), 'utf8')
    return { ...(parse(source) as Omit<Workflow, 'file' | 'source'>), file: basename(path), source }
  })

export function workflow(file: string): Workflow {
  const found = workflows.find((one) => one.file === file)
  if (found === undefined) throw new Error(`Unexpected absence of ${file}`)
  return found
}

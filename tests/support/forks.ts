import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A real repository in a folder of its own, with a main branch and branches that leave it. */
export type Repository = {
  readonly folder: string
  readonly git: (...args: string[]) => string
  readonly write: (path: string, content: string | Uint8Array) => void
  /** Stages everything, filters and attributes of the work tree aside, and commits it, now or at a time of one's own. */
  readonly commit: (message: string, said?: { readonly when?: string; readonly who?: string }) => string
  /** A branch that leaves main, with what a person does on it. */
  readonly branch: (name: string, change: (repository: Repository) => void) => string
  readonly remove: () => void
}

export function newRepository(files: Readonly<Record<string, string>>): Repository {
  const folder = mkdtempSync(join(tmpdir(), 'variorum-fork-'))
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
  const who = [
    '-c',
    'user.name=Ada Example',
    '-c',
    'user.email=ada@example.org',
    '-c',
    'commit.gpgSign=false',
    '-c',
    'core.hooksPath=/dev/null',
  ]
  const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    execFileSync('git', [...who, ...args], {
      cwd: folder,
      env: { ...env, ...more },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()
  const git = (...args: string[]) => run(args)
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const repository: Repository = {
    folder,
    git,
    write,
    commit: (message, { when, who: author } = {}) => {
      git('add', '--all', '--force')
      run(['commit', '--quiet', '--allow-empty', '-m', message], {
        ...(when === undefined ? {} : { GIT_COMMITTER_DATE: when, GIT_AUTHOR_DATE: '2001-01-01T00:00:00Z' }),
        ...(author === undefined ? {} : { GIT_AUTHOR_NAME: author }),
      })
      return git('rev-parse', 'HEAD')
    },
    branch: (name, change) => {
      git('checkout', '--quiet', '-b', name, 'main')
      change(repository)
      const head = repository.commit(name)
      git('checkout', '--quiet', '--force', 'main')
      git('clean', '-fdxq')
      return head
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  git('init', '--quiet', '--initial-branch=main')
  for (const [path, content] of Object.entries(files)) write(path, content)
  repository.commit('Begin')
  return repository
}

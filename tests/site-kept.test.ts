import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Result, repository, variorum } from './support/command.ts'
import { copy, fingerprint, remove, temporary, write } from './support/files.ts'
import { killBuilds } from './support/killed.ts'

/** Whatever happens to a build, the site is the old one or the new one, whole; and the person is told why. */

const folder = temporary()
afterAll(() => remove(folder))

const root = join(folder, 'library')
const out = join(root, 'dist')
let before: Record<string, string>

beforeAll(() => {
  copy(inject('psalms').root, root)
  copy(inject('psalms').out, out)
  before = fingerprint(out)
})

const build = (env: Readonly<Record<string, string>> = {}): Promise<Result> =>
  variorum(['build', '--root', root], folder, env)

const loaded = (name: string) => `--import=${pathToFileURL(join(repository, 'tests/support', name)).href}`

function expectKept(): void {
  expect(fingerprint(out)).toEqual(before)
  const left = readdirSync(root).filter((name) => name !== '.variorum')
  expect(left.sort()).toEqual(['content', 'dist', 'seeds'])
}

describe('a disk that makes trouble', () => {
  test.each([
    ['ENOSPC', 'full disk'],
    ['EACCES', 'may not be written'],
    ['EROFS', 'may only be read'],
  ])('%s: the old site is kept, and the reason is said', async (code, words) => {
    const { code: exit, stderr } = await build({
      NODE_OPTIONS: loaded('trouble.ts'),
      TROUBLE: code,
      TROUBLE_AT: '.dist.building-',
    })
    expect(exit).toBe(2)
    expect(stderr).toContain(words)
    expect(stderr).toContain('the site is as it was')
    expectKept()
  })

  test('a file that vanishes while it is read is named', async () => {
    const note = 'content/editions/two-psalms/notes/laud.md'
    const { code, stderr } = await build({
      NODE_OPTIONS: loaded('trouble.ts'),
      TROUBLE: 'vanish',
      TROUBLE_AT: note,
    })
    copy(
      join(inject('psalms').root, 'content/editions/two-psalms/notes'),
      join(root, 'content/editions/two-psalms/notes'),
    )
    expect(code).toBe(1)
    expect(stderr).toMatch(new RegExp(`^${note}:1:1 +error +file-readable$`, 'm'))
    expectKept()
  })
})

describe('two builds of one site', () => {
  test('the second is refused, with the process of the first', async () => {
    write(root, '.dist.lock', String(process.pid))
    const { code, stderr } = await build()
    expect(existsSync(join(root, '.dist.lock'))).toBe(true)
    remove(join(root, '.dist.lock'))
    expect(code).toBe(2)
    expect(stderr).toContain(`process ${process.pid} is at it`)
    expectKept()
  })
})

describe('builds that are killed', () => {
  test('leave the old site or the new one, and the next succeeds', { timeout: 600_000 }, async () => {
    // Moments by the golden ratio: they are spread over the whole build. `node tests/support/killed.ts 100` takes chance.
    let turn = 0
    const { faults } = await killBuilds(3, () => (++turn * 0.618) % 1)
    expect(faults).toEqual([])
  })
})

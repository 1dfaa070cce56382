import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { repository, variorum } from './support/command.ts'

const root = mkdtempSync(join(tmpdir(), 'variorum-owners-'))
cpSync(join(repository, 'tests/fixtures/sites/psalms'), root, { recursive: true })
afterAll(() => rmSync(root, { recursive: true, force: true }))
const edition = (id: string) => join(root, 'content/editions', id, 'edition.mdx')
const original = readFileSync(edition('two-psalms'), 'utf8')
const withOwners = (owners: string) =>
  writeFileSync(edition('two-psalms'), original.replace(/^editors: .*$/m, `$&\n${owners}`))
writeFileSync(
  join(root, 'content/contributors/ben-example.yaml'),
  'name: Ben Example\ngithub: ben-on-the-host\n',
)

type Line = { edition: string; note: string; passages: string[]; owners: string[]; accounts: string[] }
async function owners(...args: string[]): Promise<Line[]> {
  const { stdout, stderr } = await variorum(['owners', '--root', root, '--format', 'json', ...args])
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Line[]
}
async function check(): Promise<{ rule: string; message: string; line: number; note?: string }[]> {
  const { stdout } = await variorum(['check', '--root', root, '--format', 'json'])
  return (JSON.parse(stdout) as { file: string; rule: string; message: string; line: number }[]).filter(
    ({ file }) => file.endsWith('two-psalms/edition.mdx'),
  )
}

describe('owners of passages', () => {
  it('are the editors where nobody is named', async () => {
    writeFileSync(edition('two-psalms'), original)
    const lines = await owners('two-psalms')
    expect(lines.length).toBeGreaterThan(5)
    expect(new Set(lines.map((line) => line.owners.join()))).toEqual(new Set(['ada-example']))
  })

  it('are asked about the notes whose words stand in their passages, in their division', async () => {
    withOwners('owners:\n  psalm-117/p1-p2: ben-example')
    expect(await check()).toEqual([])
    const lines = await owners('two-psalms')
    for (const line of lines) {
      const here = line.passages.some((passage) => /^psalm-117\/p[12]$/.test(passage))
      expect(line.owners, line.note).toEqual([here ? 'ben-example' : 'ada-example'])
      expect(line.accounts, line.note).toEqual(here ? ['ben-on-the-host'] : [])
    }
    expect(new Set(lines.map((line) => line.owners[0])).size).toBe(2)
  })

  it('are told for the notes that a branch changes', async () => {
    withOwners('owners: {psalm-117/p1-p9: ben-example}'.replace('p1-p9', 'p1'))
    const list = join(root, 'changed.txt')
    writeFileSync(list, 'content/editions/two-psalms/notes/laud.md\ncontent/contributors/ben-example.yaml\n')
    expect((await owners('--changed', list)).map(({ note }) => note)).toEqual(['laud'])
    writeFileSync(list, JSON.stringify({ taken: ['content/editions/small-talk/notes/exit.md'] }))
    expect((await owners('--changed', list)).map(({ note }) => note)).toEqual(['exit'])
  })

  it('are not said to be nobody where the notes are not in the folder', async () => {
    const list = join(root, 'absent.txt')
    writeFileSync(list, 'content/editions/two-psalms/notes/elsewhere.md\n')
    const { code, stdout, stderr } = await variorum(['owners', '--root', root, '--changed', list])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/elsewhere\.md`, expected notes of this folder: check the branch out/)
  })

  it('are read by people too', async () => {
    withOwners('owners: {psalm-117/p1-p2: [ben-example, ada-example]}')
    const { stdout } = await variorum(['owners', 'two-psalms', '--root', root])
    expect(stdout).toMatch(
      /^two-psalms\/laud {2}psalm-117\/p\d.* {2}ben-example \(ben-on-the-host\), ada-example$/m,
    )
  })
})

it('gives CODEOWNERS a line for each edition whose editors name an account', async () => {
  const { stdout } = await variorum(['owners', '--root', root, '--format', 'codeowners'])
  expect(stdout).toBe('/content/editions/small-talk/ @ben-on-the-host\n')
})

describe('a mistake in owners is an error at its place', () => {
  it.each([
    ['owners: {psalm-117/p1: ben-exampel}', 'contributor-known', 'Unexpected contributor `ben-exampel`'],
    ['owners: {psalm-117/p99: ben-example}', 'passage-known', 'Unexpected passage `psalm-117/p99`'],
    ['owners: {psalm-117/p2-p1: ben-example}', 'passage-known', 'Unexpected passage `psalm-117/p2-p1`'],
    ['owners: {psalm-9/p1: ben-example}', 'division-known', 'Unexpected text `psalm-9`'],
    ['owners: {chapter: ben-example}', 'field-value', 'Unexpected name `chapter`'],
  ])('%s', async (owners_, rule, message) => {
    withOwners(owners_)
    const line =
      readFileSync(edition('two-psalms'), 'utf8')
        .split('\n')
        .findIndex((one) => one.startsWith('owners')) + 1
    expect(await check()).toMatchObject([{ rule, line, message: expect.stringContaining(message) }])
  })
})

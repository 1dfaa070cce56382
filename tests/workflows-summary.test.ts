import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Report } from '../src/edition/report.ts'
import { annotations, byConcern, mostAnnotations, page } from '../src/edition/summary.ts'
import { repository, variorum } from './support/command.ts'

const message = (file: string, line: number, severity: Report['severity'] = 'error'): Report => ({
  file,
  line,
  column: 1,
  endLine: line,
  endColumn: 4,
  severity,
  rule: 'target-matches',
  message: `Unexpected \`${line}\`, expected another`,
  note: 'Mend it.',
  url: '/rules/target-matches/',
})
const many = (count: number, file: string) => Array.from({ length: count }, (_, n) => message(file, n + 1))
const lines = (text: string) => text.split('\n').filter((line) => line !== '')

describe('annotations', () => {
  it('are nine at most, and one that says how many more there are', () => {
    const said = lines(annotations(many(40, 'a.md'), new Set()))
    expect(said).toHaveLength(mostAnnotations + 1)
    expect(said.at(-1)).toMatch(/^::notice title=31 more::31 more messages are in the summary/)
  })

  it('are all there where they are few', () => {
    expect(lines(annotations(many(9, 'a.md'), new Set()))).toHaveLength(9)
    expect(lines(annotations(many(10, 'a.md'), new Set())).at(-1)).toContain('1 more message is')
    expect(annotations([], new Set())).toBe('')
  })

  it('begin with the files that are changed, and with their errors', () => {
    const found = [...many(30, 'a.md'), message('z.md', 1, 'warning'), message('z.md', 2)]
    expect(
      byConcern(found, new Set(['z.md']))
        .slice(0, 3)
        .map(({ file, line }) => `${file}:${line}`),
    ).toEqual(['z.md:2', 'z.md:1', 'a.md:1'])
    expect(lines(annotations(found, new Set(['z.md'])))[0]).toContain('::error file=z.md,line=2')
  })

  it('cannot be issued by what a note says', () => {
    const evil = {
      ...message('a.md', 1),
      message: 'x\n::set-output name=a::b\r::error::c',
      note: '::warning::d',
      file: 'a,b:c.md',
    }
    const said = lines(annotations([evil], new Set()))
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^::error file=a%2Cb%3Ac\.md,/)
  })
})

describe('the page', () => {
  const all = [...many(12, 'a.md'), message('b.md', 3)]

  it('has everything, by file, the changed ones first', () => {
    const text = page(all, new Set(['b.md']), () => undefined, 'https://example.org/rules/')
    expect(text.match(/ error {2}target-matches/g)).toHaveLength(13)
    expect([...text.matchAll(/^### `(.*?)`(.*)$/gm)].map(([, file, rest]) => `${file}${rest}`)).toEqual([
      'b.md',
      'a.md (not changed here)',
    ])
    expect(text).toContain('## 13 errors, 0 warnings, 1 in files that are changed here')
    expect(text).toContain('[`target-matches`](https://example.org/rules/target-matches.mdx)')
  })

  it('says so where all is well', () => {
    expect(page([], new Set(), () => undefined, undefined)).toBe('## Everything is in order\n')
  })

  it('keeps what strangers wrote inside its fence', () => {
    const evil = { ...message('a.md', 1), note: '`````\n<img src=x> @ada-example' }
    const text = page([evil], new Set(), () => '````` x', undefined)
    const fence = /^(`{3,})text$/m.exec(text)?.[1] ?? ''
    expect(fence.length).toBe(6)
    expect(text.split(fence)).toHaveLength(3)
    expect(text.split(fence)[1]).toContain('<img src=x>')
  })

  it('fences even what has more marks of code than anybody can count', () => {
    const evil = { ...message('a.md', 1), note: '`x'.repeat(200_000) }
    expect(page([evil], new Set(), () => undefined, undefined)).toContain('And 1 more')
  })

  it('stays below what a step may leave, and says what it left out', () => {
    const found = Array.from({ length: 2000 }, (_, n) => ({
      ...message(`f${n}.md`, 1),
      note: 'x'.repeat(1000),
    }))
    const text = page(found, new Set(), () => undefined, undefined)
    expect(text.length).toBeLessThan(400_000)
    expect(text).toMatch(/And \d+ more; `npx variorum check` prints them all\./)
  })
})

describe('the command', () => {
  const root = mkdtempSync(join(tmpdir(), 'variorum-summary-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  cpSync(join(repository, 'tests/fixtures/sites/psalms'), join(root, 'library'), { recursive: true })
  const note = 'content/editions/two-psalms/notes/laud.md'
  const run = () =>
    variorum(['summary', '--root', 'library', '--changed', 'changed.txt', '--out', 'summary.md'], root)

  it('passes a library that is in order', async () => {
    writeFileSync(join(root, 'changed.txt'), `library/${note}\n`)
    const { code, stderr } = await run()
    expect([code, stderr]).toEqual([0, ''])
  })

  it('annotates by paths of the repository, and writes the page', async () => {
    const file = join(root, 'library', note)
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^kind: .*$/m, 'kind: sens'))
    rmSync(join(root, 'summary.md'), { force: true })
    const { code, stdout } = await run()
    expect(code).toBe(1)
    expect(lines(stdout)[0]).toMatch(
      new RegExp(`^::error file=library/${note},line=\\d+,.*title=kind-known::`),
    )
    const text = readFileSync(join(root, 'summary.md'), 'utf8')
    expect(text).toContain(`### \`library/${note}\`\n`)
    expect(text).toMatch(/\^{4}/)
    expect(text).toContain('Did you mean `sense`?')
  })
})

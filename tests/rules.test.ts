import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { mdxFromMarkdown } from 'mdast-util-mdx'
import { toString } from 'mdast-util-to-string'
import { mdxjs } from 'micromark-extension-mdxjs'
import { visit } from 'unist-util-visit'
import { afterAll, describe, expect, test } from 'vitest'
import { printed } from '../src/cli/check.ts'
import { openLibrary } from '../src/edition/index.ts'
import { type Report, report } from '../src/edition/report.ts'
import { rules } from '../src/edition/rules.ts'

/**
 * One folder a rule: a library with that mistake, and `expected.json`, which is what `check --format json` prints.
 * What git cannot keep as text is made by a `make.ts` beside it. `vitest -u` writes the goldens, and
 * `VARIORUM_PAGES=write` what the pages quote: read them then.
 */
const fixtures = join(import.meta.dirname, 'fixtures/rules')
const pages = join(import.meta.dirname, '../content/rules')
const ids = Object.keys(rules).sort()

/** A library of one mistake cannot always be without others. */
const others: Readonly<Record<string, readonly string[]>> = {}

/** Links and names of which a message has nothing to propose; a note would be better even there. */

const temporary: string[] = []
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true })
})

async function rootOf(rule: string): Promise<string> {
  const folder = join(fixtures, rule)
  const maker = join(folder, 'make.ts')
  if (!existsSync(maker)) return folder
  const root = mkdtempSync(join(tmpdir(), `variorum-${rule}-`))
  temporary.push(root)
  for (const part of ['seeds', 'content']) cpSync(join(folder, part), join(root, part), { recursive: true })
  const { make } = (await import(pathToFileURL(maker).href)) as { make: (root: string) => void }
  make(root)
  return root
}

test('every rule has a fixture and a page, and there are no others', () => {
  expect(readdirSync(fixtures).sort()).toEqual(ids)
  expect(
    readdirSync(pages)
      .map((name) => name.replace(/\.mdx$/, ''))
      .sort(),
  ).toEqual(ids)
})

describe.each(ids)('%s', (rule) => {
  test('says what the golden says', async () => {
    const root = await rootOf(rule)
    const json = printed(openLibrary(root).reports, 'json', root)
    await expect(json).toMatchFileSnapshot(join(fixtures, rule, 'expected.json'))
  })

  test('is broken by its fixture, and alone', async () => {
    const { reports } = openLibrary(await rootOf(rule))
    expect(reports.some((one) => one.rule === rule)).toBe(true)
    for (const one of reports) {
      if (one.severity === 'error') expect([rule, ...(others[rule] ?? [])]).toContain(one.rule)
      expect(one.severity === 'error').toBe(isFatal(one.rule))
      expect(one.url).toBe(`/rules/${one.rule}/`)
      expect(one.note ?? '', one.message).not.toBe('')
    }
  })

  test('names places that are in the file', async () => {
    const root = await rootOf(rule)
    for (const one of openLibrary(root).reports) expectPlace(one, join(root, one.file))
  })

  test('has a page of plain Markdown, with a message as it is printed', async () => {
    const root = await rootOf(rule)
    const said = openLibrary(root).reports.filter((one) => one.rule === rule)
    const printedOnes = said.map((one) => asPrinted(one, root))
    const page = join(pages, `${rule}.mdx`)
    if (process.env['VARIORUM_PAGES'] === 'write')
      writeFileSync(page, renewed(readFileSync(page, 'utf8'), printedOnes))
    const source = readFileSync(page, 'utf8')
    const tree = fromMarkdown(source, { extensions: [mdxjs()], mdastExtensions: [mdxFromMarkdown()] })
    const messages: string[] = []
    visit(tree, (node) => {
      expect(node.type).not.toMatch(/^mdx|^html$/)
      if (node.type === 'code' && node.lang === 'text') messages.push(node.value)
    })
    const words = toString({ ...tree, children: tree.children.filter(({ type }) => type !== 'code') }).split(
      /\s+/,
    )
    expect(words.length).toBeGreaterThan(40)
    expect(words.length).toBeLessThan(200)
    expect(messages.length).toBeGreaterThan(0)
    for (const message of messages) expect(printedOnes).toContain(message)
  })
})

/** A page with the messages that it quotes as they are printed now: the one that begins in the same place. */
function renewed(page: string, messages: readonly string[]): string {
  return page.replace(/(?<=```text\n)(.*)[^]*?(?=\n```)/g, (block, first: string) => {
    return messages.find((message) => message.startsWith(`${first}\n`)) ?? block
  })
}

function isFatal(rule: string): boolean {
  return Object.entries(rules).some(([id, { fatal }]) => id === rule && fatal)
}

/** A message as the terminal shows it, without the address of the page. */
function asPrinted(one: Report, root: string): string {
  const text = report([one], 'pretty', (file) => {
    const path = join(root, file)
    return existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'utf8') : undefined
  })
  return text.slice(0, text.indexOf(`\n  See ${one.url}`))
}

function expectPlace(one: Report, path: string): void {
  const { line, column, endLine, endColumn } = one
  if (!existsSync(path) || statSync(path).isDirectory()) {
    expect([line, column, endLine, endColumn]).toEqual([1, 1, 1, 1])
    return
  }
  const lines = readFileSync(path, 'utf8').split('\n')
  const lengthOf = (number: number) => lines[number - 1]?.length ?? Number.NaN
  expect(column, `${one.file}:${line}`).toBeLessThanOrEqual(lengthOf(line) + 1)
  expect(endColumn, `${one.file}:${endLine}`).toBeLessThanOrEqual(lengthOf(endLine) + 1)
  expect(column).toBeGreaterThanOrEqual(1)
  expect(endLine > line || (endLine === line && endColumn >= column)).toBe(true)
}

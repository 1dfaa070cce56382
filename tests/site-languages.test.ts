import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { HtmlValidate, StaticConfigLoader } from 'html-validate'
import { SKIP, visit } from 'unist-util-visit'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { cut, tables } from '../src/words/index.ts'
import { launch } from './support/browser.ts'
import { variorum } from './support/command.ts'
import { copy, filesIn, remove, temporary, write } from './support/files.ts'
import { attribute, elements, only, type Page, pagesOf, tag } from './support/html.ts'
import { htmlRules } from './support/html-rules.ts'

/** The library of psalms as an Arabic publisher would have it: everything that the interface says is Arabic. */

const folder = temporary()
afterAll(() => remove(folder))
const root = join(folder, 'library')
let pages: Page[]

beforeAll(async () => {
  copy(inject('psalms').root, root)
  const inArabic = (path: string) => {
    const written = readFileSync(join(root, path), 'utf8').replace(/^language: .*\n/m, '')
    write(root, path, written.replace(/^(\uFEFF?---\r?\n)?/, '$1language: ar\n'))
  }
  inArabic('content/site.yaml')
  for (const edition of readdirSync(join(root, 'content/editions')))
    inArabic(`content/editions/${edition}/edition.mdx`)
  const { code, stderr } = await variorum(['build', '--root', root, '--out', join(folder, 'out')], folder)
  expect(code, stderr).toBe(0)
  // The rules are explained in the language of the messages.
  pages = pagesOf(join(folder, 'out')).filter(({ address }) => !address.startsWith('rules/'))
})

/** Texts of the interface in English, as patterns of what they are once filled. Short words may be anybody's. */
function englishOf(part: unknown, own: unknown): RegExp[] {
  if (typeof part === 'string') {
    const letters = part.replace(/\{\w+\}/g, '').replace(/[^A-Za-z]/g, '')
    return letters.length < 4 || part === own ? [] : [pattern(part)]
  }
  return Object.entries(part as object).flatMap(([name, inner]) =>
    englishOf(inner, typeof own === 'object' ? (own as Record<string, unknown>)[name] : own),
  )
}

function pattern(text: string): RegExp {
  const pieces = cut(text.trim()).map((piece) =>
    /^\{\w+\}$/.test(piece) ? '.+' : piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  )
  return new RegExp(`^${pieces.join('')}$`, 's')
}

/** What a page says in its own words: not the notes, the texts and what people wrote about them. */
function saidIn({ tree }: Page): string[] {
  const said: string[] = []
  visit(tree, (node) => {
    if (node.type === 'text') said.push(node.value.trim())
    if (node.type !== 'element') return undefined
    if (['script', 'style', 'head'].includes(node.tagName)) return SKIP
    for (const name of ['ariaLabel', 'title', 'placeholder']) said.push(attribute(node, name) ?? '')
    return undefined
  })
  return said.filter((text) => text !== '')
}

test('no page says a word of the interface in English', () => {
  const english = [...englishOf(tables['en'], tables['ar'])]
  expect(english.length).toBeGreaterThan(300)
  // Several words that stand in a file of the library are somebody's, whatever else they could be.
  const written = filesIn(root)
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n')
  const isTheirs = (text: string) => text.includes(' ') && written.includes(text)
  const found = pages.flatMap((page) =>
    saidIn(page)
      .filter((text) => english.some((one) => one.test(text)) && !isTheirs(text))
      .map((text) => `${page.address} ${text}`),
  )
  expect(pages.length).toBeGreaterThan(20)
  expect(found).toEqual([])
})

test('every page is Arabic and runs from right to left', () => {
  for (const { address, tree } of pages) {
    const html = only(tree, tag('html'))
    expect({ address, lang: attribute(html, 'lang'), dir: attribute(html, 'dir') }).toEqual({
      address,
      lang: 'ar',
      dir: 'rtl',
    })
  }
})

test('the pages are valid, and the script has its words in Arabic', async () => {
  const validator = new HtmlValidate(new StaticConfigLoader(htmlRules))
  for (const { file, source } of pages) {
    const report = await validator.validateString(source, file)
    expect(report.results.flatMap(({ messages }) => messages)).toEqual([])
  }
  expect(readFileSync(join(folder, 'out/words-ar.js'), 'utf8')).toContain(
    JSON.stringify(tables['ar']?.script),
  )
  const script = pages.flatMap(({ tree }) =>
    elements(tree, (one) => attribute(one, 'dataWords') !== undefined),
  )
  expect(script.length).toBeGreaterThan(3)
  expect(script.every((one) => /^(?:\.\.\/)+words-ar\.js\?/.test(attribute(one, 'dataWords') ?? ''))).toBe(
    true,
  )
})

test('in a browser, from a disk, axe finds nothing, and the script speaks Arabic', async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const browser = await launch()
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 900 }, bypassCSP: true })
    const page = await context.newPage()
    await page.goto(pathToFileURL(join(folder, 'out/two-psalms/psalm-117/index.html')).href)
    await page.evaluate((source) => (0, eval)(source), axe)
    const problems = await page.evaluate(async () => {
      const { axe: checker } = window as unknown as {
        axe: { run: () => Promise<{ violations: { id: string }[] }> }
      }
      return (await checker.run()).violations.map(({ id }) => id)
    })
    expect(problems).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await page.keyboard.press('?')
    const dialog = page.locator('dialog')
    await dialog.waitFor()
    expect(await dialog.locator('h2').textContent()).toBe(tables['ar']?.script.keys)
    expect(await dialog.textContent()).toContain(tables['ar']?.script.lettersOn)
  } finally {
    await browser.close()
  }
})

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { HtmlValidate, StaticConfigLoader } from 'html-validate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tables } from '../src/words/index.ts'
import { launch } from './support/browser.ts'
import { repository, variorum } from './support/command.ts'
import { filesIn, remove, temporary } from './support/files.ts'
import { newRepository } from './support/forks.ts'
import {
  attribute,
  byId,
  destination,
  elements,
  hasClass,
  hasId,
  isElsewhere,
  only,
  type Page,
  pagesOf,
  tag,
  textOf,
} from './support/html.ts'
import { htmlRules } from './support/html-rules.ts'

/** The pages of `fixtures/versions`, whose texts were changed; the rules of the harbour in every language. */

const fixture = join(repository, 'tests/fixtures/versions')
const folder = temporary()
const out = join(folder, 'out')
let library: string
let pages: Page[]

beforeAll(async () => {
  const files = Object.fromEntries(
    filesIn(fixture).map((path) => [path, readFileSync(join(fixture, path), 'utf8')]),
  )
  const tide = Object.entries(files).filter(([path]) => path.startsWith('content/editions/tide/'))
  for (const language of Object.keys(tables))
    for (const [path, text] of tide)
      files[path.replace('/tide/', `/tide-${language}/`)] = text.replace(
        'language: en',
        `language: ${language}`,
      )
  const made = newRepository(files)
  library = made.folder
  made.write(
    'content/editions/tide/notes/cats.md',
    `${files['content/editions/tide/notes/cats.md']}\nAnd mice?\n`,
  )
  made.commit('Ask once more')
  const { code, stdout, stderr } = await variorum(['build', '--root', library, '--out', out], folder)
  expect(code, stdout + stderr).toBe(0)
  pages = pagesOf(out)
})
afterAll(() => [folder, library].forEach(remove))

function pageAt(address: string): Page {
  const page = pages.find((one) => one.address === address)
  if (page === undefined) throw new Error(`Unexpected site without \`${address}\`, expected that page`)
  return page
}
const linksOf = (page: Page) =>
  elements(page.tree, tag('a')).map((link) => ({
    link,
    said: textOf(link).trim(),
    href: attribute(link, 'href') ?? '',
  }))
const versions = () => pages.filter(({ address }) => /\/versions\//.test(address))

describe('the page of what became of a text', () => {
  test('is there for each step, and for no text that revises none', () => {
    const own = versions().map(({ address }) => address)
    expect(own.filter((one) => !one.startsWith('tide-')).sort()).toEqual([
      'play/versions/',
      'psalm/versions/',
      'tide/versions/',
      'tide/versions/tide-2/',
    ])
    expect(own.length).toBe(4 + 2 * Object.keys(tables).length)
  })

  test('says without colour what was taken out and put in, to those who see it and to those who hear it', () => {
    const { tree } = pageAt('tide/versions/')
    const changed = byId(tree, 'v-text-p6')
    expect(textOf(changed).replace(/\s+/g, ' ')).toContain(
      'The toll is [taken out: four][put in: five] copper coins',
    )
    const words = (name: string) =>
      elements(changed, tag(name)).map((one) =>
        one.children.flatMap((child) => (child.type === 'text' ? child.value : [])).join(''),
      )
    expect([words('del'), words('ins')]).toEqual([['four'], ['five']])
    // A line end cannot be seen.
    expect(textOf(byId(tree, 'v-text-p4'))).toMatch(/\[put in: new line¶\n\n\]/)
  })

  test('tells the states apart by their dates, and counts what became of their passages', () => {
    const { tree } = pageAt('tide/versions/')
    expect(
      elements(tree, (one) => hasClass(one, 'state')).map((one) => textOf(one).replace(/\s+/g, ' ').trim()),
    ).toEqual([
      'TitleThe Harbour RulesPublished1911RightsWritten for this test; CC0.',
      'TitleThe Harbour RulesPublishedMay 1, 1924RightsWritten for this test; CC0.',
    ])
    const [figures] = elements(tree, (one) => hasClass(one, 'figures'))
    expect(figures && textOf(figures).trim()).toBe(
      '4 passages are the same · 4 changed · 1 added · 1 removed · 1 moved',
    )
  })

  test('folds what is the same to a line with a link to the text', () => {
    const lines = elements(pageAt('tide/versions/').tree, (one) => hasClass(one, 'unchanged'))
    expect(lines.map((one) => textOf(one).trim())).toEqual([
      '1 passage is the same: Passage 1',
      '2 passages are the same: Passages 7 to 8',
      '1 passage is the same: Passage 10',
    ])
    expect(lines.flatMap((one) => elements(one, tag('a')).map((link) => attribute(link, 'href')))).toEqual(
      ['#p1', '#p7', '#p10'].map((fragment) => `../../tide/${fragment}`),
    )
  })

  test('has words of the text in its language and direction, on a page in any other', () => {
    const changed = byId(pageAt('tide-ar/versions/').tree, 'v-text-p6')
    const words = only(changed, (one) => hasClass(one, 'words'))
    expect([attribute(words, 'lang'), attribute(words, 'dir')]).toEqual(['en', 'ltr'])
    const said = elements(words, (one) => hasClass(one, 'aside')).map((one) => attribute(one, 'lang'))
    expect(new Set(said)).toEqual(new Set(['ar']))
  })

  test('is reached from the menu, from the earlier text and from the changes of notes', () => {
    const menu = linksOf(pageAt('tide/')).filter(({ said }) => said === 'Text versions')
    expect(menu.map(({ href }) => href)).toEqual(['../tide/versions/'])
    for (const [address, href] of [
      ['tide/on/tide-2/', '../../../tide/versions/'],
      ['tide/on/tide-1/', '../../../tide/versions/tide-2/'],
      ['tide/changes/', '../../tide/versions/'],
    ] as const)
      expect(
        linksOf(pageAt(address))
          .filter(({ said }) => said === 'How the text changed')
          .map((one) => one.href),
      ).toEqual([href])
    expect(linksOf(pageAt('plain/')).filter(({ href }) => href.includes('versions'))).toEqual([])
  })

  test('is beside the earlier text, which says of itself what is known of it, not of the later one', () => {
    const { tree } = pageAt('tide/on/tide-2/')
    const [said] = elements(tree, (one) => hasClass(one, 'earlier'))
    expect(said && textOf(said).replace(/\s+/g, ' ')).toContain('a later one. How the text changed')
    const [provenance] = elements(tree, (one) => hasClass(one, 'provenance'))
    expect(provenance && textOf(provenance)).toContain('Published1911')
    expect(textOf(tree)).not.toContain('1924')
    expect(textOf(pageAt('tide/changes/').tree).replace(/\s+/g, ' ')).toContain('to git. How the text')
  })

  test('leads nowhere that is not there', () => {
    const dead = versions().flatMap((page) =>
      linksOf(page).flatMap(({ link, href }) => {
        if (isElsewhere(href)) return []
        const to = destination(page.address, link)
        const there = pages.find(({ address }) => address === to.page)
        const isThere = there !== undefined && (to.fragment === '' || hasId(there.tree, to.fragment))
        return isThere ? [] : [`${page.address}: ${href}`]
      }),
    )
    expect(dead).toEqual([])
  })

  test('is valid HTML in every language, with nothing left to fill', async () => {
    const validator = new HtmlValidate(new StaticConfigLoader(htmlRules))
    for (const page of versions()) {
      const report = await validator.validateString(readFileSync(join(out, page.file), 'utf8'), page.file)
      expect(
        report.results.flatMap(({ messages }) =>
          messages.map(({ line, ruleId, message }) => `${page.file}:${line} ${ruleId} ${message}`),
        ),
      ).toEqual([])
      expect(textOf(page.tree)).not.toMatch(/\{\w+\}/)
    }
  })

  test('has the name of the way to it', () => {
    const data = elements(pageAt('tide/versions/tide-2/').tree, tag('script')).map(textOf).join('')
    expect(data).toContain('"name":"Text versions"')
  })
})

test.each([
  [360, 'light'],
  [1280, 'dark'],
] as const)(
  'axe finds nothing, and nothing is wider than the page: %i px, %s',
  async (width, colorScheme) => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    const browser = await launch()
    try {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme,
        bypassCSP: true,
      })
      const page = await context.newPage()
      for (const address of [
        'tide/versions/',
        'psalm/versions/',
        'play/versions/',
        'tide-ar/versions/tide-2/',
      ]) {
        await page.goto(pathToFileURL(join(out, address, 'index.html')).href)
        await page.evaluate((source) => (0, eval)(source), axe)
        const problems = await page.evaluate(async () => {
          const { axe: checker } = window as unknown as {
            axe: {
              run: (options: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
            }
          }
          const { violations } = await checker.run({ rules: { 'target-size': { enabled: true } } })
          return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
        })
        expect(problems, address).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
      }
    } finally {
      await browser.close()
    }
  },
)

import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { namingFiles } from '../src/edition/disk.ts'
import { launch } from './support/browser.ts'
import { variorum } from './support/command.ts'
import { fingerprint, remove, temporary } from './support/files.ts'
import { attribute, elements, isElsewhere, pagesOf, tag } from './support/html.ts'

/** The sites as they lie on a disk, with no server: `variorum disk`. */

let browser: Browser
let folder: string
const siteOn = (site: 'own' | 'psalms') => join(folder, site)
const at = (path: string) => pathToFileURL(join(siteOn('own'), path)).href

beforeAll(async () => {
  browser = await launch()
  folder = temporary()
  for (const site of ['own', 'psalms'] as const) {
    const { code, stderr } = await variorum(['disk', siteOn(site), '--out', inject(site).out])
    if (code !== 0) throw new Error(`Unexpected exit code ${code}, expected 0\n${stderr}`)
  }
})
afterAll(async () => {
  await browser?.close()
  remove(folder)
})

test('each link names a file that is there', () => {
  for (const site of ['own', 'psalms'] as const) {
    const wrong = pagesOf(siteOn(site)).flatMap(({ file, tree }) =>
      // The page for addresses without a page is for servers.
      (file === '404.html' ? [] : elements(tree, tag('a', 'link', 'script')))
        .flatMap((one) => attribute(one, 'href') ?? attribute(one, 'src') ?? [])
        .filter((href) => !isElsewhere(href) && !href.startsWith('#'))
        .map((href) => join(siteOn(site), dirname(file), decodeURIComponent(href.replace(/[?#].*$/, ''))))
        .filter((path) => !existsSync(path) || !statSync(path).isFile())
        .map((path) => `${path} from ${file}`),
    )
    expect(wrong).toEqual([])
  }
})

test('nothing else changes', () => {
  const pages = (files: Record<string, string>) =>
    Object.fromEntries(Object.entries(files).filter(([path]) => !path.endsWith('.html')))
  expect(pages(fingerprint(siteOn('own')))).toEqual(pages(fingerprint(inject('own').out)))
})

test.each([
  ['<a href="">', '<a href="">'],
  ['<a class="x" href="a/b/#p1">', '<a class="x" href="a/b/index.html#p1">'],
  ['<a href="../">', '<a href="../index.html">'],
  ['<a href="..?q=a/">', '<a href="../index.html?q=a/">'],
  ['<a href="#a/">', '<a href="#a/">'],
  ['<a href="a.epub">', '<a href="a.epub">'],
  ['<a href="https://a.example/">', '<a href="https://a.example/">'],
  ['<a title="b > c" href="d/">', '<a title="b > c" href="d/index.html">'],
  ['<p title=\'<a href="a/">\'>', '<p title=\'<a href="a/">\'>'],
  [`<a title=' href="a/"' href="b/">`, `<a title=' href="a/"' href="b/index.html">`],
  ['&lt;a href="a/"&gt;', '&lt;a href="a/"&gt;'],
  ['<abbr href="a/">', '<abbr href="a/">'],
])('%s becomes %s', (html, expected) => {
  expect(namingFiles(html)).toBe(expected)
})

test('a folder with something in it is left alone', async () => {
  const { code, stderr } = await variorum(['disk', siteOn('own'), '--out', inject('own').out])
  expect([code, stderr]).toEqual([2, expect.stringContaining('expected an empty folder or none')])
})

describe.each(['without', 'with'] as const)('%s script, in a browser', (script) => {
  test('it is read from page to page', { timeout: 60_000 }, async () => {
    const context = await browser.newContext({ javaScriptEnabled: script === 'with' })
    const page = await context.newPage()
    try {
      await page.goto(at('index.html'))
      await page.locator('main h2 a, main h3 a').first().click()
      await arrived(page, 'putin-mouthpiece/index.html')
      const marker = page.locator('.marker').first()
      const note = (await marker.getAttribute('href')) ?? ''
      await marker.click()
      expect(page.url().endsWith(note)).toBe(true)
      await page.locator(`${note} a[role="doc-backlink"]`).first().click()
      expect(page.url()).toMatch(/index\.html#q-/)
      await page.locator('.views').getByRole('link', { name: 'Footnotes' }).click()
      await arrived(page, 'putin-mouthpiece/footnotes/index.html')
      await page.locator('.n a[href*="registers/"]').first().click()
      await arrived(page, 'putin-mouthpiece/registers/index.html')
      expect(await page.locator(':target').count()).toBe(1)
      await page.locator('a[rel="search"]').click()
      await arrived(page, 'search/index.html')
      if (script === 'without') {
        expect(await page.locator('#search').innerText()).toContain('needs JavaScript')
        await page.locator('.indexes a').first().click()
        await arrived(page, 'index.html')
        return
      }
      await page.waitForSelector('#words:focus')
      await page.keyboard.type('peskov')
      await page.locator('.hits a').first().click()
      await arrived(page, 'putin-mouthpiece/index.html')
      expect(await page.locator(':target').count()).toBe(1)
    } finally {
      await context.close()
    }
  })
})

/** A page of the site is there, and has its sheet. */
async function arrived(page: Page, path: string): Promise<void> {
  await page.waitForURL((url) => url.pathname === new URL(at(path)).pathname)
  expect(await page.evaluate(() => getComputedStyle(document.body).fontFamily)).toContain('Spectral')
}

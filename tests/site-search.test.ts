import { createRequire } from 'node:module'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launch } from './support/browser.ts'
import { filesIn } from './support/files.ts'
import { serve } from './support/server.ts'

/** The search page: the words in place and the way to them, at any address, from a disk, and without script. */

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser?.close())

type Given = BrowserContextOptions & { readonly refused?: RegExp }

/** Shows pages to `use`. Afterwards nothing may have gone wrong: no error, no violation of the policy, no other host. */
async function open(given: Given, use: (page: Page) => Promise<void>): Promise<void> {
  const { refused, ...options } = given
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const wrong: string[] = []
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`violation: ${violatedDirective} ${blockedURI}`)
    })
  })
  await context.route(/.*/, (route) => {
    const asked = route.request().url()
    if (refused?.test(asked) === true) return route.abort()
    if (/^(?:http:\/\/127\.0\.0\.1:|file:)/.test(asked)) return route.continue()
    wrong.push(`asked for ${asked}`)
    return route.abort()
  })
  const page = await context.newPage()
  page.on('pageerror', ({ message }) => wrong.push(message))
  page.on('console', (message) => {
    const isOwn = refused?.test(message.location().url) === true || message.location().url.endsWith('.woff2')
    if (message.type() === 'error' && !isOwn) wrong.push(message.text())
  })
  try {
    await use(page)
    // From a disk browsers refuse faces.
    expect(wrong.filter((one) => !/Access to font|\.woff2/.test(one))).toEqual([])
  } finally {
    await context.close()
  }
}

const field = '#words'
const hits = '.hits li'

describe.each(['/', '/a/b/'])('served at %s', (base) => {
  test('a key opens it from an edition; a passage and a note are found by their words, and lead there', async () => {
    const server = await serve(inject('psalms').out, base)
    try {
      await open({}, async (page) => {
        await page.goto(`${server.url}two-psalms/psalm-117/`)
        await page.waitForSelector('html[data-live]')
        await page.keyboard.press('/')
        await page.waitForSelector(`${field}:focus`)
        expect(page.url()).toBe(`${server.url}search/?edition=two-psalms`)
        expect(await page.locator('#edition').inputValue()).toBe('two-psalms')
        // Points do not matter.
        await page.keyboard.type('הללו')
        await page.waitForSelector(hits)
        const which = await page.locator('.which').allTextContents()
        expect(which.some((words) => words.startsWith('Text, passage'))).toBe(true)
        expect(which.some((words) => /^Note \d+ · .* · by .* Example/.test(words))).toBe(true)
        expect(await page.locator('.is-text mark').first().textContent()).toBe('הַלְלוּ')
        expect(await page.locator('[role="status"]').textContent()).toBe(`${which.length} places`)
        await page.keyboard.press('ArrowDown')
        const href = await page.locator(':focus').getAttribute('href')
        await page.keyboard.press('ArrowDown')
        await page.keyboard.press('ArrowUp')
        await page.keyboard.press('Enter')
        await page.waitForURL(/two-psalms\/psalm-1\d+\/#(?:n-[a-z-]+|p\d+)$/)
        expect(page.url()).toBe(new URL(href ?? '', `${server.url}search/`).href)
        expect(await page.locator(`[id="${page.url().split('#')[1]}"]`).count()).toBe(1)
        // The way back leads to what was found.
        await page.goBack()
        await page.waitForSelector(hits)
        expect(await page.locator(field).inputValue()).toBe('הללו')
      })
    } finally {
      await server.close()
    }
  })
})

describe('what was found', () => {
  test('is narrowed by kind, contributor and edition, and marked where it stands', async () => {
    const server = await serve(inject('psalms').out)
    try {
      await open({}, async (page) => {
        await page.goto(`${server.url}search/?q=הללו`)
        await page.waitForSelector(hits)
        expect(await page.locator(`${hits} mark`).count()).toBeGreaterThan(0)
        const all = await page.locator(hits).count()
        for (const [select, label, part] of [
          ['#is', 'The text', '^Text, passage'],
          ['#is', 'The notes', '^Note'],
          ['#by', 'Ben Example', ' by .*Ben Example'],
          ['#kind', 'Form', '^Note \\d+ · Form'],
        ] as const) {
          await page.locator(select).selectOption({ label })
          // The pattern holds for those that are left, and did not for all that there were.
          await page.waitForFunction(
            ({ pattern, before }) => {
              const which = [...document.querySelectorAll('.which')].map((one) => one.textContent ?? '')
              const fits = which.every((words) => new RegExp(pattern).test(words))
              return fits && which.length > 0 && which.length < before
            },
            { pattern: part, before: all },
          )
          await page.locator(select).selectOption('')
          await page.waitForFunction((before) => document.querySelectorAll('.hits li').length === before, all)
        }
        await page.locator('#edition').selectOption('interlude')
        await page.waitForFunction(() => document.querySelectorAll('.hits li').length === 0)
        expect(await page.locator('[role="status"]').textContent()).toContain('Nothing was found')
      })
    } finally {
      await server.close()
    }
  })

  test('is accessible, light and dark, and fits a phone', async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    const server = await serve(inject('own').out)
    try {
      for (const colorScheme of ['light', 'dark'] as const) {
        await open({ colorScheme, viewport: { width: 360, height: 740 } }, async (page) => {
          await page.goto(`${server.url}search/?q=peskov`)
          await page.waitForSelector(hits)
          const wide = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          )
          expect(wide).toBeLessThanOrEqual(0)
          await page.evaluate((source) => (0, eval)(source), axe)
          const found = await page.evaluate(async () => {
            type Run = () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
            const { axe: checker } = window as unknown as { axe: { run: Run } }
            const { violations } = await checker.run()
            return violations.map(({ id, nodes }) => [id, nodes[0]?.html])
          })
          expect(found).toEqual([])
        })
      }
    } finally {
      await server.close()
    }
  })
})

describe('when the index comes late', () => {
  test.each([360, 1280])('nothing that is seen moves, at %i px', async (width) => {
    for (const site of ['own', 'psalms'] as const) {
      const server = await serve(inject(site).out)
      try {
        await open({ viewport: { width, height: 900 } }, async (page) => {
          const asked = Promise.withResolvers<undefined>()
          const seen = Promise.withResolvers<undefined>()
          await page.route(/search\/index\.js/, async (route) => {
            asked.resolve(undefined)
            await seen.promise
            await route.continue()
          })
          await page.goto(`${server.url}search/`, { waitUntil: 'commit' })
          await asked.promise
          await page.locator('.indexes').waitFor()
          await painted(page)
          seen.resolve(undefined)
          await page.waitForSelector(field)
          await painted(page)
          expect(await shiftOf(page)).toBe(0)
        })
      } finally {
        await server.close()
      }
    }
  })
})

/** What is there now has been on the screen. */
const painted = (page: Page) =>
  page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(undefined)))),
  )

/** How far what a reader sees has moved by itself since the page began (https://wicg.github.io/layout-instability/). */
const shiftOf = (page: Page) =>
  page.evaluate(() => {
    const observer = new PerformanceObserver(() => undefined)
    observer.observe({ type: 'layout-shift', buffered: true })
    return (observer.takeRecords() as (PerformanceEntry & { value: number })[]).reduce(
      (sum, { value }) => sum + value,
      0,
    )
  })

describe('where nothing serves', () => {
  test('it works from a disk', async () => {
    await open({}, async (page) => {
      await page.goto(pathToFileURL(join(inject('psalms').out, 'search/index.html')).href)
      await page.waitForSelector(`${field}:focus`)
      await page.keyboard.type('הללו')
      await page.waitForSelector(hits)
    })
  })

  test.each([
    ['the index', /search\/index\.js/, ''],
    ['a piece of it', /search\/0\.js/, 'peskov'],
    ['the words of an edition', /search-\d+\.js/, 'peskov'],
  ])('it says so where %s cannot be loaded', async (_name, refused, words) => {
    const server = await serve(inject('own').out)
    try {
      await open({ refused }, async (page) => {
        await page.goto(`${server.url}search/?q=${words}`)
        await page.getByText('The search cannot be loaded').waitFor()
        expect(await page.locator('.indexes a').count()).toBeGreaterThan(3)
      })
    } finally {
      await server.close()
    }
  })

  test('without script the pages with indexes serve', async () => {
    const server = await serve(inject('own').out)
    try {
      await open({ javaScriptEnabled: false }, async (page) => {
        await page.goto(`${server.url}search/`)
        expect(await page.locator('#search').textContent()).toContain('needs JavaScript')
        const links = await page.locator('.indexes a').allTextContents()
        expect(links).toEqual(expect.arrayContaining(['All editions', 'Register', 'Sources']))
      })
    } finally {
      await server.close()
    }
  })
})

describe('what it is made of', () => {
  test.each(['own', 'psalms'] as const)('every passage and note of %s is in it', (name) => {
    const { out } = inject(name)
    const files = filesIn(out)
    const partIn = (path: string) => {
      const script = readFileSync(join(out, path), 'utf8')
      expect(script).toMatch(new RegExp(`^variorumSearch\\("${path}",`))
      return JSON.parse(script.slice(script.indexOf(',') + 1, script.lastIndexOf(')'))) as {
        entries: { href: string; kind?: string }[]
      }
    }
    const entries = files
      .filter((path) => /\/search-\d+\.js$/.test(path))
      .flatMap((path) => partIn(path).entries)
    const index = partIn('search/index.js') as unknown as { total: number; firsts: string[] }
    expect(index.total).toBe(entries.length)
    expect(index.firsts.every((_, number) => existsSync(join(out, `search/${number}.js`)))).toBe(true)
    const registered = files
      .filter((path) => path.endsWith('/xref.json'))
      .flatMap((path) => {
        const { passages, notes } = JSON.parse(readFileSync(join(out, path), 'utf8')) as Record<
          'passages' | 'notes',
          { href: string }[]
        >
        const base = `http://host/${path.replace('xref.json', '')}`
        return [...(passages ?? []), ...(notes ?? [])].map(({ href }) => new URL(href, base).href.slice(12))
      })
    expect(entries.map(({ href }) => href).sort()).toEqual(registered.sort())
  })
})

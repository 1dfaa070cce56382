import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { fromHtml } from 'hast-util-from-html'
import { type ConfigData, HtmlValidate, StaticConfigLoader } from 'html-validate'
import type { Browser, BrowserContextOptions, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launch, opened as openedIn } from './support/browser.ts'
import { variorum } from './support/command.ts'
import { filesIn, remove, temporary } from './support/files.ts'
import { elements, pagesOf, textOf } from './support/html.ts'
import { writeInvented } from './support/invented.ts'
import { serve, type Server } from './support/server.ts'

/** The reading page in a real browser, with and without its script, in each of its layouts. */

type Site = 'own' | 'psalms' | 'airy' | 'big'
const widths = [360, 768, 1280, 1920] as const
const article = 'putin-mouthpiece/'
const pages: readonly (readonly [Site, string])[] = [
  ['own', article],
  ['own', `${article}footnotes/`],
  ['own', `${article}notes/`],
  ['own', `${article}text/`],
  ['psalms', 'two-psalms/psalm-117/'],
  ['psalms', 'two-psalms/psalm-134/lines/'],
  ['psalms', 'small-talk/'],
  ['psalms', 'small-talk/lines/'],
  ['airy', 'big/'],
]

let browser: Browser
let folder: string
const servers = new Map<Site, Server>()
const outs = new Map<Site, string>()
const urlOf = (site: Site, path: string) => `${servers.get(site)?.url}${path}`

beforeAll(async () => {
  browser = await launch()
  folder = temporary()
  outs.set('own', inject('own').out)
  outs.set('psalms', inject('psalms').out)
  const sizes = {
    airy: { words: 4000, notes: 30, wordsOfNote: 20 },
    big: { words: 40_000, notes: 1000, wordsOfNote: 18 },
  }
  for (const site of ['airy', 'big'] as const) {
    writeInvented(join(folder, site), sizes[site])
    const out = join(folder, `${site}-site`)
    const { code, stderr } = await variorum(['build', '--root', join(folder, site), '--out', out])
    if (code !== 0) throw new Error(`Unexpected exit code ${code} of a build, expected 0\n${stderr}`)
    outs.set(site, out)
  }
  for (const [site, out] of outs) servers.set(site, await serve(out))
}, 180_000)

afterAll(async () => {
  await browser?.close()
  for (const server of servers.values()) await server.close()
  remove(folder)
})

const opened = <T>(
  url: string,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<T>,
): Promise<T> => openedIn(browser, url, options, use)

/** Where everything is, in pixels of the page, as the browser's protocol tells it. */
function layoutOf(page: Page) {
  return page.evaluate(() => {
    const box = (element: Element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect()
      return { id: element.id, left, right, top: top + scrollY, bottom: bottom + scrollY }
    }
    // No promise and no timer: without script neither would ever come to an end.
    const observer = new PerformanceObserver(() => undefined)
    observer.observe({ type: 'layout-shift', buffered: true })
    const shifts = observer.takeRecords() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]
    const shift = shifts.reduce((sum, { value, hadRecentInput }) => sum + (hadRecentInput ? 0 : value), 0)
    const notes = [...document.querySelectorAll('.n[id]')]
      .filter((note) => note.checkVisibility())
      .map((note) => {
        const words = document.getElementById(`q-${note.id.slice(2)}`)?.getClientRects()[0]
        return { ...box(note), line: words && words.top + scrollY }
      })
    const around = [
      ...document.querySelectorAll('.passage, .title-page, .sources, .provenance, .comparisons'),
    ]
      .filter((one) => one.checkVisibility())
      .map(box)
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth
    const wide = [...(over > 0 ? document.querySelectorAll('body *') : [])].filter((one) => {
      const { left, right } = one.getBoundingClientRect()
      return one.checkVisibility() && !one.closest('.skip') && (right > innerWidth + 1 || left < -1)
    })
    return {
      notes,
      around,
      shift,
      wide: wide.map((one) => `${one.tagName}.${one.className}`),
      over,
      rem: parseFloat(getComputedStyle(document.documentElement).fontSize),
    }
  })
}
type Layout = Awaited<ReturnType<typeof layoutOf>>
type Box = {
  readonly id: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const meet = (a: Box, b: Box) =>
  a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1

/** Pairs that lie over each other. Sorted by their tops, only neighbours can. */
function overlaps(boxes: readonly Box[]): string[] {
  const sorted = [...boxes].sort((a, b) => a.top - b.top)
  return sorted.flatMap((a, i) => {
    const found: string[] = []
    for (let j = i + 1; j < sorted.length; j++) {
      const b = sorted[j]
      if (b === undefined || b.top > a.bottom) break
      if (meet(a, b)) found.push(`${a.id} over ${b.id}`)
    }
    return found
  })
}

/** Notes that are neither level with their words nor below the note before them. */
function misplaced({ notes, rem }: Layout): string[] {
  return notes.flatMap((note, i) => {
    const before = notes[i - 1]
    const isLevel = note.line !== undefined && Math.abs(note.top - note.line) < rem
    const isBelow = before === undefined || note.top >= before.bottom - 1 || note.left >= before.right
    return isLevel || isBelow ? [] : [note.id]
  })
}

/** What comes at the first key is there: from here on keys and clicks act at once. */
async function tooled(page: Page): Promise<void> {
  await page.keyboard.press('?')
  await page.waitForSelector('dialog[open]')
  await page.keyboard.press('Escape')
  await page.waitForSelector('dialog', { state: 'detached' })
}

/** The notes that an address filters out are hidden. */
const filtered = (page: Page) => page.waitForSelector('.n[hidden]', { state: 'attached' })

describe.each(pages)('%s: %s', (site, path) => {
  test.each(['without', 'with'] as const)(
    '%s script, at each width: no note meets another, each has its place, nothing overflows or shifts',
    async (script) => {
      await opened(urlOf(site, path), { javaScriptEnabled: script === 'with' }, async (page) => {
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 })
          await page.reload()
          const layout = await layoutOf(page)
          expect(overlaps([...layout.notes, ...layout.around]), `${width}`).toEqual([])
          expect(misplaced(layout), `${width}`).toEqual([])
          expect(layout.over, `${width}: ${layout.wide.join(' ')}`).toBe(0)
          expect(layout.shift, `${width}`).toBe(0)
        }
      })
    },
  )
})

describe('a margin', () => {
  test.each(['without', 'with'] as const)('%s script, each note is level with its words', async (script) => {
    await opened(urlOf('airy', 'big/'), { javaScriptEnabled: script === 'with' }, async (page) => {
      const { notes, rem } = await layoutOf(page)
      expect(notes).toHaveLength(30)
      const level = notes.filter(({ top, line }) => line !== undefined && Math.abs(top - line) < rem)
      expect(level.length).toBeGreaterThan(25)
      expect(await page.locator('.run .n').count()).toBeGreaterThan(25)
    })
  })

  test('closes where a filter hides notes', async () => {
    await opened(`${urlOf('airy', 'big/')}?kind=wording`, {}, async (page) => {
      await filtered(page)
      const layout = await layoutOf(page)
      expect(layout.notes).toHaveLength(10)
      expect(overlaps(layout.notes)).toEqual([])
      expect(misplaced(layout)).toEqual([])
    })
  })
})

/** What is chosen: its id, how far it is from its words, and whether any note meets another. */
function choice(page: Page) {
  return page.evaluate(() => {
    const note = document.querySelector('.n.on[id]')
    const words = [...document.querySelectorAll('mark.on')]
    const tops = words.flatMap((word) => [...word.getClientRects()].map(({ top }) => top))
    const top = note?.getBoundingClientRect().top ?? NaN
    return { id: note?.id, off: Math.min(...tops.map((one) => Math.abs(one - top))), hash: location.hash }
  })
}

/**
 * Chooses each note by the reference of its first place, as a reader's click does, and tells how the notes then stand.
 * All in the page: a journey to it for each of them would take most of the time.
 */
function chosenInTurn(page: Page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('.n[id]')].map(({ id }) => {
      const marker = document.querySelector(`.marker[href="#${id}"]`)
      marker?.scrollIntoView({ block: 'center', behavior: 'instant' })
      marker?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }))
      const note = document.querySelector('.n.on[id]')
      const top = note?.getBoundingClientRect().top ?? NaN
      const tops = [...document.querySelectorAll('mark.on')].flatMap((word) =>
        [...word.getClientRects()].map((line) => line.top),
      )
      const notes = [...document.querySelectorAll('.n[id]')].map((one) => {
        const { left, right, top, bottom } = one.getBoundingClientRect()
        return { id: one.id, left, right, top, bottom }
      })
      return {
        id,
        on: note?.id,
        hash: location.hash,
        off: Math.min(...tops.map((one) => Math.abs(one - top))),
        open: note?.querySelector('details')?.open ?? true,
        notes,
      }
    }),
  )
}

describe('on a phone', () => {
  test.each([
    ['finger', true],
    ['mouse', false],
  ] as const)(
    'each number can be hit by %s; for a finger, neighbours are 24 pixels apart',
    async (_, touch) => {
      for (const [site, path] of pages) {
        const options = { viewport: { width: 360, height: 800 }, isMobile: touch, hasTouch: touch }
        await opened(urlOf(site, path), options, async (page) => {
          const { missed, near } = await page.evaluate(() => {
            // The number is the last piece, where a line ends between it and its word.
            const centre = (marker: Element) => {
              const { x, y, width, height } = [...marker.getClientRects()].at(-1) ?? new DOMRect()
              return { x: x + width / 2, y: y + height / 2 }
            }
            const name = (marker: Element) => marker.getAttribute('href')
            const markers = [...document.querySelectorAll('.marker')]
            return {
              missed: markers
                .filter((marker) => {
                  marker.scrollIntoView({ block: 'center', behavior: 'instant' })
                  const { x, y } = centre(marker)
                  return document.elementFromPoint(x, y) !== marker
                })
                .map(name),
              near: markers
                .filter((marker) => {
                  const before = marker.previousElementSibling
                  if (!before?.classList.contains('marker')) return false
                  const [a, b] = [centre(before), centre(marker)]
                  return Math.hypot(a.x - b.x, a.y - b.y) < 24
                })
                .map(name),
            }
          })
          expect(missed, path).toEqual([])
          if (touch) expect(near, path).toEqual([])
        })
      }
    },
  )
})

describe('words and notes', () => {
  test('light each other up, by pointer and by keyboard', async () => {
    await opened(urlOf('own', article), {}, async (page) => {
      const lit = () =>
        page.evaluate(() => [...document.querySelectorAll('.n.lit')].map(({ id }) => id).sort())
      await page.locator('#q-dmitry-peskov').hover()
      expect(await lit()).toEqual(['n-dmitry-peskov', 'n-spelling-and-grammar'])
      await page.locator('#n-on-sunday .lemma').hover()
      expect(await lit()).toEqual(['n-on-sunday'])
      expect(await page.locator('mark.lit').allTextContents()).toEqual(['On Sunday'])
      await page.mouse.move(0, 0)
      await page.locator('.marker[href="#n-cnn-gps"]').focus()
      expect(await lit()).toEqual(['n-cnn-gps'])
      expect((await page.locator('mark.lit').allTextContents()).join('').replace(/\s+/g, ' ')).toBe(
        'CNN’s “GPS,” with host Fareed Zakaria',
      )
    })
  })

  test('a chosen note is level with its words, whichever it is, and letting go moves nothing', async () => {
    await opened(urlOf('own', article), {}, async (page) => {
      for (const width of [1280, 1920]) {
        await page.setViewportSize({ width, height: 900 })
        await tooled(page)
        const seen = await chosenInTurn(page)
        expect(seen.length).toBeGreaterThan(80)
        for (const { id, on, hash, off, open, notes } of seen) {
          expect({ on, hash, open }, id).toEqual({ on: id, hash: `#${id}`, open: true })
          expect(off, id).toBeLessThanOrEqual(18)
          expect(overlaps(notes), id).toEqual([])
        }
        const before = (await layoutOf(page)).notes.map(({ top }) => top)
        await page.keyboard.press('Escape')
        expect(await page.locator('.n.on').count()).toBe(0)
        expect((await layoutOf(page)).notes.map(({ top }) => top)).toEqual(before)
      }
    })
  })

  test('a further click on the same words chooses the next note on them, innermost first', async () => {
    await opened(urlOf('own', article), {}, async (page) => {
      const words = page.locator('#q-dmitry-peskov')
      await words.scrollIntoViewIfNeeded()
      const chosen: (string | undefined)[] = []
      for (let i = 0; i < 3; i++) {
        await words.click()
        chosen.push((await choice(page)).id)
      }
      expect(chosen).toEqual(['n-dmitry-peskov', 'n-spelling-and-grammar', 'n-dmitry-peskov'])
      await expect.poll(() => page.locator('.chooser button').count()).toBe(2)
      await page.locator('.chooser button').nth(1).click()
      expect((await choice(page)).id).toBe('n-spelling-and-grammar')
      expect(await page.locator('.chooser').count()).toBe(0)
    })
  })

  test('all notes on the same words can be reached by keyboard', async () => {
    await opened(urlOf('own', article), {}, async (page) => {
      await page.locator('.marker[href="#n-dmitry-peskov"]').first().focus()
      await page.keyboard.press('ArrowDown')
      await page.waitForSelector('.chooser button:focus')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      expect((await choice(page)).id).toBe('n-spelling-and-grammar')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('n-spelling-and-grammar')
    })
  })

  test('a phone shows the note at its foot, and the words above it', async () => {
    await opened(
      urlOf('own', article),
      { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
      async (page) => {
        const words = page.locator('#q-on-sunday')
        await words.scrollIntoViewIfNeeded()
        await words.tap()
        const sheet = page.locator('.sheet')
        await sheet.waitFor()
        expect(await sheet.innerText()).toContain('On Sunday')
        const [box, cover] = [await words.boundingBox(), await sheet.boundingBox()]
        expect((box?.y ?? NaN) + 16).toBeLessThan(cover?.y ?? NaN)
        expect(box?.y).toBeGreaterThan(0)
        await sheet.getByText('Next').tap()
        expect((await page.locator('.sheet .no').innerText()).trim()).toBe('30')
        await sheet.getByText('Close').tap()
        expect(await sheet.isVisible()).toBe(false)
      },
    )
  })

  test('the keyboard alone goes from words to note, back, to the next, to the filter, and back', async () => {
    await opened(urlOf('own', article), {}, async (page) => {
      const active = () =>
        page.evaluate(
          () =>
            document.activeElement?.id ||
            document.activeElement?.getAttribute('href') ||
            document.activeElement?.tagName,
        )
      // From the top: Tab reaches the references of the text.
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      for (let i = 0; i < 40 && !(await active())?.startsWith('#n-'); i++) await page.keyboard.press('Tab')
      const marker = await active()
      expect(marker).toMatch(/^#n-/)
      await page.keyboard.press('Enter')
      expect(await active()).toBe(marker?.slice(1))
      await page.keyboard.press('Escape')
      expect(await active()).toBe(marker)
      await page.keyboard.press('Enter')
      await page.keyboard.press('n')
      const next = await active()
      expect(next).toMatch(/^n-/)
      expect(next).not.toBe(marker?.slice(1))
      await page.keyboard.press('p')
      expect(await active()).toBe(marker?.slice(1))
      await page.keyboard.press('f')
      await page.waitForSelector('[data-facet="kind"]:focus')
      await page.keyboard.press('Space')
      await page.waitForURL(({ searchParams }) => searchParams.has('kind'))
      await page.keyboard.press('Escape')
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-do'))).toBe('filter')
      await page.keyboard.press('n')
      const shown = await active()
      expect(shown).toMatch(/^n-/)
      await page.keyboard.press('Escape')
      expect(await active()).toBe(`#${shown}`)
    })
  })

  test('an address chooses its note, and the way back of the browser lets it go', async () => {
    await opened(`${urlOf('own', article)}#n-the-result`, {}, async (page) => {
      expect((await choice(page)).id).toBe('n-the-result')
      await page
        .locator('#n-the-result details a[href^="#n-"], #n-the-result .rel a[href^="#n-"]')
        .first()
        .click()
      const second = (await choice(page)).id
      expect(second).not.toBe('n-the-result')
      await page.goBack()
      expect((await choice(page)).id).toBe('n-the-result')
    })
  })
})

test.each(['h-comparison', 'h-registers'])(
  'an address leads to #%s, below what is laid out late',
  async (id) => {
    // The page moves on its way there: what is laid out meanwhile may not turn it aside.
    const moving = { reducedMotion: 'no-preference', viewport: { width: 360, height: 800 } } as const
    await opened(`${urlOf('own', article)}#${id}`, moving, async (page) => {
      const top = () => page.evaluate((id) => document.getElementById(id)?.getBoundingClientRect().top, id)
      await expect.poll(top, { timeout: 10_000 }).toBeLessThan(200)
      expect(await top()).toBeGreaterThanOrEqual(0)
    })
  },
)

describe('references', () => {
  const preview = (page: Page) => page.locator('.preview')

  test('show what they lead to where it is not in view, until Escape', async () => {
    await opened(urlOf('own', `${article}footnotes/`), {}, async (page) => {
      await page.locator('.marker[href="#n-on-sunday"]').hover()
      await preview(page).waitFor()
      expect(await preview(page).innerText()).toContain('On Sunday')
      // It can be read at leisure: the pointer may go onto it.
      await preview(page).hover()
      expect(await preview(page).isVisible()).toBe(true)
      await page.keyboard.press('Escape')
      expect(await preview(page).count()).toBe(0)
    })
  })

  test('and the sheet are no landmarks beside that of the sheet', async () => {
    const rules: ConfigData = { root: true, elements: ['html5'], rules: { 'unique-landmark': 'error' } }
    const validator = new HtmlValidate(new StaticConfigLoader(rules))
    await opened(urlOf('own', article), { viewport: { width: 360, height: 740 } }, async (page) => {
      await tooled(page)
      await page.locator('#q-on-sunday').click()
      await page.locator('.sheet').waitFor()
      await page.locator('.marker[href="#n-on-sunday"]').hover()
      await preview(page).waitFor()
      const { results } = await validator.validateString(await page.content())
      expect(results.flatMap(({ messages }) => messages.map(({ selector }) => selector))).toEqual([])
    })
  })

  test('show a source of this page and an entry of another, by keyboard as well', async () => {
    await opened(urlOf('own', article), {}, async (page) => {
      await tooled(page)
      for (const kind of ['source', 'entity']) {
        const link = page.locator(`.n > p a.ref-${kind}`).first()
        await link.focus()
        await preview(page).waitFor()
        expect((await preview(page).innerText()).length).toBeGreaterThan(10)
        await page.locator('.top a').first().focus()
        await preview(page).waitFor({ state: 'detached' })
      }
    })
  })
})

describe('filters', () => {
  test('are in the legend, the panel and the address, and never renumber', async () => {
    await opened(urlOf('own', article), {}, async (page) => {
      const shown = () => page.locator('.n[id]:visible .no').allInnerTexts()
      const all = await shown()
      await page.getByRole('button', { name: 'Evidence' }).click()
      await filtered(page)
      const evidence = await shown()
      expect(evidence.length).toBeGreaterThan(0)
      expect(evidence.length).toBeLessThan(all.length)
      expect(evidence.every((number) => all.includes(number))).toBe(true)
      expect(
        await page
          .locator('.n[id]:visible')
          .evaluateAll((notes) => new Set(notes.map((note) => note.getAttribute('data-kind'))).size),
      ).toBe(1)
      expect(await page.locator('.marker:visible').count()).toBeLessThan(
        await page.locator('.marker').count(),
      )
      expect(await page.locator('.at').innerText()).toBe(`${evidence.length} of ${all.length} notes`)
      expect(new URL(page.url()).search).toBe('?kind=evidence')
      await page.reload()
      await filtered(page)
      expect(await shown()).toEqual(evidence)
      await page.getByRole('button', { name: 'Filter' }).click()
      await page.locator('.panel select[data-facet="source"]').selectOption({ index: 1 })
      const rest = await shown()
      expect(rest.length).toBeLessThanOrEqual(evidence.length)
      await page.getByRole('button', { name: 'Show all notes' }).click()
      expect(await shown()).toEqual(all)
    })
  })

  test('leave only what is disputed or corrected', async () => {
    await opened(`${urlOf('own', article)}?only=disputed`, {}, async (page) => {
      await filtered(page)
      const shown = page.locator('.n[id]:visible')
      expect(await shown.count()).toBeGreaterThan(5)
      expect(await shown.count()).toBe(await page.locator('.n[data-disputed]').count())
      expect(await page.locator('.n[data-kind="correction"]:visible').count()).toBe(
        await page.locator('.n[data-kind="correction"]').count(),
      )
    })
  })

  test('of contributors, where there are several', async () => {
    await opened(`${urlOf('big', 'big/')}?by=ben`, {}, async (page) => {
      await filtered(page)
      expect(await page.locator('.n[id]:visible').count()).toBe(200)
    })
  })

  test('all notes can be put away', async () => {
    await opened(urlOf('own', article), {}, async (page) => {
      await page.keyboard.press('h')
      await page.waitForURL(/\?notes=off$/)
      expect(await page.locator('.n:visible').count()).toBe(0)
      expect(new URL(page.url()).search).toBe('?notes=off')
      await page.keyboard.press('h')
      expect(await page.locator('.n:visible').count()).toBeGreaterThan(0)
    })
  })
})

describe('layouts', () => {
  test('are reached without script, and their links work inside them', async () => {
    await opened(urlOf('own', article), { javaScriptEnabled: false }, async (page) => {
      await page.getByRole('link', { name: 'Footnotes' }).click()
      expect(page.url()).toBe(urlOf('own', `${article}footnotes/`))
      await page.locator('.marker').first().click()
      expect(page.url()).toContain(`${article}footnotes/#n-`)
      await page.locator(':target a[role="doc-backlink"]').first().click()
      expect(page.url()).toContain(`${article}footnotes/#q-`)
      expect(await page.locator('.endnotes[role="doc-endnotes"]').count()).toBe(1)
      await page.getByRole('link', { name: 'Notes first' }).click()
      await page.locator('.n a[role="doc-backlink"]').first().click()
      expect(page.url()).toMatch(/putin-mouthpiece\/#q-/)
      await page.getByRole('link', { name: 'Text only' }).click()
      expect(await page.locator('.n, .marker, mark').count()).toBe(0)
    })
  })

  test('change at once with script, in the address, at the same passage, with filter and note', async () => {
    await opened(`${urlOf('own', article)}?kind=evidence`, {}, async (page) => {
      await filtered(page)
      await page.evaluate(() => Reflect.set(window, 'same', true))
      await page.evaluate(() => document.getElementById('p9')?.scrollIntoView())
      await page.keyboard.press('v')
      await page.waitForURL(/footnotes\/\?kind=evidence$/)
      expect(await page.evaluate(() => Reflect.get(window, 'same'))).toBe(true)
      expect(
        await page.locator('#p9').evaluate((passage) => Math.abs(passage.getBoundingClientRect().top)),
      ).toBeLessThan(100)
      expect(
        await page
          .locator('.n:visible')
          .evaluateAll((notes) => new Set(notes.map((note) => note.getAttribute('data-kind'))).size),
      ).toBe(1)
      expect(await page.title()).toMatch(/^Footnotes/)
      // On the way back the address changes before the page does: what the head names stays where it is.
      const named = await page
        .locator('head link:not([rel="stylesheet"], [rel="preload"])')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
      expect(named).toEqual(named.map(() => expect.stringMatching(/^http:/)))
      expect(named).not.toEqual([])
      await page.goBack()
      await page.waitForURL(/putin-mouthpiece\/\?kind=evidence$/)
      await page.locator('.run, .row .notes').first().waitFor({ state: 'attached' })
      expect(await page.evaluate(() => Reflect.get(window, 'same'))).toBe(true)
    })
  })

  test('the preferred one is kept; where the address names another, the page says so', async () => {
    await opened(urlOf('own', article), {}, async (page) => {
      await page.locator('.views').getByRole('link', { name: 'Footnotes' }).click()
      await page.waitForURL(/footnotes\/$/)
      await page.goto(urlOf('own', article))
      const said = page.getByRole('status')
      expect(await said.innerText()).toMatch(/Side by side.*Footnotes/)
      await said.getByRole('link', { name: 'Footnotes' }).click()
      await page.waitForURL(/footnotes\/$/)
    })
  })

  test('line by line sets each note after its line', async () => {
    await opened(urlOf('psalms', 'small-talk/lines/'), { javaScriptEnabled: false }, async (page) => {
      const wrong = await page.evaluate(
        () =>
          [...document.querySelectorAll('.notes')].filter((notes) => {
            const line = notes.previousElementSibling
            return line?.querySelectorAll('.line').length !== 1 && !line?.matches('.stage, .title')
          }).length,
      )
      expect(wrong).toBe(0)
      expect(await page.locator('.line').count()).toBeGreaterThan(2)
    })
  })
})

describe('sharing', () => {
  const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] }
  const pasted = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

  test('copies links to a passage, to a note and to the very words', async () => {
    await opened(urlOf('own', article), clipboard, async (page) => {
      await page.evaluate(() => document.getElementById('p9')?.scrollIntoView())
      await page.keyboard.press('l')
      await expect.poll(() => pasted(page)).toMatch(/putin-mouthpiece\/#p\d+$/)
      await page.locator('.marker[href="#n-rigging"]').focus()
      await page.keyboard.press('Enter')
      await page.keyboard.press('l')
      await expect.poll(() => pasted(page)).toBe(`${urlOf('own', article)}#n-rigging`)
      await page.keyboard.press('w')
      await expect.poll(() => pasted(page)).toContain('#q-rigging:~:text=')
      const link = await pasted(page)
      const words = await page.locator('mark[data-notes~="rigging"]').allTextContents()
      expect(decodeURIComponent(link)).toContain(words.join('').trim())
    })
  })

  test('cites a note with the version of its text and its date', async () => {
    await opened(`${urlOf('own', article)}#n-rigging`, clipboard, async (page) => {
      await page.keyboard.press('c')
      await expect
        .poll(() => pasted(page))
        .toMatch(/“Note \d+, on ‘.*’\.” In .*, text 5276fe99a261\. http.*#n-rigging$/)
      await page.getByRole('button', { name: 'Cite' }).click()
      const json = await page.locator('dialog pre').last().innerText()
      expect(JSON.parse(json)).toMatchObject([
        { type: 'entry', version: '5276fe99a261', URL: `${urlOf('own', article)}#n-rigging` },
      ])
      expect(await page.locator('dialog').innerText()).toContain('@incollection{putin-mouthpiece-rigging,')
    })
  })

  test('without script the edition can be cited', async () => {
    await opened(urlOf('own', article), { javaScriptEnabled: false }, async (page) => {
      await page.locator('#cite summary').click()
      expect(await page.locator('#cite').innerText()).toContain('5276fe99a261')
      expect(await page.locator('#cite').innerText()).toContain('@misc{putin-mouthpiece,')
    })
  })
})

describe('keys', () => {
  test('are listed, and those of one letter can be switched off for good', async () => {
    await opened(urlOf('own', article), {}, async (page) => {
      await page.keyboard.press('?')
      const dialog = page.getByRole('dialog', { name: 'Keys' })
      expect(await dialog.innerText()).toContain('Next note')
      await dialog.getByRole('checkbox').uncheck()
      await page.keyboard.press('Escape')
      expect(await dialog.count()).toBe(0)
      await page.keyboard.press('n')
      expect(await page.locator('.n.on').count()).toBe(0)
      await page.reload()
      await page.keyboard.press('n')
      expect(await page.locator('.n.on').count()).toBe(0)
    })
  })

  test('go along the strip, which is one stop', async () => {
    await opened(urlOf('own', article), {}, async (page) => {
      await tooled(page)
      expect(await page.locator('.strip a[tabindex="0"]').count()).toBe(1)
      await page.locator('.strip a').first().focus()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
      expect(new URL(page.url()).hash).toBe('#p3')
    })
  })
})

describe('the policy of the pages', () => {
  test('is strict on every page, and no page needs more', () => {
    for (const site of ['own', 'psalms'] as const) {
      for (const { file, source } of pagesOf(outs.get(site) ?? '')) {
        expect(source, file).toContain(
          `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'">`,
        )
        expect(source, file).not.toMatch(/<[^>]* (?:style|on[a-z]+)="|<style|javascript:/)
        const scripts = source.match(/<script[^>]*>/g) ?? []
        expect(
          scripts.filter((tag) => !/ src="(?!\w+:|\/\/)| type="application\/(?:ld\+)?json"/.test(tag)),
          file,
        ).toEqual([])
      }
    }
  })

  test.each([
    ['/', [article]],
    ['/deep/er/', ['', article, `${article}footnotes/`, `${article}notes/`, `${article}claims/`]],
  ] as const)('is not violated, at %s, whatever a reader does', async (base, paths) => {
    const server = await serve(outs.get('own') ?? '', base)
    try {
      for (const path of paths) {
        await opened(`${server.url}${path}`, {}, async (page) => {
          await page.evaluate(() => {
            Reflect.set(window, 'violations', [])
            document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
              Reflect.get(window, 'violations').push(`${violatedDirective} ${blockedURI}`),
            )
          })
          const isReading = (await page.locator('body.reading').count()) > 0
          if (isReading) await tooled(page)
          for (const key of ['n', 'n', 'f', 'Escape', '?', 'Escape', 'o', 'Escape', 'v'])
            await page.keyboard.press(key)
          if (path === article) await page.waitForURL(/footnotes\//)
          expect(await page.evaluate(() => Reflect.get(window, 'violations'))).toEqual([])
        })
      }
    } finally {
      await server.close()
    }
  })
})

describe('for everyone', () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  type Found = {
    readonly violations: readonly {
      readonly id: string
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
    }[]
  }
  const problemsOf = async (page: Page, where: string) => {
    await page.evaluate((source) => (0, eval)(source), axe)
    const { violations } = await page.evaluate((within): Promise<Found> => {
      type Checker = { run: (within: string, options: unknown) => Promise<Found> }
      const { axe: checker } = window as unknown as { axe: Checker }
      return checker.run(within, {
        resultTypes: ['violations'],
        rules: { 'target-size': { enabled: true } },
      })
    }, where)
    return violations.map(
      ({ id, nodes }) =>
        `${where}: ${id} (${nodes.length}) ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary?.slice(0, 240)}`,
    )
  }

  // Every page as it is opened is tried in `browser.test.ts`; here is what the script adds.
  test.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('axe finds nothing, whatever is open: %s, at %i px', async (colorScheme, width) => {
    await opened(urlOf('own', article), { colorScheme, viewport: { width, height: 900 } }, async (page) => {
      await tooled(page)
      for (const [key, part] of [
        ['n', '.n.on'],
        ['f', '.panel'],
        ['?', 'dialog'],
      ] as const) {
        await page.keyboard.press(key)
        expect(await problemsOf(page, part)).toEqual([])
        await page.keyboard.press('Escape')
      }
      await page.locator('#q-dmitry-peskov').click()
      expect(await problemsOf(page, width < 1000 ? '.sheet' : '.chooser')).toEqual([])
      expect(await problemsOf(page, '.bar')).toEqual([])
    })
  })

  test('the accessibility tree tells words, references, notes and the ways back', async () => {
    await opened(urlOf('own', article), { javaScriptEnabled: false }, async (page) => {
      const tree = await treeOf(await page.context().newCDPSession(page))
      const of = (role: string) => tree.filter((node) => node.role === role).map(({ name }) => name)
      expect(of('doc-noteref').length).toBe(await page.locator('.marker').count())
      expect(of('doc-noteref').every((name) => /^Note \d+/.test(name))).toBe(true)
      expect(of('doc-footnote').length).toBe(await page.locator('.n').count())
      expect(of('doc-footnote')[0]).toMatch(/^Note 1, /)
      expect(of('doc-backlink').length).toBeGreaterThanOrEqual(of('doc-footnote').length)
      expect(of('mark').length).toBe(await page.locator('mark').count())
      expect(of('main')).toHaveLength(1)
      expect(of('navigation')).toEqual(expect.arrayContaining(['This edition', 'Ways to read']))
      await page.goto(urlOf('own', `${article}footnotes/`))
      const notes = await treeOf(await page.context().newCDPSession(page))
      expect(notes.filter(({ role }) => role === 'doc-endnotes').map(({ name }) => name)).toEqual(['Notes'])
      // The role of one endnote is deprecated: they are plain items. (Chromium still calls those by it.)
      expect(await page.locator('[role="doc-endnote"]').count()).toBe(0)
      expect(await page.locator('.endnotes > ol > li.n').count()).toBe(await page.locator('.n').count())
    })
  })

  test('more contrast and forced colours keep every mark visible', async () => {
    for (const options of [{ contrast: 'more' }, { forcedColors: 'active' }] as const) {
      await opened(urlOf('own', article), options, async (page) => {
        const plain = await page
          .locator('mark:not(.whole)')
          .evaluateAll(
            (marks) =>
              marks.filter((mark) => !getComputedStyle(mark).textDecorationLine.includes('underline')).length,
          )
        expect(plain).toBe(0)
        expect(await problemsOf(page, 'main')).toEqual([])
      })
    }
  })
})

async function treeOf(session: CDPSession): Promise<{ role: string; name: string }[]> {
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name }) => ({ role: String(role?.value), name: String(name?.value ?? '') }))
}

describe('on paper', () => {
  test('notes are endnotes, whole, with the addresses of their links; what is for the screen is gone', async () => {
    await opened(urlOf('own', article), {}, async (page) => {
      await page.keyboard.press('n')
      await page.emulateMedia({ media: 'print' })
      const { lastPassage, firstNote, hidden, meeting } = await page.evaluate(() => {
        const boxes = (selector: string) =>
          [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect())
        const notes = boxes('.n')
        return {
          lastPassage: Math.max(...boxes('.passage').map(({ bottom }) => bottom)),
          firstNote: Math.min(...notes.map(({ top }) => top)),
          hidden: [...document.querySelectorAll('.n, .n p, .n table, .passage')].filter(
            (one) => !one.checkVisibility(),
          ).length,
          meeting: notes.filter(({ bottom }, i) => bottom > (notes[i + 1]?.top ?? Infinity) + 1).length,
        }
      })
      expect(firstNote).toBeGreaterThan(lastPassage)
      expect([hidden, meeting]).toEqual([0, 0])
      expect(await page.locator('.bar').isVisible()).toBe(false)
      const link = page.locator('.page > p a[href^="http"]').first()
      expect(await link.evaluate((one) => getComputedStyle(one, '::after').content)).toContain('http')
    })
  })
})

describe('weight', () => {
  const sent = (path: string) => brotliCompressSync(readFileSync(join(outs.get('own') ?? '', path))).length

  const html = () => readFileSync(join(outs.get('own') ?? '', article, 'index.html'), 'utf8')

  test('of the article: no script to read, 10 KB to enhance, 15 KB of style', () => {
    // What comes only when it is used is not named by an element of its own.
    const asked = (tag: RegExp) => [...html().matchAll(tag)].map(([, file]) => file ?? '')
    const scripts = asked(/<script[^>]* src="\.\.\/([^"]*)"/g)
    expect(scripts).toEqual([expect.stringMatching(/^_assets\/reading/)])
    expect(scripts.reduce((sum, file) => sum + sent(file), 0)).toBeLessThanOrEqual(6_000)
    const sheets = asked(/<link rel="stylesheet" href="\.\.\/([^"]*)"/g)
    expect(sheets).toEqual([expect.stringMatching(/^_assets\//), `${article}lit.css`])
    expect(sheets.reduce((sum, file) => sum + sent(file), 0)).toBeLessThanOrEqual(15_000)
  })

  test('of what comes when it is used: 10 KB', () => {
    const files = filesIn(outs.get('own') ?? '').filter((file) =>
      /^_assets\/tools[^/]*\.(?:js|css)$/.test(file),
    )
    expect(files).toHaveLength(2)
    expect(files.reduce((sum, file) => sum + sent(file), 0)).toBeLessThanOrEqual(10_000)
  })

  test('of the HTML: at most twice its text and notes', () => {
    const [text] = elements(fromHtml(html()), ({ properties }) => properties.id === 'text')
    const words = text ? textOf(text) : ''
    expect(sent(`${article}index.html`) / brotliCompressSync(words).length).toBeLessThan(2)
  })
})

describe('a thousand notes on forty thousand words', () => {
  test.each(['without', 'with'] as const)(
    '%s script: all in the document, none over another',
    async (script) => {
      await opened(urlOf('big', 'big/'), { javaScriptEnabled: script === 'with' }, async (page) => {
        const layout = await layoutOf(page)
        expect(layout.notes).toHaveLength(1000)
        expect(overlaps([...layout.notes, ...layout.around])).toEqual([])
        expect(misplaced(layout)).toEqual([])
      })
    },
  )

  test('a note is chosen in less than 50 ms of the main thread, by pointer and by keyboard', async () => {
    await opened(urlOf('big', 'big/'), {}, async (page) => {
      const session = await page.context().newCDPSession(page)
      await session.send('Performance.enable', { timeDomain: 'threadTicks' })
      const spent = async () =>
        (await session.send('Performance.getMetrics')).metrics.reduce(
          (sum, { name, value }) =>
            /^(?:ScriptDuration|LayoutDuration|RecalcStyleDuration)$/.test(name) ? sum + value * 1000 : sum,
          0,
        )
      const costs: number[] = []
      for (let i = 20; i < 1000; i += 97) {
        const marker = page.locator(`.marker[href="#n-note-${i}"]`)
        await marker.evaluate((one) => one.scrollIntoView({ block: 'center' }))
        await page.waitForTimeout(100)
        const before = await spent()
        await marker.evaluate((one) => {
          one.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }))
          return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
        })
        costs.push((await spent()) - before)
        const { id, off } = await choice(page)
        expect(id).toBe(`n-note-${i}`)
        expect(off).toBeLessThan(18)
      }
      costs.sort((a, b) => a - b)
      expect(costs[Math.floor(costs.length / 2)]).toBeLessThan(50)
      await page.keyboard.press('n')
      expect((await choice(page)).id).toBe('n-note-991')
      expect(overlaps((await layoutOf(page)).notes)).toEqual([])
    })
  })
})

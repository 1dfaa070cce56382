import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { hasPackaged, launch, launchPackaged } from './support/browser.ts'
import { pagesOf } from './support/html.ts'
import { serve, type Server, serverBase } from './support/server.ts'

/** The pages as a browser shows them, with JavaScript off, at the widths of a phone, a tablet and two screens. */

const widths = [360, 768, 1280, 1920] as const
const reading = [
  ['own', 'putin-mouthpiece/'],
  ['psalms', 'two-psalms/psalm-117/'],
  ['psalms', 'two-psalms/psalm-134/'],
  ['psalms', 'small-talk/'],
  ['psalms', 'interlude/'],
] as const

let browser: Browser
const servers: Partial<Record<'own' | 'psalms', Server>> = {}
const urlOf = (site: 'own' | 'psalms', path: string) => `${servers[site]?.url}${path}`

beforeAll(async () => {
  browser = await launch()
  for (const site of ['own', 'psalms'] as const) servers[site] = await serve(inject(site).out)
})

afterAll(async () => {
  await browser?.close()
  for (const server of Object.values(servers)) await server.close()
})

/** Opens a page as readers have it: without JavaScript, and without any other host. */
async function opened<T>(url: string, width: number, use: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
  })
  const elsewhere: string[] = []
  await context.route(/.*/, (route) => {
    const asked = route.request().url()
    if (asked.startsWith('http://127.0.0.1:')) return route.continue()
    elsewhere.push(asked)
    return route.abort()
  })
  try {
    const page = await context.newPage()
    await page.goto(url)
    const result = await use(page)
    expect(elsewhere).toEqual([])
    return result
  } finally {
    await context.close()
  }
}

/** Every layout is read once, by page and width. */
const layouts = new Map<string, Promise<Layout>>()
type Layout = {
  readonly folded: Awaited<ReturnType<typeof layoutOf>>
  readonly unfolded: Awaited<ReturnType<typeof layoutOf>>
}

function layoutAt(site: 'own' | 'psalms', path: string, width: number): Promise<Layout> {
  const url = urlOf(site, path)
  const key = `${url} ${width}`
  const found =
    layouts.get(key) ??
    opened(url, width, async (page) => {
      const folded = await layoutOf(page)
      await page.evaluate(() =>
        document.querySelectorAll('details').forEach((details) => (details.open = true)),
      )
      return { folded, unfolded: await layoutOf(page) }
    })
  layouts.set(key, found)
  return found
}

type Box = {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What the layout of a page is: read by the protocol of the browser, which scripts of the page have no part in. */
function layoutOf(page: Page) {
  return page.evaluate(() => {
    const box = (element: Element): Box => {
      const { x, y, width, height } = element.getBoundingClientRect()
      return { id: element.id, x: x + scrollX, y: y + scrollY, width, height }
    }
    const all = (selector: string) => [...document.querySelectorAll(selector)]
    /** Why a person could not see an element; undefined for one that is seen. */
    const hidden = (element: Element): string | undefined => {
      const style = getComputedStyle(element)
      if (
        !element.checkVisibility({
          opacityProperty: true,
          visibilityProperty: true,
          contentVisibilityAuto: true,
        })
      )
        return 'not shown'
      if (parseFloat(style.fontSize) < 11) return `letters of ${style.fontSize}`
      if (style.clipPath !== 'none') return 'clipped'
      return style.color === 'rgba(0, 0, 0, 0)' ? 'transparent' : undefined
    }
    const rows = all('.notes').map((notes) => {
      const passages = [...(notes.parentElement?.children ?? [])].filter((one) =>
        one.classList.contains('passage'),
      )
      const before = passages.filter(
        (one) => (one.compareDocumentPosition(notes) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
      )
      return { notes: box(notes), passage: before.map(box).at(-1), all: passages.map(box) }
    })
    return {
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      notes: all('.n').map((note) => ({
        ...box(note),
        hidden: hidden(note),
        text: (note as HTMLElement).innerText,
        unseen: [...note.querySelectorAll('p, li, blockquote, table, summary')].filter(
          (one) => !one.closest('details:not([open]) > :not(summary)') && hidden(one) !== undefined,
        ).length,
      })),
      passages: all('.passage').map((passage) => ({
        ...box(passage),
        hidden: hidden(passage),
        text: (passage as HTMLElement).innerText,
      })),
      wide: all('body *')
        .filter((element) => {
          const { left, right } = element.getBoundingClientRect()
          return (
            (right > innerWidth + 1 || left < -1) && element.checkVisibility() && !element.closest('.skip')
          )
        })
        .map((element) => `${element.tagName.toLowerCase()}.${element.className}`),
      rows,
      rem: parseFloat(getComputedStyle(document.documentElement).fontSize),
    }
  })
}

const meet = (a: Box, b: Box) =>
  a.x < b.x + b.width - 1 && b.x < a.x + a.width - 1 && a.y < b.y + b.height - 1 && b.y < a.y + a.height - 1

describe.each(reading)('%s: %s', (site, path) => {
  describe.each(widths)('at %i px, without JavaScript', (width) => {
    test.each(['folded', 'unfolded'] as const)(
      'shows every passage and every note, readable, none over another, none beyond the edge: %s',
      async (fold) => {
        const layout = (await layoutAt(site, path, width))[fold]
        expect(layout.overflow, layout.wide.join(' ')).toBe(0)
        expect(layout.passages.length).toBeGreaterThan(0)
        for (const shown of [...layout.notes, ...layout.passages]) {
          expect(shown.hidden, shown.id).toBeUndefined()
          expect(Math.min(shown.width, shown.height), shown.id).toBeGreaterThan(10)
          expect(shown.text.trim(), shown.id).not.toBe('')
          expect(shown.x >= 0 && shown.x + shown.width <= width + 1, shown.id).toBe(true)
        }
        expect(layout.notes.filter(({ unseen }) => unseen > 0).map(({ id }) => id)).toEqual([])
        expect(layout.notes.filter((note) => note.width < 150)).toEqual([])
        const boxes = [...layout.notes, ...layout.passages]
        const overlaps = boxes.flatMap((a, index) =>
          boxes
            .slice(index + 1)
            .filter((b) => meet(a, b))
            .map((b) => `${a.id} over ${b.id}`),
        )
        expect(overlaps).toEqual([])
      },
    )

    test(width < 1000 ? 'lets notes follow their passage' : 'sets notes beside their passage', async () => {
      const { rows, rem } = (await layoutAt(site, path, width)).folded
      for (const { notes, passage, all } of rows) {
        if (passage === undefined)
          throw new Error('Unexpected notes without a passage before them, expected one')
        if (width < 1000) {
          expect(notes.y, passage.id).toBeGreaterThanOrEqual(passage.y + passage.height - 1)
          for (const later of all.slice(all.findIndex(({ id }) => id === passage.id) + 1))
            expect(later.y).toBeGreaterThanOrEqual(notes.y + notes.height - 1)
        } else {
          const apart = notes.x >= passage.x + passage.width || passage.x >= notes.x + notes.width
          expect(apart, passage.id).toBe(true)
          // Level with it: the first note begins where the passage does.
          expect(Math.abs(notes.y - passage.y), passage.id).toBeLessThan(2.5 * rem)
        }
      }
    })
  })

  test('each reference leads to its note, and each note back to the words, by keyboard', async () => {
    await opened(urlOf(site, path), 360, async (page) => {
      const markers = page.locator('.marker')
      const count = await markers.count()
      for (let index = 0; index < count; index++) {
        // A note may stand in another text of its edition.
        if (new URL(page.url()).pathname !== new URL(urlOf(site, path)).pathname)
          await page.goto(urlOf(site, path))
        // From the middle on at the width of a screen: the links are the same, the way on the page is another.
        if (index === count >> 1) await page.setViewportSize({ width: 1280, height: 900 })
        const note = await follow(page, markers.nth(index))
        const back = page.locator(`[id="${note}"] a[role="doc-backlink"][href*="#q-"]`).first()
        expect(await follow(page, back)).toMatch(new RegExp(`^q-${note.slice(2)}(?:\\.\\d+)?$`))
      }
    })
  })

  test('by mouse, a reference is easy to hit and leads to its note', async () => {
    await opened(urlOf(site, path), 360, async (page) => {
      for (const marker of (await page.locator('.marker').all()).slice(0, 3)) {
        const href = (await marker.getAttribute('href')) ?? ''
        await marker.click()
        expect((await arrived(page, href)).visible, href).toBe(true)
        await page.goBack()
      }
    })
  })
})

/** Goes where a link leads by keyboard alone, and tells the fragment, which then is on the screen. */
async function follow(page: Page, link: Locator): Promise<string> {
  const href = await link.evaluate((element) => {
    if (element instanceof HTMLElement) element.focus()
    return element === document.activeElement
      ? (element.getAttribute('href') ?? '')
      : 'nothing that can have the focus'
  })
  await page.keyboard.press('Enter')
  const { id, visible } = await arrived(page, href)
  expect(visible, href).toBe(true)
  return id
}

/** Where a link has led: what the address names, and whether it is on the screen, below nothing else. */
async function arrived(page: Page, href: string): Promise<{ id: string; visible: boolean }> {
  const fragment = href.slice(href.indexOf('#') + 1)
  await page.waitForURL((url) => url.hash === `#${fragment}`, { timeout: 5000 })
  return page.evaluate((wanted) => {
    const target = document.querySelector(':target')
    const box = target?.getBoundingClientRect()
    return {
      id: target?.id ?? '',
      visible:
        target?.id === wanted &&
        box !== undefined &&
        box.bottom > 0 &&
        box.top < innerHeight &&
        box.width > 0,
    }
  }, fragment)
}

describe('what is folded', () => {
  test('opens without JavaScript', async () => {
    await opened(urlOf('own', 'putin-mouthpiece/'), 1280, async (page) => {
      const details = page.locator('.n details').first()
      const rest = details.locator(':scope > :not(summary)').first()
      expect(await rest.isVisible()).toBe(false)
      await details.locator('summary').focus()
      await page.keyboard.press('Enter')
      expect(await rest.isVisible()).toBe(true)
    })
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

  /** Every page but of those that are made alike from data: of them the first two. */
  const all = () =>
    (['own', 'psalms'] as const).flatMap((site) => {
      const alike = new Map<string, number>()
      return pagesOf(inject(site).out).flatMap(({ file }) => {
        // Of a site that does not know its address it looks for its sheet at the top of the host.
        if (file === '404.html' && serverBase !== '/') return []
        const folder = /^(.*\b(?:rules|claims|changes|contributors))\/[^/]+\/index\.html$/.exec(file)?.[1]
        const before = alike.get(folder ?? file) ?? 0
        alike.set(folder ?? file, before + 1)
        return before < (folder?.endsWith('rules') ? 1 : 2) ? [[site, file] as const] : []
      })
    })

  test.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)(
    'axe finds nothing: %s, at %i px',
    async (colorScheme, width) => {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height: 900 },
        reducedMotion: 'reduce',
      })
      const problems: string[] = []
      try {
        const page = await context.newPage()
        for (const [site, file] of all()) {
          await page.goto(urlOf(site, file.replace(/index\.html$/, '')))
          await page.evaluate((source) => (0, eval)(source), axe)
          const found = await page.evaluate((): Promise<Found> => {
            const { axe: checker } = window as unknown as {
              axe: { run: (options: unknown) => Promise<Found> }
            }
            return checker.run({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })
          })
          problems.push(
            ...found.violations.map(
              ({ id, nodes }) =>
                `${site}/${file}: ${id} (${nodes.length}) ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary?.slice(0, 300)}`,
            ),
          )
        }
      } finally {
        await context.close()
      }
      expect(problems).toEqual([])
    },
    240_000,
  )

  test.each([
    ['own', 'putin-mouthpiece/'],
    ['psalms', 'two-psalms/psalm-117/'],
  ] as const)('%s: %s can be printed', async (site, path) => {
    const context = await browser.newContext()
    try {
      const page = await context.newPage()
      await page.goto(urlOf(site, path))
      await page.emulateMedia({ media: 'print' })
      const hidden = await page.evaluate(() =>
        [...document.querySelectorAll('.n, .n p, .passage')]
          .filter((one) => !one.checkVisibility())
          .map(({ id, className }) => `${id} ${className}`),
      )
      expect(hidden).toEqual([])
      const pdf = await page.pdf({ format: 'A4' })
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
      expect(pdf.length).toBeGreaterThan(10_000)
    } finally {
      await context.close()
    }
  })

  test('the sheets are used: text and its furniture have faces that the site brings', async () => {
    await opened(urlOf('own', 'putin-mouthpiece/'), 1280, async (page) => {
      const faces = await page.evaluate(() =>
        [...document.fonts]
          .filter(({ status }) => status === 'loaded')
          .map(({ family }) => family.replace(/['"]/g, '')),
      )
      const used = await page
        .locator('.passage')
        .first()
        .evaluate((element) => getComputedStyle(element).fontFamily.split(',')[0]?.replace(/['"]/g, ''))
      expect(faces).toContain(used)
    })
  })
})

test.runIf(hasPackaged)('the browser of the package starts, for machines that have no other', async () => {
  const packaged = await launchPackaged()
  try {
    const page = await packaged.newPage({ javaScriptEnabled: false })
    await page.goto(urlOf('psalms', 'two-psalms/psalm-117/'))
    expect(await page.locator('.n').first().isVisible()).toBe(true)
  } finally {
    await packaged.close()
  }
})

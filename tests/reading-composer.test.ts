import { createRequire } from 'node:module'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { parse } from 'yaml'
import { match, type Range, type Selector } from '../plugins/text-selector/index.ts'
import { snap } from '../src/client/compose/target.ts'
import { launch, opened as openedIn } from './support/browser.ts'
import { repository, variorum } from './support/command.ts'
import { copy, filesIn, remove, temporary, write } from './support/files.ts'
import { serve, type Server } from './support/server.ts'

/**
 * From words that a reader selects in the built page to the file that the repository's page would write, and from there
 * to `check`.
 */

const forge = 'https://github.com/example/editions'
const chinese = Array.from({ length: 620 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 37) % 4001))).join(
  '',
)
const tale = [
  'A tale of hats',
  'The cat sat on the mat. The cat sat\u00a0down, 10\u00a0000 times: {no: [more]} # than that.',
  '“She told me, ‘The cat sat on the hat; you know how cats are,’ and I believed her,” said Ada.',
  chinese,
  'The cat sat on the mat, as always. "Straight", \'single\', back\\slash and – dash.',
].join('\n\n')

let browser: Browser
let folder: string
let library: string
let out: string
let server: Server
let plain: Server

beforeAll(async () => {
  browser = await launch()
  folder = temporary()
  library = join(folder, 'library')
  out = join(folder, 'site')
  for (const part of ['seeds', 'content']) {
    copy(join(repository, part), join(library, part), (paths) =>
      paths.filter((path) => !/^(?:rules|decisions)\//.test(path)),
    )
    copy(join(repository, 'tests/fixtures/sites/psalms', part), join(library, part), (paths) =>
      paths.filter((path) => path !== 'site.yaml'),
    )
  }
  write(library, 'seeds/tale/text.txt', tale)
  const sha256 = createHash('sha256').update(tale).digest('hex')
  const roles = 'roles: {p1: title, p3: quotation}'
  write(library, 'seeds/tale/seed.yaml', `title: A tale\nsha256: ${sha256}\nstructure: {${roles}}\n`)
  write(library, 'content/editions/tale/edition.mdx', '---\nseed: tale\ntitle: A tale of hats\n---\n')
  write(
    library,
    'content/editions/tale/notes/hat.md',
    '---\ntarget: the hat; you\nkind: gloss\nby: ada-example\n---\nOf felt.\n',
  )
  const built = await variorum(['build', '--root', library, '--out', out], folder, {
    VARIORUM_REPOSITORY: forge,
  })
  if (built.code !== 0) throw new Error(`Unexpected exit code ${built.code} of a build\n${built.stderr}`)
  server = await serve(out, '/some/folder/')
  plain = await serve(inject('own').out)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.close()
  await plain?.close()
  remove(folder)
})

const opened = <T>(
  url: string,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<T>,
): Promise<T> =>
  openedIn(browser, url, options, use, {
    // The repository's pages: whatever is asked of them is answered by an empty page.
    prepare: (context) =>
      context.route(`${forge}/**`, (route) => route.fulfill({ body: '', contentType: 'text/html' })),
    asks: (asked) => /^(?:file|blob|data):/.test(asked),
    errors: url.startsWith('file:'),
  })

/** Selects characters of the text as a reader would: from one point of the document to another. */
function select(page: Page, { start, end }: Range): Promise<void> {
  return page.evaluate(
    ([from, to]) => {
      const point = (offset: number): [Node, number] => {
        let rest = offset
        for (const passage of document.querySelectorAll('#text .passage')) {
          const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT)
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const { length } = node.textContent ?? ''
            if (rest < length || (rest === length && offset === to)) return [node, rest]
            rest -= length
          }
        }
        throw new Error(`Unexpected offset ${offset}, expected one within the text`)
      }
      getSelection()?.setBaseAndExtent(...point(from), ...point(to))
    },
    [start, end] as const,
  )
}

const textOf = (seed: string) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(readFileSync(join(library, 'seeds', seed)))

function rangeOf(text: string, words: string, from = 0): Range {
  const start = text.indexOf(words, from)
  if (start < 0) throw new Error(`Unexpected words “${words}”, expected some of the text`)
  return { start, end: start + words.length }
}

/** What the file says: the fields that a reader of YAML finds. */
function fieldsOf(file: string): Record<string, unknown> {
  return parse(/^---\n(.*?)\n---\n/s.exec(file)?.[1] ?? '')
}

function placesOf(text: string, file: string): Range[] {
  const { target } = fieldsOf(file)
  const selector = typeof target === 'string' ? { exact: target } : { ...(target as object), text: undefined }
  return match(text, selector as Selector)
}

const dialog = '.composer[open]'
const first = `${dialog} .first`

/** The file that the repository would write: its path and what it holds. */
function written(href: string): { path: string; file: string } {
  expect(href.startsWith(`${forge}/new/main?`)).toBe(true)
  const query = new URL(href).searchParams
  return { path: query.get('filename') ?? '', file: query.get('value') ?? '' }
}

describe('words that a reader selects', () => {
  const files = new Map<string, string>()

  const hebrew = 'two-psalms/psalm-134.txt'
  const psalm = readFileSync(join(repository, 'tests/fixtures/sites/psalms/seeds', hebrew), 'utf8')
  const article = 'putin-mouthpiece/text.txt'
  type Case = readonly [what: string, page: string, seed: string, words: string, after?: string]
  const cases: readonly Case[] = [
    ['in one passage', 'tale/', 'tale/text.txt', 'as always. "Straight", \'single\', back\\slash and – dash'],
    ['across two', 'tale/', 'tale/text.txt', 'than that.\n\n“She told me'],
    ['with no-break spaces', 'tale/', 'tale/text.txt', 'sat\u00a0down, 10\u00a0000 times: {no: [more]} #'],
    ['that repeat', 'tale/', 'tale/text.txt', 'cat sat', 'mat. The'],
    ['inside a nested quotation', 'tale/', 'tale/text.txt', 'you know how cats are,’'],
    ['over an annotation that is there', 'tale/', 'tale/text.txt', 'on the hat; you know'],
    ['400 characters of Chinese', 'tale/', 'tale/text.txt', chinese.slice(100, 500)],
    ['right to left', 'two-psalms/psalm-134/', hebrew, psalm.split(' ').slice(4, 7).join(' ')],
    [
      'of the article, over annotations',
      'putin-mouthpiece/',
      article,
      'CNN’s “GPS,” with host\u00a0Fareed Zakaria about',
    ],
    ['of the article, in a quotation', 'putin-mouthpiece/', article, 'quite negative about'],
  ]

  test('each becomes a file on exactly those words, at an address below the limit', async () => {
    const pages = Map.groupBy(cases, ([, page]) => page)
    for (const [path, ofPage] of pages) {
      await opened(server.url + path, {}, async (page) => {
        for (const [what, , seed, words, after = ''] of ofPage) {
          const text = textOf(seed)
          const range = rangeOf(text, words, after ? rangeOf(text, after).start : 0)
          await select(page, range)
          await page.keyboard.press('a')
          await page.fill(`${dialog} textarea`, 'One sentence that says what a reader needs.')
          await page.fill('#c-by', 'Ada Example')
          const href = (await page.getAttribute(first, 'href')) ?? ''
          const login = `https://github.com/login?return_to=${encodeURIComponent(href)}`
          expect([what, Math.max(href.length, login.length) <= 6000]).toEqual([what, true])
          const { path: name, file } = written(href)
          expect(name).toMatch(
            new RegExp(`^content/editions/${path.split('/')[0]}/notes/[a-z0-9-]+-[0-9a-f]{4}\\.md$`),
          )
          expect([what, placesOf(text, file)]).toEqual([what, [range]])
          expect(fieldsOf(file)).toMatchObject({ by: 'ada-example' })
          files.set(name, file)
          await page.keyboard.press('Escape')
          await page.waitForSelector('.composer', { state: 'detached' })
        }
      })
    }
    expect(files.size).toBe(cases.length)
  })

  test('without script each passage leads to a file that is whole but for a name', async () => {
    for (const path of ['tale/', 'two-psalms/psalm-117/', 'putin-mouthpiece/text/']) {
      await opened(server.url + path, { javaScriptEnabled: false }, async (page) => {
        const links = await page.locator('#text .add').all()
        expect(links).toHaveLength(await page.locator('#text .pn').count())
        for (const link of [links[0], links.at(-1)]) {
          const box = await link?.boundingBox()
          expect([(box?.width ?? 0) >= 24, (box?.height ?? 0) >= 24]).toEqual([true, true])
          const { path: name, file } = written((await link?.getAttribute('href')) ?? '')
          files.set(name, file.replace('your-id', 'ada-example'))
        }
      })
    }
  })

  test('and all of those files pass `check`', async () => {
    for (const [path, file] of files) write(library, path, file)
    const { stdout } = await variorum(['check', '--root', library, '--format', 'json'], folder)
    const reports: readonly { file: string; severity: string; rule: string }[] = JSON.parse(stdout)
    const found = reports.filter(({ file, severity }) => severity === 'error' || files.has(file))
    // Only that nobody has written those yet for which the reader wrote nothing.
    expect(found.filter(({ rule }) => rule !== 'body-written')).toEqual([])
    expect(files.size).toBe(cases.length + 6)
  })

  test.each([
    ['the article', 'putin-mouthpiece/', article],
    ['the right-to-left fixture', 'two-psalms/psalm-134/', hebrew],
    ['that fixture line by line', 'two-psalms/psalm-134/lines/', hebrew],
  ])('%s: 20 by chance are read back from the page exactly', async (_what, path, seed) => {
    const text = textOf(seed)
    let chance = 7
    const next = () => (chance = (chance * 48271) % 0x7fffffff) % text.length
    const ranges = Array.from({ length: 20 }, () => [next(), next()].sort((a, b) => a - b)).flatMap(
      ([start = 0, end = 0]) => (start < end ? [{ start, end }] : []),
    )
    await opened(server.url + path, {}, async (page) => {
      await select(page, { start: 0, end: 5 })
      await page.waitForSelector('.adder')
      for (const range of ranges) {
        await select(page, range)
        const file = await page.evaluate(() => {
          document.dispatchEvent(new Event('variorum-add'))
          const open = document.querySelector<HTMLDialogElement>('.composer')
          const said = open?.querySelector('pre')?.textContent
          open?.close()
          return said
        })
        const wanted = snap(text, range)
        expect(file === undefined ? [] : placesOf(text, file)).toEqual(wanted ? [wanted] : [])
      }
    })
  })
})

describe('the button and the form', () => {
  const url = () => `${server.url}tale/`

  test('come only when words are selected: the page itself brings 10 KB of script at most', async () => {
    const scripts = filesIn(out).filter((file) => file.endsWith('.js'))
    const sizes = scripts.map(
      (file) => [file, brotliCompressSync(readFileSync(join(out, file))).length] as const,
    )
    const reading = sizes.find(([file]) => file.includes('reading'))
    expect(reading?.[1]).toBeLessThanOrEqual(10_000)
    expect(sizes.find(([file]) => file.includes('composer'))?.[1]).toBeLessThanOrEqual(12_000)
    const asked: string[] = []
    await opened(url(), {}, async (page) => {
      page.on('request', (request) => {
        if (/\.(?:js|css)$/.test(request.url())) asked.push(request.url())
      })
      await page.waitForSelector('[data-live]')
      expect(asked).toEqual([])
      await select(page, rangeOf(tale, 'cat'))
      await page.waitForSelector('.adder.near')
      expect(asked.map((one) => one.replace(/^.*\//, '').replace(/[-.].*(?=\.)/, '')).sort()).toEqual([
        'compose.css',
        'composer.js',
        'tools.css',
        'tools.js',
      ])
    })
  })

  test('by mouse: the button stands at the words, opens the form, and keeps the reader’s place', async () => {
    await opened(url(), {}, async (page) => {
      const box = await page.locator('#p2').boundingBox()
      if (!box) throw new Error('Unexpected page without its second passage')
      // What comes with the first selection is there: it has to see that the mouse is held.
      await select(page, rangeOf(tale, 'The cat sat on'))
      await page.waitForSelector('.adder')
      await page.evaluate(() => getSelection()?.removeAllRanges())
      await page.waitForSelector('.adder', { state: 'detached' })
      await page.mouse.move(box.x + 2, box.y + 12)
      await page.mouse.down()
      await page.mouse.move(box.x + 160, box.y + 12, { steps: 4 })
      expect(await page.locator('.adder').count()).toBe(0)
      await page.mouse.up()
      const button = page.locator('.adder.near button')
      await button.waitFor()
      const at = await button.boundingBox()
      expect(Math.abs((at?.y ?? 0) - box.y)).toBeLessThan(90)
      const around = await page.locator('.adder').boundingBox()
      expect(around?.height).toBeGreaterThan(at?.height ?? Infinity)
      await page.evaluate(() => getSelection()?.removeAllRanges())
      await page.waitForSelector('.adder', { state: 'detached' })
      await select(page, rangeOf(tale, 'The cat sat on'))
      await button.click()
      await page.waitForSelector(dialog)
      expect(await page.locator('.adder').count()).toBe(0)
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('c-body')
      expect(await page.textContent(`${dialog} blockquote`)).toMatch(/^The cat sat.* passage 2$/)
    })
  })

  test('by touch: the button is large, at the foot, within the screen', async () => {
    const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
    await opened(url(), phone, async (page) => {
      await page.locator('#p3').scrollIntoViewIfNeeded()
      await select(page, rangeOf(tale, 'She told'))
      const button = page.locator('.adder button')
      await button.waitFor()
      const box = await button.boundingBox()
      expect(box?.height).toBeGreaterThanOrEqual(44)
      expect([(box?.x ?? -1) >= 0, (box?.x ?? 0) + (box?.width ?? 0) <= 360]).toEqual([true, true])
      await button.tap()
      await page.waitForSelector(dialog)
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(wide).toBe(0)
    })
  })

  test('by keyboard: the number of a passage and the key, then back to where the reader was', async () => {
    await opened(url(), {}, async (page) => {
      await page.keyboard.press('a')
      await page.waitForFunction(() => document.querySelector('.hint')?.textContent !== '')
      expect(await page.locator(dialog).count()).toBe(0)
      await page.focus('.pn[href="#p3"]')
      await page.keyboard.press('a')
      await page.waitForSelector(dialog)
      expect(fieldsOf((await page.textContent(`${dialog} pre`)) ?? '')['target']).toEqual({ passage: 'p3' })
      await page.keyboard.press('Escape')
      await page.waitForSelector('.composer', { state: 'detached' })
      expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#p3')
      await page.keyboard.press('?')
      expect(await page.textContent('dialog')).toContain('Add a note')
    })
  })

  test('the form has no fault that axe finds, in light and in dark', async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    const small = { viewport: { width: 360, height: 740 }, bypassCSP: true }
    await opened(`${server.url}two-psalms/psalm-117/`, small, async (page) => {
      await select(page, { start: 2, end: 20 })
      await page.keyboard.press('a')
      await page.fill('#c-by', 'Somebody New')
      await page.click(`${dialog} summary`)
      await page.evaluate(axe)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const found = await page.evaluate(async () => {
          type Run = () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
          const { run }: { run: Run } = Reflect.get(window, 'axe')
          return (await run()).violations.map(({ id, nodes }) => [id, nodes[0]?.html])
        })
        expect([colorScheme, found]).toEqual([colorScheme, []])
      }
    })
  })
})

describe('what a reader writes', () => {
  const url = () => `${server.url}tale/`

  test('survives a journey to the page for signing in, until it is thrown away', async () => {
    await opened(url(), {}, async (page) => {
      await select(page, rangeOf(tale, 'you know how'))
      await page.keyboard.press('a')
      await page.fill('#c-body', 'It took me an hour.')
      await page.fill('#c-by', 'Ada Example')
      const before = await page.getAttribute(first, 'href')
      await page.goto(`${forge}/login`)
      await page.goto(url())
      await page.click('.adder.begun button >> nth=0')
      expect(await page.inputValue('#c-body')).toBe('It took me an hour.')
      expect(await page.getAttribute(first, 'href')).toBe(before)
      await page.click(`${dialog} [data-way="discard"]`)
      await page.reload()
      await page.waitForSelector('[data-live]')
      await select(page, rangeOf(tale, 'cat'))
      await page.keyboard.press('a')
      await page.waitForSelector(dialog)
      expect(await page.locator('.begun').count()).toBe(0)
      expect([await page.inputValue('#c-body'), await page.inputValue('#c-by')]).toEqual(['', 'Ada Example'])
    })
  })

  test('that is too long for an address is copied, and the empty page opens', async () => {
    const context = { permissions: ['clipboard-read', 'clipboard-write'] }
    await opened(url(), context, async (page) => {
      await select(page, rangeOf(tale, 'you know how'))
      await page.keyboard.press('a')
      await page.fill('#c-body', 'A very long note. '.repeat(400))
      const href = (await page.getAttribute(first, 'href')) ?? ''
      expect(href).toMatch(/\/new\/main\?filename=[\w/.-]+$/)
      const popup = page.waitForEvent('popup')
      await page.click(first)
      await (await popup).close()
      await page.waitForFunction(() => document.querySelector('.composer .status')?.textContent !== '')
      const copied = await page.evaluate(() => navigator.clipboard.readText())
      expect(copied).toBe(await page.textContent(`${dialog} pre`))
    })
  })

  test('can be uploaded where it cannot be copied, and downloaded in any case', async () => {
    await opened(url(), {}, async (page) => {
      await page.evaluate(() => {
        Object.defineProperty(navigator, 'clipboard', { value: undefined })
      })
      await select(page, rangeOf(tale, 'you know how'))
      await page.keyboard.press('a')
      await page.fill('#c-body', 'A very long note. '.repeat(400))
      const popup = page.waitForEvent('popup')
      await page.click(first)
      await (await popup).close()
      expect(await page.getAttribute(`${dialog} .status a`, 'href')).toBe(
        `${forge}/upload/main/content/editions/tale/notes`,
      )
      const download = page.waitForEvent('download')
      await page.click(`${dialog} a[download]`)
      const file = await (await download).path()
      expect(readFileSync(file, 'utf8')).toBe(await page.textContent(`${dialog} pre`))
      expect((await download).suggestedFilename()).toMatch(/^you-know-how-[0-9a-f]{4}\.md$/)
    })
  })

  test('a kind that needs a source says so, and a name that nobody has is told what else it needs', async () => {
    await opened(`${server.url}putin-mouthpiece/`, {}, async (page) => {
      await select(page, { start: 400, end: 420 })
      await page.keyboard.press('a')
      await page.selectOption('#c-kind', 'evidence')
      expect(await page.textContent('#c-needed')).toContain('needs one')
      await page.fill('#c-sources', 'ica')
      expect(await page.textContent('#c-needed')).not.toContain('needs one')
      await page.fill('#c-by', 'Somebody New')
      expect(await page.textContent('#c-signed')).toContain('content/contributors/somebody-new.yaml')
      await page.fill('#c-by', 'editors')
      expect(await page.textContent('#c-signed')).not.toContain('.yaml')
    })
  })

  test('where no repository is named, is copied or downloaded; no link leads anywhere', async () => {
    await opened(`${plain.url}putin-mouthpiece/`, {}, async (page) => {
      expect(await page.locator('.add').count()).toBe(0)
      await select(page, { start: 400, end: 420 })
      await page.keyboard.press('a')
      await page.waitForSelector(dialog)
      expect(await page.locator(`${dialog} .ways a:not([download])`).count()).toBe(0)
      expect(await page.locator(`${dialog} .ways`).textContent()).toMatch(/^This site does not say/)
    })
  })

  test('works from a disk as well', async () => {
    await opened(pathToFileURL(join(out, 'tale/index.html')).href, {}, async (page) => {
      await select(page, rangeOf(tale, 'you know how'))
      await page.click('.adder button')
      expect(written((await page.getAttribute(first, 'href')) ?? '').file).toContain('you know how')
    })
  })
})

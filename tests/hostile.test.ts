import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { openLibrary } from '../src/edition/index.ts'
import { limits } from '../src/edition/limits.ts'
import { launch } from './support/browser.ts'
import { repository, variorum } from './support/command.ts'
import { filesIn, remove, sha256, temporary, write } from './support/files.ts'
import { attribute, elements, idsOf, type Page, pagesOf } from './support/html.ts'
import { serve, serverBase } from './support/server.ts'

/** What strangers could send to do harm (`fixtures/hostile/README.md`), and what comes of it. */

const fixtures = join(repository, 'tests/fixtures/hostile')
const read = <T>(name: string): T => parse(readFileSync(join(fixtures, name), 'utf8')) as T

type Refused = {
  readonly note?: string
  readonly file?: string
  readonly text?: string
  readonly hex?: string
  readonly start?: string
  readonly repeat?: string
  readonly times?: number
  readonly end?: string
  readonly rule?: string
  /** Where it is said, if not in the file itself. */
  readonly in?: string
  readonly line?: number
}
type Place = {
  readonly path: string
  readonly kind?: 'link' | 'folder'
  readonly rule: string
  readonly else?: string
}

const bodies = Object.values(read<Record<string, string[]>>('bodies.yaml')).flat()
const addresses = read<string[]>('addresses.yaml')
const fields = read<Record<'note' | 'contributor' | 'source' | 'entity', string[]>>('fields.yaml')
const refused = Object.entries(read<Record<string, Refused[]>>('refused.yaml')).flatMap(([kind, list]) =>
  list.map((one) => [kind, one] as const),
)
const places = read<Place[]>('places.yaml')

const folder = temporary()
afterAll(() => remove(folder))

const notes = 'content/editions/edition/notes'
const note = (front: string, body: string) => `---\n${front}\n---\n${body}\n`

/** A library of one word or of many, and one contributor. */
function library(root: string, text = 'word\n'): string {
  write(root, 'seeds/seed/text.txt', text)
  write(root, 'seeds/seed/seed.yaml', `title: A seed\nlanguage: en\nsha256: ${sha256(Buffer.from(text))}\n`)
  write(root, 'content/contributors/ada-example.yaml', 'name: Ada Example\n')
  write(
    root,
    'content/editions/edition/edition.mdx',
    '---\nseed: seed\ntitle: An edition\nverdicts: {x: {label: X}}\n---\n',
  )
  return root
}

/** Messages of a library, as people get them. */
function said(root: string): { rule: string; file: string; line: number }[] {
  return openLibrary(root).reports.map(({ rule, file, line }) => ({ rule, file, line }))
}

function contentOf({ note: whole, text, hex, start = '', repeat = '', times = 0, end = '\n' }: Refused) {
  return hex === undefined ? (whole ?? text ?? start + repeat.repeat(times) + end) : Buffer.from(hex, 'hex')
}

/** Figures of the run, for whoever asks how much was tried. */
const figures = {
  harmless: bodies.length + 3 * addresses.length + Object.values(fields).flat().length,
  refused: refused.length + places.length,
}

test('there are three hundred inputs and more', () => {
  process.stdout.write(`Hostile inputs: ${figures.harmless} harmless, ${figures.refused} refused\n`)
  expect(figures.harmless + figures.refused).toBeGreaterThanOrEqual(300)
  expect(figures.harmless).toBeGreaterThan(200)
  expect(figures.refused).toBeGreaterThan(100)
})

test('every limit is on the page of its rule', () => {
  const page = readFileSync(join(repository, 'content/rules/limit-kept.mdx'), 'utf8')
  for (const name of Object.keys(limits)) expect(page).toContain(`\`${name}\``)
})

describe('what is refused is named, with its place', () => {
  test.each(refused)('%s: %j', (_kind, one) => {
    const root = library(join(folder, 'refused'))
    const path = one.file ?? `${notes}/n.md`
    write(root, path, contentOf(one))
    const found = said(root)
    remove(root)
    expect(found).toContainEqual({ rule: one.rule, file: one.in ?? path, line: one.line })
  })

  test.each(places)('a name or a kind of file: %j', ({ path, kind, rule, else: other }) => {
    const root = library(join(folder, 'places'))
    const place = join(root, path)
    mkdirSync(dirname(place), { recursive: true })
    if (kind === 'link') symlinkSync('/etc', place)
    else if (kind === 'folder') mkdirSync(place)
    else write(root, path, 'x')
    const found = said(root)
    remove(root)
    const rules = found.filter(({ file }) => file === path).map((one) => one.rule)
    expect(rules.some((one) => one === rule || one === other)).toBe(true)
  })
})

/** Every harmless input as a file of one library, each note on a word of its own. */
function harmless(root: string): void {
  const all = [
    ...bodies.map((body) => ({ front: '', body })),
    ...addresses.flatMap((address) =>
      [`[x](<${address}>)`, `![x](${address}) <${address}>`, `[x][y] [y] ![y]\n\n[y]: <${address}>`].map(
        (body) => ({ front: '', body }),
      ),
    ),
    ...fields.note.map((field) => ({ front: field, body: 'A body.' })),
  ]
  const mentions = [
    ...fields.source.map((_, index) => `[@s-${index}]`),
    ...fields.entity.map((_, index) => `[](entity:e-${index})`),
  ]
  all.push({ front: '', body: mentions.join(' ') })
  const registers = [...fields.contributor.keys()]
  library(root, `${all.map((_, index) => `w${index}.`).join('\n\n')}\n`)
  for (const key of ['constructor', 'proto']) {
    write(root, `content/sources/${key}.yaml`, 'type: book\ntitle: A book\n')
    write(root, `content/entities/${key}.yaml`, 'name: A thing\nkind: term\n')
  }
  for (const kind of ['contributor', 'source', 'entity'] as const) {
    const folders = { contributor: 'contributors', source: 'sources', entity: 'entities' }
    for (const [index, value] of fields[kind].entries())
      write(root, `content/${folders[kind]}/${kind[0]}-${index}.yaml`, `${value}\n`)
  }
  for (const [index, { front, body }] of all.entries()) {
    const by = /^by:/.test(front) ? '' : `\nby: [ada-example, c-${index % registers.length}]`
    write(
      root,
      `${notes}/n-${index}.md`,
      note(`target: w${index}.\nkind: context${by}${front === '' ? '' : `\n${front}`}`, body),
    )
  }
}

const loads = [
  'img',
  'iframe',
  'frame',
  'object',
  'embed',
  'audio',
  'video',
  'source',
  'track',
  'base',
  'form',
  'portal',
]
/** Elements of the pages’ own that bring in files: all of the site. */
const brings: Readonly<Record<string, string>> = { script: 'src', link: 'href', image: 'href', use: 'href' }

// eslint-disable-next-line no-control-regex -- what XML cannot hold
const notXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/

/** What in a page could run, load or deceive, as a browser’s parser sees it. */
function faultsOf({ tree, address }: Page): string[] {
  const found: string[] = []
  const ids = idsOf(tree)
  for (const id of ids.filter((one, index) => ids.indexOf(one) !== index)) found.push(`id twice: ${id}`)
  for (const element of elements(tree)) {
    const { tagName, properties } = element
    if (loads.includes(tagName)) found.push(`<${tagName}>`)
    for (const name of Object.keys(properties))
      if (/^on|^style$|^srcdoc$|^formaction$|^ping$|^background$/i.test(name))
        found.push(`${tagName} ${name}`)
    const file = brings[tagName] === undefined ? undefined : attribute(element, brings[tagName])
    if (file !== undefined && new URL(file, `http://site.invalid/${address}`).host !== 'site.invalid')
      found.push(`<${tagName}> of ${file}`)
    if (tagName === 'script' && file === undefined && !/json$/.test(attribute(element, 'type') ?? ''))
      found.push('a script in the page')
    if (tagName === 'meta' && attribute(element, 'httpEquiv')?.toLowerCase() === 'refresh')
      found.push('a refresh')
    const href = tagName === 'a' ? attribute(element, 'href') : undefined
    if (href !== undefined && !/^(?:https?|mailto):$/.test(new URL(href, 'http://site.invalid/').protocol))
      found.push(`a link to ${href}`)
  }
  return found
}

describe('what is published is harmless', () => {
  const root = join(folder, 'library')
  const out = join(folder, 'site')
  let pages: Page[] = []
  let browser: Browser | undefined

  beforeAll(async () => {
    harmless(root)
    const { code, stderr } = await variorum(['build', '--root', root, '--out', out], folder)
    if (code !== 0) throw new Error(`Unexpected exit code ${code} of the build, expected 0\n${stderr}`)
    pages = pagesOf(out)
  }, 240_000)
  afterAll(() => browser?.close())

  test('every note is there', () => {
    const ids = new Set(pages.flatMap(({ tree }) => idsOf(tree)))
    const count = bodies.length + 3 * addresses.length + fields.note.length + 1
    for (let index = 0; index < count; index++) expect(ids.has(`n-n-${index}`), `note ${index}`).toBe(true)
  })

  test('as a browser parses it', () => {
    process.stdout.write(`Hostile pages: ${pages.length}\n`)
    expect(pages.length).toBeGreaterThan(4)
    for (const page of pages) expect(faultsOf(page), page.file).toEqual([])
  })

  test('also what is no page', () => {
    for (const file of filesIn(out)) {
      const text = readFileSync(join(out, file), 'utf8')
      if (/\.json(?:ld)?$/.test(file)) JSON.parse(text)
      if (/\.xml$/.test(file)) expect(text).not.toMatch(notXml)
    }
  })

  test('in a browser: nothing runs, nobody is asked, no policy is broken', { timeout: 240_000 }, async () => {
    browser = await launch()
    // The canary sings where something is wrong: a page without a policy that runs and asks.
    write(
      out,
      'control/index.html',
      '<!doctype html><script>canary()</script><img src="https://leak.example/a.png"><p>x</p>',
    )
    const server = await serve(out)
    const context = await browser.newContext()
    const ran: string[] = []
    let asked: string[] = []
    await context.exposeFunction('canary', () => void ran.push('canary'))
    await context.exposeFunction('violated', (what: string) => void ran.push(what))
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const { violated } = globalThis as unknown as { violated: (what: string) => void }
        violated(`${event.violatedDirective} ${event.blockedURI}`)
      })
    })
    await context.route(
      (url) => !url.href.startsWith(server.url),
      (route) => {
        asked.push(route.request().url())
        return route.abort()
      },
    )
    const visit = async (address: string): Promise<void> => {
      const page = await context.newPage()
      page.on('dialog', (dialog) => {
        ran.push(`dialog ${dialog.message()}`)
        void dialog.dismiss()
      })
      await page.goto(server.url + address, { waitUntil: 'load' })
      expect(page.url()).toBe(server.url + address)
      await page.mouse.move(200, 200)
      await page.close()
    }
    await visit('control/')
    expect(ran).toEqual(['canary'])
    expect(asked).toEqual(['https://leak.example/a.png'])
    ran.length = 0
    asked = []
    // The page for addresses without a page asks at the top of the host, where a site does not know its address.
    for (const { address } of pages) if (address !== '404.html' || serverBase === '/') await visit(address)
    await context.close()
    await server.close()
    expect(ran).toEqual([])
    expect(asked).toEqual([])
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { launch } from '../support/browser.ts'
import { variorum } from '../support/command.ts'
import { remove, temporary } from '../support/files.ts'
import { serve } from '../support/server.ts'
import { article } from './article.ts'
import { kilobytes, type Outcome, table } from './benchmark.ts'
import { type Made, pages } from './pages.ts'

/** Bytes that a page loads, packed by Brotli at its best; faces are packed already. */
type Weight = { html: number; style: number; script: number; faces: number; other: number }
const parts = ['html', 'style', 'script', 'faces', 'other'] as const

/** Bars in bytes: of the page of 1,200 words with 25 notes, and of the page of the flagship. */
const bars = { all: 45_000, withoutFaces: 20_000, script: 10_000, style: 15_000, html: 2 }
const flagship = 'putin-mouthpiece/'

const packed = (content: Uint8Array | string) =>
  brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length

/** What a page of 1,200 words with 25 notes weighs, here and elsewhere, and what the flagship's page does. */
export async function run(): Promise<Outcome> {
  const browser = await launch()
  const own = temporary()
  try {
    const data = article()
    const weights = new Map<string, Weight>()
    for (const [name, make] of pages) weights.set(name, await weigh(browser, await make(data)))
    const { code, stderr } = await variorum(['build', '--out', own])
    if (code !== 0) throw new Error(`Unexpected exit code ${code} of a build, expected 0\n${stderr}`)
    const made = { folder: own, path: flagship }
    const long = { ...(await weigh(browser, made)), ratio: await ratio(browser, made) }
    return { table: tables(weights, long), missed: missed(weights.get('**Variorum**'), long) }
  } finally {
    await browser.close()
    remove(own)
  }
}

/** Everything that a page and its frames ask this host for, until it rests. No other host may answer. */
async function weigh(browser: Browser, { folder, path }: Made): Promise<Weight> {
  const server = await serve(folder)
  const weight: Weight = { html: 0, style: 0, script: 0, faces: 0, other: 0 }
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  try {
    await context.route(/.*/, (route) =>
      route.request().url().startsWith(server.url) ? route.continue() : route.abort(),
    )
    const page = await context.newPage()
    const seen = new Set<string>()
    page.on('response', (response) => {
      if (response.status() === 200) seen.add(new URL(response.url()).pathname)
    })
    await page.goto(server.url + path, { waitUntil: 'networkidle' })
    for (const one of seen) {
      const file = join(folder, one.endsWith('/') ? `${one}index.html` : one)
      const content = readFileSync(file)
      const part = partOf(file)
      weight[part] += part === 'faces' ? content.length : packed(content)
    }
    return weight
  } finally {
    await context.close()
    await server.close()
  }
}

function partOf(file: string): (typeof parts)[number] {
  if (file.endsWith('.html')) return 'html'
  if (file.endsWith('.css')) return 'style'
  if (/\.m?js$/.test(file)) return 'script'
  return /\.(?:woff2?|ttf)$/.test(file) ? 'faces' : 'other'
}

/** How much heavier the HTML of a page is than the words of its text and notes alone. */
async function ratio(browser: Browser, { folder, path }: Made): Promise<number> {
  const server = await serve(folder)
  const page = await browser.newPage({ javaScriptEnabled: false })
  try {
    await page.goto(server.url + path)
    const words = await page.locator('.text').textContent()
    return packed(readFileSync(join(folder, path, 'index.html'))) / packed(words ?? '')
  } finally {
    await page.close()
    await server.close()
  }
}

const sum = (weight: Weight) => parts.reduce((total, part) => total + weight[part], 0)

function tables(weights: ReadonlyMap<string, Weight>, long: Weight & { readonly ratio: number }): string {
  const head = ['1,200 words, 25 notes; KB', 'all', 'without faces', 'HTML', 'style', 'script', 'faces']
  const rows = [...weights].map(([name, weight]) => {
    const { html, style, script, faces } = weight
    const all = sum(weight)
    return [name, ...[all, all - faces, html, style, script, faces].map(kilobytes)]
  })
  const { html, style, script, faces } = long
  const own = [
    [flagship, ...[sum(long), html, style, script, faces].map(kilobytes), `${long.ratio.toFixed(2)} ×`],
  ]
  const ownHead = [
    'The flagship; KB',
    'all',
    'HTML',
    'style',
    'script (none needed)',
    'faces',
    'HTML ÷ words',
  ]
  return `${table(head, rows)}\n\n${table(ownHead, own)}`
}

function missed(page: Weight | undefined, long: Weight & { readonly ratio: number }): string[] {
  const all = page ? sum(page) : NaN
  const checks: readonly (readonly [what: string, found: number, bar: number])[] = [
    ['the page with its faces', all, bars.all],
    ['the page without its faces', all - (page?.faces ?? 0), bars.withoutFaces],
    ['the script of the flagship', long.script, bars.script],
    ['the style of the flagship', long.style, bars.style],
    ['the HTML of the flagship, in words', long.ratio, bars.html],
  ]
  return checks
    .filter(([, found, bar]) => !(found <= bar))
    .map(([what, found, bar]) => `${what}: ${found.toFixed(2)}, expected at most ${bar}`)
}

import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { executable } from '../support/browser.ts'
import { start, variorum } from '../support/command.ts'
import { remove, temporary } from '../support/files.ts'
import { freePort } from '../support/server.ts'
import { type Outcome, table } from './benchmark.ts'
import { installed } from './install.ts'

/** Every kind of page of the repository's own site. */
const pages = [
  '',
  'putin-mouthpiece/',
  'putin-mouthpiece/notes/',
  'putin-mouthpiece/footnotes/',
  'putin-mouthpiece/text/',
  'putin-mouthpiece/claims/',
  'putin-mouthpiece/claims/dnc-intrusion/',
  'putin-mouthpiece/registers/',
  'putin-mouthpiece/sources/',
  'putin-mouthpiece/timeline/',
  'search/',
]
const forms = ['mobile', 'desktop'] as const
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const
type Scores = Readonly<Record<(typeof categories)[number], number>>

/** Scores of Lighthouse for what `variorum preview` serves: 100 everywhere is the bar. */
export async function run(): Promise<Outcome> {
  const folder = temporary()
  try {
    const site = join(folder, 'site')
    const { code, stderr } = await variorum(['build', '--out', site])
    if (code !== 0) throw new Error(`Unexpected exit code ${code} of a build, expected 0\n${stderr}`)
    const port = await freePort()
    const server = start(['preview', '--out', site, '--port', `${port}`])
    try {
      const base = `http://localhost:${port}/`
      await answers(base)
      return await outcome(
        base,
        folder,
        pages.filter((page) => existsSync(join(site, page, 'index.html'))),
      )
    } finally {
      server.kill()
    }
  } finally {
    remove(folder)
  }
}

async function outcome(base: string, folder: string, paths: readonly string[]): Promise<Outcome> {
  const rows: string[][] = []
  const missed: string[] = []
  for (const [path, form] of paths.flatMap((path) => forms.map((form) => [path, form] as const))) {
    const scores = await median(() => audit(base + path, form, join(folder, 'report.json')))
    rows.push([`/${path}`, form, ...categories.map((category) => `${scores[category]}`)])
    const low = categories.filter((category) => scores[category] < 100)
    missed.push(...low.map((one) => `${one} of /${path}, ${form}: ${scores[one]}, expected 100`))
  }
  return { table: table(['page', 'as', ...categories], rows), missed }
}

/** The scores of one run if all are 100; else the middle ones of three, as a busy machine spoils some. */
async function median(audited: () => Promise<Scores>): Promise<Scores> {
  const runs = [await audited()]
  if (categories.every((category) => runs[0]?.[category] === 100)) return runs[0] as Scores
  runs.push(await audited(), await audited())
  const middle = (category: (typeof categories)[number]) =>
    runs.map((scores) => scores[category]).sort((a, b) => a - b)[1] ?? 0
  return Object.fromEntries(categories.map((category) => [category, middle(category)])) as Scores
}

async function audit(url: string, form: (typeof forms)[number], report: string): Promise<Scores> {
  const child = spawn(
    process.execPath,
    [
      installed('lighthouse/cli/index.js'),
      url,
      `--only-categories=${categories.join()}`,
      '--output=json',
      `--output-path=${report}`,
      '--quiet',
      '--no-enable-error-reporting',
      '--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage',
      ...(form === 'desktop' ? ['--preset=desktop'] : []),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, CHROME_PATH: await executable() } },
  )
  const code = await new Promise((done) => child.on('close', done))
  if (code !== 0) throw new Error(`Unexpected exit code ${code} of Lighthouse at ${url}, expected 0`)
  const found = JSON.parse(readFileSync(report, 'utf8')) as {
    categories: Record<string, { score: number | null } | undefined>
  }
  const score = (category: string) => Math.round((found.categories[category]?.score ?? 0) * 100)
  return Object.fromEntries(categories.map((category) => [category, score(category)])) as Scores
}

/** Waits until a server answers. */
async function answers(url: string): Promise<void> {
  const until = Date.now() + 30_000
  while (Date.now() < until) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
    await new Promise((done) => setTimeout(done, 200))
  }
  throw new Error(`Unexpected silence at ${url}, expected the site`)
}

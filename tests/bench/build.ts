import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { start } from '../support/command.ts'
import { median, type Outcome, ratio, seconds, table } from './benchmark.ts'
import {
  change,
  forgetPages,
  forgetSites,
  type Generator,
  others,
  program,
  variorumOf,
} from './generators.ts'
import type { Size } from './library.ts'
import { profile } from './profile.ts'
import { type Spent, spent } from './spent.ts'

const sizes: Readonly<Record<'full' | 'quick', Size>> = {
  full: { editions: 1000, texts: 1, words: 1200, notes: 25 },
  quick: { editions: 50, texts: 1, words: 1200, notes: 25 },
}

type Built = { readonly name: string; readonly cold: Spent; readonly warm: Spent }

/** A library of many editions, built by Variorum and by others: at first, and after one note changed. */
export async function run(quick: boolean): Promise<Outcome> {
  const size = sizes[quick ? 'quick' : 'full']
  const generator = variorumOf(size)
  const check = await spent([process.execPath, program, 'check', '--root', 'library'], generator.folder)
  forgetPages()
  const own = await build(generator)
  const parts = await profiled(generator)
  const served = await savedToServed(join(generator.folder, 'library'))
  const rest: Built[] = []
  for (const other of others(size)) rest.push(await build(other))
  const compared = tables(size, own, rest, check, served)
  return { table: `${compared}\n\n${parts}`, missed: missed(own, rest, served) }
}

async function build(generator: Generator): Promise<Built> {
  const { name, command, folder } = generator
  const cold = await spent(command, folder)
  change(generator)
  return { name, cold, warm: await spent(command, folder) }
}

/** Where the time of a cold build goes, and of one after one note changed; pages are compiled already. */
async function profiled(generator: Generator): Promise<string> {
  const { folder, command } = generator
  rmSync(join(folder, 'dist'), { recursive: true })
  forgetSites()
  const cold = await profile(command, folder)
  change(generator)
  const warm = new Map(await profile(command, folder))
  const rows = cold.map(([part, time]) => [part, seconds(time), seconds(warm.get(part) ?? 0)])
  return table(['the main thread, under the profiler', 'cold, s', 'one note changed, s'], rows)
}

/** How often a note is saved, and how long `dev` rests between. */
const SAVES = 7
const REST = 500

/** How many milliseconds after a note is saved `dev` serves its page with it: the median. Time, not CPU. */
async function savedToServed(library: string): Promise<number> {
  const server = start(['dev', '--root', library, '--port', '4629'], library)
  const file = join(library, 'content/editions/edition-2/notes/note-3.md')
  const before = readFileSync(file, 'utf8')
  const page = 'http://localhost:4629/edition-2/'
  try {
    await until(page, 'note-3')
    const taken: number[] = []
    for (let i = 0; i < SAVES; i++) {
      await new Promise((done) => setTimeout(done, REST))
      const begin = performance.now()
      writeFileSync(file, `${before}\nSaved${i}\n`)
      await until(page, `Saved${i}`)
      taken.push(performance.now() - begin)
    }
    return median(taken)
  } finally {
    server.kill()
    writeFileSync(file, before)
  }
}

/** Asks again and again until a page holds these words. */
async function until(page: string, words: string): Promise<void> {
  for (;;) {
    const text = await fetch(page).then(
      (response) => response.text(),
      () => '',
    )
    if (text.includes(words)) return
    await new Promise((done) => setTimeout(done, 5))
  }
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6).toLocaleString('en')

function tables(
  { editions, words, notes }: Size,
  own: Built,
  rest: readonly Built[],
  check: Spent,
  served: number,
): string {
  const what = `${editions.toLocaleString('en')} editions of ${words.toLocaleString('en')} words with ${notes} notes`
  const head = [what, 'cold, CPU s', 'MB', 'one note changed, CPU s', 'MB', 'cold ÷ Variorum']
  const rows = [own, ...rest].map(({ name, cold, warm }) => [
    name,
    seconds(cold.cpu),
    megabytes(cold.memory),
    seconds(warm.cpu),
    megabytes(warm.memory),
    ratio(cold.cpu / own.cold.cpu),
  ])
  return `${table(head, rows)}\n\n\`check\`: ${seconds(check.cpu)} s of CPU, ${megabytes(check.memory)} MB. \`dev\`, from saved to served: ${Math.round(served)} ms.`
}

/** How much a build may take beside plain Astro's, and how long `dev` (milliseconds). */
const bars = { cold: 1, memory: 0.5, warm: 0.5, served: 300 }

function missed(own: Built, rest: readonly Built[], served: number): string[] {
  const [plain] = rest
  const checks: readonly (readonly [what: string, found: number, bar: number])[] = [
    ['cold build ÷ plain Astro, CPU', own.cold.cpu / (plain?.cold.cpu ?? NaN), bars.cold],
    ['cold build ÷ plain Astro, memory', own.cold.memory / (plain?.cold.memory ?? NaN), bars.memory],
    ['second build ÷ plain Astro, CPU', own.warm.cpu / (plain?.warm.cpu ?? NaN), bars.warm],
    ['saved to served in `dev`, ms', served, bars.served],
  ]
  return checks
    .filter(([, found, bar]) => !(found <= bar))
    .map(([what, found, bar]) => `${what}: ${found.toFixed(2)}, expected at most ${bar}`)
}

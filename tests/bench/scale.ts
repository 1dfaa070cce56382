import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Outcome, seconds, table } from './benchmark.ts'
import { program } from './generators.ts'
import { workshop } from './install.ts'
import { type Size, writeLibrary } from './library.ts'
import { type Spent, spent } from './spent.ts'

/** The words of an edition for each of its notes. */
const WORDS = 100
/** The notes of a text: larger editions have more texts. */
const NOTES = 200

const edition = (notes: number): Size => ({
  editions: 1,
  texts: Math.ceil(notes / NOTES),
  words: WORDS * Math.min(notes, NOTES),
  notes: Math.min(notes, NOTES),
})
const library = (editions: number): Size => ({ editions, texts: 1, words: 1200, notes: 25 })
const empty: Size = { editions: 1, texts: 1, words: 60, notes: 1 }

type Growth = { readonly what: string; readonly of: readonly number[]; readonly size: (of: number) => Size }

const growths = (quick: boolean): Growth[] => [
  { what: 'notes of one edition', of: quick ? [100, 400, 1000] : [100, 1000, 10_000], size: edition },
  { what: 'editions of a library', of: quick ? [10, 30, 100] : [10, 100, 1000], size: library },
]

const bars = { exponent: 1.1, minutes: 2, memory: 1.5e9 }

type Step = { readonly of: number; readonly check: Spent; readonly build: Spent & { readonly time: number } }

/** How the cost of a check and of a build grows with the work. */
export async function run(quick: boolean): Promise<Outcome> {
  const base = await measure(0, empty)
  const tables: string[] = []
  const missed: string[] = []
  for (const { what, of, size } of growths(quick)) {
    const steps: Step[] = []
    for (const one of of) steps.push(await measure(one, size(one)))
    const costs = (command: 'check' | 'build') =>
      steps.map((step) => [step.of, step[command].cpu - base[command].cpu] as const)
    const all = { check: exponent(costs('check')), build: exponent(costs('build')) }
    const end = { check: exponent(costs('check').slice(-2)), build: exponent(costs('build').slice(-2)) }
    tables.push(tableOf(what, [base, ...steps], all, end))
    for (const [command, found] of Object.entries(all)) {
      if (!(found <= bars.exponent))
        missed.push(
          `${command}, ${what}: grows with exponent ${found.toFixed(2)}, expected at most ${bars.exponent}`,
        )
    }
    const last = steps.at(-1)
    if (last?.of === 10_000) missed.push(...beyond(last))
  }
  return { table: tables.join('\n\n'), missed }
}

/** What is expected of the edition of 1,000,000 words with 10,000 notes. */
function beyond({ build }: Step): string[] {
  const late =
    build.time >= bars.minutes * 60
      ? [`10,000 notes: built in ${build.time.toFixed(0)} s, expected less than 120`]
      : []
  const large =
    build.memory >= bars.memory
      ? [`10,000 notes: ${(build.memory / 1e6).toFixed(0)} MB, expected less than 1,500`]
      : []
  return [...late, ...large]
}

async function measure(of: number, size: Size): Promise<Step> {
  const folder = join(workshop, 'scale')
  writeLibrary(folder, size)
  const out = join(workshop, 'scale-site')
  const command = (...args: readonly string[]) => [process.execPath, program, ...args, '--root', folder]
  rmSync(out, { recursive: true, force: true })
  const check = await spent(command('check'), workshop)
  const begin = performance.now()
  const build = await spent(command('build', '--out', out), workshop)
  return { of, check, build: { ...build, time: (performance.now() - begin) / 1000 } }
}

/** The slope of the line nearest to the points (least squares), in logarithms: cost ∝ size ^ slope. */
function exponent(points: readonly (readonly [size: number, cost: number])[]): number {
  const logs = points.map(([size, cost]) => [Math.log(size), Math.log(Math.max(cost, 0.01))] as const)
  const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length
  const [x, y] = [mean(logs.map(([size]) => size)), mean(logs.map(([, cost]) => cost))]
  const shared = logs.reduce((sum, [size, cost]) => sum + (size - x) * (cost - y), 0)
  return shared / logs.reduce((sum, [size]) => sum + (size - x) ** 2, 0)
}

type Exponents = { readonly check: number; readonly build: number }

function tableOf(what: string, steps: readonly Step[], all: Exponents, end: Exponents): string {
  const head = [what, '`check`, CPU s', 'MB', '`build`, CPU s', 's', 'MB']
  const megabytes = (bytes: number) => Math.round(bytes / 1e6).toLocaleString('en')
  const rows = steps.map(({ of, check, build }) => [
    of === 0 ? 'nearly none' : of.toLocaleString('en'),
    ...[seconds(check.cpu), megabytes(check.memory)],
    ...[seconds(build.cpu), seconds(build.time), megabytes(build.memory)],
  ])
  const grown = (name: string, { check, build }: Exponents) => [
    name,
    ...[check.toFixed(2), ''],
    ...[build.toFixed(2), '', ''],
  ]
  return table(head, [...rows, grown('**exponent**', all), grown('exponent of the last step', end)])
}

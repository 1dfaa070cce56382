import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { repository } from '../support/command.ts'
import type { Found, Tally, Watched } from './worker.ts'

/**
 * `npm run fuzz -- [minutes] [--seed N] [--clock]`: strangers’ files made by chance and by changing good ones. Minutes
 * are of the processor, or by the clock. A crash, a broken law or an input that takes two seconds is printed with the input, and the exit
 * code is 1; the whole input is then in `.variorum/fuzz/`. The seed that is printed makes the same inputs again.
 */
const { values, positionals } = parseArgs({
  options: { seed: { type: 'string' }, clock: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const minutes = Number(positionals[0] ?? 1)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
/** Seconds by the clock after which nothing more is expected of an input; a busy machine is slow. */
const patience = 60

const count = new SharedArrayBuffer(8)
const input = new SharedArrayBuffer(1 << 20)
process.stdout.write(
  `Fuzzing for ${minutes} min ${values.clock ? 'by the clock' : 'of the processor'}, seed ${seed}\n`,
)
const worker = new Worker(new URL('worker.ts', import.meta.url), {
  workerData: { seed, until: minutes * 60_000, clock: values.clock, count, input } satisfies Watched,
})
let faults = 0
let last = -1
let still = 0

worker.on('message', (message: Found | Tally) => {
  if ('problem' in message) tell(message)
  else process.stdout.write(`${JSON.stringify(message, null, 1)}\n`)
})
worker.on('error', (error) => tell({ target: 'worker', input: current(), problem: String(error) }))
worker.on('exit', () => {
  clearInterval(watch)
  process.exitCode = faults > 0 ? 1 : 0
})

const watch = setInterval(() => {
  const now = Atomics.load(new Int32Array(count), 0)
  still = now === last ? still + 1 : 0
  last = now
  if (still < patience) return
  tell({ target: 'unknown', input: current(), problem: `no answer for ${patience} s` })
  process.exit(1)
}, 1_000)

/** What the worker has in hand. */
function current(): Uint8Array {
  return new Uint8Array(input).slice(0, Atomics.load(new Int32Array(count), 1))
}

function tell({ target, input: found, problem }: Found): void {
  const folder = join(repository, '.variorum/fuzz')
  const name = `${seed}-${++faults}-${target}`
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), found)
  process.stdout.write(
    `\nFOUND in ${target}: ${problem}\n  .variorum/fuzz/${name} begins ${JSON.stringify(Buffer.from(found).toString().slice(0, 300))}\n`,
  )
}

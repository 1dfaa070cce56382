import { parentPort, workerData } from 'node:worker_threads'
import { chance } from './chance.ts'
import { newCoverage } from './coverage.ts'
import { next, type Target, targets } from './targets.ts'

/** What the watcher sees of this thread while it is at work: the number of the input, and the input. */
export type Watched = {
  readonly seed: number
  readonly until: number
  readonly clock: boolean
  readonly count: SharedArrayBuffer
  readonly input: SharedArrayBuffer
}
export type Found = { readonly target: string; readonly input: Uint8Array; readonly problem: string }
export type Tally = {
  readonly inputs: Record<string, number>
  readonly kept: Record<string, number>
  readonly cpu: number
  readonly slowest: number
}

/** Milliseconds of the processor that one input may take. */
const most = 2_000

const { seed, until, clock, count, input: shared } = workerData as Watched
const counter = new Int32Array(count)
const bytes = new Uint8Array(shared)
const random = chance(seed)
const isNew = newCoverage()
const all = targets()
const inputs: Record<string, number> = {}
const kept: Record<string, number> = {}
const said = new Set<string>()
let slowest = 0
const spent = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

function say(target: string, input: Uint8Array, problem: string): void {
  // One fault is found a thousand times over: once is enough.
  const key = `${target} ${problem.replace(/\d+/g, '').slice(0, 80)}`
  if (said.has(key)) return
  said.add(key)
  parentPort?.postMessage({ target, input, problem } satisfies Found)
}

/** Inputs of one target in a row, after which coverage is asked for: that costs as much as an input. */
const batch = 12

/** Milliseconds of the processor that an input takes; what it breaks is said. */
function timed(target: Target, input: Uint8Array): number {
  const before = spent()
  try {
    target.run(input, random)
  } catch (error) {
    say(target.name, input, error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  return spent() - before
}

function run(target: Target): Uint8Array {
  const input = next(target, random)
  bytes.set(input)
  Atomics.store(counter, 1, input.length)
  Atomics.add(counter, 0, 1)
  let taken = timed(target, input)
  // What was slow by chance, on a busy machine or while memory was cleared, is not slow again.
  for (let turn = 0; turn < 2 && taken > most; turn++) taken = Math.min(taken, timed(target, input))
  slowest = Math.max(slowest, taken)
  if (taken > most) say(target.name, input, `took ${Math.round(taken)} ms of the processor`)
  inputs[target.name] = (inputs[target.name] ?? 0) + 1
  return input
}

const start = spent()
const passed = () => (clock ? performance.now() : spent() - start)
for (let turn = 0; passed() < until; turn++) {
  const target = all[turn % all.length]
  if (target === undefined) break
  const tried = Array.from({ length: batch }, () => run(target)).filter(({ length }) => length < 4_000)
  if (!isNew()) continue
  target.corpus.push(...tried.map((input) => Buffer.from(input).toString()))
  kept[target.name] = (kept[target.name] ?? 0) + tried.length
}
parentPort?.postMessage({ inputs, kept, cpu: (spent() - start) / 1_000, slowest } satisfies Tally)

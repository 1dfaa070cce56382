import type { Outcome } from './benchmark.ts'

/**
 * `npm run bench` runs all of these, `npm run bench weight` one, and with `quick` those that can be are small. A bar that
 * is missed makes the run fail.
 */
const benchmarks: Readonly<Record<string, () => Promise<{ run: (quick: boolean) => Promise<Outcome> }>>> = {
  anchor: () => import('./anchor.ts'),
  build: () => import('./build.ts'),
  scale: () => import('./scale.ts'),
  weight: () => import('./weight.ts'),
  lighthouse: () => import('./lighthouse.ts'),
}

const quick = process.argv.includes('quick')
const wanted = process.argv.slice(2).filter((name) => name !== 'quick')
const unknown = wanted.filter((name) => !(name in benchmarks))
if (unknown.length > 0) {
  process.stderr.write(
    `Unexpected benchmark \`${unknown.join('`, `')}\`, expected one of ${Object.keys(benchmarks).join(', ')}\n`,
  )
  process.exit(2)
}

for (const [name, load] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const { table, missed } = await (await load()).run(quick)
  process.stdout.write(`${table}\n\n`)
  for (const one of missed) process.stderr.write(`Missed: ${one}\n`)
  if (missed.length > 0) process.exitCode = 1
}

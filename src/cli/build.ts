import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { libraryAt } from '../library.ts'
import { hasErrors, printed } from './check.ts'
import { rootOf, textOf, type Values } from './usage.ts'

/** The folder of the program: Astro's project, whatever folder the library lies in. */
export const home = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Checks, builds beside the place where the site is to be, and puts it there when it is whole.
 * Where anything fails, the old site stays as it was.
 */
export async function buildSite(values: Values): Promise<number> {
  const root = rootOf(values)
  const out = outOf(values, root)
  const { reports } = libraryAt(root)
  if (reports.length > 0) process.stderr.write(printed(reports, 'pretty', root))
  if (hasErrors(reports)) {
    process.stderr.write('Nothing was built; the site is as it was.\n')
    return 1
  }
  recover(out)
  const fresh = sibling(out, `building-${process.pid}`)
  const workshop = join(home, '.variorum', `building-${process.pid}`)
  try {
    await astroBuild(root, workshop)
    mkdirSync(dirname(out), { recursive: true })
    cpSync(workshop, fresh, { recursive: true })
    replace(out, fresh)
  } finally {
    for (const folder of [workshop, fresh]) rmSync(folder, { recursive: true, force: true })
  }
  process.stdout.write(`The site is in ${textOf(values, 'out') ?? basename(out)}\n`)
  return 0
}

export function outOf(values: Values, root: string): string {
  const out = textOf(values, 'out')
  return out === undefined ? join(root, 'dist') : resolve(out)
}

/**
 * Astro runs a bundle of the site before it is done. That needs this package's dependencies, so it has to lie
 * below this package, and Astro puts it in a folder that all builds share where `outDir` is not below the current one.
 */
async function astroBuild(root: string, outDir: string): Promise<void> {
  process.chdir(home)
  process.env.VARIORUM_ROOT = root
  process.env.ASTRO_TELEMETRY_DISABLED = '1'
  const { build } = await import('astro')
  await build({ root: home, outDir, logLevel: 'error' })
}

function sibling(out: string, name: string): string {
  return join(dirname(out), `.${basename(out)}.${name}`)
}

/** Two renames: at no moment is there half a site, and `recover` mends a death between the two. */
function replace(out: string, fresh: string): void {
  const old = sibling(out, 'old')
  rmSync(old, { recursive: true, force: true })
  try {
    renameSync(out, old)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  renameSync(fresh, out)
  rmSync(old, { recursive: true, force: true })
}

/** Puts the old site back where a build died after taking it away. */
function recover(out: string): void {
  try {
    renameSync(sibling(out, 'old'), out)
  } catch {
    // Nothing to recover, or the new site is in its place.
  }
}

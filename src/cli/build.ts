import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync, copyFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Library, openLibrary } from '../edition/index.ts'
import type { EditionView } from '../edition/view.ts'
import { stockOf, supply } from '../library.ts'
import { bring, filesOf, isCurrent, type Kept, openStore, type Store, storeOf } from './store.ts'
import { hasErrors, printed } from './check.ts'
import { finish } from './finish.ts'
import { claim, clearWorkshops, placeFor, replace } from './swap.ts'
import { rootOf, textOf, usageError, type Values } from './usage.ts'
import { writeWhole } from './write.ts'

/** The folder of the program: Astro's project, whatever folder the library lies in. */
export const home = fileURLToPath(new URL('../..', import.meta.url))

/** Checks, builds beside the place where the site is to be, and puts it there when it is whole. */
export function buildSite(values: Values): Promise<number> {
  const shard = shardOf(values)
  const root = rootOf(values)
  const out = outOf(values, root)
  const memory = shard === undefined ? memoryOf(root, out) : join(out, partFile)
  return make({ root, out, shard, memory, stores: [openStore(memory, out)] }, values)
}

/** Puts together what `build --shard` made of parts of a library, into the site that one build would have made. */
export function mergeParts(values: Values, parts: readonly string[]): Promise<number> {
  if (parts.length === 0) throw usageError('Unexpected end, expected the folders that `build --shard` wrote')
  const root = rootOf(values)
  const out = outOf(values, root)
  const stores = parts.map((part) => {
    if (existsSync(join(part, partFile))) return openStore(join(part, partFile), resolve(part))
    throw usageError(`Unexpected folder \`${part}\`, expected one that \`build --shard\` wrote`)
  })
  return make({ root, out, shard: undefined, memory: memoryOf(root, out), stores }, values)
}

/** What is known of the editions in a part of a site lies in it: it travels with it. */
const partFile = '.variorum.json'

/** What is known of the editions of a whole site stays with the program: nobody publishes it. */
function memoryOf(root: string, out: string): string {
  const name = createHash('sha256').update(`${root}\0${out}`).digest('hex').slice(0, 16)
  return join(home, '.variorum', `built-${name}.json`)
}

type Shard = { readonly index: number; readonly count: number }

function shardOf(values: Values): Shard | undefined {
  const given = textOf(values, 'shard')
  if (given === undefined) return undefined
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(given) ?? []).map(Number)
  if (index >= 1 && index <= count) return { index, count }
  throw usageError(`Unexpected part \`${given}\`, expected a number of how many, such as \`1/4\``)
}

type Job = {
  readonly root: string
  readonly out: string
  readonly shard: Shard | undefined
  /** Where it is written what was made of each edition, for the next time. */
  readonly memory: string
  /** Sites with editions that may be as they would be made now. */
  readonly stores: readonly Store[]
}

/** Where anything fails, the old site stays as it was. */
async function make(job: Job, values: Values): Promise<number> {
  const { root, out } = job
  const release = claim(out)
  const fresh = placeFor(out)
  const workshop = join(home, '.variorum', `building-${process.pid}`)
  try {
    clearWorkshops(dirname(workshop))
    const library = openLibrary(root)
    const made = setEditions(library, job, fresh)
    const reports = job.shard === undefined ? library.reports : library.reportsOf([...made.views.keys()])
    if (reports.length > 0) process.stderr.write(printed(reports, 'pretty', root))
    if (hasErrors(reports)) {
      process.stderr.write('Nothing was built; the site is as it was.\n')
      return 1
    }
    const cards = library.editions.flatMap((id) => made.kept.get(id)?.card ?? [])
    const site = library.site(cards, (id) => made.views.get(id))
    supply({ ...stockOf(library, [...made.views.values()]), site: () => site, outputs: () => new Map() })
    await astroBuild(root, workshop)
    move(workshop, fresh)
    const kept = [...made.kept].map(
      ([id, one]) => [id, made.views.has(id) ? { ...one, files: filesOf(id, fresh) } : one] as const,
    )
    if (job.shard === undefined) finish(fresh, library, site)
    const memory = storeOf(new Map(kept))
    if (job.shard !== undefined) writeFileSync(join(fresh, partFile), memory)
    replace(out, fresh)
    if (job.shard === undefined) remember(job.memory, memory)
  } catch (error) {
    process.stderr.write('Nothing was built; the site is as it was.\n')
    throw error
  } finally {
    for (const folder of [workshop, fresh]) rmSync(folder, { recursive: true, force: true })
    release()
  }
  process.stdout.write(`The site is in ${textOf(values, 'out') ?? basename(out)}\n`)
  return 0
}

export function outOf(values: Values, root: string): string {
  const out = textOf(values, 'out')
  return out === undefined ? join(root, 'dist') : resolve(out)
}

/**
 * Brings what is as it was, and sets the other editions one by one: only what pages show of them is held, and their
 * other files are written at once. With an error nothing more is set, only checked.
 */
function setEditions(library: Library, { stores, shard }: Job, fresh: string) {
  const kept = new Map<string, Kept>()
  const views = new Map<string, EditionView>()
  let isSound = true
  mkdirSync(fresh, { recursive: true })
  library.editions.forEach((id, index) => {
    if (shard !== undefined && index % shard.count !== shard.index - 1) return
    const known = broughtFrom(stores, id, library, fresh)
    if (known !== undefined) {
      library.adopt(id, known.reports, Object.keys(known.stamps))
      kept.set(id, known)
      return
    }
    const edition = library.open(id)
    const reports = library.reportsOf([id])
    isSound &&= !hasErrors(reports)
    const view = isSound ? edition.view() : undefined
    if (view !== undefined) {
      for (const { path, body } of [...edition.outputs(), ...edition.searchParts()]) {
        mkdirSync(dirname(join(fresh, path)), { recursive: true })
        writeFileSync(join(fresh, path), body())
      }
      views.set(id, view)
      const names = [...edition.uses, `editions/${id}`, `past/${id}`, 'site']
      const stamps = Object.fromEntries(names.sort().map((name) => [name, library.stamp(name)]))
      kept.set(id, { stamps, reports, card: edition.card(), files: {} })
    }
    library.close(id)
  })
  return { kept, views }
}

function broughtFrom(
  stores: readonly Store[],
  id: string,
  library: Library,
  fresh: string,
): Kept | undefined {
  for (const { editions, site } of stores) {
    const kept = editions.get(id)
    if (kept !== undefined && isCurrent(kept, library) && bring(kept, site, fresh)) return kept
  }
  return undefined
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

/** Moves every file of a folder to where it belongs in another, which may be on another disk. */
function move(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory() && existsSync(target)) move(source, target)
    else moveWhole(source, target)
  }
}

function moveWhole(source: string, target: string): void {
  try {
    renameSync(source, target)
  } catch {
    const entries = readdirSync(dirname(source), { withFileTypes: true })
    const isFolder = entries.some((entry) => entry.isDirectory() && entry.name === basename(source))
    if (isFolder) move(source, target)
    else copyFileSync(source, target)
  }
}

/** Where the program cannot write beside itself, everything is built anew each time. */
function remember(file: string, content: string): void {
  try {
    writeWhole(file, content)
  } catch {
    // It is of use only to the next build.
  }
}

import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { openLibrary } from '../edition/index.ts'
import { hasErrors, printed } from './check.ts'
import { finish } from './finish.ts'
import { newSite } from './new-site.ts'
import { checkPlace, outOf } from './out.ts'
import { type Job, pressOf, setEditions, setSite } from './set.ts'
import { checkShelf, shelf, shelfOf, tidy, workshop } from './shelf.ts'
import { openStore, type Store, storeOf } from './store.ts'
import { claim, clearWorkshops, discard, placeFor, replace, reuse } from './swap.ts'
import { rootOf, textOf, usageError, type Values } from './usage.ts'
import { writeWhole } from './write.ts'

/** Checks, builds beside the place where the site is to be, and puts it there when it is whole. */
export function buildSite(values: Values): Promise<number> {
  const shard = shardOf(values)
  const root = rootOf(values)
  const out = outOf(values, root)
  const memory = shard === undefined ? shelfOf(root, out).memory : join(out, partFile)
  return make({ root, out, shard, stores: [openStore(memory, out)] }, values)
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
  return make({ root, out, shard: undefined, stores }, values)
}

/** What is known of the editions in a part of a site lies in it: it travels with it. */
const partFile = '.variorum-part'

type Shard = { readonly index: number; readonly count: number }

function shardOf(values: Values): Shard | undefined {
  const given = textOf(values, 'shard')
  if (given === undefined) return undefined
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(given) ?? []).map(Number)
  if (index >= 1 && index <= count) return { index, count }
  throw usageError(`Unexpected part \`${given}\`, expected a number of how many, such as \`1/4\``)
}

type Task = {
  readonly root: string
  readonly out: string
  readonly shard: Shard | undefined
  /** Sites with editions that may be as they would be made now. */
  readonly stores: readonly Store[]
}

/** Where anything fails, the old site stays as it was. */
async function make({ root, out, shard, stores }: Task, values: Values): Promise<number> {
  checkPlace(out, root)
  checkShelf()
  const release = claim(out)
  const fresh = placeFor(out)
  const { memory, before } = shelfOf(root, out)
  try {
    clearWorkshops(shelf)
    reuse(before, fresh)
    const library = openLibrary(root)
    const editions = library.editions.filter(
      (_, i) => shard === undefined || i % shard.count === shard.index - 1,
    )
    const made = newSite(fresh)
    const job: Job = { library, editions, stores, made }
    const press = pressOf(job)
    const { set, reports: own } = await setEditions(job, press)
    const reports = shard === undefined ? library.reports : own
    if (reports.length > 0) process.stderr.write(printed(reports, 'pretty', root))
    const pages = hasErrors(reports) ? undefined : await press()
    if (pages === undefined) {
      process.stderr.write('Nothing was built; the site is as it was.\n')
      return 1
    }
    const site = library.site(
      editions.flatMap((id) => set.get(id)?.card ?? []),
      () => undefined,
    )
    await setSite(job, site, pages)
    if (shard === undefined) finish(made, library, site)
    const known = storeOf(set)
    if (shard !== undefined) made.put(partFile, known)
    made.sweep()
    replace(out, fresh, before)
    if (shard === undefined) remember(memory, known)
  } catch (error) {
    process.stderr.write('Nothing was built; the site is as it was.\n')
    throw error
  } finally {
    try {
      for (const folder of [workshop, fresh]) discard(folder)
    } finally {
      release()
    }
  }
  process.stdout.write(`The site is in ${textOf(values, 'out') ?? basename(out)}\n`)
  return 0
}

/** Where the program cannot write beside itself, everything is built anew each time. */
function remember(file: string, content: string): void {
  try {
    writeWhole(file, content)
    tidy('site-')
  } catch {
    // It is of use only to the next build.
  }
}

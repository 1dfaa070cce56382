import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { home } from './program.ts'
import { usageError } from './usage.ts'

/**
 * What builds leave for the next ones, in the program's own `.variorum/`: compiled pages, and what is known of each
 * site. Nothing on it is trusted, and without it everything is merely made anew.
 */
export const shelf = join(home, '.variorum')

/** Where this process works until it has something whole. */
export const workshop = join(shelf, `building-${process.pid}`)

/** Throws a `UsageError` where a folder that the program makes by itself cannot be: something else has its name. */
export function checkShelf(folder: string = shelf): void {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  const leads = existsSync(folder)
  if (found === undefined || (leads && statSync(folder).isDirectory())) return
  const sort = !found.isSymbolicLink() ? 'file' : leads ? 'link to a file' : 'link that leads nowhere'
  throw usageError(
    `Unexpected ${sort} \`${folder}\`, expected a folder, which Variorum makes by itself: remove the ${sort.slice(0, 4)}, and try again`,
  )
}

/** What is kept of a site: what is known of its editions, and the site before, of which the next is made. */
export type SiteShelf = { readonly memory: string; readonly before: string }

export function shelfOf(root: string, out: string): SiteShelf {
  const name = createHash('sha256').update(`${root}\0${out}`).digest('hex').slice(0, 16)
  const folder = join(shelf, `site-${name}`)
  return { memory: join(folder, 'editions'), before: join(folder, 'before') }
}

/** How many of a kind are kept: those that were made last. */
const MOST = 16

/** Removes all but the last of what has names that begin so. They are moved away first: another build may take one. */
export function tidy(kind: 'pages-' | 'site-'): void {
  const all = readdirSync(shelf)
    .filter((name) => name.startsWith(kind))
    .map((name) => join(shelf, name))
    .sort((a, b) => madeAt(b) - madeAt(a))
  for (const old of all.slice(MOST)) {
    const away = join(workshop, basename(old))
    mkdirSync(workshop, { recursive: true })
    try {
      renameSync(old, away)
    } catch {
      continue
    }
    rmSync(away, { recursive: true, force: true })
  }
}

function madeAt(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

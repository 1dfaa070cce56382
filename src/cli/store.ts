import { createHash, hash } from 'node:crypto'
import { copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Library } from '../edition/index.ts'
import type { Report } from '../edition/report.ts'
import type { EditionCard } from '../edition/view.ts'

/**
 * What a build keeps of each edition, so that the next need not set it again: the files lie in the site that was
 * built, beside it what they were made from. Nothing of it is trusted: an edition is taken only where all that it was
 * made from is the same, the program included, and each file only where its bytes are those that were written.
 */
export type Kept = {
  /** Hashes of everything that the edition asked for, by name: `src/edition/stamp.ts`. */
  readonly stamps: Readonly<Record<string, string>>
  readonly reports: readonly Report[]
  readonly card: EditionCard | undefined
  /** SHA-256 of each of its files, by path below the site. */
  readonly files: Readonly<Record<string, string>>
}

/** A site on the disk, and what is known of its editions. */
export type Store = { readonly site: string; readonly editions: ReadonlyMap<string, Kept> }

/** The site may be gone or changed, and so may what is known of it. */
export function openStore(file: string, site: string): Store {
  try {
    const { program, editions } = JSON.parse(readFileSync(file, 'utf8')) as Written
    return { site, editions: new Map(program === programStamp() ? Object.entries(editions) : []) }
  } catch {
    return { site, editions: new Map() }
  }
}

type Written = { readonly program: string; readonly editions: Readonly<Record<string, Kept>> }

/** The content of a store's file. */
export function storeOf(editions: ReadonlyMap<string, Kept>): string {
  return JSON.stringify({ program: programStamp(), editions: Object.fromEntries(editions) } satisfies Written)
}

/** Whether an edition would be made again as it was. */
export function isCurrent(kept: Kept, library: Library): boolean {
  return Object.entries(kept.stamps).every(([name, stamp]) => library.stamp(name) === stamp)
}

/** Brings the files of an edition to another site. Where one is not as it was written, none is brought. */
export function bring({ files }: Kept, from: string, to: string): boolean {
  const paths = Object.keys(files)
  try {
    for (const folder of new Set(paths.map((path) => dirname(path))))
      mkdirSync(join(to, folder), { recursive: true })
    for (const path of paths) {
      const target = join(to, path)
      link(join(from, path), target)
      if (hashOf(readFileSync(target)) !== files[path]) throw new Error('changed')
    }
    return true
  } catch {
    for (const path of paths) rmSync(join(to, path), { force: true })
    return false
  }
}

/** The same file twice, where the file system can: the old site is thrown away afterwards. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}

/** The files of an edition in a site that is complete, with their hashes. */
export function filesOf(edition: string, site: string): Kept['files'] {
  const folder = join(site, edition)
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  return Object.fromEntries(
    paths.map((path) => [relative(site, path).split(sep).join('/'), hashOf(readFileSync(path))]),
  )
}

function hashOf(bytes: Uint8Array): string {
  return hash('sha256', bytes)
}

const home = fileURLToPath(new URL('../..', import.meta.url))
let stamp: string | undefined

/** A hash of the program itself and of everything that it depends on: another program may set the same edition otherwise. */
function programStamp(): string {
  if (stamp !== undefined) return stamp
  const digest = createHash('sha256').update(process.version)
  const folders = ['src', 'plugins'].flatMap((folder) =>
    readdirSync(join(home, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  const own = ['astro.config.mjs', 'package.json', 'package-lock.json'].map((name) => join(home, name))
  for (const path of [...folders, ...own].sort()) {
    try {
      const bytes = readFileSync(path)
      digest.update(`${relative(home, path)}\0${bytes.length}\0`).update(bytes)
    } catch {
      // A package has no lock file of its own.
    }
  }
  stamp = digest.digest('hex')
  return stamp
}

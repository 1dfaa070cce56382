import { hash } from 'node:crypto'
import { copyFileSync, linkSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Library } from '../edition/index.ts'
import type { Report } from '../edition/report.ts'
import type { EditionCard } from '../edition/view.ts'
import { programStamp } from './program.ts'

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

/** Hashes of everything that an edition was made from. */
export function stampsOf(id: string, library: Library): Kept['stamps'] {
  const names = [...library.open(id).uses, `editions/${id}`, `past/${id}`, 'site'].sort()
  return Object.fromEntries(names.map((name) => [name, library.stamp(name)]))
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

export function hashOf(bytes: Uint8Array | string): string {
  return hash('sha256', bytes)
}

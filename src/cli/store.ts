import { readFileSync } from 'node:fs'
import type { Library } from '../edition/index.ts'
import type { Report } from '../edition/report.ts'
import type { EditionCard } from '../edition/view.ts'
import { hashOf } from './new-site.ts'
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
    const content = readFileSync(file, 'utf8')
    const end = content.indexOf('\n')
    const written = content.slice(end + 1)
    if (content.slice(0, end) !== hashOf(written)) return { site, editions: new Map() }
    const { program, editions } = JSON.parse(written) as Written
    return { site, editions: new Map(program === programStamp() ? Object.entries(editions) : []) }
  } catch {
    return { site, editions: new Map() }
  }
}

type Written = { readonly program: string; readonly editions: Readonly<Record<string, Kept>> }

/** The content of a store's file: its hash in a line of its own, for nobody would see that a card was damaged. */
export function storeOf(editions: ReadonlyMap<string, Kept>): string {
  const written = JSON.stringify({
    program: programStamp(),
    editions: Object.fromEntries(editions),
  } satisfies Written)
  return `${hashOf(written)}\n${written}`
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

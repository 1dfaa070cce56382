import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Library } from '../edition/index.ts'
import { type Report, reports } from '../edition/report.ts'
import type { EditionView, LibraryView } from '../edition/view.ts'
import { hasErrors } from './check.ts'
import type { NewSite } from './new-site.ts'
import { makePages, type Pages, type Prose } from './pages.ts'
import { filesIn } from './program.ts'
import { isCurrent, type Kept, stampsOf, type Store } from './store.ts'

/** What there is to be set, and where. */
export type Job = {
  readonly library: Library
  readonly editions: readonly string[]
  /** Sites with editions that may be as they would be made now. */
  readonly stores: readonly Store[]
  readonly made: NewSite
}

/** Undefined where the prose that belongs to the pages has errors. */
type Press = () => Promise<Pages | undefined>

/** The pages, compiled when they are first asked for: that is of no use where the first edition has an error. */
export function pressOf(job: Job): Press {
  let pages: Promise<Pages | undefined> | undefined
  return () => (pages ??= pagesFor(job))
}

async function pagesFor(job: Job): Promise<Pages | undefined> {
  const { library, editions } = job
  const ours = new Set(editions)
  const known = library.withProse
    .filter((id) => ours.has(id))
    .map((id) => ({ id, kept: found(id, job)?.kept }))
  const prose = known.map(({ id, kept }): Prose => ({
    edition: id,
    stamps: kept?.stamps ?? stampsOf(id, library),
  }))
  const opened = known.filter(({ kept }) => kept === undefined).map(({ id }) => id)
  return hasErrors(library.reportsOf(opened)) ? undefined : makePages(library, prose)
}

/**
 * Brings what is as it was, and sets the other editions one by one: each is written whole and forgotten before the
 * next, for a library may hold thousands. With an error nothing more is set, only checked.
 */
export async function setEditions(
  job: Job,
  press: Press,
): Promise<{ set: ReadonlyMap<string, Kept>; reports: readonly Report[] }> {
  const { library, made } = job
  const set = new Map<string, Kept>()
  const said: (readonly Report[])[] = []
  let isSound = true
  for (const id of job.editions) {
    const { kept, site } = found(id, job) ?? {}
    if (kept !== undefined && site !== undefined && made.bring(kept.files, site)) {
      library.adopt(id, kept.reports, Object.keys(kept.stamps))
      set.set(id, kept)
      said.push(kept.reports)
      continue
    }
    const view = library.open(id).view
    const own = library.reportsOf([id])
    said.push(own)
    isSound &&= !hasErrors(own)
    const shown = isSound ? view() : undefined
    const pages = shown && (await press())
    if (pages !== undefined && shown !== undefined) {
      const files = await setEdition(shown, job, pages)
      set.set(id, { stamps: stampsOf(id, library), reports: own, card: library.open(id).card(), files })
    }
    library.close(id)
  }
  return { set, reports: reports([], said.flat()) }
}

/** An edition as it was set before, where it would be set so again. */
function found(id: string, { stores, library }: Job): { kept: Kept; site: string } | undefined {
  for (const { editions, site } of stores) {
    const kept = editions.get(id)
    if (kept !== undefined && isCurrent(kept, library)) return { kept, site }
  }
  return undefined
}

/** Writes all files of an edition; returns their hashes. */
async function setEdition(view: EditionView, { library, made }: Job, pages: Pages): Promise<Kept['files']> {
  const edition = library.open(view.id)
  const card = edition.card()
  const files: Record<string, string> = {}
  for (const { path, body } of [...edition.outputs(), ...edition.searchParts()])
    files[path] = made.put(path, body())
  const site = library.site(card && [card], () => view)
  for await (const { path, body } of pages.pages({ site: () => site, editions: [view] }))
    files[path] = made.put(path, body)
  return files
}

/** Writes the pages of the site as a whole, and what all pages load. */
export async function setSite({ made }: Job, site: LibraryView, pages: Pages): Promise<void> {
  for (const path of filesIn(pages.assets)) made.put(path, readFileSync(join(pages.assets, path)))
  for await (const { path, body } of pages.pages({ site: () => site, editions: [] })) made.put(path, body)
}

import { checkEntities } from './check.ts'
import { checkSources } from './ledger.ts'
import { hostFiles } from './hosts.ts'
import { checkSeedOnce, closeEdition, type Desk, deskOf, type OpenEdition, openEdition } from './open.ts'
import type { Output } from './outputs.ts'
import { allFiles, type Files, filesOf, read } from './read.ts'
import { renderLibrary } from './render.ts'
import { bodyOf } from './records.ts'
import { nextDesk } from './reopen.ts'
import { reports, type Report } from './report.ts'
import { indexFiles } from './search.ts'
import { stampOf } from './stamp.ts'
import { seedsOf } from './uses.ts'
import type { EditionCard, EditionView, LibraryView } from './view.ts'

/**
 * The journey of an edition, in the order in which the data passes. Nothing flows back; only `read` touches the
 * disk; every stage may leave messages on the files that a person has to change.
 *
 *     seeds/ + content/ ─read─▶ files ─parse─▶ records ─check─▶ ─anchor─▶ ranges ─render─▶ HTML
 *
 * From `parse` on each edition goes its way alone (`open.ts`), when it is asked for: a library may hold thousands.
 */
export function openLibrary(
  root: string,
  { drafts = false, files = read(root) }: { readonly drafts?: boolean; readonly files?: Files } = {},
): Library {
  return libraryOn(deskOf(root, files, drafts))
}

/** Everything that is wrong with a library; nothing of it is held but the messages. */
export function checkLibrary(root: string): readonly Report[] {
  const library = openLibrary(root)
  for (const id of library.editions) {
    library.open(id)
    library.close(id)
  }
  return library.reports
}

function libraryOn(desk: Desk): Library {
  const { root, files, records, past } = desk
  checkEntities(records)
  checkSources(records)
  const seen = new Set<string>()
  const adopted: (readonly Report[])[] = []
  const stamps = new Map<string, string>()
  const open = (id: string): OpenEdition => {
    const edition = desk.editions.get(id) ?? openEdition(id, desk)
    desk.editions.set(id, edition)
    seen.add(id)
    return edition
  }
  const editions = [...files.editions.keys()]
  const edition = (id: string) => open(id).view()
  return {
    root,
    reread: (paths) => libraryOn(nextDesk(desk, paths)),
    editions,
    get withProse() {
      return editions.filter((id) => bodyOf(String(files.editions.get(id)?.record.value)).trim() !== '')
    },
    open,
    close: (id) => closeEdition(id, desk),
    edition,
    site: (cards = editions.flatMap((id) => open(id).card() ?? []), viewOf = edition) =>
      renderLibrary(records, cards, viewOf),
    hostFiles: ({ title, description, editions: cards }, paths) =>
      hostFiles(
        { title, description, editions: cards, address: records.address, hosts: records.site?.fields.hosts },
        paths,
      ),
    get reports() {
      for (const id of editions) if (!seen.has(id)) open(id)
      for (const id of files.seeds.keys()) checkSeedOnce(id, desk)
      return reports(allFiles(files), adopted.flat())
    },
    reportsOf: (ids) => {
      const uses = new Set(ids.flatMap((id) => [...open(id).uses, `editions/${id}`]))
      return reports([...uses].flatMap((use) => filesOf(use, files)))
    },
    adopt: (id, found, uses) => {
      seen.add(id)
      adopted.push(found)
      for (const seed of seedsOf(uses)) desk.checked.add(seed)
    },
    stamp: (name) => {
      const stamp = stamps.get(name) ?? stampOf(name, files, past)
      stamps.set(name, stamp)
      return stamp
    },
    get outputs() {
      const parts = editions.flatMap((id) => open(id).searchParts())
      const index = parts.length === 0 ? [] : indexFiles(parts.map(({ body }) => String(body())))
      const ofEditions = editions.flatMap((id) => open(id).outputs())
      return new Map([...ofEditions, ...parts, ...index].map((one) => [one.path, one]))
    },
  }
}

/** A library as it was at one moment: what is wrong with it, and what it publishes. */
export type Library = {
  readonly root: string
  /** The library after files have changed, by their paths below the root. This one is not to be used any more. */
  readonly reread: (paths: readonly string[]) => Library
  /** Every message of every file, in order; opens what nobody has opened. With an error, nothing may be published. */
  readonly reports: readonly Report[]
  readonly editions: readonly string[]
  /** Those of them whose editors wrote prose. */
  readonly withProse: readonly string[]
  /** What pages show of an edition; undefined where it cannot be shown. */
  readonly edition: (id: string) => EditionView | undefined
  readonly open: (id: string) => OpenEdition
  /** The messages of some editions, and of the seeds that they use. */
  readonly reportsOf: (ids: readonly string[]) => readonly Report[]
  /** Takes an edition's messages from an earlier time, with everything that it asked for then: it is not opened. */
  readonly adopt: (id: string, reports: readonly Report[], uses: readonly string[]) => void
  /** A hash of what a name stands for: see `stamp.ts`. */
  readonly stamp: (name: string) => string
  /** Forgets what was made of an edition; its messages stay. */
  readonly close: (id: string) => void
  /** The site as a whole: of these editions, and with pages for those that there is a view of; else of all. */
  readonly site: (
    editions?: readonly EditionCard[],
    viewOf?: (id: string) => EditionView | undefined,
  ) => LibraryView
  /** The files that tell hosts, search engines and programs of a site, given the paths of all that lies in it. */
  readonly hostFiles: (
    site: LibraryView,
    paths: readonly string[],
  ) => readonly { readonly path: string; readonly content: string }[]
  /** The files of the site that are not pages, by path. */
  readonly outputs: ReadonlyMap<string, Output>
}

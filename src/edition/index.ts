import { anchorAll } from './anchor.ts'
import { type Bodies, parseBodies } from './bodies.ts'
import { check } from './check.ts'
import { checkLedger } from './ledger.ts'
import { outputsOf, type Output } from './outputs.ts'
import { anchorParallels } from './parallels.ts'
import { parse } from './parse.ts'
import { allFiles, read } from './read.ts'
import { renderEdition, renderLibrary } from './render.ts'
import { reports, type Report } from './report.ts'
import type { EditionView, LibraryView } from './view.ts'

/**
 * The journey of an edition, in the order in which the data passes. Nothing flows back; only `read` touches the
 * disk; every stage may leave messages on the files that a person has to change.
 *
 *     seeds/ + content/ ─read─▶ files ─parse─▶ records ─check─▶ ─anchor─▶ ranges ─render─▶ HTML
 */
export function openLibrary(root: string, options: { readonly drafts?: boolean } = {}): Library {
  const files = read(root)
  const records = parse(files)
  check(records, files)
  const editions = anchorAll(records, options.drafts ?? false)
  const parallels = anchorParallels(records, editions)
  const bodies = parseBodies(records, editions)
  checkLedger(records, bodies)
  const views = new Map<string, EditionView>()
  const edition = (id: string): EditionView | undefined => {
    const anchored = editions.get(id)
    const view =
      views.get(id) ?? (anchored && renderEdition(anchored, records, bodies, parallels.get(id) ?? []))
    if (view !== undefined) views.set(id, view)
    return view
  }
  return {
    root,
    reports: reports(allFiles(files)),
    editions: [...editions.keys()],
    edition,
    site: () =>
      renderLibrary(
        records,
        [...editions.keys()].flatMap((id) => edition(id) ?? []),
      ),
    withProse: [...editions.values()]
      .map((one) => one.edition)
      .filter(({ record }) => record.prose.trim() !== '')
      .map(({ id }) => id),
    link: bodies.link,
    outputs: new Map(
      [...editions.values()].flatMap((one) => outputsOf(one, records)).map((one) => [one.path, one]),
    ),
  }
}

/** A library as it was at one moment: what is wrong with it, and what it publishes. */
export type Library = {
  readonly root: string
  /** Every message of every file, in order. With an error among them, nothing may be published. */
  readonly reports: readonly Report[]
  readonly editions: readonly string[]
  /** Set when it is first asked for. */
  readonly edition: (id: string) => EditionView | undefined
  readonly site: () => LibraryView
  /** Editions whose editors wrote prose, which Astro compiles. */
  readonly withProse: readonly string[]
  /** Resolves the links and citations of an edition's prose, in a tree that Astro's MDX parsed. */
  readonly link: Bodies['link']
  /** The files of the site that are not pages, by path. */
  readonly outputs: ReadonlyMap<string, Output>
}

import { type AnchoredEdition, anchorEdition } from './anchor.ts'
import { type Bodies, parseBodies } from './bodies.ts'
import { cardOf } from './card.ts'
import { checkEdition, checkSeed } from './check.ts'
import { type Past, pastOf } from './history.ts'
import { checkLedger } from './ledger.ts'
import { once } from './once.ts'
import { outputsOf, type Output } from './outputs.ts'
import { anchorParallels } from './parallels.ts'
import { nothingParsed, parse, type Parsed, type Records, type Register } from './parse.ts'
import type { Files } from './read.ts'
import { readHistory } from './read-history.ts'
import { renderEdition } from './render.ts'
import { searchParts } from './search.ts'
import { type Shelf, type Use, watched, watchedIds } from './shelf.ts'
import { seedsOf, type Uses } from './uses.ts'
import { statesOf } from './versions.ts'
import type { EditionCard, EditionView } from './view.ts'

/** What an edition is opened in: the files of its library, and their records. */
export type Desk = {
  readonly root: string
  readonly files: Files
  readonly parsed: Parsed
  readonly records: Records
  /** What git knows; asked only when an edition is set. */
  readonly past: Past
  readonly drafts: boolean
  /** What was opened already. */
  readonly editions: Map<string, OpenEdition>
  readonly anchored: Map<string, { edition: AnchoredEdition | undefined; uses: Uses }>
  readonly checked: Set<string>
}

/** An edition whose messages are on its files, and what can be made of it. */
export type OpenEdition = {
  readonly id: string
  readonly uses: Uses
  /** Set when it is first asked for; undefined where the edition has no text, or cannot be read. */
  readonly view: () => EditionView | undefined
  readonly card: () => EditionCard | undefined
  readonly outputs: () => readonly Output[]
  /** What the search page loads of it; nothing where the site has none. */
  readonly searchParts: () => readonly Output[]
  /** Resolves the links and citations of its prose, in a tree that Astro's MDX parsed. */
  readonly link: Bodies['link']
}

export function deskOf(root: string, files: Files, drafts: boolean): Desk {
  const parsed = nothingParsed()
  const records = parse(files, parsed)
  const past = pastOf(() => readHistory(root), records.site?.fields.history)
  const nothing = { editions: new Map(), anchored: new Map(), checked: new Set<string>() }
  return { root, files, parsed, records, past, drafts, ...nothing }
}

/** Takes one edition through all stages. Each stage may leave messages on the edition's files. */
export function openEdition(id: string, desk: Desk): OpenEdition {
  const uses: Uses = new Set()
  const records = watchedRecords(desk.records, uses)
  const edition = records.editions.get(id)
  if (edition === undefined) return broken(id, uses)
  const anchoredOf = (other: string) => {
    const found = anchoredIn(desk, other)
    for (const use of found.uses) uses.add(use)
    return found.edition
  }
  checkEdition(edition, records)
  const anchored = anchoredOf(id)
  const parallels = anchorParallels(edition, anchored?.seed)
  const bodies = parseBodies(edition, records, anchoredOf)
  checkLedger(edition, bodies)
  // Earlier states of its text are shown with it.
  if (anchored !== undefined) statesOf(anchored.seed, records)
  checkSeeds(uses, desk)
  const view: OpenEdition['view'] = once(
    () => anchored && renderEdition(anchored, records, bodies, parallels, desk.past, publication().downloads),
  )
  const publication = once(() =>
    outputsOf(anchored && { anchored, records, bodies, past: desk.past, view: () => view() as EditionView }),
  )
  return {
    id,
    uses,
    view,
    card: once(() => {
      const shown = view()
      return shown && cardOf(shown)
    }),
    outputs: () => publication().outputs,
    searchParts: () => {
      const shown = view()
      return shown === undefined || records.site?.fields.search === false ? [] : searchParts(shown)
    },
    link: bodies.link,
  }
}

function broken(id: string, uses: Uses): OpenEdition {
  const nothing = { view: () => undefined, card: () => undefined, link: () => undefined }
  return { id, uses, outputs: () => [], searchParts: () => [], ...nothing }
}

/** Anchored once, for the edition itself and for those that link to it. */
function anchoredIn(desk: Desk, id: string) {
  const known = desk.anchored.get(id)
  if (known !== undefined) return known
  const uses: Uses = new Set()
  const records = watchedRecords(desk.records, uses)
  const edition = records.editions.get(id)
  const found = { edition: edition && anchorEdition(edition, records, desk.drafts), uses }
  desk.anchored.set(id, found)
  return found
}

/** Seeds are checked with the first edition that uses them: then their texts are at hand. */
function checkSeeds(uses: Uses, desk: Desk): void {
  for (const id of seedsOf(uses)) checkSeedOnce(id, desk)
}

export function checkSeedOnce(id: string, { checked, records, files }: Desk): void {
  if (checked.has(id)) return
  checked.add(id)
  const seed = records.seeds.get(id)
  if (seed !== undefined) checkSeed(seed, files.seeds.get(id)?.texts, records)
}

/** Forgets what was made of an edition, so that a library of any number of editions fits. Its messages stay. */
export function closeEdition(id: string, desk: Desk): void {
  const uses = desk.editions.get(id)?.uses ?? []
  desk.editions.delete(id)
  desk.anchored.delete(id)
  desk.records.editions.release(id)
  for (const seed of seedsOf(uses)) desk.records.seeds.release(seed)
}

function watchedRecords(records: Records, uses: Uses): Records {
  const use = (kind: string) => (id: string) => uses.add(`${kind}/${id}`)
  return {
    seeds: watchedShelf(records.seeds, use('seeds')),
    editions: watchedShelf(records.editions, use('editions')),
    contributors: watchedRegister(records.contributors, use('contributors')),
    sources: watchedRegister(records.sources, use('sources')),
    entities: watchedRegister(records.entities, use('entities')),
    xrefs: records.xrefs,
    site: records.site,
    address: records.address,
    repository: records.repository,
  }
}

function watchedShelf<Entry>(shelf: Shelf<Entry>, use: Use): Shelf<Entry> {
  return { ...shelf, ...watched(shelf, use), ids: watchedIds(shelf.ids, use) }
}

function watchedRegister<Entry>({ ids, records }: Register<Entry>, use: Use): Register<Entry> {
  return { ids: watchedIds(ids, use), records: watched(records, use) }
}

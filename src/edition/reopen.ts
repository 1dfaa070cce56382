import { deskOf, type Desk } from './open.ts'
import { parse } from './parse.ts'
import { type Files, reread } from './read.ts'
import { partsOf, type Uses } from './uses.ts'

/** The desk after some files have changed. What did not ask for any of them stays as it was. */
export function nextDesk(desk: Desk, paths: readonly string[]): Desk {
  const { root, drafts } = desk
  const read = reread(root, desk.files, paths)
  if (read.site !== desk.files.site) return deskOf(root, read, drafts)
  const isStale = (uses: Uses) => [...uses].some((use) => stateOf(use, desk.files) !== stateOf(use, read))
  // Only what was set as well has asked for everything that it will ask for.
  const open = new Map([...desk.editions].filter(([, one]) => one.view() !== undefined && !isStale(one.uses)))
  const stale = [...desk.editions.keys()].filter((id) => !open.has(id))
  // An edition that is opened again leaves its messages anew.
  const files = reread(
    root,
    read,
    stale.map((id) => `content/editions/${id}/`),
  )
  return {
    ...desk,
    files,
    records: parse(files, desk.parsed),
    editions: open,
    anchored: new Map(
      [...desk.anchored].filter(
        ([id, { uses }]) => files.editions.get(id) === read.editions.get(id) && !isStale(uses),
      ),
    ),
    checked: new Set([...desk.checked].filter((id) => files.seeds.get(id) === desk.files.seeds.get(id))),
  }
}

/** Something that is another when what a name stands for is: see `Uses`. */
function stateOf(use: string, files: Files): unknown {
  const { kind, id } = partsOf(use)
  if (kind === 'seeds' || kind === 'editions')
    return id === '*' ? [...files[kind].keys()].join() : files[kind].get(id)
  if (kind === 'contributors' || kind === 'sources' || kind === 'entities') {
    const file = files[kind].get(id)
    return id === '*' ? files[kind] : file && String(file.value)
  }
  return undefined
}

import type { ChangeView, EditionCard } from '../edition/view.ts'

/** Editions that stand under one heading: those of a series, or those of none. */
export type Shelf = { readonly series: string | undefined; readonly editions: readonly EditionCard[] }

/** The editions by series, each in the order of its numbers, then of titles; those of no series last. */
export function shelvesOf(editions: readonly EditionCard[]): Shelf[] {
  const shelves = [...Map.groupBy(editions, ({ series }) => series?.title)]
    .map(([series, some]) => ({ series, editions: [...some].sort(byPlace) }))
    .sort((a, b) => byTitle(a.series ?? '', b.series ?? ''))
  return [
    ...shelves.filter(({ series }) => series !== undefined),
    ...shelves.filter(({ series }) => series === undefined),
  ]
}

function byPlace(a: EditionCard, b: EditionCard): number {
  return (a.series?.number ?? Infinity) - (b.series?.number ?? Infinity) || byTitle(a.title, b.title)
}

/** The order of a locale would differ from machine to machine: letters by their numbers, signs before them left out. */
function byTitle(a: string, b: string): number {
  const [one, other] = [a, b].map((title) => title.toLowerCase().replace(/^[^\p{L}\p{N}]+/u, ''))
  return one === other ? 0 : (one ?? '') < (other ?? '') ? -1 : 1
}

/** The tags in their order, with the editions that have them. */
export function tagsOf(editions: readonly EditionCard[]): { tag: string; editions: EditionCard[] }[] {
  const byTag = new Map<string, EditionCard[]>()
  for (const edition of editions)
    for (const tag of new Set(edition.tags)) byTag.set(tag, [...(byTag.get(tag) ?? []), edition])
  return [...byTag]
    .map(([tag, some]) => ({ tag, editions: some.sort((a, b) => byTitle(a.title, b.title)) }))
    .sort((a, b) => byTitle(a.tag, b.tag))
}

/** The fragment of a tag or series on the first page: `tag-civil-law`. Letters of any script may stand in it. */
export function fragmentOf(kind: 'tag' | 'series', name: string): string {
  return `${kind}-${name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')}`
}

export type News = { readonly edition: EditionCard; readonly change: ChangeView }

/** The latest notes that were added or changed, of all editions; of one note only the last. */
export function newsOf(editions: readonly EditionCard[], most = 8): News[] {
  return editions
    .flatMap((edition) => {
      const seen = new Set<string>()
      return edition.changes
        .filter(({ id, note }) => note !== undefined && !seen.has(id) && seen.add(id))
        .slice(0, most)
        .map((change) => ({ edition, change }))
    })
    .sort((a, b) => (a.change.instant < b.change.instant ? 1 : a.change.instant > b.change.instant ? -1 : 0))
    .slice(0, most)
}

/** Notes for a thousand words of the text, to one place: how closely it is annotated. */
export function density({ notes, words }: Pick<EditionCard['figures'], 'notes' | 'words'>): number {
  return words === 0 ? 0 : Math.round((notes / words) * 10_000) / 10
}

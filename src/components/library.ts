import type { ChangeView, EditionCard } from '../edition/view.ts'
import type { Words } from '../words/index.ts'

/** Editions that stand under one heading: those of a series, or those of none. */
export type Shelf = { readonly series: string | undefined; readonly editions: readonly EditionCard[] }

/** The editions by series, each in the order of its numbers, then of titles; those of no series last. */
export function shelvesOf(editions: readonly EditionCard[], words: Words): Shelf[] {
  const byTitle = titles(words)
  const byPlace = (a: EditionCard, b: EditionCard) =>
    (a.series?.number ?? Infinity) - (b.series?.number ?? Infinity) || byTitle(a.title, b.title)
  const shelves = [...Map.groupBy(editions, ({ series }) => series && fragmentOf('series', series.title))]
    .map(([, some]) => ({ series: some[0]?.series?.title, editions: [...some].sort(byPlace) }))
    .sort((a, b) => byTitle(a.series ?? '', b.series ?? ''))
  return [
    ...shelves.filter(({ series }) => series !== undefined),
    ...shelves.filter(({ series }) => series === undefined),
  ]
}

/** The order of titles in the language of the site; signs before them are left out. */
function titles({ compare }: Words): (a: string, b: string) => number {
  const bare = (title: string) => title.replace(/^[^\p{L}\p{N}]+/u, '')
  return (a, b) => compare(bare(a), bare(b))
}

/** The tags in their order, with the editions that have them. */
export function tagsOf(
  editions: readonly EditionCard[],
  words: Words,
): { tag: string; editions: EditionCard[] }[] {
  const byTitle = titles(words)
  const byTag = new Map<string, { tag: string; editions: Set<EditionCard> }>()
  for (const edition of editions)
    for (const tag of edition.tags) {
      const fragment = fragmentOf('tag', tag)
      const known = byTag.get(fragment) ?? { tag, editions: new Set() }
      byTag.set(fragment, { ...known, editions: known.editions.add(edition) })
    }
  return [...byTag.values()]
    .map(({ tag, editions: some }) => ({
      tag,
      editions: [...some].sort((a, b) => byTitle(a.title, b.title)),
    }))
    .sort((a, b) => byTitle(a.tag, b.tag))
}

/**
 * The fragment of a tag or series on the first page: `tag-civil-law`. Letters of any script may stand in it; other
 * signs are told by their code points, for `C++` is not `C#`. What has the same fragment stands under one heading.
 */
export function fragmentOf(kind: 'tag' | 'series', name: string): string {
  return `${kind}-${name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '-')
    .replace(/[^\p{L}\p{M}\p{N}-]/gu, (sign) => `_${sign.codePointAt(0)?.toString(16)}`)}`
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

import type { Words } from '../words/index.ts'
import type { ContributorPageView, ContributorView, CreditView, DivisionView, EditionView } from './view.ts'

/** The address of a contributor's page, relative to the site. */
export function contributorHref(id: string): string {
  return `contributors/${id}/`
}

/** Whose the notes of a text are: a note of several contributors is a credit to each. */
export function creditsOf(division: DivisionView): CreditView[] {
  const { href, title, language, direction } = division
  return division.notes.flatMap(({ id, by, kind, places, created, updated, historyHref }) =>
    by.map(({ contributor, role }) => ({
      id,
      contributor: contributor.id,
      role,
      href: `${href}#n-${id}`,
      page: href,
      text: title ?? '',
      label: places[0]?.lemma ?? id,
      language,
      direction,
      kind: { label: kind.label, colour: kind.colour, letter: kind.letter },
      created,
      updated,
      historyHref,
    })),
  )
}

type Credited = Pick<EditionView, 'id' | 'title' | 'language' | 'editors' | 'credits'>

/** A page for everybody in the registry, by name as the site's language sorts them: with what they wrote and edit, edition by edition. */
export function contributorPages(
  contributors: readonly ContributorView[],
  editions: readonly Credited[],
  { compare }: Words,
): ContributorPageView[] {
  const work = new Map<string, ContributorPageView['work'][number][]>()
  for (const edition of editions) {
    const { id, title, language, editors, credits } = edition
    const written = Map.groupBy(credits, ({ contributor }) => contributor)
    for (const person of new Set([...editors.map((editor) => editor.id), ...written.keys()])) {
      const notes = written.get(person) ?? []
      const list = work.get(person) ?? []
      work.set(person, list)
      list.push({
        edition: { id, title, language, href: `${id}/` },
        isEditor: editors.some((editor) => editor.id === person),
        alone: alone(person, title, notes),
        notes,
      })
    }
  }
  return contributors
    .map((contributor) => ({ contributor, work: work.get(contributor.id) ?? [] }))
    .sort(({ contributor: a }, { contributor: b }) => compare(a.name, b.name) || (a.id < b.id ? -1 : 1))
}

/** The filter of a reading page is in its address: see `src/client/filter.ts`. */
function alone(person: string, edition: string, credits: readonly CreditView[]) {
  return [...new Map(credits.map(({ page, text }) => [page, text]))].map(([page, text]) => ({
    title: text || edition,
    href: `${page}?by=${person}#text`,
  }))
}

import type { EditionCard, EditionView } from './view.ts'

/** What the rest of the site needs to know of an edition. */
export function cardOf(edition: EditionView): EditionCard {
  const { id, title, subtitle, description, language, direction } = edition
  const { editors, contributors, credits, changes, series, tags, pages, divisions, sources } = edition
  const dates = divisions.flatMap(({ notes }) =>
    notes.map(({ updated, created }) => updated ?? created ?? ''),
  )
  return {
    id,
    title,
    subtitle,
    description,
    language,
    direction,
    editors,
    contributors,
    credits,
    changes,
    series,
    tags,
    pages,
    updated: latest([...dates, changes[0]?.date ?? '']),
    figures: {
      texts: divisions.length,
      words: divisions.reduce((sum, { words }) => sum + words, 0),
      notes: divisions.reduce((sum, { notes }) => sum + notes.length, 0),
      sources: sources.length,
    },
  }
}

function latest(dates: readonly string[]): string | undefined {
  const last = dates.reduce((known, date) => (date > known ? date : known), '')
  return last === '' ? undefined : last
}

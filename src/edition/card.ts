import type { EditionCard, EditionView } from './view.ts'

/** What the rest of the site needs to know of an edition. */
export function cardOf(edition: EditionView): EditionCard {
  const { id, title, subtitle, description, language, direction } = edition
  const { editors, contributors, credits, changes, divisions, sources } = edition
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
    figures: {
      texts: divisions.length,
      words: divisions.reduce((sum, { words }) => sum + words, 0),
      notes: divisions.reduce((sum, { notes }) => sum + notes.length, 0),
      sources: sources.length,
    },
  }
}

import type { DivisionView } from '../edition/view.ts'
import { placeIn, type Run } from './rows.ts'

/*
 * The style sheet of one text. Only names can join a note to its words, hence rules for each note; they stand in a
 * file of the page's own because an inline style would break a strict content policy.
 */

/**
 * When an address names a note or its words, every piece of those words lights up, in whatever runs the overlaps have
 * cut them. The script does this by itself.
 */
export function litSheet({ notes }: Pick<DivisionView, 'notes'>): string {
  const selectors = notes.map(({ id, places }) => {
    const names = [`n-${id}`, ...places.map((place) => place.fragment)]
    return `:root:has(${names.map((name) => `#${name.replaceAll('.', '\\.')}:target`).join()}) [data-notes~="${id}"]`
  })
  return selectors.length === 0
    ? ''
    : `@media not (scripting:enabled){\n${selectors.join(',\n')}{background:var(--lit);text-decoration-thickness:3px}\n}\n`
}

/** In a margin a note is anchored to its words and to the note before it. */
export function marginSheet(runs: readonly Run[]): string {
  return runs
    .filter(({ margin }) => margin)
    .flatMap(({ rows }) =>
      rows
        .flatMap(({ notes, passages: [passage] }) =>
          notes.map((note) => ({ note, words: passage && placeIn(note.places, passage) })),
        )
        .map(({ note: { id }, words }, i, all) => {
          const before = all[i - 1]
          const chain = before ? `;--prev:--n-${before.note.id}` : ''
          const named = words?.fragment ?? `q-${id}`
          return `#${named.replaceAll('.', '\\.')}{anchor-name:--q-${id}}\n#n-${id}{anchor-name:--n-${id};--ref:--q-${id}${chain}}\n`
        }),
    )
    .join('')
}

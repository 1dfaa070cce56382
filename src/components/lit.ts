import type { DivisionView } from '../edition/view.ts'

/**
 * A style sheet for one text: when an address names a note or its words, every piece of those words lights up,
 * in whatever runs the overlaps have cut them. Only names can join the two, hence a rule for each note; it
 * stands in a file of the page's own because an inline style would break a strict content policy.
 */
export function litSheet({ notes }: Pick<DivisionView, 'notes'>): string {
  const selectors = notes.map(({ id, places }) => {
    const names = [`n-${id}`, ...places.map((place) => place.fragment)]
    return `:has(${names.map((name) => `#${name.replaceAll('.', '\\.')}:target`).join()}) [data-notes~="${id}"]`
  })
  return selectors.length === 0
    ? ''
    : `${selectors.join(',\n')}{background:var(--lit);text-decoration-thickness:3px}\n`
}

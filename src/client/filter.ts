import { all, idOf, noteOf, one } from './dom.ts'

/** Which notes are shown. The address keeps it: `?kind=evidence,correction&by=ada&source=ica&only=disputed&notes=off`. */
export const facets = ['kind', 'by', 'source', 'only'] as const
export type Facet = (typeof facets)[number]

export function chosenOf(facet: Facet): string[] {
  return new URLSearchParams(location.search).get(facet)?.split(',').filter(Boolean) ?? []
}

/** What a note has for each facet. Sources are also those of the list that say that the note rests on them. */
function has(note: Element): Record<Facet, string[]> {
  const endings = (selector: string, mark: string) =>
    [...note.querySelectorAll(selector)].flatMap((link) => link.getAttribute('href')?.split(mark)[1] ?? [])
  const listed = all(`.sources li:has(a[href$="#n-${idOf(note)}"])`).map(({ id }) => id.slice(2))
  return {
    kind: [note.getAttribute('data-kind') ?? ''],
    by: [...note.querySelectorAll<HTMLElement>('.by [data-by]')].flatMap(
      ({ dataset }) => dataset['by'] ?? [],
    ),
    source: [...new Set([...endings('a[href*="#s-"]', '#s-'), ...listed])],
    only: note.hasAttribute('data-disputed') ? ['disputed'] : [],
  }
}

const index = new WeakMap<Element, Record<Facet, string[]>>()

export function facetsOf(note: Element): Record<Facet, string[]> {
  const known = index.get(note) ?? has(note)
  index.set(note, known)
  return known
}

export const notes = (): HTMLElement[] => all('.n[id]')

/** Shows what the address says: other notes are hidden, their words are plain again. Numbers stay. */
export function applyFilter(): void {
  const wanted = facets
    .map((facet) => [facet, chosenOf(facet)] as const)
    .filter(([, values]) => values.length > 0)
  const isFiltered = wanted.length > 0
  if (isFiltered || one('.n[hidden]')) hide(wanted)
  for (const button of all('.kinds button')) {
    button.setAttribute('aria-pressed', String(chosenOf('kind').includes(button.dataset['kind'] ?? '')))
  }
  const root = document.documentElement
  const off = new URLSearchParams(location.search).get('notes') === 'off'
  if (off) root.dataset['notes'] = 'off'
  else delete root.dataset['notes']
  one('[data-do="notes"]')?.setAttribute('aria-pressed', String(!off))
  one('[data-do="filter"]')?.classList.toggle('on', isFiltered)
}

function hide(wanted: readonly (readonly [Facet, readonly string[]])[]): void {
  for (const note of notes())
    note.hidden = !wanted.every(([facet, values]) =>
      facetsOf(note)[facet].some((value) => values.includes(value)),
    )
  for (const marker of all('.marker'))
    marker.hidden = noteOf(marker.getAttribute('href')?.split('#n-')[1] ?? '')?.hidden === true
  for (const run of all('mark[data-notes]')) {
    const ids = run.dataset['notes']?.split(' ') ?? []
    run.classList.toggle(
      'off',
      ids.every((id) => noteOf(id)?.hidden === true),
    )
  }
  for (const group of all('.notes'))
    group.classList.toggle('off', all('.n:not([hidden])', group).length === 0)
  rechain()
}

/** In a margin a note stands below the one before it that is shown: the sheet of the page knows only the one before. */
function rechain(): void {
  for (const run of all('.run')) {
    let before = '--none'
    for (const note of all('.n:not([hidden])', run)) {
      note.style.setProperty('--prev', before)
      before = `--${note.id}`
    }
  }
}

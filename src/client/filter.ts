import { all, idOf, kindOf, make, noteOf, one } from './dom.ts'

/** Which notes are shown. The address keeps it: `?kind=evidence,correction&by=ada&source=ica&notes=off`. */
const facets = ['kind', 'by', 'source'] as const
type Facet = (typeof facets)[number]

function chosenOf(facet: Facet): string[] {
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
  }
}

let index = new WeakMap<Element, Record<Facet, string[]>>()

function of(note: Element): Record<Facet, string[]> {
  const known = index.get(note) ?? has(note)
  index.set(note, known)
  return known
}

const notes = (): HTMLElement[] => all('.n[id]')

/** Shows what the address says: other notes are hidden, their words are plain again. Numbers stay. */
export function applyFilter(): void {
  const wanted = facets
    .map((facet) => [facet, chosenOf(facet)] as const)
    .filter(([, values]) => values.length > 0)
  if (wanted.length > 0 || filtered) hide(wanted)
  filtered = wanted.length > 0
  for (const button of all('.kinds button')) {
    button.setAttribute('aria-pressed', String(chosenOf('kind').includes(button.dataset['kind'] ?? '')))
  }
  const root = document.documentElement
  const off = new URLSearchParams(location.search).get('notes') === 'off'
  if (off) root.dataset['notes'] = 'off'
  else delete root.dataset['notes']
  one('[data-do="notes"]')?.setAttribute('aria-pressed', String(!off))
  one('[data-do="filter"]')?.classList.toggle('on', filtered)
}
let filtered = false

function hide(wanted: readonly (readonly [Facet, readonly string[]])[]): void {
  for (const note of notes())
    note.hidden = !wanted.every(([facet, values]) => of(note)[facet].some((value) => values.includes(value)))
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

/** Puts a choice into the address. An empty one leaves it. */
function write(facet: Facet | 'notes', values: readonly string[]): void {
  const query = new URLSearchParams(location.search)
  if (values.length > 0) query.set(facet, values.join(','))
  else query.delete(facet)
  const search = query.toString().replaceAll('%2C', ',')
  history.replaceState(history.state, '', location.pathname + (search && `?${search}`) + location.hash)
  applyFilter()
}

export function toggle(facet: Facet, value: string): void {
  const chosen = chosenOf(facet)
  write(facet, chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value])
}

export function toggleNotes(): void {
  write('notes', document.documentElement.dataset['notes'] === 'off' ? [] : ['off'])
}

export function showAll(): void {
  for (const facet of facets) write(facet, [])
}

/** The legend becomes buttons that look as it did. */
export function upgradeLegend(): void {
  index = new WeakMap()
  for (const entry of all('.kinds [data-kind]')) {
    const label = one('.kind', entry)
    if (!label || one('button', entry)) continue
    const button = make(
      'button',
      { type: 'button', class: 'kind', 'data-kind': entry.dataset['kind'] ?? '', 'aria-pressed': 'false' },
      label.textContent,
    )
    label.replaceWith(button)
  }
}

/** The panel with every facet: boxes for kinds, menus for people and works, with how many notes each has. */
export function openPanel(): HTMLElement {
  closePanel()
  const counts = (facet: Facet) => {
    const found = new Map<string, number>()
    for (const note of notes())
      for (const value of of(note)[facet]) found.set(value, (found.get(value) ?? 0) + 1)
    return found
  }
  const labels = new Map(notes().map((note) => [note.dataset['kind'] ?? '', kindOf(note)]))
  const boxes = [...counts('kind')].map(([kind, count]) => {
    const box = make('input', { type: 'checkbox', 'data-facet': 'kind', value: kind })
    if (chosenOf('kind').includes(kind)) box.setAttribute('checked', '')
    return make('li', {}, make('label', {}, box, `${labels.get(kind) ?? kind} (${count})`))
  })
  const menu = (facet: Facet, label: string, nameOf: (value: string) => string) => {
    const found = [...counts(facet)].map(([value, count]) => ({ value, count, name: nameOf(value) }))
    if (found.length < 2) return []
    found.sort((a, b) => a.name.localeCompare(b.name))
    const options = found.map(({ value, count, name }) => {
      const isChosen = chosenOf(facet).includes(value)
      return make('option', { value, ...(isChosen ? { selected: '' } : {}) }, `${name} (${count})`)
    })
    return [
      make(
        'label',
        {},
        label,
        make('select', { 'data-facet': facet }, make('option', { value: '' }, 'All'), ...options),
      ),
    ]
  }
  const linked = (selector: string, other: string) => () => one(selector)?.textContent.trim() ?? other
  const panel = make(
    'section',
    { class: 'panel', popover: 'manual', 'aria-label': 'Filter notes' },
    make('ul', {}, ...boxes),
    ...menu('by', 'Contributor', (id) => linked(`.by [data-by="${id}"]`, id)()),
    ...menu('source', 'Source', (key) => linked(`.n a[href$="#s-${key}"]`, key)()),
    make('button', { type: 'button', 'data-do': 'all' }, 'Show all notes'),
  )
  const button = one('[data-do="filter"]')
  ;(button?.parentElement ?? document.body).insertBefore(panel, button?.nextSibling ?? null)
  panel.showPopover()
  button?.setAttribute('aria-expanded', 'true')
  return panel
}

export function closePanel(): boolean {
  const open = one('.panel')
  open?.remove()
  one('[data-do="filter"]')?.setAttribute('aria-expanded', 'false')
  return open !== null
}

/** A box or a menu of the panel was used. */
export function changed(control: Element): void {
  const facet = facets.find((one) => one === control.getAttribute('data-facet'))
  if (facet && control instanceof HTMLInputElement) toggle(facet, control.value)
  if (facet && control instanceof HTMLSelectElement) write(facet, [control.value].filter(Boolean))
}

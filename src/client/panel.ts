import { chosenOf, type Facet, facetsOf, notes } from './filter.ts'
import { closePanel } from './floats.ts'
import { kindOf, make, one } from './dom.ts'
import { said } from './words.ts'

/** The panel with every facet: boxes for kinds, menus for people and works, with how many notes each has. */
export function openPanel(): HTMLElement {
  closePanel()
  const words = said().script
  const counts = (facet: Facet) => {
    const found = new Map<string, number>()
    for (const note of notes())
      for (const value of facetsOf(note)[facet]) found.set(value, (found.get(value) ?? 0) + 1)
    return found
  }
  const labels = new Map(notes().map((note) => [note.dataset['kind'] ?? '', kindOf(note)]))
  const box = (facet: Facet, value: string, label: string) => {
    const input = make('input', { type: 'checkbox', 'data-facet': facet, value })
    if (chosenOf(facet).includes(value)) input.setAttribute('checked', '')
    return make('li', {}, make('label', {}, input, label))
  }
  const disputed = counts('only').get('disputed')
  const boxes = [
    ...[...counts('kind')].map(([kind, count]) =>
      box('kind', kind, `${labels.get(kind) ?? kind} (${count})`),
    ),
    ...(disputed ? [box('only', 'disputed', `${words.onlyDisputed} (${disputed})`)] : []),
  ]
  const menu = (facet: Facet, label: string, nameOf: (value: string) => string) => {
    const found = [...counts(facet)].map(([value, count]) => ({ value, count, name: nameOf(value) }))
    if (found.length < 2) return []
    found.sort((a, b) => a.name.localeCompare(b.name, document.documentElement.lang))
    const options = found.map(({ value, count, name }) => {
      const isChosen = chosenOf(facet).includes(value)
      return make('option', { value, ...(isChosen ? { selected: '' } : {}) }, `${name} (${count})`)
    })
    return [
      make(
        'label',
        {},
        label,
        make('select', { 'data-facet': facet }, make('option', { value: '' }, words.all), ...options),
      ),
    ]
  }
  const linked = (selector: string, other: string) => () => one(selector)?.textContent.trim() ?? other
  const panel = make(
    'section',
    { class: 'panel', popover: 'manual', 'aria-label': words.filterNotes },
    make('ul', {}, ...boxes),
    ...menu('by', words.contributor, (id) => linked(`.by [data-by="${id}"]`, id)()),
    ...menu('source', words.source, (key) => linked(`.n a[href$="#s-${key}"]`, key)()),
    make('button', { type: 'button', 'data-do': 'all' }, words.showAll),
  )
  const button = one('[data-do="filter"]')
  ;(button?.parentElement ?? document.body).insertBefore(panel, button?.nextSibling ?? null)
  panel.showPopover()
  button?.setAttribute('aria-expanded', 'true')
  return panel
}

import { applyFilter, chosenOf, type Facet, facets } from './filter.ts'

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

/** A box or a menu of the panel was used. */
export function changed(control: Element): void {
  const facet = facets.find((one) => one === control.getAttribute('data-facet'))
  if (facet && control instanceof HTMLInputElement) toggle(facet, control.value)
  if (facet && control instanceof HTMLSelectElement) write(facet, [control.value].filter(Boolean))
}

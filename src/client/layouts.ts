import { all, one } from './dom.ts'
import { prefer, preferences } from './store.ts'

/** The address whose layout is shown: the way back of the browser can lead to another before the page changes. */
let shown = ''

export const isElsewhere = (): boolean => location.pathname !== shown

export function arrive(): void {
  shown = location.pathname
}

/** A layout that the reader has preferred to this one. */
export function preferredElsewhere(): string | undefined {
  const { view } = preferences()
  return view !== undefined && one(`.views [data-view="${view}"]:not([aria-current])`) ? view : undefined
}

export function keepLayout(): void {
  const view = one('.views [aria-current]')?.dataset['view']
  if (view !== undefined) prefer({ view })
}

/** The layout after this one. */
export function nextLayout(): HTMLElement | undefined {
  const links = all('.views a')
  return links[(links.findIndex((link) => link.hasAttribute('aria-current')) + 1) % links.length]
}

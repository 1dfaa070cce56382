import { all } from './dom.ts'

/** Arrow keys, Home and End go along the strip. */
export function moveInStrip(from: Element, key: string): void {
  const cells = all('.strip a')
  const forward = (key === 'ArrowRight') === (getComputedStyle(from).direction === 'ltr')
  const at = cells.indexOf(from as HTMLElement) + (forward ? 1 : -1)
  const cell = key === 'Home' ? cells[0] : key === 'End' ? cells.at(-1) : cells[at]
  if (!cell) return
  for (const other of cells) other.tabIndex = other === cell ? 0 : -1
  cell.focus()
}

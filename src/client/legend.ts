import { all, make, one } from './dom.ts'

/** The legend becomes buttons that look as it did. */
export function upgradeLegend(): void {
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

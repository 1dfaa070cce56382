import { make, one } from './dom.ts'
import { prefer, preferences } from './store.ts'

/** Keys of one letter, and what they do: the same words as the buttons' `data-do`. */
export const keys: Readonly<Record<string, readonly [act: string, says: string]>> = {
  n: ['next', 'Next note'],
  p: ['previous', 'Previous note'],
  o: ['others', 'Other notes on the same words'],
  v: ['layout', 'Next layout'],
  h: ['notes', 'Notes on or off'],
  f: ['filter', 'Filter notes'],
  a: ['add', 'Add a note on the words selected, or on the passage in focus'],
  l: ['link', 'Copy a link to the words selected, the note or the passage'],
  w: ['words', 'Copy a link to the very words of the note'],
  c: ['citation', 'Copy a citation of the note or the edition'],
  '/': ['search', 'Search'],
  '?': ['keys', 'These keys'],
}

/** What a key means now; undefined where it belongs to somebody else. */
export function actOf(event: KeyboardEvent): string | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined
  const target = event.target instanceof Element ? event.target : undefined
  if (target?.closest('input:not([type="checkbox"]), select, textarea, [contenteditable], dialog'))
    return undefined
  return preferences().keys === false ? undefined : keys[event.key]?.[0]
}

export function openDialog(title: string, ...children: Node[]): void {
  one('dialog')?.remove()
  const dialog = make(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'dialog' },
    make('h2', { id: 'dialog' }, title),
    ...children,
    make('p', {}, make('button', { type: 'button', 'data-do': 'shut' }, 'Close')),
  ) as HTMLDialogElement
  document.body.append(dialog)
  dialog.addEventListener('close', () => dialog.remove())
  dialog.showModal()
}

export function openKeys(): void {
  const table = make('dl', {})
  const row = (key: string, says: string) =>
    table.append(make('dt', {}, make('kbd', {}, key)), make('dd', {}, says))
  for (const [key, [act, says]] of Object.entries(keys)) {
    if (act !== 'search' || one('a[rel="search"]')) row(key, says)
  }
  row('Esc', 'Back to the very words; close what is open')
  row('↓', 'At a reference: all notes on its words')
  row('← →', 'In the strip: go along it')
  const box = make('input', { type: 'checkbox', id: 'letters' })
  if (preferences().keys !== false) box.setAttribute('checked', '')
  box.addEventListener('change', () => prefer({ keys: (box as HTMLInputElement).checked }))
  openDialog('Keys', table, make('p', {}, make('label', {}, box, ' Keys of one letter are on')))
}

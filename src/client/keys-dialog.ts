import { openDialog } from './dialog.ts'
import { make, one } from './dom.ts'
import { keys } from './keys.ts'
import type { ScriptWords } from '../words/script.ts'
import { said } from './words.ts'

const says: Readonly<Record<(typeof keys)[keyof typeof keys], keyof ScriptWords['script']>> = {
  next: 'nextNote',
  previous: 'previousNote',
  others: 'others',
  layout: 'layout',
  notes: 'onOff',
  filter: 'filterNotes',
  add: 'add',
  link: 'copyLink',
  words: 'copyWords',
  citation: 'copyCitation',
  search: 'search',
  keys: 'theseKeys',
}

/** Lists the keys. `areOn` tells whether those of one letter are in use; `use` is told when the reader changes it. */
export function openKeys(areOn: boolean, use: (areOn: boolean) => void): void {
  const words = said().script
  const table = make('dl', {})
  const row = (key: string, says: string) =>
    table.append(make('dt', {}, make('kbd', {}, key)), make('dd', {}, says))
  for (const [key, act] of Object.entries(keys)) {
    if (act !== 'search' || one('a[rel="search"]')) row(key, words[says[act]])
  }
  row('Esc', words.escape)
  row('↓', words.down)
  row('← →', words.sideways)
  const box = make('input', { type: 'checkbox', id: 'letters' })
  if (areOn) box.setAttribute('checked', '')
  box.addEventListener('change', () => use((box as HTMLInputElement).checked))
  openDialog(words.keys, table, make('p', {}, make('label', {}, box, ` ${words.lettersOn}`)))
}

import { preferences } from './store.ts'

/** Keys of one letter, and what they do: the same words as the buttons' `data-do`. `keys-dialog.ts` says what. */
export const keys = {
  n: 'next',
  p: 'previous',
  o: 'others',
  v: 'layout',
  h: 'notes',
  f: 'filter',
  a: 'add',
  l: 'link',
  w: 'words',
  c: 'citation',
  '/': 'search',
  '?': 'keys',
} as const
type Key = keyof typeof keys

/** What a key means now; undefined where it belongs to somebody else. */
export function actOf(event: KeyboardEvent): string | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined
  const target = event.target instanceof Element ? event.target : undefined
  if (target?.closest('input:not([type="checkbox"]), select, textarea, [contenteditable], dialog'))
    return undefined
  return preferences().keys === false ? undefined : keys[event.key as Key]
}

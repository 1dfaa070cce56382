import { bring, isComing } from './bringing.ts'
import { one } from './dom.ts'

/**
 * What a reader needs who writes a note comes only then: when words of the text are selected, when the key or the button
 * for it is used, or where a note was begun before.
 */
const bringAll = (): Promise<unknown> => bring('tools').then(() => bring('composer'))

/** Whether notes can be written on this page. */
const isOpen = () => one('#compose') !== null

/** The reader wants to add a note on what is selected, or on the passage in focus. */
export function addNote(): void {
  if (isOpen()) void bringAll().then(() => document.dispatchEvent(new Event('variorum-add')))
}

export function watchSelection(): void {
  document.addEventListener('selectionchange', () => {
    const selection = getSelection()
    const at = selection?.anchorNode?.parentElement?.closest('#text')
    if (!isComing('composer') && at && !selection?.isCollapsed && isOpen()) void bringAll()
  })
  let begun: string | null = null
  try {
    begun = localStorage.getItem('variorum-notes')
  } catch {
    // Storage is forbidden: then nothing was kept.
  }
  if (begun?.includes('"drafts":[{') && isOpen()) void bringAll()
}

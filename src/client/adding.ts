import { make, one } from './dom.ts'

/**
 * What a reader needs who writes a note comes only then: when words of the text are selected, when the key or the button
 * for it is used, or where a note was begun before. A script and a sheet whose addresses the page's own script element
 * names; as elements of the page they load below any path, and from a disk.
 */
const own = one('script[data-composer]')
const at = (address: string | undefined) => address && new URL(address, document.baseURI).href
const composer = at(own?.dataset['composer'])
const sheet = at(own?.dataset['sheet'])
let coming: Promise<unknown> | undefined

function bring(): Promise<unknown> {
  const loaded = (element: HTMLElement) =>
    new Promise((done, fail) => {
      element.addEventListener('load', done)
      element.addEventListener('error', fail)
      document.head.append(element)
    })
  const type = own?.getAttribute('type')
  coming ??= loaded(make('link', { rel: 'stylesheet', href: sheet ?? '' })).then(() =>
    loaded(make('script', { src: composer ?? '', ...(type ? { type } : {}) })),
  )
  coming.catch(() => (coming = undefined))
  return coming
}

/** Whether notes can be written on this page. */
const isOpen = () => composer !== undefined && one('#compose') !== null

/** The reader wants to add a note on what is selected, or on the passage in focus. */
export function addNote(): void {
  if (isOpen()) void bring().then(() => document.dispatchEvent(new Event('variorum-add')))
}

export function watchSelection(): void {
  document.addEventListener('selectionchange', () => {
    const selection = getSelection()
    const at = selection?.anchorNode?.parentElement?.closest('#text')
    if (!coming && at && !selection?.isCollapsed && isOpen()) void bring()
  })
  let begun: string | null = null
  try {
    begun = localStorage.getItem('variorum-notes')
  } catch {
    // Storage is forbidden: then nothing was kept.
  }
  if (begun?.includes('"drafts":[{') && isOpen()) void bring()
}

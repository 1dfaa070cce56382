import { make, one } from './dom.ts'
import type { tools } from './tools.ts'

/**
 * What a reader needs only sometimes comes only then: scripts and their sheets, whose addresses the page's own script
 * element names. As elements of the page they load below any path, and from a disk.
 */
export type Part = 'tools' | 'composer'

const own = one('script[data-tools]')
/** A page that is replaced by another layout has another address: addresses are made whole before that. */
const addresses = new Map(
  ['tools', 'composer', 'tools-sheet', 'composer-sheet', 'words'].map((name) => {
    const given = own?.getAttribute(`data-${name}`)
    return [name, given ? new URL(given, document.baseURI).href : undefined] as const
  }),
)
const coming = new Map<Part, Promise<unknown>>()

export const isComing = (part: Part): boolean => coming.has(part)

export function bring(part: Part): Promise<unknown> {
  const known = coming.get(part)
  if (known) return known
  const type = own?.getAttribute('type')
  const brought = Promise.all([
    loaded(make('link', { rel: 'stylesheet', href: addresses.get(`${part}-sheet`) ?? '' })),
    loaded(make('script', { src: addresses.get(part) ?? '', ...(type ? { type } : {}) })),
    // Whatever else comes follows the tools, and has their words.
    part === 'tools' && loaded(make('script', { src: addresses.get('words') ?? '' })),
  ])
  coming.set(part, brought)
  brought.catch(() => coming.delete(part))
  return brought
}

function loaded(element: HTMLElement): Promise<unknown> {
  return new Promise((done, fail) => {
    element.addEventListener('load', done)
    element.addEventListener('error', fail)
    document.head.append(element)
  })
}

type Tools = typeof tools
let here: Tools | undefined
// A script that is no module can hand something over only so.
document.addEventListener('variorum-tools', (event) => (here = (event as CustomEvent<Tools>).detail))
let isReady = false

/** Uses what is brought later: at once where it is there. */
export function withTools(use: (tools: Tools) => void): void {
  if (here && isReady) use(here)
  else
    void bring('tools').then(
      () => {
        isReady = true
        if (here) use(here)
      },
      () => undefined,
    )
}

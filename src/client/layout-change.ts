import { all, make, one } from './dom.ts'
import { tellLayout } from './telling.ts'

/** Pages that have been asked for, by address without query and fragment. */
const pages = new Map<string, Promise<Document>>()

function plain(href: string): string {
  const { origin, pathname } = new URL(href, location.href)
  return origin + pathname
}

/** Asks for a page before it is wanted. */
export function ask(href: string): Promise<Document> {
  const address = plain(href)
  const page =
    pages.get(address) ??
    fetch(address).then(async (response) => {
      if (!response.ok) throw new Error(response.statusText)
      return new DOMParser().parseFromString(await response.text(), 'text/html')
    })
  pages.set(address, page)
  page.catch(() => pages.delete(address))
  return page
}

/** The passage at the top of the window, by its fragment. */
function here(): string | undefined {
  const passages = all('.passage[id]')
  const at = passages.findLast((passage) => passage.getBoundingClientRect().top < innerHeight / 3)
  return scrollY > 0 ? at?.id : undefined
}

/**
 * Shows another layout in the place of this one: a page of the site, which without script would be gone to. The reader
 * stays at the same passage, the filter and the chosen note stay in the address. Where the page cannot be had, the
 * browser goes there.
 */
export async function showLayout(href: string, push: boolean, start: () => void): Promise<void> {
  const address = plain(href)
  const passage = here()
  let page: Document
  try {
    page = await ask(href)
  } catch {
    location.href = href
    return
  }
  // Addresses in the head are relative as well; its sheets and faces are the same, and loaded.
  const links = 'link:not([rel="stylesheet"], [rel="preload"])'
  for (const link of document.head.querySelectorAll(links)) link.remove()
  if (push) history.pushState(null, '', address + location.search + location.hash)
  for (const link of page.head.querySelectorAll<HTMLLinkElement>(links)) {
    const own = document.importNode(link, true)
    document.head.append(own)
    // On the way back the address changes before the page does: the icon would be asked for from there.
    own.setAttribute('href', own.href)
  }
  document.title = page.title
  document.body.replaceWith(document.importNode(page.body, true))
  start()
  const target =
    passage === undefined ? null : (document.getElementById(passage) ?? one(`.n:has(a[href$="#${passage}"])`))
  target?.scrollIntoView({ behavior: 'instant' })
  if (push) one('.views [aria-current]')?.focus({ preventScroll: true })
}

/** The address decides. Where the reader has preferred another layout, the page says so and leads there. */
export function offerLayout(preferred: string): void {
  const link = one(`.views [data-view="${preferred}"]`)
  const now = one('.views [aria-current]')
  if (!link || !now) return
  const there = make(
    'a',
    { href: link.getAttribute('href') ?? '', 'data-view': preferred },
    link.textContent.trim(),
  )
  tellLayout(now.textContent.trim(), there)
}

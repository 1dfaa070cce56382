import { standAt } from './chooser.ts'
import { isSeen, make, one } from './dom.ts'

/**
 * At a reference, by mouse or by keyboard, what it leads to: a note that is not in view, a passage, a source, an entry of
 * a register. It is a second sight of what is elsewhere, so it is no part of the page for those who hear it. It stays
 * while the pointer is on it, and Escape puts it away (WCAG 2.2, 1.4.13).
 */
const references = '.marker, a.ref'
const REST = 250
const MOST = 320

let at: Element | undefined
let due: ReturnType<typeof setTimeout> | undefined

export function watchReferences(): void {
  document.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType !== 'touch') consider(target, REST)
  })
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element && target.matches(':focus-visible')) consider(target, 0)
  })
  document.addEventListener('click', hide)
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && hide())
  const now = one(':is(.marker, a.ref):is(:hover, :focus-visible)')
  if (now) consider(now, 0)
}

function hide(): void {
  clearTimeout(due)
  one('.preview')?.remove()
  at = undefined
}

function consider(target: EventTarget | null, wait: number): void {
  if (!(target instanceof Element) || target.closest('.preview')) return
  const link = target.closest(references) ?? undefined
  if (link === at) return
  hide()
  at = link
  if (link) due = setTimeout(() => void show(link), wait)
}

async function show(link: Element): Promise<void> {
  const target = await targetOf(link.getAttribute('href') ?? '').catch(() => null)
  if (!target || at !== link || (target.isConnected && target.ownerDocument === document && isSeen(target)))
    return
  const preview = make('div', { class: 'preview', popover: 'manual', 'aria-hidden': 'true' }, sightOf(target))
  document.body.append(preview)
  preview.showPopover()
  standAt(preview, link, 1)
}

const pages = new Map<string, Promise<Document>>()

/** What an address of the site names, on this page or on another, which then is asked for once. */
async function targetOf(href: string): Promise<Element | null> {
  const { origin, pathname, hash } = new URL(href, document.baseURI)
  const id = decodeURIComponent(hash.slice(1))
  if (href.startsWith('#')) return document.getElementById(id)
  const page =
    pages.get(pathname) ??
    fetch(origin + pathname).then(async (answer) =>
      new DOMParser().parseFromString(answer.ok ? await answer.text() : '', 'text/html'),
    )
  pages.set(pathname, page)
  page.catch(() => pages.delete(pathname))
  return (await page).getElementById(id)
}

/** A note without its longer part and what leads elsewhere; of anything else the first words. */
function sightOf(target: Element): Element | string {
  if (!target.matches('.n')) {
    const words = (one('p', target) ?? target).textContent.trim().replace(/\s+/g, ' ')
    return words.length > MOST ? `${words.slice(0, MOST - 2)} …` : words
  }
  const copy = document.importNode(target, true)
  for (const element of copy.querySelectorAll('.by, .rel, details')) element.remove()
  for (const element of [copy, ...copy.querySelectorAll('*')])
    for (const name of ['id', 'href', 'role', 'aria-label']) element.removeAttribute(name)
  copy.setAttribute('role', 'none')
  copy.classList.remove('on', 'lit')
  return copy
}

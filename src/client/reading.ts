import { addNote, watchSelection } from './adding.ts'
import { bring, withTools } from './bringing.ts'
import { all, idOf, markersOf, noteOf, notesOn, one, piecesOf, runBefore } from './dom.ts'
import { closeChooser, closePanel, closeSheet, isSheetOpen } from './floats.ts'
import { actOf } from './keys.ts'
import { upgradeLegend } from './legend.ts'
import { arrive, isElsewhere, keepLayout, nextLayout, preferredElsewhere } from './layouts.ts'
import {
  back,
  choose,
  chooseOn,
  chosenId,
  focusOn,
  forget,
  letGo,
  settle,
  step,
  tellCount,
} from './select.ts'
import { prefer, preferences } from './store.ts'

/**
 * What the script adds to a page that is whole without it: words and notes light each other up, a chosen note comes
 * level with its words, filters, layouts without a journey, keys, links and citations. All listening is at the
 * document, so that a page replaced by another layout needs only `start`.
 */
function start(): void {
  forget()
  arrive()
  document.documentElement.dataset['live'] = ''
  upgradeLegend()
  roveStrip()
  if (location.search === '') follow()
  else
    withTools(({ applyFilter }) => {
      applyFilter()
      follow()
    })
}

function follow(): void {
  followAddress()
  tellCount()
}

/** A note or words that the address names are chosen. */
function followAddress(): void {
  const [, side, id] = /^#([nq])-([^.]+)/.exec(location.hash) ?? []
  const words = side === 'q' ? document.getElementById(location.hash.slice(1)) : undefined
  if (id === undefined || id === chosenId()) return
  const go = () => choose(id, { from: words?.closest('mark') ?? undefined })
  if (!noteOf(id)?.hidden) go()
  else
    withTools(({ showAll }) => {
      showAll()
      go()
    })
}

type Act = (by: Element | undefined) => void

const acts: Readonly<Record<string, Act>> = {
  next: (by) => step(1, !by),
  previous: (by) => step(-1, !by),
  back,
  others: () => openOthers(true),
  layout: () => nextLayout()?.click(),
  notes: () =>
    withTools(({ toggleNotes }) => {
      toggleNotes()
      settle()
    }),
  filter: (by) => {
    if (closePanel()) return
    withTools(({ openPanel }) => {
      const panel = openPanel()
      if (!by || by === document.activeElement) one('input, select, button', panel)?.focus()
    })
  },
  all: () =>
    withTools(({ showAll, openPanel }) => {
      showAll()
      tellCount()
      one('button', openPanel())?.focus()
    }),
  add: addNote,
  link: () => withTools(({ copyLink }) => void copyLink(chosenId())),
  words: () => withTools(({ copyWords }) => void copyWords(chosenId())),
  cite: () => withTools(({ openCitation }) => openCitation(chosenId())),
  citation: () => withTools(({ copyCitation }) => void copyCitation(chosenId())),
  search: () => one('a[rel="search"]')?.click(),
  keys: () => withTools(({ openKeys }) => openKeys(preferences().keys !== false, (keys) => prefer({ keys }))),
  shut: (by) => by?.closest('dialog')?.close(),
  close: letGo,
  place: () => {
    closeSheet()
    const note = noteOf(chosenId() ?? '')
    if (!note) return
    note.scrollIntoView({ block: 'center' })
    focusOn(note)
  },
}

/** All notes on the words of the chosen note, or of the reference that has the focus. */
function openOthers(focus: boolean): void {
  const marker = document.activeElement?.closest('.marker') ?? markersOf(chosenId() ?? '')[0]
  const run = (marker && runBefore(marker)) ?? piecesOf(chosenId() ?? '')[0]
  if (!run) return
  const ids = notesOn(run)
  opener = marker
  withTools(({ openChooser, tellNoOther }) => {
    if (ids.length < 2) tellNoOther()
    openChooser(ids, chosenId(), run, focus)
  })
}
let opener: Element | undefined

/** The parts of the page that a click can mean, innermost first. */
document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null
  if (
    !target ||
    event.defaultPrevented ||
    event.button !== 0 ||
    event.ctrlKey ||
    event.metaKey ||
    event.shiftKey ||
    event.altKey
  )
    return
  const within = (selector: string) => target.closest<HTMLElement>(selector)
  if (!within('.panel, [data-do="filter"]')) closePanel()
  const chip = within('[data-note]')
  if (!chip) closeChooser()
  const button = within('[data-do]')
  const copied = within('[data-copy]')
  const legend = within('.kinds button')
  const layout = within('a[data-view]')
  const marker = within('.marker')
  const lemma = within('.n a[role="doc-backlink"]:not(.data-footnote-backref)')
  const run = within('mark[data-notes]')
  if (button) acts[button.dataset['do'] ?? '']?.(button)
  else if (copied)
    withTools(({ copyText }) => {
      const text = copied.closest('p')?.previousElementSibling?.textContent ?? ''
      void copyText(text, copied.dataset['copy'] ?? '')
    })
  else if (legend)
    withTools(({ toggle }) => {
      toggle('kind', legend.dataset['kind'] ?? '')
      afterFilter()
    })
  else if (layout) {
    event.preventDefault()
    withTools(
      ({ showLayout }) => void showLayout(layout.getAttribute('href') ?? '', true, start).then(keepLayout),
    )
  } else if (chip) {
    const words = runOf(chip.dataset['note'] ?? '')
    const byKey = event.detail === 0
    closeChooser()
    choose(chip.dataset['note'] ?? '', { from: words, pointed: !byKey, focus: byKey })
  } else if (marker) followMarker(event, marker)
  else if (lemma) followLemma(event, lemma)
  else if (run && getSelection()?.isCollapsed !== false) chooseRun(run)
  else if (isSheetOpen() && !within('.sheet')) letGo()
})

/** A tap on words chooses a note; where several are on them, the others are offered. */
function chooseRun(run: Element): void {
  const ids = notesOn(run)
  if (ids.length === 0) return
  chooseOn(run)
  pointed = run
  withTools(({ openChooser }) => {
    if (!isSheetOpen() && pointed === run) openChooser(ids, chosenId(), run, false)
  })
}
let pointed: Element | undefined

/** The words that a note was offered for: those pointed at, where it is on them. */
function runOf(id: string): Element | undefined {
  const words = opener ? runBefore(opener) : pointed
  return words?.matches(`[data-notes~="${id}"]`) ? words : undefined
}

/** From the reference to the note: by pointer the note comes to the words, by keyboard the focus goes to the note. */
function followMarker(event: MouseEvent, marker: Element): void {
  const href = marker.getAttribute('href') ?? ''
  if (!href.startsWith('#n-')) return
  event.preventDefault()
  const byKey = event.detail === 0
  choose(href.slice(3), { from: marker, focus: byKey, pointed: !byKey, push: true })
}

/** From the note back to its words, where they are on this page. */
function followLemma(event: MouseEvent, lemma: Element): void {
  const href = lemma.getAttribute('href') ?? ''
  const words = href.startsWith('#') ? document.getElementById(href.slice(1)) : null
  const note = lemma.closest('.n')
  if (!words || !note) return
  event.preventDefault()
  const run = words.closest('mark') ?? words
  choose(chosenId() ?? idOf(note), { from: run })
  back()
  history.replaceState(history.state, '', location.pathname + location.search + href)
  for (const piece of piecesOf(idOf(note))) piece.classList.add('lit')
}

/** What is pointed at or has the focus lights up with its other side. */
function light(target: EventTarget | null): void {
  for (const element of all('.lit')) element.classList.remove('lit')
  const at = target instanceof Element ? target.closest('mark[data-notes], .marker, .n') : null
  if (!at) return
  const id = at.matches('.n')
    ? idOf(at)
    : at.matches('.marker')
      ? at.getAttribute('href')?.split('#n-')[1]
      : undefined
  const ids = id === undefined ? notesOn(at) : [id]
  for (const one of ids) {
    noteOf(one)?.classList.add('lit')
    for (const piece of piecesOf(one)) piece.classList.add('lit')
  }
}
document.addEventListener('pointerover', (event) => {
  if (event.pointerType !== 'touch') light(event.target)
})
document.addEventListener('focusin', ({ target }) => light(target))
document.addEventListener('change', ({ target }) => {
  if (!(target instanceof Element) || !target.closest('.panel')) return
  withTools(({ changed }) => {
    changed(target)
    afterFilter()
  })
})

function afterFilter(): void {
  if (noteOf(chosenId() ?? '')?.hidden) letGo()
  settle()
  tellCount()
}

document.addEventListener('keydown', (event) => {
  const target = event.target instanceof Element ? event.target : document.body
  const act = actOf(event)
  if (event.key === 'Escape') escape(target)
  else if (target.closest('.chooser') && /^Arrow(?:Up|Down)$/.test(event.key)) {
    event.preventDefault()
    withTools(({ walk }) => walk(target, event.key === 'ArrowDown' ? 1 : -1))
  } else if (event.key === 'ArrowDown' && target.matches('.marker')) {
    event.preventDefault()
    openOthers(true)
  } else if (target.closest('.strip') && /^(?:Arrow(?:Left|Right)|Home|End)$/.test(event.key)) {
    event.preventDefault()
    const { key } = event
    withTools(({ moveInStrip }) => moveInStrip(target, key))
  } else if (act !== undefined) {
    event.preventDefault()
    acts[act]?.(undefined)
  }
})

/** What lies on top closes first; with nothing open, back to the words. */
function escape(target: Element): void {
  if (one('dialog')) return
  if (closeChooser()) {
    if (opener instanceof HTMLElement && target.closest('.chooser')) opener.focus()
  } else if (closePanel()) one('[data-do="filter"]')?.focus()
  else back()
}

/** The strip is one stop of the Tab key; arrows go along it. */
function roveStrip(): void {
  for (const [i, cell] of all('.strip a').entries()) cell.tabIndex = i === 0 ? 0 : -1
}

document.addEventListener('pointerover', ({ target }) => {
  const link = target instanceof Element ? target.closest('a[data-view], .marker, a.ref') : null
  if (link?.matches('[data-view]'))
    withTools(({ ask }) => ask(link.getAttribute('href') ?? '').catch(() => undefined))
  else if (link) bringTools()
})
// Whoever touches the page or uses a key will soon need them.
const bringTools = (): unknown => bring('tools').catch(() => undefined)
for (const sign of ['pointerdown', 'keydown'])
  document.addEventListener(sign, bringTools, { once: true, passive: true })
document.addEventListener(
  'toggle',
  ({ target }) => target instanceof Element && target.closest('.n') && settle(),
  true,
)
addEventListener('popstate', () => {
  if (isElsewhere()) withTools(({ showLayout }) => void showLayout(location.href, false, start))
  else if (location.hash === '' && chosenId() !== undefined) letGo()
  else followAddress()
})
let resized = 0
addEventListener('resize', () => {
  cancelAnimationFrame(resized)
  resized = requestAnimationFrame(settle)
})

start()
const preferred = preferredElsewhere()
if (preferred !== undefined) withTools(({ offerLayout }) => offerLayout(preferred))
watchSelection()

import { all, make, one } from '../dom.ts'
import { say } from '../say.ts'
import { filled } from '../words.ts'
import { closeSheet } from '../floats.ts'
import { nameFor } from './file.ts'
import { isFree, openForm } from './form.ts'
import { draftsOf, dropDraft, lastName } from './kept.ts'
import { passageAt, stretchOf, textOfPage, wordsOf } from './passages.ts'
import { settings } from './settings.ts'
import { snap, type Target, targetsOf } from './target.ts'
import { words } from './words.ts'

/**
 * From words that a reader selects to the file of a note. This script comes only when it is needed: `adding.ts` asks for
 * it. A quiet button beside the words opens a form; the key for it does the same.
 */

/** A place that a note can be on. */
type Found = { readonly targets: readonly Target[]; readonly passage: string; readonly lemma: string }

/** The words selected, in whole words; undefined where none of the text's are. */
function selected(): Found | undefined {
  const said = settings()
  const selection = getSelection()
  if (!said || !selection || selection.isCollapsed || selection.rangeCount === 0) return undefined
  const stretch = stretchOf(selection.getRangeAt(0))
  if (!stretch) return undefined
  const text = textOfPage()
  const range = snap(text, stretch)
  if (!range) return undefined
  const passage = passageAt(range.start)
  const targets = targetsOf(text, range, { text: said.text, passage })
  return { targets, passage: passage.id, lemma: short(text.slice(range.start, range.end)) }
}

/** The passage whose number has the focus, or one of whose references has. */
function focused(): Found | undefined {
  const said = settings()
  const at = document.activeElement
  const passage = at?.matches('.pn') ? at.getAttribute('href')?.slice(1) : at?.closest('#text .passage')?.id
  if (!said || !passage) return undefined
  const target = said.text === undefined ? { passage } : { passage, text: said.text }
  return { targets: [target], passage, lemma: short(wordsOf(passage)) }
}

function short(text: string): string {
  const one = text.replace(/\s+/g, ' ').trim()
  return one.length <= 160 ? one : `${one.slice(0, 90).trim()} … ${one.slice(-60).trim()}`
}

function compose(found: Found): void {
  const said = settings()
  if (!said) return
  hide()
  closeSheet()
  const { lemma, passage, targets } = found
  // The same words again: the reader goes on.
  const again = draftsOf(said.edition).find(
    (draft) => JSON.stringify(draft.targets) === JSON.stringify(targets),
  )
  const fresh = () => {
    const name = () => nameFor(lemma, passage, crypto.getRandomValues(new Uint16Array(1))[0] ?? 0)
    let free = name()
    while (!isFree(free)) free = name()
    return free
  }
  const kind = said.kinds.find(({ factual }) => !factual) ?? said.kinds[0]
  openForm(
    said,
    again ?? {
      edition: said.edition,
      name: fresh(),
      targets,
      lemma,
      passage,
      kind: kind?.id ?? '',
      by: lastName(),
      sources: '',
      body: '',
    },
  )
}

function add(): void {
  const found = selected() ?? focused()
  if (found && found.targets.length > 0) compose(found)
  else say(words.selectFirst)
}

/** The button at the words, or at the foot of a screen that is touched: there the system has signs of its own at the words. */
function offer(): void {
  const found = selected()
  if (!found || found.targets.length === 0) return hide('.adder:not(.begun)')
  const button = make('button', { type: 'button' }, words.add)
  button.addEventListener('click', () => compose(found))
  const adder = show(button)
  if (matchMedia('(pointer: coarse)').matches) return
  const range = getSelection()?.getRangeAt(0)
  const box = range && [...range.getClientRects()].filter(({ width }) => width > 0).at(-1)
  if (!box) return
  const rightToLeft = getComputedStyle(one('#text') ?? adder).direction === 'rtl'
  const end = rightToLeft ? box.left : box.right
  const { width, height } = adder.getBoundingClientRect()
  const below = box.bottom + height + 60 < innerHeight
  adder.classList.add('near')
  adder.style.left = `${Math.max(8, Math.min(end - width / 2, document.documentElement.clientWidth - width - 8)) + scrollX}px`
  adder.style.top = `${(below ? box.bottom + 8 : box.top - height - 8) + scrollY}px`
}

function show(...children: (Node | string)[]): HTMLElement {
  hide()
  const adder = make('section', { class: 'adder', popover: 'manual', 'aria-label': words.add }, ...children)
  document.body.append(adder)
  adder.showPopover()
  return adder
}

function hide(which = '.adder'): void {
  for (const adder of all(which)) adder.remove()
}

/** A note that was begun is offered when its reader comes back, from the page for signing in or another day. */
function offerDraft(): void {
  const said = settings()
  const draft = said && draftsOf(said.edition)[0]
  if (!said || !draft || one('dialog')) return
  const act = (label: string, run: () => void) => {
    const button = make('button', { type: 'button' }, label)
    button.addEventListener('click', () => {
      hide()
      run()
    })
    return button
  }
  const lemma = draft.lemma.length <= 50 ? draft.lemma : `${draft.lemma.slice(0, 48)}…`
  const adder = show(
    make('p', {}, filled(words.began, { words: lemma })),
    act(words.resume, () => openForm(said, draft)),
    act(words.discard, () => dropDraft(draft)),
  )
  adder.classList.add('begun')
}

let settled: ReturnType<typeof setTimeout> | undefined
let pressed = false

/** While a mouse is drawing the selection there is nothing to offer yet; a finger draws it by handles of the system's. */
function soon(): void {
  clearTimeout(settled)
  settled = setTimeout(() => {
    if (!pressed && !one('dialog')) offer()
  }, 200)
}

document.addEventListener('selectionchange', soon)
document.addEventListener('pointerdown', ({ target, pointerType }) => {
  pressed = pointerType === 'mouse' && !(target instanceof Element && target.closest('.adder'))
})
for (const end of ['pointerup', 'pointercancel']) {
  document.addEventListener(end, () => {
    pressed = false
    soon()
  })
}
document.addEventListener('variorum-add', add)
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') hide()
})
if (getSelection()?.isCollapsed === false) soon()
else offerDraft()

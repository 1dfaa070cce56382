import { withTools } from './bringing.ts'
import {
  all,
  idOf,
  isBeside,
  isSeen,
  markersOf,
  noteOf,
  notesOn,
  numberOf,
  one,
  piecesOf,
  runBefore,
  shownNotes,
} from './dom.ts'
import { closeSheet, isSheetOpen } from './floats.ts'
import { pin, release, settledTop } from './pin.ts'
import { filled } from './words.ts'

/** The chosen note and the very words it was chosen from. */
let chosen: string | undefined
let origin: Element | undefined

export const chosenId = (): string | undefined => chosen

type How = {
  /** The words or the reference that the reader used; else the note's first words. */
  readonly from?: Element | undefined
  /** Whether the note takes the focus, as after a key. */
  readonly focus?: boolean
  /** Whether the reader's finger or mouse is on the words: they stay where they are. */
  readonly pointed?: boolean
  /** Whether the browser's way back leads to where the reader was. */
  readonly push?: boolean
}

/** Chooses a note: opens it, marks it and its words, brings it level with them, and names it in the address. */
export function choose(id: string, { from, focus = false, pointed = false, push = false }: How = {}): void {
  const note = noteOf(id)
  if (!note) return
  origin = from ?? markersOf(id)[0] ?? piecesOf(id)[0]
  const words = wordsFrom(origin, id)
  const before = words?.getBoundingClientRect().top ?? 0
  unmark()
  foldAgain(note)
  chosen = id
  one(':target')?.classList.add('past')
  note.classList.add('on')
  for (const piece of [...piecesOf(id), ...markersOf(id)]) piece.classList.add('on')
  const beside = words !== undefined && isBeside(note, words)
  const inSheet = words !== undefined && !beside && (pointed || isSheetOpen())
  if (inSheet) show(note, words, id)
  else {
    closeSheet()
    unfold(note)
  }
  const scrolled = words !== undefined && pin(note, words)
  // What was folded or unfolded above has moved the words: they go back to where the reader's eyes are.
  if (words && !scrolled && !inSheet && isSeen(words))
    scrollBy({ top: words.getBoundingClientRect().top - before, behavior: 'instant' })
  if (beside && pointed && !isNear(note)) show(note, words, id)
  name(`#n-${id}`, push)
  tell(note)
  const see = (beside || inSheet) && words ? words : note
  if (!pointed && !isSeen(see))
    see.scrollIntoView({ block: see === note ? 'nearest' : inSheet ? 'start' : 'center' })
  if (focus) focusOn(note)
}

/** A copy of the note at the foot of the screen, unless the reader has gone on before it could be made. */
function show(note: HTMLElement, words: Element, id: string): void {
  withTools(({ openSheet }) => {
    if (chosen === id) openSheet(note, words, id)
  })
}

/** Whether a note begins on the screen, as it stands when all movement is over. */
function isNear(note: HTMLElement): boolean {
  const top = settledTop(note) - scrollY
  return top > 0 && top < innerHeight - 100
}

/** The rest of a note that choosing it has opened; it closes when another is chosen, unless the reader has used it. */
let unfolded: HTMLDetailsElement | undefined

function unfold(note: Element): void {
  const rest = note.querySelector('details')
  if (!rest || rest.open) return
  rest.open = true
  unfolded = rest
}

function foldAgain(next: Element): void {
  if (!unfolded || next.contains(unfolded)) return
  unfolded.open = false
  unfolded = undefined
}

/** Goes back to the very words, and lets the note go. What has moved stays. */
export function back(): boolean {
  if (chosen === undefined) return false
  const [id, from] = [chosen, origin]
  letGo()
  const marker = from?.matches('.marker') ? from : markerOf(from, id)
  if (marker instanceof HTMLElement) {
    marker.focus({ preventScroll: true })
    if (!isSeen(marker)) marker.scrollIntoView({ block: 'center' })
  }
  return true
}

export function letGo(): void {
  unmark()
  closeSheet()
  chosen = undefined
  name('', false)
  tell(undefined)
}

/** The next of the notes that are shown, or the one before. */
export function step(by: 1 | -1, focus = true): void {
  const notes = shownNotes()
  const at = notes.findIndex((note) => idOf(note) === chosen)
  const note = at < 0 ? nearest(notes, by) : notes[at + by]
  if (note) choose(idOf(note), { focus })
}

/** Each further tap on the same words chooses the next of their notes. */
export function chooseOn(run: Element): void {
  const ids = notesOn(run)
  const id = ids[(ids.indexOf(chosen ?? '') + 1) % ids.length]
  if (id !== undefined) choose(id, { from: run, pointed: true })
}

/** After a change of width: the chosen note is level again, all others stand by themselves. */
export function settle(): void {
  const note = chosen === undefined ? null : noteOf(chosen)
  const words = chosen === undefined ? undefined : wordsFrom(origin, chosen)
  release()
  if (note && words) pin(note, words)
}

/** For a page that has been replaced. */
export function forget(): void {
  release()
  chosen = origin = unfolded = undefined
}

function nearest(notes: readonly HTMLElement[], by: 1 | -1): HTMLElement | undefined {
  const below = notes.findIndex((note) => note.getBoundingClientRect().top > 40)
  return notes[by > 0 ? Math.max(below, 0) : below - 1]
}

function unmark(): void {
  for (const element of all('.on')) element.classList.remove('on')
}

/** The piece of the note's words that the origin stands for. */
function wordsFrom(from: Element | undefined, id: string): Element | undefined {
  if (from?.matches(`mark[data-notes~="${id}"]`)) return from
  if (!from?.matches('.marker')) return piecesOf(id)[0]
  // The marker stands at the end of its place: its words begin at the nearest start before it.
  const starts = all(`[id^="q-${id}"]`).filter(
    (start) => /^q-[^.]+(?:\.\d+)?$/.test(start.id) && start.id.replace(/\..*/, '') === `q-${id}`,
  )
  return (
    starts.findLast((start) => start.compareDocumentPosition(from) & Node.DOCUMENT_POSITION_FOLLOWING) ??
    runBefore(from) ??
    undefined
  )
}

/** The reference to a note that is nearest after the words. */
function markerOf(from: Element | undefined, id: string): Element | undefined {
  const markers = markersOf(id)
  return (
    markers.find(
      (marker) => from && from.compareDocumentPosition(marker) & Node.DOCUMENT_POSITION_FOLLOWING,
    ) ?? markers[0]
  )
}

export function focusOn(element: HTMLElement): void {
  if (element.tabIndex < 0 && !element.hasAttribute('tabindex')) element.tabIndex = -1
  element.focus({ preventScroll: true })
}

function name(hash: string, push: boolean): void {
  const address = location.pathname + location.search + hash
  if (location.hash !== hash) history[push ? 'pushState' : 'replaceState'](history.state, '', address)
}

/** Where the reader is among the notes, in the bar. */
function tell(note: HTMLElement | undefined): void {
  const at = one('.at')
  const notes = shownNotes()
  const total = all('.n').filter(({ id }) => id !== '').length
  const place = note && `${notes.indexOf(note) + 1}/${notes.length}`
  if (!at) return
  // As the page was made it tells of all notes.
  const whole = (at.dataset['all'] ??= at.textContent)
  at.textContent = !note
    ? notes.length === total
      ? whole
      : filled(at.dataset['some'] ?? '', { n: notes.length, total })
    : notes.length === total
      ? `${place}`
      : `${numberOf(note)} · ${place}`
}
export const tellCount = (): void => tell(chosen === undefined ? undefined : (noteOf(chosen) ?? undefined))

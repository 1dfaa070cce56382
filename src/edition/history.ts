import { diffArrays } from 'diff'
import { compare as inOrder } from './order.ts'
import type { FileChange, History } from './read-history.ts'
import { clip } from './records.ts'
import type { ChangeView, EditedView, EditionView, NoteReference, RevisionView } from './view.ts'

/**
 * What the history of a note's file says in public: revisions from the first that was published on. Drafts are left
 * out, as they are everywhere, and so is whatever was said of them. Names and subjects are a stranger's data: they
 * become one plain line each, without the domain of any mail address.
 */
export type NoteHistory = {
  /** Day of the first revision and, where there are more, of the last, UTC: `2026-11-23`. */
  readonly created: string | undefined
  readonly updated: string | undefined
  /** The latest first. */
  readonly revisions: readonly PublicChange[]
}

type PublicChange = FileChange & { readonly kind: RevisionView['kind'] }

const none: NoteHistory = { created: undefined, updated: undefined, revisions: [] }

/** The past of a library, as much as it tells of it; git is asked when something is first wanted to be known. */
export type Past = {
  readonly state: () => EditionView['history']
  /** The histories of an edition's notes, those included that are no longer there. */
  readonly of: (edition: string) => ReadonlyMap<string, NoteHistory>
  readonly text: History['text']
}

/** `show` is what `content/site.yaml` lets readers know. */
export function pastOf(read: () => History, show: 'all' | 'dates' | 'none' = 'all'): Past {
  let found: History | undefined
  const history = () => (found ??= read())
  const editions = new Map<string, ReadonlyMap<string, NoteHistory>>()
  return {
    state: () => (show === 'all' ? history().state : 'hidden'),
    of: (edition) => {
      const known = editions.get(edition) ?? (show === 'none' ? new Map() : historiesOf(history(), edition))
      editions.set(edition, known)
      return known
    },
    text: (object) => history().text(object),
  }
}

/** When a note was written and changed: as it says itself, else as git has it. */
export function datesOf(
  { created, updated }: { readonly created?: string | undefined; readonly updated?: string | undefined },
  history: NoteHistory | undefined,
): Pick<NoteHistory, 'created' | 'updated'> {
  const first = created ?? history?.created
  const last = updated ?? history?.updated
  return {
    created: first,
    updated: updated ?? (first === undefined || (last ?? '') > first ? last : undefined),
  }
}

function historiesOf(history: History, edition: string): ReadonlyMap<string, NoteHistory> {
  const notes = history.changes.get(edition) ?? new Map<string, readonly FileChange[]>()
  return new Map([...notes].map(([note, changes]) => [note, noteHistory(changes, history.text)]))
}

function noteHistory(changes: readonly FileChange[], textOf: History['text']): NoteHistory {
  const revisions = changes.flatMap((change): PublicChange[] => {
    const [before, after] = [isPublic(change.before, textOf), isPublic(change.after, textOf)]
    if (!before && !after) return []
    return [{ ...change, kind: !before ? 'new' : !after ? 'withdrawn' : 'changed' }]
  })
  if (revisions.length === 0) return none
  // Clocks of different machines disagree: the earliest and the latest, whatever the order of the commits.
  const days = revisions.map(({ seconds }) => dayOf(seconds)).sort()
  return { created: days[0], updated: revisions.length > 1 ? days.at(-1) : undefined, revisions }
}

/** Whether a state of the file was published. One whose words are not at hand counts as published. */
function isPublic(object: string | undefined, textOf: History['text']): boolean {
  if (object === undefined) return false
  const front = partsOf(textOf(object) ?? '').front
  return !/(?:^|[{,\s])["']?status["']?\s*:\s*["']?draft\b/m.test(front)
}

/** The last second that four digits of a year can say: what a commit says of its date may be anything. */
const lastSecond = 253_402_300_799

function instantOf(seconds: number): string {
  const sound = Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), lastSecond) : 0
  return new Date(sound * 1000).toISOString().replace('.000Z', 'Z')
}

function dayOf(seconds: number): string {
  return instantOf(seconds).slice(0, 10)
}

/** A line of a stranger's: no controls, nothing that turns the direction of text, no whole mail address. */
function plainLine(text: string): string {
  const line = text
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g, '')
    .replace(
      /(?<![^\s<>@"'(),:;])([^\s<>@"'(),:;]+)@[^\s<>@"'(),:;.]+\.[^\s<>@"'(),:;]*[^\s<>@"'(),:;.]/gu,
      '$1@…',
    )
  return clip(line, 160)
}

function whoOf({ author, coAuthors }: FileChange): string[] {
  const names = [author, ...coAuthors.map((one) => one.replace(/<[^>]*>?/g, ''))].map(plainLine)
  return [...new Set(names)].filter((name) => name !== '')
}

function factsOf(change: PublicChange): EditedView {
  return {
    commit: change.commit,
    kind: change.kind,
    instant: instantOf(change.seconds),
    date: dayOf(change.seconds),
    subject: plainLine(change.subject),
    who: whoOf(change),
  }
}

/** Revisions that are shown with their words; of those before them a page tells only how many there are. */
export const mostRevisions = 100

export function revisionsOf(
  { revisions }: NoteHistory,
  textOf: History['text'],
  language: string,
): RevisionView[] {
  return revisions.slice(0, mostRevisions).map((change) => {
    const before = change.before === undefined ? undefined : textOf(change.before)
    const after = change.after === undefined ? undefined : textOf(change.after)
    const isChange = change.kind === 'changed' && before !== undefined && after !== undefined
    return { ...factsOf(change), words: isChange ? differenceOf(before, after, language) : undefined }
  })
}

/** Where the history of a note is told: its own page, or its only entry in the log of its edition. */
export function historyHref(
  edition: string,
  note: string,
  history: NoteHistory | undefined,
): string | undefined {
  const [first, ...others] = history?.revisions ?? []
  if (first === undefined) return undefined
  return others.length > 0 ? `${edition}/changes/${note}/` : entryHref(edition, note, first)
}

function entryHref(edition: string, note: string, { commit }: FileChange): string {
  return `${edition}/changes/#r-${note}-${commit.slice(0, 12)}`
}

/** Everything that became of the notes of an edition, the latest first; what happened at one moment by the notes' ids. */
export function changesOf(
  edition: string,
  histories: ReadonlyMap<string, NoteHistory>,
  reference: (note: string) => NoteReference | undefined,
): ChangeView[] {
  const all = [...histories].flatMap(([id, { revisions }]) => {
    const note = reference(id)
    const page = note && revisions.length > 1 ? `${edition}/changes/${id}/` : undefined
    return revisions.map((change): ChangeView => ({
      ...factsOf(change),
      id,
      note,
      href: entryHref(edition, id, change),
      historyHref: page,
    }))
  })
  // The sort is stable: revisions of one note stay in their order.
  return all.sort((a, b) => inOrder(b.instant, a.instant) || inOrder(a.id, b.id))
}

export type Piece = { readonly kind: 'same' | 'added' | 'removed' | 'gap'; readonly text: string }

/** What differs between two states of a file: lines of its fields that differ, and its words. */
export function differenceOf(before: string, after: string, language: string): RevisionView['words'] {
  const [old, young] = [partsOf(before), partsOf(after)]
  return {
    fields: linesOf(compare(old.front, young.front, language)).filter((line) =>
      line.some(({ kind }) => kind !== 'same'),
    ),
    body: old.body === young.body ? [] : shorten(compare(old.body, young.body, language)),
  }
}

function partsOf(text: string): { front: string; body: string } {
  const [, front = '', body = text] = /^\uFEFF?---[ \t]*\r?\n(.*?)^---(.*)$/ms.exec(text) ?? []
  return { front: front.trim(), body: body.trim() }
}

/** Texts that differ in more words than this are shown one after the other. */
const mostDifferences = 2000

/** Two texts word by word. What is `same` or `removed` is the first, what is `same` or `added` the second. */
export function compare(before: string, after: string, language: string): Piece[] {
  const changes = diffArrays(wordsOf(before, language), wordsOf(after, language), {
    maxEditLength: mostDifferences,
  })
  if (changes === undefined) return pieces([{ same: '', removed: before, added: after }])
  const hunks: Hunk[] = []
  for (const { value, added, removed } of changes) {
    const text = value.join('')
    const open = hunks.at(-1)
    if (!added && !removed) hunks.push({ same: text, removed: '', added: '' })
    else if (open === undefined)
      hunks.push({ same: '', removed: removed ? text : '', added: added ? text : '' })
    else if (added) open.added += text
    else open.removed += text
  }
  return pieces(joined(hunks))
}

/** Words that are the same, and then what stands after them in one text and in the other. */
type Hunk = { same: string; removed: string; added: string }

/** Changes with nothing but a space between them are one. */
function joined(hunks: readonly Hunk[]): Hunk[] {
  const out: Hunk[] = []
  for (const hunk of hunks) {
    const last = out.at(-1)
    const isChanged = ({ removed, added }: Hunk) => removed !== '' && added !== ''
    if (last !== undefined && isChanged(last) && isChanged(hunk) && /^[^\S\n]*$/.test(hunk.same)) {
      last.removed += hunk.same + hunk.removed
      last.added += hunk.same + hunk.added
    } else out.push({ ...hunk })
  }
  return out
}

function pieces(hunks: readonly Hunk[]): Piece[] {
  return hunks.flatMap((hunk) =>
    (['same', 'removed', 'added'] as const)
      .map((kind): Piece => ({ kind, text: hunk[kind] }))
      .filter(({ text }) => text !== ''),
  )
}

const segmenters = new Map<string, Intl.Segmenter>()

/** Words, and every sign between them. */
function wordsOf(text: string, language: string): string[] {
  const segmenter = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: 'word' })
  segmenters.set(language, segmenter)
  return [...segmenter.segment(text)].map(({ segment }) => segment)
}

function linesOf(all: readonly Piece[]): Piece[][] {
  const lines: Piece[][] = [[]]
  for (const { kind, text } of all) {
    text.split('\n').forEach((part, index) => {
      if (index > 0) lines.push([])
      if (part !== '') lines.at(-1)?.push({ kind, text: part })
    })
  }
  return lines
}

/** Characters kept of words that are the same, on the side of a change. */
const context = 120

/** Long stretches without a change are cut down to what stands beside one. */
function shorten(all: readonly Piece[]): Piece[] {
  return all.flatMap((piece, index): Piece[] => {
    const { kind, text } = piece
    if (kind !== 'same' || text.length < 3 * context) return [piece]
    const [head, tail] = [text.slice(0, context), text.slice(-context)]
    const start = index === 0 ? '' : head.replace(/\S{0,30}$/, '')
    const end = index === all.length - 1 ? '' : tail.replace(/^\S{0,30}/, '')
    const cut: Piece[] = [
      { kind, text: start },
      { kind: 'gap', text: '…' },
      { kind, text: end },
    ]
    return cut.filter((one) => one.text !== '')
  })
}

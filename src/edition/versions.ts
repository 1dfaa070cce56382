import { pageOf } from './addresses.ts'
import type { AnchoredEdition } from './anchor.ts'
import { countFirst } from './order.ts'
import type { Division, Seed } from './parse.ts'
import { counterpart } from './reanchor.ts'
import type { Lookup } from './shelf.ts'
import { type PassageChange, removed, type Stretch, textChanges } from './text-changes.ts'
import type {
  NoteReference,
  PassageChangeView,
  RevisedTextView,
  StateView,
  StretchView,
  VersionView,
} from './view.ts'

/** A seed and the states before it, the latest first, as far as the library has them. */
export function statesOf(seed: Seed, { seeds }: { readonly seeds: Lookup<Seed> }): readonly Seed[] {
  const states = new Map([[seed.record.id, seed]])
  let at = seed.record.fields.revises
  while (at !== undefined && !states.has(at)) {
    const state = seeds.get(at)
    if (state === undefined) break
    states.set(at, state)
    at = state.record.fields.revises
  }
  return [...states.values()]
}

export type VersionsInput = {
  readonly anchored: AnchoredEdition
  readonly records: { readonly seeds: Lookup<Seed> }
  readonly reference: (note: string) => NoteReference | undefined
  readonly stateOf: (seed: Seed) => StateView
}

/** How the text of an edition came of its earlier states, the latest step first. Nothing is compared before it is asked for. */
export function versionsOf(input: VersionsInput): VersionView[] {
  const { anchored, records, stateOf } = input
  const states = statesOf(anchored.seed, records)
  return states.slice(1).flatMap((before, index): VersionView[] => {
    const after = states[index]
    if (after === undefined) return []
    const folder = `${anchored.edition.id}/versions/`
    return [
      {
        href: index === 0 ? folder : `${folder}${after.record.id}/`,
        before: stateOf(before),
        after: stateOf(after),
        texts: () => textsOf(before, after, input),
      },
    ]
  })
}

/** One text for each that either state has. */
function textsOf(before: Seed, after: Seed, input: VersionsInput): RevisedTextView[] {
  const earlier = new Map(before.divisions.map((one) => [counterpart(one, before, after), one]))
  const gone = before.divisions.filter((one) => counterpart(one, before, after) === undefined)
  const several = before.divisions.length > 1 || after.divisions.length > 1
  const pairs = [
    ...after.divisions.map((one) => ({ old: earlier.get(one), young: one })),
    ...gone.map((one) => ({ old: one, young: undefined })),
  ]
  return pairs.map((pair): RevisedTextView => {
    const text = pair.young ?? pair.old
    const changes = changesOf(pair)
    return {
      id: text?.id ?? '',
      title: several ? (text?.title ?? text?.id) : undefined,
      before: pair.old && { language: pair.old.language, direction: pair.old.direction },
      after: pair.young && { language: pair.young.language, direction: pair.young.direction },
      figures: {
        same: passagesIn(changes, 'same'),
        changed: passagesIn(changes, 'changed'),
        added: passagesIn(changes, 'added'),
        removed: passagesIn(changes, 'removed'),
        moved: passagesIn(changes, 'moved'),
      },
      changes: changes.map(entryOf(pair, input)),
    }
  })
}

/** A text in two states, of which either may have it alone. */
type Pair = { readonly old: Division | undefined; readonly young: Division | undefined }

/** A text that is new as a whole is one entry without words: they stand in the edition. */
function changesOf({ old, young }: Pair): PassageChange[] {
  if (old !== undefined && young !== undefined) return folded(textChanges(old, young))
  if (old !== undefined) return old.passages.map((_, index) => removed(old, index))
  const after = { from: 0, to: young?.passages.length ?? 0 }
  return [{ kind: 'added', before: undefined, after, pieces: [], lines: false }]
}

/** Passages in a row that are the same are one entry. */
function folded(changes: readonly PassageChange[]): PassageChange[] {
  const out: PassageChange[] = []
  for (const change of changes) {
    const last = out.at(-1)
    if (change.kind === 'same' && last?.kind === 'same')
      out[out.length - 1] = {
        ...last,
        before: joined(last.before, change.before),
        after: joined(last.after, change.after),
      }
    else out.push(change.kind === 'same' ? { ...change, pieces: [] } : change)
  }
  return out
}

function joined(first: Stretch | undefined, last: Stretch | undefined): Stretch | undefined {
  return first && last && { from: first.from, to: last.to }
}

function passagesIn(changes: readonly PassageChange[], kind: PassageChange['kind']): number {
  return changes
    .map((one) => (one.kind === kind ? (one.after ?? one.before) : undefined))
    .reduce((sum, stretch) => sum + (stretch === undefined ? 0 : stretch.to - stretch.from), 0)
}

function entryOf({ old, young }: Pair, input: VersionsInput): (change: PassageChange) => PassageChangeView {
  const { anchored, reference } = input
  const [earlier, later] = [notesOn(anchored, old), notesOn(anchored, young)]
  const here = (stretch: Stretch | undefined) => stretch && young && `v-${young.id}-p${stretch.from + 1}`
  const there = (stretch: Stretch | undefined) => stretch && old && `was-${old.id}-p${stretch.from + 1}`
  return ({ kind, before, after, pieces, lines }) => {
    const isAway = kind === 'removed' || kind === 'left'
    const notes = (found: NotesByPassage, stretch: Stretch | undefined, on: 'before' | 'after') =>
      idsIn(found, kind === 'same' ? undefined : stretch).flatMap((id) => {
        const note = reference(id)
        return note === undefined ? [] : [{ note, on }]
      })
    return {
      kind,
      fragment: (isAway ? there(before) : here(after)) ?? '',
      other: kind === 'left' ? here(after) : kind === 'moved' ? there(before) : undefined,
      before: stretchView(before, old, anchored),
      after: stretchView(after, young, anchored),
      words: pieces,
      lines,
      notes: kind === 'left' ? [] : [...notes(later, after, 'after'), ...notes(earlier, before, 'before')],
    }
  }
}

/** The passages with their page, where the edition has one: of its own text, and of those that notes have stayed on. */
function stretchView(
  stretch: Stretch | undefined,
  division: Division | undefined,
  { edition, divisions }: AnchoredEdition,
): StretchView | undefined {
  if (stretch === undefined || division === undefined) return undefined
  const [from, to] = [stretch.from + 1, stretch.to]
  const isShown = divisions.some((one) => isSame(one, division))
  return { from, to, href: isShown ? `${pageOf(edition, division)}#p${from}` : undefined }
}

function isSame(one: Division, other: Division): boolean {
  return one.seed === other.seed && one.id === other.id
}

/** The ids of notes by the indices of the passages that they are on; one with several places in a passage may stand twice. */
type NotesByPassage = ReadonlyMap<number, readonly string[]>

/** What is on more passages than this is about the text, not about any of them. */
const mostPassages = 100

/** The notes of an edition that are on a text, in their order. */
function notesOn({ notes }: AnchoredEdition, division: Division | undefined): NotesByPassage {
  const found = new Map<number, string[]>()
  if (division === undefined) return found
  const indexOf = (offset: number) =>
    Math.max(0, countFirst(division.passages, ({ range }) => range.start <= offset) - 1)
  const put = (index: number, id: string) => {
    const here = found.get(index)
    if (here === undefined) found.set(index, [id])
    else here.push(id)
  }
  for (const { note, places } of notes) {
    for (const { range } of places.filter((one) => isSame(one.division, division))) {
      const [first, last] = [indexOf(range.start), indexOf(range.end - 1)]
      const isOfSome = last - first < mostPassages
      for (let index = first; isOfSome && index <= last; index += 1) put(index, note.id)
    }
  }
  return found
}

function idsIn(notes: NotesByPassage, stretch: Stretch | undefined): string[] {
  const found = new Set<string>()
  for (let index = stretch?.from ?? 0; index < (stretch?.to ?? 0); index += 1)
    for (const id of notes.get(index) ?? []) found.add(id)
  return [...found]
}

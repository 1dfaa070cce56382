import {
  match,
  matchAll,
  matchCut,
  type QuoteSelector,
  type Range,
  type RangeSelector,
} from '../../plugins/text-selector/index.ts'
import { checkCrowding } from './crowding.ts'
import { limits, raising } from './limits.ts'
import { onceFor } from './once.ts'
import type { Division, Edition, Records, Seed } from './parse.ts'
import { passageIndex, type Place } from './places.ts'
import type { Located, NoteRecord } from './records.ts'
import { complain } from './rules.ts'
import type { Target } from './schema.ts'
import { choices, suggest } from './suggest.ts'
import { ambiguous, cutsGrapheme, mostCounted, unknownPassage, unmatched } from './target-messages.ts'
import type { Path } from './yaml.ts'

/** A note with the ranges of the text that it is about, in the order of its targets. */
export type Anchored = { readonly note: NoteRecord; readonly places: readonly Place[] }

/** An edition with its texts, and its notes in the order of these. */
export type AnchoredEdition = {
  readonly edition: Edition
  readonly seed: Seed
  /** The texts of the seed, then those of earlier seeds that notes have stayed on. */
  readonly divisions: readonly Division[]
  readonly notes: readonly Anchored[]
}

/** Anchors the notes of every edition. */
export function anchorAll(records: Records, drafts: boolean): ReadonlyMap<string, AnchoredEdition> {
  const editions = [...records.editions.values()].flatMap(
    (edition) => anchorEdition(edition, records, drafts) ?? [],
  )
  return new Map(editions.map((one) => [one.edition.id, one]))
}

/**
 * Anchors the notes of an edition; undefined where its seed is not there. Drafts are checked always, and kept if
 * asked for.
 */
export function anchorEdition(
  edition: Edition,
  records: Pick<Records, 'seeds'>,
  drafts: boolean,
): AnchoredEdition | undefined {
  const seed = records.seeds.get(edition.record.fields.seed)
  if (seed === undefined || seed.divisions.length === 0) return undefined
  const anchored = anchorNotes(edition, seed, records)
  checkCrowding(anchored)
  const notes = anchored.filter(({ note }) => drafts || note.fields.status !== 'draft')
  const divisions = [...seed.divisions, ...earlierTexts(notes, seed)]
  return { edition, seed, divisions, notes: inOrder(notes, divisions) }
}

/** Texts of other seeds that notes stand on, by seed, then in the order of the seed. */
function earlierTexts(notes: readonly Anchored[], seed: Seed): Division[] {
  const used = new Set(notes.flatMap(({ places }) => places.map(({ division }) => division)))
  const earlier = [...used].filter((division) => division.seed !== seed.record.id)
  return earlier.sort((a, b) => (a.seed === b.seed ? a.number - b.number : a.seed < b.seed ? -1 : 1))
}

/** Each note on the seed that it was written on: the edition's, unless it says another. */
function anchorNotes(edition: Edition, seed: Seed, records: Pick<Records, 'seeds'>): Anchored[] {
  const notes = [...edition.notes.records.values()]
  const bySeed = Map.groupBy(notes, (note) => note.fields.on ?? seed.record.id)
  return [...bySeed].flatMap(([id, here]) => {
    const text = records.seeds.get(id)
    return text === undefined ? [] : anchor(here, text)
  })
}

/** By the earliest place, then the longer one, then the id: never by the order in which files were read. */
function inOrder(notes: readonly Anchored[], divisions: readonly Division[]): Anchored[] {
  const order = new Map(divisions.map((division, index) => [division, index]))
  return notes
    .map((one) => {
      const { division, range } = firstPlace(one)
      return { one, text: order.get(division) ?? -1, range, id: one.note.id }
    })
    .sort(
      (a, b) =>
        a.text - b.text ||
        a.range.start - b.range.start ||
        b.range.end - a.range.end ||
        (a.id < b.id ? -1 : 1),
    )
    .map(({ one }) => one)
}

/** The notes of which any place is in a text, in their order. They are told apart once for all texts. */
export function notesOn(anchored: AnchoredEdition, division: Division): readonly Anchored[] {
  return byText(anchored).get(division) ?? []
}

const byText = onceFor(({ notes }: AnchoredEdition): ReadonlyMap<Division, readonly Anchored[]> => {
  const found = new Map<Division, Anchored[]>()
  for (const one of notes) {
    for (const division of new Set(one.places.map((place) => place.division))) {
      const here = found.get(division)
      if (here === undefined) found.set(division, [one])
      else here.push(one)
    }
  }
  return found
})

/** The notes that have these ids, in the order of the ids. Each note may ask for those that it refers to. */
export function notesNamed(anchored: AnchoredEdition, ids: readonly string[]): readonly Anchored[] {
  const notes = byId(anchored)
  return ids.flatMap((id) => notes.get(id) ?? [])
}

const byId = onceFor(
  ({ notes }: AnchoredEdition): ReadonlyMap<string, Anchored> =>
    new Map(notes.map((one) => [one.note.id, one])),
)

/** The place of a note that stands first in the text. */
export function firstPlace({ places }: Anchored): Place {
  return places.reduce((first, place) => (comesBefore(place, first) ? place : first))
}

function comesBefore(a: Place, b: Place): boolean {
  const order = a.division.number - b.division.number
  return order < 0 || (order === 0 && a.range.start < b.range.start)
}

/** A target of a note, or of another record, that is to be looked for, and where it may be found. */
export type Wanted = {
  readonly note: Located<unknown>
  readonly target: Target
  /** Where in the note's YAML it stands. */
  readonly path: Path
  readonly divisions: readonly Division[]
  readonly seed: Seed
}

/**
 * Finds the words of every note in the text of its seed: exactly, or not at all. A target that does not match,
 * matches in several places or is not there gets a message on its note's file; the note is then left out.
 * One pass over each text, for any number of notes.
 */
function anchor(notes: readonly NoteRecord[], seed: Seed): Anchored[] {
  const wanted = notes.flatMap((note) => wantedBy(note, seed))
  const found = find(wanted, seed)
  const byNote = Map.groupBy(wanted, (one) => one.note)
  return notes.flatMap((note): Anchored[] => {
    const places = (byNote.get(note) ?? []).flatMap((one) => found.get(one) ?? [])
    const total = note.fields.target.length
    return places.length === total && total > 0 ? [{ note, places: distinct(places) }] : []
  })
}

/** The place of each target that has one; the others get their messages. */
function find(wanted: readonly Wanted[], seed: Seed): ReadonlyMap<Wanted, Place> {
  const found = new Map<Wanted, Place>()
  const matches = matchesOf(wanted.filter(isQuoted), seed)
  for (const one of wanted) {
    const place = isQuoted(one) ? settle(one, matches.get(one) ?? []) : passagePlace(one)
    if (place !== undefined) found.set(one, place)
  }
  return found
}

/** The place that one target of any record means; undefined, with a message on its file, where there is no one such. */
export function placeOf(one: Wanted): Place | undefined {
  return isSaid(one.note, one.target, one.path) ? find([one], one.seed).get(one) : undefined
}

/** The same words named twice by one note are one place. */
function distinct(places: readonly Place[]): Place[] {
  const key = ({ division, range }: Place) => `${division.id} ${range.start} ${range.end}`
  return [...new Map(places.map((place) => [key(place), place])).values()]
}

function wantedBy(note: NoteRecord, seed: Seed): Wanted[] {
  const targets = note.fields.target
  const listed = note.placeOf(['target', 0]).start.offset !== note.placeOf(['target']).start.offset
  if (targets.length === 0 || targets.length > limits.targets) {
    complain(note.file, 'target-present', {
      reason: `Unexpected list of ${targets.length} targets, expected 1 to ${limits.targets} (\`targets\`)`,
      place: note.placeOf(['target']),
      note:
        targets.length === 0
          ? 'Write the exact words: `target: the exact words`.'
          : `Make several notes of it. ${raising('targets')}`,
    })
    return []
  }
  return targets.flatMap((target, index): Wanted[] => {
    const path: Path = listed || targets.length > 1 ? ['target', index] : ['target']
    const divisions = divisionsOf(note, target, path, seed)
    return divisions.length > 0 && isSaid(note, target, path) ? [{ note, target, path, divisions, seed }] : []
  })
}

function divisionsOf(note: NoteRecord, target: Target, path: Path, seed: Seed): readonly Division[] {
  const named = 'text' in target ? target.text : undefined
  if (named === undefined) return seed.divisions
  const found = seed.divisions.filter((division) => division.id === named)
  if (found.length === 0) {
    const known = seed.divisions.map((division) => division.id)
    const meant = suggest(named, known)
    complain(note.file, 'division-known', {
      reason: `Unexpected text \`${named}\`, expected ${choices(known)}`,
      place: note.placeOf([...path, 'text']),
      actual: named,
      expected: known,
      note:
        meant === undefined
          ? 'Name one of them, or leave `text` out where the words stand in one text only.'
          : `Did you mean \`text: ${meant}\`?`,
    })
  }
  return found
}

/** Whether a target says anything, and within limits. */
function isSaid(note: Located<unknown>, target: Target, path: Path): boolean {
  const quotes: [string, Quote, Path][] =
    'exact' in target
      ? [['target', target, path]]
      : 'from' in target
        ? [
            ['from', target.from, [...path, 'from']],
            ['to', target.to, [...path, 'to']],
          ]
        : []
  return quotes.every(([field, quote, at]) => {
    const empty = quote.exact.trim() === ''
    const long = quote.exact.length > limits.quoteLength
    const context = Math.max(quote.prefix?.length ?? 0, quote.suffix?.length ?? 0) > limits.contextLength
    if (!empty && !long && !context) return true
    complain(note.file, 'target-present', {
      reason: empty
        ? `Unexpected empty \`${field}\`, expected the exact words of the text`
        : long
          ? `Unexpected quote of ${quote.exact.length} characters, expected at most ${limits.quoteLength} (\`quoteLength\`)`
          : `Unexpected prefix or suffix of more than ${limits.contextLength} characters, expected fewer (\`contextLength\`)`,
      place: note.placeOf(at),
      note: empty
        ? 'Copy the words from the published page: `target: the exact words`.'
        : 'For a long stretch give its beginning and its end: `target: {from: first words, to: last words}`.',
    })
    return false
  })
}

export type Quote = {
  exact: string
  prefix?: string | undefined
  suffix?: string | undefined
  occurrence?: number | undefined
  passage?: string | undefined
}

function isQuoted({ target }: Wanted): boolean {
  return 'exact' in target || 'from' in target
}

/**
 * All matches of all targets: one pass over each text. Words that stand letter for letter in one of several texts
 * are not meant in another, where they are only alike; so all are searched strictly before any is searched again.
 */
function matchesOf(wanted: readonly Wanted[], seed: Seed): Map<Wanted, Place[]> {
  const matches = new Map<Wanted, Place[]>()
  const several = seed.divisions.length > 1
  for (const strict of several ? [true, false] : [false]) {
    const open = wanted.filter((one) => !matches.has(one))
    for (const division of seed.divisions) matchIn(division, open, strict, matches)
  }
  return matches
}

function matchIn(
  division: Division,
  wanted: readonly Wanted[],
  strict: boolean,
  matches: Map<Wanted, Place[]>,
): void {
  const sought = wanted.flatMap((one) => {
    const selector = one.divisions.includes(division) ? selectorOf(one, division) : undefined
    return selector === undefined ? [] : [{ one, selector }]
  })
  const selectors = sought.map(({ selector }) => selector)
  const found = matchAll(division.text, selectors, { limit: mostCounted, strict })
  sought.forEach(({ one }, index) => {
    const places = (found[index] ?? []).map((range) => ({ division, range, whole: false }))
    if (places.length > 0) matches.set(one, [...(matches.get(one) ?? []), ...places])
  })
}

/** The W3C selector that a target means in one division; undefined where its passage is not there. */
function selectorOf({ target }: Wanted, division: Division): QuoteSelector | RangeSelector | undefined {
  const within = (name: string | undefined): Range | 'anywhere' | undefined =>
    name === undefined ? 'anywhere' : division.passages[passageIndex(division, name)]?.range
  const quote = (fields: Quote): QuoteSelector | undefined => {
    const { exact, prefix, suffix, occurrence, passage } = fields
    const inside = within(passage)
    if (inside === undefined) return undefined
    return {
      exact,
      ...(prefix === undefined ? {} : { prefix }),
      ...(suffix === undefined ? {} : { suffix }),
      ...(occurrence === undefined ? {} : { occurrence }),
      ...(inside === 'anywhere' ? {} : { within: inside }),
    }
  }
  if ('exact' in target) return quote(target)
  if (!('from' in target)) return undefined
  const [from, to, inside] = [quote(target.from), quote(target.to), within(target.passage)]
  if (from === undefined || to === undefined || inside === undefined) return undefined
  return { from, to, ...(inside === 'anywhere' ? {} : { within: inside }) }
}

/** Exactly one match is the place; anything else is a message. */
function settle(one: Wanted, places: readonly Place[]): Place | undefined {
  const [place, second] = places
  if (place !== undefined && second === undefined) return place
  if (!passagesKnown(one)) return undefined
  if (place !== undefined) return void ambiguous(one, places)
  if ('from' in one.target && unfoundEnds(one)) return undefined
  const { target } = one
  const cut = 'exact' in target ? cutPlaces(one, target) : []
  if (cut.length > 0) return void cutsGrapheme(one, cut)
  return void unmatched(one)
}

/** Every passage that a target names is in the text; complains of those that are not. */
function passagesKnown({ note, target, path, divisions }: Wanted): boolean {
  const named: [string | undefined, Path][] = [
    ['passage' in target ? target.passage : undefined, [...path, 'passage']],
    ...('from' in target
      ? ([
          ['passage' in target.from ? target.from.passage : undefined, [...path, 'from', 'passage']],
          ['passage' in target.to ? target.to.passage : undefined, [...path, 'to', 'passage']],
        ] as [string | undefined, Path][])
      : []),
  ]
  return named.every(([passage, at]) => {
    if (passage === undefined || divisions.some((division) => passageIndex(division, passage) !== -1))
      return true
    unknownPassage(note, passage, at, divisions)
    return false
  })
}

/** Whole passages: from the first character of the first to the last of the last. */
function passagePlace(one: Wanted): Place | undefined {
  const { note, target, path, divisions } = one
  const named = 'passages' in target ? target.passages : 'passage' in target ? target.passage : undefined
  const [first = '', last = first] = named?.split('-') ?? []
  const at = [...path, 'passages' in target ? 'passages' : 'passage']
  const places = divisions.flatMap((division): Place[] => {
    const [from, to] = [passageIndex(division, first), passageIndex(division, last)]
    const [start, end] = [division.passages[from]?.range.start, division.passages[to]?.range.end]
    return start === undefined || end === undefined || from > to
      ? []
      : [{ division, range: { start, end }, whole: true }]
  })
  const [place] = places
  if (places.length === 1) return place
  if (places.length > 1) {
    complain(note.file, 'target-unique', {
      reason: `Unexpected passage \`${named}\` of ${places.length} texts, expected one`,
      place: note.placeOf(at),
      note: `Say which text is meant: \`text: ${place?.division.id}\`.`,
    })
  } else if (
    divisions.some((division) => passageIndex(division, last) !== -1 && passageIndex(division, first) !== -1)
  ) {
    complain(note.file, 'passage-known', {
      reason: `Unexpected passages \`${named}\`, expected the earlier one first`,
      place: note.placeOf(at),
      note: `\`passages: ${last}-${first}\``,
    })
  } else {
    const missing = divisions.some((division) => passageIndex(division, first) !== -1) ? last : first
    unknownPassage(note, missing, at, divisions)
  }
  return undefined
}

function cutPlaces(one: Wanted, target: Quote): Place[] {
  return one.divisions.flatMap((division) => {
    const selector = selectorOf({ ...one, target: target as Target }, division)
    if (selector === undefined || 'from' in selector) return []
    return matchCut(division.text, selector).map((range) => ({ division, range, whole: false }))
  })
}

/** Complains of `from` or `to` alone, where one of them is at fault; true if it did. */
function unfoundEnds(one: Wanted): boolean {
  const { target, path } = one
  if (!('from' in target)) return false
  const faults = (['from', 'to'] as const).filter((end) => {
    const part = { ...one, target: target[end] as Target, path: [...path, end] }
    const found = part.divisions.some((division) => {
      const selector = selectorOf(part, division)
      return selector !== undefined && match(division.text, selector).length > 0
    })
    if (!found) unmatched(part)
    return !found
  })
  if (faults.length > 0) return true
  complain(one.note.file, 'target-matches', {
    reason: 'Unexpected order, expected the words of `to` after those of `from`, in the same text',
    place: one.note.placeOf(path),
    note: 'Exchange the two, or choose words of `to` that stand further on.',
  })
  return true
}

import {
  createFinder,
  describe,
  disambiguate,
  type Finder,
  match,
  matchAll,
  matchCut,
  type QuoteSelector,
  type Range,
  type RangeSelector,
  snapToGraphemes,
} from '../../plugins/text-selector/index.ts'
import { limits } from './limits.ts'
import type { Division, Edition, Records, Seed } from './parse.ts'
import { pointAt } from './read.ts'
import { clip, type NoteRecord } from './records.ts'
import { complain } from './rules.ts'
import type { Target } from './schema.ts'
import { choices, suggest } from './suggest.ts'
import type { Path } from './yaml.ts'

/** A note with the ranges of the text that it is about, in the order of its targets. */
export type Anchored = { readonly note: NoteRecord; readonly places: readonly Place[] }

export type Place = {
  readonly division: Division
  /** UTF-16 code units of the division's text. */
  readonly range: Range
  /** True where the target is a passage or several, not words. */
  readonly whole: boolean
}

/** An edition with its text, and its notes in the order of the text. */
export type AnchoredEdition = { readonly edition: Edition; readonly seed: Seed; readonly notes: readonly Anchored[] }

/** Anchors the notes of every edition whose seed is there. Drafts are checked always, and kept if asked for. */
export function anchorAll(records: Records, drafts: boolean): ReadonlyMap<string, AnchoredEdition> {
  const editions = new Map<string, AnchoredEdition>()
  for (const edition of records.editions.values()) {
    const seed = records.seeds.get(edition.record.fields.seed)
    if (seed === undefined || seed.divisions.length === 0) continue
    const notes = inOrder(anchor(edition, seed), seed)
    editions.set(edition.id, { edition, seed, notes: notes.filter(({ note }) => drafts || note.fields.status !== 'draft') })
  }
  return editions
}

/** By the earliest place, then the longer one, then the id: never by the order in which files were read. */
function inOrder(notes: readonly Anchored[], seed: Seed): Anchored[] {
  return notes
    .map((one) => ({ one, first: firstPlace(one, seed), id: one.note.id }))
    .sort(
      (a, b) =>
        seed.divisions.indexOf(a.first.division) - seed.divisions.indexOf(b.first.division) ||
        a.first.range.start - b.first.range.start ||
        b.first.range.end - a.first.range.end ||
        (a.id < b.id ? -1 : 1),
    )
    .map(({ one }) => one)
}

/** The place of a note that stands first in the text. */
export function firstPlace({ places }: Anchored, seed: Seed): Place {
  return places.reduce((first, place) => {
    const order = seed.divisions.indexOf(place.division) - seed.divisions.indexOf(first.division)
    return order < 0 || (order === 0 && place.range.start < first.range.start) ? place : first
  })
}

/** A target of a note that is to be looked for, and where it may be found. */
type Wanted = {
  readonly note: NoteRecord
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
function anchor(edition: Edition, seed: Seed): Anchored[] {
  const wanted = [...edition.notes.records.values()].flatMap((note) => wantedBy(note, seed))
  const found = new Map<Wanted, Place>()
  const matches = matchesOf(wanted.filter(isQuoted), seed)
  for (const one of wanted) {
    const place = isQuoted(one) ? settle(one, letterForLetter(one, matches.get(one) ?? [])) : passagePlace(one)
    if (place !== undefined) found.set(one, place)
  }
  const byNote = Map.groupBy(wanted, (one) => one.note)
  return [...byNote].flatMap(([note, targets]): Anchored[] => {
    const places = targets.flatMap((one) => found.get(one) ?? [])
    const total = note.fields.target.length
    return places.length === total && total > 0 ? [{ note, places: distinct(places) }] : []
  })
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
      reason: `Unexpected list of ${targets.length} targets, expected 1 to ${limits.targets}`,
      place: note.placeOf(['target']),
      note: 'Write the exact words: `target: the exact words`.',
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
      note: meant === undefined ? undefined : `Did you mean \`text: ${meant}\`?`,
    })
  }
  return found
}

/** Whether a target says anything, and within limits. */
function isSaid(note: NoteRecord, target: Target, path: Path): boolean {
  const quotes: [string, QuoteFields, Path][] =
    'exact' in target
      ? [['exact', target, path]]
      : 'from' in target
        ? [['from', target.from, [...path, 'from']], ['to', target.to, [...path, 'to']]]
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
          ? `Unexpected quote of ${quote.exact.length} characters, expected at most ${limits.quoteLength}`
          : `Unexpected prefix or suffix of more than ${limits.contextLength} characters, expected fewer`,
      place: note.placeOf(at),
      note: empty
        ? 'Copy the words from the published page: `target: the exact words`.'
        : 'For a long stretch give its beginning and its end: `target: {from: first words, to: last words}`.',
    })
    return false
  })
}

type QuoteFields = { exact: string; prefix?: string | undefined; suffix?: string | undefined; occurrence?: number | undefined; passage?: string | undefined }

function isQuoted({ target }: Wanted): boolean {
  return 'exact' in target || 'from' in target
}

/** All matches of all targets: one pass over each division. */
function matchesOf(wanted: readonly Wanted[], seed: Seed): Map<Wanted, Place[]> {
  const matches = new Map<Wanted, Place[]>()
  for (const division of seed.divisions) {
    const here = wanted.filter((one) => one.divisions.includes(division))
    const selectors = here.map((one) => selectorOf(one, division))
    const sought = here.filter((_, index) => selectors[index] !== undefined)
    const ranges = matchAll(division.text, selectors.filter((selector) => selector !== undefined), { limit: mostCounted })
    sought.forEach((one, index) => {
      const places = (ranges[index] ?? []).map((range) => ({ division, range, whole: false }))
      matches.set(one, [...(matches.get(one) ?? []), ...places])
    })
  }
  return matches
}

/** Words that stand letter for letter in one text are not meant in another, where they only are alike. */
function letterForLetter({ target }: Wanted, places: Place[]): Place[] {
  if (!('exact' in target)) return places
  const same = places.filter(({ division, range }) => division.text.slice(range.start, range.end) === target.exact)
  return same.length > 0 ? same : places
}

/** The W3C selector that a target means in one division; undefined where its passage is not there. */
function selectorOf({ target }: Wanted, division: Division): QuoteSelector | RangeSelector | undefined {
  const within = (name: string | undefined): Range | 'anywhere' | undefined =>
    name === undefined ? 'anywhere' : division.passages.find(({ id }) => id === name)?.range
  const quote = (fields: QuoteFields): QuoteSelector | undefined => {
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
    if (passage === undefined || divisions.some((division) => indexOf(division, passage) !== -1)) return true
    unknownPassage(note, passage, at, divisions)
    return false
  })
}

function indexOf(division: Division, passage: string): number {
  return division.passages.findIndex(({ id }) => id === passage)
}

function unknownPassage(note: NoteRecord, passage: string, at: Path, divisions: readonly Division[]): void {
  const last = Math.max(0, ...divisions.map((division) => division.passages.length))
  complain(note.file, 'passage-known', {
    reason: `Unexpected passage \`${passage}\`, expected \`p1\` to \`p${last}\``,
    place: note.placeOf(at),
    actual: passage,
    note: 'The published page shows the number of each passage in its margin.',
  })
}

/** Whole passages: from the first character of the first to the last of the last. */
function passagePlace(one: Wanted): Place | undefined {
  const { note, target, path, divisions } = one
  const named = 'passages' in target ? target.passages : 'passage' in target ? target.passage : undefined
  const [first = '', last = first] = named?.split('-') ?? []
  const at = [...path, 'passages' in target ? 'passages' : 'passage']
  const places = divisions.flatMap((division): Place[] => {
    const [from, to] = [indexOf(division, first), indexOf(division, last)]
    const [start, end] = [division.passages[from]?.range.start, division.passages[to]?.range.end]
    return start === undefined || end === undefined || from > to ? [] : [{ division, range: { start, end }, whole: true }]
  })
  const [place] = places
  if (places.length === 1) return place
  if (places.length > 1) {
    complain(note.file, 'target-unique', {
      reason: `Unexpected passage \`${named}\` of ${places.length} texts, expected one`,
      place: note.placeOf(at),
      note: `Say which text is meant: \`text: ${place?.division.id}\`.`,
    })
  } else if (divisions.some((division) => indexOf(division, last) !== -1 && indexOf(division, first) !== -1)) {
    complain(note.file, 'passage-known', {
      reason: `Unexpected passages \`${named}\`, expected the earlier one first`,
      place: note.placeOf(at),
      note: `\`passages: ${last}-${first}\``,
    })
  } else {
    const missing = divisions.some((division) => indexOf(division, first) !== -1) ? last : first
    unknownPassage(note, missing, at, divisions)
  }
  return undefined
}

/** More than so many places are counted, not listed; more than so many are not even counted. */
const mostListed = 200
const mostCounted = 10_000

function ambiguous(one: Wanted, places: readonly Place[]): void {
  const { note, target, path } = one
  const words = 'exact' in target ? target.exact : undefined
  const field = 'exact' in target ? 'words' : '`from` and `to`'
  const mends = places.length > mostListed ? [] : mendsOf(places)
  const list = places.slice(0, mostListed).map((place, index) => `- ${where(place, mends[index])}`)
  if (places.length > mostListed) list.push(`- and ${places.length - mostListed} ${places.length < mostCounted ? 'more' : 'or more'}`)
  complain(note.file, 'target-unique', {
    reason: `Unexpected ${field}${words === undefined ? '' : ` \`${clip(words)}\``} in ${places.length} places, expected one`,
    place: note.placeOf(path),
    actual: words,
    note: `They stand in:\n${list.join('\n')}`,
  })
}

/** For each place what would tell it from the others, as YAML. Places in other divisions are told apart by `text`. */
function mendsOf(places: readonly Place[]): string[] {
  const single = new Set(places.map(({ division }) => division)).size === 1
  const contexts = new Map<Place, { prefix?: string; suffix?: string }>()
  for (const [division, here] of Map.groupBy(places, (place) => place.division)) {
    const found = disambiguate(division.text, here.map(({ range }) => range))
    here.forEach((place, index) => contexts.set(place, found[index] ?? {}))
  }
  return places.map((place) => {
    const { division, range } = place
    const fields = { exact: division.text.slice(range.start, range.end), ...contexts.get(place) }
    return yamlTarget({ ...fields, ...(single ? {} : { text: division.id }) })
  })
}

/** A place as people say it: passage, file, line and column, and the mend or the words around it. */
export function where({ division, range }: Place, mend?: string): string {
  const passage = passageAt(division, range.start)
  const { line, column } = pointAt(division.text, range.start)
  const context = mend ?? `“${surroundings(division.text, range)}”`
  return `${passage} (${division.file.path}:${line}:${column}): ${context}`
}

export function passageAt(division: Division, offset: number): string {
  const found = division.passages.findLast(({ range }) => range.start <= offset)
  return (found ?? division.passages[0])?.id ?? 'p1'
}

function surroundings(text: string, range: Range): string {
  const around = snapToGraphemes(text, { start: Math.max(0, range.start - 30), end: Math.min(text.length, range.end + 30) })
  return clip(text.slice(around.start, around.end), 120)
}

/** Where some words stand, and where the nearest to them do if they stand nowhere; for whoever writes a note. */
export function placesFor(seed: Seed, exact: string, passage?: string, text?: string): { places: readonly Place[]; near: readonly Place[] } {
  const divisions = seed.divisions.filter(({ id }) => text === undefined || id === text)
  const places = divisions.flatMap((division) => {
    const within = passage === undefined ? undefined : division.passages.find(({ id }) => id === passage)?.range
    if (passage !== undefined && within === undefined) return []
    const selector = within === undefined ? { exact } : { exact, within }
    return match(division.text, selector).map((range): Place => ({ division, range, whole: false }))
  })
  return { places, near: places.length > 0 ? [] : nearestPlaces(divisions, exact) }
}

/** The shortest target that matches a place and nothing else, as a note's front matter has it. */
export function targetOf({ division, range }: Place, seed: Seed): string | Record<string, string | number> {
  const { exact, prefix, suffix } = describe(division.text, range)
  const elsewhere = seed.divisions.some((other) => other !== division && match(other.text, { exact }).length > 0)
  if (prefix === undefined && suffix === undefined && !elsewhere) return exact
  return {
    exact,
    ...(prefix === undefined ? {} : { prefix }),
    ...(suffix === undefined ? {} : { suffix }),
    ...(elsewhere ? { text: division.id } : {}),
  }
}

/** A target as it is written in YAML, ready to paste; a string where the words alone are enough. */
export function yamlTarget(fields: Readonly<Record<string, string | number>>): string {
  const entries = Object.entries(fields)
  const value = (one: string | number) => (typeof one === 'number' ? String(one) : quoted(one))
  const [only] = entries
  if (entries.length === 1 && only?.[0] === 'exact') return `target: ${value(only[1])}`
  return `target: {${entries.map(([key, one]) => `${key}: ${value(one)}`).join(', ')}}`
}

/** A double-quoted scalar of YAML 1.2; characters that nobody sees are written as escapes. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u0080-\u00A0\u00AD\u200B-\u200F\u2028-\u202F\u2060-\u206F\uFEFF]/g, (character) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function cutPlaces(one: Wanted, target: QuoteFields): Place[] {
  return one.divisions.flatMap((division) => {
    const selector = selectorOf({ ...one, target: target as Target }, division)
    if (selector === undefined || 'from' in selector) return []
    return matchCut(division.text, selector).map((range) => ({ division, range, whole: false }))
  })
}

function cutsGrapheme({ note, path, seed }: Wanted, places: readonly Place[]): void {
  const list = places.slice(0, mostListed).map(({ division, range }) => {
    const whole = snapToGraphemes(division.text, range)
    return `- ${where({ division, range, whole: false }, mendOf({ division, range: whole, whole: false }, seed))}`
  })
  complain(note.file, 'target-whole-graphemes', {
    reason: 'Unexpected quote that cuts a character in two, expected whole characters',
    place: note.placeOf(path),
    note: `A letter and the marks on it belong together. The whole characters:\n${list.join('\n')}`,
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

const finders = new WeakMap<Division, Finder>()

function finderOf(division: Division): Finder {
  const known = finders.get(division)
  if (known !== undefined) return known
  const finder = createFinder(division.text)
  finders.set(division, finder)
  return finder
}

/** The nearest words are a hint for a person, and never an anchor. */
function unmatched({ note, target, path, divisions, seed }: Wanted): void {
  if (!('exact' in target)) return
  const { exact, prefix, suffix, occurrence }: QuoteFields = target
  const plain = divisions.flatMap((division) =>
    match(division.text, { exact }).map((range): Place => ({ division, range, whole: false })),
  )
  const inside = 'passage' in target && target.passage !== undefined ? ` in \`${target.passage}\`` : ''
  const where_ =
    occurrence === undefined ? (prefix ?? suffix) === undefined ? inside : `${inside} with that prefix and suffix` : `${inside} at occurrence ${occurrence}`
  const near = plain.length > 0 ? plain : nearestPlaces(divisions, exact)
  const list = near.slice(0, mostListed).map((place) => `- ${where(place, mendOf(place, seed))}`)
  const lead = plain.length > 0 ? 'The words stand in:' : 'The nearest words are:'
  complain(note.file, 'target-matches', {
    reason: `Unexpected words \`${clip(exact)}\`, expected words that stand in the text${where_}`,
    place: note.placeOf(path),
    actual: exact,
    note:
      list.length === 0
        ? 'Nothing in the text is like these words. Copy them from the published page.'
        : `${lead}\n${list.join('\n')}`,
  })
}

function mendOf(place: Place, seed: Seed): string {
  const target = targetOf(place, seed)
  return yamlTarget(typeof target === 'string' ? { exact: target } : target)
}

function nearestPlaces(divisions: readonly Division[], exact: string): Place[] {
  const found = divisions.flatMap((division) =>
    finderOf(division)
      .nearestAll(exact, 3)
      .map(({ range, distance }) => ({ division, range, distance, whole: false })),
  )
  return found.sort((a, b) => a.distance - b.distance).slice(0, 3)
}

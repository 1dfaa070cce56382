import { disambiguate, match, snapToGraphemes } from '../../plugins/text-selector/index.ts'
import type { Quote, Wanted } from './anchor.ts'
import type { Division } from './parse.ts'
import { mendOf, nearestPlaces, type Place, where, yamlTarget } from './places.ts'
import { clip, type Located } from './records.ts'
import { complain } from './rules.ts'
import type { Path } from './yaml.ts'

/** What is said of a target that has no one place: every place it might be, with the target that would settle it. */

/** More than so many places are counted, not listed; more than so many are not even counted. */
const mostListed = 200
export const mostCounted = 10_000

/** The field that a mend is pasted into: `target`, an end of one, or the `covers` of a parallel. */
function fieldOf(path: Path): string {
  return path.findLast((part) => typeof part === 'string') ?? 'target'
}

export function ambiguous(one: Wanted, places: readonly Place[]): void {
  const { note, target, path } = one
  const words = 'exact' in target ? target.exact : undefined
  const field = 'exact' in target ? 'words' : '`from` and `to`'
  const mends = places.length > mostListed ? [] : mendsOf(places, fieldOf(path))
  const list = places.slice(0, mostListed).map((place, index) => `- ${where(place, mends[index])}`)
  if (places.length > mostListed)
    list.push(`- and ${places.length - mostListed} ${places.length < mostCounted ? 'more' : 'or more'}`)
  complain(note.file, 'target-unique', {
    reason: `Unexpected ${field}${words === undefined ? '' : ` \`${clip(words)}\``} in ${places.length} places, expected one`,
    place: note.placeOf(path),
    actual: words,
    note: `They stand in:\n${list.join('\n')}`,
  })
}

/** For each place what would tell it from the others, as YAML. Places in other divisions are told apart by `text`. */
function mendsOf(places: readonly Place[], field: string): string[] {
  const single = new Set(places.map(({ division }) => division)).size === 1
  const contexts = new Map<Place, { prefix?: string; suffix?: string }>()
  for (const [division, here] of Map.groupBy(places, (place) => place.division)) {
    const found = disambiguate(
      division.text,
      here.map(({ range }) => range),
    )
    here.forEach((place, index) => contexts.set(place, found[index] ?? {}))
  }
  return places.map((place) => {
    const { division, range } = place
    const fields = { exact: division.text.slice(range.start, range.end), ...contexts.get(place) }
    return yamlTarget({ ...fields, ...(single ? {} : { text: division.id }) }, field)
  })
}

export function cutsGrapheme({ note, path, seed }: Wanted, places: readonly Place[]): void {
  const list = places.slice(0, mostListed).map(({ division, range }) => {
    const whole = snapToGraphemes(division.text, range)
    return `- ${where({ division, range, whole: false }, mendOf({ division, range: whole, whole: false }, seed, fieldOf(path)))}`
  })
  complain(note.file, 'target-whole-graphemes', {
    reason: 'Unexpected quote that cuts a character in two, expected whole characters',
    place: note.placeOf(path),
    note: `A letter and the marks on it belong together. The whole characters:\n${list.join('\n')}`,
  })
}

/** The nearest words are a hint for a person, and never an anchor. */
export function unmatched({ note, target, path, divisions, seed }: Wanted): void {
  if (!('exact' in target)) return
  const { exact, prefix, suffix, occurrence }: Quote = target
  const plain = divisions.flatMap((division) =>
    match(division.text, { exact }).map((range): Place => ({ division, range, whole: false })),
  )
  const inside = 'passage' in target && target.passage !== undefined ? ` in \`${target.passage}\`` : ''
  const where_ =
    occurrence === undefined
      ? (prefix ?? suffix) === undefined
        ? inside
        : `${inside} with that prefix and suffix`
      : `${inside} at occurrence ${occurrence}`
  const near = plain.length > 0 ? plain : nearestPlaces(divisions, exact)
  const list = near
    .slice(0, mostListed)
    .map((place) => `- ${where(place, mendOf(place, seed, fieldOf(path)))}`)
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

export function unknownPassage(
  note: Located<unknown>,
  passage: string,
  at: Path,
  divisions: readonly Division[],
): void {
  const last = Math.max(0, ...divisions.map((division) => division.passages.length))
  complain(note.file, 'passage-known', {
    reason: `Unexpected passage \`${passage}\`, expected \`p1\` to \`p${last}\``,
    place: note.placeOf(at),
    actual: passage,
    note: 'The published page shows the number of each passage in its margin.',
  })
}

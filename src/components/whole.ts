import type { DivisionView, EditionView, PassageView } from '../edition/view.ts'

/** What pages and passages of an edition ask of all its texts. */
type Whole = {
  /** Texts by the address of their pages, those of earlier states included. */
  readonly texts: ReadonlyMap<string, DivisionView>
  /** Which text each is, from 0; those of earlier states are not counted. */
  readonly places: ReadonlyMap<DivisionView, number>
  /** The ids of all notes. */
  readonly notes: ReadonlySet<string>
  /** When a note was last changed; empty where not known. */
  readonly changed: string
  /** How many other wordings each passage is compared with, by text and passage. */
  readonly compared: ReadonlyMap<string, number>
}

type Edition = Pick<EditionView, 'divisions' | 'earlier' | 'comparisons'>
const known = new WeakMap<Edition, Whole>()

/** Gathered once: all texts for each of their passages would take the square of the time. */
export function wholeOf(edition: Edition): Whole {
  const whole = known.get(edition) ?? gather(edition)
  known.set(edition, whole)
  return whole
}

function gather({ divisions, earlier, comparisons }: Edition): Whole {
  const notes = divisions.flatMap((division) => division.notes)
  const dates = notes.map(({ updated, created }) => updated ?? created ?? '')
  const compared = new Map<string, number>()
  for (const { division, passage } of comparisons) {
    const key = keyOf({ id: division }, passage)
    compared.set(key, (compared.get(key) ?? 0) + 1)
  }
  return {
    texts: new Map([...divisions, ...earlier].map((text) => [text.href, text])),
    places: new Map(divisions.map((text, place) => [text, place])),
    notes: new Set(notes.map(({ id }) => id)),
    changed: dates.reduce((last, date) => (date > last ? date : last), ''),
    compared,
  }
}

/** How many other wordings a passage is compared with. */
export function comparedWith(
  edition: Edition,
  division: Pick<DivisionView, 'id'>,
  passage: Pick<PassageView, 'id'>,
): number {
  return wholeOf(edition).compared.get(keyOf(division, passage)) ?? 0
}

function keyOf({ id }: Pick<DivisionView, 'id'>, passage: Pick<PassageView, 'id'>): string {
  return `${id}#${passage.id}`
}

import type { Anchored } from './anchor.ts'
import { limits, raising } from './limits.ts'
import type { Place } from './places.ts'
import { complain } from './rules.ts'

/**
 * Complains of notes that stand where more do already than a page can bear: a mark names every note that it is of, so
 * that a thousand notes around each other would make a page of megabytes. The order of files does not matter.
 */
export function checkCrowding(notes: readonly Anchored[]): void {
  const places = notes.flatMap(({ note, places: own }) => own.map((place) => ({ note, place })))
  for (const here of Map.groupBy(places, ({ place }) => place.division).values()) {
    let open: Place[] = []
    const sorted = here.sort((a, b) => order(a.place, b.place) || (a.note.id < b.note.id ? -1 : 1))
    for (const { note, place } of sorted) {
      // Never more than the limit, so that looking through them is cheap.
      open = open.filter(({ range }) => range.end > place.range.start)
      if (open.length < limits.notesOfPlace) open.push(place)
      else
        complain(note.file, 'limit-kept', {
          reason: `Unexpected note on words that ${limits.notesOfPlace} notes are on already, expected at most so many (\`notesOfPlace\`)`,
          place: note.placeOf(['target']),
          note: `Add to one of them, or choose fewer words. ${raising('notesOfPlace')}`,
        })
    }
  }
}

function order({ range: a }: Place, { range: b }: Place): number {
  return a.start - b.start || b.end - a.end
}

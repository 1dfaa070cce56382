import type { Anchored } from './anchor.ts'
import type { Place } from './places.ts'
import type { Division, Edition, Records, Seed } from './parse.ts'
import { complain } from './rules.ts'
import { choices, suggest } from './suggest.ts'

/**
 * Who is asked about a note: the owners of the passages that its words stand in, by the edition's `owners`, and
 * the editors where nobody owns them. A note's file does not say where its words stand, and the repository host
 * knows owners by paths only; hence this is worked out from the anchors, for the notes that a change touches.
 */
export type Owned = {
  readonly note: string
  readonly passages: readonly string[]
  readonly owners: readonly string[]
}

/** A stretch of passages that has owners, in one division. */
type Stretch = {
  readonly division: string
  readonly first: number
  readonly last: number
  readonly owners: readonly string[]
}

/** Owners of anchored notes, in the order in which these are given. */
export function ownersOf(edition: Edition, seed: Seed, notes: readonly Anchored[]): Owned[] {
  const stretches = stretchesOf(edition, seed)
  const editors = edition.record.fields.editors ?? []
  return notes.map(({ note, places }) => {
    const found = places.flatMap((place) =>
      passagesOf(place).map((number) => ({ division: place.division, number })),
    )
    const owners = found.flatMap(({ division, number }) =>
      stretches
        .filter((one) => one.division === division.id && one.first <= number && number <= one.last)
        .flatMap((one) => one.owners),
    )
    return {
      note: note.id,
      passages: [...new Set(found.map(({ division, number }) => nameOf(seed, division, number)))],
      owners: [...new Set(owners.length > 0 ? owners : editors)],
    }
  })
}

/** Numbers of the passages that a place touches, from 1. */
function passagesOf({ division, range }: Place): number[] {
  return division.passages.flatMap((passage, index) =>
    passage.range.start < range.end && range.start < passage.range.end ? [index + 1] : [],
  )
}

function nameOf(seed: Seed, division: Division, number: number): string {
  return seed.divisions.length > 1 ? `${division.id}/p${number}` : `p${number}`
}

function stretchesOf(edition: Edition, seed: Seed): Stretch[] {
  return Object.entries(edition.record.fields.owners ?? {}).map(([key, owners]) => {
    const { division, first, last } = readKey(key)
    return { division: division ?? seed.divisions[0]?.id ?? '', first, last, owners }
  })
}

/** `p7`, `p7-p9` or `psalm-2/p7`; the schema has seen to its form. */
function readKey(key: string): { division: string | undefined; first: number; last: number } {
  const slash = key.lastIndexOf('/')
  const [first = 0, last = first] = key
    .slice(slash + 1)
    .split('-')
    .map((part) => Number(part.slice(1)))
  return { division: slash === -1 ? undefined : key.slice(0, slash), first, last }
}

/** Checks that owners are contributors and own passages that exist. */
export function checkOwners({ record }: Edition, { seeds, contributors }: Records): void {
  const seed = seeds.get(record.fields.seed)
  for (const [key, owners] of Object.entries(record.fields.owners ?? {})) {
    if (seed !== undefined) checkStretch(key)
    owners.forEach((id, index) => {
      if (contributors.ids.has(id)) return
      const meant = suggest(id, contributors.ids)
      complain(record.file, 'contributor-known', {
        reason: `Unexpected contributor \`${id}\`, expected ${choices(contributors.ids)}`,
        place: record.placeOf(['owners', key, index]),
        actual: id,
        note:
          meant === undefined
            ? `Name someone who has a file \`content/contributors/${id}.yaml\`, or add it.`
            : `Did you mean \`${meant}\`?`,
      })
    })
  }

  function checkStretch(key: string): void {
    const { division: named, first, last } = readKey(key)
    const division = named === undefined ? seed?.divisions[0] : seed?.divisions.find(({ id }) => id === named)
    if (division === undefined && named !== undefined) {
      const known = seed?.divisions.map(({ id }) => id) ?? []
      complain(record.file, 'division-known', {
        reason: `Unexpected text \`${named}\`, expected ${choices(known)}`,
        place: record.placeOf(['owners', key]),
        actual: named,
      })
    } else if (division !== undefined && (first > last || last > division.passages.length)) {
      complain(record.file, 'passage-known', {
        reason: `Unexpected passage \`${key}\`, expected \`p1\` to \`p${division.passages.length}\``,
        place: record.placeOf(['owners', key]),
        actual: key,
        note: first > last ? `Write the first passage first: \`p${last}-p${first}\`.` : undefined,
      })
    }
  }
}

import {
  createFinder,
  describe,
  match,
  type Range,
  snapToGraphemes,
} from '../../plugins/text-selector/index.ts'
import { onceFor } from './once.ts'
import { countFirst } from './order.ts'
import type { Division, Seed } from './parse.ts'
import { pointAt } from './read.ts'
import { clip } from './records.ts'

/** A stretch of one of the texts of a seed. */
export type Place = {
  readonly division: Division
  /** UTF-16 code units of the division's text. */
  readonly range: Range
  /** True where the target is a passage or several, not words. */
  readonly whole: boolean
}

/** A place as people say it: passage, file, line and column, and the mend or the words around it. */
export function where({ division, range }: Place, mend?: string): string {
  const passage = passageAt(division, range.start)
  const { line, column } = pointAt(division.text, range.start)
  const context = mend ?? `“${surroundings(division.text, range)}”`
  return `${passage} (${division.file.path}:${line}:${column}): ${context}`
}

export function passageAt(division: Division, offset: number): string {
  const begun = countFirst(division.passages, ({ range }) => range.start <= offset)
  return division.passages[Math.max(0, begun - 1)]?.id ?? 'p1'
}

/** Which of the passages has this id, -1 for none: their numbers are in their order. */
export function passageIndex({ passages }: Division, id: string): number {
  const index = Number(id.slice(1)) - 1
  return passages[index]?.id === id ? index : -1
}

function surroundings(text: string, range: Range): string {
  const around = snapToGraphemes(text, {
    start: Math.max(0, range.start - 30),
    end: Math.min(text.length, range.end + 30),
  })
  return clip(text.slice(around.start, around.end), 120)
}

/** Where some words stand, and where the nearest to them do if they stand nowhere; for whoever writes a note. */
export function placesFor(
  seed: Seed,
  exact: string,
  passage?: string,
  text?: string,
): { places: readonly Place[]; near: readonly Place[] } {
  const divisions = seed.divisions.filter(({ id }) => text === undefined || id === text)
  const places = divisions.flatMap((division) => {
    const within =
      passage === undefined ? undefined : division.passages[passageIndex(division, passage)]?.range
    if (passage !== undefined && within === undefined) return []
    const selector = within === undefined ? { exact } : { exact, within }
    return match(division.text, selector).map((range): Place => ({ division, range, whole: false }))
  })
  return { places, near: places.length > 0 ? [] : nearestPlaces(divisions, exact) }
}

/** The shortest target that matches a place and nothing else, as a note's front matter has it. */
export function targetOf({ division, range }: Place, seed: Seed): string | Record<string, string | number> {
  const { exact, prefix, suffix } = describe(division.text, range)
  const elsewhere = seed.divisions.some(
    (other) => other !== division && match(other.text, { exact }).length > 0,
  )
  if (prefix === undefined && suffix === undefined && !elsewhere) return exact
  return {
    exact,
    ...(prefix === undefined ? {} : { prefix }),
    ...(suffix === undefined ? {} : { suffix }),
    ...(elsewhere ? { text: division.id } : {}),
  }
}

/** A target as it is written in YAML, ready to paste; a string where the words alone are enough. */
export function yamlTarget(fields: Readonly<Record<string, string | number>>, field = 'target'): string {
  const entries = Object.entries(fields)
  const value = (one: string | number) => (typeof one === 'number' ? String(one) : quoted(one))
  const [only] = entries
  if (entries.length === 1 && only?.[0] === 'exact') return `${field}: ${value(only[1])}`
  return `${field}: {${entries.map(([key, one]) => `${key}: ${value(one)}`).join(', ')}}`
}

/** A double-quoted scalar of YAML 1.2; characters that nobody sees are written as escapes. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0080-\u00A0\u00AD\u200B-\u200F\u2028-\u202F\u2060-\u206F\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The shortest target that would match a place, ready to paste into a field. */
export function mendOf(place: Place, seed: Seed, field: string): string {
  const target = targetOf(place, seed)
  return yamlTarget(typeof target === 'string' ? { exact: target } : target, field)
}

const finderOf = onceFor(({ text }: Division) => createFinder(text))

/** The places whose words are most like some others, in all of the texts: hints for a person. */
export function nearestPlaces(divisions: readonly Division[], exact: string): Place[] {
  const found = divisions.flatMap((division) =>
    finderOf(division)
      .nearestAll(exact, 3)
      .map(({ range, distance }) => ({ division, range, distance, whole: false })),
  )
  return found.sort((a, b) => a.distance - b.distance).slice(0, 3)
}

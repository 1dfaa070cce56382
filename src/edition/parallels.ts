import { type AnchoredEdition, placeOf } from './anchor.ts'
import { compareWords } from './compare.ts'
import type { Division, Edition, Records, Seed } from './parse.ts'
import type { Place } from './places.ts'
import type { ParallelRecord } from './records.ts'
import { passageReference, sourceReference } from './registers.ts'
import { complain } from './rules.ts'
import type { Target } from './schema.ts'
import { choices, suggest } from './suggest.ts'
import { unknownPassage } from './target-messages.ts'
import type { ComparisonView } from './view.ts'
import { wordsOf } from '../words/index.ts'

/** Another wording of words of the text, with the words of the text that it is a wording of. */
export type AnchoredParallel = {
  readonly parallel: ParallelRecord
  readonly division: Division
  readonly passage: string
  readonly place: Place
}

/**
 * Finds the words that each parallel of an edition is compared with: a whole passage, or what `covers` says, within
 * it. In the order of the text, then of the ids.
 */
export function anchorParallels({ parallels }: Edition, seed: Seed | undefined): AnchoredParallel[] {
  const found = [...parallels.records.values()].flatMap((one) => (seed && anchored(one, seed)) ?? [])
  return found.sort((a, b) => order(a, b, seed?.divisions ?? []))
}

function order(a: AnchoredParallel, b: AnchoredParallel, divisions: readonly Division[]): number {
  const passage = (one: AnchoredParallel) => Number(one.passage.slice(1))
  return (
    divisions.indexOf(a.division) - divisions.indexOf(b.division) ||
    passage(a) - passage(b) ||
    (a.parallel.id < b.parallel.id ? -1 : 1)
  )
}

function anchored(parallel: ParallelRecord, seed: Seed): AnchoredParallel | undefined {
  const { passage, covers, text, agrees } = parallel.fields
  if (text === undefined && agrees === undefined) {
    complain(parallel.file, 'field-required', {
      reason: 'Unexpected fields without `text`, expected it',
      expected: ['text'],
      note: 'Add the words of the source: `text: "…"`; or, where they are the same, `agrees: whole`.',
    })
  }
  const division = divisionOf(parallel, seed)
  if (division === undefined) return undefined
  if (!division.passages.some(({ id }) => id === passage)) {
    unknownPassage(parallel, passage, ['passage'], [division])
    return undefined
  }
  const target = covers === undefined ? { passage } : within(covers, passage)
  const path = covers === undefined ? ['passage'] : ['covers']
  const place = placeOf({ note: parallel, target, path, divisions: [division], seed })
  return place && { parallel, division, passage, place }
}

/** Words are looked for in the parallel's own passage. */
function within(target: Target, passage: string): Target {
  return 'exact' in target || 'from' in target
    ? { ...target, passage: ('passage' in target ? target.passage : undefined) ?? passage }
    : target
}

function divisionOf(parallel: ParallelRecord, seed: Seed): Division | undefined {
  const named = parallel.fields.division
  const known = seed.divisions.map(({ id }) => id)
  const found = seed.divisions.filter(({ id }) => named === undefined || id === named)
  if (found.length === 1) return found[0]
  const meant = named === undefined ? known[0] : suggest(named, known)
  complain(parallel.file, 'division-known', {
    reason:
      named === undefined
        ? `Unexpected passage of one of ${known.length} texts, expected \`division\` beside it`
        : `Unexpected text \`${named}\`, expected ${choices(known)}`,
    place: parallel.placeOf([named === undefined ? 'passage' : 'division']),
    ...(named === undefined ? {} : { actual: named }),
    expected: known,
    note:
      meant === undefined
        ? undefined
        : `${named === undefined ? 'For example' : 'Did you mean'} \`division: ${meant}\`${named === undefined ? '.' : '?'}`,
  })
  return undefined
}

/** A parallel beside the words that it is another wording of; none where its source is not known. */
export function comparisonOf(
  one: AnchoredParallel,
  anchored: AnchoredEdition,
  records: Records,
): ComparisonView[] {
  const { parallel, division, passage, place } = one
  const { fields } = parallel
  const record = records.sources.records.get(fields.source)
  if (record === undefined) return []
  const said = wordsOf(anchored.edition.record.fields.language)
  const source = sourceReference(record, anchored.edition.id, said)
  const text = division.text.slice(place.range.start, place.range.end).trim()
  const words = compareWords(text, fields.text ?? text, division.language)
  return [
    {
      id: parallel.id,
      fragment: `compare-${parallel.id}`,
      division: division.id,
      passage: passageReference(anchored, division, passage),
      whole: place.whole,
      source,
      label: fields.label ?? source.label,
      locator: fields.locator,
      agrees: fields.text === undefined,
      ...words,
      comment: fields.comment,
    },
  ]
}

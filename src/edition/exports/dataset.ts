import { createOffsets } from '../../../plugins/text-selector/index.ts'
import type { Anchored } from '../anchor.ts'
import type { Division } from '../parse.ts'
import type { Located } from '../records.ts'
import type { Lookup } from '../shelf.ts'
import { codePointsOf, type Published } from './published.ts'

/** The version of the form below: it changes when a program that reads it has to. */
const version = 1

/**
 * An edition as its files have it: every field and every note as written, and where the notes stand in code points.
 * Decision 9 describes it. Registers are those entries that the edition uses.
 */
export function datasetOf({ anchored, records, view }: Published) {
  const { edition, seed, notes } = anchored
  const { sources, entities } = view()
  const people = new Set([
    ...(edition.record.fields.editors ?? []),
    ...notes.flatMap(({ note }) => note.fields.by.map(({ id }) => id)),
  ])
  const earlier = Map.groupBy(
    anchored.divisions.filter((division) => division.seed !== seed.record.id),
    (division) => division.seed,
  )
  return {
    format: 'variorum-notes',
    version,
    edition: { id: edition.id, fields: edition.record.fields, prose: edition.record.prose },
    seed: seedOf(seed.record, seed.divisions),
    ...(earlier.size === 0
      ? {}
      : {
          earlier: [...earlier].flatMap(([id, divisions]) => {
            const record = records.seeds.get(id)?.record
            return record === undefined ? [] : [seedOf(record, divisions)]
          }),
        }),
    notes: notes.map((one) => noteOf(one, seed.record.id)),
    parallels: fieldsOf([...edition.parallels.records.keys()], edition.parallels.records),
    contributors: fieldsOf(people, records.contributors.records),
    sources: fieldsOf(
      sources.map(({ key }) => key),
      records.sources.records,
    ),
    entities: fieldsOf(
      entities.map(({ id }) => id),
      records.entities.records,
    ),
  }
}

function seedOf({ id, fields }: Located<unknown>, divisions: readonly Division[]) {
  return {
    id,
    fields,
    texts: divisions.map((division) => ({
      id: division.id,
      file: division.file.basename,
      sha256: division.file.data.bytes?.sha256,
      codePoints: createOffsets(division.text).length,
      spaces: spacesOf(division),
    })),
  }
}

/**
 * The white space before the first passage, between passages and after the last, for formats that have their own. Runs
 * that are alike are one: `[["", 1], ["\n\n", 19], ["\n", 1]]`.
 */
function spacesOf({ text, passages }: Division): [string, number][] {
  const found: [string, number][] = []
  const starts = [...passages.map(({ range }) => range.start), text.length]
  starts.forEach((start, index) => {
    const space = text.slice(index === 0 ? 0 : passages[index - 1]?.range.end, start)
    const last = found.at(-1)
    if (last?.[0] === space) last[1] += 1
    else found.push([space, 1])
  })
  return found
}

export type Dataset = ReturnType<typeof datasetOf>

function noteOf({ note, places }: Anchored, seed: string) {
  return {
    id: note.id,
    fields: note.fields,
    body: note.body,
    places: places.map(({ division, range }) => ({
      ...(division.seed === seed ? {} : { seed: division.seed }),
      text: division.id,
      ...codePointsOf(division, range),
      exact: division.text.slice(range.start, range.end),
    })),
  }
}

function fieldsOf(ids: Iterable<string>, records: Lookup<Located<unknown>>): Record<string, unknown> {
  const sorted = [...new Set(ids)].sort()
  return Object.fromEntries(
    sorted.flatMap((id) => {
      const record = records.get(id)
      return record === undefined ? [] : [[id, record.fields]]
    }),
  )
}

/** The dataset as JSON in which no `<`, `>` or `--` stands: so it may lie in a comment or among code. */
export function quietJson(dataset: Dataset): string {
  return JSON.stringify(dataset).replace(
    /[<>\u2028\u2029]|-(?=-)|(?<=-)-/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

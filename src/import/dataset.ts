import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import { z } from 'zod'
import { createOffsets } from '../../plugins/text-selector/index.ts'
import { fromSeed, passages } from '../../plugins/seed-parse/index.ts'
import type { StructureFields } from '../edition/schema.ts'
import { type Imported, type ImportMessage, refusal } from './document.ts'
import type { Placed, Plan, Wishes } from './plan.ts'
import type { Text } from './targets.ts'

const fields = z.record(z.string(), z.unknown())
const id = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
const place = z.object({
  text: z.string(),
  start: z.number().int().min(0),
  end: z.number().int(),
  seed: z.string().optional(),
})

/** What an export of `variorum` holds of itself: decision 9. Its fields are checked with the files that they become. */
const schema = z.object({
  format: z.literal('variorum-notes'),
  version: z.literal(1),
  edition: z.object({ id, fields, prose: z.string() }),
  seed: z.object({
    id,
    fields,
    texts: z.array(
      z.object({
        id: z.string(),
        file: z.string().regex(/^[a-z0-9]+(?:[-.]+[a-z0-9]+)*\.txt$/),
        sha256: z.string(),
      }),
    ),
  }),
  notes: z.array(z.object({ id, fields, body: z.string(), places: z.array(place) })),
  contributors: z.record(id, fields),
  sources: z.record(id, fields),
  entities: z.record(id, fields),
})

export type Dataset = z.output<typeof schema>

/** Throws a `UsageError` for what is no dataset. */
export function datasetFrom(json: string): Dataset {
  let data: unknown
  try {
    data = JSON.parse(json)
  } catch {
    throw refusal('Unexpected dataset in the file, expected JSON')
  }
  const { data: dataset, error } = schema.safeParse(data)
  if (dataset !== undefined) return dataset
  const issue = error.issues[0]
  throw refusal(`Unexpected dataset in the file: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
}

/**
 * The files of an edition that was exported, as they were: fields and notes as written, and the text by its hash. Where
 * a format has not kept every space between passages, those are tried that texts have; failing that the text has a new
 * hash, and every place is proven in it.
 */
export function planDataset(
  dataset: Dataset,
  imported: Imported,
  wishes: Wishes,
  refused: ReadonlyMap<string, string>,
): Plan {
  const messages: ImportMessage[] = [...imported.messages]
  const here = { file: wishes.original.received, line: 1, column: 1 }
  const seed = wishes.id
  const texts = dataset.seed.texts.map((stated, index): Text & { file: string; sha256: string } => {
    const raw =
      imported.raw?.get(stated.id) ??
      (dataset.seed.texts.length === 1 ? [...(imported.raw?.values() ?? [])][0] : undefined)
    if (raw === undefined)
      throw refusal(`Unexpected end, expected the text \`${stated.id}\` that the notes are on`)
    const structure = structureOf(dataset.seed.fields, index)
    const value = raw.find((one) => hash(one) === stated.sha256) ?? raw[0] ?? ''
    const sha256 = hash(value)
    if (sha256 !== stated.sha256)
      messages.push({
        place: here,
        severity: 'warning',
        rule: 'text-whole',
        message: `The white space of the text \`${stated.id}\` is not what it was; its letters are`,
      })
    return {
      id: stated.file.replace(/\.txt$/, ''),
      value,
      passages: passages(fromSeed(value, structure)).map(({ range }) => range),
      file: stated.file,
      sha256,
    }
  })
  const files = new Map<string, string | Uint8Array>()
  const stated = texts.map(({ file, sha256 }, index) => ({
    ...textFields(dataset.seed.fields, index),
    file,
    sha256,
  }))
  const rest = Object.fromEntries(
    Object.entries(dataset.seed.fields).filter(([key]) => !['sha256', 'structure', 'texts'].includes(key)),
  )
  files.set(`seeds/${seed}/seed.yaml`, yaml({ ...rest, texts: stated }))
  for (const { file, value } of texts) files.set(`seeds/${seed}/${file}`, value)
  files.set(`seeds/${seed}/${wishes.original.name}`, wishes.original.bytes)
  const { prose } = dataset.edition
  files.set(
    `content/editions/${wishes.id}/edition.mdx`,
    `---\n${yaml({ ...dataset.edition.fields, seed })}---\n${prose}`,
  )
  const offsets = new Map(texts.map((text) => [text.id, createOffsets(text.value)]))
  const placed: Placed[] = []
  for (const note of dataset.notes) {
    const why =
      refused.get(note.id) ??
      (note.places.some((one) => one.seed !== undefined)
        ? 'It is on an earlier text, which the file does not have as a seed'
        : undefined)
    if (why !== undefined) {
      messages.push({
        place: { ...here, path: `notes/${note.id}` },
        severity: 'error',
        rule: 'note-kept',
        message: why,
      })
      continue
    }
    files.set(
      `content/editions/${wishes.id}/notes/${note.id}.md`,
      `---\n${yaml(note.fields)}---\n${note.body}`,
    )
    placed.push({
      id: note.id,
      key: note.id,
      source: here,
      places: note.places.map(({ text, start, end }) => ({
        text,
        range: rangeIn(offsets.get(text), start, end),
        mark: here,
      })),
    })
  }
  for (const register of ['contributors', 'sources', 'entities'] as const) {
    for (const [key, record] of Object.entries(dataset[register])) {
      if (wishes.registers?.[register].has(key) !== true)
        files.set(`content/${register}/${key}.yaml`, yaml(record))
    }
  }
  return { files, texts, notes: placed, messages }
}

function rangeIn(offsets: ReturnType<typeof createOffsets> | undefined, start: number, end: number) {
  if (offsets === undefined || end > offsets.length || start >= end) return { start: 0, end: 0 }
  return { start: offsets.toUtf16(start), end: offsets.toUtf16(end) }
}

function textFields(seed: Record<string, unknown>, index: number): Record<string, unknown> {
  const texts = seed['texts']
  const one: unknown = Array.isArray(texts) ? texts[index] : { structure: seed['structure'] }
  return typeof one === 'object' && one !== null ? { ...one } : {}
}

/** What of the structure passages depend on. */
function structureOf(seed: Record<string, unknown>, index: number): { passages?: 'blocks' | 'lines' } {
  const structure = textFields(seed, index)['structure'] as StructureFields | undefined
  return structure?.passages === 'lines' ? { passages: 'lines' } : {}
}

function yaml(data: unknown): string {
  return stringify(JSON.parse(JSON.stringify(data)), { lineWidth: 0 })
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

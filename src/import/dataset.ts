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

const seedSchema = z.object({
  id,
  fields,
  texts: z.array(
    z.object({
      id: z.string(),
      file: z.string().regex(/^[a-z0-9]+(?:[-.]+[a-z0-9]+)*\.txt$/),
      sha256: z.string(),
      spaces: z.array(z.tuple([z.string(), z.number().int().min(1)])).optional(),
    }),
  ),
})

/** What an export of `variorum` holds of itself: decision 9. Its fields are checked with the files that they become. */
const schema = z.object({
  format: z.literal('variorum-notes'),
  version: z.literal(1),
  edition: z.object({ id, fields, prose: z.string() }),
  seed: seedSchema,
  earlier: z.array(seedSchema).optional(),
  notes: z.array(z.object({ id, fields, body: z.string(), places: z.array(place) })),
  parallels: z.record(id, fields).optional(),
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
 * The files of an edition that was exported, as they were: fields and notes as written, and each text by its hash. Where
 * a format has not kept the letters, the text has a new hash, and every place is proven in it.
 */
export function planDataset(
  dataset: Dataset,
  imported: Imported,
  wishes: Wishes,
  refused: ReadonlyMap<string, string>,
): Plan {
  const messages: ImportMessage[] = [...imported.messages]
  const here = { file: wishes.original.received, line: 1, column: 1 }
  const seeds = [{ ...dataset.seed, id: wishes.id }, ...(dataset.earlier ?? [])]
  const files = new Map<string, string | Uint8Array>()
  const texts = seeds.flatMap((seed, number) => {
    const found = seed.texts.map((stated, index) =>
      textOf(stated, seed, index, number === 0, imported, dataset),
    )
    for (const { id: text, file, value, whole } of found) {
      files.set(`seeds/${seed.id}/${file}`, value)
      if (whole) continue
      const message = `The text \`${text}\` is not letter for letter what it was: it has a new hash`
      messages.push({ place: here, severity: 'warning', rule: 'text-whole', message })
    }
    files.set(`seeds/${seed.id}/seed.yaml`, seedYaml(seed.fields, found))
    return found.map((text) => ({ ...text, seed: seed.id, number }))
  })
  files.set(`seeds/${wishes.id}/${wishes.original.name}`, wishes.original.bytes)
  const { prose } = dataset.edition
  const edition = yaml({ ...dataset.edition.fields, seed: wishes.id })
  files.set(`content/editions/${wishes.id}/edition.mdx`, `---\n${edition}---\n${prose}`)
  const placed: Placed[] = []
  for (const note of dataset.notes) {
    const why = refused.get(note.id)
    if (why !== undefined) {
      const place = { ...here, path: `notes/${note.id}` }
      messages.push({ place, severity: 'error', rule: 'note-kept', message: why })
      continue
    }
    files.set(
      `content/editions/${wishes.id}/notes/${note.id}.md`,
      `---\n${yaml(note.fields)}---\n${note.body}`,
    )
    const places = note.places.map((one) => {
      const text = texts.find(({ id: name, seed }) => name === one.text && seed === (one.seed ?? wishes.id))
      return { text: one.text, range: rangeIn(text?.value ?? '', one.start, one.end), mark: here }
    })
    placed.push({ id: note.id, key: note.id, source: here, places })
  }
  for (const [key, record] of Object.entries(dataset.parallels ?? {}))
    files.set(`content/editions/${wishes.id}/parallels/${key}.yaml`, yaml(record))
  for (const register of ['contributors', 'sources', 'entities'] as const) {
    for (const [key, record] of Object.entries(dataset[register])) {
      if (wishes.registers?.[register].has(key) !== true)
        files.set(`content/${register}/${key}.yaml`, yaml(record))
    }
  }
  return { files, texts: texts.filter(({ number }) => number === 0), notes: placed, messages }
}

type Seed = z.output<typeof seedSchema>
type Found = Text & { readonly file: string; readonly sha256: string; readonly whole: boolean }

function textOf(
  stated: Seed['texts'][number],
  seed: Seed,
  index: number,
  current: boolean,
  { raw }: Imported,
  dataset: Dataset,
): Found {
  const names = current ? [stated.id] : [`${seed.id}.${stated.id}`]
  const alone = dataset.seed.texts.length === 1 && dataset.earlier === undefined
  const all = [...(raw?.entries() ?? [])]
  const found = all.find(([name]) => names.includes(name))?.[1] ?? (alone ? all[0]?.[1] : undefined)
  if (found === undefined)
    throw refusal(`Unexpected end, expected the text \`${names[0] ?? ''}\` that the notes are on`)
  const value = typeof found === 'string' ? found : spaced(found, stated.spaces)
  const sha256 = createHash('sha256').update(value).digest('hex')
  return {
    id: stated.file.replace(/\.txt$/, ''),
    value,
    passages: passages(fromSeed(value, structureOf(seed.fields, index))).map(({ range }) => range),
    file: stated.file,
    sha256,
    whole: sha256 === stated.sha256,
  }
}

/** Passages with the white space that was between them. */
function spaced(blocks: readonly string[], spaces: Seed['texts'][number]['spaces']): string {
  const gaps = (spaces ?? []).flatMap(([space, times]) =>
    Array.from({ length: Math.min(times, blocks.length + 1) }, () => space),
  )
  if (gaps.length !== blocks.length + 1) return `${blocks.join('\n\n')}\n`
  const lineEnd = gaps.some((gap) => gap.includes('\r\n')) ? '\r\n' : '\n'
  return gaps.map((gap, index) => gap + (blocks[index] ?? '').replace(/\r?\n/g, lineEnd)).join('')
}

function seedYaml(seed: Record<string, unknown>, texts: readonly Found[]): string {
  const rest = Object.entries(seed).filter(([key]) => !['sha256', 'structure', 'texts'].includes(key))
  const [first] = texts
  if (seed['texts'] === undefined && first !== undefined)
    return yaml({ ...fitting(seed, first), sha256: first.sha256 })
  const stated = texts.map((text, index) => {
    const { file, sha256 } = text
    return { ...fitting(textFields(seed, index), text), file, sha256 }
  })
  return yaml({ ...Object.fromEntries(rest), texts: stated })
}

function rangeIn(text: string, start: number, end: number) {
  const offsets = createOffsets(text)
  if (end > offsets.length || start >= end) return { start: 0, end: 0 }
  return { start: offsets.toUtf16(start), end: offsets.toUtf16(end) }
}

/** What is told of a text; without its spans, if it is not of the letters that these were counted in. */
function fitting(record: Record<string, unknown>, { whole }: Found): Record<string, unknown> {
  const { structure } = record
  if (whole || typeof structure !== 'object' || structure === null) return record
  const told = Object.entries(structure).filter(([key]) => key !== 'spans')
  return { ...record, structure: Object.fromEntries(told) }
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

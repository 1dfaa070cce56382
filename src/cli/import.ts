import { lstatSync, mkdirSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { kindsOf } from '../edition/kinds.ts'
import { parse } from '../edition/parse.ts'
import { type Files, isId, read } from '../edition/read.ts'
import { clip, idFrom } from '../edition/records.ts'
import { choices } from '../edition/suggest.ts'
import { formatOf } from '../import/format.ts'
import { readAnnotations } from '../import/annotations.ts'
import { type Format, planBook, planOnEdition, planOnText, readBook, type Verified } from '../import/index.ts'
import type { Person } from '../import/document.ts'
import type { Plan } from '../import/plan.ts'
import { importReport, importTable } from '../import/report.ts'
import { textOf, usageError, type Values } from './usage.ts'
import { writeNew } from './write.ts'

/** Bytes of a file that is imported. */
const mostBytes = 256 * 1024 * 1024

/** Makes an edition of a book with notes, or notes of annotations, whole or not at all; reports what was not placed. */
export function importBook(values: Values, [path, ...others]: readonly string[]): number {
  if (path === undefined || others.length > 0)
    throw usageError('Unexpected names, expected one file: `variorum import <file>`')
  const job = jobOf(values, path)
  const { plan, faults } = told(job.name, () =>
    job.format === 'json' ? annotations(job, values) : book(job),
  )
  if (plan.texts.length === 0)
    throw usageError(`Unexpected file \`${job.name}\` without words, expected a text`)
  if (faults.length > 0) {
    throw usageError(
      `Nothing was written, because \`check\` would refuse it:\n${faults.slice(0, 20).join('\n')}`,
    )
  }
  const added = job.library.editions.has(job.id)
  if (added) addFiles(job.root, plan)
  else writeEdition(job.root, plan)
  const report = importReport(plan, job.id, added)
  const made = added ? '' : `seeds/${job.id}/seed.yaml\ncontent/editions/${job.id}/edition.mdx\n`
  process.stdout.write(
    job.printed === 'json' ? `${JSON.stringify(report, null, 2)}\n` : `${importTable(report)}${made}`,
  )
  return 0
}

type Job = {
  readonly root: string
  readonly id: string
  readonly name: string
  readonly bytes: Uint8Array
  readonly format: NonNullable<ReturnType<typeof formatOf>>
  readonly printed: 'table' | 'json'
  readonly library: Files
  readonly kind: string | undefined
  readonly by: Person | undefined
  readonly original: string
}

function jobOf(values: Values, path: string): Job {
  const printed = textOf(values, 'format') ?? 'table'
  if (printed !== 'table' && printed !== 'json')
    throw usageError(`Unexpected format \`${printed}\`, expected table, json`)
  const bytes = bytesAt(path)
  const name = basename(path)
  const format = formatOf(bytes, name)
  if (format === undefined) {
    throw usageError(
      `Unexpected file \`${name}\`, expected Markdown, HTML, EPUB, TEI, DOCX, or JSON of Web Annotation or Hypothesis`,
    )
  }
  const id =
    textOf(values, 'as') ??
    idFrom(name.replace(/\.[^.]*$/, ''))
      .slice(0, 60)
      .replace(/-$/, '')
  if (!isId(id))
    throw usageError(
      `Unexpected name \`${id}\`, expected small letters a–z, digits and hyphens: \`--as NAME\``,
    )
  const kind = textOf(values, 'kind')
  if (kind !== undefined && !isId(kind))
    throw usageError(`Unexpected kind \`${kind}\`, expected small letters a–z, digits and hyphens`)
  if (format !== 'json' && textOf(values, 'seed') !== undefined)
    throw usageError(
      'Unexpected `--seed`, expected it only with annotations, which have no text of their own',
    )
  const root = resolve(textOf(values, 'root') ?? '.')
  const library = read(root)
  const extension = /\.[a-z0-9]{1,10}$/i.exec(name)?.[0].toLowerCase() ?? ''
  return {
    root,
    id,
    name,
    bytes,
    format,
    printed,
    library,
    kind,
    by: byOf(values, library),
    // A text beside the seed would be taken for one of its texts.
    original: `original${extension === '.txt' || extension === '' ? '.md' : extension}`,
  }
}

function book({ root, id, name, bytes, format, library, kind, by, original }: Job): Verified {
  refuseTaken(root, id)
  const imported = readBook(format as Format, bytes, name)
  const records = parse(library)
  const wishes = {
    id,
    original: { name: original, received: name, bytes },
    kind,
    by,
    contributors: namesOf(library),
    registers: {
      contributors: records.contributors.ids,
      sources: records.sources.ids,
      entities: records.entities.ids,
    },
  }
  return planBook(imported, wishes, library)
}

function annotations(job: Job, values: Values): Verified {
  const { root, id, name, bytes, library, kind, by } = job
  const { annotations: found } = readAnnotations(decoded(bytes, name), name)
  const wishes = { edition: id, file: name, kind, by }
  const seed = textOf(values, 'seed')
  if (seed !== undefined) {
    refuseTaken(root, id)
    const value = decoded(bytesAt(seed), basename(seed))
    const title = value.split('\n').find((line) => line.trim() !== '')
    return planOnText(
      found,
      { value, title: clip(title ?? id, 120), original: { name: job.original, bytes } },
      wishes,
      library,
    )
  }
  const records = parse(library)
  const edition = records.editions.get(id)
  const text = edition && records.seeds.get(edition.record.fields.seed)
  if (edition === undefined || text === undefined) {
    throw usageError(
      `Unexpected edition \`${id}\`, expected \`--as\` one that is there (${choices(library.editions.keys())}), or its text: \`--seed FILE\``,
    )
  }
  if (kind !== undefined && !kindsOf(edition.record.fields).has(kind))
    throw usageError(
      `Unexpected kind \`${kind}\`, expected ${choices(kindsOf(edition.record.fields).keys())}`,
    )
  const texts = text.divisions.map(({ id: division, text: value, passages }) => ({
    id: division,
    value,
    passages: passages.map(({ range }) => range),
  }))
  const ground = {
    fields: edition.record.fields,
    texts,
    notes: new Set(edition.notes.ids),
    records,
    fresh: false,
  }
  return planOnEdition(found, ground, wishes, library)
}

function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw usageError(`Unexpected bytes in \`${name}\`, expected UTF-8: save it as UTF-8 first`)
  }
}

/** Nesting that the stack does not bear is a fault of the file. */
function told<T>(name: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof RangeError && /call stack/i.test(error.message))
      throw usageError(`Unexpected nesting in \`${name}\`, expected less of it`)
    throw error
  }
}

function bytesAt(path: string): Uint8Array {
  let bytes: Uint8Array
  try {
    const { size } = lstatSync(path)
    if (size > mostBytes)
      throw usageError(
        `Unexpected size of \`${path}\`: ${size.toLocaleString('en')} bytes, expected at most ${mostBytes.toLocaleString('en')}`,
      )
    bytes = readFileSync(path)
  } catch (error) {
    if (error instanceof Error && error.name === 'UsageError') throw error
    throw usageError(`Unexpected path \`${path}\`, expected a file that can be read`)
  }
  return bytes
}

function refuseTaken(root: string, id: string): void {
  for (const folder of [`seeds/${id}`, `content/editions/${id}`]) {
    if (existsSync(join(root, folder)))
      throw usageError(
        `Unexpected folder \`${folder}\`, expected none of that name: choose another with \`--as\``,
      )
  }
}

function namesOf(library: Files): ReadonlyMap<string, string | undefined> {
  const { contributors } = parse(library)
  return new Map([...contributors.ids].map((id) => [id, contributors.records.get(id)?.fields.name]))
}

/** `--by`: a contributor by id, or the name of a new one. */
function byOf(values: Values, library: Files): Person | undefined {
  const by = textOf(values, 'by')
  if (by === undefined) return undefined
  if (library.contributors.has(by)) return { id: by, name: namesOf(library).get(by) ?? by }
  const name = clip(by, 200)
  if (name.trim() === '') throw usageError('Unexpected empty `--by`, expected a contributor’s id or a name')
  return { name }
}

/** Adds files to an edition: all, or none. */
function addFiles(root: string, plan: Plan): void {
  const written: string[] = []
  try {
    for (const [path, content] of plan.files) {
      writeNew(join(root, path), content)
      written.push(join(root, path))
    }
  } catch (error) {
    for (const path of written) rmSync(path, { force: true })
    throw error
  }
}

/** Writes the seed, the edition and new contributors: beside their places first, then all of it takes them. */
function writeEdition(root: string, plan: Plan): void {
  const folders = new Set(
    [...plan.files.keys()].flatMap((path) => /^(?:seeds|content\/editions)\/[^/]+/.exec(path)?.[0] ?? []),
  )
  const moves = [...folders].map((folder) => ({
    draft: join(root, dirname(folder), `.${basename(folder)}.${process.pid}.tmp`),
    to: join(root, folder),
    prefix: `${folder}/`,
  }))
  const taken = moves.find(({ to }) => existsSync(to))
  if (taken !== undefined) refuseTaken(root, basename(taken.to))
  const written: string[] = []
  try {
    for (const { draft } of moves) mkdirSync(draft, { recursive: true })
    for (const [path, content] of plan.files) {
      const move = moves.find(({ prefix }) => path.startsWith(prefix))
      if (move === undefined) continue
      const target = join(move.draft, path.slice(move.prefix.length))
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, content)
    }
    for (const [path, content] of plan.files) {
      if (moves.some(({ prefix }) => path.startsWith(prefix))) continue
      writeNew(join(root, path), content)
      written.push(join(root, path))
    }
    for (const { draft, to } of moves) {
      // A folder that came meanwhile and has files is never replaced: renaming fails.
      renameSync(draft, to)
      written.push(to)
    }
  } catch (error) {
    for (const path of written) rmSync(path, { recursive: true, force: true })
    throw error
  } finally {
    for (const { draft } of moves) rmSync(draft, { recursive: true, force: true })
  }
}

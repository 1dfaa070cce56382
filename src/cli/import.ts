import { lstatSync, mkdirSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parse } from '../edition/parse.ts'
import { type Files, isId, read } from '../edition/read.ts'
import { clip, idFrom } from '../edition/records.ts'
import { formatOf } from '../import/format.ts'
import { planVerified, readBook } from '../import/index.ts'
import type { Person } from '../import/document.ts'
import type { Plan } from '../import/plan.ts'
import { importReport, importTable } from '../import/report.ts'
import { textOf, usageError, type Values } from './usage.ts'
import { writeNew } from './write.ts'

/** Bytes of a file that is imported. */
const mostBytes = 256 * 1024 * 1024

/** Makes an edition of a book with notes, whole or not at all, and reports what could not be placed. */
export function importBook(values: Values, [path, ...others]: readonly string[]): number {
  if (path === undefined || others.length > 0)
    throw usageError('Unexpected names, expected one file: `variorum import <file>`')
  const printed = textOf(values, 'format') ?? 'table'
  if (printed !== 'table' && printed !== 'json')
    throw usageError(`Unexpected format \`${printed}\`, expected table, json`)
  const root = resolve(textOf(values, 'root') ?? '.')
  const bytes = bytesAt(path)
  const name = basename(path)
  const id =
    textOf(values, 'as') ??
    idFrom(name.replace(/\.[^.]*$/, ''))
      .slice(0, 60)
      .replace(/-+$/, '')
  if (!isId(id))
    throw usageError(
      `Unexpected name \`${id}\`, expected small letters a–z, digits and hyphens: \`--as NAME\``,
    )
  const kind = textOf(values, 'kind')
  if (kind !== undefined && !isId(kind))
    throw usageError(`Unexpected kind \`${kind}\`, expected small letters a–z, digits and hyphens`)
  const format = formatOf(bytes, name)
  if (format === undefined || format === 'json')
    throw usageError(
      `Unexpected file \`${name}\`, expected Markdown, HTML, EPUB, TEI, DOCX, or JSON of Web Annotation or Hypothesis`,
    )
  refuseTaken(root, id)
  const library = read(root)
  const imported = told(name, () => readBook(format, bytes, name))
  const { plan, faults } = told(name, () =>
    planVerified(
      imported,
      {
        id,
        original: {
          name: `original${/\.[a-z0-9]{1,8}$/i.exec(name)?.[0].toLowerCase() ?? '.txt'}`,
          received: name,
          bytes,
        },
        ...(kind === undefined ? {} : { kind }),
        ...byOf(values, library),
        contributors: namesOf(library),
      },
      library,
    ),
  )
  if (plan.texts.length === 0) throw usageError(`Unexpected file \`${name}\` without words, expected a text`)
  if (faults.length > 0)
    throw usageError(
      `Nothing was written, because \`check\` would refuse it:\n${faults.slice(0, 20).join('\n')}`,
    )
  writeEdition(root, id, plan)
  const report = importReport(plan, id)
  process.stdout.write(
    printed === 'json'
      ? `${JSON.stringify(report, null, 2)}\n`
      : `${importTable(report)}seeds/${id}/seed.yaml\ncontent/editions/${id}/edition.mdx\n`,
  )
  return 0
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
function byOf(values: Values, library: Files): { by?: Person } {
  const by = textOf(values, 'by')
  if (by === undefined) return {}
  if (library.contributors.has(by)) return { by: { id: by, name: namesOf(library).get(by) ?? by } }
  const name = clip(by, 200)
  if (name.trim() === '') throw usageError('Unexpected empty `--by`, expected a contributor’s id or a name')
  return { by: { name } }
}

/** Writes the seed, the edition and new contributors: beside their places first, then all of it takes them. */
function writeEdition(root: string, id: string, plan: Plan): void {
  const moves = [
    {
      draft: join(root, 'seeds', `.${id}.${process.pid}.tmp`),
      to: join(root, 'seeds', id),
      prefix: `seeds/${id}/`,
    },
    {
      draft: join(root, 'content/editions', `.${id}.${process.pid}.tmp`),
      to: join(root, 'content/editions', id),
      prefix: `content/editions/${id}/`,
    },
  ]
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

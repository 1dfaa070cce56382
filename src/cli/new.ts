import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { stringify } from 'yaml'
import { isId } from '../edition/read.ts'
import { clip, idFrom } from '../edition/records.ts'
import { refreshSchemas } from './schemas.ts'
import { textOf, usageError, type Values } from './usage.ts'
import { writeNew } from './write.ts'

/** Begins an edition: the text byte for byte, its record with the hash, and an edition without notes. */
export function newEdition(values: Values, [id, ...others]: readonly string[]): number {
  if (id === undefined || others.length > 0)
    throw usageError('Unexpected names, expected one: `variorum new <edition> --seed FILE`')
  if (!isId(id)) throw usageError(`Unexpected name \`${id}\`, expected small letters a–z, digits and hyphens`)
  const paths = [values['seed'] ?? []].flat().map(String)
  if (paths.length === 0) throw usageError('Unexpected end, expected the text: `--seed FILE`')
  const root = resolve(textOf(values, 'root') ?? '.')
  for (const folder of [`seeds/${id}`, `content/editions/${id}`]) {
    if (existsSync(join(root, folder)))
      throw usageError(`Unexpected folder \`${folder}\`, expected none of that name: choose another name`)
  }
  const texts = paths.map((path) => textAt(path, paths.length === 1))
  const names = new Set(texts.map(({ file }) => file))
  if (names.size < texts.length)
    throw usageError('Unexpected texts of the same name, expected each to have its own')
  const title = textOf(values, 'title') ?? titleOf(texts[0]?.content ?? '', id)
  const language = textOf(values, 'language') ?? 'en'
  const record = {
    title,
    language,
    texts: texts.map(({ file, sha256 }) => ({ file, sha256, structure: { form: 'prose' } })),
  }
  for (const { file, bytes } of texts) writeNew(join(root, 'seeds', id, file), bytes)
  writeNew(join(root, 'seeds', id, 'seed.yaml'), `${asked}${yaml(record)}`)
  const edition = { seed: id, title, language, licence: 'CC-BY-4.0' }
  writeNew(join(root, 'content/editions', id, 'edition.mdx'), `---\n${yaml(edition)}---\n`)
  refreshSchemas(root)
  process.stdout.write(
    `seeds/${id}/seed.yaml\ncontent/editions/${id}/edition.mdx\n` +
      `The text is stored byte for byte; say in seed.yaml where it is from and who holds its rights. Then: npx variorum note ${id} "some words of it"\n`,
  )
  return 0
}

/** What only a person can say of a text. A comment: nothing is published that nobody has said. */
const asked = `# Add what is known of the text, each on a line of its own:
#   author: Ada Example
#   publisher: The Example Gazette
#   published: 2017-03-12
#   url: https://example.org/the-text
#   rights: {statement: 'Who holds the rights, or that nobody does.'}
# and, below \`form\`, which passages are more than paragraphs:
#   roles: {p1: title, p5: quotation}
`

type Text = {
  readonly file: string
  readonly bytes: Uint8Array
  readonly content: string
  readonly sha256: string
}

function textAt(path: string, only: boolean): Text {
  const bytes = bytesAt(path)
  const name = idFrom(basename(path).replace(/\.[^.]*$/, ''))
  return {
    file: only || name === '' ? 'text.txt' : `${name}.txt`,
    bytes,
    content: decoded(bytes, path),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
}

function bytesAt(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch {
    throw usageError(`Unexpected path \`${path}\`, expected a text that can be read`)
  }
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw usageError(`Unexpected bytes in \`${path}\`, expected UTF-8 text: save it as UTF-8 first`)
  }
}

function titleOf(text: string, fallback: string): string {
  const first = text.split('\n').find((line) => line.trim() !== '')
  return first === undefined ? fallback : clip(first, 120)
}

function yaml(data: unknown): string {
  return stringify(data, { lineWidth: 0 })
}

import { createHash } from 'node:crypto'
import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VFile } from 'vfile'
import { limits } from './limits.ts'
import { complain } from './rules.ts'

/** The only stage that touches the disk. Everything after it works on these. */
export type Files = {
  readonly seeds: ReadonlyMap<string, SeedFiles>
  readonly editions: ReadonlyMap<string, EditionFiles>
  readonly contributors: ReadonlyMap<string, VFile>
  readonly sources: ReadonlyMap<string, VFile>
  readonly entities: ReadonlyMap<string, VFile>
  /** `content/site.yaml`, where there is one. */
  readonly site: VFile | undefined
  /** Files and folders that have no place here; each carries its message. */
  readonly strays: readonly VFile[]
}

/** Every file that was read, or should have been. */
export function allFiles(files: Files): VFile[] {
  return [
    ...files.strays,
    ...[...files.seeds.values()].flatMap(({ record, texts }) => [record, ...texts.values()]),
    ...[...files.editions.values()].flatMap(({ record, notes, parallels }) => [record, ...notes.values(), ...parallels.values()]),
    ...files.contributors.values(),
    ...files.sources.values(),
    ...files.entities.values(),
    ...(files.site === undefined ? [] : [files.site]),
  ]
}

export type SeedFiles = { readonly record: VFile; readonly texts: ReadonlyMap<string, VFile> }
export type EditionFiles = {
  readonly record: VFile
  readonly notes: ReadonlyMap<string, VFile>
  readonly parallels: ReadonlyMap<string, VFile>
}

/** What `read` knows of a file's bytes; `VFile.value` is their text, a byte-order mark included. */
export type Bytes = { readonly sha256: string; readonly length: number }

declare module 'vfile' {
  interface DataMap {
    /** The text of a seed: hash and number of its bytes. */
    bytes: Bytes
    /** True for a file that should be there and is not. */
    missing: boolean
  }
}

type Reader = { readonly root: string; readonly strays: VFile[] }

/** Reads everything below `seeds/` and `content/` of a folder, in the order of the names. */
export function read(root: string): Files {
  const reader: Reader = { root, strays: [] }
  const seeds = folders(reader, 'seeds', (path) => readSeed(reader, path))
  const editions = folders(reader, 'content/editions', (path) => readEdition(reader, path))
  const [contributors, sources, entities] = ['contributors', 'sources', 'entities'].map((register) =>
    records(reader, `content/${register}`, '.yaml'),
  )
  const site = list(reader, 'content').some((entry) => entry.name === 'site.yaml')
    ? readText(reader, 'content/site.yaml', limits.recordBytes)
    : undefined
  return {
    seeds,
    editions,
    contributors: contributors ?? new Map(),
    sources: sources ?? new Map(),
    entities: entities ?? new Map(),
    site,
    strays: reader.strays,
  }
}

function readSeed(reader: Reader, path: string): SeedFiles {
  const texts = new Map<string, VFile>()
  for (const entry of list(reader, path)) {
    if (!entry.name.endsWith('.txt')) continue
    const file = `${path}/${entry.name}`
    if (regular(reader, file, entry)) texts.set(entry.name, readText(reader, file, limits.seedBytes, true))
  }
  return { record: expected(reader, `${path}/seed.yaml`, 'seed-present'), texts }
}

function readEdition(reader: Reader, path: string): EditionFiles {
  return {
    record: expected(reader, `${path}/edition.mdx`, 'edition-present'),
    notes: records(reader, `${path}/notes`, '.md'),
    parallels: records(reader, `${path}/parallels`, '.yaml'),
  }
}

/** Every file of a folder that holds nothing but records of one kind. The file's name is the record's id. */
function records(reader: Reader, folder: string, extension: string): Map<string, VFile> {
  const found = new Map<string, VFile>()
  for (const entry of list(reader, folder)) {
    const path = `${folder}/${entry.name}`
    const id = entry.name.slice(0, -extension.length)
    if (!entry.name.endsWith(extension)) stray(reader, path, `a file named \`<id>${extension}\``)
    else if (regular(reader, path, entry) && named(reader, path, id)) found.set(id, readText(reader, path, size(extension)))
  }
  return found
}

function size(extension: string): number {
  return extension === '.md' ? limits.noteBytes : limits.recordBytes
}

function folders<T>(reader: Reader, parent: string, readFolder: (path: string) => T): Map<string, T> {
  const found = new Map<string, T>()
  for (const entry of list(reader, parent)) {
    const path = `${parent}/${entry.name}`
    if (!entry.isDirectory()) stray(reader, path, 'a folder for each, and nothing else')
    else if (named(reader, path, entry.name)) found.set(entry.name, readFolder(path))
  }
  return found
}

function list(reader: Reader, folder: string): Dirent[] {
  try {
    return readdirSync(join(reader.root, folder), { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.'))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

function regular(reader: Reader, path: string, entry: Dirent): boolean {
  if (entry.isFile()) return true
  stray(reader, path, 'an ordinary file, not a folder or a link to another place')
  return false
}

function named(reader: Reader, path: string, id: string): boolean {
  if (isId(id)) return true
  const file = new VFile({ path })
  const mend = id.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, limits.idLength)
  complain(file, 'id-form', {
    reason: `Unexpected name \`${id}\`, expected small letters a–z, digits and hyphens, at most ${limits.idLength}`,
    actual: id,
    note: mend === '' ? 'Give it a name such as `flynn-resigns`.' : `Rename it to \`${mend}\`.`,
  })
  reader.strays.push(file)
  return false
}

/** An id: what a file may be called, and what stands in an address. */
export function isId(id: string): boolean {
  return id.length <= limits.idLength && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)
}

function stray(reader: Reader, path: string, wanted: string): void {
  const file = new VFile({ path })
  complain(file, 'file-expected', {
    reason: `Unexpected \`${path.slice(path.lastIndexOf('/') + 1)}\` in \`${path.slice(0, path.lastIndexOf('/'))}\`, expected ${wanted}`,
    note: 'Remove it, or move it to where it belongs.',
  })
  reader.strays.push(file)
}

/** A file that has to be there. Where it is not, an empty one that carries the message. */
function expected(reader: Reader, path: string, rule: 'seed-present' | 'edition-present'): VFile {
  try {
    if (lstatSync(join(reader.root, path)).isFile()) return readText(reader, path, limits.recordBytes)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  const file = new VFile({ path, value: '', data: { missing: true } })
  const name = path.slice(path.lastIndexOf('/') + 1)
  complain(file, rule, {
    reason: `Unexpected folder without \`${name}\`, expected \`${path}\``,
    note: 'Write the file (`npx variorum new` makes one from a text), or remove the folder.',
  })
  return file
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
// eslint-disable-next-line no-control-regex -- these are the very characters that are refused
const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/

function readText(reader: Reader, path: string, limit: number, seed = false): VFile {
  const file = new VFile({ path, value: '' })
  const bytes = readBytes(join(reader.root, path), limit, file)
  if (bytes === undefined) return file
  if (seed) file.data.bytes = { sha256: createHash('sha256').update(bytes).digest('hex'), length: bytes.length }
  try {
    const text = decoder.decode(bytes)
    file.value = seed ? text : withoutMark(text)
  } catch {
    complain(file, 'file-utf8', notUtf8(bytes))
    return file
  }
  if (!seed) refuseControls(file)
  return file
}

function readBytes(absolute: string, limit: number, file: VFile): Uint8Array | undefined {
  try {
    const { size } = lstatSync(absolute)
    if (size <= limit) return readFileSync(absolute)
    complain(file, 'file-size', {
      reason: `Unexpected size of ${size} bytes, expected at most ${limit}`,
      note: 'Shorten it, or divide it into several files.',
    })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    complain(file, 'file-readable', {
      reason: `Unexpected \`${code}\`, expected a file that can be read`,
      note: 'Check that the file still exists and that its permissions let you read it.',
    })
  }
  return undefined
}

/** A byte-order mark means nothing in what people write; editors on Windows add it unasked. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function refuseControls(file: VFile): void {
  const text = String(file.value)
  const found = control.exec(text)
  if (found === null) return
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  complain(file, 'file-characters', {
    reason: `Unexpected control character U+${code}, expected text`,
    place: pointAt(text, found.index),
    note: 'Delete the character; it is invisible in most editors.',
  })
  file.value = ''
}

function notUtf8(bytes: Uint8Array) {
  const sound = longestSound(bytes)
  const before = decoder.decode(bytes.subarray(0, sound))
  const byte = (bytes[sound] ?? 0).toString(16).toUpperCase().padStart(2, '0')
  return {
    reason: `Unexpected byte \`${byte}\` at byte ${sound + 1}, expected UTF-8`,
    place: pointAt(before, before.length),
    note: 'Save the file again as UTF-8 (in most editors: “Save with encoding”).',
  }
}

/** Length of the longest prefix that is UTF-8, found by halving. */
function longestSound(bytes: Uint8Array): number {
  const stream = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const sound = (length: number): boolean => {
    try {
      stream.decode(bytes.subarray(0, length))
      return true
    } catch {
      return false
    }
  }
  let low = 0
  let high = bytes.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    // A prefix may end inside a character: up to three bytes back it has to be sound.
    if ([0, 1, 2, 3].some((back) => middle >= back && sound(middle - back))) low = middle
    else high = middle - 1
  }
  while (low > 0 && !sound(low)) low--
  return low
}

/** Line and column (from 1, in UTF-16 code units) of an offset in a text. */
export function pointAt(text: string, offset: number): { line: number; column: number; offset: number } {
  let line = 1
  let last = -1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++
    last = at
  }
  return { line, column: offset - last, offset }
}

import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VFile } from 'vfile'
import { codeOf as codePoint, refused, sortOf } from './characters.ts'
import { type Limit, limits, raising } from './limits.ts'
import { idFrom } from './records.ts'
import { repositoryFrom } from './repository.ts'
import { addressFrom } from './site-address.ts'
import { complain } from './rules.ts'
import { choices, suggest } from './suggest.ts'
import { partsOf } from './uses.ts'
import type { RepositoryView } from './view.ts'

/** The only stage that touches the disk. Everything after it works on these. */
export type Files = {
  readonly seeds: ReadonlyMap<string, SeedFiles>
  readonly editions: ReadonlyMap<string, EditionFiles>
  readonly contributors: ReadonlyMap<string, VFile>
  readonly sources: ReadonlyMap<string, VFile>
  readonly entities: ReadonlyMap<string, VFile>
  /** Copies of the registries of other sites' editions, by our name of the site and the edition. */
  readonly xrefs: ReadonlyMap<string, ReadonlyMap<string, VFile>>
  /** `content/site.yaml`, where there is one. */
  readonly site: VFile | undefined
  /** The repository that the program runs in, as the environment says: for a library that names none. */
  readonly repository: RepositoryView | undefined
  /** Where the site will stand, as the environment says: for a library that does not. */
  readonly address: string | undefined
  /** Files and folders that have no place here; each carries its message. */
  readonly strays: readonly VFile[]
}

/** The same files and one note more, as if it were on the disk: so that it can be checked before it is written. */
export function withNote(files: Files, edition: string, id: string, content: string): Files {
  const found = files.editions.get(edition)
  if (found === undefined) return files
  const file = new VFile({ path: `content/editions/${edition}/notes/${id}.md`, value: content })
  refuseControls(file)
  const notes = new Map([...found.notes, [id, file]])
  return { ...files, editions: new Map([...files.editions, [edition, { ...found, notes }]]) }
}

/** Every file that was read, or should have been. */
export function allFiles(files: Files): VFile[] {
  return [
    ...files.strays,
    ...[...files.seeds.keys()].flatMap((id) => filesOf(`seeds/${id}`, files)),
    ...[...files.editions.keys()].flatMap((id) => filesOf(`editions/${id}`, files)),
    ...files.contributors.values(),
    ...files.sources.values(),
    ...files.entities.values(),
    ...[...files.xrefs.values()].flatMap((editions) => [...editions.values()]),
    ...(files.site === undefined ? [] : [files.site]),
  ]
}

/** The files of one edition or seed, by its name in the library: `editions/psalms`. */
export function filesOf(name: string, { editions, seeds }: Files): VFile[] {
  const { kind, id } = partsOf(name)
  const edition = kind === 'editions' ? editions.get(id) : undefined
  const seed = kind === 'seeds' ? seeds.get(id) : undefined
  return [
    ...(edition ? [edition.record, ...edition.notes.values(), ...edition.parallels.values()] : []),
    ...(seed ? [seed.record, ...seed.texts.values()] : []),
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
  const seeds = folders(reader, 'seeds', readSeed)
  const editions = folders(reader, 'content/editions', readEdition)
  const inContent = list(reader, 'content')
  for (const entry of inContent) {
    const { name } = entry
    if (entry.isDirectory() ? !rooms.includes(name) : name !== 'site.yaml' && !name.endsWith('.md')) {
      misplaced(reader, 'content', name, rooms)
    }
  }
  const site = inContent.some((entry) => entry.name === 'site.yaml')
    ? readText(reader, 'content/site.yaml', 'recordBytes')
    : undefined
  return {
    seeds,
    editions,
    ...readRegisters(reader),
    xrefs: folders(reader, 'content/xrefs', readRegistries),
    site,
    repository: repositoryFrom(process.env),
    address: addressFrom(process.env),
    strays: reader.strays,
  }
}

function readRegisters(reader: Reader) {
  return {
    contributors: records(reader, 'content/contributors', '.yaml'),
    sources: records(reader, 'content/sources', '.yaml'),
    entities: records(reader, 'content/entities', '.yaml'),
  }
}

/**
 * Reads again what has changed: `paths` are below the root. Files of the folder of an edition or a seed, and those of
 * all registers together, are read whole, so that none of them keeps a message that no longer holds.
 */
export function reread(root: string, before: Files, paths: readonly string[]): Files {
  const reader: Reader = { root, strays: [] }
  const places = new Set(paths.map(placeOf))
  if (places.has(undefined)) return read(root)
  const inPlace = (path: string) => places.has(placeOf(path))
  const again = <T>(parent: string, old: ReadonlyMap<string, T>, readFolder: ReadFolder<T>) => {
    const fresh = folders(reader, parent, readFolder, inPlace)
    const kept = [...old].filter(([id]) => !inPlace(`${parent}/${id}/`))
    return new Map([...kept, ...fresh].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
  return {
    ...before,
    seeds: again('seeds', before.seeds, readSeed),
    editions: again('content/editions', before.editions, readEdition),
    ...(places.has('registers') ? readRegisters(reader) : {}),
    strays: [...before.strays.filter(({ path }) => !inPlace(path)), ...reader.strays],
  }
}

/** What has to be read again with a file; undefined for everything. */
function placeOf(path: string): string | undefined {
  if (/^content\/(?:contributors|sources|entities)(?:\/|$)/.test(path)) return 'registers'
  return /^(?:seeds|content\/editions)\/[^/]+/.exec(path)?.[0]
}

/** The folders of `content/`. A folder of another name would be passed over in silence. */
const rooms = ['contributors', 'decisions', 'editions', 'entities', 'rules', 'sources', 'xrefs']
const shelves = ['edition.mdx', 'notes', 'parallels']

function readRegistries(reader: Reader, folder: string): Map<string, VFile> {
  const found = new Map<string, VFile>()
  for (const entry of list(reader, folder)) {
    const path = `${folder}/${entry.name}`
    const id = entry.name.slice(0, -'.json'.length)
    if (!entry.name.endsWith('.json')) stray(reader, path, 'a file named `<edition>.json`')
    else if (regular(reader, path, entry) && named(reader, path, id))
      found.set(id, readText(reader, path, 'seedBytes', true))
  }
  return found
}

type ReadFolder<T> = (reader: Reader, path: string) => T

function readSeed(reader: Reader, path: string): SeedFiles {
  const texts = new Map<string, VFile>()
  for (const entry of list(reader, path)) {
    if (!entry.name.endsWith('.txt')) continue
    const file = `${path}/${entry.name}`
    if (regular(reader, file, entry)) texts.set(entry.name, readText(reader, file, 'seedBytes', true))
  }
  return { record: expected(reader, `${path}/seed.yaml`, 'seed-present'), texts }
}

function readEdition(reader: Reader, path: string): EditionFiles {
  for (const entry of list(reader, path)) {
    const sound = entry.name === 'edition.mdx' || (entry.isDirectory() && shelves.includes(entry.name))
    if (!sound) misplaced(reader, path, entry.name, shelves)
  }
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
    if (!entry.name.endsWith(extension))
      stray(reader, path, `a file named \`<id>${extension}\``, renamed(entry, extension))
    else if (regular(reader, path, entry) && named(reader, path, id))
      found.set(id, readText(reader, path, size(extension)))
  }
  return found
}

/** The name that a file without an ending, or with another one of text, should have. */
function renamed(entry: Dirent, extension: string): string | undefined {
  const stem = entry.name.replace(/\.(?:txt|ya?ml|mdx?|markdown)$/i, '')
  return entry.isFile() && isId(stem) ? `Rename it: \`${stem}${extension}\`.` : undefined
}

function size(extension: string): Limit {
  return extension === '.md' ? 'noteBytes' : 'registerBytes'
}

function folders<T>(
  reader: Reader,
  parent: string,
  readFolder: ReadFolder<T>,
  isWanted: (path: string) => boolean = () => true,
): Map<string, T> {
  const found = new Map<string, T>()
  for (const entry of list(reader, parent)) {
    const path = `${parent}/${entry.name}`
    if (!isWanted(path)) continue
    if (!entry.isDirectory()) stray(reader, path, 'a folder for each, and nothing else')
    else if (named(reader, path, entry.name)) found.set(entry.name, readFolder(reader, path))
  }
  return found
}

function list(reader: Reader, folder: string): Dirent[] {
  try {
    return readdirSync(join(reader.root, folder), { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.'))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if (!isMissing(error)) unreadable(strayFile(reader, folder), codeOf(error))
    return []
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'an unknown error'
}

function regular(reader: Reader, path: string, entry: Dirent): boolean {
  if (entry.isFile()) return true
  if (entry.isSymbolicLink()) {
    complain(strayFile(reader, path), 'file-readable', {
      reason: `Unexpected link \`${entry.name}\` to another place, expected the file itself`,
      note: 'Replace the link by a copy of the file that it leads to. Links are not followed.',
    })
  } else stray(reader, path, 'a file, not a folder')
  return false
}

function named(reader: Reader, path: string, id: string): boolean {
  if (isId(id)) return true
  const mend = idFrom(id)
  complain(strayFile(reader, path), 'id-form', {
    reason: `Unexpected name \`${id}\`, expected small letters a–z, digits and single hyphens, at most ${limits.idLength}`,
    actual: id,
    note:
      mend === ''
        ? 'Give it a name such as `flynn-resigns`.'
        : `Rename it: \`${path.slice(path.lastIndexOf('/') + 1).replace(id, () => mend)}\`.`,
  })
  return false
}

/** An id: what a file may be called, and what stands in an address. */
export function isId(id: string): boolean {
  return id.length <= limits.idLength && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)
}

/** A file or folder that nothing is read of, so that it can carry a message. */
function strayFile(reader: Reader, path: string): VFile {
  const file = new VFile({ path })
  reader.strays.push(file)
  return file
}

function stray(reader: Reader, path: string, wanted: string, note?: string): void {
  const [folder, name] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)]
  complain(strayFile(reader, path), 'file-expected', {
    reason: `Unexpected \`${name}\` in \`${folder}\`, expected ${wanted}`,
    note: note ?? 'Remove it, or move it to where it belongs.',
  })
}

function misplaced(reader: Reader, folder: string, name: string, known: readonly string[]): void {
  const meant = suggest(name, known)
  const note =
    meant !== undefined && meant !== name
      ? `Did you mean \`${folder}/${meant}\`?`
      : name.endsWith('.md') && known.includes('notes')
        ? `Move it to \`${folder}/notes/${name}\`, if it is a note.`
        : undefined
  stray(reader, `${folder}/${name}`, meant === name ? 'a folder of that name' : choices(known), note)
}

/** A file that has to be there. Where it is not, an empty one that carries the message. */
function expected(reader: Reader, path: string, rule: 'seed-present' | 'edition-present'): VFile {
  try {
    if (lstatSync(join(reader.root, path)).isFile())
      return readText(reader, path, rule === 'seed-present' ? 'seedRecordBytes' : 'recordBytes')
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

function readText(reader: Reader, path: string, limit: Limit, seed = false): VFile {
  const file = new VFile({ path, value: '' })
  const bytes = readBytes(join(reader.root, path), limit, file)
  if (bytes === undefined) return file
  if (seed)
    file.data.bytes = { sha256: createHash('sha256').update(bytes).digest('hex'), length: bytes.length }
  if (!isUtf8(bytes)) {
    complain(file, 'file-utf8', notUtf8(bytes))
    return file
  }
  const text = bytes.toString('utf8')
  file.value = seed ? text : withoutMark(text)
  if (!seed) refuseControls(file)
  return file
}

function readBytes(absolute: string, limit: Limit, file: VFile): Buffer | undefined {
  try {
    const { size } = lstatSync(absolute)
    if (size <= limits[limit]) return readFileSync(absolute)
    complain(file, 'file-size', {
      reason: `Unexpected size of ${size.toLocaleString('en')} bytes, expected at most ${limits[limit].toLocaleString('en')} (\`${limit}\`)`,
      note: `Shorten it, or divide it into several files. ${raising(limit)}`,
    })
  } catch (error) {
    unreadable(file, codeOf(error))
  }
  return undefined
}

function unreadable(file: VFile, code: string): void {
  complain(file, 'file-readable', {
    reason: `Unexpected \`${code}\` of the file system, expected something that can be read`,
    note: 'Check that it is still there and that its permissions let you read it.',
  })
}

/** A byte-order mark means nothing in what people write; editors on Windows add it unasked. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/**
 * Characters that nobody sees and that make a file look other than it is: controls, and those that turn the
 * direction of what follows. A quote is found without them. A lone carriage return is a line end to some programs
 * and not to others, so that they would disagree about every line after it.
 */
function refuseControls(file: VFile): void {
  const text = String(file.value)
  const [first, ...others] = text.matchAll(refused)
  if (first === undefined) return
  const [character] = first
  const start = pointAt(text, first.index)
  const end = {
    line: start.line,
    column: start.column + character.length,
    offset: first.index + character.length,
  }
  const more =
    others.length === 0 ? '' : ` In this file there are more: ${others.length.toLocaleString('en')}.`
  complain(file, 'file-characters', {
    reason: `Unexpected ${sortOf(character)}, expected characters that can be seen`,
    place: { start, end },
    actual: codePoint(character),
    note: `${character === '\r' ? 'Save the file with line ends of the usual kind (LF).' : 'Delete it; most editors do not show it: put the cursor after it and press Backspace.'}${more}`,
  })
  file.value = ''
}

function notUtf8(bytes: Uint8Array) {
  const sound = longestSound(bytes)
  const before = decoder.decode(bytes.subarray(0, sound))
  const start = pointAt(before, before.length)
  const byte = (bytes[sound] ?? 0).toString(16).toUpperCase().padStart(2, '0')
  return {
    reason: `Unexpected byte \`${byte}\` at byte ${sound + 1}, expected UTF-8`,
    place: { start, end: { ...start, column: start.column + 1 } },
    note:
      sound === 0 && (bytes[0] === 0xff || bytes[0] === 0xfe)
        ? 'The file is in UTF-16. Save it again as UTF-8 (in most editors: “Save with encoding”).'
        : 'Save the file again as UTF-8 (in most editors: “Save with encoding”).',
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

/** The bytes of one of the program's own files, below `src/`. */
export function ownFile(path: string): Buffer {
  return readFileSync(new URL(`../${path}`, import.meta.url))
}

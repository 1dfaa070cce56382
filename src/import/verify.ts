import { createHash } from 'node:crypto'
import { VFile } from 'vfile'
import type { AnchoredEdition } from '../edition/anchor.ts'
import { limits } from '../edition/limits.ts'
import { pastOf } from '../edition/history.ts'
import { type Desk, deskOf, openEdition } from '../edition/open.ts'
import { allFiles, type Files } from '../edition/read.ts'
import type { Placed } from './plan.ts'

/** What `check` would find wrong with files before they are written. */
export type Verdict = {
  /** What is wrong with a note, by its id: it must not be written. */
  readonly notes: ReadonlyMap<string, string>
  /** What is wrong with anything else. */
  readonly others: readonly string[]
}

/** Files as they would be read if they were on the disk, with those of the library that they need. */
export function filesWith(
  library: Files,
  made: ReadonlyMap<string, string | Uint8Array>,
  edition: string,
): Files {
  const seeds = new Map(library.seeds)
  const editions = new Map(library.editions)
  const registers = {
    contributors: new Map(library.contributors),
    sources: new Map(library.sources),
    entities: new Map(library.entities),
  }
  const notes = new Map(editions.get(edition)?.notes ?? [])
  const parallels = new Map(editions.get(edition)?.parallels ?? [])
  const texts = new Map<string, Map<string, VFile>>()
  let record = editions.get(edition)?.record ?? new VFile()
  const seedRecords = new Map<string, VFile>()
  for (const [path, content] of made) {
    if (typeof content !== 'string') continue
    const file = new VFile({ path, value: content })
    const [, room = '', ...rest] =
      /^(seeds|content\/(?:contributors|sources|entities)|content\/editions)\/(.*)$/.exec(path) ?? []
    const names = rest.join('/').split('/')
    const name = names.at(-1) ?? ''
    const register = room.slice('content/'.length)
    if (register === 'contributors' || register === 'sources' || register === 'entities')
      registers[register].set(name.replace(/\.yaml$/, ''), file)
    else if (room === 'content/editions' && name === 'edition.mdx') record = file
    else if (room === 'content/editions' && names.at(-2) === 'parallels')
      parallels.set(name.replace(/\.yaml$/, ''), file)
    else if (room === 'content/editions') notes.set(name.replace(/\.md$/, ''), file)
    else if (name === 'seed.yaml') seedRecords.set(names[0] ?? '', file)
    else if (name.endsWith('.txt')) {
      const bytes = new TextEncoder().encode(content)
      file.data.bytes = { sha256: createHash('sha256').update(bytes).digest('hex'), length: bytes.length }
      const folder = names[0] ?? ''
      texts.set(folder, (texts.get(folder) ?? new Map<string, VFile>()).set(name, file))
    }
  }
  for (const [id, seed] of seedRecords) seeds.set(id, { record: seed, texts: texts.get(id) ?? new Map() })
  editions.set(edition, { record, notes, parallels })
  return { ...library, ...registers, seeds, editions, strays: [] }
}

/** Reads what is to be written as `check` does, and proves that every note stands where it is meant to. */
export function verify(
  files: Files,
  made: ReadonlyMap<string, string | Uint8Array>,
  edition: string,
  placed: readonly Placed[],
): Verdict {
  const desk: Desk = { ...deskOf('', files, true), past: pastOf(nothing, 'none') }
  openEdition(edition, desk)
  const notes = new Map<string, string>()
  const others = tooLarge(made)
  const prefix = `content/editions/${edition}/notes/`
  const mine = new Set(placed.map(({ id }) => id))
  for (const file of allFiles(files)) {
    const fault = file.messages.find(({ fatal }) => fatal === true)
    if (fault === undefined || !made.has(file.path)) continue
    const id = file.path.startsWith(prefix) ? file.path.slice(prefix.length, -'.md'.length) : ''
    if (mine.has(id)) notes.set(id, fault.reason)
    else others.push(`${file.path}:${fault.line ?? 1}:${fault.column ?? 1}: ${fault.reason}`)
  }
  for (const [id, why] of misplaced(desk.anchored.get(edition)?.edition, placed))
    if (!notes.has(id)) notes.set(id, why)
  return { notes, others }
}

/** Notes that are not there yet have no past. */
function nothing(): never {
  throw new Error('Unexpected question about the past of notes that are being imported')
}

/** The limits of files, which reading them from the disk would hold them to. */
function tooLarge(made: ReadonlyMap<string, string | Uint8Array>): string[] {
  return [...made].flatMap(([path, content]) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (typeof content !== 'string' || name.endsWith('.md')) return []
    const most = name.endsWith('.txt')
      ? limits.seedBytes
      : name === 'seed.yaml'
        ? limits.seedRecordBytes
        : name === 'edition.mdx'
          ? limits.recordBytes
          : limits.registerBytes
    const bytes = Buffer.byteLength(content)
    return bytes <= most ? [] : [`${path}: Unexpected size of ${bytes} bytes, expected at most ${most}`]
  })
}

function misplaced(anchored: AnchoredEdition | undefined, placed: readonly Placed[]): Map<string, string> {
  const found = new Map(
    anchored?.notes.map(({ note, places }) => [
      note.id,
      places.map(({ division, range }) => `${division.id} ${range.start} ${range.end}`).sort(),
    ]),
  )
  return new Map(
    placed.flatMap(({ id, places }) => {
      const wanted = places.map(({ text, range }) => `${text} ${range.start} ${range.end}`).sort()
      return JSON.stringify(found.get(id)) === JSON.stringify(wanted)
        ? []
        : [[id, 'No target tells its words apart from others'] as const]
    }),
  )
}

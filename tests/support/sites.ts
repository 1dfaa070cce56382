import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { inject } from 'vitest'
import { parse } from 'yaml'

/** A library and the site that was built of it. */
export type Site = { readonly root: string; readonly out: string }

declare module 'vitest' {
  interface ProvidedContext {
    /** The repository's own site, and that of `fixtures/sites/psalms`, whose library lies outside the repository. */
    own: Site
    psalms: Site
  }
}

export const sites = (): readonly (readonly [string, Site])[] => [
  ['own', inject('own')],
  ['psalms', inject('psalms')],
]

/** An edition as its files say it, read without any of the program's own code. */
export type Edition = {
  readonly id: string
  readonly texts: readonly Text[]
  /** Notes that are to be published. */
  readonly notes: readonly Note[]
  readonly drafts: readonly Note[]
}
export type Text = {
  readonly id: string
  /** What the seed's record says of it. */
  readonly sha256: string
  readonly bytes: Uint8Array
  /** Its characters, a byte-order mark and carriage returns included. */
  readonly text: string
  /** Folder of its page, below the site. */
  readonly page: string
}
export type Note = { readonly id: string; readonly fields: NoteFields; readonly body: string }
type NoteFields = { readonly target: unknown; readonly kind: string; readonly status?: string }
type SeedRecord = { readonly sha256?: string; readonly texts?: readonly { file: string; sha256: string }[] }

export function editionsOf(root: string): Edition[] {
  return readdirSync(join(root, 'content/editions'))
    .sort()
    .map((id) => editionOf(root, id))
}

function editionOf(root: string, id: string): Edition {
  const folder = join(root, 'content/editions', id)
  const { fields } = frontMatter<{ seed: string }>(join(folder, 'edition.mdx'))
  const notes = namesIn(join(folder, 'notes')).map((name): Note => ({
    id: basename(name, '.md'),
    ...frontMatter<NoteFields>(join(folder, 'notes', name)),
  }))
  return {
    id,
    texts: textsOf(root, fields.seed, id),
    notes: notes.filter(({ fields: { status } }) => status !== 'draft'),
    drafts: notes.filter(({ fields: { status } }) => status === 'draft'),
  }
}

function textsOf(root: string, seed: string, edition: string): Text[] {
  const record: SeedRecord = parse(readFileSync(join(root, 'seeds', seed, 'seed.yaml'), 'utf8'))
  const stated = record.texts ?? [{ file: 'text.txt', sha256: record.sha256 ?? '' }]
  return stated.map(({ file, sha256 }) => {
    const bytes = readFileSync(join(root, 'seeds', seed, file))
    const id = basename(file, '.txt')
    return {
      id,
      sha256,
      bytes,
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
      page: stated.length > 1 ? `${edition}/${id}/` : `${edition}/`,
    }
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

function frontMatter<Fields>(path: string): { fields: Fields; body: string } {
  const [, yaml = '', body = ''] =
    /^\uFEFF?---\r?\n(.*?)^---\r?\n(.*)$/ms.exec(readFileSync(path, 'utf8')) ?? []
  return { fields: parse(yaml), body }
}

/** How many places a note names. */
export function placesOf({ fields: { target } }: Note): number {
  return Array.isArray(target) ? target.length : 1
}

import {
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { hash } from 'node:crypto'

/** A site that is being made: it knows what lies in it. Paths are below its folder, with forward slashes. */
export type NewSite = {
  readonly folder: string
  /** In the order in which they came. */
  readonly paths: ReadonlySet<string>
  /** Writes a file, and returns its hash. Two of one path would be a fault of this program. */
  readonly put: (path: string, body: Uint8Array | string) => string
  readonly read: (path: string) => string
  /** Takes files over from another folder. Where one has not the hash that it should have, none is taken. */
  readonly bring: (files: Readonly<Record<string, string>>, from: string) => boolean
  /** Removes what lay in the folder before and did not become a part of the site. */
  readonly sweep: () => void
}

/**
 * Begins a site in a folder, where an earlier site may lie: of that, files are taken that are as they should be.
 * No file is ever written into, for it may be a file of the site that is shown, too.
 */
export function newSite(folder: string): NewSite {
  const paths = new Set<string>()
  const old = contentOf(folder) ?? emptied(folder)
  const folders = new Set(['.', ...old.folders])
  const placeFor = (path: string): string => {
    const place = join(folder, path)
    if (old.folders.has(path)) rmSync(place, { recursive: true, force: true })
    for (const above of folders.has(dirname(path)) ? [] : prefixes(dirname(path))) {
      if (folders.has(above)) continue
      if (old.files.has(above)) rmSync(join(folder, above), { force: true })
      mkdirSync(join(folder, above))
      folders.add(above)
    }
    return place
  }
  const bringOne = (path: string, from: string, expected: string): void => {
    const target = placeFor(path)
    if (old.files.has(path) && hasHash(target, expected)) return
    rmSync(target, { force: true })
    link(join(from, path), target)
    if (!hasHash(target, expected)) throw new Error('changed')
  }
  return {
    folder,
    paths,
    put: (path, body) => {
      const place = placeFor(path)
      if (old.files.has(path) && !paths.has(path)) rmSync(place, { force: true })
      writeFileSync(place, body, { flag: 'wx' })
      paths.add(path)
      return hashOf(body)
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    bring: (files, from) => {
      const entries = Object.entries(files)
      if (!entries.every(([path]) => isBelow(path))) return false
      try {
        for (const [path, expected] of entries) bringOne(path, from, expected)
      } catch {
        for (const [path] of entries) rmSync(join(folder, path), { recursive: true, force: true })
        return false
      }
      for (const [path] of entries) paths.add(path)
      return true
    },
    sweep: () => {
      const needed = new Set([...paths, ...[...new Set([...paths].map(dirname))].flatMap(prefixes)])
      const idle = [...old.files, ...old.folders].filter((path) => !needed.has(path))
      for (const path of idle) rmSync(join(folder, path), { recursive: true, force: true })
    },
  }
}

type Content = { readonly files: ReadonlySet<string>; readonly folders: ReadonlySet<string> }

/** Undefined where something lies in it that is neither a file nor a folder: no site has that. */
function contentOf(folder: string): Content | undefined {
  const files = new Set<string>()
  const folders = new Set<string>()
  mkdirSync(folder, { recursive: true })
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const above = entry.parentPath.slice(folder.length + 1).replaceAll(sep, '/')
    const path = above === '' ? entry.name : `${above}/${entry.name}`
    if (entry.isFile()) files.add(path)
    else if (entry.isDirectory()) folders.add(path)
    else return undefined
  }
  return { files, folders }
}

function emptied(folder: string): Content {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return { files: new Set(), folders: new Set() }
}

/** What is known of a site may come from elsewhere: no path in it may lead out of its folder. */
function isBelow(path: string): boolean {
  return path.split(/[/\\]/).every((name) => !['', '.', '..'].includes(name))
}

/** `a/b/c` → `a`, `a/b`, `a/b/c`. */
function prefixes(path: string): string[] {
  const names = path.split('/')
  return names.map((_, i) => names.slice(0, i + 1).join('/'))
}

/** The same file twice, where the file system can: one of the sites is thrown away in the end. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}

/** Only of a file: a pipe would keep its reader waiting for ever, and what a link leads to is no part of a site. */
function hasHash(path: string, expected: string): boolean {
  try {
    return lstatSync(path).isFile() && hashOf(readFileSync(path)) === expected
  } catch {
    return false
  }
}

export function hashOf(bytes: Uint8Array | string): string {
  return hash('sha256', bytes)
}

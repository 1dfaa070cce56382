import { copyFileSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
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
}

export function newSite(folder: string): NewSite {
  const paths = new Set<string>()
  const folders = new Set<string>()
  const placeFor = (path: string): string => {
    const above = dirname(path)
    if (!folders.has(above)) mkdirSync(join(folder, above), { recursive: true })
    folders.add(above)
    return join(folder, path)
  }
  mkdirSync(folder, { recursive: true })
  return {
    folder,
    paths,
    put: (path, body) => {
      writeFileSync(placeFor(path), body, { flag: 'wx' })
      paths.add(path)
      return hashOf(body)
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    bring: (files, from) => {
      const entries = Object.entries(files)
      try {
        for (const [path, expected] of entries) {
          const target = placeFor(path)
          link(join(from, path), target)
          if (hashOf(readFileSync(target)) !== expected) throw new Error('changed')
        }
      } catch {
        for (const [path] of entries) rmSync(join(folder, path), { force: true })
        return false
      }
      for (const [path] of entries) paths.add(path)
      return true
    },
  }
}

/** The same file twice, where the file system can: the old site is thrown away afterwards. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}

export function hashOf(bytes: Uint8Array | string): string {
  return hash('sha256', bytes)
}

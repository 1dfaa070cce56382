import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the program: Astro's project, whatever folder the library lies in. */
export const home = fileURLToPath(new URL('../..', import.meta.url))

let stamp: string | undefined

/** A hash of the program itself and of everything that it depends on: another program may set the same edition otherwise. */
export function programStamp(): string {
  if (stamp !== undefined) return stamp
  const digest = createHash('sha256').update(process.version)
  const folders = ['src', 'plugins', 'content/rules'].flatMap((folder) =>
    filesIn(join(home, folder)).map((path) => `${folder}/${path}`),
  )
  const own = ['astro.config.mjs', 'package.json', 'package-lock.json']
  for (const path of [...folders, ...own].sort()) {
    try {
      const bytes = readFileSync(join(home, path))
      digest.update(`${path}\0${bytes.length}\0`).update(bytes)
    } catch {
      // A package has no lock file of its own.
    }
  }
  stamp = digest.digest('hex')
  return stamp
}

/** The files below a folder, by their paths from it, in order; none where there is no such folder. */
export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'

/** Every file below a folder, by its path with forward slashes, sorted. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

/** The bytes of a folder: the hash of every file by its path. */
export function fingerprint(folder: string): Record<string, string> {
  return Object.fromEntries(filesIn(folder).map((path) => [path, sha256(readFileSync(join(folder, path)))]))
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A new folder that is outside the repository. */
export function temporary(): string {
  return mkdtempSync(join(tmpdir(), 'variorum-test-'))
}

export function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

/** Writes one file, and the folders above it. */
export function write(root: string, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

/** Copies a folder file by file, in the order that `order` gives to their paths. */
export function copy(
  from: string,
  to: string,
  order: (paths: string[]) => string[] = (paths) => paths,
): void {
  for (const path of order(filesIn(from))) write(to, path, readFileSync(join(from, path)))
}

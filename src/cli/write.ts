import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { usageError } from './usage.ts'

/** Writes a new file whole or not at all. Throws a `UsageError` where there is one of that name already. */
export function writeNew(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(draft, content)
    // A link, unlike a renaming, never takes the place of a file that is there.
    linkSync(draft, path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw usageError(`Unexpected file \`${path}\`, expected none of that name: choose another name`)
    }
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Writes a file whole: whoever reads it meanwhile finds the old one or the new one. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(draft, content)
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** A file as it was read, and as it is to be. */
export type Replacement = { readonly before: string; readonly after: string }

/**
 * Replaces files, by path below `root`: all or none. Every new text is on the disk before the first one takes its place,
 * and where one cannot, those that did are put back. Throws a `UsageError` where a file is not as it was read.
 */
export function replaceFiles(root: string, files: ReadonlyMap<string, Replacement>): void {
  const made: { path: string; draft: string; old: string }[] = []
  const replaced: { path: string; draft: string; old: string }[] = []
  try {
    for (const [name, { before, after }] of files) {
      const path = join(root, name)
      const old = readFileSync(path, 'utf8')
      const mark = old.startsWith('\uFEFF') ? '\uFEFF' : ''
      if (old !== mark + before)
        throw usageError(`Unexpected change of \`${name}\` meanwhile; nothing was written`)
      const draft = `${path}.${process.pid}.tmp`
      made.push({ path, draft, old })
      writeFileSync(draft, mark + after)
    }
    for (const one of made) {
      renameSync(one.draft, one.path)
      replaced.push(one)
    }
  } catch (error) {
    for (const { path, old } of replaced) writeWhole(path, old)
    throw error
  } finally {
    for (const { draft } of made) rmSync(draft, { force: true })
  }
}

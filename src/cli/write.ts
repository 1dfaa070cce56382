import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
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

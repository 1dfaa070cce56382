import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { openLibrary } from '../edition/index.ts'
import { releaseOf } from '../edition/exports/release.ts'
import { hasErrors, printed } from './check.ts'
import { writeNew } from './write.ts'
import { rootOf, textOf, usageError, type Values } from './usage.ts'

/**
 * Packs everything that an edition can be taken away as, with a manifest that names the hash of each file: what a
 * repository of records can keep and others can cite. The same library gives the same bytes.
 */
export async function release(values: Values, [id]: readonly string[]): Promise<number> {
  const root = rootOf(values)
  const library = openLibrary(root)
  if (id === undefined || !library.editions.includes(id))
    throw usageError(`Unexpected edition \`${id ?? ''}\`, expected one of ${library.editions.join(', ')}`)
  const edition = library.open(id)
  const reports = library.reportsOf([id])
  const view = edition.view()
  if (hasErrors(reports) || view === undefined) {
    process.stderr.write(`${printed(reports, 'pretty', root)}Nothing was packed.\n`)
    return 1
  }
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  )
  const { bytes, state } = releaseOf(view, edition.outputs(), version)
  const file = textOf(values, 'out') ?? `${id}-${state}.zip`
  writeNew(resolve(file), bytes)
  const hash = createHash('sha256').update(bytes).digest('hex')
  process.stdout.write(`${file}\n${bytes.length.toLocaleString('en')} bytes, SHA-256 ${hash}\n`)
  return 0
}

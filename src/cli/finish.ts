import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Library } from '../edition/index.ts'
import { indexFiles, partPath } from '../edition/search.ts'
import type { LibraryView } from '../edition/view.ts'
import { filesIn } from './program.ts'

/**
 * Writes what is made of the whole site when all else lies in its folder: so it is the same whether its editions were
 * made now, brought from before or put together from parts.
 */
export function finish(folder: string, library: Library, site: LibraryView): void {
  if (site.search) for (const { path, body } of indexFiles(partsIn(folder, site))) write(folder, path, body())
  for (const { path, content } of library.hostFiles(site, filesIn(folder))) write(folder, path, content)
}

/** What the editions bring for the search, in their order, read when it is asked for. */
function* partsIn(folder: string, { editions }: LibraryView): Iterable<string> {
  for (const { id } of editions) {
    for (let part = 1; existsSync(join(folder, partPath(id, part))); part++)
      yield readFileSync(join(folder, partPath(id, part)), 'utf8')
  }
}

function write(folder: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

import type { Library } from '../edition/index.ts'
import { indexFiles, partPath } from '../edition/search.ts'
import type { LibraryView } from '../edition/view.ts'
import type { NewSite } from './new-site.ts'

/**
 * Writes what is made of the whole site when all else lies in its folder: so it is the same whether its editions were
 * made now, brought from before or put together from parts.
 */
export function finish(made: NewSite, library: Library, site: LibraryView): void {
  if (site.search) for (const { path, body } of indexFiles(partsIn(made, site))) made.put(path, body())
  for (const { path, content } of library.hostFiles(site, [...made.paths].sort())) made.put(path, content)
}

/** What the editions bring for the search, in their order, read when it is asked for. */
function* partsIn({ paths, read }: NewSite, { editions }: LibraryView): Iterable<string> {
  for (const { id } of editions)
    for (let part = 1; paths.has(partPath(id, part)); part++) yield read(partPath(id, part))
}

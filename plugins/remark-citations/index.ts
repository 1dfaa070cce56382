import type { Root } from 'mdast'
import type { VFile } from 'vfile'
import { citations, type Options } from './lib/citations.ts'

export { citations } from './lib/citations.ts'
export type { Citation, Cited, Options, Resolve, Resolved, Unresolved } from './lib/citations.ts'
export type { Locator } from './lib/locator.ts'

/** remark plugin: see `citations`. */
export default function remarkCitations(options: Options) {
  return (tree: Root, file: VFile): void => {
    citations(tree, file, options)
  }
}

import type { Root } from 'mdast'
import type { VFile } from 'vfile'
import { noteLinks, type Options } from './lib/note-links.ts'

export { type Kind, kinds } from './lib/address.ts'
export { noteLinks } from './lib/note-links.ts'
export type { Options, Reference, Resolve, Resolved, Unresolved } from './lib/note-links.ts'

/** remark plugin: see `noteLinks`. */
export default function remarkNoteLinks(options: Options) {
  return (tree: Root, file: VFile): void => {
    noteLinks(tree, file, options)
  }
}

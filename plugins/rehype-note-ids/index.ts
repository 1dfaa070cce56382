import type { Root } from 'hast'
import { noteIds, type Options } from './lib/note-ids.ts'

export { noteIds } from './lib/note-ids.ts'
export type { Options } from './lib/note-ids.ts'

/** rehype plugin: see `noteIds`. */
export default function rehypeNoteIds(options: Options) {
  return (tree: Root): void => noteIds(tree, options)
}

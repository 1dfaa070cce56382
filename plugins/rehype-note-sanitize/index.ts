import type { Root } from 'hast'
import type { VFile } from 'vfile'
import { noteSanitize, type Options } from './lib/note-sanitize.ts'

export { type Address, readAddress } from './lib/address.ts'
export { noteSanitize } from './lib/note-sanitize.ts'
export type { Options } from './lib/note-sanitize.ts'
export { schema } from './lib/schema.ts'

/** rehype plugin: see `noteSanitize`. */
export default function rehypeNoteSanitize(options: Options = {}) {
  return (tree: Root, file: VFile): Root => noteSanitize(tree, file, options)
}

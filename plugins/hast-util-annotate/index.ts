export { annotate } from './lib/annotate.ts'
export { toText } from './lib/texts.ts'
export type { Annotation, Options, Place, Segment } from './lib/types.ts'

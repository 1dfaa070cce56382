import type { Root } from 'hast'
import type { Transformer } from 'unified'
import type { VFile } from 'vfile'
import { annotate, type Annotation, type Options as AnnotateOptions } from '../hast-util-annotate/index.ts'

export interface Options<A extends Annotation = Annotation> extends AnnotateOptions<A> {
  /** What to mark; as a function, what to mark in each file that the processor runs on. */
  annotations: readonly A[] | ((file: VFile) => readonly A[])
}

/** rehype plugin: mark the ranges of annotations, as `annotate` of `hast-util-annotate` does. */
export default function rehypeAnnotate<A extends Annotation>({
  annotations,
  ...options
}: Options<A>): Transformer<Root, Root> {
  return (tree, file) =>
    annotate(tree, typeof annotations === 'function' ? annotations(file) : annotations, options)
}

import type { Element, Properties } from 'hast'
import type { Range } from '../../text-selector/index.ts'

/** Something said of one or more ranges of a text. */
export interface Annotation {
  /** Not empty, without white space, and no other annotation's: it becomes part of ids in the page. */
  id: string
  /** In UTF-16 code units of the text of the tree (see `toText`); none is empty. */
  ranges: readonly Range[]
}

/** One of the ranges of an annotation: `annotation.ranges[index]`. */
export interface Place<A extends Annotation = Annotation> {
  annotation: A
  index: number
}

/**
 * A stretch of one text node in which the same ranges hold every character: what one `mark` stands for.
 * All lists are in the order of the text: by start, then the longer first, then by id.
 */
export interface Segment<A extends Annotation = Annotation> {
  /** Every annotation that covers it, each once; never empty. */
  annotations: readonly A[]
  /** The places whose first segment this is. */
  starts: readonly Place<A>[]
  /** The places whose last segment this is. */
  ends: readonly Place<A>[]
}

export interface Options<A extends Annotation = Annotation> {
  /**
   * The fragment id of the first segment of a place; no two places may share one.
   * By default `q-<id>` for the first range of an annotation, `q-<id>.2` for the second, and so on.
   * `undefined` gives a place none.
   */
  anchor?: ((place: Place<A>) => string | undefined) | undefined
  /**
   * Properties of the `mark` of a segment, laid over the default ones: `dataNotes` (the ids), `dataDepth` (how
   * many) and `ariaDetails` (`n-<id>` of each). `undefined` takes one of them away.
   */
  properties?: ((segment: Segment<A>) => Properties) | undefined
  /**
   * What stands directly after the last segment of a place, say a link to the note. It gets the property
   * `dataInserted`, by which `toText`, and a script in the page, know that it is no part of the text.
   */
  marker?: ((place: Place<A>) => readonly Element[]) | undefined
}

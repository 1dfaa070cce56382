import type { Element, Root } from 'hast'
import { visit } from 'unist-util-visit'
import type { Range } from './structure.ts'

export interface Passage {
  id: string
  role: string
  /** Its words, without white space around them: UTF-16 code units of the seed. */
  range: Range
  /** The label that names its speaker, where one was found. */
  speaker?: Range
  element: Element
}

/** The passages of a tree, in order: what a checker compares the names in roles, targets and links with. */
export function passages(tree: Root): Passage[] {
  const found: Passage[] = []
  visit(tree, 'element', (element) => {
    const { passage: id, role = 'paragraph', range, speaker } = element.data ?? {}
    if (id !== undefined && range) found.push({ id, role, range, ...(speaker && { speaker }), element })
  })
  return found
}

import type { Element, Parents, Root } from 'hast'
import type { Range } from './structure.ts'
import type { Table } from './table.ts'

export interface Passage {
  id: string
  role: string
  /** Its words, without white space around them: UTF-16 code units of the seed. */
  range: Range
  /** The label that names its speaker, where one was found. */
  speaker?: Range
  /** Its rows and cells, where it is a table. */
  table?: Table
  element: Element
}

/** The passages of a tree, in order: what a checker compares the names in roles, targets and links with. */
export function passages(tree: Root): Passage[] {
  const found: Passage[] = []
  collect(tree, found)
  return found
}

function collect({ children }: Parents, found: Passage[]): void {
  for (const element of children) {
    if (element.type !== 'element') continue
    const { passage: id, role = 'paragraph', range, speaker, table } = element.data ?? {}
    if (id !== undefined && range)
      found.push({ id, role, range, ...(speaker && { speaker }), ...(table && { table }), element })
    collect(element, found)
  }
}

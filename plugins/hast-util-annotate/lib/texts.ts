import type { Nodes, Text } from 'hast'

/** Whether a node was put into a text, and so is no part of it: markers are, and whatever says so. */
export function isInserted(node: Nodes): boolean {
  const inserted = node.type === 'element' ? node.properties['dataInserted'] : false
  return inserted !== undefined && inserted !== null && inserted !== false
}

/** The text nodes of a tree, in order, but for those in what was inserted. Any depth will do. */
export function* textsOf(tree: Nodes): Generator<Text> {
  const waiting: Nodes[] = [tree]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.type === 'text') yield node
    if ('children' in node && !isInserted(node)) {
      for (const child of node.children.toReversed()) waiting.push(child)
    }
  }
}

/**
 * The text of a tree: the values of all its text nodes, in order, with nothing between them.
 *
 * That is `Node#textContent` of the DOM, but for elements with the property `dataInserted` (in HTML the attribute
 * `data-inserted`), which are not read.
 */
export function toText(tree: Nodes): string {
  return Array.from(textsOf(tree), (text) => text.value).join('')
}

import type { Element, Nodes, Properties, Root } from 'hast'
import type { Plugin } from 'unified'

declare module 'hast' {
  interface ElementData {
    /** The name of a passage: `p1`, `p2` … in the order of the text. */
    passage?: string | undefined
    /** The number of a line of verse, counted through the text. */
    line?: number | undefined
  }
}

export interface Options {
  /** Stands before every id: needed where several texts share a page. */
  prefix?: string | undefined
}

/**
 * Make passages and lines citable: an element with `data.passage` gets that name as its `id`, and the class
 * `passage`; one with `data.line` gets the id `l` and the number. Everything else stays as it is.
 *
 * Nothing is counted here. Names come with the text, so an id is the same whatever else the page holds, and
 * whether this runs before or after the text is annotated.
 *
 * Returns a new tree, which shares what did not change with the one given; that one is never changed.
 */
export function citable(tree: Root, options: Options = {}): Root {
  return cite(tree, options.prefix ?? '')
}

function cite<Node extends Nodes>(node: Node, prefix: string): Node {
  if (!('children' in node)) return node
  const children = node.children.map((child) => cite(child, prefix))
  const properties = node.type === 'element' && citableProperties(node, prefix)
  if (!properties && children.every((child, index) => child === node.children[index])) return node
  return { ...node, children, ...(properties && { properties: { ...node.properties, ...properties } }) }
}

function citableProperties({ data, properties }: Element, prefix: string): Properties | undefined {
  if (data?.passage !== undefined) {
    const others = [properties.className ?? []].flat().filter((name) => typeof name !== 'boolean')
    return { id: prefix + data.passage, className: [...new Set([...others, 'passage'])] }
  }
  return data?.line === undefined ? undefined : { id: `${prefix}l${data.line}` }
}

const rehypeCitable: Plugin<[Options?], Root> = (options) => (tree) => citable(tree, options)

export default rehypeCitable

import type { Element, ElementContent, Nodes, Properties, Root, RootContent, Text } from 'hast'
import { placesOf } from './places.ts'
import { cutSegments, type CutSegment } from './segments.ts'
import { isInserted, textsOf } from './texts.ts'
import type { Annotation, Options, Place, Segment } from './types.ts'

/** Browsers flatten trees deeper than 512 elements, and serializers recurse: ids nest no deeper than this. */
const deepest = 32

/**
 * Mark the ranges of annotations in the text of a tree.
 *
 * Text nodes are cut at every boundary of a range. Each segment between two boundaries that any annotation covers
 * becomes one `mark`, which knows all of them: marks never nest, and never cross an element. The text of the tree
 * stays as it is, code unit for code unit.
 *
 * Returns a new tree; the one given is never changed. The two share nodes without children, properties and data.
 * Text nodes that were cut have no position.
 *
 * Throws a `RangeError` for annotations that are a programmer's error: see `placesOf`.
 */
export function annotate<A extends Annotation>(
  tree: Root,
  annotations: readonly A[],
  options: Options<A> = {},
): Root {
  const texts = [...textsOf(tree)]
  const length = texts.reduce((sum, { value }) => sum + value.length, 0)
  const segments = cutSegments(texts, placesOf(annotations, length))
  const render = renderer(options)
  let count = 0
  return copyTree(tree, (text) => render(text, segments[count++] ?? []))
}

/** Copy a tree, with something else in the place of each of the text nodes that `textsOf` yields, in its order. */
function copyTree(tree: Root, replace: (text: Text) => ElementContent[]): Root {
  const copy: Root = { ...tree, children: [] }
  const open: { from: readonly Nodes[]; next: number; to: RootContent[] }[] = [
    { from: tree.children, next: 0, to: copy.children },
  ]
  for (let parent = open.at(-1); parent; parent = open.at(-1)) {
    const node = parent.from[parent.next++] as RootContent | undefined
    if (!node) open.pop()
    else if (node.type === 'text') for (const content of replace(node)) parent.to.push(content)
    else if ('children' in node && !isInserted(node)) {
      const children: ElementContent[] = []
      parent.to.push({ ...node, children })
      open.push({ from: node.children, next: 0, to: children })
    } else parent.to.push(node)
  }
  return copy
}

function renderer<A extends Annotation>(options: Options<A>) {
  const { anchor = defaultAnchor, properties, marker } = options
  const anchorOf = uniquely(anchor)
  const renderSegment = (value: string, segment: CutSegment<A>): Element => {
    const [id, ...ids] = segment.starts.flatMap((place) => anchorOf(place) ?? [])
    return {
      type: 'element',
      tagName: 'mark',
      properties: { ...(id && { id }), ...defaultProperties(segment), ...properties?.(segment) },
      children: nestIds(ids, [{ type: 'text', value: value.slice(segment.start, segment.end) }]),
    }
  }
  return (text: Text, segments: readonly CutSegment<A>[]): ElementContent[] => {
    if (segments.length === 0) return [text]
    const content: ElementContent[] = []
    const addText = (start: number, end: number) => {
      if (start < end) content.push({ type: 'text', value: text.value.slice(start, end) })
    }
    let done = 0
    for (const segment of segments) {
      addText(done, segment.start)
      content.push(renderSegment(text.value, segment))
      for (const place of marker ? segment.ends : []) content.push(...(marker?.(place) ?? []).map(asInserted))
      done = segment.end
    }
    addText(done, text.value.length)
    return content
  }
}

function asInserted(element: Element): Element {
  return { ...element, properties: { ...element.properties, dataInserted: '' } }
}

function defaultAnchor({ annotation, index }: Place): string {
  return index === 0 ? `q-${annotation.id}` : `q-${annotation.id}.${index + 1}`
}

function defaultProperties({ annotations }: Segment): Properties {
  const ids = annotations.map(({ id }) => id)
  return {
    dataNotes: ids.join(' '),
    dataDepth: ids.length,
    ariaDetails: ids.map((id) => `n-${id}`).join(' '),
  }
}

/** The same function, which throws rather than give one id twice: `x.2` may be an id, or a place of `x`. */
function uniquely<A extends Annotation>(anchor: (place: Place<A>) => string | undefined) {
  const given = new Set<string>()
  return (place: Place<A>) => {
    const id = anchor(place)
    if (id === undefined) return undefined
    if (given.has(id)) throw new RangeError(`Unexpected second anchor \`${id}\`, expected unique ids`)
    given.add(id)
    return id
  }
}

/** Put ids around the same words: an element has but one. Those that would nest too deep stand before the words. */
function nestIds(ids: readonly string[], words: ElementContent[]): ElementContent[] {
  const before = ids.slice(deepest).map((id) => span(id, []))
  return ids.slice(0, deepest).reduceRight((children, id) => [span(id, children)], [...before, ...words])
}

function span(id: string, children: ElementContent[]): Element {
  return { type: 'element', tagName: 'span', properties: { id }, children }
}

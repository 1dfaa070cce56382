import type { Range as TextRange } from '../../../plugins/text-selector/index.ts'
import { all } from '../dom.ts'

/** The passages of the page in their order; where a layout parts a passage into its lines, the lines. */
const blocks = (): HTMLElement[] => all('#text .passage')

/**
 * The text of the page, letter for letter: markers and numbers have no text of their own, and what stands between
 * passages belongs to them.
 */
export function textOfPage(): string {
  return blocks()
    .map((block) => block.textContent)
    .join('')
}

/** The stretch of the text that a range of the document covers; undefined where it begins or ends in none of it. */
export function stretchOf(range: Range): TextRange | undefined {
  const isIn = (node: Node) =>
    (node instanceof Element ? node : node.parentElement)?.closest('#text .passage')
  if (!isIn(range.startContainer) && !isIn(range.endContainer)) return undefined
  let [at, start, end] = [0, -1, -1]
  for (const block of blocks()) {
    const length = block.textContent.length
    if (range.intersectsNode(block)) {
      const [from, to] = [before(block, range, 'start'), before(block, range, 'end')]
      if (start < 0) start = at + from
      end = at + to
    }
    at += length
  }
  return start < 0 || start >= end ? undefined : { start, end }
}

/** How much text of a block stands before an end of a range that touches it. */
function before(block: Element, range: Range, edge: 'start' | 'end'): number {
  const inner = document.createRange()
  inner.selectNodeContents(block)
  const whole = inner.toString().length
  const [node, offset] =
    edge === 'start' ? [range.startContainer, range.startOffset] : [range.endContainer, range.endOffset]
  const place = inner.comparePoint(node, offset)
  if (place !== 0) return place < 0 ? 0 : whole
  inner.setEnd(node, offset)
  return inner.toString().length
}

/** The passage in which an offset of the text lies. */
export function passageAt(offset: number): { readonly id: string; readonly range: TextRange } {
  let [at, id, start] = [0, '', 0]
  for (const block of blocks()) {
    if (block.id !== '') {
      if (at > offset) break
      ;[id, start] = [block.id, at]
    }
    at += block.textContent.length
  }
  return { id, range: { start, end: at } }
}

/** A passage's own text, and the number by which readers know it. */
export function wordsOf(passage: string): string {
  return document.getElementById(passage)?.textContent.trim() ?? ''
}
export const numberOf = (passage: string): string => passage.replace(/^\D+/, '')

import type { Element, ElementContent, ElementData, Properties, Root, Text } from 'hast'
import type { Position } from 'unist'
import { findLines, groupBlocks, pointAt, type Line } from './lines.ts'
import { findSpeaker } from './speaker.ts'
import { tableContent } from './table-content.ts'
import { tableOf, type Table } from './table.ts'
import { rolesOf, shapeOf, type Form, type Range, type RoleRecord, type Structure } from './structure.ts'

declare module 'hast' {
  interface ElementData {
    /** The name of a passage: `p1`, `p2` … in the order of the text. */
    passage?: string | undefined
    /** What the passage is. */
    role?: string | undefined
    /** The words of a passage, without white space around them. */
    range?: { start: number; end: number } | undefined
    /** The label that names the speaker of a passage. */
    speaker?: { start: number; end: number } | undefined
    /** The number of a line of verse, counted through the text. */
    line?: number | undefined
    /** The rows and cells of a table. */
    table?: Table | undefined
  }
}

/** Makes nodes for ranges of one seed, each with its exact position. */
export interface Maker {
  position: (start: number, end: number) => Position
  text: (start: number, end: number) => Text[]
  element: (tagName: string, properties: Properties, range: Range, children: ElementContent[]) => Element
}

/** One passage on its way to an element: `start` and `end` are what it owns. */
interface Block extends Range {
  lines: readonly [Line, ...Line[]]
  label: Range | undefined
  table: Table | undefined
}

/**
 * Turn plain text into hast. Never throws for what a text holds, and the text nodes of the tree, joined, are the
 * seed again, code unit for code unit.
 *
 * Every passage owns its text and all white space up to the next one (the first also what stands before it), so
 * passages joined are the seed too. Passages are named here and nowhere else, by `data.passage`, because `roles`
 * are told by those names: `p5` has to mean the same passage in a structure as in a link.
 */
export function fromSeed(seed: string, structure: Structure = {}): Root {
  const { starts, filled } = findLines(seed)
  const make = makerFor(seed, starts)
  const groups = structure.passages === 'lines' ? filled.map((line) => [line]) : groupBlocks(filled)
  const told = rolesOf(structure, groups.length)
  const countLine = counter()
  const children = groups.flatMap(([first, ...others], index) => {
    if (!first) return []
    const role = told[index] ?? { role: 'paragraph' }
    const block: Block = {
      lines: [first, ...others],
      start: index === 0 ? 0 : first.start,
      end: groups[index + 1]?.[0]?.start ?? seed.length,
      label: role.role === 'speech' ? labelOf(seed, first, others.length > 0, role, structure) : undefined,
      table: role.role === 'table' ? tableOf(seed, [first, ...others], role.table) : undefined,
    }
    const element = passageElement(make, block, role, structure.form ?? 'prose', countLine)
    return withData(element, {
      passage: `p${index + 1}`,
      role: role.role,
      range: trim(seed, block),
      ...(block.label && { speaker: block.label }),
      ...(block.table && { table: block.table }),
    })
  })
  return {
    type: 'root',
    children: children.length > 0 ? children : make.text(0, seed.length),
    position: make.position(0, seed.length),
  }
}

function counter(): () => number {
  let count = 0
  return () => ++count
}

function makerFor(seed: string, starts: readonly number[]): Maker {
  const position = (start: number, end: number) => ({
    start: pointAt(starts, start),
    end: pointAt(starts, end),
  })
  return {
    position,
    text: (start, end) =>
      start < end ? [{ type: 'text', value: seed.slice(start, end), position: position(start, end) }] : [],
    element: (tagName, properties, { start, end }, children) => ({
      type: 'element',
      tagName,
      properties,
      children,
      position: position(start, end),
    }),
  }
}

/** Where a program holds `hast-util-from-parse5` too, its types claim that all data have its own `position`. */
function withData(element: Element, data: Partial<ElementData>): Element[] {
  return [{ ...element, data: data as ElementData }]
}

function trim(seed: string, { start, end }: Range): Range {
  const owned = seed.slice(start, end)
  return { start: end - owned.trimStart().length, end: start + owned.trimEnd().length }
}

function labelOf(seed: string, line: Line, follows: boolean, told: RoleRecord, { speaker }: Structure) {
  return findSpeaker(seed.slice(line.start, line.end), line.start, follows, told, speaker?.pattern)
}

function passageElement(
  make: Maker,
  block: Block,
  told: RoleRecord,
  form: Form,
  countLine: () => number,
): Element {
  const { tagName, properties, inner, lines } = shapeOf(told, form)
  const content = block.table
    ? tableContent(make, block, block.table)
    : lines
      ? lineContent(make, block, countLine)
      : labelled(make, block, block.label)
  const children = inner ? [make.element(inner, {}, block, content)] : content
  return make.element(tagName, properties, block, children)
}

/** The lines of a passage, an element each; a line end belongs to its line, blank lines to the passage. */
function lineContent(make: Maker, block: Block, countLine: () => number): ElementContent[] {
  const first = block.lines[0]
  const last = block.lines.at(-1) ?? first
  return [
    ...make.text(block.start, first.start),
    ...block.lines.flatMap((line) => lineElement(make, line, block.label, countLine)),
    ...make.text(last.next, block.end),
  ]
}

function lineElement(make: Maker, line: Line, label: Range | undefined, countLine: () => number) {
  const range = { start: line.start, end: line.next }
  const content = labelled(make, range, label)
  // A line that is only a label is no line of verse, and no edition counts it.
  if (label && isOnly(content)) return content
  const number = countLine()
  const element = make.element('span', { className: ['line'], dataLine: number }, range, content)
  return withData(element, { line: number })
}

/** Whether nothing but a label, and white space, stands on a line. */
function isOnly(content: readonly ElementContent[]): boolean {
  return (
    content.some((node) => node.type === 'element') &&
    content.every((node) => node.type === 'element' || (node.type === 'text' && !node.value.trim()))
  )
}

/** The text of a range, the label marked if it stands in it. */
function labelled(make: Maker, { start, end }: Range, label: Range | undefined): ElementContent[] {
  if (!label || label.start < start || label.end > end) return make.text(start, end)
  return [
    ...make.text(start, label.start),
    make.element('span', { className: ['speaker'] }, label, make.text(label.start, label.end)),
    ...make.text(label.end, end),
  ]
}

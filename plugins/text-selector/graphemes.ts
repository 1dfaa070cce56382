import type { Range } from './types.ts'

/** Tells whether an offset (UTF-16) of one text lies between two grapheme clusters. */
export type BoundaryTest = (offset: number) => boolean

let segmenter: Intl.Segmenter | undefined

/** What a cluster can carry between its base and a character that may still join it (UAX 29, GB9c and GB11). */
const extender = /^[\p{M}\p{Grapheme_Extend}\p{Emoji_Modifier}\u200C\u200D]$/u
const regionalIndicator = /^\p{Regional_Indicator}$/u

/** Stretches of letters of which no two ever join: most text is decided here, without the segmenter. */
const simple: readonly (readonly [number, number])[] = [
  [0x20, 0x2ff],
  [0x370, 0x482],
  [0x48a, 0x58f],
  [0x5d0, 0x5ea],
  [0x620, 0x64a],
  [0x671, 0x6d3],
  [0xe01, 0xe30],
  [0x1e00, 0x1fff],
  [0x2010, 0x2027],
  [0x3000, 0x3029],
  [0x3041, 0x3096],
  [0x30a0, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xff01, 0xff9d],
]

function isSimple(unit: number): boolean {
  if (unit < 0x300) return unit >= 0x20
  return simple.some(([first, last]) => unit >= first && unit <= last)
}

/** Whether a surrogate pair begins at `at`. */
function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
}

/** Where the code point that ends at `offset` begins. */
function before(text: string, offset: number): number {
  return isPair(text, offset - 2) ? offset - 2 : offset - 1
}

function after(text: string, offset: number): number {
  return isPair(text, offset) ? offset + 2 : offset + 1
}

/**
 * A test for the boundaries of one text (UAX 29, extended grapheme clusters). Both ends of the text are boundaries.
 *
 * The rules of UAX 29 look at the two characters that meet and, in three cases only, further back: along a run of flags,
 * of marks before an emoji, or of marks before an Indic consonant. So `Intl.Segmenter` is shown that window and never
 * the whole text, which it would need minutes for. The run of flags asked for last is remembered, so that asking along
 * it costs nothing.
 */
export function createBoundaryTest(text: string): BoundaryTest {
  let flags: Range = { start: 0, end: 0 }

  const isFlag = (at: number) => at >= 0 && regionalIndicator.test(text.slice(at, at + 2))
  const flagsAround = (offset: number): Range => {
    if (offset > flags.start && offset < flags.end) return flags
    flags = { start: offset, end: offset }
    while (isFlag(flags.start - 2)) flags.start -= 2
    while (isFlag(flags.end)) flags.end += 2
    return flags
  }

  return (offset) => {
    if (offset <= 0 || offset >= text.length) return offset === 0 || offset === text.length
    const left = text.charCodeAt(offset - 1)
    const right = text.charCodeAt(offset)
    if (isSimple(left) && isSimple(right)) return true
    // Else a run of pairs that extend would be gone back along from the middle of each.
    if (isPair(text, offset - 1)) return false
    if (isFlag(offset - 2) && isFlag(offset)) return (offset - flagsAround(offset).start) % 4 === 0
    return meets(text, offset)
  }
}

/** The rules themselves, shown the base before `offset`, what extends it, and the character after. */
function meets(text: string, offset: number): boolean {
  const end = after(text, offset)
  let start = before(text, offset)
  if (!extender.test(text.slice(offset, end))) {
    while (start > 0 && extender.test(text.slice(start, after(text, start)))) start = before(text, start)
  }
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' })
  return segmenter.segment(text.slice(start, end)).containing(offset - start)?.index === offset - start
}

/** Whether a grapheme cluster of the text may begin or end at this offset (UTF-16). */
export function isGraphemeBoundary(text: string, offset: number): boolean {
  return createBoundaryTest(text)(offset)
}

/** The smallest range on grapheme boundaries that holds this one. An empty range on a boundary stays as it is. */
export function snapToGraphemes(text: string, range: Range): Range {
  const isBoundary = createBoundaryTest(text)
  let { start, end } = range
  while (start > 0 && !isBoundary(start)) start -= 1
  while (end < text.length && !isBoundary(end)) end += 1
  return { start, end }
}

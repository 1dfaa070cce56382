import type { Range } from './types.ts'

/**
 * The offsets of one text, in the units that the W3C model counts in and in those that JavaScript does. Offsets run from
 * 0 to the length. A surrogate alone counts as one code point. Both throw a RangeError for what is no offset of the
 * text, or lies inside of a code point.
 *
 * @see https://www.w3.org/TR/annotation-model/#text-position-selector
 */
export type Offsets = {
  /** The length of the text in code points. */
  length: number
  toCodePoint: (utf16: number) => number
  toUtf16: (codePoint: number) => number
}

/** Reads the text once; afterwards an offset takes logarithmic time, and none at all where there are no pairs. */
export function createOffsets(text: string): Offsets {
  const pairs = pairsOf(text)
  const length = text.length - pairs.length

  return {
    length,
    toCodePoint: (utf16) => {
      demand(utf16, text.length)
      const before = countUpTo(pairs.length, (i) => (pairs[i] ?? 0) < utf16)
      if (before > 0 && pairs[before - 1] === utf16 - 1)
        throw new RangeError(`Offset ${utf16} cuts a surrogate pair`)
      return utf16 - before
    },
    toUtf16: (codePoint) => {
      demand(codePoint, length)
      return codePoint + countUpTo(pairs.length, (i) => (pairs[i] ?? 0) - i < codePoint)
    },
  }
}

/** Where the surrogate pairs of a text begin. */
function pairsOf(text: string): Uint32Array {
  if (!/[\uD800-\uDBFF]/.test(text)) return new Uint32Array(0)
  const pairs: number[] = []
  for (let i = 0; i < text.length - 1; i += 1) {
    if ((text.charCodeAt(i) & 0xfc00) !== 0xd800 || (text.charCodeAt(i + 1) & 0xfc00) !== 0xdc00) continue
    pairs.push(i)
    i += 1
  }
  return Uint32Array.from(pairs)
}

/** How many of the first numbers hold, where none holds after one that does not. */
function countUpTo(length: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low
}

function demand(offset: number, length: number): void {
  if (!Number.isInteger(offset) || offset < 0 || offset > length) {
    throw new RangeError(`Unexpected offset ${offset}, expected 0 to ${length}`)
  }
}

/** A range in UTF-16 code units as one in code points. For more than one range of a text use `createOffsets`. */
export function toCodePoints(text: string, range: Range): Range {
  const { toCodePoint } = createOffsets(text)
  return { start: toCodePoint(range.start), end: toCodePoint(range.end) }
}

/** A range in code points as one in UTF-16 code units. For more than one range of a text use `createOffsets`. */
export function fromCodePoints(text: string, range: Range): Range {
  const { toUtf16 } = createOffsets(text)
  return { start: toUtf16(range.start), end: toUtf16(range.end) }
}

import type { Range } from './types.ts'

/** A text with its typography levelled, and the way back to where each piece of it came from. All offsets are UTF-16. */
export type Folded = {
  text: string
  /**
   * The smallest range of the original that a non-empty range of the folded text was made of, or undefined where the
   * range begins or ends inside of what one piece of the original became (two of the dots of `…`, a letter without the
   * accent that it was composed with).
   */
  toSource: (range: Range) => Range | undefined
  /** Whether a match may begin or end here: not inside of what one piece of the original became. */
  isEdge: (offset: number) => boolean
  /** The folded offset of the first piece that ends after this offset of the original. */
  fromSource: (offset: number) => number
}

// 0: not met yet.
const PLAIN = 1
const SPACE = 2
const DROPPED = 3
const MARK = 4
/** Alone it is not in Unicode NFC. */
const UNSTABLE = 5
const SINGLE = 6
const DOUBLE = 7
const DASH = 8
const ELLIPSIS = 9

/** What a sign of each kind becomes. */
const replacement: Record<number, string> = { [SINGLE]: "'", [DOUBLE]: '"', [DASH]: '-', [ELLIPSIS]: '...' }

/**
 * Which characters count as the same. The reasons, where one could decide otherwise:
 *
 * - Apostrophes: U+02BC is a letter by its category, but Unicode once told everybody to write apostrophes with it, and
 *   editions swap it with U+2019 and U+0027; so do Greek ones with the koronis and the psili at an elision. The ʻokina,
 *   the Arabist's half rings and the modifier primes are letters that differ from one another, and stay apart.
 *   Grave and acute accents are diacritics, and stay apart as well.
 * - Primes, geresh and gershayim stand where a keyboard has only the straight quotation marks.
 * - Guillemets are neither curly nor straight: a reader sees the difference, so they stay apart.
 * - The maqaf is the Hebrew hyphen. Wave dashes, double hyphens and the Japanese length mark are signs of their own.
 * - Variation selectors, skin tones and tatweel can be seen, so they count.
 */
const kinds: readonly (readonly [number, RegExp])[] = [
  [DROPPED, /\u034F|[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/],
  [SPACE, /\s|\u0085/],
  [SINGLE, /['\u2018-\u201B\u2032\u2035\u02BC\u055A\u05F3\u1FBD\u1FBF\uFF07]/],
  [DOUBLE, /["\u201C-\u201F\u2033\u2036\u05F4\u2E42\uFF02]/],
  [DASH, /[-\u058A\u05BE\u1400\u1806\u2010-\u2015\u2212\u2E3A\u2E3B\uFE31\uFE32\uFE58\uFE63\uFF0D]/],
  [ELLIPSIS, /\u2026/],
  // Marks, and the few letters that NFC joins to the one before: Hangul vowels and finals, Kirat Rai vowel signs.
  [MARK, /[\p{M}\u1160-\u11FF\uD7B0-\uD7FB\u{16D63}\u{16D67}\u{16D68}]/u],
]

/** The kind of each UTF-16 code unit, and of each character beyond them, found out when first met. */
const known = new Uint8Array(0x10000)
const knownPairs = new Map<number, number>()

function kindOf(character: string): number {
  const kind = kinds.find(([, pattern]) => pattern.test(character))
  return kind?.[0] ?? (character.normalize('NFC') === character ? PLAIN : UNSTABLE)
}

function kindAt(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return known[unit] || learn(text, at, unit)
}

function learn(text: string, at: number, unit: number): number {
  if ((unit & 0xf800) !== 0xd800) return (known[unit] = kindOf(String.fromCharCode(unit)))
  // Half a pair says nothing about the character that it belongs to, and alone it is no character.
  const point = text.codePointAt(at) ?? unit
  if (point < 0x10000) return PLAIN
  const kind = knownPairs.get(point) ?? kindOf(String.fromCodePoint(point))
  knownPairs.set(point, kind)
  return kind
}

/** How many units are put into NFC together: sorting longer runs of marks takes quadratic time (UAX 15, 13.1). */
const LONGEST = 32

/**
 * Levels the typography of a text, and nothing else: Unicode NFC; every run of white space is one space; curly and
 * straight quotation marks and apostrophes are the same; hyphens and dashes are the same; `…` is `...`; soft hyphens and
 * zero-width characters count for nothing. Letters, case and diacritics stay.
 */
export function fold(text: string): Folded {
  const out = createOutput(text)
  let at = 0
  while (at < text.length) {
    const end = plainUntil(text, at)
    out.keep(at, end)
    at = end
    if (at === text.length) break
    const kind = kindAt(text, at)
    if (kind === SPACE) at = foldSpace(text, at, out)
    else if (kind === DROPPED) at += 1
    else if (kind >= SINGLE) out.put(replacement[kind] ?? '', at, ++at)
    else at = foldCluster(text, at, out)
  }
  return out.done()
}

/** How far the text goes on with letters that stay as they are, and single spaces between them. */
function plainUntil(text: string, start: number): number {
  let at = start
  for (; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (known[unit] === PLAIN || (unit === 0x20 && known[text.charCodeAt(at + 1)] === PLAIN)) continue
    if ((unit & 0xf800) === 0xd800) break
    const kind = kindAt(text, at)
    if (kind === PLAIN) continue
    // What stands before a mark belongs to it, and may with what is dropped.
    return at > start && (kind === MARK || kind === DROPPED) ? at - 1 : at
  }
  return at
}

/** One space for a run of white space and what counts for nothing inside it. Returns where the text goes on. */
function foldSpace(text: string, start: number, out: Output): number {
  let end = start + 1
  let at = end
  for (; at < text.length; at += 1) {
    const kind = kindAt(text, at)
    if (kind === SPACE) end = at + 1
    else if (kind !== DROPPED) break
  }
  out.put(' ', start, end)
  return at
}

/** A character with all that NFC could join to it. Returns where the text goes on. */
function foldCluster(text: string, start: number, out: Output): number {
  let dropped = 0
  let at = start
  while (at < text.length && at - start - dropped < LONGEST) {
    const kind = kindAt(text, at)
    if (at > start && kind !== MARK && kind !== DROPPED) break
    if (kind === DROPPED) dropped += 1
    at += isPair(text, at) ? 2 : 1
  }
  if (dropped === 0) {
    const raw = text.slice(start, at)
    const made = raw.normalize('NFC')
    if (made === raw) out.keep(start, at)
    else out.put(made, start, at)
    return at
  }
  const places: number[] = []
  for (let i = start; i < at; i += 1) if (kindAt(text, i) !== DROPPED) places.push(i)
  const raw = places.map((place) => text[place]).join('')
  const made = raw.normalize('NFC')
  if (made === raw) for (const place of places) out.keep(place, place + 1)
  else out.put(made, start, (places.at(-1) ?? start) + 1)
  return at
}

function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
}

type Output = {
  /** What stands at `[start, end)` stays as it is. */
  keep: (start: number, end: number) => void
  /** What stands at `[start, end)` becomes this. */
  put: (made: string, start: number, end: number) => void
  done: () => Folded
}

/**
 * What the folded text is made of, in order: from `at[i]` on it came from the original's `starts[i]` on, unit for unit
 * where `ends[i]` is 0, else all of it from `[starts[i], ends[i])`.
 */
type Pieces = { at: number[]; starts: number[]; ends: number[] }

function createOutput(text: string): Output {
  const pieces: Pieces = { at: [], starts: [], ends: [] }
  const parts: string[] = []
  let size = 0
  /** What is kept but not yet among the parts: one slice is cheaper than many. */
  let from = 0
  let to = 0
  /** By how much the unit-for-unit piece that is under way is shifted; NaN where there is none. */
  let shift = NaN

  const begin = (start: number, end: number) => {
    if (end === 0 && start - size === shift) return
    shift = end === 0 ? start - size : NaN
    pieces.at.push(size)
    pieces.starts.push(start)
    pieces.ends.push(end)
  }
  const flush = (next: number) => {
    if (to > from) parts.push(text.slice(from, to))
    from = to = next
  }
  return {
    keep: (start, end) => {
      if (start === end) return
      begin(start, 0)
      if (start !== to) flush(start)
      to = end
      size += end - start
    },
    put: (made, start, end) => {
      begin(start, made.length === 1 && end === start + 1 ? 0 : end)
      flush(end)
      parts.push(made)
      size += made.length
    },
    done: () => {
      flush(to)
      return mapped(parts.join(''), pieces)
    },
  }
}

function mapped(text: string, { at, starts, ends }: Pieces): Folded {
  const startOf = (piece: number) => starts[piece] ?? 0
  const atOf = (piece: number) => at[piece] ?? text.length
  const isWhole = (piece: number) => (ends[piece] ?? 0) > 0

  const isEdge = (offset: number) => {
    const piece = lastUpTo(at, offset)
    return !isWhole(piece) || atOf(piece) === offset || offset === text.length
  }
  return {
    text,
    isEdge,
    toSource: ({ start, end }) => {
      if (!isEdge(start) || !isEdge(end)) return undefined
      const first = lastUpTo(at, start)
      const last = lastUpTo(at, end - 1)
      return {
        start: startOf(first) + (start - atOf(first)),
        end: isWhole(last) ? (ends[last] ?? 0) : startOf(last) + (end - atOf(last)),
      }
    },
    fromSource: (offset) => {
      const piece = lastUpTo(starts, offset)
      if (piece < 0) return 0
      if (isWhole(piece)) return offset < (ends[piece] ?? 0) ? atOf(piece) : atOf(piece + 1)
      return Math.min(atOf(piece) + (offset - startOf(piece)), atOf(piece + 1))
    },
  }
}

/** The index of the last of these ascending numbers that is not beyond `value`; -1 where all are. */
function lastUpTo(numbers: readonly number[], value: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

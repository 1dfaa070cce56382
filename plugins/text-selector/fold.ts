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
const replacement: Record<number, number> = { [SINGLE]: 0x27, [DOUBLE]: 0x22, [DASH]: 0x2d }

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
    const kind = kindAt(text, at)
    if (kind === PLAIN && standsAlone(text, at)) out.keep(text.charCodeAt(at), at++)
    else if (kind === SPACE) at = foldSpace(text, at, out)
    else if (kind === DROPPED) at += 1
    else if (kind === ELLIPSIS) out.put('...', at, ++at)
    else if (kind >= SINGLE) out.keep(replacement[kind] ?? 0, at++)
    else at = foldCluster(text, at, out)
  }
  return out.done()
}

/** Whether this code unit is a character by itself, with nothing behind it that NFC could join to it. */
function standsAlone(text: string, at: number): boolean {
  if (at + 1 >= text.length) return true
  if ((text.charCodeAt(at) & 0xfc00) === 0xd800) return false
  const next = kindAt(text, at + 1)
  return next !== MARK && next !== DROPPED
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
  if (end === start + 1) out.keep(0x20, start)
  else out.put(' ', start, end)
  return at
}

/** A character with all that NFC could join to it. Returns where the text goes on. */
function foldCluster(text: string, start: number, out: Output): number {
  const places: number[] = []
  let at = start
  while (at < text.length && places.length < LONGEST) {
    const kind = kindAt(text, at)
    if (at > start && kind !== MARK && kind !== DROPPED) break
    const end = isPair(text, at) ? at + 2 : at + 1
    for (; at < end; at += 1) if (kind !== DROPPED) places.push(at)
  }
  const raw = places.length === at - start ? text.slice(start, at) : places.map((i) => text[i]).join('')
  const made = raw.normalize('NFC')
  if (made === raw) places.forEach((place) => out.keep(text.charCodeAt(place), place))
  else out.put(made, start, (places.at(-1) ?? start) + 1)
  return at
}

function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
}

type Output = {
  /** One unit came of the one at `at`. */
  keep: (unit: number, at: number) => void
  /** All of this came of `[start, end)`. */
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
  let units = new Uint16Array(text.length)
  let size = 0
  /** By how much the unit-for-unit piece that is under way is shifted; NaN where there is none. */
  let shift = NaN

  const begin = (start: number, end: number) => {
    pieces.at.push(size)
    pieces.starts.push(start)
    pieces.ends.push(end)
  }
  const add = (unit: number) => {
    if (size === units.length) {
      const larger = new Uint16Array(2 * size + 16)
      larger.set(units)
      units = larger
    }
    units[size++] = unit
  }
  return {
    keep: (unit, at) => {
      if (at - size !== shift) {
        shift = at - size
        begin(at, 0)
      }
      add(unit)
    },
    put: (made, start, end) => {
      shift = NaN
      begin(start, end)
      for (let i = 0; i < made.length; i += 1) add(made.charCodeAt(i))
    },
    done: () => mapped(decode(units.subarray(0, size)), pieces),
  }
}

function decode(units: Uint16Array): string {
  const parts: string[] = []
  for (let at = 0; at < units.length; at += 8192) {
    parts.push(Reflect.apply(String.fromCharCode, undefined, units.subarray(at, at + 8192)))
  }
  return parts.join('')
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

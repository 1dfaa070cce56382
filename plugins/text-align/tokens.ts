import { fold, type Folded, type Range } from '../text-selector/index.ts'

/** What two texts are compared by: a vocabulary that both share. */
export type Vocabulary = {
  /** Number of a string; equal strings have equal numbers. */
  readonly forms: Map<string, number>
  /** Number of what is left of a form without case and accents. */
  readonly keys: Map<string, number>
  /** The letters behind each key. */
  readonly spellings: string[]
  /** The key of each form. */
  readonly keyOf: number[]
}

/**
 * A text as words, by columns: the nth token is what stands at `n` in each. Where no spaces part the words (Chinese,
 * Japanese, Thai …) each character is a token; so is each sign of punctuation. White space is none.
 */
export type Tokens = {
  readonly text: string
  readonly folded: Folded
  readonly count: number
  /** Bounds in the folded text (UTF-16). */
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** Typography apart, equal forms are the same letters. */
  readonly forms: Int32Array
  /** Equal keys are the same word, whatever its case and accents. */
  readonly keys: Int32Array
  /** 1 for a word, 0 for punctuation. */
  readonly words: Uint8Array
  /** How well a stretch may begin here: 2 after a line end, 1 after the end of a sentence or clause, else 0. */
  readonly breaks: Uint8Array
}

export function createVocabulary(): Vocabulary {
  return { forms: new Map(), keys: new Map(), spellings: [], keyOf: [] }
}

/** Scripts that write no space between words. */
const unspaced = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`
const token = new RegExp(
  String.raw`[${unspaced}]\p{M}*|([[\p{L}\p{N}\p{M}]--[${unspaced}]]+)|-+|\.+|[^\s]`,
  'gv',
)
const word = new RegExp(String.raw`^[\p{L}\p{N}\p{M}]`, 'u')
/** Accents, points and vowel signs that a revision may add or leave out; Indic vowel signs are letters and stay. */
// eslint-disable-next-line no-misleading-character-class -- marks are meant, not the letters that bear them
const accents = /[\u0300-\u036F\u0591-\u05BD\u05BF-\u05C7\u0640\u064B-\u0655\u0670\u06D6-\u06ED]/g
const closing = /^[.!?;:。！？；：।॥؟؛׃·]/

export function tokenise(text: string, vocabulary: Vocabulary): Tokens {
  const folded = fold(text)
  const found = [...folded.text.matchAll(token)]
  const count = found.length
  const tokens = {
    text,
    folded,
    count,
    starts: new Int32Array(count),
    ends: new Int32Array(count),
    forms: new Int32Array(count),
    keys: new Int32Array(count),
    words: new Uint8Array(count),
    breaks: new Uint8Array(count),
  }
  found.forEach((match, i) => {
    const form = formOf(match[0], vocabulary)
    tokens.starts[i] = match.index
    tokens.ends[i] = match.index + match[0].length
    tokens.forms[i] = form
    tokens.keys[i] = vocabulary.keyOf[form] ?? 0
    tokens.words[i] = word.test(match[0]) ? 1 : 0
    tokens.breaks[i] = breakBefore(tokens, i, found[i - 1]?.[0])
  })
  return tokens
}

function formOf(letters: string, vocabulary: Vocabulary): number {
  // A dash is often typed as two hyphens.
  const spelled = letters.startsWith('-') ? '-' : letters
  const known = vocabulary.forms.get(spelled)
  if (known !== undefined) return known
  const form = vocabulary.forms.size
  vocabulary.forms.set(spelled, form)
  vocabulary.keyOf[form] = keyOf(spelled, vocabulary)
  return form
}

function keyOf(spelled: string, { keys, spellings }: Vocabulary): number {
  const bare = spelled.normalize('NFKD').replace(accents, '').toLowerCase().replaceAll('ς', 'σ') || spelled
  const known = keys.get(bare)
  if (known !== undefined) return known
  keys.set(bare, keys.size)
  spellings.push(bare)
  return keys.size - 1
}

function breakBefore({ text, folded, starts, ends }: Tokens, i: number, before: string | undefined): number {
  if (before === undefined) return 2
  const [from = 0, to = 0] = [ends[i - 1], starts[i]]
  const space = from < to ? folded.toSource({ start: from, end: to }) : undefined
  if (space !== undefined && /[\n\r]/.test(text.slice(space.start, space.end))) return 2
  return closing.test(before) ? 1 : 0
}

/** Tokens of a text, half-open, and the folded bounds of what is meant of the first and the last. */
export type Span = {
  readonly from: number
  readonly to: number
  readonly start: number
  readonly end: number
}

/** The tokens that a range touches; undefined where it touches none. */
export function spanOf(tokens: Tokens, range: Range): Span | undefined {
  if (range.start >= range.end) return undefined
  const [start, end] = [tokens.folded.fromSource(range.start), foldedEnd(tokens, range.end)]
  const from = countWhile(tokens.count, (i) => (tokens.ends[i] ?? 0) <= start)
  const to = countWhile(tokens.count, (i) => (tokens.starts[i] ?? 0) < end)
  if (from >= to) return undefined
  return {
    from,
    to,
    start: Math.max(start, tokens.starts[from] ?? 0),
    end: Math.min(end, tokens.ends[to - 1] ?? 0),
  }
}

/** The folded offset behind everything that ends before or at an offset of the text. */
function foldedEnd({ folded, text }: Tokens, offset: number): number {
  return offset >= text.length ? folded.text.length : folded.fromSource(offset)
}

function countWhile(count: number, holds: (i: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low
}

/** The smallest stretch of the text that a stretch of its folded text came of, pieces that it cuts included. */
export function sourceOf({ folded }: Tokens, start: number, end: number): { start: number; end: number } {
  const from = edge(folded, start, -1)
  return (
    folded.toSource({ start: from, end: edge(folded, Math.max(end, from + 1), 1) }) ?? { start: 0, end: 0 }
  )
}

function edge(folded: Folded, offset: number, step: 1 | -1): number {
  let at = Math.min(Math.max(offset, 0), folded.text.length)
  while (at > 0 && at < folded.text.length && !folded.isEdge(at)) at += step
  return at
}

/**
 * How much it says that a word occurs, in bits: the rarer it is in both texts, the more. Punctuation says next to
 * nothing. By key.
 */
export function bitsOf(all: readonly Tokens[], keys: number): Float32Array {
  const counts = new Float32Array(keys)
  const punctuation = new Uint8Array(keys)
  let total = 0
  for (const tokens of all) {
    total += tokens.count
    for (let i = 0; i < tokens.count; i += 1) {
      const key = tokens.keys[i] ?? 0
      counts[key] = (counts[key] ?? 0) + 1
      if (tokens.words[i] === 0) punctuation[key] = 1
    }
  }
  return counts.map((count, key) => {
    const bits = Math.max(1, Math.log2(total / Math.max(count, 1)))
    return punctuation[key] === 1 ? Math.min(bits, 1.5) : bits
  })
}

/** What a sign of punctuation counts beside a word. */
const SIGN = 0.15

/** How much a token counts among others. */
export function weight(tokens: Tokens, i: number): number {
  return tokens.words[i] === 1 ? 1 : SIGN
}

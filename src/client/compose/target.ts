import {
  describe,
  type DescribeOptions,
  match,
  type Range,
  snapToGraphemes,
} from '../../../plugins/text-selector/index.ts'

/** Words of a text, as the front matter of a note names them. */
export type Quote = {
  readonly exact: string
  readonly prefix?: string
  readonly suffix?: string
  readonly occurrence?: number
}
export type Target = (
  | (Quote & { readonly passage?: string })
  | { readonly from: Quote; readonly to: Quote }
  | { readonly passage: string }
) & {
  /** The division, where the edition has several texts. */
  readonly text?: string
}

/** Where a range lies: its division, where there are several, and the passage that holds all of it. */
export type Where = {
  readonly text?: string | undefined
  readonly passage?: { readonly id: string; readonly range: Range } | undefined
}

/** What `variorum check` takes at most, in UTF-16 code units: `limits.quoteLength` and `limits.contextLength`. */
const MOST = { quote: 5000, context: 2000 }

/** White space, and what has no width. */
const blank = /^[\s\p{Cf}]+|(?<![\s\p{Cf}])[\s\p{Cf}]+$/gu
/** Scripts that put no spaces between words: there a selection is taken as it is. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
/** How far a word is looked at, to either side. */
const REACH = 60

/**
 * The words that a selection means: without white space at its ends, in whole words and whole grapheme clusters.
 * Undefined for a selection of white space alone.
 */
export function snap(text: string, range: Range): Range | undefined {
  const chosen = text.slice(range.start, range.end)
  const bare = chosen.replace(blank, '')
  if (bare === '') return undefined
  const start = range.start + chosen.indexOf(bare)
  const words = { start: wordEdge(text, start, 'index'), end: wordEdge(text, start + bare.length, 'end') }
  return snapToGraphemes(text, words)
}

/** The edge of the word that an offset lies within; the offset itself where it lies between words. */
function wordEdge(text: string, offset: number, edge: 'index' | 'end'): number {
  const from = Math.max(0, offset - REACH)
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' })
  const word = segmenter.segment(text.slice(from, offset + REACH)).containing(offset - from)
  if (!word?.isWordLike || from + word.index === offset || unspaced.test(word.segment)) return offset
  return from + word.index + (edge === 'end' ? word.segment.length : 0)
}
let segmenter: Intl.Segmenter | undefined

/**
 * The targets that match a range of a text and nothing else, each proven: by its words, by its words and the passage they
 * stand in, and by its two ends. Which is better depends on how long an address may be.
 */
export function targetsOf(text: string, range: Range, { text: division, passage }: Where = {}): Target[] {
  const named = division === undefined ? {} : { text: division }
  const candidates: { readonly target: Target; readonly within?: Range }[] = []
  if (range.end - range.start <= MOST.quote) {
    candidates.push({ target: { ...quoteOf(text, range), ...named } })
    if (passage && range.start >= passage.range.start && range.end <= passage.range.end) {
      const quote = quoteOf(text, range, { within: passage.range, maxContext: FAR })
      candidates.push({ target: { ...quote, passage: passage.id, ...named }, within: passage.range })
    }
  }
  const ends = endsOf(text, range)
  if (ends)
    candidates.push({ target: { from: quoteOf(text, ends[0]), to: quoteOf(text, ends[1]), ...named } })
  const proven = candidates.filter(
    ({ target, within }) => isShort(target) && proves(text, target, range, within),
  )
  const targets = proven.map(({ target }) => target)
  // Words that are told apart only from afar are better told by their passage.
  return targets.sort((a, b) => Number(isFar(a)) - Number(isFar(b)))
}

/** More UTF-16 code units of prefix and suffix than a person would compare. */
const FAR = 120

function isFar(target: Target): boolean {
  return 'exact' in target && (target.prefix?.length ?? 0) + (target.suffix?.length ?? 0) > FAR
}

function quoteOf(text: string, range: Range, options?: DescribeOptions): Quote {
  const { exact, prefix, suffix, occurrence } = describe(text, range, options)
  return {
    exact,
    ...(prefix === undefined ? {} : { prefix }),
    ...(suffix === undefined ? {} : { suffix }),
    ...(occurrence === undefined ? {} : { occurrence }),
  }
}

function isShort(target: Target): boolean {
  const quotes = 'from' in target ? [target.from, target.to] : 'exact' in target ? [target] : []
  return quotes.every(
    ({ prefix, suffix }) => (prefix?.length ?? 0) <= MOST.context && (suffix?.length ?? 0) <= MOST.context,
  )
}

function proves(text: string, target: Target, range: Range, within?: Range): boolean {
  if (!('exact' in target || 'from' in target)) return false
  const [found, second] = match(text, within ? { ...target, within } : target, { limit: 2 })
  return found?.start === range.start && found.end === range.end && second === undefined
}

/** About how many UTF-16 code units each end of a long stretch is named by. */
const END = 32

/** The first and the last words of a stretch that is long enough for both. */
function endsOf(text: string, { start, end }: Range): [Range, Range] | undefined {
  if (end - start < 4 * END) return undefined
  const first = snap(text, { start, end: start + END })
  const last = snap(text, { start: end - END, end })
  return first && last && first.end <= last.start ? [first, last] : undefined
}

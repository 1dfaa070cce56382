import { fold, type Folded } from './fold.ts'
import { createBoundaryTest, type BoundaryTest } from './graphemes.ts'
import type { Needle, Search } from './occurrences.ts'
import type { MatchOptions, QuoteSelector, Range, RangeSelector, Selector } from './types.ts'

/** How many ranges a RangeSelector yields at most: n places of one quote and n of the other make n² ranges. */
const MOST_PAIRS = 10_000

/** A quote that is looked for, and what was found so far. */
type Quest = { quote: QuoteSelector; limit: number; found: Range[]; cut: Range[] }

/** A text while it is searched. What takes time to make is made once, when first needed. */
type Ground = {
  text: string
  isBoundary: BoundaryTest
  folded: () => Folded
  /** The folded text with a space at each end: the end of a text tells words apart as white space does. */
  padded: () => string
}

/** What a selector matches, and where its words stand letter for letter but cut a grapheme cluster. */
export type Resolution = { ranges: Range[]; cut: Range[] }

/**
 * Resolves selectors in one text. The ways to match differ only in how they search; what counts as a match is decided
 * here, once.
 */
export function resolve(
  text: string,
  selectors: readonly Selector[],
  search: Search,
  { limit = Infinity, strict = false }: MatchOptions = {},
): Resolution[] {
  const ground = createGround(text)
  const first = selectors.map((selector) => startQuest(selector, limit))
  seek(ground, first, search, strict)
  const last = selectors.map((selector, i) => endQuest(selector, first[i]?.found[0], limit))
  seek(ground, last, search, strict)
  return first.map((from, i) => {
    const to = last[i]
    if (!to || !isRangeSelector(selectors[i])) return { ranges: from.found, cut: from.cut }
    return {
      ranges: pairs(from.found, to.found, Math.min(limit, MOST_PAIRS)),
      cut: from.found.length === 0 ? from.cut : to.cut,
    }
  })
}

function createGround(text: string): Ground {
  let folded: Folded | undefined
  let padded: string | undefined
  const getFolded = () => (folded ??= fold(text))
  return {
    text,
    isBoundary: createBoundaryTest(text),
    folded: getFolded,
    padded: () => (padded ??= ` ${getFolded().text} `),
  }
}

function isRangeSelector(selector: Selector | undefined): selector is RangeSelector {
  return typeof selector === 'object' && 'from' in selector
}

function toQuote(selector: string | QuoteSelector): QuoteSelector {
  return typeof selector === 'string' ? { exact: selector } : selector
}

function quest(quote: QuoteSelector, within: Range | undefined, limit: number): Quest {
  const both = intersection(quote.within, within)
  return {
    quote: both ? { ...quote, within: both } : quote,
    limit: quote.occurrence ?? limit,
    found: [],
    cut: [],
  }
}

/** The quest for a quote, or for the quote that a range begins with. */
function startQuest(selector: Selector, limit: number): Quest {
  return isRangeSelector(selector)
    ? quest(toQuote(selector.from), selector.within, Math.min(limit, MOST_PAIRS))
    : quest(toQuote(selector), undefined, limit)
}

/**
 * The quest for the quote that a range ends with, from where the first of the beginnings stands. A quote that says by
 * number which one it is counts from where it says, not from there.
 */
function endQuest(selector: Selector, first: Range | undefined, limit: number): Quest | undefined {
  if (!isRangeSelector(selector)) return undefined
  const to = toQuote(selector.to)
  if (!first) return quest({ exact: '' }, undefined, 0)
  // As many as lie inside of the beginning make no range with it.
  const enough = Math.min(limit, MOST_PAIRS) + (first.end - first.start)
  const rest = to.occurrence === undefined ? { start: first.start, end: Infinity } : undefined
  return quest(to, intersection(selector.within, rest), enough)
}

function intersection(a: Range | undefined, b: Range | undefined): Range | undefined {
  if (!a || !b) return a ?? b
  return { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) }
}

/** The ways to look, from the strict to the lenient; each is tried only for what those before it did not find. */
function seek(ground: Ground, quests: readonly (Quest | undefined)[], search: Search, strict: boolean): void {
  const all = quests.flatMap((one) => (one && one.quote.exact !== '' ? [one] : []))
  const open = () => all.filter(({ found }) => found.length === 0)
  searchFor(
    search,
    () => ground.text,
    open().map((one) => letterForLetter(ground, one)),
  )
  for (const way of strict ? [] : [asTyped, withGaps]) {
    searchFor(
      search,
      ground.padded,
      open().flatMap((one) => levelled(ground, one, way)),
    )
  }
  for (const one of all) settle(one)
}

function searchFor(search: Search, text: () => string, needles: readonly Needle[]): void {
  if (needles.length > 0) search(text(), needles)
}

/** Puts in order what several needles found, and keeps what was asked for. */
function settle(one: Quest): void {
  const { occurrence } = one.quote
  one.found.sort((a, b) => a.start - b.start)
  if (occurrence === undefined) one.found = one.found.slice(0, one.limit)
  else one.found = one.found.filter((_, i) => i === occurrence - 1)
}

/** The needle of a whole selector as it was typed. Its context is no part of the match, and may cut a cluster. */
function letterForLetter({ text, isBoundary }: Ground, one: Quest): Needle {
  const { prefix = '', exact, suffix = '', within } = one.quote
  const needle = prefix + exact + suffix
  return {
    text: needle,
    first: (within?.start ?? 0) - prefix.length,
    last: Math.min((within?.end ?? Infinity) - prefix.length - exact.length, text.length - needle.length),
    take: (at) => {
      const start = at + prefix.length
      const range = { start, end: start + exact.length }
      const into = isBoundary(range.start) && isBoundary(range.end) ? one.found : one.cut
      if (into.length < one.limit) into.push(range)
      return one.found.length < one.limit
    },
  }
}

/** A levelled selector: what it must begin with, its words, what it must end with, and how much of it is context. */
type Levelled = { before: string; exact: string; after: string }

function levelled(ground: Ground, one: Quest, forms: (quote: QuoteSelector) => Levelled[]): Needle[] {
  return forms(one.quote).map(({ before, exact, after }) => {
    const folded = ground.folded()
    const { start, end } = one.quote.within ?? { start: 0, end: ground.text.length }
    // The padding is one unit wide.
    const lead = before.length - 1
    let count = 0
    return {
      text: before + exact + after,
      first: folded.fromSource(start) - lead,
      last: folded.fromSource(Math.min(end, ground.text.length)) - lead - exact.length,
      take: (at) => {
        const place = { start: at + lead, end: at + lead + exact.length }
        const range = folded.toSource(place)
        const isWhole = folded.isEdge(at - 1) && folded.isEdge(place.end + after.length)
        if (range && isWhole && range.start >= start && range.end <= end) {
          if (!ground.isBoundary(range.start) || !ground.isBoundary(range.end)) return true
          one.found.push(range)
          count += 1
        }
        return count < one.limit
      },
    }
  })
}

/**
 * White space at the edge of a part is no part of the match, but it was typed, so it must be there (or the end of the
 * text). Only what follows a line end is not taken at its word: YAML's block scalars end with one that nobody typed.
 */
function asTyped({ prefix = '', exact, suffix = '' }: QuoteSelector): Levelled[] {
  const [left, middle, right] = [prefix, exact, suffix].map((part) => fold(withoutLineEnd(part)).text)
  if (left === undefined || middle === undefined || right === undefined || middle.trim() === '') return []
  const before = left.endsWith(' ') || middle.startsWith(' ') ? ' ' : ''
  const after = middle.endsWith(' ') || right.startsWith(' ') ? ' ' : ''
  return [{ before: left.trimEnd() + before, exact: middle.trim(), after: after + right.trimStart() }]
}

/**
 * The same with white space between the words and their context where none was typed: YAML's plain scalars cannot begin
 * or end with any. White space that was typed is never taken away: "a" before "way" is not "away".
 */
function withGaps(quote: QuoteSelector): Levelled[] {
  return asTyped(quote).flatMap(({ before, exact, after }) => {
    const befores = before === '' || before.endsWith(' ') ? [before] : [before, `${before} `]
    const afters = after === '' || after.startsWith(' ') ? [after] : [after, ` ${after}`]
    const forms = befores.flatMap((one) => afters.map((other) => ({ before: one, exact, after: other })))
    return forms.slice(1)
  })
}

function withoutLineEnd(part: string): string {
  const rest = part.trimEnd()
  return /[\n\r]/.test(part.slice(rest.length)) ? rest : part
}

/** Every range that begins with all of one quote and ends with all of the other, in order. */
function pairs(froms: readonly Range[], tos: readonly Range[], limit: number): Range[] {
  const ranges: Range[] = []
  let next = 0
  for (const from of froms) {
    while ((tos[next]?.start ?? Infinity) < from.start || (tos[next]?.end ?? Infinity) < from.end) next += 1
    for (const to of tos.slice(next, next + limit - ranges.length))
      ranges.push({ start: from.start, end: to.end })
    if (ranges.length >= limit) break
  }
  return ranges
}

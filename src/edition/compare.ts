import { diffArrays } from 'diff'
import { fold } from '../../plugins/text-selector/index.ts'

/**
 * A stretch of one of two wordings that are compared:
 * - `same`: words that both have, with what stands between them;
 * - `only`: words that the other has not;
 * - `slight`: the other has the same words with other punctuation, capitals or points;
 * - `skipped`: words of the text that the parallel leaves out and says so (`[…]`), or that sign itself: no variant.
 */
export type Piece = { readonly kind: 'same' | 'only' | 'slight' | 'skipped'; readonly text: string }

export type Comparison = {
  /** The words of each side, cut into pieces; joined they are what was given, character for character. */
  readonly text: readonly Piece[]
  readonly parallel: readonly Piece[]
  /** How many words are in both, and in one alone. Skipped words are not counted. */
  readonly counts: { readonly same: number; readonly text: number; readonly parallel: number }
}

/**
 * Compares two wordings word by word. The rule: words are the same that have the same letters, whatever their
 * capitals, their typography (as `fold` levels it) and the points of Hebrew and Arabic. Capitals, points and
 * punctuation that differ are marked as slight;
 * how quotation marks, dashes and spaces are set is not marked at all, nor is punctuation at the very beginning
 * and end. `[…]` in the parallel is its own sign that words are left out: what the text has there is no variant.
 */
export function compareWords(text: string, parallel: string, language = 'und'): Comparison {
  const own = tokensOf(text, language)
  const other = tokensOf(parallel, language)
  const pairs = pairsOf(own, other)
  const back = new Map([...pairs].map(([from, to]) => [to, from]))
  const kinds = kindsOf(own, other, pairs)
  const otherKinds = kindsOf(other, own, back)
  for (const index of skippedBy(other, back, own.length)) kinds[index] = 'skipped'
  const only = (list: readonly Kind[]) => list.filter((kind) => kind === 'only').length
  const gap = (from: number) => text.slice(own[from]?.end, own[from + 1]?.start)
  const otherGap = (to: number) => parallel.slice(other[to]?.end, other[to + 1]?.start)
  // What stands between two words is compared where both sides have both words, one after the other.
  const sameGap = (from: number, to: number) => marksOf(gap(from)) === marksOf(otherGap(to))
  return {
    text: piecesOf(text, own, kinds, (index) => gapKind(index, kinds, pairs, sameGap)),
    parallel: piecesOf(parallel, other, otherKinds, (index) =>
      gapKind(index, otherKinds, back, (to, from) => sameGap(from, to)),
    ),
    counts: { same: pairs.size, text: only(kinds), parallel: only(otherKinds) },
  }
}

type Kind = Piece['kind']

/** A word, or a sign `[…]`; offsets in UTF-16 code units. */
type Token = {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly key: string
  readonly isSign: boolean
}

const sign = /\[\s*(?:…|\.\s?\.\s?\.)\s*\]/g
const segmenters = new Map<string, Intl.Segmenter>()

function tokensOf(text: string, language: string): Token[] {
  const segmenter = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: 'word' })
  segmenters.set(language, segmenter)
  const signs = [...text.matchAll(sign)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
  }))
  const words = [...segmenter.segment(text)]
    .filter(({ isWordLike }) => isWordLike === true)
    .map(({ index, segment }): Token => ({
      start: index,
      end: index + segment.length,
      text: segment,
      key: keyOf(segment),
      isSign: false,
    }))
  const marks = signs.map(({ start, end }): Token => ({
    start,
    end,
    text: text.slice(start, end),
    key: `[${start}]`,
    isSign: true,
  }))
  return [...words, ...marks].sort((a, b) => a.start - b.start)
}

/** Signs of Hebrew and Arabic that one may write or leave out: accents, points and vowels. */
const points = /[\u0591-\u05BD\u05BF\u05C1-\u05C7\u064B-\u065F\u0670]/g

/** What makes two words the same: their letters. */
function keyOf(word: string): string {
  return fold(word).text.normalize('NFKD').replace(points, '').normalize('NFC').toLowerCase()
}

/** The punctuation between two words, typography, quotation marks and spaces apart. */
function marksOf(between: string): string {
  return fold(between).text.replace(/[\s'"«»‹›]/g, '')
}

/** For words of the text the words of the parallel that they are, in the order of both. */
type Pairs = ReadonlyMap<number, number>

type Run = { readonly from: number; readonly to: number; readonly length: number }

/** Wordings that differ in more words than this are not the same words at all; to find which are takes too long. */
const mostDifferences = 3000

function pairsOf(text: readonly Token[], parallel: readonly Token[]): Pairs {
  const [own, other] = [text.map(({ key }) => key), parallel.map(({ key }) => key)]
  const runs: Run[] = []
  let [from, to] = [0, 0]
  for (const change of diffArrays(own, other, { maxEditLength: mostDifferences }) ?? []) {
    const { count, added, removed } = change
    if (!added && !removed) runs.push({ from, to, length: count })
    if (!added) from += count
    if (!removed) to += count
  }
  const kept = meaningful(runs, text, parallel)
  return new Map(
    kept.flatMap(({ from, to, length }) =>
      Array.from({ length }, (_, index) => [from + index, to + index] as const),
    ),
  )
}

/**
 * Drops a word or two that stand in both by chance, between longer stretches that differ: to call them the same
 * would cut one difference into many. The rule of diff-match-patch's semantic clean-up, counted in letters.
 */
function meaningful(
  runs: readonly Run[],
  text: readonly Token[],
  parallel: readonly Token[],
): readonly Run[] {
  const kept: Run[] = []
  const gap = (before: Run | undefined, after: Run | undefined) => {
    const own = text.slice(before === undefined ? 0 : before.from + before.length, after?.from)
    const other = parallel.slice(before === undefined ? 0 : before.to + before.length, after?.to)
    return Math.max(letters(own), letters(other))
  }
  runs.forEach((run, index) => {
    const [before, after] = [gap(kept.at(-1), run), gap(run, runs[index + 1])]
    const length = letters(text.slice(run.from, run.from + run.length))
    if (length > before || length > after) kept.push(run)
  })
  return kept
}

function letters(tokens: readonly Token[]): number {
  return tokens.reduce((sum, { key, isSign }) => sum + (isSign ? 0 : key.length), 0)
}

function kindsOf(tokens: readonly Token[], others: readonly Token[], pairs: Pairs): Kind[] {
  return tokens.map(({ isSign, text }, index) => {
    if (isSign) return 'skipped'
    const other = others[pairs.get(index) ?? -1]
    if (other === undefined) return 'only'
    return fold(text).text === fold(other.text).text ? 'same' : 'slight'
  })
}

/** Words of the text that stand where the parallel has `[…]`: between the nearest words that both have. */
function skippedBy(parallel: readonly Token[], back: Pairs, length: number): number[] {
  const matched = [...back].sort(([a], [b]) => a - b)
  return parallel.flatMap(({ isSign }, at) => {
    if (!isSign) return []
    const before = matched.findLast(([to]) => to < at)?.[1] ?? -1
    const after = matched.find(([to]) => to > at)?.[1] ?? length
    return Array.from({ length: after - before - 1 }, (_, index) => before + 1 + index)
  })
}

/** The kind of what stands between one word of a side and its next. */
function gapKind(
  index: number,
  kinds: readonly Kind[],
  pairs: Pairs,
  isSame: (from: number, to: number) => boolean,
): Kind {
  const [before, after] = [kinds[index], kinds[index + 1]]
  if (before === after && (before === 'only' || before === 'skipped')) return before
  const [to, next] = [pairs.get(index), pairs.get(index + 1)]
  return to === undefined || next !== to + 1 || isSame(index, to) ? 'same' : 'slight'
}

function piecesOf(
  text: string,
  tokens: readonly Token[],
  kinds: readonly Kind[],
  gap: (index: number) => Kind,
): Piece[] {
  const pieces: { kind: Kind; text: string }[] = []
  const add = (kind: Kind, part: string) => {
    const last = pieces.at(-1)
    if (last?.kind === kind) last.text += part
    else if (part !== '') pieces.push({ kind, text: part })
  }
  add('same', text.slice(0, tokens[0]?.start))
  tokens.forEach((token, index) => {
    add(kinds[index] ?? 'same', token.text)
    const between = text.slice(token.end, tokens[index + 1]?.start)
    const kind = index + 1 < tokens.length ? gap(index) : 'same'
    // A space is no mark.
    if (kind !== 'slight') return add(kind, between)
    const lead = between.slice(0, between.length - between.trimStart().length)
    const marks = between.trim()
    const trail = between.slice(lead.length + marks.length)
    for (const [one, part] of [
      ['same', lead],
      ['slight', marks],
      ['same', trail],
    ] as const)
      add(one, part)
  })
  return pieces
}

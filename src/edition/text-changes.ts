import { align, type Piece, pieces, type Share, shares } from '../../plugins/text-align/index.ts'
import type { Division } from './parse.ts'

/** Passages of a text that stand together, by their indices, half-open. */
export type Stretch = { readonly from: number; readonly to: number }

/**
 * What became of a passage, or of several that were joined or divided:
 * - `same`: its words stand in the same order with all others; only white space that says nothing may differ;
 * - `changed`: some of its words do;
 * - `added`, `removed`: it has no counterpart;
 * - `moved`: it was taken to this place, changed or not; `left`: here it stood before.
 */
export type PassageChange = {
  readonly kind: 'same' | 'changed' | 'added' | 'removed' | 'moved' | 'left'
  /** Undefined for what was added. */
  readonly before: Stretch | undefined
  /** Undefined for what was removed. */
  readonly after: Stretch | undefined
  /** Its words; none for `left`, whose words stand where they are now. */
  readonly pieces: readonly Piece[]
  /** Whether it says something where its lines end, as in verse and between passages. */
  readonly lines: boolean
}

/**
 * How a text came of its earlier state, in reading order: all passages of the later one, and where they stood those of
 * the earlier that are no longer there. One alignment of the two says all of it; linear in their length.
 */
export function textChanges(before: Division, after: Division): PassageChange[] {
  const alignment = align(before.text, after.text)
  const common = shares(alignment, rangesOf(before), rangesOf(after))
  const kept = keptOf(common)
  const moved = movedOf(common, kept)
  const wordsOf = ({ before: from, after: to }: Pair): Piece[] => {
    const [one, other] = [rangeOf(before, from), rangeOf(after, to)]
    const [old, young] = [textOf(before, from), textOf(after, to)]
    if (old === young) return [{ kind: 'same', text: young }]
    return pieces(alignment, one, other, hasLines(after, to) || hasLines(before, from))
  }
  return inOrder({ before, after, kept, moved, wordsOf })
}

/** Passages of the earlier text and what they are in the later. */
type Pair = { readonly before: Stretch; readonly after: Stretch }

/** From which part of the words of the shorter one on two passages are one that was changed, joined or divided. */
const leastShared = 0.5

/** What stands in both texts in the same order; pairs that share a passage are one. */
function keptOf(common: readonly Share[]): Pair[] {
  const pairs: { before: { from: number; to: number }; after: { from: number; to: number } }[] = []
  for (const { old, new: young, ofOld, ofNew, moved } of common) {
    if (moved || Math.max(ofOld, ofNew) < leastShared) continue
    const last = pairs.at(-1)
    if (last !== undefined && (old < last.before.to || young < last.after.to)) {
      last.before.to = Math.max(last.before.to, old + 1)
      last.after.to = Math.max(last.after.to, young + 1)
    } else pairs.push({ before: { from: old, to: old + 1 }, after: { from: young, to: young + 1 } })
  }
  return pairs
}

/** Passages that stand elsewhere, each by itself, those of which the most is left first. */
function movedOf(common: readonly Share[], kept: readonly Pair[]): Pair[] {
  const olds = new Set(kept.flatMap(({ before }) => indicesOf(before)))
  const news = new Set(kept.flatMap(({ after }) => indicesOf(after)))
  const found = common
    .filter(({ moved, ofOld, ofNew }) => moved && Math.min(ofOld, ofNew) >= leastShared)
    .sort((a, b) => Math.min(b.ofOld, b.ofNew) - Math.min(a.ofOld, a.ofNew))
  return found.flatMap(({ old, new: young }): Pair[] => {
    if (olds.has(old) || news.has(young)) return []
    olds.add(old)
    news.add(young)
    return [{ before: { from: old, to: old + 1 }, after: { from: young, to: young + 1 } }]
  })
}

type Matched = {
  readonly before: Division
  readonly after: Division
  readonly kept: readonly Pair[]
  readonly moved: readonly Pair[]
  readonly wordsOf: (pair: Pair) => Piece[]
}

/** What is between two passages that were kept: first what stood there, then what stands there. */
function inOrder({ before, after, kept, moved, wordsOf }: Matched): PassageChange[] {
  const left = new Map(moved.map((pair) => [pair.before.from, pair]))
  const come = new Map(moved.map((pair) => [pair.after.from, pair]))
  const gone = (from: number): PassageChange => {
    const pair = left.get(from)
    return pair === undefined ? removed(before, from) : { kind: 'left', ...pair, pieces: [], lines: false }
  }
  const fresh = (from: number): PassageChange => {
    const pair = come.get(from)
    if (pair === undefined) return added(after, from)
    return { kind: 'moved', ...pair, pieces: wordsOf(pair), lines: hasLines(after, pair.after) }
  }
  const end = { from: before.passages.length, to: before.passages.length }
  const last: Pair = { before: end, after: { from: after.passages.length, to: after.passages.length } }
  let [i, j] = [0, 0]
  return [...kept, last].flatMap((pair): PassageChange[] => {
    const gap = [
      ...indicesOf({ from: i, to: pair.before.from }).map(gone),
      ...indicesOf({ from: j, to: pair.after.from }).map(fresh),
    ]
    ;[i, j] = [pair.before.to, pair.after.to]
    if (pair === last) return gap
    const words = wordsOf(pair)
    const kind = words.every((piece) => piece.kind === 'same') ? 'same' : 'changed'
    const lines = hasLines(after, pair.after) || hasLines(before, pair.before)
    return [...gap, { kind, ...pair, pieces: words, lines }]
  })
}

/** A passage that has no counterpart in the later text. */
export function removed(division: Division, from: number): PassageChange {
  const before = { from, to: from + 1 }
  const text = textOf(division, before)
  const lines = hasLines(division, before)
  return { kind: 'removed', before, after: undefined, pieces: [{ kind: 'removed', text }], lines }
}

function added(division: Division, from: number): PassageChange {
  const after = { from, to: from + 1 }
  const text = textOf(division, after)
  const lines = hasLines(division, after)
  return { kind: 'added', before: undefined, after, pieces: [{ kind: 'added', text }], lines }
}

function textOf(division: Division, stretch: Stretch): string {
  const { start, end } = rangeOf(division, stretch)
  return division.text.slice(start, end)
}

const ofLines = new Set(['stanza', 'table'])

/** Whether it says something where lines end. */
function hasLines({ structure: { form = 'prose' }, passages }: Division, { from, to }: Stretch): boolean {
  return to - from > 1 || form !== 'prose' || ofLines.has(passages[from]?.role ?? '')
}

function rangesOf({ passages }: Division) {
  return passages.map(({ range }) => range)
}

function rangeOf({ passages }: Division, { from, to }: Stretch) {
  return { start: passages[from]?.range.start ?? 0, end: passages[to - 1]?.range.end ?? 0 }
}

function indicesOf({ from, to }: Stretch): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}

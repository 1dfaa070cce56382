import { align, type Piece, pieces, type Share, shares } from '../../plugins/text-align/index.ts'
import type { Division } from './parse.ts'

/** A text with what it is made of. */
export type Text = Pick<Division, 'text' | 'structure' | 'passages'>

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
export function textChanges(before: Text, after: Text): PassageChange[] {
  const alignment = align(before.text, after.text)
  const common = shares(alignment, rangesOf(before), rangesOf(after))
  const kept = withNeighbours(keptOf(common), before, after)
  const moved = movedOf(common, kept)
  const wordsOf = ({ before: from, after: to }: Pair): Piece[] => {
    const text = textOf(after, to)
    if (text === textOf(before, from)) return [{ kind: 'same', text }]
    const lines = hasLines(after, to) || hasLines(before, from)
    return pieces(alignment, rangeOf(before, from), rangeOf(after, to), lines)
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

/** A passage that says too little to be aligned is the same where it stands beside what was kept, in both texts. */
function withNeighbours(kept: readonly Pair[], before: Text, after: Text): Pair[] {
  const isSame = (i: number, j: number) => textOf(before, one(i)) === textOf(after, one(j))
  const end = { before: one(before.passages.length), after: one(after.passages.length) }
  let [i, j] = [0, 0]
  return [...kept, end].flatMap((pair): Pair[] => {
    const found: Pair[] = []
    for (; i < pair.before.from && j < pair.after.from && isSame(i, j); i += 1, j += 1)
      found.push({ before: one(i), after: one(j) })
    const behind: Pair[] = []
    let [x, y] = [pair.before.from - 1, pair.after.from - 1]
    for (; x >= i && y >= j && isSame(x, y); x -= 1, y -= 1) behind.push({ before: one(x), after: one(y) })
    ;[i, j] = [pair.before.to, pair.after.to]
    return [...found, ...behind.reverse(), ...(pair === end ? [] : [pair])]
  })
}

function one(index: number): Stretch {
  return { from: index, to: index + 1 }
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
    return [{ before: one(old), after: one(young) }]
  })
}

type Matched = {
  readonly before: Text
  readonly after: Text
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
export function removed(division: Text, from: number): PassageChange {
  const before = one(from)
  const text = textOf(division, before)
  const lines = hasLines(division, before)
  return { kind: 'removed', before, after: undefined, pieces: [{ kind: 'removed', text }], lines }
}

function added(division: Text, from: number): PassageChange {
  const after = one(from)
  const text = textOf(division, after)
  const lines = hasLines(division, after)
  return { kind: 'added', before: undefined, after, pieces: [{ kind: 'added', text }], lines }
}

function textOf(division: Text, stretch: Stretch): string {
  const { start, end } = rangeOf(division, stretch)
  return division.text.slice(start, end)
}

const ofLines = new Set(['stanza', 'table'])

/** Whether it says something where lines end. */
function hasLines({ structure: { form = 'prose' }, passages }: Text, { from, to }: Stretch): boolean {
  return to - from > 1 || form !== 'prose' || ofLines.has(passages[from]?.role ?? '')
}

function rangesOf({ passages }: Text) {
  return passages.map(({ range }) => range)
}

function rangeOf({ passages }: Text, { from, to }: Stretch) {
  return { start: passages[from]?.range.start ?? 0, end: passages[to - 1]?.range.end ?? 0 }
}

function indicesOf({ from, to }: Stretch): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}

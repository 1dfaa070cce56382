import { type Range, snapToGraphemes } from '../text-selector/index.ts'
import type { Alignment } from './align.ts'
import { isAmbiguous } from './ambiguous.ts'
import { extendLeft, extendRight } from './extend.ts'
import { sourceOf, type Span, spanOf, type Tokens, weight } from './tokens.ts'

/**
 * - `exact`: the same words, in the same order with what stands around them.
 * - `moved`: the same words, taken to another place.
 * - `reworded`: other words that clearly stand for the old ones; for a person to accept.
 * - `lost`: nothing corresponds, or it cannot be known what does.
 */
export type TransferStatus = 'exact' | 'moved' | 'reworded' | 'lost'

export type Transfer = {
  readonly status: TransferStatus
  /** Where the words stand in the new text (UTF-16, on grapheme boundaries); absent where they are lost. */
  readonly range?: Range
  /** Which part of the old and new words is the same, 0 to 1: 1 for exact and moved, and what little is left for lost. */
  readonly score: number
  /** Whether only typography differs: quotation marks, dashes, white space, composition of letters. */
  readonly typography: boolean
  /** True where the same words stand in several places, and what is around them does not tell which is meant. */
  readonly ambiguous: boolean
}

/** From which part of the words on a passage is still the same one. */
const LEAST_KEPT = 0.6
/** The same of what the words say: common words say little. */
const LEAST_SAID = 0.5
/** From which part of the new words on the old ones are at home in them. */
const LEAST_DENSE = 0.4

/**
 * Carries a range of the old text (UTF-16) to the new one. Never throws; what lies outside of the text is cut off.
 */
export function transfer(alignment: Alignment, range: Range): Transfer {
  const { old } = alignment
  const limited = { start: Math.max(0, range.start), end: Math.min(old.text.length, range.end) }
  const span = spanOf(old, limited)
  if (span === undefined) return lost(0)
  const kept = keptOf(alignment, span)
  if (kept === undefined || !isSupported(alignment, span, kept)) return lost(0)
  const found = placeOf(alignment, limited, span, kept)
  if (found === undefined) return lost(0)
  if (isSame(alignment, limited, found)) return same(alignment, limited, span, kept, found)
  const { keptPart, saidPart, densePart, score } = measure(alignment, span, kept, found)
  if (keptPart < LEAST_KEPT || saidPart < LEAST_SAID || densePart < LEAST_DENSE) return lost(score)
  return {
    status: 'reworded',
    range: found,
    score: Math.min(score, 0.999),
    typography: false,
    ambiguous: false,
  }
}

/** How many tokens on each side of a span may speak for it, and how much they and it must say together, in bits. */
const REACH = 6
const LEAST_SUPPORT = 25

/**
 * Whether a place is known by more than a word or two that any text has: by rare words, or by neighbours that are still
 * its neighbours. Where there is not so much to be said, half of it is enough.
 */
function isSupported(
  alignment: Alignment,
  { from, to }: Span,
  { first, last, block, linked }: Kept,
): boolean {
  const { links, blocks, old } = alignment
  let [all, sum] = [0, 0]
  for (const i of linked) sum += said(alignment, i)
  for (
    let i = Math.max(0, from - REACH);
    i < Math.min(old.count, to + REACH) && sum < LEAST_SUPPORT;
    i += 1
  ) {
    all += said(alignment, i)
    if ((i >= from && i < to) || (links[i] ?? -1) < 0 || blocks[i] !== block) continue
    const distance = i < from ? (links[first] ?? 0) - (links[i] ?? 0) : (links[i] ?? 0) - (links[last] ?? 0)
    if (distance > 0 && distance <= 2 * REACH + (to - from)) sum += said(alignment, i)
  }
  return sum >= LEAST_SUPPORT || sum >= all / 2
}

function lost(score: number, ambiguous = false): Transfer {
  return { status: 'lost', score, typography: false, ambiguous }
}

function same(alignment: Alignment, range: Range, span: Span, kept: Kept, found: Range): Transfer {
  if (isAmbiguous(alignment, span.from, span.to)) return lost(0, true)
  const letters = alignment.new.text.slice(found.start, found.end)
  const typography = letters !== alignment.old.text.slice(range.start, range.end)
  return {
    status: kept.block === 0 ? 'exact' : 'moved',
    range: found,
    score: 1,
    typography,
    ambiguous: false,
  }
}

/** The tokens of a span that have counterparts in one stretch of the new text. */
type Kept = {
  readonly first: number
  readonly last: number
  readonly block: number
  readonly linked: readonly number[]
}

/** How many groups a token may still join: in a text that was shuffled there are as many as words. */
const MOST_OPEN = 8

/** The heaviest group of counterparts that stand together; what else there is of the span was scattered. */
function keptOf(alignment: Alignment, { from, to }: Span): Kept | undefined {
  const groups: number[][] = []
  for (let i = from; i < to; i += 1) {
    if ((alignment.links[i] ?? -1) < 0) continue
    const group = groups.slice(-MOST_OPEN).find((one) => follows(alignment, one.at(-1) ?? i, i, to - from))
    if (group === undefined) groups.push([i])
    else group.push(i)
  }
  const weights = groups.map((group) =>
    group.reduce((sum, i) => sum + weight(alignment.old, i) + said(alignment, i) / 100, 0),
  )
  const heaviest = weights.reduce((most, one, at) => (one > (weights[most] ?? 0) ? at : most), 0)
  const linked = groups[heaviest]
  const [first, last] = [linked?.[0], linked?.at(-1)]
  if (linked === undefined || first === undefined || last === undefined) return undefined
  return { first, last, block: alignment.blocks[first] ?? 0, linked }
}

function follows({ links, blocks }: Alignment, before: number, i: number, length: number): boolean {
  const distance = (links[i] ?? 0) - (links[before] ?? 0)
  return blocks[before] === blocks[i] && distance > 0 && distance <= i - before + 2 * length + 20
}

function said({ old, bits }: Alignment, i: number): number {
  return bits[old.keys[i] ?? 0] ?? 0
}

/** Where the span is in the new text, with the counterparts of words at its ends that were changed. */
function placeOf(alignment: Alignment, range: Range, span: Span, kept: Kept): Range | undefined {
  const { old, new: after } = alignment
  const from = extendLeft(alignment, span.from, kept.first)
  const to = extendRight(alignment, span.to, kept.last)
  const start = kept.first === span.from ? startIn(alignment, span) : (after.starts[from] ?? 0)
  const end = kept.last === span.to - 1 ? endIn(alignment, span) : (after.ends[to] ?? 0)
  if (end <= start) return undefined
  const core = sourceOf(after, start, end)
  return snapToGraphemes(
    after.text,
    withMargins(old, after, range, sourceOf(old, span.start, span.end), core),
  )
}

/** Where in the counterpart of its first token a span begins; at its beginning, where the letters before are others. */
function startIn({ old, new: after, links }: Alignment, { from, start }: Span): number {
  const to = links[from] ?? 0
  const [one, other] = [lettersOf(old, from), lettersOf(after, to)]
  const inside = start - (old.starts[from] ?? 0)
  if (one.slice(0, inside) === other.slice(0, inside)) return (after.starts[to] ?? 0) + inside
  const rest = one.slice(inside)
  return other.endsWith(rest) ? (after.ends[to] ?? 0) - rest.length : (after.starts[to] ?? 0)
}

function endIn({ old, new: after, links }: Alignment, { to, end }: Span): number {
  const at = links[to - 1] ?? 0
  const [one, other] = [lettersOf(old, to - 1), lettersOf(after, at)]
  const inside = end - (old.starts[to - 1] ?? 0)
  if (inside === one.length) return after.ends[at] ?? 0
  if (one.slice(inside) === other.slice(-(one.length - inside)))
    return (after.ends[at] ?? 0) - (one.length - inside)
  return one.slice(0, inside) === other.slice(0, inside)
    ? (after.starts[at] ?? 0) + inside
    : (after.ends[at] ?? 0)
}

function lettersOf(tokens: Tokens, i: number): string {
  return tokens.folded.text.slice(tokens.starts[i] ?? 0, tokens.ends[i] ?? 0)
}

/** White space and what counts for nothing at the ends of a range stay in it where they stand in the new text too. */
function withMargins(old: Tokens, after: Tokens, range: Range, oldCore: Range, core: Range): Range {
  const before = old.text.slice(range.start, oldCore.start)
  const behind = old.text.slice(oldCore.end, range.end)
  return {
    start: after.text.slice(0, core.start).endsWith(before) ? core.start - before.length : core.start,
    end: after.text.startsWith(behind, core.end) ? core.end + behind.length : core.end,
  }
}

/** Whether two ranges hold the same words, typography apart. */
function isSame({ old, new: after }: Alignment, range: Range, found: Range): boolean {
  const [one, other] = [spanOf(old, range), spanOf(after, found)]
  if (one === undefined || other === undefined || one.to - one.from !== other.to - other.from) return false
  for (let i = 0; i < one.to - one.from; i += 1) {
    const isInner = i > 0 && i < one.to - one.from - 1
    const isEqual = isInner
      ? old.forms[one.from + i] === after.forms[other.from + i]
      : partOf(old, one, one.from + i) === partOf(after, other, other.from + i)
    if (!isEqual) return false
  }
  return true
}

/** The letters of a token that are in a span; a dash is often typed as two hyphens. */
function partOf(tokens: Tokens, { start, end }: Span, i: number): string {
  const letters = tokens.folded.text.slice(
    Math.max(start, tokens.starts[i] ?? 0),
    Math.min(end, tokens.ends[i] ?? 0),
  )
  return letters.startsWith('-') ? '-' : letters
}

function measure(alignment: Alignment, span: Span, kept: Kept, found: Range) {
  const { old, new: after, likeness } = alignment
  let [all, allSaid] = [0, 0]
  for (let i = span.from; i < span.to; i += 1) {
    all += weight(old, i)
    allSaid += said(alignment, i)
  }
  let [same, sameSaid] = [0, 0]
  for (const i of kept.linked) {
    same += weight(old, i) * (likeness[i] ?? 0)
    sameSaid += said(alignment, i) * (likeness[i] ?? 0)
  }
  const place = spanOf(after, found)
  let fresh = 0
  for (let j = place?.from ?? 0; j < (place?.to ?? 0); j += 1) fresh += weight(after, j)
  const score = Math.min(1, (2 * same) / Math.max(all + fresh, 1e-9))
  return {
    keptPart: same / all,
    saidPart: sameSaid / allSaid,
    densePart: same / Math.max(fresh, 1e-9),
    score,
  }
}

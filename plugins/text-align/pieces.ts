import { isGraphemeBoundary, type Range } from '../text-selector/index.ts'
import type { Alignment } from './align.ts'
import { heaviestBlock } from './shares.ts'
import { sourceOf, type Span, spanOf, type Tokens } from './tokens.ts'

/**
 * A stretch of two texts that are shown as one. What is `same` or `removed` is the old text, what is `same` or `added`
 * the new one: letter for letter, but for white space that is `same`, which is that of the new text.
 */
export type Piece = { readonly kind: 'same' | 'removed' | 'added'; readonly text: string }

/**
 * Two stretches (UTF-16) as one, word by word; what was replaced stands before what stands in its place. Words are the
 * same that have the same letters, typography included. Spaces are the same as each other; so are single line ends,
 * unless `lines` says that they mean something, as in verse. An empty line is always more than a space.
 */
export function pieces(alignment: Alignment, old: Range, after: Range, lines = false): Piece[] {
  const found: { kind: Piece['kind']; text: string }[] = []
  const put = (kind: Piece['kind'], text: string) => {
    const last = found.at(-1)
    if (last?.kind === kind) last.text += text
    else if (text !== '') found.push({ kind, text })
  }
  const putGap = (before: string, behind: string) => {
    for (const [kind, text] of gapPieces(before, behind, lines)) put(kind, text)
  }
  let [a, b] = [old.start, after.start]
  for (const { from, to } of commonRuns(alignment, old, after)) {
    putGap(alignment.old.text.slice(a, from.start), alignment.new.text.slice(b, to.start))
    put('same', alignment.new.text.slice(to.start, to.end))
    ;[a, b] = [from.end, to.end]
  }
  putGap(alignment.old.text.slice(a, old.end), alignment.new.text.slice(b, after.end))
  return found
}

/** What stands in both texts between two words that they share. */
function gapPieces(before: string, behind: string, lines: boolean): [Piece['kind'], string][] {
  const isSame = (one: string, other: string) => breaksIn(one, lines) === breaksIn(other, lines)
  const [lead = '', newLead = ''] = [/^\s*/.exec(before)?.[0], /^\s*/.exec(behind)?.[0]]
  const [rest, newRest] = [before.slice(lead.length), behind.slice(newLead.length)]
  if (!isSame(lead, newLead))
    return [
      ['removed', before],
      ['added', behind],
    ]
  const [tail, newTail] = [endSpace(rest), endSpace(newRest)]
  const isEnd = isSame(tail, newTail)
  return [
    ['same', newLead],
    ['removed', rest.slice(0, isEnd ? rest.length - tail.length : undefined)],
    ['added', newRest.slice(0, isEnd ? newRest.length - newTail.length : undefined)],
    ['same', isEnd ? newTail : ''],
  ]
}

function endSpace(text: string): string {
  return text.slice(text.trimEnd().length)
}

/** What white space says: nothing, a space, the end of a line, an empty line. */
function breaksIn(space: string, lines: boolean): number {
  if (space === '') return -1
  const count = Math.min(2, space.match(/\r\n?|\n/g)?.length ?? 0)
  return count === 1 && !lines ? 0 : count
}

type CommonRun = { readonly from: Range; readonly to: Range }

/** Words of the same letters that follow each other in both texts, with the spaces between them where they are the same. */
function commonRuns(alignment: Alignment, oldRange: Range, newRange: Range): CommonRun[] {
  const { old, new: after } = alignment
  const runs: CommonRun[] = []
  for (const [i, to] of commonTokens(alignment, spanOf(old, oldRange), spanOf(after, newRange))) {
    const [one, other] = [rangeOf(old, i), rangeOf(after, to)]
    const last = runs.at(-1)
    const space = last && old.text.slice(last.from.end, one.start)
    if (last !== undefined && space === after.text.slice(last.to.end, other.start))
      runs[runs.length - 1] = {
        from: { start: last.from.start, end: one.end },
        to: { start: last.to.start, end: other.end },
      }
    else runs.push({ from: one, to: other })
  }
  return runs
}

function rangeOf(tokens: Tokens, i: number): Range {
  return sourceOf(tokens, tokens.starts[i] ?? 0, tokens.ends[i] ?? 0)
}

/** Tokens of the old text and those of the new that they are, in the order of both. */
function commonTokens(
  alignment: Alignment,
  from: Span | undefined,
  to: Span | undefined,
): Map<number, number> {
  const common = new Map<number, number>()
  if (from === undefined || to === undefined) return common
  const { old, new: after, links, blocks } = alignment
  const block = heaviestBlock(alignment, from, to)
  let last = -1
  for (let i = from.from; i < from.to; i += 1) {
    const there = links[i] ?? -1
    if (there <= last || there < to.from || there >= to.to || blocks[i] !== block) continue
    if (lettersOf(old, i) !== lettersOf(after, there) || !isWhole(old, i) || !isWhole(after, there)) continue
    common.set(i, there)
    last = there
  }
  dropParts(common, old, from, after, to)
  return common
}

/** Whether a token cuts no user-perceived character. */
function isWhole(tokens: Tokens, i: number): boolean {
  const { start, end } = rangeOf(tokens, i)
  return isGraphemeBoundary(tokens.text, start) && isGraphemeBoundary(tokens.text, end)
}

function lettersOf(tokens: Tokens, i: number): string {
  const { start, end } = rangeOf(tokens, i)
  return tokens.text.slice(start, end)
}

/** A word is the same as a whole or not at all: “don’t” and “won’t” have no “n’t” in common, 1,234 and 1,235 no 1. */
function dropParts(common: Map<number, number>, old: Tokens, from: Span, after: Tokens, to: Span): void {
  const back = new Map([...common].map(([one, other]) => [other, one]))
  const drop = (one: number | undefined, other: number | undefined) => {
    if (one !== undefined) common.delete(one)
    if (other !== undefined) back.delete(other)
  }
  const dropOld = () =>
    eachPart(
      old,
      from,
      (i) => common.has(i),
      (i) => drop(i, common.get(i)),
    )
  dropOld()
  eachPart(
    after,
    to,
    (i) => back.has(i),
    (i) => drop(back.get(i), i),
  )
  dropOld()
}

/** Calls `drop` for the kept parts of every word of several tokens that is not kept as a whole. */
function eachPart(
  tokens: Tokens,
  { from, to }: Span,
  isKept: (i: number) => boolean,
  drop: (i: number) => void,
): void {
  for (let i = from; i < to;) {
    let end = i + 1
    while (end + 1 < to && isGlue(tokens, end)) end += 2
    const parts = Array.from({ length: end - i }, (_, index) => i + index)
    if (parts.length > 1 && !parts.every(isKept)) parts.filter(isKept).forEach(drop)
    i = end
  }
}

/** Whether a token joins those beside it to one word: an apostrophe, or what parts the digits of a number. */
function isGlue({ folded: { text }, starts, ends, words }: Tokens, i: number): boolean {
  if (words[i - 1] !== 1 || words[i + 1] !== 1) return false
  if (ends[i - 1] !== starts[i] || ends[i] !== starts[i + 1]) return false
  const sign = text.slice(starts[i], ends[i])
  if (sign === "'") return true
  const isDigit = (at: number) => /\p{N}/u.test(text[at] ?? '')
  return (sign === ',' || sign === '.') && isDigit((starts[i] ?? 0) - 1) && isDigit(ends[i] ?? 0)
}

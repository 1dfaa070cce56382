import { type Alignment, link, unlink } from './align.ts'
import { type Run, uniqueRuns } from './anchors.ts'
import { alignGap, sameKey } from './gap.ts'
import { weightOf } from './sequence.ts'

/** How many tokens in a row must be the same, and nowhere else among what was deleted and inserted. */
const GRAM = 3
/** Runs so near to each other are one stretch, reworded in between. */
const NEAR = 15

/** Runs in the same order in both texts, near to each other. */
type Block = { readonly runs: Run[]; bits: number }

/**
 * Finds stretches that were deleted here and inserted there. Only what has no counterpart yet is looked at, and only what
 * is there once on each side: which of two copies was moved, nobody can know. Shorter stretches than chance could make
 * are left alone.
 */
export function moveBlocks(alignment: Alignment): void {
  const { old, new: after, links, back } = alignment
  const free = { a: 0, aEnd: old.count, b: 0, bEnd: after.count }
  const runs = uniqueRuns(
    { keys: old.keys, usable: (at) => (links[at] ?? 0) < 0 },
    { keys: after.keys, usable: (at) => (back[at] ?? 0) < 0 },
    free,
    GRAM,
  ).map((run) => extended(alignment, run))
  const least = 2 * Math.log2(Math.max(old.count, after.count, 2)) + 10
  const blocks = blocksOf(alignment, runs).filter(({ bits }) => bits >= least)
  blocks.sort((x, y) => y.bits - x.bits)
  blocks.forEach((block, i) => linkBlock(alignment, block, i + 1))
}

/** A run with the same words before and after that have no counterpart either. */
function extended(alignment: Alignment, run: Run): Run {
  const { links, back } = alignment
  const isFree = (a: number, b: number) => links[a] === -1 && back[b] === -1 && sameKey(alignment, a, b) > 0
  let { a, b, length } = run
  for (; isFree(a - 1, b - 1); a -= 1, b -= 1) length += 1
  while (isFree(a + length, b + length)) length += 1
  return { a, b, length }
}

function blocksOf(alignment: Alignment, runs: readonly Run[]): Block[] {
  const blocks: Block[] = []
  for (const run of runs) {
    const last = blocks.at(-1)
    const before = last?.runs.at(-1)
    if (before !== undefined && run.a < before.a + before.length && run.b - run.a === before.b - before.a)
      continue
    const bits = weightOf(alignment, run)
    const gaps = before && [run.a - before.a - before.length, run.b - before.b - before.length]
    if (last !== undefined && gaps?.every((gap) => gap >= 0 && gap <= NEAR)) {
      last.runs.push(run)
      last.bits += bits
    } else blocks.push({ runs: [run], bits })
  }
  return blocks
}

function linkBlock(alignment: Alignment, { runs }: Block, number: number): void {
  const { links, back } = alignment
  let before: Run | undefined
  for (const run of runs) {
    for (let i = 0; i < run.length; i += 1) {
      if (links[run.a + i] === -1 && back[run.b + i] === -1) link(alignment, run.a + i, run.b + i, number)
    }
    if (before !== undefined) {
      const gap = { a: before.a + before.length, aEnd: run.a, b: before.b + before.length, bEnd: run.b }
      const isFree =
        links.subarray(gap.a, gap.aEnd).every((to) => to < 0) &&
        back.subarray(gap.b, gap.bEnd).every((to) => to < 0)
      if (isFree) alignGap(alignment, gap, number, sameKey)
    }
    before = run
  }
  const first = runs[0]
  if (first === undefined || before === undefined) return
  reclaim(alignment, first.a - 1, first.b - 1, -1, number)
  reclaim(alignment, before.a + before.length, before.b + before.length, 1, number)
}

/** How many words at the beginning or end of a stretch may have been taken for those of its neighbours. */
const FEW = 8

/**
 * The first words of a sentence that was moved (“The …”) are often those of the one in its place, and are then linked to
 * these. If the sentence begins with them in both of its places, they are its own; so with the last.
 */
function reclaim(alignment: Alignment, a: number, b: number, step: 1 | -1, number: number): void {
  const { old, new: after, links, back, blocks } = alignment
  const isEnd = (count: number) =>
    step < 0
      ? old.breaks[a + 1 - count] !== 0 && after.breaks[b + 1 - count] !== 0
      : old.breaks[a + count] !== 0 && after.breaks[b + count] !== 0
  const isOwn = (at: number) =>
    back[b + step * at] === -1 &&
    blocks[a + step * at] === 0 &&
    sameKey(alignment, a + step * at, b + step * at) > 0
  let count = 0
  while (count <= FEW && !isEnd(count) && isOwn(count)) count += 1
  if (count > FEW || !isEnd(count)) return
  for (let at = 0; at < count; at += 1) {
    if ((links[a + step * at] ?? -1) >= 0) unlink(alignment, a + step * at)
    link(alignment, a + step * at, b + step * at, number)
  }
}

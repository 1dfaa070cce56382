import type { Alignment } from './align.ts'

/**
 * The first token of the new text that stands for a span which begins at `from`, where `first` is the first token of it
 * that has a counterpart. Words before that were replaced have their counterparts between the neighbouring links.
 */
export function extendLeft(alignment: Alignment, from: number, first: number): number {
  const { links, back, blocks, old, new: after } = alignment
  const to = links[first] ?? 0
  let gap = 0
  while (gap < first && (links[first - gap - 1] ?? -1) < 0) gap += 1
  let room = 0
  while (room < to && (back[to - room - 1] ?? -1) < 0) room += 1
  const isClosed = isNeighbour(
    alignment,
    first - gap - 1,
    to - room - 1,
    blocks[first] ?? 0,
    first - gap === 0 && to - room === 0,
  )
  let start = to - (isClosed ? share(first - from, gap, room) : 0)
  while (start < to && old.words[from] === 1 && after.words[start] !== 1) start += 1
  return start
}

/** The last token of the new text, likewise; `end` is behind the span. */
export function extendRight(alignment: Alignment, end: number, last: number): number {
  const { links, back, blocks, old, new: after } = alignment
  const to = links[last] ?? 0
  let gap = 0
  while (last + gap + 1 < old.count && (links[last + gap + 1] ?? -1) < 0) gap += 1
  let room = 0
  while (to + room + 1 < after.count && (back[to + room + 1] ?? -1) < 0) room += 1
  const isEnd = last + gap + 1 === old.count && to + room + 1 === after.count
  const isClosed = isNeighbour(alignment, last + gap + 1, to + room + 1, blocks[last] ?? 0, isEnd)
  let stop = to + (isClosed ? share(end - 1 - last, gap, room) : 0)
  while (stop > to && old.words[end - 1] === 1 && after.words[stop] !== 1) stop -= 1
  return stop
}

/** Whether two tokens, or the ends of both texts, close the gap on either side. */
function isNeighbour(
  { links, blocks }: Alignment,
  a: number,
  b: number,
  block: number,
  isEnd: boolean,
): boolean {
  return isEnd ? block === 0 : links[a] === b && blocks[a] === block
}

/** How many of `room` new tokens stand for the `wanted` old ones of a `gap`, those next to the link. */
function share(wanted: number, gap: number, room: number): number {
  if (wanted <= 0 || gap === 0) return 0
  const even = wanted === gap ? room : Math.round((wanted * room) / gap)
  return even <= 2 * wanted + 2 ? even : Math.min(wanted, room)
}

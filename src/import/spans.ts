import type { Span } from '../../plugins/seed-parse/index.ts'
import { createOffsets, snapToGraphemes } from '../../plugins/text-selector/index.ts'
import type { Block } from './document.ts'

/** Spans within each other that `check` takes. */
const deepest = 8
/** What only looks: two of these side by side are one, as programs for writing cut them anywhere. */
const looks = new Set<Span['role']>(['emphasis', 'strong', 'small-caps', 'superscript', 'subscript'])

/**
 * The spans of a passage as `seed.yaml` has them, `emphasis 4-9, title 12-30`; empty where there are none. Whole
 * characters each, and of two one holds the other or they are apart, however the file had them.
 */
export function spansOf({ text, spans }: Pick<Block, 'text' | 'spans'>): string {
  // A reader closes the inner before the outer.
  const whole = spans.toReversed().map(({ kind, ...range }) => ({
    role: kind,
    ...snapToGraphemes(text, range),
  }))
  const { toCodePoint } = createOffsets(text)
  // They are counted from the first letter: a table may begin with an empty cell.
  const first = text.length - text.trimStart().length
  const from = (at: number) => toCodePoint(at) - toCodePoint(first)
  return nested(joined(whole, text), text)
    .map(({ role, start, end }) => `${role} ${from(start)}-${from(end)}`)
    .join(', ')
}

function inOrder(spans: readonly Span[]): Span[] {
  return spans.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start || b.end - a.end)
}

/** Spans with nothing but spaces between them, as one. */
function joined(spans: readonly Span[], text: string): Span[] {
  const found: Span[] = []
  const last = new Map<Span['role'], number>()
  for (const span of inOrder(spans)) {
    const at = last.get(span.role)
    const before = at === undefined ? undefined : found[at]
    const touches =
      before !== undefined && /^ *$/.test(text.slice(Math.min(before.end, span.start), span.start))
    if (at !== undefined && touches && looks.has(span.role))
      found[at] = { ...before, end: Math.max(before.end, span.end) } as Span
    else last.set(span.role, found.push(span) - 1)
  }
  return found
}

/** Cuts what crosses the end of another, and leaves out what changes nothing or stands too deep. */
function nested(spans: readonly Span[], text: string): Span[] {
  const waiting = inOrder(spans)
  const found: Span[] = []
  const open: Span[] = []
  for (let at = 0; at < waiting.length; at++) {
    const span = waiting[at] as Span
    while (open.length > 0 && (open.at(-1)?.end ?? 0) <= span.start) open.pop()
    const end = Math.min(span.end, open.at(-1)?.end ?? span.end)
    if (end < span.end) {
      const rest = text.slice(end, span.end)
      const start = span.end - rest.trimStart().length
      if (start < span.end) waiting.splice(placeOf(start, span.end, waiting), 0, { ...span, start })
    }
    if (open.length === deepest || open.some(({ role }) => role === span.role)) continue
    const whole = { ...span, end }
    found.push(whole)
    open.push(whole)
  }
  return found
}

/** Where a span belongs among those in order. */
function placeOf(start: number, end: number, spans: readonly Span[]): number {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const other = spans[middle] as Span
    if (other.start < start || (other.start === start && other.end >= end)) low = middle + 1
    else high = middle
  }
  return low
}

import type { Passage, Span, SpanRole } from '../../plugins/seed-parse/index.ts'
import {
  createOffsets,
  isGraphemeBoundary,
  type Offsets,
  type Range,
  snapToGraphemes,
} from '../../plugins/text-selector/index.ts'

/** What is said of the words of a passage, as `seed.yaml` has it: `emphasis 4-9, title 12-30`, by passage. */
export type SpanFields = Readonly<Record<string, string>>

/** Why a span is none, in the terms of a message. */
export type SpanFault = {
  readonly passage: string
  readonly reason: string
  readonly note: string
}

/** Spans within each other; a book has no use for more. */
const deepest = 8

/**
 * The spans of a text, and what is wrong with those that are left out. Offsets in the file are Unicode code points
 * from the first letter of the passage, half-open, as of a TextPositionSelector that refines it; here they are UTF-16
 * code units of the text. What is said of a passage that the text does not have is passed over.
 */
export function spansOf(
  fields: SpanFields,
  passages: readonly Passage[],
  text: string,
): { readonly spans: readonly Span[]; readonly faults: readonly SpanFault[] } {
  const spans: Span[] = []
  const faults: SpanFault[] = []
  for (const { id, range } of passages) {
    const written = Object.hasOwn(fields, id) ? fields[id] : undefined
    if (written === undefined) continue
    const ground = { id, range, text, offsets: createOffsets(text.slice(range.start, range.end)) }
    const open: Written[] = []
    for (const one of parsed(written)) {
      while (open.length > 0 && (open.at(-1)?.end ?? 0) <= one.start) open.pop()
      const fault = faultOf(one, ground, open)
      if (fault !== undefined) faults.push({ passage: id, ...fault })
      else {
        open.push(one)
        spans.push({ role: one.role, ...rangeOf(one, ground) })
      }
    }
  }
  return { spans, faults }
}

/** A span with its place as written. */
type Written = { readonly role: SpanRole; readonly start: number; readonly end: number }
/** The passage that spans are of. */
type Ground = {
  readonly id: string
  readonly range: Range
  readonly text: string
  readonly offsets: Offsets
}

/** In the order of their beginnings, the longer first; of two that are alike the first holds the other. */
function parsed(written: string): Written[] {
  return [...written.matchAll(/(?<![a-z-])([a-z-]+) (\d+)-(\d+)/g)]
    .map(([, role, start, end]) => ({ role: role as SpanRole, start: Number(start), end: Number(end) }))
    .sort((a, b) => a.start - b.start || b.end - a.end)
}

function said({ role, start, end }: Written): string {
  return `${role} ${start}-${end}`
}

function rangeOf({ start, end }: Written, { range, offsets }: Ground): Range {
  return { start: range.start + offsets.toUtf16(start), end: range.start + offsets.toUtf16(end) }
}

type Fault = Omit<SpanFault, 'passage'>

/** What is wrong with a span, given those that are open where it begins; nothing for a sound one. */
function faultOf(one: Written, ground: Ground, open: readonly Written[]): Fault | undefined {
  const outer = open.at(-1)
  if (one.start >= one.end) return hollow(one)
  if (one.end > ground.offsets.length) return tooFar(one, ground)
  if (outer !== undefined && outer.end < one.end) {
    const parts = `${said({ ...one, end: outer.end })}, ${said({ ...one, start: outer.end })}`
    return {
      reason: `Unexpected \`${said(one)}\` across the end of \`${said(outer)}\`, expected one within the other, or apart`,
      note: `Divide it: \`${parts}\``,
    }
  }
  if (open.length === deepest) {
    return {
      reason: `Unexpected \`${said(one)}\` within ${deepest} others, expected at most ${deepest} within each other`,
      note: 'Leave out those that change nothing.',
    }
  }
  return cuts(one, ground)
}

function hollow(one: Written): Fault {
  return {
    reason: `Unexpected \`${said(one)}\` without a character, expected its end after its beginning`,
    note:
      one.start > one.end
        ? `Did you mean \`${said({ ...one, start: one.end, end: one.start })}\`?`
        : 'Leave it out, or count again.',
  }
}

function tooFar(one: Written, { id, offsets }: Ground): Fault {
  return {
    reason: `Unexpected \`${said(one)}\`, expected at most \`${offsets.length}\`, where passage \`${id}\` ends`,
    note:
      one.start < offsets.length
        ? `\`${said({ ...one, end: offsets.length })}\` goes to its end.`
        : 'Characters are counted as Unicode code points, from 0 at the first one of the passage.',
  }
}

function cuts(one: Written, ground: Ground): Fault | undefined {
  const { text, range, offsets } = ground
  const { start, end } = rangeOf(one, ground)
  if (isGraphemeBoundary(text, start) && isGraphemeBoundary(text, end)) return undefined
  const whole = snapToGraphemes(text, { start, end })
  const mend = {
    role: one.role,
    start: offsets.toCodePoint(Math.max(whole.start, range.start) - range.start),
    end: offsets.toCodePoint(Math.min(whole.end, range.end) - range.start),
  }
  return {
    reason: `Unexpected \`${said(one)}\`, which cuts a character in two, expected whole ones`,
    note: `\`${said(mend)}\` has all of it.`,
  }
}

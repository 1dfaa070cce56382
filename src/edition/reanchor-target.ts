import { describe, match, type QuoteSelector, snapToGraphemes } from '../../plugins/text-selector/index.ts'
import { limits } from './limits.ts'
import type { Seed } from './parse.ts'
import { type Place, targetOf } from './places.ts'
import type { Target } from './schema.ts'

/** A target as a note’s front matter has it: words alone, or fields. */
export type WrittenTarget = string | { readonly [field: string]: string | number | WrittenTarget }

/** How long the two ends of a long range are at least, in UTF-16 code units. */
const END = 24

/** The shortest target of the author’s kind that finds this place of a seed and no other. */
export function writtenTarget(place: Place, seed: Seed, old: Target): WrittenTarget {
  const passages = place.whole ? passagesOf(place, seed) : undefined
  if (passages !== undefined) return passages
  const length = place.range.end - place.range.start
  const isLong = ('from' in old || !('exact' in old) || length > limits.quoteLength) && length > 4 * END
  return isLong ? ends(place, seed) : targetOf(place, seed)
}

function passagesOf({ division, range }: Place, seed: Seed): WrittenTarget | undefined {
  const first = division.passages.find((one) => one.range.start === range.start)
  const last = division.passages.find((one) => one.range.end === range.end)
  if (first === undefined || last === undefined) return undefined
  const text = seed.divisions.length > 1 ? { text: division.id } : {}
  return first === last ? { passage: first.id, ...text } : { passages: `${first.id}-${last.id}`, ...text }
}

/** A long range by its two ends, each of which stands in one place only. */
function ends({ division, range }: Place, seed: Seed): WrittenTarget {
  const { text } = division
  const opening = /^[\s\S]*?(?=\s|$)/.exec(text.slice(range.start + END, range.end))?.[0].length ?? 0
  const closing = /(?:^|(?<=\s))\S*$/.exec(text.slice(range.start, range.end - END))?.[0].length ?? 0
  const from = snapToGraphemes(text, {
    start: range.start,
    end: Math.min(range.end, range.start + END + opening),
  })
  const to = snapToGraphemes(text, {
    start: Math.max(range.start, range.end - END - closing),
    end: range.end,
  })
  const [first, last] = [describe(text, from), describe(text, to)]
  const elsewhere = seed.divisions.some(
    (other) => other !== division && match(other.text, { from: first, to: last }, { limit: 1 }).length > 0,
  )
  return { from: end(first), to: end(last), ...(elsewhere ? { text: division.id } : {}) }
}

function end({ exact, prefix, suffix }: QuoteSelector): WrittenTarget {
  if (prefix === undefined && suffix === undefined) return exact
  return { exact, ...(prefix === undefined ? {} : { prefix }), ...(suffix === undefined ? {} : { suffix }) }
}

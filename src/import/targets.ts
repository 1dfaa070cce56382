import { describe, matchAll, type Range } from '../../plugins/text-selector/index.ts'
import { yamlTarget } from '../edition/places.ts'
import { limits } from '../edition/limits.ts'
import { endOfWords, startOfWords } from './words.ts'

/** A text of the seed to be: its characters, and where each passage begins and ends (UTF-16). */
export type Text = { readonly id: string; readonly value: string; readonly passages: readonly Range[] }

export type TargetFields = Readonly<
  Record<string, string | number | Readonly<Record<string, string | number>>>
>

/** Longer words than this are said by their beginning and end. */
const longest = 400
/** More context than this gives way to the number of the occurrence in its passage. */
const mostContext = 60

/**
 * The target of each range of a text, as the front matter of a note has it: the words alone where they stand in one place,
 * else with a passage and what tells them apart in it. One pass over the text for all of them; then only passages are
 * looked at.
 */
export function targetsOf(text: Text, ranges: readonly Range[], alone: boolean): TargetFields[] {
  const quotes = ranges.map(({ start, end }) => text.value.slice(start, end))
  const found = matchAll(text.value, quotes, { limit: 2, strict: true })
  return ranges.map((range, index) => {
    const named = alone ? {} : { text: text.id }
    const exact = quotes[index] ?? ''
    const [first, last] = [passageAt(text, range.start), passageAt(text, range.end - 1)]
    if (coversWhole(text, range, first, last)) {
      return first === last
        ? { passage: `p${first + 1}`, ...named }
        : { passages: `p${first + 1}-p${last + 1}`, ...named }
    }
    if (first !== last || exact.length > longest) return { ...ends(text, range, first, last), ...named }
    if (found[index]?.length === 1) return { exact, ...named }
    return { ...quoteIn(text, range, first), ...named }
  })
}

function passageAt({ passages }: Text, offset: number): number {
  let [low, high] = [0, passages.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((passages[middle]?.start ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

function coversWhole({ passages }: Text, { start, end }: Range, first: number, last: number): boolean {
  return passages[first]?.start === start && passages[last]?.end === end && end - start > longest
}

/** A quote that is the only one in its passage. */
function quoteIn(text: Text, range: Range, passage: number): Record<string, string | number> {
  const { exact, prefix, suffix, occurrence } = describe(text.value, range, {
    within: text.passages[passage] ?? { start: 0, end: text.value.length },
    maxContext: mostContext,
  })
  return {
    exact,
    ...(prefix === undefined ? {} : { prefix }),
    ...(suffix === undefined ? {} : { suffix }),
    ...(occurrence === undefined ? {} : { occurrence }),
    passage: `p${passage + 1}`,
  }
}

function ends(text: Text, { start, end }: Range, first: number, last: number): TargetFields {
  const from = { start, end: Math.min(endOfWords(text.value, start), end) }
  const to = { start: Math.max(startOfWords(text.value, end), start), end }
  return { from: quoteIn(text, from, first), to: quoteIn(text, to, last) }
}

/** The `target` of a note as YAML: one, or a list. */
export function targetYaml(targets: readonly TargetFields[]): string {
  const [only] = targets
  if (targets.length === 1 && only !== undefined) return `target: ${inline(only)}\n`
  return `target:\n${targets.map((one) => `  - ${inline(one)}\n`).join('')}`
}

function inline(target: TargetFields): string {
  const parts = Object.entries(target).map(([key, value]) =>
    typeof value === 'object' ? `${key}: ${inline(value)}` : undefined,
  )
  if (parts.every((part) => part === undefined))
    return yamlTarget(target as Record<string, string | number>).slice('target: '.length)
  const rest = Object.entries(target).flatMap(([key, value]) =>
    typeof value === 'object' ? [] : [`${key}: ${String(value)}`],
  )
  return `{${[...parts.filter((part) => part !== undefined), ...rest].join(', ')}}`
}

export const mostTargets = limits.targets

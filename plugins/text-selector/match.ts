import { searchEach } from './occurrences.ts'
import { resolve } from './resolve.ts'
import type { MatchOptions, Range, Selector } from './types.ts'

/**
 * All places that a selector matches, in order, overlapping ones included. Whether it is ambiguous is for the caller to
 * say: more than one range is no answer.
 *
 * First letter for letter, the whole selector with prefix and suffix. If that finds nothing, once more with the folding
 * of `fold` on both sides, and at last with white space allowed between the words and their context. The ranges are the
 * text's own (UTF-16), never longer than what was matched, and never cut a grapheme cluster. Empty words match nothing;
 * white space alone matches letter for letter only.
 *
 * A RangeSelector yields each range that begins with all of `from` and ends with all of `to`, at most 10,000. `to` is
 * looked for from the first `from` on, so that words which repeat earlier do no harm.
 *
 * @see https://www.w3.org/TR/annotation-model/#text-quote-selector
 * @see https://www.w3.org/TR/annotation-model/#range-selector
 */
export function match(text: string, selector: Selector, options?: MatchOptions): Range[] {
  return resolve(text, [selector], searchEach, options).flatMap(({ ranges }) => ranges)
}

/**
 * The places where a selector's words stand letter for letter, but begin or end inside of a grapheme cluster: never
 * matches, but the reason why there is none.
 */
export function matchCut(text: string, selector: Selector, options?: MatchOptions): Range[] {
  return resolve(text, [selector], searchEach, options).flatMap(({ cut }) => cut)
}

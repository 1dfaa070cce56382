/**
 * A stretch of a text: half-open, in UTF-16 code units, `0 ≤ start ≤ end ≤ text.length`.
 * As data it is the W3C `TextPositionSelector`, which counts in code points instead: see `offsets.ts`.
 *
 * @see https://www.w3.org/TR/annotation-model/#text-position-selector
 */
export type Range = { start: number; end: number }

/**
 * The words of a place, and where they repeat, what tells the place from the others.
 *
 * @see https://www.w3.org/TR/annotation-model/#text-quote-selector
 * @see https://www.w3.org/TR/annotation-model/#refinement-of-selection for `within`
 */
export type QuoteSelector = {
  /** The words themselves. */
  exact: string
  /** What stands immediately before them; no part of the match. */
  prefix?: string
  /** What stands immediately after them; no part of the match. */
  suffix?: string
  /** Which of the matches is meant, counting from 1 (inside `within`, where that is given). */
  occurrence?: number
  /** The match must lie wholly inside this range (`refinedBy`); its prefix and suffix may stand outside. */
  within?: Range
}

/**
 * A stretch that begins with all of one quote and ends with all of another.
 *
 * @see https://www.w3.org/TR/annotation-model/#range-selector
 */
export type RangeSelector = {
  from: string | QuoteSelector
  to: string | QuoteSelector
  /** Both quotes must lie wholly inside this range. */
  within?: Range
}

export type Selector = string | QuoteSelector | RangeSelector

export type MatchOptions = {
  /** How many ranges to return at most for each selector; 2 are enough to know that one is ambiguous. */
  limit?: number
  /** Match letter for letter only: for texts that are searched together, where folding may wait for all of them. */
  strict?: boolean
}

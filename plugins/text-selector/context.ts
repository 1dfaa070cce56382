import type { BoundaryTest } from './graphemes.ts'

/** Letters of scripts that part their words by spaces, and what stands inside of such words. */
const wordPart = /^[\p{L}\p{N}\p{M}'’_]$/u
const unspaced =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u

/** How much longer a context may become to end where a word does. */
const LONGEST_WORD = 32

function isWordPart(text: string, at: number): boolean {
  const character = text.charAt(at)
  return wordPart.test(character) && !unspaced.test(character)
}

/** Whether a word of a script with spaces goes on across this offset. */
export function isInWord(text: string, offset: number): boolean {
  return offset > 0 && offset < text.length && isWordPart(text, offset - 1) && isWordPart(text, offset)
}

/** The nearest offset from here outwards, backwards (-1) or forwards (1), that cuts neither cluster nor, if short, word. */
export function outwards(text: string, offset: number, step: 1 | -1, isBoundary: BoundaryTest): number {
  let word = offset
  while (isInWord(text, word) && Math.abs(word - offset) < LONGEST_WORD) word += step
  let whole = isInWord(text, word) ? offset : word
  while (whole > 0 && whole < text.length && !isBoundary(whole)) whole += step
  return Math.min(Math.max(whole, 0), text.length)
}

/**
 * Which words a mark is on: the last word before it, with what stands between the two, so that the range ends at the
 * mark. Of words that are parted by hyphens or apostrophes all; where a script has no spaces, the last word as Unicode
 * parts them (UAX 29). A mark within a word is on what stands before it of that word. See decision 14.
 *
 * @param at UTF-16 offset in a text that has a letter before it on the same line, or in the same cell of a table
 */
export function startOfWords(text: string, at: number): number {
  const line = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\t', at - 1)) + 1
  const from = Math.max(line, at - farthest)
  const before = text.slice(from, at)
  const last = /[\p{L}\p{N}\p{M}][^\p{L}\p{N}\p{M}]*$/u.exec(before)
  // Nothing but signs: as far as there is no space.
  if (last === null) return from + (/(?<!\S)\S+\s*$/u.exec(before)?.index ?? 0)
  const end = last.index + String.fromCodePoint(last[0].codePointAt(0) ?? 0).length
  const run =
    /(?<![^\s\u2013\u2014\u2026\u2E3A/])[^\s\u2013\u2014\u2026\u2E3A/]+$/u.exec(before.slice(0, end))?.[0] ??
    ''
  const word =
    unspaced.test(run) || run.length > longest ? lastSegment(run) : run.replace(/^[^\p{L}\p{N}\p{M}]+/u, '')
  return from + end - word.length
}

/** Where the first word after a mark ends: for marks that open a passage or a line. */
export function endOfWords(text: string, at: number): number {
  const after = text.slice(at, at + farthest).split(/[\n\t]/, 1)[0] ?? ''
  const run = /^[^\p{L}\p{N}\p{M}]*[^\s\u2013\u2014\u2026\u2E3A/]+/u.exec(after)?.[0] ?? after
  if (!unspaced.test(run) && run.length <= longest)
    return at + Math.max(1, run.replace(/(?<=[\p{L}\p{N}\p{M}])[^\p{L}\p{N}\p{M}]+$/u, '').length)
  const first = [...segmenter.segment(run)].find(({ isWordLike }) => isWordLike === true)
  return at + (first === undefined ? run.length : first.index + first.segment.length)
}

const farthest = 400
const longest = 60
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

function lastSegment(run: string): string {
  return [...segmenter.segment(run)].findLast(({ isWordLike }) => isWordLike === true)?.segment ?? run
}

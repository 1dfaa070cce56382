const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/** Words, counted by lines and pieces of lines: `Intl.Segmenter` takes time by the square of the length. */
export function wordsOf(text: string): number {
  return text.split('\n').reduce((sum, line) => sum + wordsOfLine(line), 0)
}

function wordsOfLine(line: string): number {
  // Scripts that part words by white space need no dictionary.
  const spaced =
    !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(
      line,
    )
  if (spaced) return line.match(/\S+/g)?.filter((word) => /[\p{L}\p{N}]/u.test(word)).length ?? 0
  const pieces = line.match(/[^]{1,2000}/gu) ?? []
  return pieces.flatMap((piece) => [...segmenter.segment(piece)]).filter(({ isWordLike }) => isWordLike)
    .length
}

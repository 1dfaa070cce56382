const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/** Words, counted by lines and pieces of lines: `Intl.Segmenter` takes time by the square of the length. */
export function wordsOf(text: string): number {
  if (!unspaced.test(text)) return spacedWords(text)
  return text.split('\n').reduce((sum, line) => sum + wordsOfLine(line), 0)
}

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** Scripts that part words by white space need no dictionary: from the first letter of a word on the rest belongs to it. */
function spacedWords(text: string): number {
  return text.match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0
}

function wordsOfLine(line: string): number {
  if (!unspaced.test(line)) return spacedWords(line)
  const pieces = line.match(/[^]{1,2000}/gu) ?? []
  return pieces.flatMap((piece) => [...segmenter.segment(piece)]).filter(({ isWordLike }) => isWordLike)
    .length
}

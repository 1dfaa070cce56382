/** A word of a text as it is looked for, and where it stands: half-open, in UTF-16 code units. */
export type Word = { readonly word: string; readonly start: number; readonly end: number }

/** Scripts that part no words by spaces. */
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}'
/** Letters and digits with their marks; an apostrophe within a word belongs to it. */
const run = new RegExp(
  `[${unspaced}]\\p{M}*|(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}]|(?<=\\p{L})['’](?=\\p{L}))+`,
  'gu',
)
const isUnspaced = new RegExp(`^[${unspaced}]`, 'u')
const anyUnspaced = new RegExp(`[${unspaced}]`, 'u')

/** Accents of Latin, Greek and Cyrillic; points of Hebrew; vowel signs of Arabic and its lengthening. */
const signs = /[\u0300-\u036F\u0591-\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED\u0640’']/g

/** What does not matter when words are looked for: case, accents, points, apostrophes and forms of compatibility. */
export function fold(word: string): string {
  return word.normalize('NFKD').replace(signs, '').toUpperCase().toLowerCase().normalize('NFC')
}

/**
 * The words of a text in their order. Where no spaces part them, every pair of neighbouring characters is a word, and
 * the last of a row alone: so any row of characters can be looked for, and one character is the beginning of a pair.
 */
export function wordsIn(text: string): Word[] {
  return stretchesIn(text).flatMap(({ letters, start, end }) => {
    const word = fold(letters)
    return word === '' ? [] : [{ word, start, end }]
  })
}

/** The letters of each word, as they are written; some fold to nothing. */
export function lettersIn(text: string): readonly string[] {
  if (anyUnspaced.test(text)) return stretchesIn(text).map(({ letters }) => letters)
  return text.match(run) ?? []
}

type Stretch = Omit<Word, 'word'> & { readonly letters: string }

function stretchesIn(text: string): Stretch[] {
  const runs = [...text.matchAll(run)]
  return runs.map((match, index) => {
    const [letters] = match
    const end = match.index + letters.length
    const next = runs[index + 1]
    const pair = isUnspaced.test(letters) && next?.index === end && isUnspaced.test(next[0]) ? next[0] : ''
    return { letters: letters + pair, start: match.index, end: end + pair.length }
  })
}

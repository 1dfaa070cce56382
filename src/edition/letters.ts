import type { Position } from 'unist'
import type { Located } from './records.ts'
import { pointAt } from './read.ts'
import { complain } from './rules.ts'
import type { Path } from './yaml.ts'

/**
 * Letters of other alphabets that look the same as a Latin one in most typefaces, with that one. A part of what Unicode
 * calls confusable: those that pass for each other within a word.
 * @see https://www.unicode.org/reports/tr39/#Confusable_Detection
 */
const lookAlikes = new Map([
  ...pairs('аеорсухѕіјһԁԛԝ', 'aeopcyxsijhdqw'),
  ...pairs('АВЕКМНОРСТУХЅІЈԌԚԜ', 'ABEKMHOPCTYXSIJGQW'),
  ...pairs('ονρ', 'ovp'),
  ...pairs('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'),
  ...pairs('օոսհց', 'onuhg'),
  ...pairs('ᎪᏴᏟᎬᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ', 'ABCEHJKLMPRSTVWZ'),
])

function pairs(others: string, latin: string): [string, string][] {
  return [...others].map((other, index) => [other, latin[index] ?? ''])
}

const latinAlikes = new Set(lookAlikes.values())

const lookAlike = new RegExp(`[${[...lookAlikes.keys()].join('')}]`, 'u')

/**
 * Signs without a shape within a word of letters that never need them, or that pass for a letter. Hebrew, Arabic,
 * the scripts of India and pictures made of several need some of them: these are left alone.
 */
const unseen =
  // eslint-disable-next-line no-misleading-character-class -- each of these by itself is what is meant
  /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\u00AD\u034F\u061C\u180B-\u180E\u200B-\u200F\u2060-\u2064\uFE00-\uFE0F\uFEFF\u{E0100}-\u{E01EF}]+(?=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])|[\u115F\u1160\u3164\uFFA0]+|[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]{2,}/gu

/** What is said of one file in one run. */
const most = 20

type Finding = {
  readonly index: number
  readonly length: number
  readonly reason: string
  readonly note: string
}

/**
 * Warns of words that are not what they look like, in a file of a kind that strangers send: a name that is spelt with
 * letters of another alphabet, a word that nobody will find because something in it cannot be seen.
 *
 * @param quoted the field that quotes the text; its words are found letter for letter or refused, and left alone here
 */
export function checkLetters({ file, placeOf }: Located<unknown>, quoted?: Path): void {
  const text = String(file.value)
  const found = [...invisible(text), ...mixed(text)]
  if (found.length === 0) return
  const skipped = quoted && placeOf(quoted)
  const said = found.filter(({ index }) => !within(index, skipped)).sort((a, b) => a.index - b.index)
  for (const { index, length, reason, note } of said.slice(0, most)) {
    const place = { start: pointAt(text, index), end: pointAt(text, index + length) }
    complain(file, 'letters-plain', { reason, place, note })
  }
}

function within(index: number, place: Position | undefined): boolean {
  return place !== undefined && index >= (place.start.offset ?? 0) && index < (place.end.offset ?? 0)
}

function invisible(text: string): Finding[] {
  return [...text.matchAll(unseen)].map(({ 0: signs, index }) => ({
    index,
    length: signs.length,
    reason: `Unexpected ${named([...signs])} within words, expected letters that can be seen`,
    note: 'Delete it; most editors do not show it: put the cursor after it and press Backspace.',
  }))
}

function mixed(text: string): Finding[] {
  if (!lookAlike.test(text)) return []
  return [...text.matchAll(/[\p{L}\p{M}]+/gu)].flatMap(({ 0: word, index }) => {
    if (!lookAlike.test(word)) return []
    const letters = [...word].filter((letter) => /\p{L}/u.test(letter))
    const latin = letters.filter((letter) => /\p{Script=Latin}/u.test(letter))
    const others = letters.filter((letter) => !/\p{Script=Latin}/u.test(letter))
    const passing = others.filter((letter) => lookAlikes.has(letter))
    const deceives = passing.length === others.length || latin.every((letter) => latinAlikes.has(letter))
    if (latin.length === 0 || passing.length === 0 || !deceives) return []
    const asLatin = [...word].map((letter) => lookAlikes.get(letter) ?? letter).join('')
    return [
      {
        index,
        length: word.length,
        reason: `Unexpected word \`${word}\` with ${named(passing)} among Latin letters, expected letters of one alphabet`,
        note:
          passing.length === others.length
            ? `Type the word anew: \`${asLatin}\`.`
            : 'Type the word anew, in one alphabet.',
      },
    ]
  })
}

function named(signs: readonly string[]): string {
  const codes = [...new Set(signs)].map((sign) => {
    const code = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return /[\p{L}]/u.test(sign) && !/[\u115F\u1160\u3164\uFFA0]/.test(sign)
      ? `\`${sign}\` (U+${code})`
      : `invisible U+${code}`
  })
  return codes.length > 4 ? `${codes.slice(0, 4).join(', ')} and ${codes.length - 4} more` : codes.join(', ')
}

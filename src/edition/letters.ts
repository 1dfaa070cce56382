import type { Nodes } from 'mdast'
import type { Position } from 'unist'
import type { VFile } from 'vfile'
import { fromGfm } from './gfm.ts'
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
 * the scripts of India and pictures made of several need some of them: these are left alone; and so are the signs that
 * begin and end a beam or a slur, among notes of music.
 */
const unseen =
  // eslint-disable-next-line no-misleading-character-class -- each of these by itself is what is meant
  /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\u00AD\u034F\u061C\u180B-\u180E\u200B-\u200F\u2060-\u2064\uFE00-\uFE0F\uFEFF\u{1BCA0}-\u{1BCA3}\u{E0100}-\u{E01EF}]+(?=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])|[\u115F\u1160\u3164\uFFA0]+|(?<![\u{1D100}-\u{1D1FF}])[\u{1D173}-\u{1D17A}]+(?![\u{1D100}-\u{1D1FF}])|[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]{2,}/gu

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
export function checkLetters({ file, placeOf, escaped }: Located<unknown>, quoted?: Path): void {
  const text = String(file.value)
  const found = findingsIn(text)
  if (found.length === 0 && escaped.length === 0) return
  const skipped = quoted && placeOf(quoted)
  const values = escaped.filter(({ place }) => !within(place.start.offset ?? 0, skipped))
  const raw = found.filter(
    ({ index }) => !within(index, skipped) && !values.some(({ place }) => within(index, place)),
  )
  const said = [
    ...raw.map((finding) => ({ ...finding, start: finding.index, shown: undefined })),
    ...values.flatMap(({ value, place }) =>
      findingsIn(value, takeOut('escape', '\\u200B')).map((finding) => ({
        ...finding,
        start: place.start.offset ?? 0,
        shown: place,
      })),
    ),
  ].sort((a, b) => a.start - b.start)
  for (const { start, length, reason, note, shown } of said.slice(0, most)) {
    const place = shown ?? { start: pointAt(text, start), end: pointAt(text, start + length) }
    complain(file, 'letters-plain', { reason, place, note })
  }
}

/**
 * Warns of the same in a body that holds character references (`&#x430;`): as its text, with what they stand for. What
 * stands there without one was said of the file.
 *
 * @param tree the body as Markdown, with the places of the file
 */
export function checkReferredLetters(tree: Nodes, file: VFile): void {
  const source = String(file.value)
  const said = file.messages.flatMap(({ ruleId, place }) =>
    ruleId === 'letters-plain' && place && 'start' in place ? [place] : [],
  )
  let left = most
  const look = (node: Nodes, around: Position | undefined): void => {
    if (left === 0) return
    // Words beside an address that is found in text have no place of their own.
    const near = node.position ?? around
    const shown = shownOf(node)
    const found = findingsIn(shown, takeOut('reference', '&#x200B;'))
    const placeIn =
      found.length > 0 && node.type === 'text' ? placesOf(shown, source, node.position) : undefined
    for (const { index, length, reason, note } of found) {
      const place = placeIn ? placeIn(index, index + length) : near
      if (place === undefined || left === 0 || said.some((one) => overlap(one, place))) continue
      left -= 1
      complain(file, 'letters-plain', { reason, place, note })
    }
    if ('children' in node) for (const child of node.children) look(child, near)
  }
  look(tree, tree.position)
}

/** What a node shows of itself, apart from what is in it. */
function shownOf(node: Nodes): string {
  if (node.type === 'text') return node.value
  return [('title' in node && node.title) || '', ('alt' in node && node.alt) || ''].join('\n')
}

/**
 * Where parts of a text stand in the source: there a reference stands for each letter that it means, and escapes and the
 * beginnings of lines for none. Undefined for a part that stands there as it is.
 */
function placesOf(
  text: string,
  source: string,
  position: Position | undefined,
): ((start: number, end: number) => Position | undefined) | undefined {
  const { start: { offset: first } = {}, end: { offset: last } = {} } = position ?? {}
  if (first === undefined || last === undefined) return undefined
  const known = new Map<string, string>()
  const units: { readonly start: number; readonly end: number }[] = []
  for (let at = first; units.length < text.length && at < last;) {
    const written =
      /^&(?:#\d+|#x[\da-f]+|\w+);/i.exec(source.slice(at, at + longest))?.[0] ?? source.charAt(at)
    const letters = written.length === 1 ? written : (known.get(written) ?? meant(written))
    if (written.length > 1) known.set(written, letters)
    const unit = { start: at, end: at + written.length }
    if (text.startsWith(letters, units.length)) units.push(...letters.split('').map(() => unit))
    at = unit.end
  }
  return (start, end) => {
    const first = units[start]
    const final = units[end - 1]
    if (first === undefined || final === undefined) return position
    // The letters on both sides as well: by them it is within a word.
    const around = source.slice((units[start - 1] ?? first).start, (units[end] ?? final).end)
    if (around === text.slice(Math.max(0, start - 1), end + 1)) return undefined
    return { start: pointAt(source, first.start), end: pointAt(source, final.end) }
  }
}

/** The length of the longest character reference of HTML, and more. */
const longest = 40

/** What a character reference stands for; itself, if it is none. */
function meant(reference: string): string {
  // After a letter, for Markdown takes away space at the beginning of a paragraph.
  const [paragraph] = fromGfm(`x${reference}`).children
  const [text] = paragraph?.type === 'paragraph' ? paragraph.children : []
  return text?.type === 'text' ? text.value.slice(1) : reference
}

function overlap(one: Position, other: Position): boolean {
  return within(one.start.offset ?? 0, other) || within(other.start.offset ?? 0, one)
}

function findingsIn(text: string, mend?: string): Finding[] {
  return [...invisible(text, mend), ...mixed(text)]
}

function takeOut(sort: string, example: string): string {
  return `Take the ${sort} (such as \`${example}\`) out of the word.`
}

function within(index: number, place: Position | undefined): boolean {
  return place !== undefined && index >= (place.start.offset ?? 0) && index < (place.end.offset ?? 0)
}

function invisible(
  text: string,
  note = 'Delete it; most editors do not show it: put the cursor after it and press Backspace.',
): Finding[] {
  return [...text.matchAll(unseen)].map(({ 0: signs, index }) => ({
    index,
    length: signs.length,
    reason: `Unexpected ${named([...signs])} within words, expected letters that can be seen`,
    note,
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

/**
 * What every page of the comparison holds: an article of 1,200 words in 20 paragraphs with 25 notes of about 40 words.
 * The words are invented, and drawn so that the text is packed by Brotli about as well as a news article in English.
 */
export type Article = {
  readonly title: string
  readonly paragraphs: readonly string[]
  readonly notes: readonly ArticleNote[]
}

/** A note on words that stand once in the article: `words` is in the paragraph `paragraph`. */
export type ArticleNote = {
  readonly id: string
  readonly paragraph: number
  readonly words: string
  readonly text: string
}

const SEED = 20170312
const WORDS = 1200
const PARAGRAPHS = 20
const NOTES = 25

export function article(): Article {
  const chance = numbers(SEED)
  const word = words(chance)
  const paragraphs = Array.from({ length: PARAGRAPHS }, () => sentences(word, chance, WORDS / PARAGRAPHS))
  const notes = Array.from({ length: NOTES }, (_, i): ArticleNote => {
    const paragraph = Math.floor((i * PARAGRAPHS) / NOTES)
    const text = sentences(word, chance, 30 + Math.floor(chance() * 20))
    return { id: `note-${i + 1}`, paragraph, words: phrase(paragraphs, paragraph, i % 2), text }
  })
  return { title: 'An article with notes', paragraphs, notes }
}

/** The first phrase of four words, in one half of a paragraph, that stands once in all the article. */
function phrase(paragraphs: readonly string[], paragraph: number, half: number): string {
  const all = paragraphs.join('\n')
  const own = paragraphs[paragraph]?.split(' ') ?? []
  for (let at = 2 + half * (own.length >> 1); at < own.length; at++) {
    const words = own.slice(at, at + 4).join(' ')
    if (/^[a-z ]+$/.test(words) && all.split(words).length === 2) return words
  }
  throw new Error(`Unexpected paragraph ${paragraph} without a phrase of its own, expected one for a note`)
}

/** Numbers from 0 to 1 that look like chance and are always the same (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const short =
  'the of and to a in that was it for on he as with his at by had not but from they which or an were'.split(
    ' ',
  )
const first =
  'ba be br ca ch co da de dr fa fi fl ga gr ha ho la le lo ma me mi na no pa pe pr ra re ri sa se sh st ta te tr va wa wi'.split(
    ' ',
  )
const middle = 'a e i o u al an ar en er il in on or un ea ou'.split(' ')
const last = 'ble ce d ded ge l ly m ment n nd ng nt r rs s se sh st t ted ter tion ty ve y'.split(' ')

/** A language of invented words, of which few are used often, as in any language. */
export function words(chance: () => number): () => string {
  const one = (list: readonly string[]) => list[Math.floor(chance() * list.length)] ?? ''
  const long = Array.from(
    { length: 900 },
    () => one(first) + one(middle) + (chance() < 0.5 ? one(first) + one(middle) : '') + one(last),
  )
  return () => {
    if (chance() < 0.42) return short[Math.floor(chance() ** 2 * short.length)] ?? ''
    return long[Math.floor(chance() ** 1.6 * long.length)] ?? ''
  }
}

export function sentences(word: () => string, chance: () => number, count: number): string {
  const said: string[] = []
  while (said.length < count) {
    const length = Math.min(count - said.length, 10 + Math.floor(chance() * 16))
    const one = Array.from({ length }, (_, i) => (i === 8 ? `${word()},` : word()))
    const [opening = ''] = one
    one[0] = opening.charAt(0).toUpperCase() + opening.slice(1)
    said.push(...one.slice(0, -1), `${one.at(-1)?.replace(/,$/, '')}.`)
  }
  return said.join(' ')
}

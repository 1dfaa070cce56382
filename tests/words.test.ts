import { describe, expect, test } from 'vitest'
import { cut, filled, languageOf, tables, wordsOf } from '../src/words/index.ts'
import { wordsAddress, wordsScript } from '../src/words/script.ts'

type Leaf = { readonly path: string; readonly text: string; readonly form: string | undefined }

const categories = ['zero', 'one', 'two', 'few', 'many', 'other']
const isForms = (part: object): part is Record<string, string> =>
  'other' in part && Object.keys(part).every((name) => categories.includes(name))

/** Every text of a table with its way from the top; the forms of a count stand under one way. */
function leavesOf(part: unknown, path = ''): Leaf[] {
  if (typeof part === 'string') return [{ path, text: part, form: undefined }]
  if (typeof part !== 'object' || part === null) return []
  if (isForms(part)) return Object.entries(part).map(([form, text]) => ({ path, text, form }))
  return Object.entries(part).flatMap(([name, inner]) =>
    leavesOf(inner, path === '' ? name : `${path}/${name}`),
  )
}

const holesOf = (text: string) => [...new Set(cut(text).filter((piece) => /^\{\w+\}$/.test(piece)))].sort()
const pathsOf = (leaves: readonly Leaf[]) => [...new Set(leaves.map(({ path }) => path))].sort()
const english = leavesOf(tables['en'])
const holes = new Map(
  english
    .filter(({ form }) => form === undefined || form === 'other')
    .map(({ path, text }) => [path, holesOf(text)]),
)
const all = Object.entries(tables)
const others = all.filter(([language]) => language !== 'en')

describe.each(all)('the words in %s', (language, table) => {
  const leaves = leavesOf(table)

  test('are those of English, no more and no fewer', () => {
    expect(pathsOf(leaves)).toEqual(pathsOf(english))
  })

  test('have the same holes', () => {
    const wrong = leaves.filter(({ path, text, form }) => {
      const own = holesOf(text)
      const asked = holes.get(path) ?? []
      // A form for one or two may say the number in words.
      const needed = form === undefined || form === 'other' ? asked : asked.filter((hole) => hole !== '{n}')
      return !own.every((hole) => asked.includes(hole)) || !needed.every((hole) => own.includes(hole))
    })
    expect(wrong).toEqual([])
  })

  test('have a form for each category of the language, and for no other', () => {
    const expected = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted()
    const counts = Map.groupBy(
      leaves.filter(({ form }) => form !== undefined),
      ({ path }) => path,
    )
    expect(counts.size).toBeGreaterThan(20)
    for (const [path, forms] of counts)
      expect({ path, forms: forms.map(({ form }) => form ?? '').toSorted() }).toEqual({
        path,
        forms: expected,
      })
  })

  test('are nowhere empty, and have no stray space', () => {
    const padded =
      /^page\/(?:comma|semicolon|and|orForm|asks\w+|onlyHere|notInText|(?:putIn|takenOut)Here|seeAlsoNotes)$/
    expect(leaves.filter(({ text }) => text.trim() === '')).toEqual([])
    expect(leaves.filter(({ path, text }) => text !== text.trim() && !padded.test(path))).toEqual([])
    expect(leaves.filter(({ text }) => / {2}|'|"/.test(text))).toEqual([])
  })

  test('tell the kinds apart by one letter each', () => {
    const letters = Object.values(table.kinds).map(({ letter }) => letter)
    expect(letters.filter((letter) => [...letter].length !== 1)).toEqual([])
    expect(new Set(letters).size).toBe(letters.length)
  })
})

test.each(others)('hardly a word in %s is English', (language, table) => {
  const said = new Map(english.map(({ path, text, form }) => [`${path} ${form}`, text]))
  // Names of formats, and words that the two languages share.
  const shared = leavesOf(table).filter(
    ({ path, text, form }) =>
      said.get(`${path} ${form}`) === text && /\p{L}{4}/u.test(text.replace(/\{\w+\}/g, '')),
  )
  expect({ language, shared: shared.length }).toEqual({
    language,
    shared: expect.toSatisfy((n: number) => n < 40),
  })
})

describe('asking for words', () => {
  test('a language is found by the first part of its tag; English stands in for what is not there', () => {
    expect(['de-AT', 'DE', 'en-GB', 'fr-Latn-CA', 'la', 'und', 'de1901'].map(languageOf)).toEqual([
      'de',
      'de',
      'en',
      'fr',
      'en',
      'en',
      'en',
    ])
    expect(wordsOf('la').say('note', { n: 3 })).toBe('Note 3')
    expect(wordsOf('la').locale).toBe('en-u-ca-gregory-nu-latn')
    expect(wordsOf('en-GB').locale).toBe('en-GB-u-ca-gregory-nu-latn')
    expect(wordsOf('de-a-b-a-c').locale).toBe('de-u-ca-gregory-nu-latn')
  })

  test('a count has the form of its number', () => {
    expect([0, 1, 2, 1200].map((n) => wordsOf('en').count('notes', n))).toEqual([
      '0 notes',
      '1 note',
      '2 notes',
      '1,200 notes',
    ])
    expect([1, 2, 5, 21, 22].map((n) => wordsOf('ru').count('notes', n))).toEqual([
      '1 примечание',
      '2 примечания',
      '5 примечаний',
      '21 примечание',
      '22 примечания',
    ])
    expect([0, 1, 2, 5, 21, 100].map((n) => wordsOf('ar').count('notes', n))).toEqual([
      'لا حواشي',
      'حاشية واحدة',
      'حاشيتان',
      '5 حواشٍ',
      '21 حاشية',
      '100 حاشية',
    ])
    expect(wordsOf('de').count('words', 12_345)).toBe('12.345 Wörter')
  })

  test('a text is filled or cut at its holes, and what fills it is not filled again', () => {
    expect(filled('{a} und {b}', { a: '{b}', b: 1 })).toBe('{b} und 1')
    expect(filled('{a}', {})).toBe('{a}')
    expect(cut('After {sources}.')).toEqual(['After ', '{sources}', '.'])
    expect(wordsOf('fr').pieces('citedInNotes', 2)).toEqual(['cité dans les notes ', '{notes}'])
  })

  test('names stand in a row as the language puts them', () => {
    expect(wordsOf('de').list(['Ada', 'Ben', 'Cleo'])).toBe('Ada, Ben und Cleo')
    expect(wordsOf('es').list(['Ada', 'Irene'])).toBe('Ada e Irene')
    expect(wordsOf('he').list(['דוד', 'משה'])).toBe('דוד ומשה')
  })

  test('names are sorted as the language does, and numbers by their size', () => {
    const sorted = (language: string, names: string[]) => names.toSorted(wordsOf(language).compare)
    expect(sorted('de', ['Zebra', 'Äpfel', 'Apfel 10', 'Apfel 9'])).toEqual([
      'Äpfel',
      'Apfel 9',
      'Apfel 10',
      'Zebra',
    ])
    expect(sorted('es', ['oca', 'ñandú', 'nzeta'])).toEqual(['nzeta', 'ñandú', 'oca'])
    expect(sorted('fr', ['oca', 'ñandú', 'nzeta'])).toEqual(['ñandú', 'nzeta', 'oca'])
    // Two that the language takes for the same have an order all the same.
    expect(wordsOf('en').compare('a\u0300', '\u00e0')).toBe(-1)
  })

  test('a date is said as far as it is known', () => {
    expect(['2026', '2026-11', '2026-11-20'].map(wordsOf('de').date)).toEqual([
      '2026',
      'November 2026',
      '20. November 2026',
    ])
    expect(wordsOf('ru').date('2026-11-20')).toBe('20 ноября 2026 г.')
    expect(wordsOf('ar').date('2026-11-20')).toBe('20 نوفمبر 2026')
  })

  test('the script is handed only what it says, under a name that changes with it', () => {
    const said: unknown = JSON.parse(wordsScript('de').replace(/^globalThis\.variorumWords=/, ''))
    expect(Object.keys(said as object)).toEqual(['script', 'composer', 'citation'])
    expect(wordsAddress('de-AT')).toMatch(/^words-de\.js\?[\da-f]+$/)
    expect(wordsAddress('de')).not.toBe(wordsAddress('fr'))
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as api from '../plugins/text-index/index.ts'
import { find, fold, indexOf, type Shard, shardsFor, wordsIn } from '../plugins/text-index/index.ts'

test('exports', () => {
  expect(Object.keys(api).sort()).toEqual(['find', 'fold', 'indexOf', 'shardsFor', 'wordsIn'])
})

test.each([
  ['case, accents and ligatures', 'Élan NAÏVE Straße ﬁne', ['elan', 'naive', 'strasse', 'fine']],
  ['apostrophes within words', "don’t o'clock 'so' dogs’", ['dont', 'oclock', 'so', 'dogs']],
  ['numbers, and words with digits', '1,000 p7', ['1', '000', 'p7']],
  ['Hebrew with and without points', 'הַלְלוּ־יָהּ הללו', ['הללו', 'יה', 'הללו']],
  ['Arabic with vowel signs', 'بِسْمِ كتـاب', ['بسم', 'كتاب']],
  ['pairs where no spaces part the words', '天下太平, 好 a', ['天下', '下太', '太平', '平', '好', 'a']],
  ['nothing', ' — … “” ', []],
])('words: %s', (_name, text, words) => {
  expect(wordsIn(text).map(({ word }) => word)).toEqual(words)
})

const linesOf = (shards: readonly Shard[]) => (shard: number) => shards[shard]?.lines ?? ''
const firstsOf = (shards: readonly Shard[]) => shards.map(({ first }) => first)
const asked = (texts: readonly string[], query: string, labels: string[][] = [], size = 60) => {
  const shards = indexOf(
    texts.map((text, index) => ({ text, labels: [index % 2 === 0 ? 'is:text' : 'is:note'] })),
    size,
  )
  const words = wordsIn(query).map(({ word }) => word)
  const { hits, all } = find({ words, labels }, texts.length, linesOf(shards), firstsOf(shards))
  return { numbers: hits.map(({ number }) => number), all }
}

const texts = [
  'The keeper climbed its ninety steps.',
  'A keeper of a lighthouse: keeper is what he is called.',
  'Nobody keeps a light, but keepers.',
  '天下太平',
  'constructor __proto__ toString',
]

test.each([
  ['a word, and those that begin with it', 'keeper', [], { numbers: [1, 0, 2], all: true }],
  ['all words', 'light keep', [], { numbers: [2, 1], all: true }],
  ['some of them, where no text has all', 'ninety nobody', [], { numbers: [2, 0], all: false }],
  ['one letter is only itself', 'a', [], { numbers: [1, 2], all: true }],
  ['one character of a script without spaces', '太', [], { numbers: [3], all: true }],
  ['a row of them', '下太平', [], { numbers: [3], all: true }],
  ['what has a label', 'keeper', [['is:note']], { numbers: [1], all: true }],
  ['either of two labels', 'keeper', [['is:note', 'is:text']], { numbers: [1, 0, 2], all: true }],
  ['each of two labels', 'keeper', [['is:note'], ['is:text']], { numbers: [], all: false }],
  ['names that objects have', 'constructor', [], { numbers: [4], all: true }],
  ['what is nowhere', 'zzz', [], { numbers: [], all: false }],
])('found: %s', (_name, query, labels, expected) => {
  const { numbers, all } = asked(texts, query, labels)
  expect({ numbers: [...numbers].sort(), all }).toEqual({
    numbers: [...expected.numbers].sort(),
    all: expected.all,
  })
})

test('the best first: a whole word before a beginning, a rare word before a common one', () => {
  expect(asked(['keepers', 'keeper'], 'keeper').numbers).toEqual([1, 0])
  expect(asked(['the the the rare', 'the', 'the', 'the'], 'the rare').numbers).toEqual([0])
  expect(asked(['one two', 'one one one one', 'one'], 'one').numbers[0]).toBe(1)
})

const word = fc.constantFrom('ab', 'abc', 'b', 'ba', 'été', 'הלל', '天下太', 'x7', 'Zz', '😀', '’')
const some = fc.array(
  fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
  { maxLength: 12 },
)

test('finds every text with a word that begins as was asked, however the index is cut', () => {
  fc.assert(
    fc.property(some, word, fc.integer({ min: 1, max: 400 }), (all, query, size) => {
      const [first] = wordsIn(query)
      fc.pre(first !== undefined && wordsIn(query).length === 1)
      const begins = (one: string) =>
        first?.word.length === 1 && /[a-z\d]/.test(first.word)
          ? one === first.word
          : one.startsWith(first?.word ?? '')
      const wanted = all.flatMap((text, number) =>
        wordsIn(text).some((one) => begins(one.word)) ? [number] : [],
      )
      const shards = indexOf(
        all.map((text) => ({ text, labels: [] })),
        size,
      )
      const used = new Set<number>()
      const lines = (shard: number) => (used.add(shard), linesOf(shards)(shard))
      const { hits } = find({ words: [first?.word ?? ''], labels: [] }, all.length, lines, firstsOf(shards))
      expect(hits.map(({ number }) => number).sort((a, b) => a - b)).toEqual(wanted)
      // Only what `shardsFor` names is asked for: a page has nothing else at hand.
      const named = shardsFor(first?.word ?? '', firstsOf(shards))
      expect([...used].filter((shard) => !named.includes(shard))).toEqual([])
    }),
  )
})

test('a word stands where it says, and folding it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      for (const { word: one, start, end } of wordsIn(text)) {
        expect(fold(text.slice(start, end))).toBe(one)
        expect(fold(one)).toBe(one)
      }
    }),
  )
})

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe as suite, expect, test } from 'vitest'
import {
  createFinder,
  createOffsets,
  describe,
  disambiguate,
  fold,
  isGraphemeBoundary,
  match,
  matchAll,
  type MatchOptions,
  type QuoteSelector,
  type Range,
  type RangeSelector,
  type Selector,
  snapToGraphemes,
} from '../plugins/text-selector/index.ts'
import { searchTogether } from '../plugins/text-selector/match-all.ts'
import { resolve } from '../plugins/text-selector/resolve.ts'
import { chooseWindows, sampleOf, SHAPES } from '../plugins/text-selector/windows.ts'

/** Few letters, so that words repeat and overlap; with everything that joins, vanishes or looks like something else. */
const alphabets: string[][] = [
  ['a', 'b'],
  ['a', 'b', ' '],
  ['a', 'e', '\u0301', '\u0323', '\u00E9', ' '],
  ['👩', '👨', '\u200D', '💻', '🏽', '\uFE0F', '❤', 'a'],
  ['🇦', '🇧', ' '],
  ['א', 'ב', '\u05B8', '\u05BC', '\u200F', '־', '-'],
  ['ب', 'ا', '\u0653', '\u064E', '\u200C', ' '],
  ['क', 'ष', '\u094D', '\u093C', '\u093F', '\u0958', '\u200D'],
  ['น', '้', 'ำ', 'ก'],
  ['\u1100', '\u1161', '\u11A8', '가', '각', 'a'],
  ['か', '\u3099', 'が', '。', '…'],
  ["'", '’', '“', '"', 'a', ' ', '\u00A0'],
  ['.', '…', 'a', '-', '—', '\u00AD'],
  ['a', ' ', '\n', '\r', '\t', '\u200B', 'b'],
  ['\uD83D', '\uDE00', 'a'],
]

const textOf = (maxLength: number) =>
  fc
    .oneof(
      ...alphabets.map((letters) => fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength })),
      fc.array(fc.constantFrom(...alphabets.flat()), { minLength: 1, maxLength }),
      fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), { minLength: 1, maxLength }),
    )
    .map((letters) => letters.join(''))

/** A piece of a text, or something else made of its letters. */
const wordsOf = (text: string) =>
  fc.oneof(
    fc
      .tuple(fc.nat(text.length), fc.nat(5))
      .map(([start, length]) => text.slice(start, start + length))
      .chain((words) =>
        fc.constantFrom(
          words,
          words.normalize('NFC'),
          words.normalize('NFD'),
          fold(words).text,
          `${words}\n`,
          ` ${words}`,
        ),
      ),
    fc.array(fc.constantFrom(...text), { maxLength: 3 }).map((letters) => letters.join('')),
  )

const rangeOf = (text: string) =>
  fc
    .tuple(fc.nat(text.length), fc.nat(text.length))
    .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))

/** Fields that are left out are not there at all, as `exactOptionalPropertyTypes` has it. */
const quoteOf = (text: string): fc.Arbitrary<QuoteSelector> =>
  fc.record(
    {
      exact: wordsOf(text),
      prefix: wordsOf(text),
      suffix: wordsOf(text),
      occurrence: fc.integer({ min: 0, max: 3 }),
      within: rangeOf(text),
    },
    { requiredKeys: ['exact'] },
  )

const selectorOf = (text: string): fc.Arbitrary<Selector> =>
  fc.oneof(
    wordsOf(text),
    quoteOf(text),
    fc.record<RangeSelector, 'from' | 'to'>(
      {
        from: fc.oneof(wordsOf(text), quoteOf(text)),
        to: fc.oneof(wordsOf(text), quoteOf(text)),
        within: rangeOf(text),
      },
      { requiredKeys: ['from', 'to'] },
    ),
  )

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

function boundariesOf(text: string): Set<number> {
  return new Set([0, text.length, ...Array.from(segmenter.segment(text), ({ index }) => index)])
}

/** What the design says, letter for letter, as simply as it can be said. */
function plainly(
  text: string,
  quote: Omit<QuoteSelector, 'occurrence'> & { occurrence?: number | undefined },
): Range[] {
  const { prefix = '', exact, suffix = '', occurrence, within = { start: 0, end: text.length } } = quote
  const boundaries = boundariesOf(text)
  const found: Range[] = []
  for (let start = 0; start + exact.length <= text.length && exact !== ''; start += 1) {
    const end = start + exact.length
    const stands = text.slice(0, start).endsWith(prefix) && text.startsWith(exact + suffix, start)
    const isInside = start >= within.start && end <= within.end
    if (stands && isInside && boundaries.has(start) && boundaries.has(end)) found.push({ start, end })
  }
  return occurrence === undefined ? found : found.filter((_, i) => i === occurrence - 1)
}

/** How many insertions, deletions and changes lead from one to the other, by the plain table. */
function edits(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}

const runs = { numRuns: 2000 }

suite('match', () => {
  test('letter for letter it is what the simplest search finds', () => {
    fc.assert(
      fc.property(
        textOf(24).chain((text) => fc.tuple(fc.constant(text), quoteOf(text))),
        ([text, quote]) => {
          const all = plainly(text, { ...quote, occurrence: undefined })
          if (all.length > 0) expect(match(text, quote)).toEqual(plainly(text, quote))
        },
      ),
      runs,
    )
  })

  test('folded it is what the simplest search finds in all ranges of the text', () => {
    fc.assert(
      fc.property(
        textOf(14).chain((text) => fc.tuple(fc.constant(text), wordsOf(text))),
        ([text, exact]) => {
          const words = fold(exact).text
          if (plainly(text, { exact }).length > 0 || words !== words.trim() || words === '') return
          const whole = fold(text)
          const boundaries = boundariesOf(text)
          const expected: Range[] = []
          for (let at = whole.text.indexOf(words); at >= 0; at = whole.text.indexOf(words, at + 1)) {
            const range = whole.toSource({ start: at, end: at + words.length })
            if (range && boundaries.has(range.start) && boundaries.has(range.end)) expected.push(range)
          }
          if (/^\s|\s$/.test(exact)) return
          expect(match(text, exact)).toEqual(expected)
          for (const { start, end } of expected) expect(fold(text.slice(start, end)).text).toBe(words)
        },
      ),
      runs,
    )
  })

  test('ranges never cut a cluster, come in order, lie inside, and are folded like the words', () => {
    fc.assert(
      fc.property(
        textOf(24).chain((text) => fc.tuple(fc.constant(text), quoteOf(text))),
        ([text, quote]) => {
          const ranges = match(text, quote)
          const boundaries = boundariesOf(text)
          ranges.forEach(({ start, end }, i) => {
            expect(boundaries.has(start) && boundaries.has(end)).toBe(true)
            expect(start).toBeGreaterThan(ranges[i - 1]?.start ?? -1)
            expect(end).toBeGreaterThan(start)
            if (quote.within) expect(start >= quote.within.start && end <= quote.within.end).toBe(true)
            expect(fold(text.slice(start, end)).text.trim()).toBe(fold(quote.exact).text.trim())
          })
        },
      ),
      runs,
    )
  })

  test('a RangeSelector begins with one match and ends with the other', () => {
    fc.assert(
      fc.property(
        textOf(20).chain((text) => fc.tuple(fc.constant(text), wordsOf(text), wordsOf(text))),
        ([text, from, to]) => {
          const froms = plainly(text, { exact: from })
          const [first] = froms
          const tos = plainly(text, { exact: to, within: { start: first?.start ?? 0, end: text.length } })
          if (!first || tos.length === 0) return
          const expected = froms.flatMap(({ start, end }) =>
            tos
              .filter((other) => other.start >= start && other.end >= end)
              .map((other) => ({ start, end: other.end })),
          )
          expect(match(text, { from, to })).toEqual(expected)
        },
      ),
      runs,
    )
  })
})

suite('matchAll', () => {
  test('is match for each', () => {
    fc.assert(
      fc.property(
        textOf(40).chain((text) =>
          fc.tuple(fc.constant(text), fc.array(selectorOf(text), { maxLength: 12 })),
        ),
        ([text, selectors]) => {
          const together = (options?: MatchOptions) =>
            resolve(text, selectors, searchTogether, options).map(({ ranges }) => ranges)
          expect(together()).toEqual(selectors.map((selector) => match(text, selector)))
          expect(matchAll(text, selectors)).toEqual(together())
          const two = together({ limit: 2 })
          expect(two).toEqual(selectors.map((selector) => match(text, selector).slice(0, 2)))
          expect(selectors.map((selector) => match(text, selector, { limit: 2 }))).toEqual(two)
        },
      ),
      { numRuns: 250 },
    )
  })

  test('shows each needle its places in their order, until it needs no more', () => {
    const pieces = fc.constantFrom('a', 'ab', 'aab', 'abcabd', 'a long line of words ', 'é’…', '\u0000')
    const texts = fc
      .array(fc.tuple(pieces, fc.integer({ min: 1, max: 400 })), { minLength: 1, maxLength: 12 })
      .map((parts) => parts.map(([piece, times]) => piece.repeat(times)).join(''))
    const numbers = fc.record({
      start: fc.nat(),
      length: fc.integer({ min: 1, max: 60 }),
      first: fc.integer({ min: -3, max: 9000 }),
      span: fc.nat(12_000),
      enough: fc.integer({ min: 1, max: 400 }),
      change: fc.boolean(),
    })
    fc.assert(
      fc.property(texts, fc.array(numbers, { minLength: 1, maxLength: 40 }), (text, all) => {
        const sought = all.map(({ start, length, first, span, enough, change }) => {
          const at = start % text.length
          const words = text.slice(at, at + length)
          const found: number[] = []
          return {
            text: change ? `${words.slice(0, -1)}b` : words,
            ...{ first, last: first + span, enough, found },
            take: (place: number) => found.push(place) < enough,
          }
        })
        searchTogether(text, sought)
        for (const { text: words, first, last, enough, found } of sought) {
          const places: number[] = []
          const from = Math.max(0, first)
          for (let at = text.indexOf(words, from); at >= 0 && at <= last; at = text.indexOf(words, at + 1))
            places.push(at)
          expect(found).toEqual(places.slice(0, enough))
        }
      }),
      { numRuns: 300 },
    )
  })

  test('is match for each, with words of all lengths', () => {
    const lengths = fc.array(fc.tuple(fc.nat(900), fc.integer({ min: 1, max: 300 })), {
      minLength: 1,
      maxLength: 30,
    })
    const letters = fc.constantFrom('ab', 'aab ', 'abcdefghij ', 'aé’ …')
    fc.assert(
      fc.property(
        letters,
        fc.array(fc.nat(1000), { minLength: 400, maxLength: 1000 }),
        lengths,
        (units, seeds, pieces) => {
          const text = seeds.map((n) => units[n % units.length]).join('')
          const selectors = pieces.map(([start, length]) => text.slice(start, start + length))
          const together = resolve(text, selectors, searchTogether).map(({ ranges }) => ranges)
          expect(together).toEqual(selectors.map((exact) => plainly(text, { exact })))
        },
      ),
      { numRuns: 150 },
    )
  })

  test.each([1, 2, 4, 5, 10, 11, 16, 18, 19, 22, 40])(
    'skips no place, with all words of %i letters',
    (length) => {
      const text = String.fromCharCode(...Array.from({ length: 9000 }, (_, i) => 0x4e00 + i))
      const found: number[] = []
      const needles = Array.from({ length: 9001 - length }, (_, start) => ({
        text: text.slice(start, start + length),
        first: 0,
        last: text.length,
        take: (at: number) => found.push(at) > 0,
      }))
      // Not by `matchAll`: what it misses letter for letter it would find when folded.
      searchTogether(text, needles)
      expect(found.sort((a, b) => a - b)).toEqual(needles.map((_, start) => start))
    },
  )
})

test('words are looked for in fours only where four windows in a row are rare', () => {
  const [fours, one] = SHAPES
  const words = [`${'a'.repeat(20)}b7`, 'twenty rare letters, all of them']
  const sample = sampleOf('a'.repeat(9000))
  const offsets: number[][] = [[], []]
  const add = (_: number, owner: number, offset: number) => offsets[owner]?.push(offset)
  expect(fours && chooseWindows(words, sample, fours, add)).toEqual([0])
  expect(offsets).toEqual([[], [15, 16, 17, 18]])
  expect(one && chooseWindows(words, sample, one, add)).toEqual([])
  expect(offsets[0]).toEqual([20])
})

suite('describe', () => {
  test('match of it is exactly the range', () => {
    fc.assert(
      fc.property(
        textOf(60).chain((text) => fc.tuple(fc.constant(text), rangeOf(text), fc.option(rangeOf(text)))),
        ([text, some, outer]) => {
          const range = snapToGraphemes(text, some)
          if (range.start === range.end) return
          expect(match(text, describe(text, range))).toEqual([range])
          expect(match(text, describe(text, range, { maxContext: 4 }))).toEqual([range])
          const within = outer && {
            start: Math.min(outer.start, range.start),
            end: Math.max(outer.end, range.end),
          }
          if (within) expect(match(text, describe(text, range, { within }))).toEqual([range])
        },
      ),
      { numRuns: 5000 },
    )
  })

  test('in periodic text too', () => {
    for (const [period, times] of [
      ['a', 300],
      ['ab', 1000],
      ['e\u0301 ', 200],
      ['\n', 200],
      ['🇫🇷', 100],
    ] as const) {
      const text = period.repeat(times)
      for (const part of [0, 0.1, 0.5, 0.9]) {
        const start = period.length * Math.floor(times * part)
        for (const end of [start + period.length, start + 5 * period.length]) {
          expect(match(text, describe(text, { start, end }))).toEqual([{ start, end }])
        }
      }
    }
  })

  test('every word of a real text', () => {
    const text = readFileSync(new URL('../seeds/putin-mouthpiece/text.txt', import.meta.url), 'utf8')
    const ranges = Array.from(text.matchAll(/\S+/g), ({ index, 0: word }) => ({
      start: index,
      end: index + word.length,
    }))
    const selectors = ranges.map((range) => describe(text, range))
    expect(matchAll(text, selectors)).toEqual(ranges.map((range) => [range]))
    for (const { prefix = '', suffix = '' } of selectors)
      expect(prefix.length + suffix.length).toBeLessThan(50)
  })
})

test('disambiguate settles every place', () => {
  fc.assert(
    fc.property(
      textOf(40).chain((text) => fc.tuple(fc.constant(text), wordsOf(text))),
      ([text, exact]) => {
        const ranges = match(text, exact)
        disambiguate(text, ranges, exact).forEach((context, i) => {
          if (ranges.length > 1 && Object.keys(context).length > 0) {
            expect(match(text, { exact, ...context })).toEqual([ranges[i]])
          }
        })
      },
    ),
    runs,
  )
})

suite('graphemes', () => {
  test('are those of Intl.Segmenter', () => {
    fc.assert(
      fc.property(textOf(16), (text) => {
        const boundaries = boundariesOf(text)
        for (let offset = 0; offset <= text.length; offset += 1) {
          expect(isGraphemeBoundary(text, offset)).toBe(boundaries.has(offset))
        }
      }),
      { numRuns: 4000 },
    )
  })

  test('are those of Intl.Segmenter for each character beside each kind', () => {
    const others = [
      'a',
      '\u0301',
      '\u200D',
      'क',
      '\u094D',
      '\u1100',
      '가',
      '\u11A8',
      '\u0600',
      '👩',
      '🇫',
      '\n',
      '中',
    ]
    const isRight = (text: string) => {
      const boundaries = boundariesOf(text)
      return Array.from(text).every((_, i) => isGraphemeBoundary(text, i) === boundaries.has(i))
    }
    const wrong: string[] = []
    for (let point = 0; point < 0x20000; point += point < 0x1200 ? 1 : 61) {
      const character = String.fromCodePoint(point)
      wrong.push(
        ...others.flatMap((other) => [character + other, other + character]).filter((text) => !isRight(text)),
      )
    }
    expect(wrong).toEqual([])
  })
})

suite('fold', () => {
  test('the map never decreases, covers what is kept, and comes back', () => {
    fc.assert(
      fc.property(textOf(30), (text) => {
        const folded = fold(text)
        let last = 0
        let edge = 0
        for (let end = 1; end <= folded.text.length; end += 1) {
          const range = folded.toSource({ start: edge, end })
          expect(range === undefined).toBe(!folded.isEdge(end))
          if (!range) continue
          expect(range.start).toBeGreaterThanOrEqual(last)
          expect(range.end).toBeGreaterThan(range.start)
          expect(folded.fromSource(range.start)).toBe(edge)
          expect(fold(text.slice(last, range.start)).text).toBe('')
          last = range.end
          edge = end
        }
        expect(edge).toBe(folded.text.length)
        expect(fold(text.slice(last)).text).toBe('')
      }),
      runs,
    )
  })

  test('what is folded stays as it is, and is in NFC', () => {
    fc.assert(
      fc.property(textOf(20), (text) => {
        const once = fold(text).text
        expect(fold(once).text).toBe(once)
        expect(fold(text.normalize('NFD')).text).toBe(once)
        expect(fold(text.normalize('NFC')).text).toBe(once)
      }),
      runs,
    )
  })
})

test('offsets come back, and count what iteration counts', () => {
  fc.assert(
    fc.property(textOf(30), (text) => {
      const { toCodePoint, toUtf16, length } = createOffsets(text)
      let offset = 0
      let count = 0
      for (const character of text) {
        expect(toCodePoint(offset)).toBe(count)
        expect(toUtf16(count)).toBe(offset)
        offset += character.length
        count += 1
      }
      expect([length, toCodePoint(offset), toUtf16(count)]).toEqual([count, count, offset])
    }),
    runs,
  )
})

suite('nearest', () => {
  const text = readFileSync(new URL('../seeds/putin-mouthpiece/text.txt', import.meta.url), 'utf8')
  const finder = createFinder(text)

  test('finds words with one edit', () => {
    const words = Array.from(text.matchAll(/\S+/g), ({ index, 0: word }) => ({
      start: index,
      end: index + word.length,
    }))
    fc.assert(
      fc.property(
        fc.nat(words.length - 41),
        fc.integer({ min: 4, max: 40 }),
        fc.nat(),
        fc.constantFrom('insert', 'delete', 'change'),
        (first, count, seed, edit) => {
          const start = words[first]?.start ?? 0
          const end = words[first + count - 1]?.end ?? 0
          const exact = text.slice(start, end)
          const at = 1 + (seed % (exact.length - 2))
          const rest = edit === 'insert' ? at : at + 1
          const edited = exact.slice(0, at) + (edit === 'delete' ? '' : 'Ж') + exact.slice(rest)
          // Words may stand there twice, and a word of one letter that is edited may as well be missing.
          const near = finder.nearestAll(edited, 3).find(({ range }) => {
            return Math.abs(range.start - start) <= 3 && Math.abs(range.end - end) <= 3
          })
          expect(near).toBeDefined()
          // An ellipsis counts as the three dots that it is folded to.
          expect(near?.distance).toBeLessThanOrEqual(3)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('never throws, cuts no cluster, and says how far', () => {
    fc.assert(
      fc.property(
        textOf(60).chain((one) => fc.tuple(fc.constant(one), fc.oneof(wordsOf(one), textOf(50)))),
        ([one, exact]) => {
          const boundaries = boundariesOf(one)
          for (const { range, distance } of createFinder(one).nearestAll(exact, 4)) {
            expect(boundaries.has(range.start) && boundaries.has(range.end)).toBe(true)
            expect(range.end).toBeGreaterThan(range.start)
            expect(distance).toBe(
              edits(fold(exact).text.trim(), fold(one.slice(range.start, range.end)).text),
            )
          }
        },
      ),
      runs,
    )
  })
})

suite('time', () => {
  /** Generous, because machines differ: what is quadratic takes minutes here. */
  const within = (milliseconds: number, work: () => unknown) => {
    const before = performance.now()
    work()
    expect(performance.now() - before).toBeLessThan(milliseconds)
  }
  const letters = 'a'.repeat(300_000)
  test.each<[string, () => unknown]>([
    ['long words in periodic text', () => match(letters, 'a'.repeat(5000))],
    ['long words that nearly fit', () => matchAll(letters, [`${'a'.repeat(4999)}b`, `b${'a'.repeat(4999)}`])],
    [
      'the same words in many passages',
      () =>
        matchAll(
          letters,
          Array.from({ length: 3000 }, (_, i) => ({
            exact: 'a',
            within: { start: 100 * i, end: 100 * i + 100 },
          })),
        ),
    ],
    ['long prefix', () => match(letters, { exact: 'a', prefix: `b${'a'.repeat(5000)}` })],
    [
      'many words that nest',
      () =>
        matchAll(
          letters,
          Array.from({ length: 2000 }, (_, i) => 'a'.repeat(i + 1)),
          { limit: 2 },
        ),
    ],
    ['a run of marks', () => match(`e${'\u0301\u0316'.repeat(100_000)} x`, 'e\u0301 x')],
    ['a run of flags', () => match('🇫🇷'.repeat(100_000), '🇫🇷')],
    ['a run of white space', () => match(`a${' \u200B'.repeat(300_000)}b`, 'a b')],
    ['describe in periodic text', () => describe(letters, { start: 150_000, end: 150_001 })],
    ['disambiguate thousands of places', () => disambiguate(letters, match(letters.slice(0, 5000), 'a'))],
    ['nearest in periodic text', () => createFinder(letters).nearest('a'.repeat(4000) + 'b'.repeat(1000))],
  ])('%s', (_, work) => within(15_000, work))
})

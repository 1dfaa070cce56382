import { readFileSync } from 'node:fs'
import { describe as suite, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import {
  createFinder,
  createOffsets,
  describe,
  disambiguate,
  fold,
  fromCodePoints,
  isGraphemeBoundary,
  match,
  matchAll,
  matchCut,
  nearest,
  type QuoteSelector,
  type Range,
  type Selector,
  snapToGraphemes,
  toCodePoints,
} from '../plugins/text-selector/index.ts'
import { searchTogether } from '../plugins/text-selector/match-all.ts'
import { resolve } from '../plugins/text-selector/resolve.ts'
import * as everything from '../plugins/text-selector/index.ts'

type Case = { text: string; find: Selector; ranges?: [number, number][] }

/** Takes the marks out of a text, and says where they stood. */
function unmarked(marked: string): { text: string; found: Range[]; within: Range | undefined } {
  let text = ''
  const found: Range[] = []
  const within: number[] = []
  for (const character of marked) {
    if (character === '⟦') found.push({ start: text.length, end: -1 })
    else if (character === '⟧') found.push({ start: found.pop()?.start ?? -1, end: text.length })
    else if (character === '⟨' || character === '⟩') within.push(text.length)
    else text += character
  }
  const [start, end] = within
  return { text, found, within: start === undefined || end === undefined ? undefined : { start, end } }
}

/** YAML numbers are words as well: `exact: 1914` is what somebody would write. */
function selectorOf(find: Selector, within: Range | undefined): Selector {
  const selector = typeof find === 'object' ? find : String(find)
  if (!within) return selector
  return typeof selector === 'string' ? { exact: selector, within } : { ...selector, within }
}

const groups = parse(
  readFileSync(new URL('fixtures/text-selector/match.yaml', import.meta.url), 'utf8'),
) as Record<string, Case[]>

for (const [group, cases] of Object.entries(groups)) {
  suite(`match: ${group}`, () => {
    test.each(cases.map((one) => [JSON.stringify(one.find), one.text, one] as const))(
      '%s in %s',
      (_, marked, one) => {
        const { text, found, within } = unmarked(marked)
        const expected = one.ranges?.map(([start, end]) => ({ start, end })) ?? found
        const selector = selectorOf(one.find, within)
        expect(match(text, selector)).toEqual(expected)
        expect(resolve(text, [selector], searchTogether).map(({ ranges }) => ranges)).toEqual([expected])
        for (const range of found) {
          expect(match(text, describe(text, range))).toEqual([range])
        }
      },
    )
  })
}

test('all of the fixtures together, in one pass each', () => {
  const cases = Object.values(groups).flat()
  expect(cases.length).toBeGreaterThan(200)
  for (const { text: marked } of cases.slice(0, 60)) {
    const { text } = unmarked(marked)
    const selectors = cases.map((one) => selectorOf(one.find, undefined))
    const together = resolve(text, selectors, searchTogether).map(({ ranges }) => ranges)
    expect(together).toEqual(selectors.map((selector) => match(text, selector)))
  }
})

test('the exports are the contract', () => {
  expect(Object.keys(everything).sort()).toEqual([
    'createFinder',
    'createOffsets',
    'describe',
    'disambiguate',
    'fold',
    'fromCodePoints',
    'isGraphemeBoundary',
    'match',
    'matchAll',
    'matchCut',
    'nearest',
    'snapToGraphemes',
    'toCodePoints',
  ])
})

suite('limit', () => {
  const text = 'a'.repeat(1000)
  const none = Array.from({ length: 3 }, (_, i) => ({ start: i, end: i + 1 }))
  test('keeps the first ranges', () => {
    expect(match(text, 'a', { limit: 3 })).toEqual(none)
    expect(matchAll(text, ['a', 'a', 'b'], { limit: 3 })).toEqual([none, none, []])
  })
  test('does not hide a later occurrence', () => {
    expect(match(text, { exact: 'a', occurrence: 900 }, { limit: 2 })).toEqual([{ start: 899, end: 900 }])
  })
  test('keeps the first ranges of a RangeSelector', () => {
    expect(match('b d d b d', { from: 'b', to: 'd' }, { limit: 2 })).toEqual([
      { start: 0, end: 3 },
      { start: 0, end: 5 },
    ])
    expect(match('abcb xbcb', { from: 'abcb', to: 'b' }, { limit: 1 })).toEqual([{ start: 0, end: 4 }])
  })
  test('a RangeSelector never yields more than 10,000', () => {
    expect(match(text, { from: 'a', to: 'a' })).toHaveLength(10_000)
  })
})

suite('matchCut', () => {
  test('says where the words stand but cut a cluster', () => {
    expect(matchCut('cafe\u0301', 'cafe')).toEqual([{ start: 0, end: 4 }])
    expect(matchCut('👨‍👩‍👧', '👩')).toEqual([{ start: 3, end: 5 }])
    expect(matchCut('cafe', 'cafe')).toEqual([])
    expect(matchCut('می‌خواهم', 'می')).toEqual([{ start: 0, end: 2 }])
  })
  test('looks at both ends of a RangeSelector', () => {
    expect(matchCut('e\u0301 a', { from: 'e', to: 'a' })).toEqual([{ start: 0, end: 1 }])
    expect(matchCut('a e\u0301', { from: 'a', to: 'e' })).toEqual([{ start: 2, end: 3 }])
  })
})

suite('graphemes', () => {
  test('snap outwards', () => {
    expect(snapToGraphemes('xe\u0301y', { start: 2, end: 2 })).toEqual({ start: 1, end: 3 })
    expect(snapToGraphemes('xe\u0301y', { start: 1, end: 2 })).toEqual({ start: 1, end: 3 })
    expect(snapToGraphemes('abc', { start: 1, end: 1 })).toEqual({ start: 1, end: 1 })
    expect(snapToGraphemes('🇫🇷🇩🇪', { start: 2, end: 6 })).toEqual({ start: 0, end: 8 })
  })
  test('offsets that are none are no boundaries', () => {
    expect(isGraphemeBoundary('a', -1)).toBe(false)
    expect(isGraphemeBoundary('a', 2)).toBe(false)
    expect(isGraphemeBoundary('', 0)).toBe(true)
  })
})

suite('describe', () => {
  const at = (text: string, words: string, nth = 1): Range => {
    let start = -1
    for (let i = 0; i < nth; i += 1) start = text.indexOf(words, start + 1)
    return { start, end: start + words.length }
  }
  const cases: [string, string, number, QuoteSelector][] = [
    ['the quick fox', 'quick', 1, { exact: 'quick' }],
    ['a fox, the fox', 'fox', 1, { exact: 'fox', suffix: ',' }],
    ['a fox, the fox', 'fox', 2, { exact: 'fox', prefix: 'the ' }],
    ['old fox hunting, old fox tail', 'fox', 1, { exact: 'fox', suffix: ' hunting' }],
    ['old fox hunting, old fox tail', 'fox', 2, { exact: 'fox', prefix: ' old ' }],
    ['fox', 'fox', 1, { exact: 'fox' }],
    ['fox fox', 'fox', 2, { exact: 'fox', prefix: ' ' }],
    ['fox fox', 'fox', 1, { exact: 'fox', suffix: ' ' }],
    ['or x a y or x a z or w a y or', 'a', 1, { exact: 'a', prefix: 'x ', suffix: ' y' }],
    ['吾輩は猫である。猫は', '猫', 2, { exact: '猫', prefix: '。' }],
    ['e\u0301 a e a e', 'a', 1, { exact: 'a', prefix: 'e\u0301 ' }],
  ]
  test.each(cases)('%s: %s %i', (text, words, nth, expected) => {
    expect(describe(text, at(text, words, nth))).toEqual(expected)
  })
  test('names the range it was limited to', () => {
    const within = { start: 7, end: 14 }
    expect(describe('a fox, the fox', { start: 11, end: 14 }, { within })).toEqual({ exact: 'fox', within })
  })
  test('counts where the context would be too long', () => {
    const text = 'ab'.repeat(1000)
    expect(describe(text, { start: 1000, end: 1001 }, { maxContext: 200 })).toEqual({
      exact: 'a',
      occurrence: 501,
    })
  })
  test.each([
    [0, 0],
    [2, 1],
    [-1, 1],
    [0, 9],
    [0, 1],
    [0.5, 2],
    [NaN, 2],
  ])('refuses the range %d-%d', (start, end) => {
    expect(() => describe('e\u0301x', { start, end })).toThrow(RangeError)
  })
  test('refuses a range outside of the one it is limited to', () => {
    expect(() => describe('abc', { start: 0, end: 2 }, { within: { start: 1, end: 3 } })).toThrow(RangeError)
  })
})

suite('disambiguate', () => {
  test('the shortest prefix or suffix for each place', () => {
    const text = 'a fox ran, the fox ran, the fox sat'
    expect(disambiguate(text, match(text, 'fox'))).toEqual([
      { prefix: 'a ' },
      { prefix: 'a fox ran, the ' },
      { suffix: ' sat' },
    ])
  })
  test('one place needs nothing', () => {
    expect(disambiguate('a fox', [{ start: 2, end: 5 }])).toEqual([{}])
  })
  test('context that differs only in typography does not settle words that were folded', () => {
    const text = '“it’s x, "it’s y'
    expect(disambiguate(text, match(text, "it's"), "it's")).toEqual([{ suffix: ' x' }, { suffix: ' y' }])
  })
  test('white space of folded context is typed as spaces, since a line end may be YAML’s own', () => {
    const text = 'a\rbab\rb\n\r'
    const ranges = match(text, 'a\r\r')
    expect(disambiguate(text, ranges, 'a\r\r')).toEqual([{ suffix: ' ' }, { prefix: 'b' }])
  })
  test('gives up where nothing settles it', () => {
    const text = 'ab'.repeat(3000)
    expect(disambiguate(text, match(text, 'a'))[1500]).toEqual({})
  })
})

suite('fold', () => {
  test.each([
    ['It’s “so” — …', 'It\'s "so" - ...'],
    ['a \u00A0\n b', 'a b'],
    ['\uFEFFdic\u00ADtion', 'diction'],
    ['e\u0301', '\u00E9'],
    ['Straße ﬁ Ⅳ', 'Straße ﬁ Ⅳ'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(fold(text).text).toBe(expected)
  })
  test('the way back is exact', () => {
    const { toSource } = fold('a…\u00ADe\u0301 \n b')
    expect(toSource({ start: 0, end: 1 })).toEqual({ start: 0, end: 1 })
    expect(toSource({ start: 1, end: 4 })).toEqual({ start: 1, end: 2 })
    expect(toSource({ start: 1, end: 3 })).toBeUndefined()
    expect(toSource({ start: 4, end: 5 })).toEqual({ start: 3, end: 5 })
    expect(toSource({ start: 5, end: 6 })).toEqual({ start: 5, end: 8 })
    expect(toSource({ start: 3, end: 7 })).toBeUndefined()
    expect(toSource({ start: 1, end: 7 })).toEqual({ start: 1, end: 9 })
    expect(fold('a \u200Bb').toSource({ start: 1, end: 2 })).toEqual({ start: 1, end: 2 })
  })
})

suite('offsets', () => {
  test('count pairs once and surrogates alone once', () => {
    const text = 'a😀\uD83Db😀'
    const { toCodePoint, toUtf16, length } = createOffsets(text)
    expect(length).toBe(5)
    expect([0, 1, 3, 4, 5, 7].map(toCodePoint)).toEqual([0, 1, 2, 3, 4, 5])
    expect([0, 1, 2, 3, 4, 5].map(toUtf16)).toEqual([0, 1, 3, 4, 5, 7])
  })
  test('ranges there and back', () => {
    expect(toCodePoints('😀ab', { start: 2, end: 4 })).toEqual({ start: 1, end: 3 })
    expect(fromCodePoints('😀ab', { start: 1, end: 3 })).toEqual({ start: 2, end: 4 })
  })
  test('refuse what is no offset', () => {
    const { toCodePoint, toUtf16 } = createOffsets('😀a')
    for (const offset of [-1, 1, 4, 0.5, NaN]) expect(() => toCodePoint(offset)).toThrow(RangeError)
    for (const offset of [-1, 3, 0.5]) expect(() => toUtf16(offset)).toThrow(RangeError)
  })
})

suite('nearest', () => {
  const text = readFileSync(new URL('../seeds/putin-mouthpiece/text.txt', import.meta.url), 'utf8')
  const words = (exact: string, of = text) => {
    const near = nearest(of, exact)
    return near && of.slice(near.range.start, near.range.end)
  }
  test.each([
    ['the inteligence community dossier', 'the intelligence community dossier'],
    ['the intelligence comunity', 'the intelligence community'],
    ['THE INTELLIGENCE COMMUNITY DOSSIER', 'the intelligence community dossier'],
    ['the intelligence community file', 'the intelligence community'],
    ['the Russian ambassador, Sergei Kislyak', 'the Russian ambassador, Sergey Kislyak'],
    ['the Russian embassador', 'the Russian ambassador'],
    ['a race with few good choices', 'a race with no good choices'],
    ['a race with good choices', 'a race with no good choices'],
    [
      'He kept on saying that we will respect the choice of American people',
      'He kept saying that we will respect a choice of American people',
    ],
    ['specialist in politology', 'specialists in politology'],
  ])('%s', (exact, expected) => {
    const found = createFinder(text)
      .nearestAll(exact, 3)
      .map(({ range }) => text.slice(range.start, range.end))
    expect(found.some((one) => fold(one).text.includes(fold(expected).text))).toBe(true)
  })
  test('other scripts', () => {
    expect(words('εν αρχη ην ο λογος', 'Ὅτε Ἐν ἀρχῇ ἦν ὁ λόγος, καὶ')).toBe('Ἐν ἀρχῇ ἦν ὁ λόγος')
    expect(words('בראשית ברא', 'אז בְּרֵאשִׁית בָּרָא אלהים')).toBe('בְּרֵאשִׁית בָּרָא')
    expect(words('天下太势', '话说天下大势，分久必合')).toBe('天下大势')
    expect(words('पढना', 'वह पढ़ना चाहता')).toBe('पढ़ना')
  })
  test('the distance is in folded letters, and nothing is near to what is far', () => {
    expect(nearest('a big fox', 'big fix')).toEqual({ range: { start: 2, end: 9 }, distance: 1 })
    expect(nearest(text, 'Ceterum censeo Carthaginem')).toBeUndefined()
    expect(nearest(text, '')).toBeUndefined()
    expect(nearest('', 'abc')).toBeUndefined()
  })
  test('a place begins and ends with whole signs', () => {
    expect(nearest('xx… code', '. cade')?.range).toEqual({ start: 2, end: 8 })
    expect(nearest('code…', 'cade.')?.range).toEqual({ start: 0, end: 5 })
  })
  test('ties are listed in the order of the text', () => {
    const found = createFinder('the red fox. the rod fox. the rid fox.').nearestAll('the rxd fox', 5)
    expect(found.map(({ range, distance }) => [range.start, distance])).toEqual([
      [0, 1],
      [13, 1],
      [26, 1],
    ])
  })
})

test('a long run of signs that extend is gone along once, not from each of its middles', () => {
  const text = `x${'\u{E0041}'.repeat(5_000)}y`
  let shown = 0
  const segment = Reflect.get(Intl.Segmenter.prototype, 'segment')
  const watch = vi.spyOn(Intl.Segmenter.prototype, 'segment').mockImplementation(function (
    this: Intl.Segmenter,
    input: string,
  ) {
    shown += input.length
    return segment.call(this, input)
  })
  const found = snapToGraphemes(text, { start: 3, end: 4 })
  watch.mockRestore()
  expect(found).toEqual({ start: 0, end: text.length - 1 })
  expect(shown).toBeLessThan(10 * text.length)
})

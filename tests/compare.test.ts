import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { compareWords, type Piece } from '../src/edition/compare.ts'

type Case = {
  readonly name: string
  readonly language?: string
  readonly text: string
  readonly parallel: string
  readonly marked: readonly [string, string]
}

const cases = parse(readFileSync(join(import.meta.dirname, 'fixtures/compare/cases.yaml'), 'utf8')) as Case[]

const signs = { same: ['', ''], only: ['{', '}'], slight: ['<', '>'], skipped: ['~', '~'] } as const
const marked = (pieces: readonly Piece[]) => pieces.map(({ kind, text }) => signs[kind].join(text)).join('')
const joined = (pieces: readonly Piece[]) => pieces.map(({ text }) => text).join('')

describe('two wordings', () => {
  test.each(cases)('$name', ({ text, parallel, language = 'en', marked: expected }) => {
    const found = compareWords(text, parallel, language)
    expect([marked(found.text), marked(found.parallel)]).toEqual(expected)
  })

  test('words are counted on each side', () => {
    expect(compareWords('a long toll was paid', 'a toll was not […] paid').counts).toEqual({
      same: 4,
      text: 1,
      parallel: 1,
    })
  })
})

/** Words that often meet, with all that stands between words. */
const word = fc.constantFrom(
  'the',
  'The',
  'toll',
  'bridge',
  'café',
  'cafe\u0301',
  'was',
  'הַלְלוּ',
  'הללו',
  '橋は',
  '👩‍👩‍👧',
  '12',
)
const between = fc.constantFrom(' ', ', ', '. ', '\n', '\r\n', ' […] ', ' ... ', '—', '-', '’', '\u200B', '')
const wording = fc.array(fc.tuple(between, word), { maxLength: 25 }).map((parts) => parts.flat().join(''))

describe('whatever is compared', () => {
  test('no character is lost or added', () => {
    fc.assert(
      fc.property(wording, wording, (text, parallel) => {
        const found = compareWords(text, parallel)
        expect([joined(found.text), joined(found.parallel)]).toEqual([text, parallel])
      }),
    )
  })

  test('a wording does not differ from itself', () => {
    fc.assert(
      fc.property(wording, (text) => {
        const { counts, text: own, parallel } = compareWords(text, text)
        expect([counts.text, counts.parallel]).toEqual([0, 0])
        for (const { kind } of [...own, ...parallel]) expect(kind).toMatch(/same|skipped/)
      }),
    )
  })

  test('no two pieces of a kind stand together, and none is empty', () => {
    fc.assert(
      fc.property(wording, wording, (text, parallel) => {
        for (const pieces of Object.values({ ...compareWords(text, parallel), counts: [] as Piece[] })) {
          pieces.forEach((piece, index) => {
            expect(piece.text).not.toBe('')
            expect(piece.kind).not.toBe(pieces[index - 1]?.kind)
          })
        }
      }),
    )
  })

  test('without signs of omission, what one has alone is what the other lacks', () => {
    const plain = fc.array(word, { maxLength: 20 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(plain, plain, (text, parallel) => {
        const there = compareWords(text, parallel).counts
        const back = compareWords(parallel, text).counts
        expect(there.same + there.text).toBe(back.same + back.parallel)
        expect(there.same + there.parallel).toBe(back.same + back.text)
      }),
    )
  })

  test('two long wordings are compared in a moment', () => {
    const long = (seed: number) =>
      Array.from({ length: 3000 }, (_, index) => `w${(index * seed) % 997}`).join(' ')
    const started = process.cpuUsage()
    compareWords(long(7), long(13))
    const others = Array.from({ length: 30_000 }, (_, index) => `v${index}`).join(' ')
    expect(compareWords(others, others.replaceAll('v', 'w')).counts).toEqual({
      same: 0,
      text: 30_000,
      parallel: 30_000,
    })
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as api from '../plugins/text-align/index.ts'
import { align, type Piece, pieces, shares, transfer, type Transfer } from '../plugins/text-align/index.ts'
import { fold, isGraphemeBoundary, snapToGraphemes } from '../plugins/text-selector/index.ts'
import { passagesOf, revise, scripts } from './support/revise.ts'

test('exports', () => {
  expect(Object.keys(api).sort()).toEqual(['align', 'pieces', 'shares', 'transfer'])
})

/** What becomes of each passage of a text; a passage is marked by brackets, and so is its place in the new text. */
type Case = {
  readonly name: string
  readonly old: string
  readonly new: string
  readonly status: Transfer['status']
}

const opening = 'Nobody knew who had built the lighthouse on the northern cliff.'
const middle = 'Every evening the keeper climbed its ninety steps with a lantern.'
const closing = 'In winter the harbour froze, and no ship came until the spring.'

const cases: readonly Case[] = [
  {
    name: 'words that stay',
    old: `${opening} [${middle}] ${closing}`,
    new: `${opening} [${middle}] ${closing}`,
    status: 'exact',
  },
  {
    name: 'a part of a word that stays',
    old: `${opening} Every even[ing] was long.`,
    new: `New. ${opening} Every even[ing] was long.`,
    status: 'exact',
  },
  {
    name: 'words after a deletion',
    old: `${opening} ${middle} [${closing}]`,
    new: `${opening} [${closing}]`,
    status: 'exact',
  },
  {
    name: 'a merged paragraph',
    old: `${opening} [${middle}\n\n${closing}]`,
    new: `${opening} [${middle} ${closing}]`,
    status: 'exact',
  },
  {
    name: 'a split paragraph',
    old: `${opening} [${middle} ${closing}]`,
    new: `${opening} [${middle}\n\n${closing}]`,
    status: 'exact',
  },
  {
    name: 'quotation marks',
    old: `${opening} She said [“it’s closed – for ever…”] ${closing}`,
    new: `${opening} She said ["it's closed - for ever..."] ${closing}`,
    status: 'exact',
  },
  {
    name: 'two hyphens for a dash',
    old: `${opening} [Dark--or nearly] so. ${closing}`,
    new: `${opening} [Dark—or nearly] so. ${closing}`,
    status: 'exact',
  },
  {
    name: 'composed letters',
    old: `${opening} [Cafe\u0301 Ángel] ${closing}`,
    new: `${opening} [Café A\u0301ngel] ${closing}`,
    status: 'exact',
  },
  {
    name: 'lines of Chinese broken elsewhere',
    old: '天地玄黄，[宇宙洪荒。日月盈昃]，辰宿列张。',
    new: '天地玄黄，[宇宙洪\n荒。日月盈昃]，辰宿列张。',
    status: 'exact',
  },
  {
    name: 'a moved sentence',
    old: `${opening} ${middle} [${closing}]`,
    new: `[${closing}] ${opening} ${middle}`,
    status: 'moved',
  },
  {
    name: 'words of a moved sentence',
    old: `${opening} ${middle} In winter [the harbour] froze, and no ship came until the spring.`,
    new: `In winter [the harbour] froze, and no ship came until the spring. ${opening} ${middle}`,
    status: 'moved',
  },
  {
    name: 'a word changed inside',
    old: `${opening} Every evening [the keeper climbed its ninety steps] with a lantern. ${closing}`,
    new: `${opening} Every evening [the keeper climbed its eighty steps] with a lantern. ${closing}`,
    status: 'reworded',
  },
  {
    name: 'the first word changed',
    old: `${opening} Every evening the [keeper climbed its ninety steps] with a lantern. ${closing}`,
    new: `${opening} Every evening the [warden climbed its ninety steps] with a lantern. ${closing}`,
    status: 'reworded',
  },
  {
    name: 'the last word changed',
    old: `${opening} Every evening the keeper climbed [its ninety steps] with a lantern. ${closing}`,
    new: `${opening} Every evening the keeper climbed [its ninety stairs] with a lantern. ${closing}`,
    status: 'reworded',
  },
  {
    name: 'a word respelled',
    old: `${opening} The [colour] of the sea was grey. ${closing}`,
    new: `${opening} The [color] of the sea was grey. ${closing}`,
    status: 'reworded',
  },
  {
    name: 'an accent mended',
    old: 'Ἐν ἀρχῇ ἦν ὁ λόγος, καὶ [ὁ λόγος ἠν πρὸς] τὸν θεόν, καὶ θεὸς ἦν ὁ λόγος.',
    new: 'Ἐν ἀρχῇ ἦν ὁ λόγος, καὶ [ὁ λόγος ἦν πρὸς] τὸν θεόν, καὶ θεὸς ἦν ὁ λόγος.',
    status: 'reworded',
  },
  {
    name: 'words inserted',
    old: `${opening} Every evening [the keeper climbed] its steps. ${closing}`,
    new: `${opening} Every evening [the old keeper slowly climbed] its steps. ${closing}`,
    status: 'reworded',
  },
  {
    name: 'a deleted sentence',
    old: `${opening} [${middle}] ${closing}`,
    new: `${opening} ${closing}`,
    status: 'lost',
  },
  {
    name: 'a sentence rewritten beyond recognition',
    old: `${opening} [${middle}] ${closing}`,
    new: `${opening} Of the man who lived there people said only that he disliked the company of gulls. ${closing}`,
    status: 'lost',
  },
  {
    name: 'a replaced word alone',
    old: `${opening} Every evening the [keeper] climbed its steps. ${closing}`,
    new: `${opening} Every evening the ghost climbed its steps. ${closing}`,
    status: 'lost',
  },
  {
    name: 'a deleted sentence whose words stand elsewhere too',
    old: `${opening} [She was not afraid.] ${middle} She was not afraid. ${closing}`,
    new: `${opening} ${middle} She was not afraid. ${closing}`,
    status: 'lost',
  },
  {
    name: 'one of two neighbours that are the same',
    old: `${opening} [Very cold.] Very cold. ${closing}`,
    new: `${opening} Very cold. ${closing}`,
    status: 'lost',
  },
  {
    name: 'a moved sentence with two copies',
    old: `[${closing}] ${opening} ${middle} So it went.`,
    new: `${opening} ${middle} ${closing} So it went. ${closing}`,
    status: 'lost',
  },
  {
    name: 'a moved sentence that stands in another place as well',
    old: `[${closing}] ${opening} Nobody dared to ask. ${middle} ${closing} Nobody saw him leave that year.`,
    new: `${opening} Nobody dared to ask. [${closing}] ${middle} ${closing} Nobody saw him leave that year.`,
    status: 'moved',
  },
  {
    name: 'a moved sentence, with another in its place that has some of its words',
    old: `${opening} [The gulls of the north were his only friends, so he fed them fish.] ${middle} ${closing}`,
    new: `${opening} The wrath of the wind kept him in bed. ${middle} ${closing} [The gulls of the north were his only friends, so he fed them fish.]`,
    status: 'moved',
  },
  {
    name: 'points left out',
    old: 'בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת [הַשָּׁמַיִם וְאֵת הָאָרֶץ] וְהָאָרֶץ הָיְתָה תֹהוּ וָבֹהוּ',
    new: 'בראשית ברא אלהים את [השמים ואת הארץ] והארץ היתה תהו ובהו',
    status: 'reworded',
  },
  {
    name: 'rare words among others that were all changed',
    old: `${opening} ${'of the and to a '.repeat(60)}[of the lighthouse and to the harbour] ${closing}`,
    new: `${opening} ${'of the and to a '.repeat(60)}some lighthouse upon that harbour ${closing}`,
    status: 'lost',
  },
  {
    name: 'a word that two different sentences share',
    old: `${revise('latin', 1, 20, 0).old.text} On stormy days nobody among us dared to bring his [lantern] down from where it hung beside that narrow bed. ${closing}`,
    new: `${revise('latin', 1, 20, 0).old.text} My aunt who sold herring at Easter always said some lantern would fetch more than seven cats could earn. ${closing}`,
    status: 'lost',
  },
  { name: 'nothing', old: `${opening}[] ${middle}`, new: `${opening} ${middle}`, status: 'lost' },
]

function unmarked(text: string): { text: string; range: { start: number; end: number } | undefined } {
  const [start, end] = [text.indexOf('['), text.indexOf(']')]
  return { text: text.replace(/[[\]]/g, ''), range: start < 0 ? undefined : { start, end: end - 1 } }
}

test.each(cases)('$name: $status', (one) => {
  const [old, after] = [unmarked(one.old), unmarked(one.new)]
  const result = transfer(align(old.text, after.text), old.range ?? { start: 0, end: 0 })
  expect(result.status).toBe(one.status)
  expect(result.range && after.text.slice(result.range.start, result.range.end)).toBe(
    after.range && after.text.slice(after.range.start, after.range.end),
  )
  expect(result.range).toEqual(after.range)
})

test('tells typography from words, and says why it does not know', () => {
  const alignment = align(`${opening} “Gone!” Very cold. Very cold.`, `${opening} "Gone!" Very cold.`)
  const at = (words: string) => {
    const start = alignment.old.text.indexOf(words)
    return transfer(alignment, { start, end: start + words.length })
  }
  expect(at('“Gone!”')).toMatchObject({ status: 'exact', typography: true, score: 1 })
  expect(at('lighthouse')).toMatchObject({ status: 'exact', typography: false, score: 1 })
  expect(at('Very cold.')).toMatchObject({ status: 'lost', ambiguous: true })
})

test('links next to nothing between two stretches that have only common words in common', () => {
  const [one, other] = [1, 2].map((seed) => revise('latin', seed, 12, 0).old.text)
  const { links, old } = align(`${opening} ${one} ${closing}`, `${opening} ${other} ${closing}`)
  const inside = links.subarray(12, old.count - 14)
  expect(inside.length).toBeGreaterThan(500)
  expect(inside.filter((to) => to >= 0).length / inside.length).toBeLessThan(0.05)
})

test('tells by the line which of two stretches was inserted', () => {
  const old = 'Nobody knew the lighthouse\nThe sea rose and the harbour froze\n'
  const after = 'Nobody knew the lighthouse\nThe wind fell\nThe sea rose and the harbour froze\n'
  const start = old.indexOf('The sea')
  const { range } = transfer(align(old, after), { start, end: start + 'The sea'.length })
  expect(range?.start).toBe(after.indexOf('The sea'))
})

/** Two texts as one: `[-taken out-]`, `[+put in+]`. */
function shown(old: string, after: string, lines = false): string {
  const all = { start: 0, end: old.length }
  const signs = { same: ['', ''], removed: ['[-', '-]'], added: ['[+', '+]'] }
  return pieces(align(old, after), all, { start: 0, end: after.length }, lines)
    .map(({ kind, text }) => signs[kind].join(text))
    .join('')
}

describe('two texts shown as one', () => {
  test.each([
    [`${opening} Very cold.`, `${opening} Very bitterly cold.`, `${opening} Very [+bitterly +]cold.`],
    [`${opening} The keeper’s wife.`, `${opening} The keeper’s wife.`, `${opening} The keeper’s wife.`],
    // A word of several parts is one.
    [
      `${opening} They don’t know.`,
      `${opening} They won’t know.`,
      `${opening} They [-don’t-][+won’t+] know.`,
    ],
    [
      `${opening} All 1,234 gulls.`,
      `${opening} All 1,235 gulls.`,
      `${opening} All [-1,234-][+1,235+] gulls.`,
    ],
    // Letter for letter, typography included.
    [
      `${opening} A “great” house.`,
      `${opening} A "great" house.`,
      `${opening} A [-“-][+"+]great[-”-][+"+] house.`,
    ],
    [`${middle}\r\n${closing}`, `${middle} ${closing}`, `${middle} ${closing}`],
    [`${middle} ${closing}`, `${middle}\n\n${closing}`, `${middle}[- -][+\n\n+]${closing}`],
    ['天地玄黄，宇宙洪荒。', '天地玄黄，宇宙大洪荒。', '天地玄黄，宇宙[+大+]洪荒。'],
    // A user-perceived character is never cut.
    [`${opening} 👩\u200D💻 she`, `${opening} 👩\u200D🔬 she`, `${opening} [-👩\u200D💻-][+👩\u200D🔬+] she`],
  ])('%j and %j', (old, after, expected) => {
    expect(shown(old, after)).toBe(expected)
  })

  test('what stayed in order is the same, whatever was moved past it', () => {
    expect(shown(`Very cold it was, and dark. ${opening}`, `${opening} Very cold it was, and dark.`)).toBe(
      `[-Very cold it was, and dark. -]${opening}[+ Very cold it was, and dark.+]`,
    )
  })

  test('a line end counts where lines do', () => {
    expect(shown(`${middle}\n${closing}`, `${middle} ${closing}`, true)).toBe(
      `${middle}[-\n-][+ +]${closing}`,
    )
  })

  test('holds both, whatever they are', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.boolean(), (one, other, lines) => {
        const [a, b] = [
          { start: 0, end: one.length },
          { start: 0, end: other.length },
        ]
        const all = pieces(align(one, other), a, b, lines)
        const without = (kind: Piece['kind']) =>
          all.map((piece) => (piece.kind === kind ? '' : piece.text)).join('')
        expect(without('removed')).toBe(other)
        expect(without('added').replace(/\s+/g, ' ')).toBe(one.replace(/\s+/g, ' '))
        if (one === other) expect(all.filter(({ kind }) => kind !== 'same')).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })
})

describe('what stretches share', () => {
  const rangesOf = (text: string) =>
    [...text.matchAll(/[^\n]+/g)].map((found) => ({ start: found.index, end: found.index + found[0].length }))
  const sharesOf = (old: string, after: string) =>
    shares(align(old, after), rangesOf(old), rangesOf(after)).map(
      ({ old: from, new: to, ofOld, ofNew, moved }) =>
        `${from}→${to} ${ofOld.toFixed(1)} ${ofNew.toFixed(1)}${moved ? ' moved' : ''}`,
    )

  test('tells what stayed, what was moved and what was divided', () => {
    expect(sharesOf(`${opening}\n${middle}`, `${opening}\nAll is new here.\n${middle}`)).toEqual([
      '0→0 1.0 1.0',
      '1→2 1.0 1.0',
    ])
    expect(sharesOf(`${closing}\n${opening}\n${middle}`, `${opening}\n${middle}\n${closing}`)).toEqual([
      '0→2 1.0 1.0 moved',
      '1→0 1.0 1.0',
      '2→1 1.0 1.0',
    ])
    // What was respelled counts in part.
    expect(sharesOf('The grey colour', 'The grey color')).toEqual(['0→0 0.9 0.9'])
    expect(sharesOf(`${opening} ${middle}`, `${opening}\n${middle}`)).toEqual(['0→0 0.5 1.0', '0→1 0.5 1.0'])
  })
})

describe('edits made by a script', () => {
  test.each(Object.keys(scripts))('%s', (script) => {
    const sums = { passages: 0, whole: 0, found: 0, wrong: 0, false: 0 }
    for (let seed = 1; seed <= 4; seed += 1) {
      const revision = revise(script, seed, 60, 66)
      const alignment = align(revision.old.text, revision.new.text)
      for (const passage of passagesOf(revision, 300, seed + 100)) {
        const { status, range } = transfer(alignment, passage)
        const isThere =
          range !== undefined && range.start === passage.left?.start && range.end === passage.left.end
        const isSame = status === 'exact' || status === 'moved'
        const isApart =
          range !== undefined &&
          (passage.left === undefined || range.start >= passage.left.end || range.end <= passage.left.start)
        sums.passages += 1
        sums.whole += passage.whole ? 1 : 0
        sums.found += passage.whole && isThere && isSame ? 1 : 0
        sums.wrong += isSame && !isThere ? 1 : 0
        sums.false += status === 'reworded' && isApart ? 1 : 0
      }
    }
    expect(sums.whole).toBeGreaterThan(800)
    expect(sums.wrong).toBe(0)
    expect(sums.found / sums.whole).toBeGreaterThanOrEqual(0.95)
    expect(sums.false / sums.passages).toBeLessThan(0.005)
  })
})

/**
 * Few signs, so that everything repeats and joins. No mark stands alone: after a sign that counts for nothing it joins
 * the letter before in the folded text, but not in the text.
 */
const anyText = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'the ',
      'cat',
      ' ',
      '\n\n',
      '. ',
      '“',
      "'",
      '—',
      '--',
      '…',
      '.',
      'é',
      'e\u0301',
      '\u200B',
      '\u00AD',
      '天',
      '地',
      'א',
      'ב\u05B8',
      'क्षे',
      '👩\u200D💻',
      '🇦',
      '\uD800',
      '\uFEFF',
      '\r\n',
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''))

function rangeIn(text: string, from: number, length: number) {
  const start = Math.floor(from * text.length)
  return snapToGraphemes(text, { start, end: Math.min(text.length, start + 1 + Math.floor(length * 20)) })
}

const fraction = fc.double({ min: 0, max: 0.999, noNaN: true })

describe('laws', () => {
  test('a text aligned with itself leaves every passage exactly where it is', () => {
    fc.assert(
      fc.property(anyText, fraction, fraction, (text, from, length) => {
        const range = rangeIn(text, from, length)
        // White space and what counts for nothing hold no words to carry.
        if (fold(text.slice(range.start, range.end)).text.trim() === '') return
        expect(transfer(align(text, text), range)).toEqual({
          status: 'exact',
          range,
          score: 1,
          typography: false,
          ambiguous: false,
        })
      }),
      { numRuns: 3000 },
    )
  })

  test('what is called exact or moved has the same words; every range is whole and inside of the text', () => {
    const words = (text: string) => fold(text).text.replace(/-+/g, '-').replace(/\s/g, '')
    fc.assert(
      fc.property(anyText, anyText, anyText, fraction, fraction, (head, tail, other, from, length) => {
        const [old, after] = [head + tail, tail + other + head]
        const range = rangeIn(old, from, length)
        const { status, range: found, score } = transfer(align(old, after), range)
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        expect(found === undefined).toBe(status === 'lost')
        if (found === undefined) return
        expect(found.start).toBeLessThan(found.end)
        expect(found.end).toBeLessThanOrEqual(after.length)
        expect(isGraphemeBoundary(after, found.start) && isGraphemeBoundary(after, found.end)).toBe(true)
        const [one, two] = [
          words(old.slice(range.start, range.end)),
          words(after.slice(found.start, found.end)),
        ]
        if (status === 'reworded') expect(score).toBeLessThan(1)
        else expect(two).toBe(one)
      }),
      { numRuns: 3000 },
    )
  })

  test('any two texts and any range: never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.integer(),
        fc.integer(),
        (old, after, start, end) => {
          expect(() => transfer(align(old, after), { start, end })).not.toThrow()
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('time', () => {
  const size = 300_000
  const cycle = (parts: readonly string[], step: number) =>
    Array.from({ length: size }, (_, i) => parts[(i * i * step + 3 * i) % parts.length])
      .join('')
      .slice(0, size)
  const words = (count: number) => Array.from({ length: count }, (_, i) => i.toString(36))
  const everyOther = (all: readonly string[]) => all.map((word, i) => (i % 2 === 0 ? `${word}z` : word))
  // Of fewer words chance could have made them.
  const parts = words(140_000).map((word) => [`${word}a`, `${word}b`, `${word}c`])
  const hostile: readonly (readonly [string, string, string])[] = [
    ['one word repeated', 'a '.repeat(size / 2), 'a '.repeat(size / 2 - 9)],
    ['two words that alternate', 'a b '.repeat(size / 4), 'b a a '.repeat(size / 6)],
    ['punctuation', cycle(['.', ',', ';', '.'], 1), cycle([',', '.', ';'], 2)],
    ['few characters', cycle([...'天地人日月火水'], 1), cycle([...'天地人日月火水木金'], 2)],
    ['one giant word', 'x'.repeat(size), `${'x'.repeat(size - 1)}y`],
    ['marks without end', `a${'\u0301'.repeat(size)}`, `a${'\u0300'.repeat(size)}`],
    [
      'everything turned round',
      cycle(['ka ', 'lo ', 'mi ', 'run '], 1),
      [...cycle(['ka ', 'lo ', 'mi ', 'run '], 1)].reverse().join(''),
    ],
    ['so many words that stayed', words(280_000).join(' '), everyOther(words(280_000)).join(' ')],
    ['so many parts that moved', parts.flat().join(' '), parts.toReversed().flat().join(' ')],
  ]
  // What an idle machine does in one and a half seconds may take a busy one several.
  test.each(hostile)('%s', { timeout: 20_000 }, (_, old, after) => {
    const alignment = align(old, after)
    for (let at = 0; at < old.length; at += 3000) transfer(alignment, { start: at, end: at + 300 })
    transfer(alignment, { start: 0, end: old.length })
  })
})

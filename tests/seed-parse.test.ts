import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Nodes } from 'hast'
import { toHtml } from 'hast-util-to-html'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { location } from 'vfile-location'
import { describe, expect, it, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { toText } from '../plugins/hast-util-annotate/index.ts'
import seedParse, {
  type CellRecord,
  columnCount,
  fromSeed,
  passageNumbers,
  passages,
  roles,
  type Span,
  spanFinder,
  spanRoles,
  type Structure,
  withSpans,
} from '../plugins/seed-parse/index.ts'
import * as api from '../plugins/seed-parse/index.ts'

/**
 * A folder is a text, what is told of it, and what is expected: the tree as HTML, and its passages with their role,
 * their words and their speaker. `UPDATE=1 npx vitest run tests/seed-parse.test.ts` writes what is expected.
 */
const fixtures = join(import.meta.dirname, 'fixtures/seed-parse')

const read = (folder: string, name: string) => readFileSync(join(fixtures, folder, name), 'utf8')

const structureOf = (folder: string): Structure =>
  existsSync(join(fixtures, folder, 'structure.yaml')) ? parse(read(folder, 'structure.yaml')) : {}

const expectFile = (folder: string, name: string, actual: string) => {
  if (process.env['UPDATE']) writeFileSync(join(fixtures, folder, name), actual)
  expect(actual).toBe(read(folder, name))
}

test('exports', () => {
  expect(Object.keys(api).sort()).toEqual([
    'columnCount',
    'columnsFor',
    'default',
    'fromSeed',
    'passageNumbers',
    'passages',
    'roles',
    'spanFinder',
    'spanRoles',
    'withSpans',
  ])
})

describe('fixtures', () => {
  test.each(readdirSync(fixtures))('%s', (folder) => {
    const seed = read(folder, 'text.txt')
    const tree = fromSeed(seed, structureOf(folder))
    const told = passages(tree).map(({ id, role, range, speaker }) => [
      id,
      [role, ...[range, speaker].flatMap((at) => (at ? [seed.slice(at.start, at.end)] : []))],
    ])
    expectFile(folder, 'expected.html', toHtml(tree))
    expectFile(folder, 'passages.yaml', stringify(Object.fromEntries(told), { lineWidth: 0 }))
    expect(toText(tree)).toBe(seed)
  })
})

/** Every string of UTF-16, most of them made of what a parser of lines may trip over. */
const seeds = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        'a',
        'B.',
        ':',
        ' ',
        '\t',
        '\n',
        '\n\n',
        '\r',
        '\r\n',
        '\u2028',
        '\uFEFF',
        '\0',
        '😀',
        '\uD83D',
        '\u00A0',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
)

const role = fc.oneof(
  fc.constantFrom(...roles),
  fc.record({
    role: fc.constantFrom(...roles),
    level: fc.integer(),
    speaker: fc.constantFrom('a', 'B.', false as const),
  }),
  fc.record({
    role: fc.constant('table' as const),
    table: fc.record({
      caption: fc.constantFrom('first-line' as const, undefined),
      headRows: fc.nat(3),
      headColumns: fc.nat(3),
      cells: fc.array(
        fc.record({
          row: fc.integer({ min: 1, max: 4 }),
          cell: fc.integer({ min: 1, max: 4 }),
          head: fc.boolean(),
          rows: fc.integer({ min: 1, max: 4 }),
          columns: fc.integer({ min: 1, max: 4 }),
        }),
        { maxLength: 4 },
      ),
    }),
  }),
)

const structures: fc.Arbitrary<Structure> = fc.record({
  form: fc.constantFrom('prose', 'verse', 'drama', undefined),
  passages: fc.constantFrom('blocks', 'lines', undefined),
  speaker: fc.constantFrom(
    undefined,
    ...(['first-line', 'before-colon', 'before-period'] as const).map((pattern) => ({ pattern })),
  ),
  roles: fc.dictionary(fc.constantFrom('p1', 'p2', 'p3', 'p1-p4', 'p2-p9', 'x'), role),
})

const property = (check: (seed: string, structure: Structure) => void) =>
  fc.assert(fc.property(seeds, structures, check), { numRuns: 2000 })

/** Every node of a tree, in order. */
const nodesOf = (tree: Nodes): Nodes[] =>
  'children' in tree ? [tree, ...tree.children.flatMap(nodesOf)] : [tree]

describe('whatever the text, whatever is told of it', () => {
  it('keeps the text, code unit for code unit', () => {
    property((seed, structure) => {
      expect(toText(fromSeed(seed, structure))).toBe(seed)
    })
  })

  it('gives every node the place of its text', () => {
    property((seed, structure) => {
      const place = location(seed)
      for (const node of nodesOf(fromSeed(seed, structure))) {
        const { start, end } = node.position ?? {}
        expect(seed.slice(start?.offset, end?.offset)).toBe(toText(node))
        expect([start, end]).toEqual([place.toPoint(start?.offset), place.toPoint(end?.offset)])
      }
    })
  })

  it('leaves no text outside of passages', () => {
    property((seed, structure) => {
      const found = passages(fromSeed(seed, structure))
      if (seed.trim()) expect(found.map(({ element }) => toText(element)).join('')).toBe(seed)
      else expect(found).toEqual([])
    })
  })

  it('gives every passage its name and its words', () => {
    property((seed, structure) => {
      passages(fromSeed(seed, structure)).forEach(({ id, range, element, speaker }, index) => {
        const words = seed.slice(range.start, range.end)
        expect(id).toBe(`p${index + 1}`)
        expect(words).not.toBe('')
        expect(words).toBe(toText(element).trim())
        if (speaker) expect(words.startsWith(seed.slice(speaker.start, speaker.end))).toBe(true)
      })
    })
  })

  it('never lets roles or forms change the names of passages', () => {
    property((seed, structure) => {
      const ranges = (told: Structure) => passages(fromSeed(seed, told)).map(({ id, range }) => [id, range])
      expect(ranges(structure)).toEqual(ranges({ passages: structure.passages }))
    })
  })

  it('leaves no empty text nodes', () => {
    property((seed, structure) => {
      for (const node of nodesOf(fromSeed(seed, structure)))
        if (node.type === 'text') expect(node.value).not.toBe('')
    })
  })
})

/** Spans of which one holds another, or they are apart: those that do not fit with the ones before are left out. */
const spansArbitrary = (length: number) =>
  fc
    .array(
      fc.record({
        role: fc.constantFrom(...spanRoles),
        start: fc.nat(length),
        end: fc.nat(length),
      }),
      { maxLength: 12 },
    )
    .map((spans) =>
      spans.reduce<Span[]>((kept, span) => {
        const cuts = (one: Span, other: Span) =>
          one.start < other.start && other.start < one.end && one.end < other.end
        const fits = span.start <= span.end && kept.every((one) => !cuts(one, span) && !cuts(span, one))
        return fits ? [...kept, span] : kept
      }, []),
    )

describe('spans', () => {
  const shown = (seed: string, structure: Structure, spans: readonly [Span['role'], string][]) =>
    toHtml(
      withSpans(
        fromSeed(seed, structure),
        spans.map(([role, words]) => ({
          role,
          start: seed.indexOf(words),
          end: seed.indexOf(words) + words.length,
        })),
      ),
    )

  test('are elements around the words, one in another', () => {
    expect(
      shown('On the Swallow, 2nd of May.\n', {}, [
        ['title', 'Swallow'],
        ['superscript', 'nd'],
        ['strong', '2nd of May'],
        ['foreign', 'of'],
        ['small-caps', 'May'],
      ]),
    ).toBe(
      '<p>On the <cite>Swallow</cite>, <strong>2<sup>nd</sup> <i class="foreign">of</i> <span class="small-caps">May</span></strong>.\n</p>',
    )
  })

  test('are an element in each line, without the white space around them', () => {
    expect(shown('One, two,\n three.', { form: 'verse' }, [['emphasis', ' two,\n three']])).toBe(
      '<div class="stanza"><span class="line" data-line="1">One, <em>two,</em>\n</span><span class="line" data-line="2"> <em>three</em>.</span></div>',
    )
  })

  test('stand beside the label of a speech, and in it', () => {
    const drama: Structure = { form: 'drama', roles: { p1: { role: 'speech', speaker: 'ADA.' } } }
    expect(shown('ADA. (aside) Yes.', drama, [['stage', '(aside)']])).toContain(
      '<span class="speaker">ADA.</span> <span class="stage">(aside)</span> Yes.',
    )
    expect(shown('ADA. (aside) Yes.', drama, [['emphasis', 'DA. (a']])).toContain(
      '<span class="speaker">A<em>DA.</em></span> <em>(a</em>side) Yes.',
    )
  })

  test('make no line of verse of a label with a direction', () => {
    const drama: Structure = { form: 'drama', roles: { p1: { role: 'speech', speaker: 'ADA.' } } }
    expect(shown('ADA. (aside)\nYes,\nso.', drama, [['stage', '(aside)']])).toBe(
      '<div class="speech"><span class="speaker">ADA.</span> <span class="stage">(aside)</span>\n<span class="line" data-line="1">Yes,\n</span><span class="line" data-line="2">so.</span></div>',
    )
    const prose: Structure = { roles: { p1: 'speech', p2: { role: 'speech', verse: true } } }
    expect(shown('Yes.\n\nSo.', prose, [])).toBe(
      '<div class="speech">Yes.\n\n</div><div class="speech"><span class="line" data-line="1">So.</span></div>',
    )
  })

  test('of which one crosses another are a programmer’s error', () => {
    const crossing: Span[] = [
      { role: 'emphasis', start: 0, end: 5 },
      { role: 'strong', start: 3, end: 8 },
    ]
    expect(() => withSpans(fromSeed('One, two.'), crossing)).toThrow('across 0-5')
  })

  test('keep the text and its passages, and hold just the words that they are of, whatever the text', () => {
    const cases = seeds.chain((seed) => fc.tuple(fc.constant(seed), spansArbitrary(seed.length)))
    fc.assert(
      fc.property(cases, structures, ([seed, spans], structure) => {
        const bare = fromSeed(seed, structure)
        const tree = withSpans(bare, spans)
        expect(toText(tree)).toBe(seed)
        expect(bare).toEqual(fromSeed(seed, structure))
        const told = (one: typeof tree) => passages(one).map(({ id, role, range }) => [id, role, range])
        expect(told(tree)).toEqual(told(bare))
        const parts: [string, string][] = []
        let offset = 0
        for (const node of nodesOf(tree)) {
          if (node.type === 'text') offset += node.value.length
          if (node.type !== 'element' || node.data?.span === undefined) continue
          const words = toText(node)
          parts.push([node.data.span, words])
          expect(words).toBe(words.trim())
          expect(
            spans.some(
              ({ role, start, end }) =>
                role === node.data?.span && start <= offset && offset + words.length <= end,
            ),
          ).toBe(true)
        }
        for (const role of spanRoles) {
          const inTree = parts.filter(([one]) => one === role).map(([, words]) => words)
          const wanted = spans
            .filter((span) => span.role === role)
            .map(({ start, end }) => seed.slice(start, end))
          const letters = (all: readonly string[]) => all.join('').replace(/\s/g, '').length
          expect(letters(inTree)).toBe(letters(wanted))
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('are found in any range, in any order', () => {
    const find = spanFinder('one two three', [
      { role: 'strong', start: 4, end: 7 },
      { role: 'emphasis', start: 0, end: 13 },
    ])
    const strong = { role: 'strong', start: 4, end: 7, within: [] }
    expect(find({ start: 3, end: 9 })).toEqual([{ role: 'emphasis', start: 4, end: 9, within: [strong] }])
    expect(find({ start: 7, end: 8 })).toEqual([])
    expect(find({ start: 0, end: 3 })).toEqual([{ role: 'emphasis', start: 0, end: 3, within: [] }])
  })
})

describe('columnCount', () => {
  const columnsOf = (seed: string, cells: readonly CellRecord[] = []) => {
    const [passage] = passages(fromSeed(seed, { roles: { p1: { role: 'table', table: { cells } } } }))
    return passage?.table && columnCount(passage.table)
  }

  test('is as many as the widest row has, with what goes over columns and rows', () => {
    expect(columnsOf('a\nb\tc\td\ne\tf')).toBe(3)
    expect(columnsOf('a\nb\tc', [{ row: 1, cell: 1, columns: 4 }])).toBe(4)
    expect(columnsOf('a\tb\nc\td', [{ row: 1, cell: 1, rows: 2 }])).toBe(3)
  })

  test('is known of a table of any size', () => {
    expect(columnsOf('a\tb\n'.repeat(100_000))).toBe(2)
  })
})

describe('passageNumbers', () => {
  test.each([
    ['p1', { first: 1, last: 1 }],
    ['p10-p12', { first: 10, last: 12 }],
    ['p12-p10', undefined],
    ['p0', undefined],
    ['p1-2', undefined],
    ['constructor', undefined],
  ])('%s', (key, expected) => {
    expect(passageNumbers(key)).toEqual(expected)
  })
})

it('throws for a role that there is not, which no checked structure holds', () => {
  const structure = JSON.parse('{"roles": {"p1": "constructor"}}') as Structure
  expect(() => fromSeed('One.', structure)).toThrow('Unexpected role `constructor`')
})

it('is a parser for unified, and keeps a byte order mark', () => {
  const seed = '\uFEFFOne\r\nTwo'
  const tree = unified().use(seedParse, { form: 'verse' }).parse(new VFile(seed))
  expect(tree).toEqual(fromSeed(seed, { form: 'verse' }))
  expect(toText(tree)).toBe(seed)
})

describe('large texts take linear time', () => {
  const big = {
    words: 'word '.repeat(200_000),
    lines: 'A line of a poem\r\n'.repeat(250_000),
    spaces: ' '.repeat(5e6),
  }
  test.each([
    ['5 MB of paragraphs', 'Name. A paragraph of a few words.\n\n'.repeat(150_000), {}],
    ['one line of 1 MB', big.words, { form: 'drama', speaker: { pattern: 'before-colon' } }],
    ['one stanza of 4.5 MB', big.lines, { form: 'verse' }],
    [
      '4.5 MB, each line a speech',
      big.lines,
      { form: 'drama', passages: 'lines', speaker: { pattern: 'before-period' } },
    ],
    ['5 MB of white space', `${big.spaces}x${big.spaces}`, {}],
    ['5 MB of blank lines', '\r'.repeat(5e6), {}],
    [
      '10,000 roles',
      'One.\n\n'.repeat(10_000),
      { roles: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`p${n}-p${n + 9}`, 'title'])) },
    ],
  ] satisfies [string, string, Structure][])('%s', (_, seed, structure) => {
    const start = performance.now()
    const tree = fromSeed(seed, structure)
    const time = performance.now() - start
    if (process.env['FIGURES']) console.log(_, Math.round(time), 'ms')
    expect(time).toBeLessThan(10_000)
    expect(toText(tree) === seed).toBe(true)
  })
})

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
  fromSeed,
  passageNumbers,
  passages,
  roles,
  type Structure,
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
  expect(Object.keys(api).sort()).toEqual(['default', 'fromSeed', 'passageNumbers', 'passages', 'roles'])
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

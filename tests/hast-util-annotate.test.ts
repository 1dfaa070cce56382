import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Element, Nodes, Root, Text } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { toHtml } from 'hast-util-to-html'
import { h } from 'hastscript'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import {
  annotate,
  toText,
  type Annotation,
  type Options,
  type Place,
} from '../plugins/hast-util-annotate/index.ts'
import * as api from '../plugins/hast-util-annotate/index.ts'

/**
 * A folder is a text as HTML, notes, and the text with the notes. A note names words that occur once, or has
 * offsets; a list is a note in several places. Each note has a marker: its name in brackets.
 * `UPDATE=1 npx vitest run tests/hast-util-annotate.test.ts` writes what is expected.
 */
const fixtures = join(import.meta.dirname, 'fixtures/hast-util-annotate')

const rangeOf = (text: string, target: string | { start: number; end: number }) => {
  if (typeof target !== 'string') return target
  const start = text.indexOf(target)
  if (start < 0 || text.indexOf(target, start + 1) >= 0) throw new Error(`Expected \`${target}\` once`)
  return { start, end: start + target.length }
}

const marker = ({ annotation, index }: Place) => [
  h('a', { href: `#n-${annotation.id}` }, `[${annotation.id}${index > 0 ? index + 1 : ''}]`),
]

const deepFreeze = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze)
  return value
}

/** Every node of a tree, in order. */
const nodesOf = (tree: Nodes): Nodes[] =>
  'children' in tree ? [tree, ...tree.children.flatMap(nodesOf)] : [tree]

const marksOf = (tree: Nodes) =>
  nodesOf(tree).filter((node): node is Element => node.type === 'element' && node.tagName === 'mark')

const idsOf = (tree: Nodes) =>
  nodesOf(tree).flatMap((node) => (node.type === 'element' ? (node.properties['id'] ?? []) : []))

test('exports', () => {
  expect(Object.keys(api).sort()).toEqual(['annotate', 'toText'])
})

describe('fixtures', () => {
  test.each(readdirSync(fixtures))('%s', (folder) => {
    const tree = deepFreeze(fromHtml(readFileSync(join(fixtures, folder, 'input.html')), { fragment: true }))
    const notes: Record<string, string> = parse(readFileSync(join(fixtures, folder, 'notes.yaml'), 'utf8'))
    const annotations = Object.entries(notes).map(([id, targets]) => ({
      id,
      ranges: [targets].flat().map((target) => rangeOf(toText(tree), target)),
    }))
    const result = annotate(tree, deepFreeze(annotations), { marker })
    const path = join(fixtures, folder, 'expected.html')
    if (process.env['UPDATE']) writeFileSync(path, toHtml(result))
    expect(toHtml(result)).toBe(readFileSync(path, 'utf8'))
    expect(toText(result)).toBe(toText(tree))
  })
})

/** Trees of paragraphs, emphasis and text, in which some text nodes are white space or empty. */
const { trees } = fc.letrec<{ trees: Root; content: Element | Text; element: Element; text: Text }>(
  (tie) => ({
    trees: fc.array(tie('content'), { maxLength: 6 }).map((children) => ({ type: 'root', children })),
    content: fc.oneof({ depthSize: 'small' }, tie('text'), tie('element')),
    element: fc.record({
      type: fc.constant('element' as const),
      tagName: fc.constantFrom('p', 'em'),
      properties: fc.constant({}),
      children: fc.array(tie('content'), { maxLength: 4 }),
    }),
    text: fc
      .array(fc.constantFrom('a', 'b', ' ', '\n', '\r\n', '😀', '\uD83D', '\0'), { maxLength: 8 })
      .map((parts) => ({ type: 'text' as const, value: parts.join('') })),
  }),
)

/** A tree, and annotations of it: any number of ranges each, that overlap in every way. */
const annotated: fc.Arbitrary<{ tree: Root; annotations: Annotation[] }> = trees.chain((tree) => {
  const length = toText(tree).length
  const offset = fc.nat(length)
  const range = fc
    .tuple(offset, offset)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))
  const ranges = fc.array(range, { maxLength: 3 })
  const note = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'B', 'a-b', 'a1', 'é', '2', '10'), ranges })
  const annotations = fc.uniqueArray(note, { selector: ({ id }) => id, maxLength: length > 0 ? 8 : 0 })
  return fc.record({ tree: fc.constant(deepFreeze(tree)), annotations: annotations.map(deepFreeze) })
})

const property = (check: (tree: Root, annotations: Annotation[]) => void) => {
  fc.assert(
    fc.property(annotated, ({ tree, annotations }) => {
      check(tree, annotations)
    }),
    { numRuns: 1000 },
  )
}

const places = (annotations: readonly Annotation[]) =>
  annotations.flatMap(({ id, ranges }) => ranges.map((range, index) => ({ id, range, index })))

/** The ids that the marks of a tree give for each code unit of its text. */
const coverageOf = (tree: Nodes, ids = ''): string[] => {
  if (tree.type === 'text') return Array.from({ length: tree.value.length }, () => ids)
  if (!('children' in tree) || (tree.type === 'element' && 'dataInserted' in tree.properties)) return []
  const inner =
    tree.type === 'element' && tree.tagName === 'mark' ? String(tree.properties['dataNotes']) : ids
  return tree.children.flatMap((child) => coverageOf(child, inner))
}

/** For each code unit, whether it is of the white space with a line end at an edge of its text node. */
const edgesOf = (tree: Nodes): boolean[] =>
  nodesOf(tree).flatMap((node) => {
    if (node.type !== 'text') return []
    const start = (/^\s*/.exec(node.value) ?? [''])[0]
    const end = (/\s*$/.exec(node.value) ?? [''])[0]
    return Array.from(
      { length: node.value.length },
      (_, at) =>
        (/[\r\n]/.test(start) && at < start.length) ||
        (/[\r\n]/.test(end) && at >= node.value.length - end.length),
    )
  })

const sorted = (ids: string) => ids.split(' ').sort().join(' ')

describe('whatever the tree and its notes', () => {
  it('keeps the text, and the tree it was given', () => {
    property((tree, annotations) => {
      expect(toText(annotate(tree, annotations, { marker }))).toBe(toText(tree))
    })
  })

  it('marks each character with exactly the notes whose ranges hold it, but for white space', () => {
    property((tree, annotations) => {
      const found = coverageOf(annotate(tree, annotations, { marker }))
      const text = toText(tree)
      const expected = Array.from({ length: text.length }, (_, at) =>
        annotations
          .filter(({ ranges }) => ranges.some(({ start, end }) => start <= at && at < end))
          .map(({ id }) => id)
          .sort()
          .join(' '),
      )
      const bare = edgesOf(tree)
      found.forEach((ids, at) => {
        if (ids !== '' || !bare[at]) expect(sorted(ids)).toBe(expected[at])
      })
    })
  })

  it('never nests marks, and makes none that is empty', () => {
    property((tree, annotations) => {
      for (const mark of marksOf(annotate(tree, annotations))) {
        expect(marksOf(mark)).toEqual([mark])
        expect(toText(mark)).not.toBe('')
      }
    })
  })

  it('cuts only where a range starts or ends, or the white space at the edge of a text node', () => {
    property((tree, annotations) => {
      const boundaries = new Set(places(annotations).flatMap(({ range }) => [range.start, range.end]))
      let offset = 0
      for (const text of nodesOf(tree).filter((node) => node.type === 'text')) {
        const { value } = text
        for (const at of [0, value.length, value.trimEnd().length, value.length - value.trimStart().length]) {
          boundaries.add(offset + at)
        }
        offset += value.length
      }
      let at = 0
      for (const { value } of nodesOf(annotate(tree, annotations)).filter((node) => node.type === 'text')) {
        expect(boundaries).toContain(at)
        at += value.length
      }
    })
  })

  it('gives every place its anchor once, and its marker once', () => {
    property((tree, annotations) => {
      const result = annotate(tree, annotations, { marker })
      const all = places(annotations)
      const markers = nodesOf(result).filter((node) => node.type === 'element' && node.tagName === 'a')
      expect(idsOf(result).sort()).toEqual(
        all.map(({ id, index }) => (index > 0 ? `q-${id}.${index + 1}` : `q-${id}`)).sort(),
      )
      expect(markers).toHaveLength(all.length)
    })
  })

  it('says the same whatever the order of the notes', () => {
    property((tree, annotations) => {
      const html = toHtml(annotate(tree, annotations, { marker }))
      expect(toHtml(annotate(tree, annotations.toReversed(), { marker }))).toBe(html)
      expect(
        toHtml(
          annotate(
            tree,
            annotations.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
            { marker },
          ),
        ),
      ).toBe(html)
    })
  })

  it('keeps everything but text nodes as it was', () => {
    property((tree, annotations) => {
      const bare = (node: Nodes): unknown =>
        'children' in node
          ? {
              ...node,
              children: node.children.flatMap((child) =>
                child.type === 'text' || marksOf(child)[0] === child ? [] : [bare(child)],
              ),
            }
          : node
      expect(bare(annotate(tree, annotations))).toEqual(bare(tree))
    })
  })
})

const note = (id: string, ...ranges: [number, number][]): Annotation => ({
  id,
  ranges: ranges.map(([start, end]) => ({ start, end })),
})

const fox: Root = deepFreeze({ type: 'root', children: [{ type: 'text', value: 'The quick fox' }] })

describe('options', () => {
  const html = (annotations: Annotation[], options: Options) => toHtml(annotate(fox, annotations, options))

  test('properties go over the default ones, and may take them away', () => {
    const properties = () => ({ className: ['note'], ariaDetails: undefined, dataDepth: 'one' })
    expect(html([note('a', [0, 3])], { properties })).toBe(
      '<mark id="q-a" data-notes="a" data-depth="one" class="note">The</mark> quick fox',
    )
  })

  test('properties are told what starts and ends with a segment', () => {
    const seen: unknown[] = []
    const name = ({ annotation, index }: Place) => annotation.id + index
    html([note('b', [4, 13]), note('a', [4, 9], [0, 9])], {
      properties: ({ annotations, starts, ends }) => {
        seen.push([annotations.map(({ id }) => id), starts.map(name), ends.map(name)])
        return {}
      },
    })
    expect(seen).toEqual([
      [['a'], ['a1'], []],
      [
        ['a', 'b'],
        ['b0', 'a0'],
        ['a1', 'a0'],
      ],
      [['b'], [], ['b0']],
    ])
  })

  test('anchors may have other names, or none', () => {
    const anchor = ({ annotation, index }: Place) => (index === 0 ? `words-of-${annotation.id}` : undefined)
    expect(idsOf(annotate(fox, [note('a', [0, 3], [4, 9])], { anchor }))).toEqual(['words-of-a'])
  })

  test('a marker is told to be no part of the text, and the element it comes from stays as it was', () => {
    const link = deepFreeze(h('a', { href: '#n-a' }, '1'))
    expect(
      html([note('a', [0, 13])], { marker: () => [link], properties: () => ({ ariaDetails: undefined }) }),
    ).toBe(
      '<mark id="q-a" data-notes="a" data-depth="1">The quick fox</mark><a href="#n-a" data-inserted="">1</a>',
    )
  })

  test('callbacks get the very annotations', () => {
    const annotations = [{ ...note('a', [0, 3]), kind: 'context' }]
    const properties = ({ annotations }: { annotations: readonly { kind: string }[] }) => ({
      dataKind: annotations.map(({ kind }) => kind).join(' '),
    })
    expect(toHtml(annotate(fox, annotations, { properties }))).toContain('data-kind="context"')
  })
})

describe('what no caller may pass', () => {
  test.each([
    ['an empty range', [note('a', [3, 3])], 'Unexpected range `3`–`3` of `a`'],
    ['a range turned round', [note('a', [5, 3])], 'Unexpected range `5`–`3` of `a`'],
    ['a range before the text', [note('a', [-1, 3])], 'Unexpected range `-1`–`3` of `a`'],
    ['a range that ends after the text', [note('a', [3, 14])], 'of `0`–`13`'],
    ['half an offset', [note('a', [0.5, 3])], 'Unexpected range `0.5`'],
    ['half an offset at the end', [note('a', [0, 1.5])], 'Unexpected range `0`–`1.5`'],
    ['no number', [note('a', [0, NaN])], 'Unexpected range `0`–`NaN`'],
    [
      'two annotations with one id',
      [note('a', [0, 1]), note('a', [0, 1])],
      'Unexpected second annotation `a`',
    ],
    ['an id with white space', [note('a b', [0, 1])], 'Unexpected id `a b`'],
    ['an empty id', [note('', [0, 1])], 'Unexpected id ``'],
    [
      'an id that is the anchor of a place',
      [note('a', [0, 1], [1, 2]), note('a.2', [0, 1])],
      'Unexpected second anchor `q-a.2`',
    ],
  ])('%s', (_, annotations, message) => {
    expect(() => annotate(fox, annotations)).toThrow(RangeError)
    expect(() => annotate(fox, annotations)).toThrow(message)
  })

  test('the last offset there is, is allowed', () => {
    expect(marksOf(annotate(fox, [note('a', [0, 13])]))).toHaveLength(1)
  })
})

describe('toText', () => {
  it('reads any node', () => {
    expect(toText({ type: 'text', value: 'x' })).toBe('x')
    expect(toText(h('p', 'a', h('b', 'b'), 'c'))).toBe('abc')
    expect(toText({ type: 'comment', value: 'x' })).toBe('')
  })

  it('does not read what was inserted, in a tree or from HTML', () => {
    expect(toText(h('p', 'a', h('a', { dataInserted: true }, '1', h('b', '2')), 'b'))).toBe('ab')
    expect(toText(fromHtml('<p>a<a data-inserted>1</a>b</p>', { fragment: true }))).toBe('ab')
    expect(toText(h('p', h('a', { dataInserted: false }, '1')))).toBe('1')
  })

  it('reads, and annotates, trees of any depth and width', () => {
    let deep: Element = h('i', 'x')
    for (let depth = 0; depth < 100_000; depth++) deep = h('i', [deep])
    const wide = Array.from({ length: 300_000 }, () => h('i', 'x'))
    const tree: Root = { type: 'root', children: [deep, ...wide] }
    expect(toText(annotate(tree, [note('a', [0, 300_001])]))).toBe('x'.repeat(300_001))
  })
})

describe('many notes', () => {
  const time = (name: string, run: () => Root, text: string, limit: number) => {
    const start = performance.now()
    const tree = run()
    const taken = performance.now() - start
    if (process.env['FIGURES']) console.log(name, Math.round(taken), 'ms')
    expect(taken).toBeLessThan(limit)
    expect(toText(tree) === text).toBe(true)
    return tree
  }
  const paragraph = 'A paragraph of some few words. '.repeat(8)
  const large: Root = {
    type: 'root',
    children: Array.from({ length: 20_000 }, () => h('p', paragraph)),
  }
  const text = toText(large)

  test('10,000 over 5 MB, overlapping here and there', () => {
    const annotations = Array.from({ length: 10_000 }, (_, n) =>
      note(`n${n}`, [n * 490, n * 490 + (n % 9) * 150 + 7]),
    )
    time('10,000 over 5 MB', () => annotate(large, annotations, { marker }), text, 5_000)
  })

  test('10,000 in one text node of 5 MB', () => {
    const tree: Root = { type: 'root', children: [{ type: 'text', value: text }] }
    const annotations = Array.from({ length: 10_000 }, (_, n) => note(`n${n}`, [n * 490, n * 490 + 700]))
    time('10,000 in one node', () => annotate(tree, annotations), text, 5_000)
  })

  test('1,000 on the same word: one mark, and ids that do not nest too deep', () => {
    const annotations = Array.from({ length: 1_000 }, (_, n) => note(`n${n}`, [2, 11]))
    const tree = time('1,000 on one word', () => annotate(large, annotations, { marker }), text, 1_000)
    const [mark, ...others] = marksOf(tree)
    expect(others).toEqual([])
    expect(idsOf(tree)).toHaveLength(1_000)
    expect(toHtml(mark ?? tree).length).toBeLessThan(60_000)
    expect(/(<span[^>]*>){34}/.test(toHtml(mark ?? tree))).toBe(false)
  })

  test('10,000 notes on the same word can still be written', () => {
    const annotations = Array.from({ length: 10_000 }, (_, n) => note(`n${n}`, [2, 11]))
    expect(toHtml(annotate(large, annotations)).length).toBeGreaterThan(text.length)
  })

  test('one note in 10,000 places', () => {
    const ranges = Array.from({ length: 10_000 }, (_, n): [number, number] => [n * 490, n * 490 + 9])
    time('one note, 10,000 places', () => annotate(large, [note('a', ...ranges)]), text, 5_000)
  })
})

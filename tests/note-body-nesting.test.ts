import fc from 'fast-check'
import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { VFile } from 'vfile'
import { describe, expect, test } from 'vitest'
import { bodyNesting, limits } from '../src/edition/body-nesting.ts'
import { limits as allLimits } from '../src/edition/limits.ts'
import { renderNoteBody } from '../src/edition/note-body.ts'
import { parseProse } from '../src/edition/prose.ts'
import type { EditionRecord } from '../src/edition/records.ts'
import { resolvers } from './support/note-resolvers.ts'

const size = 32_768
const limitOfLinks = allLimits.links

const fill = (text: string) => text.repeat(Math.ceil(size / text.length)).slice(0, size)
const halves = (open: string, close: string) =>
  open.repeat(size / 2 / open.length) + close.repeat(size / 2 / close.length)

/** Bodies of 32 KiB, and what micromark with GFM took for them here, without the scan: ms, or the stack. */
const refused: Record<string, [body: string, was: string]> = {
  'quotations in each other': [fill('>'), 'stack'],
  'quotations with spaces': [fill('> '), 'stack'],
  'ordered lists in each other': [fill('1. '), '12,100, stack'],
  'lists in each other': [fill('+ '), 'over 20,000'],
  'both in turn': [fill('> - '), '12,600, stack'],
  'footnotes in each other': [fill('[^a]: '), 'stack'],
  'many short quotations': [fill('>\n\n'), '11,500'],
  'long lazy quotation': ['> '.repeat(30) + fill('a\n'), '4,600'],
  'long lazy list': ['- '.repeat(30) + fill('a\n'), '4,000'],
  'blank lines in a deep list': [`${'- '.repeat(30)}a\n${fill('\n')}`, '1,000'],
  'many items, deep': [fill(`${'- '.repeat(30)}a\n`), '1,600'],
  'brackets in each other': [halves('[', ']'), '1,100'],
  'images in each other': [halves('![', ']'), '1,200'],
  'many brackets': [fill('[a] '), '620'],
  'links that are never closed': [fill('[a]('), '640'],
  'emphasis in each other': [halves('*a ', 'a* '), '11,300, stack'],
  'strong emphasis in each other': [halves('**a ', 'a** '), '5,000, stack'],
  'low lines in each other': [halves('_a ', 'a_ '), '10,700, stack'],
  'struck words in each other': [halves('~~a ', 'a~~ '), '7,100, stack'],
  'stars that low lines cannot close': [fill('*a_ '), '4,500'],
  'closed but never opened': [fill('a* '), '1,200'],
  'stars in words': [fill('a**'), '2,900'],
  underlines: [fill('a\n=\n'), '10,900'],
  'paragraphs of one letter': [fill('a\n\n'), '340; 2,400 for 60 KiB with every export'],
  'headings without a word': [fill('#\n'), '120'],
  'an address of ampersands': [`http://a.b/${fill('&a;')}`, '9,400'],
  'a wide and long table': [`${'|a'.repeat(60)}|\n${'|-'.repeat(60)}|\n${fill('a\n')}`, '1,900, for 10 MB'],
  'an address repeated': [`[a]: ${'x'.repeat(size / 2)}\n\n${fill('[a]').slice(0, 8_000)}`, '44 MB'],
  'a long table': [`|a|\n|-|\n${fill('|a|\n')}`, '540'],
  'addresses in a bracket': [`[${fill('a@b.c ')}`, '350'],
  // Found by fuzzing.
  'dots in an address': [`https://example.org/${fill('.')}x`, '8,400; 37,000 for 60 KiB'],
  'dots behind a bracket': [`[a@b.c ${fill('...\n')}`, '1,300; 6,000 for twice as much'],
  'a lazy item': [`- x\n${'a\n'.repeat(9_900)}`, '1,200'],
}

const render = (body: string) =>
  renderNoteBody(body, { file: new VFile(body), prefix: 'n-x--', ...resolvers })

describe('what would take too long is refused, at its place', () => {
  test.each(Object.entries(refused))('%s', (_, [body]) => {
    const { html, messages } = render(body)
    expect(messages).toHaveLength(1)
    expect(messages[0]).toMatchObject({ ruleId: 'body-nesting', fatal: true })
    expect(messages[0]?.place).toBeDefined()
    expect(html.startsWith('<p>')).toBe(true)
  })
})

const passed: Record<string, string> = {
  prose: fill('The quick *brown* fox [jumps](https://example.org/) over **the** `dog`.\n\n'),
  'a long quotation': fill('> As he said, and as was said before him by others in this place.\n'),
  'a long list': fill('- an item of some length, as items in notes will be\n'),
  'a list in a list in a list': fill(
    '- a\n  - b of some length, as they are\n    - c, and more of it here\n\n',
  ),
  rules: fill('- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n\n'),
  'stars and low lines as such': fill('5 * 3 = 15 and snake_case_names, ** as such\n'),
  intervals: fill('From [0, 1) to [1, 2) and on.\n\n'),
  code: fill('    **kwargs and [1, 2, 3]\n\n'),
  'one word': fill('a'),
  backticks: fill('`a'),
  escapes: fill('\\['),
  entities: fill('&amp; '),
}

describe('honest bodies of 32 KiB pass, and soon', () => {
  test.each(Object.entries(passed))('%s', (_, body) => {
    const start = performance.now()
    expect(render(body).messages.filter(({ ruleId }) => ruleId === 'body-nesting')).toEqual([])
    // Ten times what it takes here on a quiet machine: this is to catch a quadratic, not a slow day.
    expect(performance.now() - start).toBeLessThan(4_000)
  })
})

function depthOf(node: Nodes): number {
  const own = node.type === 'blockquote' || node.type === 'list' || node.type === 'footnoteDefinition' ? 1 : 0
  const children = 'children' in node ? node.children : []
  return own + Math.max(0, ...children.map(depthOf))
}

test('what passes is never deeper than the limit', () => {
  const word = fc.constantFrom(
    '> ',
    '>',
    '- ',
    '  ',
    '    ',
    '\t',
    '1. ',
    '+ ',
    'a',
    '\n',
    '\n\n',
    '> > > > ',
    '- - + - ',
    '[^a]: ',
    '* * * a',
  )
  const body = fc.array(word, { maxLength: 200 }).map((words) => words.join(''))
  fc.assert(
    fc.property(body, (markdown) => {
      fc.pre(bodyNesting(markdown) === undefined)
      const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
      expect(depthOf(tree)).toBeLessThanOrEqual(limits.containers)
    }),
    { numRuns: 2000 },
  )
})

test('any short text, repeated to 32 KiB, is refused or rendered within bounds', () => {
  const unit = fc.constantFrom(
    '[',
    ']',
    '(',
    ')',
    '!',
    '<',
    '>',
    '*',
    '_',
    '~',
    '`',
    '|',
    '-',
    '+',
    '1.',
    '#',
    '=',
    ' ',
    '\n',
    '\\',
    '&',
    ';',
    'a',
    '@',
    ':',
    '^',
    '"',
    '.',
    '/',
    'http://',
    'www.',
    '\t',
  )
  const seed = fc.array(unit, { minLength: 1, maxLength: 6 }).map((units) => units.join(''))
  let slowest: [ms: number, seed: string] = [0, '']
  fc.assert(
    fc.property(seed, fc.constantFrom('', '\n', 'a '), (text, end) => {
      const start = performance.now()
      render(fill(text + end))
      const ms = performance.now() - start
      if (ms > slowest[0]) slowest = [ms, text + end]
    }),
    { numRuns: 60, endOnFailure: true },
  )
  expect(slowest).toSatisfy(([ms]: [number, string]) => ms < 8_000)
})

test('the prose of an edition is held to the same', () => {
  const file = new VFile({ path: 'edition.mdx', value: `---\n---\n-${fill('*a')}` })
  const start = { line: 3, column: 1, offset: 8 }
  const record = { file, prose: String(file.value).slice(8), proseStart: start } as EditionRecord
  expect(parseProse(record, resolvers)).toEqual({ references: [], citations: [] })
  expect(file.messages).toHaveLength(1)
  expect(file.messages[0]).toMatchObject({ ruleId: 'body-nesting', fatal: true, line: 3 })
})

test('too many links have a place, also where the parser knows none', () => {
  const { messages } = render(`See [${'a@b.example, '.repeat(limitOfLinks + 1)}`)
  expect(messages.map(({ ruleId, line }) => [ruleId, line])).toContainEqual(['limit-kept', 1])
})

test('a body with few signs is let through as one is that was counted line by line', () => {
  // So long a paragraph before it has every line counted.
  const counted = (body: string) =>
    bodyNesting(`${'a'.repeat(limits.bracketLength + 1)}\n\n${body}`)?.construct
  const unit = fc.constantFrom(
    ...['> ', '>', '- ', '+ ', '* ', '1. ', '23) ', '[', ']', '[^a]:', '*', '_', '~', '**', '&', '@', '|'],
    ...['=', '---', '\n', '\r', '\r\n', '\n\n', ' ', '    ', '\t', 'a', 'b.', 'c)', '\\'],
  )
  const stretch = fc.tuple(fc.array(unit, { minLength: 1, maxLength: 4 }), fc.nat(40))
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 4 }), (stretches) => {
      const body = stretches.map(([units, times]) => units.join('').repeat(times)).join('')
      expect(bodyNesting(body)?.construct).toBe(counted(body))
    }),
    { numRuns: 1000 },
  )
})

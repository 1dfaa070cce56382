import type { Break, Paragraph, Text } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import rehypeStringify from 'rehype-stringify'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { describe, expect, test } from 'vitest'
import * as plugin from '../plugins/remark-citations/index.ts'
import { align } from '../plugins/remark-citations/lib/align.ts'
import { parseLocator } from '../plugins/remark-citations/lib/locator.ts'
import { resolvers } from './support/note-resolvers.ts'

const resolve = resolvers.resolveCitation

const run = (markdown: string, mdx = false) =>
  unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(mdx ? [remarkMdx] : [])
    .use(plugin.default, { resolve })
    .use(remarkRehype)
    .use(rehypeStringify)
    .processSync(new VFile({ path: 'a.md', value: markdown }))

const cited = (markdown: string) => (run(markdown).data.citations ?? []).map(({ key }) => key)

test('exports', () => {
  expect(Object.keys(plugin).sort()).toEqual(['citations', 'default'])
})

test('keeps all that stands before a citation, however much it is', () => {
  const source = `${'\n'.repeat(200_000)}[@a]`
  const text: Text = {
    type: 'text',
    value: '[@a]',
    position: {
      start: { line: 200_001, column: 1, offset: 200_000 },
      end: { line: 200_001, column: 5, offset: 200_004 },
    },
  }
  const breaks = Array.from({ length: 200_000 }, (): Break => ({ type: 'break' }))
  const paragraph: Paragraph = { type: 'paragraph', children: [...breaks, text] }
  const file = new VFile({ path: 'a.md', value: source })
  expect(plugin.citations({ type: 'root', children: [paragraph] }, file, { resolve })).toHaveLength(1)
  expect(paragraph.children).toHaveLength(200_001)
  expect(paragraph.children.at(-1)?.type).toBe('citation')
})

describe('locators', () => {
  test.each([
    [', p. ii', 'page', 'ii'],
    [', pp. 33-35, 40', 'page', '33-35, 40'],
    [', p.3', 'page', '3'],
    [' chap. 7', 'chapter', '7'],
    [', § 4b', 'section', '4b'],
    [', §§4–6', 'section', '4–6'],
    [', Vol. II', 'volume', 'II'],
    [', 33', 'page', '33'],
    [', xiv', 'page', 'xiv'],
    [', n. 12', 'note', '12'],
  ])('%j', (suffix, label, value) => {
    expect(parseLocator(suffix)).toEqual({ label, value })
  })
  test.each(['', ', passim', ', civil war', ', and more', ', constructor 3', ', page', ', pi'])(
    '%j is none',
    (suffix) => {
      expect(parseLocator(suffix)).toBeUndefined()
    },
  )
})

describe('what cites', () => {
  test.each([
    ['[@a]', ['a']],
    ['[@odni-2017, p. ii]', ['odni-2017']],
    ['[see @a, p. 3; also @b]', ['a', 'b']],
    ['[-@a]', ['a']],
    ['[@a_b:c.d/e]', ['a_b:c.d/e']],
    ['[@a.]', ['a']],
    ['[@a, p. 3 [sic]]', ['a']],
    ['[@a, *b* `c` [d](https://example.org/)]', ['a']],
    ['*[@a]*', ['a']],
    ['# [@a]', ['a']],
    ['| [@a] |\n| - |\n| [@b] |', ['a', 'b']],
    ['[@a][@b]', ['a', 'b']],
    ['[x [@a] y]', ['a']],
    ['[@constructor]', ['constructor']],
    ['[@é]', ['é']],
    ['me@example.org [@a]', ['a']],
    ['[me@example.org] \\[x] [@a]', ['a']],
  ])('%j', (markdown, keys) => {
    expect(cited(markdown)).toEqual(keys)
  })
  test.each([
    '@a',
    '[@]',
    '[a@b]',
    '[a @b@c.d]',
    '[@a-b@c]',
    '[@smith@example.org]',
    '[me@example.org]',
    '\\[@a]',
    '[\\@a]',
    '&lbrack;@a]',
    '[@a\\]',
    '`[@a]`',
    '[@a](https://example.org/)',
    '[@a]\n\n[@a]: https://example.org/',
    '[x [@a] y](https://example.org/)',
    '![[@a]](https://example.org/)',
    '[*a*@b]',
    'x@example.org \\[@a]',
    '[x@example.org] \\[@a]',
    'see [@a',
    '@a]',
    '[]',
  ])('%j does not', (markdown) => {
    expect(cited(markdown)).toEqual([])
  })
})

test.each([
  '[@missing]',
  '> a [see @a,\n> p. 3; @missing]',
  '- a\\\n  [*x* @missing]',
  'a &amp; b \\* c [@missing]',
  'me@example.org [x@example.org; @missing] [@missing]',
  '# a [@missing]',
  '| a | [@missing] |\n| - | - |',
  'a\r\nb  \r\nc [@missing]',
  '😀 &#x1F600; [@missing]',
])('%j: the place is the key', (markdown) => {
  const [message] = run(markdown).messages
  const place = message?.place
  if (!place || !('start' in place)) throw new Error('no place')
  expect(markdown.slice(place.start.offset, place.end.offset)).toBe('missing')
  const before = markdown.slice(0, place.start.offset).split(/\r?\n/)
  expect(place.start).toMatchObject({ line: before.length, column: (before.at(-1) ?? '').length + 1 })
})

test.each([false, true])('as a unified plugin (MDX: %s)', (mdx) => {
  const file = run('So [see @odni-2017, p. ii].', mdx)
  expect(String(file)).toBe(
    '<p>So <cite class="citation">(see <a href="#s-odni-2017" class="ref ref-source" data-ref="source:odni-2017" role="doc-biblioref">ODNI-2017</a>, p. ii)</cite>.</p>',
  )
  expect(file.data.citations).toMatchObject([
    { key: 'odni-2017', locator: { label: 'page', value: 'ii' }, suppressAuthor: false },
  ])
})

test.each([
  ['ab', 'xab', 1, [1, 2]],
  ['a\nb', 'a  \n> b', 0, [0, 3, 6]],
  ['[a', '\\[a', 0, [0, 2]],
  ['&x', '&amp;x', 0, [0, 5]],
  ['&nope;', '&nope;', 0, [0, 1, 2, 3, 4, 5]],
  ['\\a', '\\a', 0, [0, 1]],
  ['\\', '\\\\', 0, [0]],
  ['😀a', '&#x1F600;a', 0, [0, 0, 9]],
  ['ab', 'ax', 0, [0]],
])('align(%j, %j, %j)', (value, source, from, expected) => {
  expect(align(value, source, from)).toEqual(expected)
})

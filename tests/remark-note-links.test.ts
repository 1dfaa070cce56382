import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import rehypeStringify from 'rehype-stringify'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { describe, expect, test } from 'vitest'
import * as plugin from '../plugins/remark-note-links/index.ts'
import { parseAddress } from '../plugins/remark-note-links/lib/address.ts'
import { resolvers } from './support/note-resolvers.ts'

const resolve = resolvers.resolveLink

const run = (markdown: string, mdx = false) =>
  unified()
    .use(remarkParse)
    .use(mdx ? [remarkMdx] : [])
    .use(plugin.default, { resolve })
    .use(remarkRehype)
    .use(rehypeStringify)
    .processSync(new VFile({ path: 'a.md', value: markdown }))

test('exports', () => {
  expect(Object.keys(plugin).sort()).toEqual(['default', 'kinds', 'noteLinks'])
})

describe('addresses', () => {
  test.each([
    ['note:flynn', { kind: 'note', id: 'flynn', canonical: 'note:flynn' }],
    ['passage:act-1/p7-p9', { kind: 'passage', id: 'act-1/p7-p9', canonical: 'passage:act-1/p7-p9' }],
    ['edition:other#n-x', { kind: 'edition', id: 'other', fragment: 'n-x', canonical: 'edition:other#n-x' }],
    ['edition:other#', { kind: 'edition', id: 'other', fragment: '', canonical: 'edition:other#' }],
    ['note:a#b', { kind: 'note', id: 'a#b', canonical: 'note:a#b' }],
    ['Note : flynn ', { kind: 'note', id: 'flynn', canonical: 'note:flynn' }],
    ['note://flynn', { kind: 'note', id: 'flynn', canonical: 'note:flynn' }],
    ['note:', { kind: 'note', id: '', canonical: 'note:' }],
    ['https://example.org/', undefined],
    ['javascript:x', undefined],
    ['constructor:x', undefined],
    ['__proto__:x', undefined],
    ['note', undefined],
    ['', undefined],
  ])('%j', (url, expected) => {
    expect(parseAddress(url)).toEqual(expected)
  })
})

test.each([false, true])('as a unified plugin (MDX: %s)', (mdx) => {
  const file = run('See [it](note:flynn) and [that](note:missing "T").', mdx)
  expect(String(file)).toBe(
    '<p>See <a href="/note/flynn" class="ref ref-note" data-ref="note:flynn">it</a> and <span title="T" class="ref ref-note ref-missing" data-ref="note:missing">that</span>.</p>',
  )
  expect(file.messages.map(String)).toEqual([
    'a.md:1:33-1:45: Unexpected `note:missing`, expected a note that exists',
  ])
  expect(file.data.references).toMatchObject([
    { kind: 'note', id: 'flynn' },
    { kind: 'note', id: 'missing' },
  ])
})

test.each([
  ['[a](note:missing)', 'note:missing'],
  ['[a](<note:missing> "T")', 'note:missing'],
  ['[note:missing](note:missing)', 'note:missing', 15],
  ['<note:missing>', 'note:missing'],
  ['[](note:missing)', 'note:missing'],
  ['> [a\n> b](note:missing)', 'note:missing'],
  ['[*a* `b`](\n  note:missing)', 'note:missing'],
  ['[a]\n\n[a]: note:missing', 'note:missing'],
  ['[a]\r\n\r\n[a]:\r\n  <note:missing>', 'note:missing'],
  ['[note:missing]\n\n[note:missing]: note:missing', 'note:missing', 32],
  ['[a](note&colon;missing)', '[a](note&colon;missing)'],
])('%j: the place is the address', (markdown, words, at = markdown.indexOf(words)) => {
  const [message] = run(markdown).messages
  const place = message?.place
  if (!place || !('start' in place)) throw new Error('no place')
  expect(markdown.slice(place.start.offset, place.end.offset)).toBe(words)
  expect(place.start.offset).toBe(at)
  const before = markdown.slice(0, at).split(/\r?\n/)
  expect(place.start).toMatchObject({ line: before.length, column: (before.at(-1) ?? '').length + 1 })
})

test('what the resolver adds is there, and what the writer wrote stays', () => {
  const file = new VFile('')
  const link = { type: 'link' as const, url: 'entity:x', title: 'Mine', children: [] }
  plugin.noteLinks({ type: 'root', children: [{ type: 'paragraph', children: [link] }] }, file, {
    resolve: () => ({ href: '/x', title: 'Theirs', label: 'X', properties: { dataKind: 'person' } }),
  })
  expect(link).toMatchObject({
    url: '/x',
    title: 'Mine',
    children: [{ type: 'text', value: 'X' }],
    data: { hProperties: { dataKind: 'person', dataRef: 'entity:x', className: ['ref', 'ref-entity'] } },
  })
})

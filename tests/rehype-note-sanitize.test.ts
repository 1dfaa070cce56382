import type { Root } from 'hast'
import { toHtml } from 'hast-util-to-html'
import { h } from 'hastscript'
import { VFile } from 'vfile'
import { describe, expect, test } from 'vitest'
import * as plugin from '../plugins/rehype-note-sanitize/index.ts'

const root = (...children: Root['children']): Root => ({ type: 'root', children })

test('exports', () => {
  expect(Object.keys(plugin).sort()).toEqual(['default', 'noteSanitize', 'readAddress', 'schema'])
})

describe('addresses', () => {
  test.each([
    ['https://example.org/a', { kind: 'external', href: 'https://example.org/a' }],
    ['HTTPS:\\\\EXAMPLE.org', { kind: 'external', href: 'https://example.org/' }],
    ['https:example.org', { kind: 'external', href: 'https://example.org/' }],
    ['mailto:a@b.c', { kind: 'external', href: 'mailto:a@b.c' }],
    [' https://a.b', { kind: 'external', href: 'https://a.b/' }],
    ['#p7', { kind: 'fragment', id: 'p7' }],
    ['/a', { kind: 'local' }],
    ['a', { kind: 'local' }],
    ['', { kind: 'local' }],
    ['//a.b', { kind: 'unsafe' }],
    ['\\\\a.b', { kind: 'unsafe' }],
    ['https://u@a.b', { kind: 'unsafe' }],
    ['https://[', { kind: 'unsafe' }],
    ['java\tscript:x', { kind: 'unsafe' }],
    ['data:x', { kind: 'unsafe' }],
    ['blob:https://a.b/x', { kind: 'unsafe' }],
  ])('%j', (href, expected) => {
    expect(plugin.readAddress(href)).toEqual(expected)
  })
})

/** As if from a pipeline that does parse HTML: the allow-list has to hold by itself. */
test.each([
  [h('script', 'x'), ''],
  [h('p', { style: 'color:red', onClick: 'x', id: 'a', className: ['site'], name: 'b' }, 'x'), '<p>x</p>'],
  [h('svg', h('script')), ''],
  [h('iframe', { src: 'https://a.b' }), ''],
  [h('marquee', 'x'), 'x'],
  [
    h('a', { href: '/x', dataRef: 'note:x', target: '_blank', ping: 'y' }, 'x'),
    '<a href="/x" data-ref="note:x">x</a>',
  ],
  [h('a', { href: '/x' }, 'x'), 'x'],
  [h('a', { href: 'javascript:x', dataRef: 'note:x' }, 'x'), 'x'],
  [h('a', { href: '//a.b', dataRef: 'note:x' }, 'x'), 'x'],
  [h('a', { name: 'x' }, 'x'), 'x'],
  [h('a', { href: '#p7', dataRef: 'passage:p7' }, 'x'), '<a href="#p7" data-ref="passage:p7">x</a>'],
  [
    h('a', { href: 'https://a.b', rel: 'dofollow' }, 'x'),
    '<a href="https://a.b/" rel="nofollow ugc noopener noreferrer">x</a>',
  ],
  [
    h('a', { href: 'https://a.b' }, h('em', h('a', { href: 'https://c.d' }, 'x'))),
    '<a href="https://a.b/" rel="nofollow ugc noopener noreferrer"><em>x</em></a>',
  ],
  [h('input', { type: 'text', name: 'x' }), '<input aria-label="Not done" type="checkbox" disabled>'],
  [h('td', 'x'), 'x'],
  [h('li', 'x'), 'x'],
  [h('h1', 'x'), '<h3>x</h3>'],
  [h('h6', 'x'), '<h6>x</h6>'],
])('%j', (node, html) => {
  const tree = plugin.default({ headingBase: 3 })(root(node), new VFile())
  expect(toHtml(tree)).toBe(html)
})

test('comments and doctypes go', () => {
  const tree = plugin.noteSanitize(root({ type: 'doctype' }, { type: 'comment', value: 'x' }), new VFile())
  expect(tree).toEqual(root())
})

import type { Root } from 'hast'
import { toHtml } from 'hast-util-to-html'
import { h } from 'hastscript'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import rehypeStringify from 'rehype-stringify'
import { unified } from 'unified'
import { expect, test } from 'vitest'
import * as plugin from '../plugins/rehype-note-ids/index.ts'

const prefix = 'n-flynn--'

test('exports', () => {
  expect(Object.keys(plugin).sort()).toEqual(['default', 'noteIds'])
})

test('every reference to an id within is mended, and none to one without', () => {
  const tree: Root = {
    type: 'root',
    children: [
      h('p', { id: 'a', ariaLabelledBy: ['a', 'b', 'elsewhere'], ariaDescribedBy: 'b' }),
      h('a', { id: 'b', href: '#a' }),
      h('a', { href: '#elsewhere' }),
      h('label', { htmlFor: ['a'] }),
    ],
  }
  plugin.noteIds(tree, { prefix })
  expect(toHtml(tree)).toBe(
    '<p id="n-flynn--a" aria-labelledby="n-flynn--a n-flynn--b elsewhere" aria-describedby="n-flynn--b"></p>' +
      '<a id="n-flynn--b" href="#n-flynn--a"></a><a href="#elsewhere"></a><label for="n-flynn--a"></label>',
  )
})

test('as a unified plugin: another footnote changes no id', () => {
  const idsOf = (markdown: string) => {
    const file = unified()
      .use(remarkParse)
      .use(remarkGfm)
      .use(remarkRehype)
      .use(plugin.default, { prefix })
      .use(rehypeStringify)
      .processSync(markdown)
    return [...String(file).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
  }
  const before = idsOf('a[^x]\n\n[^x]: x')
  expect(before).toEqual(['n-flynn--fnref-x', 'n-flynn--footnotes', 'n-flynn--fn-x'])
  expect(idsOf('b[^y] a[^x]\n\n[^x]: x\n[^y]: y')).toEqual(expect.arrayContaining(before))
})

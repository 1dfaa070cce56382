import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Root } from 'hast'
import { toHtml } from 'hast-util-to-html'
import { h } from 'hastscript'
import rehypeStringify from 'rehype-stringify'
import { unified } from 'unified'
import { describe, expect, it, test } from 'vitest'
import { annotate, toText } from '../plugins/hast-util-annotate/index.ts'
import rehypeCitable, { citable, type Options } from '../plugins/rehype-citable/index.ts'
import * as api from '../plugins/rehype-citable/index.ts'
import seedParse, { fromSeed, type Structure } from '../plugins/seed-parse/index.ts'

const pathOf = (name: string) => join(import.meta.dirname, 'fixtures/rehype-citable', name)

/** `UPDATE=1 npx vitest run tests/rehype-citable.test.ts` writes what is expected. */
const fixture = (name: string) => readFileSync(pathOf(name), 'utf8')

const deepFreeze = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze)
  return value
}

const seed = fixture('drama/text.txt')
const structure: Structure = {
  form: 'drama',
  speaker: { pattern: 'first-line' },
  roles: { p1: 'title', p2: 'stage' },
}
const tree: Root = deepFreeze(fromSeed(seed, structure))

const idsIn = (html: string) => Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id]) => id)

test('exports', () => {
  expect(Object.keys(api).sort()).toEqual(['citable', 'default'])
})

describe('citable', () => {
  it('gives passages and lines ids, and leaves the text as it is', () => {
    const result = citable(tree)
    if (process.env['UPDATE']) writeFileSync(pathOf('drama/expected.html'), toHtml(result))
    expect(toHtml(result)).toBe(fixture('drama/expected.html'))
    expect(toText(result)).toBe(seed)
  })

  it('puts a prefix before every id', () => {
    const ids = idsIn(toHtml(citable(tree)))
    expect(idsIn(toHtml(citable(tree, { prefix: 'act-1-' })))).toEqual(ids.map((id) => `act-1-${id}`))
  })

  it('gives the same ids whatever the roles, the notes, and the order of stages', () => {
    const note = { id: 'a', ranges: [{ start: 2, end: seed.length - 3 }] }
    const after = toHtml(citable(annotate(tree, [note])))
    expect(after).toBe(toHtml(annotate(citable(tree), [note])))
    expect(idsIn(after).filter((id) => id !== 'q-a')).toEqual(idsIn(toHtml(citable(tree))))
    expect(idsIn(toHtml(citable(fromSeed(seed))))).toEqual(['p1', 'p2', 'p3', 'p4'])
  })

  it('changes nothing twice', () => {
    expect(citable(citable(tree))).toEqual(citable(tree))
  })

  it('keeps what is no passage, and classes that were there', () => {
    const passage = h('p', { className: ['title', 'large'] }, 'x')
    Object.assign(passage, { data: { passage: 'p7' } })
    const other = h('p', { id: 'mine' }, 'y')
    const result = citable(deepFreeze({ type: 'root', children: [h('section', [passage]), other] }))
    expect(toHtml(result)).toBe(
      '<section><p class="title large passage" id="p7">x</p></section><p id="mine">y</p>',
    )
    expect(result.children[1]).toBe(other)
  })
})

test('the plugin does the same', () => {
  const run = (options: Options = {}) =>
    unified()
      .use(seedParse, structure)
      .use(rehypeCitable, options)
      .use(rehypeStringify)
      .processSync(seed)
      .toString()
  expect(run()).toBe(fixture('drama/expected.html'))
  expect(run({ prefix: 'x-' })).toBe(toHtml(citable(tree, { prefix: 'x-' })))
})

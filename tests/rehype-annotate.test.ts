import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { h } from 'hastscript'
import rehypeStringify from 'rehype-stringify'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { expect, it, test } from 'vitest'
import { parse } from 'yaml'
import rehypeAnnotate, { type Options } from '../plugins/rehype-annotate/index.ts'
import * as api from '../plugins/rehype-annotate/index.ts'
import rehypeCitable from '../plugins/rehype-citable/index.ts'
import seedParse from '../plugins/seed-parse/index.ts'

interface Note {
  id: string
  kind: string
  ranges: { start: number; end: number }[]
}

const pathOf = (name: string) => join(import.meta.dirname, 'fixtures/rehype-annotate', name)

/** `UPDATE=1 npx vitest run tests/rehype-annotate.test.ts` writes what is expected. */
const fixture = (name: string) => readFileSync(pathOf(name), 'utf8')

const seed = fixture('a-page/text.txt')
const annotations: Note[] = parse(fixture('a-page/notes.yaml'))

const options: Options<Note> = {
  annotations,
  properties: ({ annotations }) => ({ dataKind: annotations.map(({ kind }) => kind).join(' ') }),
  marker: ({ annotation: { id } }) => [
    h('a', { href: `#n-${id}`, role: 'doc-noteref', ariaLabel: `Note ${id}` }, '*'),
  ],
}

const run = (options: Options<Note>, file: VFile) =>
  unified()
    .use(seedParse, { roles: { p1: 'title' } })
    .use(rehypeAnnotate<Note>, options)
    .use(rehypeCitable)
    .use(rehypeStringify)
    .processSync(file)
    .toString()

test('exports', () => {
  expect(Object.keys(api)).toEqual(['default'])
})

it('marks a text on its way from seed to page', () => {
  const html = run(options, new VFile(seed))
  if (process.env['UPDATE']) writeFileSync(pathOf('a-page/expected.html'), html)
  expect(html).toBe(fixture('a-page/expected.html'))
})

it('takes annotations for each file', () => {
  const file = new VFile({ value: seed, path: 'a.txt' })
  const perFile = { ...options, annotations: ({ path }: VFile) => (path === 'a.txt' ? annotations : []) }
  expect(run(perFile, file)).toBe(fixture('a-page/expected.html'))
  expect(run(perFile, new VFile(seed))).not.toContain('<mark')
})

it('throws what annotate throws', () => {
  const wrong = [{ id: 'a', kind: 'context', ranges: [{ start: 0, end: 1e6 }] }]
  expect(() => run({ annotations: wrong }, new VFile(seed))).toThrow(RangeError)
})

import fc from 'fast-check'
import { VFile } from 'vfile'
import { expect, test } from 'vitest'
import { anyYaml, type Path, parseYaml, type Yaml } from '../src/edition/yaml.ts'
import { simpleYaml } from '../src/edition/yaml-simple.ts'

const none = () => ({ start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } })
const isSimple = (source: string) => simpleYaml(source, none) !== undefined

/** Every path into some data, and one that is not there beside each. */
function pathsIn(data: unknown, here: Path = []): Path[] {
  const inner = typeof data === 'object' && data !== null ? Object.entries(data) : []
  const keys = Array.isArray(data)
    ? [...data.keys(), data.length, 'none']
    : [...inner.map(([key]) => key), 'none', 0]
  return [
    here,
    ...keys.map((key) => [...here, key]),
    ...inner.flatMap(([key, value]) => pathsIn(value, [...here, Array.isArray(data) ? Number(key) : key])),
  ]
}

const told = ({ data, placeOf, placeOfKey }: Yaml) => [
  JSON.stringify(data),
  ...pathsIn(data).map((path) => [path, placeOf(path), placeOfKey(path)]),
]

/** Read both ways, where the short one can read it: the same data, the same places, and nothing to complain of. */
function agree(source: string): void {
  if (!isSimple(source)) return
  const file = new VFile()
  const long = anyYaml(source, file)
  expect(file.messages, JSON.stringify(source)).toEqual([])
  const short = parseYaml(source, file)
  expect(short && told(short), JSON.stringify(source)).toEqual(long && told(long))
}

const usual = `---
target: {exact: "on Sunday, 12 March", passage: p7}
kind: fact-check
by:
  - ada-example
  - 'Bea Example'
sources: [odni-2017, mueller]
created: 2026-11-23
title: He said no; “yes”, then
claim:
  statement: A claim [sic] — it’s so, at 7:30
  first-said: 2017-03
`
  .replace("'Bea''s'", "'Bea Example'")
  .replace('said: no', 'said no')

test('fields of a note are read the short way', () => {
  expect(isSimple(usual)).toBe(true)
  agree(usual)
})

const name = fc.constantFrom('a', 'b', 'by', 'first-said', 'target', 'URL', 'constructor', 'p1')
const words = fc
  .array(
    fc.constantFrom(
      'a',
      'B',
      '7',
      ' ',
      '. ',
      ', ',
      ':',
      '#',
      '-',
      '’',
      'é',
      '“',
      '”',
      "'",
      '"',
      '(',
      '[',
      '}',
      '\\',
      '%',
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((all) => all.join(''))
const scalar = fc.oneof(
  words,
  words.map((one) => `"${one}"`),
  words.map((one) => `'${one}'`),
)
const list = fc.array(scalar, { minLength: 1, maxLength: 3 })
const inline = fc.oneof(
  scalar,
  list.map((items) => `[${items.join(', ')}]`),
  fc
    .array(fc.tuple(name, scalar), { maxLength: 2 })
    .map((all) => `{${all.map((one) => one.join(': ')).join(', ')}}`),
)
const field = fc.tuple(name, inline).map((one) => one.join(': '))
const block = fc.oneof(
  field,
  fc
    .tuple(name, fc.array(inline, { maxLength: 3 }))
    .map(([one, items]) => `${one}:${items.map((item) => `\n  - ${item}`).join('')}`),
  fc
    .tuple(name, fc.array(field, { maxLength: 3 }))
    .map(([one, fields]) => `${one}:${fields.map((inner) => `\n  ${inner}`).join('')}`),
)

test('what can be read the short way is read as the long way reads it', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 4 }), fc.boolean(), (blocks, marked) => {
      agree(`${marked ? '---\n' : ''}${blocks.join('\n')}\n`)
    }),
    { numRuns: 2000 },
  )
})

test('so it is after any change of a few letters', () => {
  const piece = fc.constantFrom(
    '',
    ' ',
    '\n',
    '\n\n',
    ':',
    ': ',
    '- ',
    '#',
    ' #',
    '"',
    "'",
    '[',
    ']',
    '{',
    ',',
    '\t',
    '|',
    '&',
    '---\n',
    '\u00A0',
  )
  fc.assert(
    fc.property(fc.nat(usual.length), fc.nat(2), piece, (from, length, put) => {
      agree(usual.slice(0, from) + put + usual.slice(from + length))
    }),
    { numRuns: 2000 },
  )
})

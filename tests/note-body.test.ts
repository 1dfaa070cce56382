import fc from 'fast-check'
import { toHtml } from 'hast-util-to-html'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { toHast } from 'mdast-util-to-hast'
import { gfm } from 'micromark-extension-gfm'
import { VFile } from 'vfile'
import { expect, test } from 'vitest'
import { parseNoteBody, renderNoteBody } from '../src/edition/note-body.ts'
import { resolvers } from './support/note-resolvers.ts'

const options = (body: string) => ({ file: new VFile(body), prefix: 'n-x--', ...resolvers })

test('plain text has a line for each block, and no apparatus', () => {
  const body = '# A *b*\n\nc\nd[^1]\\\ne\n\n| f | g |\n| - | - |\n| h | i |\n\n- j\n- k\n\n[^1]: l'
  expect(renderNoteBody(body, options(body)).text).toBe('A b\nc\nd\ne\nf\tg\nh\ti\nj\nk\nl')
})

test('labels are in the language of the note', () => {
  const labels = {
    footnotes: 'Fußnoten',
    back: (n: number, turn: number) => `Zurück zu ${n}/${turn}`,
    open: 'Offen',
  }
  const body = 'a[^1]\n\n- [ ] b\n\n[^1]: c'
  const { html } = renderNoteBody(body, { ...options(body), labels })
  expect(html).toContain('>Fußnoten</p>')
  expect(html).toContain('aria-label="Zurück zu 1/1"')
  expect(html).toContain('aria-label="Offen"')
})

test.each([
  ['ltr', 'Plain *English*.\n\n- of\n- two', '<p>Plain', '<ul>'],
  ['rtl', 'Plain *English*.\n\n- of\n- two', '<p dir="ltr">Plain', '<ul dir="ltr">\n<li>of'],
  ['rtl', '> In English\n>\n> יותר', '<blockquote dir="ltr">\n<p>In', '<p dir="rtl">יותר'],
  ['ltr', 'An item\n\n- هذه حاشية.\n- هذه\n- en', '<ul dir="rtl">\n<li>هذه', '<li dir="ltr">en'],
  ['ltr', 'הללו is an imperative.', '<p>הללו'],
  ['ltr', 'It says: הַלְלוּ אֶת־יְהוָה כׇּל־גּוֹיִם.', '<p>It'],
  ['rtl', '17:3', '<p>17'],
  [
    'rtl',
    'א\n\n| one | אחת |\n| - | - |\n| שלוש | four |',
    '<table>',
    '<th dir="ltr">one',
    '<td>שלוש',
    '<td dir="ltr">four',
  ],
  ['rtl', 'א[^1]\n\n[^1]: See [there](https://example.org/).', '<ol dir="ltr">\n<li'],
] as const)('in what runs %s, blocks run as they are read: %j', (direction, body, ...expected) => {
  const { html } = renderNoteBody(body, { ...options(body), direction })
  for (const part of expected) expect(html).toContain(part)
})

test('a check says what a build says', () => {
  const body = '[a](note:missing) [@missing] ![b](https://example.org/i.png) [c](data:x)'
  const said = (messages: readonly { reason: string }[]) => messages.map(({ reason }) => reason)
  expect(said(parseNoteBody(body, options(body)).messages)).toEqual(
    said(renderNoteBody(body, options(body)).messages),
  )
  expect(said(parseNoteBody(body, options(body)).messages)).toHaveLength(4)
})

test('GFM in part is GFM as far as the body needs it', () => {
  const word = fc.constantFrom(
    'a',
    ' ',
    '\n',
    '\n\n',
    '|',
    '-',
    ':',
    '- ',
    '[ ]',
    '[x] ',
    '[^a]',
    '[^a]: ',
    '~',
    '~~',
    '*',
    '_',
    'a@b.c',
    'www.a.b',
    'http://a.b',
    'mailto:',
    '.',
    '`',
    '[',
    ']',
    '(',
    '> ',
    '| - |',
    '\t',
    '1. ',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      const body = words.join('')
      // See the next test: there the whole of GFM throws.
      fc.pre(!/(?:[-*]|1\.)[ \t]*\n[ \t>\n]*\[[\sx]\]/i.test(body))
      const extensions = [{ disable: { null: ['htmlFlow', 'htmlText'] } }, gfm()]
      const whole = fromMarkdown(body, { extensions, mdastExtensions: [gfmFromMarkdown()] })
      const bare = (html: string) =>
        html.replace(/<(\w+)(?:"[^"]*"|[^">])*>/g, '<$1>').replace(/<(\/?)h\d>/g, '<$1h>')
      // Links that lose their address, and citations, are compared elsewhere.
      fc.pre(!/mailto:|xmpp:/.test(body))
      const tags = (html: string) => bare(html).replace(/<\/?(?:a|section|p|h|)>/g, '')
      const expected = toHtml(toHast(whole))
      expect(tags(renderNoteBody(body, options(body)).html)).toBe(tags(expected))
    }),
    { numRuns: 2000 },
  )
})

test('a box after an item without words is words', () => {
  for (const body of ['*\n[x] a', '*\r[x] [', '- a\n-\n\n[ ] b', '> 1.\n> [x] c'])
    expect(renderNoteBody(body, options(body)).text.replace(/\s+/g, ' ')).toMatch(/\[[ x]\] [abc[]/)
  expect(renderNoteBody('- [x] a', options('- [x] a')).html).toContain('checkbox')
})

test('the footnotes of a refused body are not looked for', () => {
  const body = `${'['.repeat(100)}[@missing] [a](note:missing)`
  const { messages, citations, references } = renderNoteBody(body, options(body))
  expect([messages.length, citations.length, references.length]).toEqual([1, 0, 0])
})

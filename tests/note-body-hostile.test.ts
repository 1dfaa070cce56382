import fc from 'fast-check'
import { fromHtml } from 'hast-util-from-html'
import { visit } from 'unist-util-visit'
import { VFile } from 'vfile'
import { expect, test } from 'vitest'
import { renderNoteBody } from '../src/edition/note-body.ts'
import { noteFaults } from './support/note-faults.ts'
import { resolvers } from './support/note-resolvers.ts'

const prefix = 'n-flynn--'

const render = (body: string) =>
  renderNoteBody(body, { file: new VFile({ value: body }), prefix, ...resolvers })

const faults = (html: string): string[] => noteFaults(html, prefix)

const raw = [
  '<script>alert(1)</script>',
  '<ScRiPt src=//evil.example></sCrIpT>',
  '<img src=x onerror=alert(1)>',
  '<img\nsrc=x\nonerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<svg><use href="data:image/svg+xml,x#y"/></svg>',
  '<math><mtext><table><mglyph><style><img src onerror=alert(1)>',
  '<math><annotation-xml encoding="text/html"><script>1</script></annotation-xml></math>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="javascript:alert(1)"></object>',
  '<embed src="javascript:alert(1)">',
  '<form action="javascript:alert(1)"><button>x</button></form>',
  '<form><input name=attributes></form>',
  '<base href="https://evil.example/">',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<link rel=stylesheet href=//evil.example>',
  '<style>*{display:none}</style>',
  '<p style="position:fixed;inset:0">x</p>',
  '<a href="javascript:alert(1)">x</a>',
  '<a id=content name=content class=site-header>x</a>',
  '<div popover autofocus onfocus=alert(1)>',
  '<details ontoggle=alert(1) open>',
  '<template><script>1</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<textarea></textarea><script>alert(1)</script>',
  '<x-element is=script>',
  '<!--><script>alert(1)</script>-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?php echo 1 ?>',
  '</p></article></main><script>alert(1)</script>',
  '{process.exit(1)}',
  'import x from "node:fs"',
  'export const x = 1',
  '# <script>alert(1)</script>',
  '| <script> |\n| - |\n| <img src=x onerror=alert(1)> |',
  '`</code><script>alert(1)</script>`',
  '```</code></pre><script>\n</code></pre><script>alert(1)</script>\n```',
  '```js" onmouseover="alert(1)\nx\n```',
  '```site-header language-evil\nx\n```',
  '[x](https://example.org/"onmouseover="alert(1))',
  '[x](https://example.org/ "\\" onmouseover=\\"alert(1)")',
  '![x" onerror="alert(1)](https://example.org/i.png)',
]

const addresses = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'javascript&colon;alert(1)',
  '&#106;avascript:alert(1)',
  '&#x6A;avascript:alert(1)',
  '&#0000106;avascript:alert(1)',
  'java&Tab;script:alert(1)',
  'java&NewLine;script:alert(1)',
  'java&#9;script:alert(1)',
  'java&#13;script:alert(1)',
  '&#1;javascript:alert(1)',
  '&#x20;javascript:alert(1)',
  '\u0001javascript:alert(1)',
  'java\\script:alert(1)',
  'javascript\\:alert(1)',
  'javascript:/*--></script>*/alert(1)',
  'javascript://example.org/%0aalert(1)',
  'javascript%3Aalert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD4=',
  'DATA:image/svg+xml,<svg>',
  'blob:https://example.org/x',
  'file:///etc/passwd',
  'filesystem:x',
  'view-source:https://example.org',
  'feed:javascript:alert(1)',
  'jar:x!/',
  'tel:1',
  'xmpp:a@b.c',
  '//evil.example',
  '\\\\\\\\evil.example',
  '/\\\\evil.example',
  'https:evil.example/a',
  'http:/evil.example',
  'https://user:pw@evil.example',
  'https://[bad',
  'https://',
  '/etc/passwd',
  '../../x',
  '?x',
  '#attributes',
  '#n-flynn--fn-1',
  '&#xFEFF;javascript:alert(1)',
  'ｊavascript:alert(1)',
]

const labels = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'attributes',
  '"><script>',
  '%00',
  '%',
  'É',
  '-',
  '--',
  'a--b',
  'footnotes',
  'fn-1',
  '1--2',
  '&quot;',
]

const wraps: ((address: string) => string)[] = [
  (address) => `[x](${address})`,
  (address) => `[x](<${address}>)`,
  (address) => `<${address}>`,
  (address) => `![x](<${address}>)`,
  (address) => `[x][y] [y] ![y]\n\n[y]: <${address}>`,
]

const bodies = [
  ...raw,
  ...addresses.flatMap((address) => wraps.map((wrap) => wrap(address))),
  ...labels.map(
    (label) => `a[^${label}] b[^${label}] c[^1] d[^${label}-2]\n\n[^${label}]: x\n[^1]: y\n[^${label}-2]: z`,
  ),
  ...labels.map(
    (label) => `[${label}] [@${label}] [](note:${label}) [x](${label}:x)\n\n[${label}]: javascript:alert(1)`,
  ),
]

test.each(bodies)('%j does no harm', (body) => {
  expect(faults(render(body).html)).toEqual([])
})

test.each(addresses.slice(0, 12))('%s is named in a warning, with its place', (address) => {
  const { html, messages } = render(`[x](<${address}>)`)
  expect(html).toBe('<p>x</p>')
  expect(messages).toMatchObject([
    { ruleId: 'link-safe', fatal: false, place: { start: { line: 1, column: 1 } } },
  ])
})

test('raw HTML is text, letter for letter', () => {
  for (const body of raw.slice(0, 12)) {
    expect(fromText(render(body).html)).toBe(body.replaceAll('\n', ' '))
  }
})

function fromText(html: string): string {
  const words: string[] = []
  visit(fromHtml(html, { fragment: true }), 'text', ({ value }) => void words.push(value))
  return words.join('').replaceAll('\n', ' ')
}

test('two notes with the same footnotes share no id', () => {
  const body = 'a[^1] b[^1-2] c[^1]\n\n[^1]: x\n[^1-2]: y'
  const ids = ['n-a--', 'n-b--', 'n-a-b--'].flatMap((prefix) => {
    const { html } = renderNoteBody(body, { file: new VFile(body), prefix, ...resolvers })
    return [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
  })
  expect(ids).toHaveLength(18)
  expect(new Set(ids).size).toBe(18)
})

/** Words that Markdown and our plugins give a meaning. */
const tokens = [
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  '@key',
  '[@missing',
  '[@a, p. 3]',
  ';',
  '-',
  '*',
  '_',
  '~~',
  '`',
  '```',
  '|',
  '\n',
  '\n\n',
  '| - |',
  '    ',
  '# ',
  '> ',
  '- ',
  '1. ',
  '[ ] ',
  '[x] ',
  '[^1]',
  '[^1]: ',
  '[^a-2]',
  '[y]: ',
  '[y]',
  '](note:flynn)',
  '](note: x)',
  '](javascript:x)',
  '](https://x.org)',
  '![',
  'a',
  'me@example.org',
  'https://x.org',
  'www.x.org',
  '<script>',
  '&quot;',
  '&#0;',
  '\\',
  '"',
  "'",
  '=',
  '---',
  ':',
  '{',
  '\t',
  '\r',
  'é',
  '😀',
  '\u0000',
  '\u2028',
]

const hostile = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...tokens) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    ),
    { maxLength: 40 },
  )
  .map((words) => words.join(''))

test('no body breaks a promise, or throws', () => {
  fc.assert(
    fc.property(hostile, (body) => {
      expect(faults(render(body).html)).toEqual([])
    }),
    { numRuns: 3000 },
  )
})

test('every message has a place within the file, and a rule', () => {
  fc.assert(
    fc.property(hostile, fc.nat({ max: 3 }), (body, lines) => {
      const front = 'x\n'.repeat(lines)
      const file = new VFile({ value: front + body })
      const { messages } = renderNoteBody(body, { file, offset: front.length, prefix, ...resolvers })
      for (const { place, ruleId } of messages) {
        expect(ruleId).toBeDefined()
        expect(place && 'start' in place && (place.start.offset ?? -1) >= front.length).toBe(true)
        expect(place && 'start' in place && place.start.line > lines).toBe(true)
      }
    }),
    { numRuns: 1000 },
  )
})

import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { printed } from '../src/cli/check.ts'
import { openLibrary } from '../src/edition/index.ts'
import { type Report, report } from '../src/edition/report.ts'
import { variorum } from './support/command.ts'
import { remove, sha256, temporary, write } from './support/files.ts'

const roots: string[] = []
afterAll(() => roots.forEach(remove))

/** A library of one edition, sound but for the notes it is given. */
function libraryOf(
  notes: Readonly<Record<string, string>>,
  text = 'And the toll had not been paid.\n',
): string {
  const root = temporary()
  roots.push(root)
  write(root, 'seeds/bridge/text.txt', text)
  write(
    root,
    'seeds/bridge/seed.yaml',
    `title: The bridge\nlanguage: en\nsha256: ${sha256(Buffer.from(text))}\n`,
  )
  write(root, 'content/contributors/ada-example.yaml', 'name: Ada Example\n')
  write(root, 'content/editions/bridge/edition.mdx', '---\nseed: bridge\ntitle: The bridge\n---\n')
  for (const [id, note] of Object.entries(notes)) write(root, `content/editions/bridge/notes/${id}.md`, note)
  return root
}

const good = '---\ntarget: the toll\nkind: context\nby: ada-example\n---\n\nIt was two pence.\n'
const noteOn = (target: string, body = 'It was two pence.') =>
  `---\ntarget: ${target}\nkind: context\nby: ada-example\n---\n\n${body}\n`
const placeOf = ({ file, line, column, rule }: Report) =>
  `${file.slice(file.lastIndexOf('/') + 1)}:${line}:${column} ${rule}`

describe('one run', () => {
  test('says all mistakes of all files, in their order', () => {
    const root = libraryOf({
      c: good.replace('context', 'contxt').replace('ada', 'ida').replace('two', '[@two]'),
      a: `---\nkind: context\nby: ada-example\ncolour: red\n---\n\nSee [this](note:z) and [that](passage:p2).\n`,
      b: good.replace('target: the toll', 'target: [the tall, the tell]'),
    })
    write(root, 'content/sources/Old Book.yaml', 'type: book\ntitle: An old book\n')
    write(root, 'content/entities/northwick.yaml', 'name: Northwick\nsources: nothing\n')
    expect(openLibrary(root).reports.map(placeOf)).toEqual([
      'a.md:1:1 field-required',
      'a.md:4:1 field-known',
      'b.md:2:10 target-matches',
      'b.md:2:20 target-matches',
      'c.md:3:7 kind-known',
      'c.md:4:5 contributor-known',
      'c.md:7:10 source-known',
      'northwick.yaml:1:1 field-required',
      'Old Book.yaml:1:1 id-form',
    ])
  })

  test('says of an account for an id how the line is written, and whether somebody has that id', () => {
    const root = libraryOf({
      a: good.replace('by: ', 'by: @'),
      b: good.replace('by: ada', 'by: @ida').replace('the toll', 'the tall'),
    })
    const { reports } = openLibrary(root)
    expect(reports.map((one) => [placeOf(one), one.note?.split('\n').at(-1)])).toEqual([
      ['a.md:4:5 yaml-parses', 'by: ada-example'],
      ['b.md:2:9 target-matches', expect.anything()],
      ['b.md:4:5 contributor-known', expect.stringMatching(/^Did you mean `ada-example`\?/)],
      ['b.md:4:5 yaml-parses', 'by: ida-example'],
    ])
  })

  test('finds a thousand mistakes in a thousand notes, each once and at its place', () => {
    const count = 1_000
    const notes: Record<string, string> = {}
    const expected: string[] = []
    for (let index = 0; index < count; index++) {
      const id = `note-${String(index).padStart(4, '0')}`
      const { note, place } = planted(index)
      notes[id] = note
      expected.push(`${id}.md:${place}`)
    }
    const text = Array.from({ length: count }, (_, index) => `This is sentence ${index} of them.\n\n`).join(
      '',
    )
    expect(openLibrary(libraryOf(notes, text)).reports.map(placeOf)).toEqual(expected)
  })
})

/** One mistake each: the line that is wrong, the column of what is wrong in it, and the rule. */
const mistakes: readonly {
  readonly line: (index: number) => string
  readonly at: string
  readonly rule: string
}[] = [
  { line: (index) => `target: sentense ${index} of`, at: 'sentense', rule: 'target-matches' },
  {
    line: (index) => `target: {exact: is, prefix: "his ", passage: p${index + 1}}\nkind: none`,
    at: 'none',
    rule: 'kind-known',
  },
  { line: () => 'target: This is sentence', at: 'This', rule: 'target-unique' },
  { line: () => 'target: {exakt: sentence}', at: 'exakt', rule: 'field-known' },
  {
    line: () => 'target: [sentence 1 of, {exact: sentence 2 of, sufix: x}]',
    at: 'sufix',
    rule: 'field-known',
  },
  { line: () => 'target: {passage: p1001}', at: 'p1001', rule: 'passage-known' },
  { line: () => 'target: {passage: 7}', at: '7', rule: 'field-value' },
  {
    line: (index) => `target: sentence ${index} of\nby: [ada-example, {id: bo-sample, role: editor}]`,
    at: 'bo-sample',
    rule: 'contributor-known',
  },
  {
    line: (index) => `target: sentence ${index} of\nby: [ada-example, {id: ada-example, rol: editor}]`,
    at: 'rol',
    rule: 'field-known',
  },
  {
    line: (index) => `target: sentence ${index} of\nsources:\n  - old-book`,
    at: 'old-book',
    rule: 'source-known',
  },
  { line: (index) => `target: sentence ${index} of\nabout: nobody`, at: 'nobody', rule: 'entity-known' },
  {
    line: (index) => `target: sentence ${index} of\nsee: [note-0001, note-2001]`,
    at: 'note-2001',
    rule: 'note-known',
  },
  {
    line: (index) => `target: sentence ${index} of\ncreated: yesterday`,
    at: 'yesterday',
    rule: 'field-value',
  },
  { line: (index) => `target: sentence ${index} of\nstatus: done`, at: 'done', rule: 'field-value' },
  { line: (index) => `target: sentence ${index} of\ntitle: one: two`, at: 'one', rule: 'yaml-parses' },
  { line: (index) => `target: sentence ${index} of\ntitle: *one*`, at: '*', rule: 'yaml-plain' },
  {
    line: (index) => `target: sentence ${index} of\nkind: context\nkind: gloss`,
    at: 'kind: gloss',
    rule: 'yaml-parses',
  },
]

const bodyMistakes = [
  { body: 'See [that](note:nowhere).', at: 'note:', rule: 'note-known' },
  { body: 'See [that](passage:p1001).', at: 'passage:', rule: 'passage-known' },
  { body: 'Two lines,\nand then it was said [@nobody, p. 3].', at: 'nobody', rule: 'source-known' },
  { body: '> - ![](https://example.org/a.png)', at: '!', rule: 'image-local' },
  { body: '# A head\n\n1. [Run](javascript:run())', at: '[Run', rule: 'link-safe' },
] as const

/** A note with one mistake, more or less far down and, for the reader’s eye, with letters that take two units. */
function planted(index: number): { note: string; place: string } {
  const above = Array.from({ length: index % 4 }, (_, line) => `# ${'𝒳'.repeat(line + 1)}\n`).join('')
  const [first, second] = [mistakes[index % 22], bodyMistakes[(index % 22) - mistakes.length]]
  const fields = first?.line(index) ?? `target: sentence ${index} of`
  const rest = ['kind: context', 'by: ada-example']
    .filter((line) => !fields.includes(`\n${line.slice(0, 3)}`))
    .join('\n')
  const note = `---\n${above}${fields}\n${rest}\n---\n\n𝒳 ${second === undefined ? 'It is so.' : `is so.\n\n${second.body}`}\n`
  const { at, rule } = first ?? second ?? { at: '', rule: '' }
  const offset =
    first === undefined ? note.lastIndexOf(at) : note.indexOf(at, note.indexOf(fields) + (at === '7' ? 0 : 1))
  const before = note.slice(0, offset).split('\n')
  return { note, place: `${before.length}:${(before.at(-1)?.length ?? 0) + 1} ${rule}` }
}

describe('the command', () => {
  test('ends with 0 where nothing is wrong, and where all is advice', async () => {
    expect(await variorum(['check', '--root', libraryOf({ a: good })])).toEqual({
      code: 0,
      stdout: 'Everything is in order.\n',
      stderr: '',
    })
    const advice = await variorum([
      'check',
      '--root',
      libraryOf({ a: good.replace('two', '[two](data:,x)') }),
    ])
    expect(advice.code).toBe(0)
    expect(advice.stdout).toContain('0 errors, 1 warning')
  })

  test('ends with 1 where something is wrong, and prints the same as the library says', async () => {
    const root = libraryOf({ a: good.replace('toll', 'tall') })
    const { code, stdout, stderr } = await variorum(['check', '--root', root, '--format', 'json'])
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toBe(printed(openLibrary(root).reports, 'json', root))
    expect(Object.keys((JSON.parse(stdout) as object[])[0] ?? {})).toEqual([
      'file',
      'line',
      'column',
      'endLine',
      'endColumn',
      'severity',
      'rule',
      'message',
      'note',
      'url',
    ])
  })

  test.each([['check', '--format', 'xml'], ['chek'], ['check', '--rot', '.'], []])(
    'ends with 2 for %j',
    async (...args) => {
      const { code, stdout, stderr } = await variorum(args)
      expect(code).toBe(2)
      expect(stdout + stderr).not.toContain('    at ')
    },
  )
})

const one = (more: Partial<Report>): Report => ({
  file: 'a.md',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  severity: 'error',
  rule: 'target-matches',
  message: 'Unexpected words',
  url: '/rules/target-matches/',
  ...more,
})

describe('--format github', () => {
  test('lets no note issue a command', () => {
    const hostile = 'a\n::set-env name=x::y\r\n%0A::error::z\u001B[31m'
    const root = libraryOf({
      a: noteOn(JSON.stringify(hostile)),
      b: noteOn('nowhere', `[a](note:x%0A::set-env)`),
    })
    const lines = printed(openLibrary(root).reports, 'github', root).split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.length).toBe(3)
    for (const line of lines) {
      expect(line).toMatch(
        /^::error file=content\/editions\/bridge\/notes\/[ab]\.md,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=[a-z-]+::/,
      )
      // eslint-disable-next-line no-control-regex -- that there are none
      expect(line).not.toMatch(/[\u0000-\u001F\u007F]/)
      expect(line.slice(2).replace(/%(?:25|0A|0D|3A|2C)/g, '')).not.toContain('%')
    }
  })

  test('escapes what stands in a property', () => {
    const text = report([one({ file: 'a,b:c%\n.md', message: '100%\nsure' })], 'github', () => undefined)
    expect(text).toBe(
      '::error file=a%2Cb%3Ac%25%0A.md,line=1,endLine=1,col=1,endColumn=1,title=target-matches::100%25%0Asure\n',
    )
  })
})

/** What stands above the carets, by columns of a terminal. */
function marked(line: string, meant: string): { above: string; shown: string } {
  const column = line.indexOf(meant) + 1
  const text = report([one({ column, endColumn: column + meant.length })], 'pretty', () => line)
  const [, , shown = '', carets = ''] = text.split('\n')
  const columns = [
    ...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(shown.replace(/[\u202D\u202C]/g, '')),
  ].flatMap(({ segment }) =>
    /^[\p{Script=Han}\p{Script=Hiragana}\u3000-\u303F\uFF01-\uFF60]|\p{Emoji_Presentation}/u.test(segment)
      ? [segment, '']
      : [segment],
  )
  return {
    above: columns.filter((_, index) => carets[index] === '^').join(''),
    shown: shown.replace(/^ *1 │ /, ''),
  }
}

describe('--format pretty', () => {
  test.each([
    ['the first word', 'target: the tall', 'target', 'target'],
    ['words', 'target: the tall', 'the tall', 'the tall'],
    ['tabs', '\ttarget:\tthe\ttall', 'the\ttall', 'the tall'],
    ['wide characters', 'target: 橋は五月三日に開かれた。', '五月三日', '五月三日'],
    ['full-width signs', 'target: ｛exact： x｝', 'x', 'x'],
    ['pictures', 'target: 👩‍💻🎉 the tall', 'the tall', 'the tall'],
    ['marks', 'target: cafe\u0301 and the\u0323 tall', 'tall', 'tall'],
    ['Hebrew', 'target: בְּרֵאשִׁית בָּרָא', 'בָּרָא', 'בָּרָא'],
    ['Arabic', 'target: الجسر مغلق', 'مغلق', 'مغلق'],
    ['letters of two units', 'target: 𝒳𝒴 tall', 'tall', 'tall'],
    ['controls before', 'target: \u001B[31m tall', 'tall', 'tall'],
    ['a control itself', 'target: a\u0007b', '\u0007', '<U+0007>'],
    ['signs that turn the text', 'target: \u202Eabc\u202C tall', 'tall', 'tall'],
    ['what nobody sees', 'target: a\u200Bb\u00ADc tall', 'tall', 'tall'],
  ])('puts carets under %s', (_name, line, meant, above) => {
    expect(marked(line, meant).above).toBe(above)
  })

  test('cuts a long line around what is meant', () => {
    const { above, shown } = marked(`${'a '.repeat(5_000)}here${' b'.repeat(5_000)}`, 'here')
    expect(above).toBe('here')
    expect(shown.length).toBeLessThan(110)
    expect(shown).toMatch(/^…a .* b…$/)
  })

  test('shows nothing that a terminal would act upon', () => {
    const hostile = '\u001B]0;x\u0007\u009B2J\u202E\u2066\u206A\u3164\uFFF9\u{E0041}\r\u0008'
    const acts =
      // eslint-disable-next-line no-control-regex -- that there are none but line ends
      /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u206A\u3164\uFFF9\u{E0041}]/u
    const text = report(
      [one({ file: hostile, message: hostile, note: `${hostile}\n${hostile}` })],
      'pretty',
      () => hostile,
    )
    expect(text).not.toMatch(acts)
    const json = report([one({ message: hostile })], 'json', () => undefined)
    expect(json).not.toMatch(acts)
    expect((JSON.parse(json) as Report[])[0]?.message).toBe(hostile)
  })

  test('says each line of a note, and counts', () => {
    const text = report(
      [one({ note: 'They stand in:\n- p1' }), one({ severity: 'warning' })],
      'pretty',
      () => undefined,
    )
    expect(text).toBe(
      'a.md:1:1  error  target-matches\n  Unexpected words\n  They stand in:\n  - p1\n  See /rules/target-matches/\n\n' +
        'a.md:1:1  warning  target-matches\n  Unexpected words\n  See /rules/target-matches/\n\n1 error, 1 warning\n',
    )
  })
})

describe('a note that was changed at random', () => {
  const sound = `---\ntarget: {exact: the toll, prefix: "And "}\nkind: context\nby: [ada-example, {id: ada-example, role: editor}]\nsources: []\nclaim:\n  statement: 'It was paid'\n  verdict: opinion\n---\n\nIt was *two* pence [@book, p. 3], see [this](note:a) and [that][1].\n\n- > \`code\`\n\n[1]: https://example.org/\n`
  const signs = [
    ...'-:[]{}#&*!|>\'"%@`?,\n\r\t \\.~<$^_/',
    '---',
    '\n---\n',
    '\u0000',
    '\u202E',
    '\u2028',
    '\uFEFF',
    '\u00A0',
    '𝒳',
    'é',
    '\uD800',
    '__proto__: x',
    'constructor: x',
    '<<: *a',
    '? ',
    '- - - ',
  ]
  const edit = fc.record({
    at: fc.nat(sound.length),
    cut: fc.integer({ min: 0, max: 12 }),
    put: fc.oneof(fc.constantFrom(...signs), fc.string({ unit: 'grapheme', maxLength: 4 })),
  })

  test('is refused in its place or passes, and never stops the run', () => {
    const root = libraryOf({})
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const note = edits.reduce(
          (text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut),
          sound,
        )
        write(root, 'content/editions/bridge/notes/a.md', note)
        const { reports } = openLibrary(root)
        const lines = note
          .toWellFormed()
          .replace(/^\uFEFF/, '')
          .split('\n')
        for (const { line, column, endLine, endColumn, message } of reports) {
          expect(message).toMatch(/^Unexpected /)
          expect(lines[line - 1]?.length, message).toBeGreaterThanOrEqual(column - 1)
          expect(lines[endLine - 1]?.length, message).toBeGreaterThanOrEqual(endColumn - 1)
        }
        for (const format of ['pretty', 'json', 'github'] as const) printed(reports, format, root)
      }),
      { numRuns: 1_000 },
    )
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strToU8 } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { openLibrary } from '../src/edition/index.ts'
import { read } from '../src/edition/read.ts'
import { importBook } from '../src/cli/import.ts'
import { zipped } from './support/books.ts'
import { repository } from './support/command.ts'
import { copy, filesIn, fingerprint, remove, temporary, write } from './support/files.ts'

/** `variorum import` as people use it: what it writes, what it reports, what it refuses. */

const folder = temporary()
afterAll(() => remove(folder))

/** Runs the command in this process; what it says, or what it refuses. */
function run(root: string, file: string, ...words: string[]): string {
  const values = Object.fromEntries(
    words.flatMap((word, index) => (word.startsWith('--') ? [[word.slice(2), words[index + 1] ?? '']] : [])),
  )
  const said: string[] = []
  const print = process.stdout.write.bind(process.stdout)
  process.stdout.write = (text) => said.push(String(text)) > 0
  try {
    importBook({ ...values, root }, [file])
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'UsageError') throw error
    return error.message
  } finally {
    process.stdout.write = print
  }
  return said.join('')
}

const errorsOf = (root: string) => openLibrary(root).reports.filter(({ severity }) => severity === 'error')
const noteOf = (root: string, path: string) => {
  const [, front = '', body = ''] =
    /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(join(root, 'content/editions', path), 'utf8')) ?? []
  return { ...(parse(front) as Record<string, unknown>), body: body.trim() }
}

describe('a book', () => {
  const root = join(folder, 'book')
  const source = [
    '---',
    'title: A tale',
    'author: Ada Example',
    '---',
    '',
    '# A tale[^title]',
    '',
    'The cat sat on the mat.[^1][^2] The dog sat[^3] too.[^1]',
    '',
    '[^4]Mid[^5]word, and a mark without a note[^nobody].',
    '',
    '[^title]: On the *title*.',
    '[^1]: See [^2] and [the web](https://example.org/).',
    '[^2]: Two paragraphs.',
    '',
    '    > The second, <b>not bold</b>.',
    '',
    '[^3]: Says so[^inner].',
    '[^4]: At the beginning.',
    '[^5]: In the middle.',
    '[^inner]: A note in a note.',
    '[^lost]: Nobody marks this.',
    '',
  ].join('\n')
  let said = ''
  beforeAll(() => {
    write(folder, 'given/Tale.md', source)
    said = run(root, join(folder, 'given/Tale.md'), '--as', 'tale', '--by', 'Ben Example')
  })

  test('passes `check` as it is, with the original beside the seed', () => {
    expect(errorsOf(root)).toEqual([])
    expect(filesIn(root)).toEqual([
      'content/contributors/ben-example.yaml',
      'content/editions/tale/edition.mdx',
      ...['note-2', 'note-3', 'note-4', 'note-5', 'note-6', 'title'].map(
        (name) => `content/editions/tale/notes/${name}.md`,
      ),
      'seeds/tale/original.md',
      'seeds/tale/seed.yaml',
      'seeds/tale/text.txt',
    ])
    expect(readFileSync(join(root, 'seeds/tale/original.md'), 'utf8')).toBe(source)
  })

  test('has its words without the marks', () => {
    expect(readFileSync(join(root, 'seeds/tale/text.txt'), 'utf8')).toBe(
      'A tale\n\nThe cat sat on the mat. The dog sat too.\n\nMidword, and a mark without a note.\n',
    )
  })

  test('has each note on the words that end at its marks', () => {
    const target = (name: string) => noteOf(root, `tale/notes/${name}.md`)
    expect(target('title')).toMatchObject({ target: 'tale', by: 'ben-example', body: 'On the _title_.' })
    expect(target('note-2')).toMatchObject({ target: ['mat.', 'too.'] })
    expect(target('note-3')).toMatchObject({ target: 'mat.' })
    expect(target('note-4')).toMatchObject({ target: { exact: 'sat', passage: 'p2' } })
    expect(target('note-6')).toMatchObject({ target: 'Mid' })
  })

  test('has notes that lead to notes, and notes within notes', () => {
    expect(noteOf(root, 'tale/notes/note-2.md').body).toBe(
      'See [2](note:note-3) and [the web](https://example.org/).',
    )
    expect(noteOf(root, 'tale/notes/note-3.md').body).toContain('> The second, \\<b>not bold\\</b>.')
    expect(noteOf(root, 'tale/notes/note-4.md').body).toMatch(
      /^Says so\[\^(.+)\]\.\n\n\[\^\1\]: A note in a note\.$/,
    )
  })

  test('says what was not placed, with its place in the file', () => {
    expect(said).toContain('Tale.md:10:43  error  The mark leads to no note: `nobody`  note-there')
    expect(said).toContain('Tale.md:22:1  error  No mark in the text leads to the note `lost`  mark-there')
    expect(said).toContain('Tale.md:10:1  warning  No words stand before the mark')
    expect(said).toContain('6 notes at 7 places in 1 text of 19 words; 2 things not placed.')
  })

  test('is never written over', () => {
    const before = fingerprint(root)
    expect(run(root, join(folder, 'given/Tale.md'), '--as', 'tale')).toContain(
      'Unexpected folder `seeds/tale`',
    )
    expect(fingerprint(root)).toEqual(before)
  })
})

describe('a play in TEI', () => {
  test('keeps speakers, directions and verse; notes apart are on what they point to', () => {
    const root = join(folder, 'play')
    write(
      folder,
      'given/play.xml',
      `<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>A play</title></titleStmt></fileDesc></teiHeader>
<text><body><div type="act"><head>Act I</head><stage>A room.<note xml:id="room">Which?</note></stage>
<sp><speaker>ADA.<note n="7">A name.</note></speaker><l xml:id="l1">The first line,</l><l>and <hi>the</hi> second<ref target="#end1">1</ref>.</l></sp>
<sp><speaker>BEN.</speaker><stage>(aside)</stage><p>In prose.</p><stage>Exit.</stage></sp></div></body>
<back><div type="notes"><note xml:id="end1">At the end.</note><note xml:id="line" target="#l1">On the line.</note><note xml:id="gone" target="#nowhere">On nothing.</note></div></back></text></TEI>`,
    )
    const said = run(root, join(folder, 'given/play.xml'))
    expect(errorsOf(root)).toEqual([])
    expect(readFileSync(join(root, 'seeds/play/text.txt'), 'utf8')).toBe(
      'Act I\n\nA room.\n\nADA.\nThe first line,\nand the second.\n\nBEN. (aside)\nIn prose.\n\nExit.\n',
    )
    expect(parse(readFileSync(join(root, 'seeds/play/seed.yaml'), 'utf8'))).toMatchObject({
      texts: [{ structure: { form: 'drama', roles: { p1: 'heading', p2: 'stage', p5: 'stage' } } }],
    })
    expect(noteOf(root, 'play/notes/room.md')).toMatchObject({ target: 'room.' })
    expect(noteOf(root, 'play/notes/end1.md')).toMatchObject({ target: 'second' })
    expect(noteOf(root, 'play/notes/line.md')).toMatchObject({ target: 'The first line,' })
    expect(said).toContain('The note’s target `#nowhere` is not in the file')
  })
})

describe('pairs of links in HTML', () => {
  test('are marks and notes where they lead to each other, and brackets go with them', () => {
    const root = join(folder, 'pairs')
    write(
      folder,
      'given/pairs.html',
      `<title>Pairs</title><h2>One</h2><p>First<a id="A1" href="#F1"><sup>[1]</sup></a> and <a href="#far">a link</a> and second<sup>[<a id="A2" href="#F2">2</a>]</sup>.</p>
<p id="far">Far.</p><div class="footnotes"><h3>FOOTNOTES</h3><p><a id="F1" href="#A1">[1]</a> One.</p><p>More of one.</p><p><a id="F2" href="#A2">[2]</a> Two.</p></div>`,
    )
    run(root, join(folder, 'given/pairs.html'))
    expect(errorsOf(root)).toEqual([])
    expect(readFileSync(join(root, 'seeds/pairs/text.txt'), 'utf8')).toBe(
      'One\n\nFirst and a link and second.\n\nFar.\n',
    )
    expect(noteOf(root, 'pairs/notes/note-1.md')).toMatchObject({
      target: 'First',
      body: 'One.\n\nMore of one.',
    })
    expect(noteOf(root, 'pairs/notes/note-2.md')).toMatchObject({ target: 'second', body: 'Two.' })
  })
})

describe('marks and notes of HTML as programs write them', () => {
  const cases: Readonly<Record<string, string>> = {
    'with anchors beside them':
      '<p>Alpha<a name="c1"></a><a href="#f1" class="citation">[1]</a> beta<a name="c2"></a><a href="#f2" class="citation">[2]</a>.</p><h2>Footnotes</h2><p><a name="f1"></a><a href="#c1">[1]</a> One.</p><p>More.</p><p><a name="f2"></a><a href="#c2">[2]</a> Two.</p>',
    'in a wiki':
      '<p>Alpha<sup id="r1" class="reference"><a href="#cite_note-1">[1]</a></sup> beta<sup id="r2" class="reference"><a href="#cite_note-2">[2]</a></sup>.</p><ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink">^ <a href="#r1">a</a></span> <span><p>One.</p><p>More.</p></span></li><li id="cite_note-2"><span class="mw-cite-backlink"><b><a href="#r2">^</a></b></span> Two.</li></ol>',
    'by a converter':
      '<p>Alpha<a href="#fn1" class="footnote-ref" id="r1" role="doc-noteref"><sup>1</sup></a> beta<a href="#fn2" class="footnote-ref" id="r2" role="doc-noteref"><sup>2</sup></a>.</p><section role="doc-endnotes"><hr><ol><li id="fn1"><p>One.</p><p>More.<a href="#r1" role="doc-backlink">↩︎</a></p></li><li id="fn2"><p>Two.<a href="#r2" role="doc-backlink">↩︎</a></p></li></ol></section>',
    'by a word processor':
      '<p>Alpha<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a> beta<a href="#_ftn2" name="_ftnref2"><span>[2]</span></a>.</p><div><br clear=all><hr><div id=ftn1><p><a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> One.</p><p>More.</p></div><div id=ftn2><p><a href="#_ftnref2" name="_ftn2"><span>[2]</span></a> Two.</p></div></div>',
    'after the paragraph':
      '<p>Alpha<a id="A1"></a><a href="#F1" class="fnanchor">[1]</a> beta<a id="A2"></a><a href="#F2" class="fnanchor">[2]</a>.</p><div class="footnote"><p><a id="F1"></a><a href="#A1"><span class="label">[1]</span></a> One.</p><p>More.</p></div><div class="footnote"><p><a id="F2"></a><a href="#A2"><span class="label">[2]</span></a> Two.</p></div>',
  }
  test.each(Object.entries(cases))('%s', (name, html) => {
    const root = join(folder, name)
    write(folder, 'given/shapes.html', `<title>Shapes</title>${html}`)
    const said = run(root, join(folder, 'given/shapes.html'))
    expect(said).toMatch(/^2 notes at 2 places in 1 text of 2 words; everything was placed\./)
    expect(readFileSync(join(root, 'seeds/shapes/text.txt'), 'utf8')).toBe('Alpha beta.\n')
    expect(noteOf(root, 'shapes/notes/note-1.md')).toMatchObject({ target: 'Alpha', body: 'One.\n\nMore.' })
    expect(noteOf(root, 'shapes/notes/note-2.md')).toMatchObject({ target: 'beta', body: 'Two.' })
  })
})

describe('a document of Word', () => {
  test('brings comments on their words, by their authors, and no tracked deletions', () => {
    const root = join(folder, 'word')
    const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    const bytes = zipped({
      'word/document.xml': strToU8(
        `<w:document ${w}><w:body><w:p><w:r><w:t>Some </w:t></w:r><w:commentRangeStart w:id="0"/><w:r><w:t>odd words</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:t> here.</w:t></w:r></w:p></w:body></w:document>`,
      ),
      'word/comments.xml': strToU8(
        `<w:comments ${w}><w:comment w:id="0" w:author="Ada Example" w:date="2026-01-02T03:04:05Z"><w:p><w:r><w:rPr><w:i/></w:rPr><w:t>Why</w:t></w:r><w:r><w:t> these?</w:t></w:r></w:p></w:comment></w:comments>`,
      ),
    })
    write(folder, 'given/word.docx', bytes)
    run(root, join(folder, 'given/word.docx'))
    expect(errorsOf(root)).toEqual([])
    expect(readFileSync(join(root, 'seeds/word/text.txt'), 'utf8')).toBe('Some odd words here.\n')
    expect(noteOf(root, 'word/notes/note-1.md')).toEqual({
      target: 'odd words',
      kind: 'comment',
      by: 'ada-example',
      created: '2026-01-02',
      body: '_Why_ these?',
    })
  })
})

describe('annotations', () => {
  const rows = {
    rows: [
      {
        id: 'aB1',
        user: 'acct:ada-example@hypothes.is',
        uri: 'https://example.org/',
        text: 'A *note*.',
        tags: ['odd'],
        created: '2026-01-02T00:00:00Z',
        target: [{ selector: [{ type: 'TextQuoteSelector', exact: 'cat', prefix: 'A ', suffix: ' sat' }] }],
      },
      {
        id: 'cD2',
        user: 'acct:ben-example@hypothes.is',
        uri: 'https://example.org/',
        text: 'An answer.',
        references: ['aB1'],
        target: [{ source: 'https://example.org/' }],
      },
      {
        id: 'eF3',
        user: 'acct:ben-example@hypothes.is',
        uri: 'https://example.org/',
        text: 'Nowhere.',
        target: [{ selector: [{ type: 'TextQuoteSelector', exact: 'dragon' }] }],
      },
    ],
  }

  test('of Hypothesis are put on a text, answers included; what stands nowhere is reported', () => {
    const root = join(folder, 'rows')
    write(folder, 'given/rows.json', JSON.stringify(rows))
    write(folder, 'given/text.txt', 'The cat ran.\n\nA cat sat.\n')
    const args = ['--as', 'cats', '--seed', join(folder, 'given/text.txt')]
    const said = run(root, join(folder, 'given/rows.json'), ...args)
    expect(errorsOf(root)).toEqual([])
    expect(noteOf(root, 'cats/notes/hypothesis-ab1.md')).toMatchObject({
      target: { exact: 'cat', passage: 'p2' },
      by: 'ada-example',
      tags: ['odd'],
      body: 'A *note*.',
    })
    expect(noteOf(root, 'cats/notes/hypothesis-cd2.md')).toMatchObject({ 'replies-to': 'hypothesis-ab1' })
    expect(said).toContain(
      '$.rows[2].target[0]  error  The words “dragon” do not stand in the text  target-there',
    )
    expect(said).toContain('2 notes at 2 places')
  })
})

describe('exports', () => {
  test.each(['tei.xml', 'epub', 'md'])('as %s come back as they were, byte for byte', (extension) => {
    const from = join(folder, `from-${extension}`)
    for (const room of [
      'seeds',
      'content/editions',
      'content/contributors',
      'content/sources',
      'content/entities',
    ])
      copy(join(repository, 'tests/fixtures/sites/psalms', room), join(from, room))
    const root = join(folder, `back-${extension}`)
    const published = openLibrary(from).outputs
    const editions = ['interlude', 'small-talk', 'two-psalms']
    for (const id of editions) {
      write(folder, `exported/${id}.${extension}`, published.get(`${id}/${id}.${extension}`)?.body() ?? '')
      expect(run(root, join(folder, `exported/${id}.${extension}`), '--as', id)).toContain(
        'everything was placed',
      )
    }
    expect(errorsOf(root)).toEqual([])
    const again = openLibrary(root).outputs
    for (const path of editions.flatMap((id) => [`${id}/notes.json`, `${id}/${id}.${extension}`]))
      expect(
        Buffer.from(again.get(path)?.body() ?? '').equals(Buffer.from(published.get(path)?.body() ?? '-')),
        path,
      ).toBe(true)
  })
})

describe('Web Annotations', () => {
  const psalms = 'tests/fixtures/sites/psalms'
  const editions = [
    ['putin-mouthpiece', '.', undefined],
    ['small-talk', psalms, undefined],
    ['two-psalms', psalms, undefined],
    ['two-psalms', psalms, 'https://example.org/editions/'],
  ] as const
  test.each(editions)(
    'of %s in %s, at %s, put back on the text are the same, note for note and place for place',
    (id, from, address) => {
      const root = join(folder, `annotated-${id}-${address === undefined ? 'nowhere' : 'there'}`)
      for (const room of ['seeds', 'content']) copy(join(repository, from, room), join(root, room))
      const opened = () => openLibrary(root, { files: { ...read(root), address } }).outputs
      const [annotations, dataset] = [`${id}/annotations.jsonld`, `${id}/notes.json`]
      const exported = String(opened().get(annotations)?.body())
      const notes = notesOf(opened().get(dataset)?.body())
      write(folder, 'exported/annotations.jsonld', exported)
      remove(join(root, 'content/editions', id, 'notes'))
      const said = run(root, join(folder, 'exported/annotations.jsonld'), '--as', id)
      expect(said).toContain('everything was placed')
      expect(String(opened().get(annotations)?.body())).toBe(exported)
      expect(notesOf(opened().get(dataset)?.body())).toEqual(notes)
    },
  )
})

/** Notes of a dataset, by all that they say but how their words are told: an import writes them in its own way. */
function notesOf(dataset: unknown): unknown[] {
  type Note = { readonly body: string; readonly fields: Readonly<Record<string, unknown>> }
  const { notes } = JSON.parse(String(dataset)) as { notes: readonly Note[] }
  return notes.map((note) => ({
    ...note,
    body: note.body.trim(),
    fields: { ...note.fields, target: undefined },
  }))
}

describe('a hostile file', () => {
  const deep = (open: string, close: string, times: number) => open.repeat(times) + close.repeat(times)
  const entities =
    '<!DOCTYPE TEI [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
  const cases: Readonly<Record<string, readonly [string, string | Uint8Array]>> = {
    'entities within entities': ['bomb.xml', `${entities}<TEI><text><body><p>&b;</p></body></text></TEI>`],
    'an entity from elsewhere': ['away.xml', `${entities}<TEI><text><body><p>&c;</p></body></text></TEI>`],
    'nesting without end': [
      'deep.xml',
      `<TEI><text><body>${deep('<div>', '</div>', 5000)}</body></text></TEI>`,
    ],
    'HTML nested without end': ['deep.html', `<title>x</title>${deep('<div>', '</div>', 200_000)}`],
    'JSON nested without end': ['deep.json', deep('[', ']', 200_000)],
    'a broken archive': ['broken.epub', strToU8('PK\u0003\u0004 nothing')],
    'an archive that packs a flood': [
      'flood.docx',
      zipped({ 'word/document.xml': new Uint8Array(80_000_000) }),
    ],
    'a PDF': ['book.pdf', '%PDF-1.7'],
    'no words': ['empty.md', '\n\n'],
  }
  test.each(Object.entries(cases))(
    'with %s is refused in words, and nothing is written',
    (_, [name, content]) => {
      const root = join(folder, 'hostile')
      write(folder, `given/${name}`, content)
      const said = run(root, join(folder, 'given', name), '--as', 'hostile')
      expect(said).toMatch(/Unexpected|undefined entity/)
      expect(said).not.toMatch(/\n\s+at /)
      expect(() => filesIn(root)).toThrow('ENOENT')
    },
  )
})

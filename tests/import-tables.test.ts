import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { importBook } from '../src/cli/import.ts'
import { openLibrary } from '../src/edition/index.ts'
import { read } from '../src/edition/read.ts'
import { type Format, planBook, readBook } from '../src/import/index.ts'
import { zipped } from './support/books.ts'
import { remove, sha256, temporary, write } from './support/files.ts'

/** Tables of a file are tables of the seed: rows are lines, cells are parted by tabs, the rest stands beside. */

const folder = temporary()
afterAll(() => remove(folder))

const encoder = new TextEncoder()

/** The text of a book, what is told of its passages, and what was reported. */
function imported(format: Format, source: string | Uint8Array) {
  const bytes = typeof source === 'string' ? encoder.encode(source) : source
  const original = { name: 'original', received: 'book', bytes }
  const wishes = { id: 'book', original, contributors: new Map<string, string>() }
  mkdirSync(join(folder, 'empty'), { recursive: true })
  const { plan, faults } = planBook(readBook(format, bytes, 'book'), wishes, read(join(folder, 'empty')))
  const seed = parse(String(plan.files.get('seeds/book/seed.yaml'))) as {
    texts: { structure: { roles?: Record<string, unknown> } }[]
  }
  return {
    faults,
    text: String(plan.files.get('seeds/book/text.txt')),
    roles: seed.texts[0]?.structure.roles ?? {},
    rules: plan.messages.map(({ rule }) => rule),
    said: plan.messages.map(({ message }) => message),
    notes: plan.notes.length,
  }
}

const cellOf = (text: string, properties = '') =>
  `<w:tc><w:tcPr>${properties}</w:tcPr><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:tc>`

describe('a table of a book', () => {
  const text = 'Before.\n\nYear\tMen\nEnglish\tFrench\n1659\t10\t12\n11\t14\n\tnone\n\nAfter.\n'
  const roles = {
    p2: { role: 'table', 'head-rows': 2, cells: 'r1c1 rows 2, r1c2 columns 2, r3c1 rows 2' },
  }

  test('is one in HTML', () => {
    const html = `<p>Before.</p><table><thead><tr><td rowspan="2">Year</td><td colspan="2">Men</td></tr>
      <tr><td>English</td><td>French</td></tr></thead><tbody><tr><td rowspan="3">1659</td><td>10</td><td>12</td></tr>
      <tr><td> </td><td></td></tr><tr><td><p>11</p></td><td>14</td></tr><tr><td>&nbsp;</td><td>none</td><td></td></tr></tbody></table><p>After.</p>`
    expect(imported('html', html)).toMatchObject({ text, roles, faults: [], rules: [] })
  })

  test('is one in TEI', () => {
    const tei = `<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>A book</title></titleStmt></fileDesc></teiHeader>
<text><body><p>Before.</p><table><row role="label"><cell rows="2">Year</cell><cell cols="2">Men</cell></row>
<row><cell role="label">English</cell><cell role="label">French</cell></row>
<row><cell rows="2"><p>1659</p></cell><cell>10</cell><cell>12</cell></row><row><cell>11</cell><cell>14</cell></row>
<row><cell/><cell>none</cell></row></table><p>After.</p></body></text></TEI>`
    expect(imported('tei', tei)).toMatchObject({ text, roles, faults: [], rules: [] })
  })

  test('is one in Word', () => {
    const head = '<w:trPr><w:tblHeader/></w:trPr>'
    const down = '<w:vMerge w:val="restart"/>'
    const more = '<w:vMerge/>'
    const rows = [
      head + cellOf('Year', down) + cellOf('Men', '<w:gridSpan w:val="2"/>'),
      head + cellOf('', more) + cellOf('English') + cellOf('French'),
      cellOf('1659', down) + cellOf('10') + cellOf('12'),
      cellOf('', more) + cellOf('11') + cellOf('14'),
      cellOf('') + cellOf('none') + cellOf(''),
    ]
    const paragraph = (words: string) => `<w:p><w:r><w:t>${words}</w:t></w:r></w:p>`
    const document = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
      ${paragraph('Before.')}<w:tbl>${rows.map((row) => `<w:tr>${row}</w:tr>`).join('')}</w:tbl>${paragraph('After.')}</w:body></w:document>`
    const files = { 'word/document.xml': encoder.encode(document) }
    expect(imported('docx', zipped(files))).toMatchObject({ text, roles, faults: [], rules: [] })
  })

  test('is one in Markdown, where the first row heads it unless it is empty', () => {
    const markdown =
      '| a | *b* |\n| - | - |\n|   | d[^1] |\n\nSo.\n\n|   |   |\n| - | - |\n| e | f |\n\n[^1]: A note.\n'
    expect(imported('markdown', markdown)).toMatchObject({
      text: 'a\tb\n\td\n\nSo.\n\ne\tf\n',
      roles: { p1: { role: 'table', 'head-rows': 1 }, p3: 'table' },
      faults: [],
      rules: [],
      notes: 1,
    })
  })

  test('has its caption as its first line, and columns that head it', () => {
    const html = `<table><caption>Ships, <em>all</em></caption><tr><th></th><th>Men</th></tr>
      <tr><th>Swallow</th><td>90</td></tr><tr><th colspan="2">Small ones</th></tr><tr><td>Swift</td><th>4</th></tr></table>`
    expect(imported('html', html)).toMatchObject({
      text: 'Ships, all\n\tMen\nSwallow\t90\nSmall ones\nSwift\t4\n',
      roles: {
        p1: {
          role: 'table',
          caption: 'first-line',
          'head-rows': 1,
          cells: 'r2c1 head, r3c1 head columns 2, r4c2 head',
        },
      },
      faults: [],
    })
  })

  test('has cells of one line, and says where there were several', () => {
    const html =
      '<table><tr><td>one<br>two</td><td><p>three</p><p>four</p></td></tr><tr><td>five</td></tr></table>'
    expect(imported('html', html)).toMatchObject({
      text: 'one two\tthree four\nfive\n',
      roles: { p1: 'table' },
      rules: ['cell-lines'],
      said: ['2 cells of this table have several lines: they stand in one'],
    })
    const tei =
      '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><table><row><cell><p>one</p><p>two</p></cell></row></table></body></text></TEI>'
    const word = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>one</w:t></w:r></w:p><w:p><w:r><w:t>two</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`
    const one = {
      text: 'one two\n',
      rules: ['cell-lines'],
      said: ['A cell of this table has several lines: they stand in one'],
    }
    expect(imported('tei', tei)).toMatchObject(one)
    expect(imported('docx', zipped({ 'word/document.xml': encoder.encode(word) }))).toMatchObject(one)
    expect(imported('markdown', '| a<br>b |\n| - |\n| c |\n')).toMatchObject({
      rules: ['cell-lines'],
      said: ['The cell has several lines: they stand in one'],
    })
  })

  test('is passages where it only arranges them', () => {
    const html =
      '<table><tr><td><h2>Left</h2><p>Words.</p></td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>'
    expect(imported('html', html)).toMatchObject({
      text: 'Left\n\nWords.\n\na\tb\n',
      roles: { p1: 'heading', p3: 'table' },
    })
  })

  test('keeps the note of a cell on words of that cell', () => {
    const html = `<table><tr><td>London</td><td>—<a id="r1" href="#n1">1</a></td><td><a id="r2" href="#n2">2</a>Paris</td></tr></table>
      <p id="n1"><a href="#r1">1</a> One.</p><p id="n2"><a href="#r2">2</a> Two.</p>`
    const bytes = encoder.encode(html)
    const wishes = { id: 'book', original: { name: 'o', received: 'o', bytes }, contributors: new Map() }
    const { plan } = planBook(readBook('html', bytes, 'book'), wishes, read(join(folder, 'empty')))
    const [text] = plan.texts
    expect(text?.value).toBe('London\t—\tParis\n')
    expect(
      plan.notes.map(({ places }) => places.map(({ range }) => text?.value.slice(range.start, range.end))),
    ).toEqual([['—'], ['Paris']])
  })

  test('is one that `check` takes, whatever a file says of its cells', () => {
    const cell = fc.record({
      tag: fc.constantFrom('td', 'td', 'th'),
      words: fc.constantFrom('', '', 'a', 'b c', '&nbsp;', '<br>', '—'),
      rows: fc.constantFrom(1, 1, 1, 0, 2, 3, 9),
      columns: fc.constantFrom(1, 1, 1, 0, 2, 3),
    })
    const row = fc.record({ cells: fc.array(cell, { maxLength: 4 }), head: fc.boolean() })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), fc.boolean(), (rows, captioned) => {
        const html = rows.map(({ cells, head }) => {
          const made = cells.map(
            ({ tag, words, rows: deep, columns }) =>
              `<${tag} rowspan="${deep}" colspan="${columns}">${words}</${tag}>`,
          )
          return head ? `<thead><tr>${made.join('')}</tr></thead>` : `<tr>${made.join('')}</tr>`
        })
        const caption = captioned ? '<caption>Called so</caption>' : ''
        const book = imported('html', `<p>Words.</p><table>${caption}${html.join('')}</table>`)
        expect(book.faults).toEqual([])
        const words = rows.flatMap(({ cells }) => cells.map((one) => one.words.replace(/<br>|&nbsp;/g, '')))
        const bare = (value: string) => value.replace(/\s/g, '')
        expect(bare(book.text)).toBe(bare(`Words.${captioned ? 'Called so' : ''}${words.join('')}`))
      }),
      { numRuns: 200 },
    )
  })
})

describe('exports of a text with tables', () => {
  const text = [
    'Ships of the harbour',
    '\tMen\tMaster',
    'Swallow\t90\tAda | Example',
    'Swift\t\t*Ben*',
    '',
    'Year\tMen',
    'English\tFrench',
    '1659\t10\t12',
    '',
    'Plain\tcells',
    'of a \ttable\t',
    '',
    'a\tb',
    'c',
    '',
  ].join('\n')
  const seed = `title: Ships
language: en
sha256: ${sha256(Buffer.from(text))}
structure:
  roles:
    p1: { role: table, caption: first-line, head-rows: 1, head-columns: 1 }
    p2: { role: table, head-rows: 2, cells: 'r1c1 rows 2, r1c2 columns 2' }
    p3-p4: table
  spans:
    p1: title 22-32
`
  const from = join(folder, 'from')
  write(from, 'seeds/ships/text.txt', text)
  write(from, 'seeds/ships/seed.yaml', seed)
  write(from, 'content/contributors/ada-example.yaml', 'name: Ada Example\n')
  write(from, 'content/editions/ships/edition.mdx', '---\nseed: ships\ntitle: Ships\n---\n')
  for (const [id, target] of Object.entries({
    caption: 'Ships of',
    cell: 'Swallow',
    across: '{from: Swift, to: Ben}',
    all: '{passage: p4}',
  }))
    write(
      from,
      `content/editions/ships/notes/${id}.md`,
      `---\ntarget: ${target}\nkind: gloss\nby: ada-example\n---\n\nSo.\n`,
    )
  const library = openLibrary(from)
  const published = library.outputs

  test('are sound, and the page has a table that keys can reach, with marks in its cells alone', () => {
    expect(library.reports).toEqual([])
    const [passage] = library.edition('ships')?.divisions[0]?.passages ?? []
    expect(passage?.html).toMatch(
      /^<div class="table passage" id="p1" role="group" tabindex="0" aria-label="Passage 1"><table><caption>/,
    )
    const bare = (passage?.html ?? '')
      .replace(/ (?!id|scope)[a-z-]+="[^"]*"/g, '')
      .replace(/<a[^>]*><\/a>/g, '')
    expect(bare).toBe(
      '<div id="p1"><table><caption><mark id="q-caption">Ships of</mark> the harbour\n</caption>' +
        '<thead><tr><td>\t</td><th scope="col"><cite>Men</cite>\t</th><th scope="col"><cite>Master</cite>\n</th></tr></thead>' +
        '<tbody><tr><th scope="row"><mark id="q-cell">Swallow</mark>\t</th><td>90\t</td><td>Ada | Example\n</td></tr>' +
        '<tr><th scope="row"><mark id="q-across">Swift\t</mark></th><td><mark>\t</mark></td><td><mark>*Ben</mark>*\n</td></tr></tbody></table>\n</div>',
    )
  })

  test('have tables of their own', () => {
    const tei = String(published.get('ships/ships.tei.xml')?.body()).replace(/<anchor[^>]*>/g, '')
    expect(tei).toContain(
      '<table xml:id="p1"><head>Ships of the harbour\n</head><row role="label"><cell>\t</cell>',
    )
    expect(tei).toContain('<row role="label"><cell rows="2">Year\t</cell><cell cols="2">Men\n</cell></row>')
    const markdown = String(published.get('ships/ships.md')?.body())
    expect(markdown).toContain('<!-- caption -->\n\nShips of[^caption] the harbour\n\n|')
    expect(markdown.replace(/ +/g, ' ')).toContain('| Swallow[^cell] | 90 | Ada \\| Example |')
    expect(markdown.replace(/ +/g, ' ')).toContain('| Year | Men | <!-- --> |')
    const mdx = String(published.get('ships/ships.mdx')?.body())
    expect(mdx.replace(/ +/g, ' ')).toContain('| {/* */} | English | French |')
  })

  test.each(['tei.xml', 'epub', 'md'])('as %s come back as they were, byte for byte', (extension) => {
    const root = join(folder, `back-${extension}`)
    write(folder, `exported/ships.${extension}`, published.get(`ships/ships.${extension}`)?.body() ?? '')
    mkdirSync(root, { recursive: true })
    const print = process.stdout.write.bind(process.stdout)
    process.stdout.write = () => true
    try {
      importBook({ root, as: 'ships' }, [join(folder, `exported/ships.${extension}`)])
    } finally {
      process.stdout.write = print
    }
    expect(readFileSync(join(root, 'seeds/ships/text.txt'), 'utf8')).toBe(text)
    expect(parse(readFileSync(join(root, 'seeds/ships/seed.yaml'), 'utf8'))).toEqual(parse(seed))
    const again = openLibrary(root).outputs
    for (const path of ['ships/notes.json', `ships/ships.${extension}`])
      expect(Buffer.from(again.get(path)?.body() ?? '')).toEqual(
        Buffer.from(published.get(path)?.body() ?? '-'),
      )
  })
})

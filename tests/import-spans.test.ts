import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { fromSeed, passages, type Span as SeedSpan, spanRoles } from '../plugins/seed-parse/index.ts'
import { importBook } from '../src/cli/import.ts'
import { openLibrary } from '../src/edition/index.ts'
import { spansOf as readSpans } from '../src/edition/spans.ts'
import { type Format, planBook, readBook } from '../src/import/index.ts'
import { spansOf } from '../src/import/spans.ts'
import { read } from '../src/edition/read.ts'
import { remove, sha256, temporary, write } from './support/files.ts'

/** What a file sets apart, italics and the like, is kept beside the text of the seed. */

const folder = temporary()
afterAll(() => remove(folder))

/** What a book sets apart: each span as its role and its words. */
function setApart(format: Format, source: string): string[] {
  const bytes = new TextEncoder().encode(source)
  const wishes = {
    id: 'book',
    original: { name: 'original.md', received: 'book', bytes },
    contributors: new Map(),
  }
  mkdirSync(join(folder, 'empty'), { recursive: true })
  const { plan, faults } = planBook(readBook(format, bytes, 'book'), wishes, read(join(folder, 'empty')))
  expect(faults).toEqual([])
  const seed = parse(String(plan.files.get('seeds/book/seed.yaml'))) as {
    texts: { structure: { spans?: Record<string, string> } }[]
  }
  const value = String(plan.files.get('seeds/book/text.txt'))
  const { spans, faults: wrong } = readSpans(
    seed.texts[0]?.structure.spans ?? {},
    passages(fromSeed(value)),
    value,
  )
  expect(wrong).toEqual([])
  return spans.map(({ role, start, end }) => `${role}: ${value.slice(start, end)}`)
}

describe('a book keeps what it sets apart', () => {
  test('in Markdown', () => {
    expect(
      setApart(
        'markdown',
        '# The *cat*\n\nIt **sat *on*** 😀 the *mat*.[^1] Not \\*this\\*.\n\n[^1]: A *note*.\n',
      ),
    ).toEqual(['emphasis: cat', 'strong: sat on', 'emphasis: on', 'emphasis: mat'])
  })

  test('in HTML, as what it is where its classes and types say so', () => {
    expect(
      setApart(
        'html',
        `<p>The <cite>Times</cite> of the 2<sup>nd</sup>, <i lang="fr">en passant</i>, <em> said </em><i
        epub:type="se:name.publication.book">so</i>: <b>h<i>a</i>rd</b> <span class="smcap">Ada</span>, H<sub>2</sub>O.</p>`,
      ),
    ).toEqual([
      'title: Times',
      'superscript: nd',
      'foreign: en passant',
      'emphasis: said',
      'title: so',
      'strong: hard',
      'emphasis: a',
      'small-caps: Ada',
      'subscript: 2',
    ])
  })

  test('in TEI, as it looked, else as what it is', () => {
    expect(
      setApart(
        'tei',
        `<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>A play</title></titleStmt></fileDesc></teiHeader>
<text><body><sp><speaker>ADA.</speaker><stage>(aside)</stage><l>the <hi rend="bold">first</hi> line,</l><l><emph>and</emph> <title>Faust</title>.</l></sp>
<p><foreign xml:lang="la">Ergo</foreign> <hi rend="smallcaps">Ben</hi> the 1<hi rend="superscript">st</hi></p></body></text></TEI>`,
      ),
    ).toEqual([
      'stage: (aside)',
      'strong: first',
      'emphasis: and',
      'title: Faust',
      'foreign: Ergo',
      'small-caps: Ben',
      'superscript: st',
    ])
  })
})

describe('spans of a passage', () => {
  const said = (text: string, ...spans: [SeedSpan['role'], number, number][]) =>
    spansOf({ text, spans: spans.map(([kind, start, end]) => ({ kind, start, end })) })

  test('that a program cut anywhere are one again; titles side by side are two', () => {
    expect(said('one two three', ['emphasis', 0, 3], ['emphasis', 4, 7], ['emphasis', 7, 9])).toBe(
      'emphasis 0-9',
    )
    expect(said('one two', ['title', 0, 3], ['title', 4, 7])).toBe('title 0-3, title 4-7')
  })

  test('are cut where they cross, and are whole characters', () => {
    expect(said('one two three', ['strong', 4, 13], ['emphasis', 0, 7])).toBe(
      'emphasis 0-7, strong 4-7, strong 8-13',
    )
    expect(said('Rene\u0301', ['foreign', 0, 4])).toBe('foreign 0-5')
  })

  test('are sound, and of all the words that they were of, however a file had them', () => {
    const signs = ['a', 'b', ' ', '\n', '😀', 'e\u0301', '.', '👩\u200D👧']
    const text = fc
      .array(fc.constantFrom(...signs), { minLength: 1, maxLength: 30 })
      .map((all) => `x${all.join('').replace(/\n+/g, '\n')}x`.replace(/\s*\n\s*/g, '\n'))
    const cases = text.chain((value) =>
      fc.tuple(
        fc.constant(value),
        fc.array(
          fc.record({
            kind: fc.constantFrom(...spanRoles),
            start: fc.nat(value.length),
            end: fc.nat(value.length),
          }),
          { maxLength: 10 },
        ),
      ),
    )
    fc.assert(
      fc.property(cases, ([value, spans]) => {
        const found = passages(fromSeed(`${value}\n`))
        expect(found).toHaveLength(1)
        const sound = spans.filter(({ start, end }) => start < end)
        const line = spansOf({ text: value, spans: sound })
        const { spans: kept, faults } = readSpans({ p1: line }, found, `${value}\n`)
        expect(faults).toEqual([])
        for (const { kind, start, end } of sound) {
          for (let at = start; at < end; at++) {
            if (value[at]?.trim() === '') continue
            expect(kept.some((one) => one.role === kind && one.start <= at && at < one.end)).toBe(true)
          }
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('exports of a text that sets words apart', () => {
  const text =
    'A \\tale* of é "two"\n\nThe Swallow sailed on the 2nd,\nand *never* came back.\n\nADA. (aside) Mon Dieu! H2O.\n'
  const seed = `title: A tale
language: en
sha256: ${sha256(Buffer.from(text))}
structure:
  form: verse
  roles:
    p1: title
    p3: { role: speech, speaker: ADA. }
  spans:
    p1: emphasis 2-11, strong 7-9, emphasis 11-12, small-caps 13-18
    p2: title 4-11, superscript 27-29, strong 19-47, emphasis 22-29
    p3: strong 0-4, stage 5-12, foreign 13-22, emphasis 17-21, subscript 24-25
`
  const from = join(folder, 'from')
  write(from, 'seeds/tale/text.txt', text)
  write(from, 'seeds/tale/seed.yaml', seed)
  write(from, 'content/contributors/ada-example.yaml', 'name: Ada Example\n')
  write(from, 'content/editions/tale/edition.mdx', '---\nseed: tale\ntitle: A tale\n---\n')
  for (const [id, target] of Object.entries({
    ship: 'The Swa',
    sail: 'low sailed on',
    speech: '{passage: p3}',
  }))
    write(
      from,
      `content/editions/tale/notes/${id}.md`,
      `---\ntarget: ${target}\nkind: gloss\nby: ada-example\n---\n\nSo.\n`,
    )
  const library = openLibrary(from)
  const published = library.outputs

  test('is sound, and its page has marks within what is set apart', () => {
    expect(library.reports).toEqual([])
    const html = library.edition('tale')?.divisions[0]?.passages[1]?.html ?? ''
    const bare = html.replace(/ (?!id)[a-z-]+="[^"]*"/g, '').replace(/<a[^>]*><\/a>/g, '')
    expect(bare).toContain(
      '<mark id="q-ship">The </mark><cite><mark>Swa</mark>l<mark id="q-sail">low</mark></cite><mark> sailed </mark><strong><mark>on</mark> <em>the 2<sup>nd</sup></em>,</strong>',
    )
  })

  test('say so, each in its own words', () => {
    const tei = String(published.get('tale/tale.tei.xml')?.body())
    expect(tei.replace(/<anchor[^>]*>/g, '')).toContain(
      'The <title>Swallow</title> sailed <hi rend="bold">on <emph>the 2<hi rend="superscript">nd</hi></emph>,</hi>',
    )
    expect(tei).toContain('<stage>(aside)</stage>')
    const markdown = String(published.get('tale/tale.md')?.body()).replace(/\[\^[^\]]*\]/g, '')
    expect(markdown).toContain('The *Swallow* sailed **on *the 2nd*,**')
  })

  test.each(['tei.xml', 'epub', 'md'])('as %s come back as they were, byte for byte', (extension) => {
    const root = join(folder, `back-${extension}`)
    write(folder, `exported/tale.${extension}`, published.get(`tale/tale.${extension}`)?.body() ?? '')
    mkdirSync(root, { recursive: true })
    const print = process.stdout.write.bind(process.stdout)
    process.stdout.write = () => true
    try {
      importBook({ root, as: 'tale' }, [join(folder, `exported/tale.${extension}`)])
    } finally {
      process.stdout.write = print
    }
    expect(parse(readFileSync(join(root, 'seeds/tale/seed.yaml'), 'utf8'))).toEqual(parse(seed))
    const again = openLibrary(root).outputs
    for (const path of ['tale/notes.json', `tale/tale.${extension}`])
      expect(Buffer.from(again.get(path)?.body() ?? '')).toEqual(
        Buffer.from(published.get(path)?.body() ?? '-'),
      )
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bibtex, cslJson, issued, names, plain, type Reference } from '../src/client/cite.ts'
import { type Box, level } from '../src/client/level.ts'
import { runsOf } from '../src/components/rows.ts'
import { cellsOf } from '../src/components/strip.ts'
import { fromView, fragmentsOf, linesOf, movedHtml, plainHtml, viewsOf } from '../src/components/views.ts'
import { comparedWith, wholeOf } from '../src/components/whole.ts'
import { brief } from '../src/components/words.ts'
import { en } from '../src/words/en.ts'
import type { ComparisonView, DivisionView, EditionView, NoteView, PassageView } from '../src/edition/view.ts'

/** Parts of the reading page that need no browser. */

describe('bringing a note level with its words', () => {
  const gap = 10
  const free = { gap, ceiling: -1e6, floor: 1e6 }
  const boxes = fc
    .array(
      fc.record({ skip: fc.integer({ min: gap, max: 300 }), height: fc.integer({ min: 20, max: 400 }) }),
      { minLength: 1, maxLength: 30 },
    )
    .map((parts) => {
      let top = 0
      return parts.map(({ skip, height }): Box => {
        const box = { top: top + skip, height }
        top += skip + height
        return box
      })
    })
  const after = (all: readonly Box[], shifts: ReadonlyMap<number, number>) =>
    all.map(({ top, height }, i) => ({ top: top + (shifts.get(i) ?? 0), height }))
  const meetings = (all: readonly Box[]) =>
    all.filter(({ top, height }, i) => top + height + gap > (all[i + 1]?.top ?? Infinity) + 0.5)

  test('it is level, and no note meets another', () => {
    fc.assert(
      fc.property(boxes, fc.nat(), fc.integer({ min: 0, max: 9000 }), (all, seed, line) => {
        const chosen = seed % all.length
        const moved = after(all, level(all, chosen, line, free))
        expect(Math.abs((moved[chosen]?.top ?? NaN) - line)).toBeLessThan(0.5)
        expect(meetings(moved)).toEqual([])
      }),
    )
  })

  test('nothing leaves its bounds that was within them, and no note meets another', () => {
    fc.assert(
      fc.property(boxes, fc.nat(), fc.integer({ min: 0, max: 9000 }), (all, seed, line) => {
        const last = all.at(-1) ?? { top: 0, height: 0 }
        const bounds = { gap, ceiling: all[0]?.top ?? 0, floor: last.top + last.height }
        const moved = after(all, level(all, seed % all.length, Math.min(line, bounds.floor), bounds))
        expect(meetings(moved)).toEqual([])
        expect(moved[0]?.top ?? 0).toBeGreaterThanOrEqual(bounds.ceiling - 0.5)
        expect((moved.at(-1)?.top ?? 0) + last.height).toBeLessThanOrEqual(bounds.floor + 0.5)
      }),
    )
  })

  test('notes that are not in the way stay', () => {
    const all = [0, 100, 200, 1000].map((top) => ({ top, height: 50 }))
    expect(level(all, 2, 190, free)).toEqual(new Map([[2, -10]]))
    expect(level(all, 2, 150, free)).toEqual(
      new Map([
        [1, -10],
        [2, -50],
      ]),
    )
  })
})

describe('citing', () => {
  const edition: Reference = {
    id: 'two-psalms',
    type: 'webpage',
    title: 'Two psalms',
    editor: names(['Ada Example']),
    ...issued('2026-11-23'),
    version: '0123456789ab',
    language: 'en',
    URL: 'https://host/two-psalms/',
  }
  const note: Reference = {
    ...edition,
    id: 'two-psalms-laud',
    type: 'entry',
    title: 'Note 3, on ‘laud’',
    author: names(['Ben & Co', 'Ada Example']),
    'container-title': 'Two psalms',
    ...issued('2026-03'),
  }

  const { citation } = en

  test('in plain text', () => {
    expect(plain(edition, citation)).toBe(
      'Two psalms. Edited by Ada Example. 2026-11-23, text 0123456789ab. https://host/two-psalms/',
    )
    expect(plain(note, citation)).toBe(
      'Ben & Co, Ada Example. “Note 3, on ‘laud’.” In Two psalms. Edited by Ada Example. 2026-03, text 0123456789ab. https://host/two-psalms/',
    )
    expect(plain({ id: 'a', type: 'webpage', title: 'Is it?' }, citation)).toBe('Is it?')
  })

  test('in BibTeX, with its special signs escaped', () => {
    expect(bibtex(note, citation)).toBe(
      [
        '@incollection{two-psalms-laud,',
        '  author = {{Ben \\& Co} and {Ada Example}},',
        '  editor = {{Ada Example}},',
        '  title = {{Note 3, on ‘laud’}},',
        '  booktitle = {{Two psalms}},',
        '  year = {2026},',
        '  month = {3},',
        '  note = {text 0123456789ab},',
        '  url = {https://host/two-psalms/}',
        '}',
      ].join('\n'),
    )
    expect(bibtex({ id: 'a', type: 'webpage', title: '50 % of {x_y}' }, citation)).toContain(
      '{{50 \\% of \\{x\\_y\\}}}',
    )
  })

  test('in CSL-JSON', () => {
    expect(JSON.parse(cslJson(edition))).toEqual([edition])
  })
})

const passage = (
  id: string,
  text: string,
  notes: readonly Partial<NoteView>[] = [],
  html = `<p id="${id}">${text}</p>`,
) => ({ id, text, html, line: undefined, notes }) as unknown as PassageView

describe('the ways to read', () => {
  const note = {} as NoteView
  test('are offered where they make sense', () => {
    const of = (notes: readonly NoteView[], line: number | undefined) =>
      viewsOf({ notes, passages: [{ ...passage('p1', 'a'), line }] })
    expect(of([note], undefined)).toEqual(['side', 'footnotes', 'notes', 'text'])
    expect(of([note], 1)).toEqual(['side', 'footnotes', 'lines', 'notes', 'text'])
    expect(of([], 1)).toEqual(['side'])
  })

  test('keep their own fragments, and find others one folder up', () => {
    expect(fromView('#n-a', fragmentsOf.notes)).toBe('#n-a')
    expect(fromView('#q-a', fragmentsOf.notes)).toBe('../#q-a')
    expect(fromView('#q-a.2', fragmentsOf.footnotes)).toBe('#q-a.2')
    expect(fromView('#s-a', fragmentsOf.footnotes)).toBe('../#s-a')
    expect(fromView('../registers/#e-a', fragmentsOf.footnotes)).toBe('../../registers/#e-a')
    expect(fromView('https://a.b/#s', fragmentsOf.footnotes)).toBe('https://a.b/#s')
    expect(movedHtml('<a class="x" href="#s-a">a</a> <a href="#n-a--fn">b</a>', fragmentsOf.lines)).toBe(
      '<a class="x" href="../#s-a">a</a> <a href="#n-a--fn">b</a>',
    )
  })

  test('the text alone has no marks and no markers', () => {
    const html =
      '<p id="p1">a <mark id="q-x" data-notes="x"><span id="q-y">b</span></mark><a class="marker k-blue" href="#n-x"></a> c</p>'
    expect(plainHtml({ html })).toBe('<p id="p1">a <span id="q-y">b</span> c</p>')
  })

  test('lines are each whole, and together what they were', () => {
    const html =
      '<div class="stanza passage" id="p2"><span class="line" id="l1">a <mark>b</mark>\n</span><span class="line" id="l2">c\n</span>\n</div>'
    expect(linesOf({ html, line: 1 })).toEqual([
      '<div class="stanza passage" id="p2"><span class="line" id="l1">a <mark>b</mark>\n</span></div>',
      '<div class="stanza passage"><span class="line" id="l2">c\n</span>\n</div>',
    ])
    expect(linesOf({ html: '<h2 id="p1">a</h2>', line: undefined })).toEqual(['<h2 id="p1">a</h2>'])
  })

  test('related notes are named briefly', () => {
    expect(brief('came to the rescue')).toBe('came to the rescue')
    expect(brief('One important distinction in the meantime, is that whatever')).toBe(
      'One important distinction in the…',
    )
  })
})

describe('the strip', () => {
  test('has a cell for each passage of a short text, and at most 24', () => {
    const few = cellsOf([
      passage('p1', 'aa', [{ kind: { colour: 'blue' } as NoteView['kind'] }]),
      passage('p2', 'b'),
    ])
    expect(few.map(({ first, last, notes }) => [first, last, notes.length])).toEqual([
      ['p1', 'p1', 1],
      ['p2', 'p2', 0],
    ])
    const many = cellsOf(
      Array.from({ length: 400 }, (_, i) => passage(`p${i + 1}`, 'word '.repeat(1 + (i % 7)))),
    )
    expect(many.length).toBeLessThanOrEqual(24)
    expect([many[0]?.first, many.at(-1)?.last]).toEqual(['p1', 'p400'])
    expect(many.slice(1).map(({ first }) => Number(first.slice(1)))).toEqual(
      many.slice(0, -1).map(({ last }) => Number(last.slice(1)) + 1),
    )
  })
})

describe('margins', () => {
  const lists = {
    see: [],
    disputes: [],
    supersedes: [],
    repliesTo: [],
    disputedBy: [],
    supersededBy: [],
    replies: [],
    mentionedBy: [],
    entities: [],
  }
  const note = (id: string, on: string, length: number) =>
    ({
      id,
      ...lists,
      text: 'x'.repeat(length),
      html: `<p>${'x'.repeat(length)}</p>`,
      places: [{ fragment: `q-${id}`, passage: on, lemma: 'words' }],
      title: undefined,
      claim: undefined,
      kind: { label: 'Context' },
      by: [{ contributor: { name: 'Ada Example' }, role: undefined }],
    }) as unknown as NoteView
  const marked = (id: string, before: number, total: number, notes: readonly NoteView[]) =>
    passage(
      id,
      'a'.repeat(total),
      notes.map((one) => ({ ...one, places: one.places.map((place) => ({ ...place, start: before })) })),
      `<p id="${id}">${'a'.repeat(before)}${notes.map((one) => `<mark id="q-${one.id}">`).join('')}${'a'.repeat(total - before)}</p>`,
    )
  const margins = (...passages: PassageView[]) =>
    runsOf({ comparisons: [] }, { id: 'text', passages } as unknown as DivisionView).map(
      ({ margin, rows }) => [margin, rows.length],
    )

  test('are for short notes that end before their text does', () => {
    expect(margins(marked('p1', 0, 1200, [note('a', 'p1', 100)]))).toEqual([[true, 1]])
    expect(margins(marked('p1', 1190, 1200, [note('a', 'p1', 300)]))).toEqual([[false, 1]])
    expect(margins(marked('p1', 0, 200, [note('a', 'p1', 350)]))).toEqual([[false, 1]])
  })

  test('go on where a note may run down beside the next passage', () => {
    expect(
      margins(
        marked('p1', 1190, 1200, [note('a', 'p1', 300)]),
        marked('p2', 800, 2000, [note('b', 'p2', 100)]),
      ),
    ).toEqual([[true, 2]])
  })

  test('are not for what cannot be estimated', () => {
    const table = { ...note('a', 'p1', 100), html: '<p>x</p><table></table>' }
    expect(margins(marked('p1', 0, 1200, [table]))).toEqual([[false, 1]])
  })
})

describe('what passages ask of their whole edition', () => {
  const note = (id: string, created?: string, updated?: string) => ({ id, created, updated }) as NoteView
  const comparison = (division: string, id: string) => ({ division, passage: { id } }) as ComparisonView
  const editionOf = (seen: string[] = []): EditionView =>
    ({
      get divisions() {
        seen.push('divisions')
        return [
          { id: 'one', href: 'e/one/', notes: [note('a', '2020-01-02'), note('b')] },
          { id: 'two', href: 'e/two/', notes: [note('c', '2019-01-01', '2021-05'), note('d', '2020-12-31')] },
        ]
      },
      earlier: [{ id: 'one', href: 'e/on/old/one/', notes: [] }],
      comparisons: [comparison('one', 'p1'), comparison('two', 'p1'), comparison('two', 'p1')],
    }) as unknown as EditionView

  test('are the ids of its notes, the last change of any, and with how many others a passage is compared', () => {
    const edition = editionOf()
    expect([...wholeOf(edition).notes]).toEqual(['a', 'b', 'c', 'd'])
    expect(wholeOf(edition).changed).toBe('2021-05')
    const counts = ['one', 'two'].map((id) =>
      ['p1', 'p2'].map((p) => comparedWith(edition, { id }, { id: p })),
    )
    expect(counts).toEqual([
      [1, 0],
      [2, 0],
    ])
  })

  test('are its texts by their addresses, and which of them each is', () => {
    const { texts, places } = wholeOf(editionOf())
    const told = [...texts].map(([href, text]) => [href, text.id, places.get(text)])
    expect(told).toEqual([
      ['e/one/', 'one', 0],
      ['e/two/', 'two', 1],
      ['e/on/old/one/', 'one', undefined],
    ])
  })

  test('is gathered once, however many ask', () => {
    const seen: string[] = []
    const edition = editionOf(seen)
    for (let i = 0; i < 3; i += 1) wholeOf(edition)
    comparedWith(edition, { id: 'one' }, { id: 'p1' })
    expect(seen).toEqual(['divisions'])
  })
})

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { read } from '../src/edition/read.ts'
import { type Format, planBook, readBook } from '../src/import/index.ts'
import { remove, temporary } from './support/files.ts'

/** No word of a book is lost without a message: shapes that real books have, each found by counting their letters. */

const folder = temporary()
afterAll(() => remove(folder))

/** The text of a book, and its notes by id: their targets and bodies. */
function imported(format: Format, source: string) {
  const bytes = new TextEncoder().encode(source)
  const original = { name: 'original', received: 'book', bytes }
  mkdirSync(join(folder, 'empty'), { recursive: true })
  const wishes = { id: 'book', original, contributors: new Map<string, string>() }
  const { plan, faults } = planBook(readBook(format, bytes, 'book'), wishes, read(join(folder, 'empty')))
  expect(faults).toEqual([])
  const notes = [...plan.files].flatMap(([path, content]): [string, string][] => {
    const id = /notes\/(.*)\.md$/.exec(path)?.[1]
    return id === undefined ? [] : [[id, String(content).split('---\n').slice(2).join('---\n').trim()]]
  })
  const seed = parse(String(plan.files.get('seeds/book/seed.yaml'))) as { texts: { structure: object }[] }
  return {
    text: String(plan.files.get('seeds/book/text.txt')),
    notes: Object.fromEntries(notes),
    structure: Object.fromEntries(
      Object.entries(seed.texts[0]?.structure ?? {}).filter(([key]) => key !== 'spans'),
    ),
    rules: plan.messages.map(({ rule }) => rule),
  }
}

test('a note keeps the caption of a table, and a link that leads close to its mark', () => {
  const { notes } = imported(
    'html',
    `<p id="p1">First<a id="r1" href="#n1" role="doc-noteref">1</a>.</p><section role="doc-endnotes"><ol>
<li id="n1"><p>See <a href="#p1">here</a>. <a href="#r1" role="doc-backlink">↩</a></p>
<table><caption>Ships</caption><tr><th>a</th></tr><tr><td>b</td></tr></table></li></ol></section>`,
  )
  expect(notes['note-1']).toMatch(/^See \[here\]\(passage:p1\)\.\n\nShips\n\n\| a/)
})

test('a play in prose has no lines that anybody counts, one in verse has those of its verse', () => {
  const speech = (words: string) => `<sp><speaker>ADA.</speaker><stage>(aside)</stage>${words}</sp>`
  const play = (...speeches: string[]) =>
    imported(
      'tei',
      `<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>A play</title></titleStmt></fileDesc></teiHeader><text><body>${speeches.map(speech).join('')}</body></text></TEI>`,
    )
  const [prose, verse] = ['<p>In prose.</p>', '<l>In verse,</l><l>twice.</l>']
  const told = { role: 'speech', speaker: 'ADA.' }
  expect(play(prose, prose, verse).structure).toEqual({
    form: 'prose',
    roles: { 'p1-p2': told, p3: { ...told, verse: true } },
  })
  expect(play(prose, verse, verse).structure).toEqual({
    form: 'drama',
    roles: { p1: { ...told, verse: false }, 'p2-p3': told },
  })
})

test('what stands between a heading and its verse is no line of that', () => {
  const { structure } = imported(
    'html',
    `<section epub:type="z3998:poem"><h2>Canto I</h2><p epub:type="se:bridgehead">The dark forest</p>
<p><span>Midway upon the journey</span><br><span>I found myself</span></p></section>`,
  )
  expect(structure).toEqual({ form: 'verse', roles: { p1: 'heading', p2: 'subtitle' } })
})

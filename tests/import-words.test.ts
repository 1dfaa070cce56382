import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
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
  return {
    text: String(plan.files.get('seeds/book/text.txt')),
    notes: Object.fromEntries(notes),
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

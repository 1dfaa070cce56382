import { expect, test } from 'vitest'
import type { Block } from '../src/import/document.ts'
import { readBook } from '../src/import/index.ts'
import { noteIds } from '../src/import/plan.ts'
import { structureYaml } from '../src/import/structure.ts'
import { zipped } from './support/books.ts'

/** A book may have any number of anything: more than a function of JavaScript takes as arguments. */

const count = 150_000
const encoder = new TextEncoder()

test('a note of TEI has any number of paragraphs and words', () => {
  const paragraphs = `<note><div>${'<p>a</p>'.repeat(count)}</div></note>`
  const words = `<note><seg>${'<lb/>'.repeat(count)}a</seg></note>`
  const tei = `<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>One${paragraphs} two${words}.</p></body></text></TEI>`
  const { notes } = readBook('tei', encoder.encode(tei), 'book')
  expect(notes.map(({ body }) => body.children.length)).toEqual([count, 1])
})

test('a paragraph of Markdown goes on for any length after a note within it', () => {
  const markdown = `One^[So.] ${'`a` '.repeat(count / 2)}\n`
  const { notes, marks } = readBook('markdown', encoder.encode(markdown), 'book')
  expect([notes.length, marks.length]).toEqual([1, 1])
})

test('any number of marks stand before the first words of a book', () => {
  const mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
  const paragraph = (inside: string) => `<w:p>${inside}</w:p>`
  const document = (root: string, inside: string) =>
    encoder.encode(
      `<w:${root} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${inside}</w:${root}>`,
    )
  const words = paragraph('<w:r><w:t>One</w:t></w:r>')
  const files = {
    'word/document.xml': document('document', `<w:body>${paragraph(mark.repeat(count))}${words}</w:body>`),
    'word/footnotes.xml': document('footnotes', `<w:footnote w:id="2">${words}</w:footnote>`),
  }
  expect(readBook('docx', zipped(files), 'book').marks).toHaveLength(count)
})

test('any number of headings are headings', () => {
  const blocks = Array.from({ length: count }, (): Block => ({
    role: 'heading',
    level: 2,
    text: 'One',
    spans: [],
  }))
  const value = `${blocks.map(({ text }) => text).join('\n\n')}\n`
  expect(structureYaml(blocks, value)).toEqual(['form: prose', 'roles:', `  p1-p${count}: heading`])
})

test('any number of notes are called by their numbers', () => {
  const notes = Array.from({ length: count }, (_, n) => ({ key: `k${n}`, label: String(n + 1) }))
  const ids = noteIds(notes)
  expect([ids.size, ids.get('k0'), ids.get(`k${count - 1}`)]).toEqual([count, 'note-000001', `note-${count}`])
})

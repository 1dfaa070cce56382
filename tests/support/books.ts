import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'

/** A book whose marks stand at known letters, and how each format writes it: what imports are measured against. */
export type Book = { readonly blocks: readonly BookBlock[] }
export type BookBlock = {
  readonly kind: 'paragraph' | 'heading' | 'verse' | 'cell'
  readonly lines: readonly (readonly Piece[])[]
}
/** Letters, a space between words, or the mark of a note. */
type Piece = { readonly letters: string } | { readonly mark: number } | { readonly space: true }

/** Words that repeat, in several scripts, with a pair of units, a joined mark and signs that end sentences. */
const word = fc.constantFrom(
  'the',
  'cat',
  'the',
  'sat',
  'mat.',
  'cat,',
  '“so”',
  'don’t',
  'שלום',
  '天下',
  'e\u0301te\u0301',
  '😀',
  'well-known',
  'x',
)
const line = fc.array(
  fc.record({
    word,
    marks: fc.array(fc.constantFrom('before', 'within', 'after', 'twice', 'apart'), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 6 },
)
const block = fc.record({
  kind: fc.constantFrom('paragraph', 'paragraph', 'heading', 'verse', 'cell'),
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
})

export const books: fc.Arbitrary<Book> = fc.array(block, { minLength: 1, maxLength: 5 }).map((blocks) => {
  let count = 0
  const mark = (): Piece => ({ mark: ++count })
  const pieces = (words: readonly { word: string; marks: readonly string[] }[]): Piece[] =>
    words.flatMap(({ word: letters, marks }, index): Piece[] => {
      const has = (kind: string) => marks.includes(kind)
      // A mark is never put within a character.
      const half = /^[a-z]{2}/.test(letters) && has('within') ? 1 : 0
      return [
        ...(index > 0 ? [{ space: true as const }] : []),
        ...(has('before') ? [mark()] : []),
        ...(half > 0 ? [{ letters: letters.slice(0, half) }, mark()] : []),
        { letters: letters.slice(half) },
        ...(has('twice') ? [mark(), mark()] : has('after') ? [mark()] : []),
        ...(has('apart') ? [{ space: true as const }, mark()] : []),
      ]
    })
  return {
    blocks: blocks.map(({ kind, lines }) => ({
      kind,
      lines: (kind === 'verse' || kind === 'cell' ? lines : lines.slice(0, 1)).map(pieces),
    })) as BookBlock[],
  }
})

/** Letters of the book without white space, and before how many of them each mark stands. */
export function lettersOf({ blocks }: Book): { letters: string; marks: Map<number, number> } {
  let letters = ''
  const marks = new Map<number, number>()
  for (const piece of blocks.flatMap(({ lines }) => lines.flat())) {
    if ('letters' in piece) letters += piece.letters
    else if ('mark' in piece) marks.set(piece.mark, letters.length)
  }
  return { letters, marks }
}

type Write = (piece: Piece) => string
const joined = (lines: BookBlock['lines'], write: Write, between: string) =>
  lines.map((pieces) => pieces.map(write).join('')).join(between)
const plain =
  (mark: (number: number) => string): Write =>
  (piece) =>
    'letters' in piece ? piece.letters : 'mark' in piece ? mark(piece.mark) : ' '

export const formats: Readonly<Record<string, (book: Book) => Uint8Array>> = {
  markdown: (book) => strToU8(markdown(book)),
  html: (book) => strToU8(`<!DOCTYPE html><title>A book</title><body>${html(book, '')}${notes(book, '')}`),
  epub: (book) => epub(book),
  tei: (book) => strToU8(tei(book)),
  docx: (book) => docx(book),
}

function markdown(book: Book): string {
  const write = plain((number) => `[^${number}]`)
  const blocks = book.blocks.map(({ kind, lines }) => {
    if (kind === 'heading') return `## ${joined(lines, write, ' ')}`
    if (kind !== 'cell') return joined(lines, write, '\\\n')
    return ['| a |', '| - |', ...lines.map((one) => `| ${one.map(write).join('')} |`)].join('\n')
  })
  const definitions = [...lettersOf(book).marks.keys()].map(
    (number) => `[^${number}]: Note ${number}.\n\n    And more.`,
  )
  return [...blocks, ...definitions].join('\n\n')
}

function html(book: Book, file: string): string {
  const write = plain(
    (n) => `<a epub:type="noteref" role="doc-noteref" id="ref${n}" href="${file}#fn${n}">${n}</a>`,
  )
  return book.blocks
    .map(({ kind, lines }) => {
      if (kind === 'heading') return `<h2>${joined(lines, write, ' ')}</h2>`
      if (kind === 'cell')
        return `<table><tr><td>a</td></tr>${lines.map((one) => `<tr><td>${one.map(write).join('')}</td></tr>`).join('')}</table>`
      return `<p>${joined(lines, write, '<br/>\n')}</p>`
    })
    .join('\n')
}

function notes(book: Book, file: string): string {
  const items = [...lettersOf(book).marks.keys()].map(
    (n) =>
      `<li id="fn${n}" epub:type="endnote"><p>Note ${n}.</p><p>And more. <a href="${file}#ref${n}" role="doc-backlink">↩</a></p></li>`,
  )
  return `<section role="doc-endnotes" epub:type="endnotes"><h2>Endnotes</h2><ol>${items.join('')}</ol></section>`
}

const page = (body: string) =>
  strToU8(
    `<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>A page</title></head><body>${body}</body></html>`,
  )

function epub(book: Book): Uint8Array {
  return zipped({
    mimetype: strToU8('application/epub+zip'),
    'META-INF/container.xml': strToU8(
      '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="epub/content.opf"/></rootfiles></container>',
    ),
    'epub/content.opf': strToU8(
      '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A book</dc:title></metadata><manifest><item id="a" href="text/a.xhtml"/><item id="n" href="text/endnotes.xhtml"/></manifest><spine><itemref idref="a"/><itemref idref="n"/></spine></package>',
    ),
    'epub/text/a.xhtml': page(html(book, 'endnotes.xhtml')),
    'epub/text/endnotes.xhtml': page(notes(book, 'a.xhtml')),
  })
}

/** A ZIP of files, with the same bytes each time. */
export function zipped(files: Record<string, Uint8Array>): Uint8Array {
  return zipSync(files, { mtime: new Date(Date.UTC(2000, 0, 2)) })
}

function tei(book: Book): string {
  const write = plain((n) => `<note n="${n}"><p>Note ${n}.</p><p>And more.</p></note>`)
  const blocks = book.blocks.map(({ kind, lines }) => {
    if (kind === 'heading') return `<div><head>${joined(lines, write, ' ')}</head></div>`
    if (kind === 'verse')
      return `<lg>${lines.map((one) => `<l>${one.map(write).join('')}</l>`).join('\n')}</lg>`
    if (kind === 'cell')
      return `<table><row><cell>a</cell></row>${lines.map((one) => `<row><cell>${one.map(write).join('')}</cell></row>`).join('')}</table>`
    return `<p>${joined(lines, write, ' ')}</p>`
  })
  return `<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>A book</title></titleStmt></fileDesc></teiHeader><text><body>${blocks.join('\n')}</body></text></TEI>`
}

const main = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

function docx(book: Book): Uint8Array {
  const write: Write = (piece) =>
    'mark' in piece
      ? `<w:r><w:footnoteReference w:id="${piece.mark}"/></w:r>`
      : `<w:r><w:t xml:space="preserve">${'letters' in piece ? piece.letters : ' '}</w:t></w:r>`
  const paragraph = (content: string, style = '') => `<w:p>${style}${content}</w:p>`
  const blocks = book.blocks.map(({ kind, lines }) => {
    if (kind === 'cell')
      return `<w:tbl><w:tr><w:tc>${paragraph('<w:r><w:t>a</w:t></w:r>')}</w:tc></w:tr>${lines.map((one) => `<w:tr><w:tc>${paragraph(one.map(write).join(''))}</w:tc></w:tr>`).join('')}</w:tbl>`
    const style = kind === 'heading' ? '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>' : ''
    return paragraph(joined(lines, write, '<w:r><w:br/></w:r>'), style)
  })
  const definitions = [...lettersOf(book).marks.keys()].map(
    (n) =>
      `<w:footnote w:id="${n}"><w:p><w:r><w:t>Note ${n}.</w:t></w:r></w:p><w:p><w:r><w:t>And more.</w:t></w:r></w:p></w:footnote>`,
  )
  return zipped({
    'word/document.xml': strToU8(`<w:document ${main}><w:body>${blocks.join('')}</w:body></w:document>`),
    'word/footnotes.xml': strToU8(`<w:footnotes ${main}>${definitions.join('')}</w:footnotes>`),
  })
}

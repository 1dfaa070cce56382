/** A place within a source, as CSL names it. */
export interface Locator {
  /** A CSL locator: `page`, `chapter`, … */
  label: string
  /** What stands behind the label: `ii`, `33-35`. */
  value: string
}

/** Terms as writers abbreviate them, without full stop. https://docs.citationstyles.org/en/stable/specification.html#locators */
const terms = new Map(
  Object.entries({
    page: ['p', 'pp', 'page', 'pages'],
    chapter: ['ch', 'chap', 'chaps', 'chapter', 'chapters'],
    section: ['§', '§§', 'sec', 'secs', 'section', 'sections'],
    paragraph: ['¶', '¶¶', 'para', 'paras', 'paragraph', 'paragraphs'],
    volume: ['vol', 'vols', 'volume', 'volumes'],
    book: ['bk', 'bks', 'book', 'books'],
    part: ['pt', 'pts', 'part', 'parts'],
    figure: ['fig', 'figs', 'figure', 'figures'],
    table: ['tbl', 'table', 'tables'],
    line: ['l', 'll', 'line', 'lines'],
    verse: ['v', 'vv', 'verse', 'verses'],
    note: ['n', 'nn', 'fn', 'note', 'notes'],
    column: ['col', 'cols', 'column', 'columns'],
    folio: ['fol', 'fols', 'folio', 'folios'],
    number: ['no', 'nos', 'number', 'numbers'],
    appendix: ['app', 'appendix'],
  }).flatMap(([label, words]) => words.map((word) => [word, label] as const)),
)

const shape = /^(§+(?!§)|¶+(?!¶)|\p{L}+(?!\p{L}))\.?\s*(\S.*)$/su
const roman = /^m{0,4}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/i
const firstWord = /^[\p{L}\p{N}]+/u

/** `ii`, `33-35`, `4b`: a word that begins with a digit or is a Roman numeral. */
function isNumber(text: string): boolean {
  const word = firstWord.exec(text)?.[0] ?? ''
  return /^\p{N}/u.test(word) || (word !== '' && roman.test(word))
}

/** Reads what stands behind a key: `, p. ii` is page ii, and so is `, ii`. Other words are no locator. */
export function parseLocator(suffix: string): Locator | undefined {
  const value = suffix.replace(/^[\s,]+/, '').trimEnd()
  if (isNumber(value)) return { label: 'page', value }
  const [, term = '', rest = ''] = shape.exec(value) ?? []
  const label = terms.get(term.toLowerCase())
  return label !== undefined && isNumber(rest) ? { label, value: rest } : undefined
}

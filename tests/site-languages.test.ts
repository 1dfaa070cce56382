import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { unzipSync } from 'fflate'
import { fromHtml } from 'hast-util-from-html'
import { HtmlValidate, StaticConfigLoader } from 'html-validate'
import { SKIP, visit } from 'unist-util-visit'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { once } from '../src/edition/once.ts'
import { cut, filled, type Table, tables } from '../src/words/index.ts'
import { launch } from './support/browser.ts'
import { variorum } from './support/command.ts'
import { copy, filesIn, remove, temporary, write } from './support/files.ts'
import { attribute, elements, hasClass, only, type Page, pagesOf, tag, textOf } from './support/html.ts'
import { htmlRules } from './support/html-rules.ts'

/**
 * The library of psalms as an Arabic publisher would have it, who has the psalms in all other languages as well: on
 * each page everything that the interface says is in one language.
 */

const folder = temporary()
afterAll(() => remove(folder))
const root = join(folder, 'library')
let all: Page[]
/** The pages of an Arabic site: all but those of the editions in other languages. */
let pages: Page[]

/** What each language makes of counts of 1, 2, 5 and 21, of a day and of a fraction, and which of two names is first. */
const languages = {
  en: {
    counts: ['1 claim', '2 claims', '5 claims', '21 claims'],
    day: 'November 20, 2026',
    mark: '.',
    names: ['Éclat', 'Fable'],
  },
  de: {
    counts: ['1 Behauptung', '2 Behauptungen', '5 Behauptungen', '21 Behauptungen'],
    day: '20. November 2026',
    mark: ',',
    names: ['Äpfel', 'Zebras'],
  },
  fr: {
    counts: ['1 affirmation', '2 affirmations', '5 affirmations', '21 affirmations'],
    day: '20 novembre 2026',
    mark: ',',
    names: ['étude', 'fable'],
  },
  es: {
    counts: ['1 afirmación', '2 afirmaciones', '5 afirmaciones', '21 afirmaciones'],
    day: '20 de noviembre de 2026',
    mark: ',',
    names: ['nzeta', 'ñandú', 'oca'],
  },
  ru: {
    counts: ['1 утверждение', '2 утверждения', '5 утверждений', '21 утверждение'],
    day: '20 ноября 2026 г.',
    mark: ',',
    names: ['ёлка', 'жук'],
  },
  he: {
    counts: ['טענה אחת', 'שתי טענות', '5 טענות', '21 טענות'],
    day: '20 בנובמבר 2026',
    mark: '.',
    names: ['גד', 'גָּז'],
  },
  ar: {
    counts: ['ادعاء واحد', 'ادعاءان', '5 ادعاءات', '21 ادعاءً'],
    day: '20 نوفمبر 2026',
    mark: '.',
    names: ['ابن', 'أحمد'],
  },
}
const counted = [1, 2, 5, 21]

/** The psalms in a language, with as many claims of each of four verdicts, and names in the register. */
function writeEdition(language: keyof typeof languages): void {
  const edition = `content/editions/in-${language}`
  copy(join(inject('psalms').root, 'content/editions/two-psalms'), join(root, edition))
  const names = languages[language].names.map((name, index) => ({ name, id: `${language}-${index}` }))
  for (const { name, id } of names) write(root, `content/entities/${id}.yaml`, `name: ${name}\nkind: term\n`)
  const own = readFileSync(join(root, edition, 'edition.mdx'), 'utf8')
  const verdicts = counted.map((n) => `  verdict-${n}: {label: Verdict ${n}, rating: ${n}}\n`)
  write(
    root,
    `${edition}/edition.mdx`,
    own
      .replace(/^title: .*$/m, `title: Psalms for readers of ${language}`)
      .replace(/^language: en$/m, `language: ${language}`)
      .replace(/^about: .*$/m, `about: [${names.map(({ id }) => id).join(', ')}, first-printing]`)
      .replace(/^verdicts:\n/m, `verdicts:\n${verdicts.join('')}`),
  )
  for (const n of counted)
    for (let i = 1; i <= n; i++)
      write(
        root,
        `${edition}/notes/claim-${n}-${i}.md`,
        [
          '---',
          'target: {exact: הַלְלוּ, passage: p1, text: psalm-117}',
          'kind: doubt',
          'by: ada-example',
          `claim: {statement: An invented claim., speaker: Somebody invented, verdict: verdict-${n}}`,
          '---',
          'Nothing is known of it.',
          '',
        ].join('\n'),
      )
}

beforeAll(async () => {
  copy(inject('psalms').root, root)
  const inArabic = (path: string) => {
    const written = readFileSync(join(root, path), 'utf8').replace(/^language: .*\n/m, '')
    write(root, path, written.replace(/^(\uFEFF?---\r?\n)?/, '$1language: ar\n'))
  }
  inArabic('content/site.yaml')
  for (const edition of readdirSync(join(root, 'content/editions')))
    inArabic(`content/editions/${edition}/edition.mdx`)
  for (const language of Object.keys(languages)) writeEdition(language as keyof typeof languages)
  const { code, stderr } = await variorum(['build', '--root', root, '--out', join(folder, 'out')], folder)
  expect(code, stderr).toBe(0)
  // The rules are explained in the language of the messages.
  all = pagesOf(join(folder, 'out')).filter(({ address }) => !address.startsWith('rules/'))
  pages = all.filter(({ address }) => !/^in-(?!ar)/.test(address))
})

const pagesIn = (language: string) => all.filter(({ address }) => address.startsWith(`in-${language}/`))
const pageOf = (address: string) => all.find((page) => page.address === address)?.tree ?? fromHtml('')

/** Texts of the interface in English, as patterns of what they are once filled. Short words may be anybody's. */
function englishOf(part: unknown, own: unknown): RegExp[] {
  if (typeof part === 'string') {
    const letters = part.replace(/\{\w+\}/g, '').replace(/[^A-Za-z]/g, '')
    return letters.length < 4 || part === own ? [] : [pattern(part)]
  }
  return Object.entries(part as object).flatMap(([name, inner]) =>
    englishOf(inner, typeof own === 'object' ? (own as Record<string, unknown>)[name] : own),
  )
}

function pattern(text: string): RegExp {
  const pieces = cut(text.trim()).map((piece) =>
    /^\{\w+\}$/.test(piece) ? '.+' : piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  )
  return new RegExp(`^${pieces.join('')}$`, 's')
}

/** What a page says in its own language. */
function saidIn({ tree }: Page): string[] {
  const said: string[] = []
  const [html] = elements(tree, tag('html'))
  const own = html && attribute(html, 'lang')
  visit(tree, (node) => {
    if (node.type === 'text') said.push(node.value.trim())
    if (node.type !== 'element') return undefined
    if (['script', 'style', 'head'].includes(node.tagName)) return SKIP
    const lang = attribute(node, 'lang') ?? own
    if (lang !== own) return SKIP
    for (const name of ['ariaLabel', 'title', 'placeholder']) said.push(attribute(node, name) ?? '')
    return undefined
  })
  return said.filter((text) => text !== '')
}

const known = new Map<string, RegExp[]>()

/** What of all that is said may be English of the interface. */
function englishIn(said: readonly string[], language: string): string[] {
  const english = known.get(language) ?? englishOf(tables['en'], tables[language])
  known.set(language, english)
  expect(english.length).toBeGreaterThan(300)
  return said.filter((text) => english.some((one) => one.test(text)) && !isTheirs(text))
}

/** Several words that stand in a file of the library are somebody's, whatever else they could be. */
const written = once(() =>
  filesIn(root)
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n'),
)
const isTheirs = (text: string) => text.includes(' ') && written().includes(text)

test('no page of an Arabic site says a word of the interface in English', () => {
  expect(pages.length).toBeGreaterThan(20)
  for (const page of pages) expect([page.address, englishIn(saidIn(page), 'ar')]).toEqual([page.address, []])
})

test('what a page says in the language of an edition is marked as such', () => {
  const links = elements(pageOf('search/'), (one) =>
    /(?:^|\/)in-de\/[a-z]/.test(attribute(one, 'href') ?? ''),
  )
  expect(links.map((one) => [textOf(one).trim(), attribute(one, 'lang')])).toEqual(
    expect.arrayContaining([['Quellen', 'de']]),
  )
  expect(links.every((one) => attribute(one, 'lang') === 'de')).toBe(true)
})

test('time runs as the page is read', () => {
  const marks = (language: string) =>
    elements(pageOf(`in-${language}/timeline/`), tag('circle')).map((one) => Number(attribute(one, 'cx')))
  const [from = 0, to = 0] = marks('de')
  const [first = 0, last = 0] = marks('he')
  expect([from < to, first > last]).toEqual([true, true])
})

describe.each(Object.entries(languages))('an edition in %s', (language, { counts, day, mark, names }) => {
  const table = tables[language] as Table
  const isEnglish = language === 'en'

  test('has its language and direction on every page, and its words for the script', () => {
    const found = pagesIn(language).map(({ tree }) => only(tree, tag('html')))
    expect(found.length).toBeGreaterThan(8)
    const said = new Set(found.map((html) => [attribute(html, 'lang'), attribute(html, 'dir')].join(' ')))
    expect([...said]).toEqual([`${language} ${/he|ar/.test(language) ? 'rtl' : 'ltr'}`])
    expect(readFileSync(join(folder, `out/words-${language}.js`), 'utf8')).toContain(
      JSON.stringify(table.script),
    )
  })

  test.skipIf(isEnglish)('says no word of the interface in English on its pages', () => {
    for (const page of pagesIn(language))
      expect([page.address, englishIn(saidIn(page), language)]).toEqual([page.address, []])
  })

  test('counts, dates and divides as its language does', () => {
    const verdicts = elements(pageOf(`in-${language}/claims/`), tag('dt')).map(textOf)
    const said = counted.map((n) => verdicts.find((text) => text.includes(`Verdict ${n} `)))
    expect(said.map((text) => text?.split('· ')[1]?.trim())).toEqual(counts)
    const sources = textOf(pageOf(`in-${language}/sources/`))
    // Once in the reference, and once in what is said of it.
    expect(sources.split(day)).toHaveLength(3)
    expect(sources).not.toContain('2026-11-20')
    const sizes = textOf(pageOf(`in-${language}/downloads/`)).matchAll(/\d([.,])\d\s(?:kB|ko|кБ|كيلوبايت)/g)
    expect([...new Set([...sizes].map(([, sign]) => sign))]).toEqual([mark])
  })

  test('ends a sentence once where a date has ended it', () => {
    for (const page of pagesIn(language)) expect(saidIn(page).join('')).not.toMatch(/[^.]\.\.(?![./])/)
  })

  test('sorts names as its language does', () => {
    const terms = elements(pageOf(`in-${language}/registers/`), (one) =>
      new RegExp(`^e-${language}-`).test(attribute(one, 'id') ?? ''),
    )
    expect(terms.map((one) => names.find((name) => textOf(one).includes(name)))).toEqual(names)
  })

  test('is a book in its language', () => {
    const files = unzipSync(readFileSync(join(folder, `out/in-${language}/in-${language}.epub`)))
    const documents = Object.entries(files).flatMap(([path, bytes]) => {
      const source = new TextDecoder().decode(bytes)
      return path.endsWith('.xhtml') ? [{ file: path, address: path, source, tree: fromHtml(source) }] : []
    })
    expect(documents.length).toBeGreaterThan(5)
    const headings = documents.flatMap(({ tree }) => elements(tree, tag('h1')).map(textOf))
    const { contents, notesHeading, sourcesPage, registersPage } = table.page
    expect(headings).toEqual(expect.arrayContaining([contents, notesHeading, sourcesPage, registersPage]))
    const [back] = documents.flatMap(({ tree }) => elements(tree, (one) => hasClass(one, 'back')))
    expect(back && attribute(back, 'ariaLabel')).toBe(filled(table.page.backTo, { n: 1 }))
    if (isEnglish) return
    for (const page of documents)
      expect([page.file, englishIn(saidIn(page), language)]).toEqual([page.file, []])
    const metadata = new TextDecoder().decode(files['EPUB/package.opf']).split(/<[^>]*>/)
    expect(englishIn(metadata, language)).toEqual([])
  })

  test('is Markdown, MDX and TEI in its language', () => {
    const read = (end: string) =>
      readFileSync(join(folder, `out/in-${language}/in-${language}${end}`), 'utf8')
    for (const end of ['.md', '.mdx']) expect(read(end)).toContain(`\n## ${table.page.sourcesPage}\n`)
    const [header = ''] = read('.tei.xml').split('<xenoData')
    expect(header).toContain(`>${table.page.encoded}<`)
    if (!isEnglish) expect(englishIn(header.split(/<[^>]*>/), language)).toEqual([])
  })
})

test('notes that do not say that they are in English run from left to right among Hebrew and Arabic', () => {
  const files = unzipSync(readFileSync(join(folder, 'out/in-he/in-he.epub')))
  const book = fromHtml(new TextDecoder().decode(files['EPUB/notes.xhtml']))
  const shown = [book, ...pagesIn('he').map(({ tree }) => tree), pageOf('two-psalms/psalm-117/')]
  const found = shown.map((tree) =>
    elements(tree, tag('p')).filter((one) => textOf(one).startsWith('Nothing is known of it.')),
  )
  expect(found.filter((some) => some.length > 0).length).toBeGreaterThan(3)
  for (const one of found.flat()) expect(attribute(one, 'dir')).toBe('ltr')
})

test('every page is Arabic and runs from right to left', () => {
  for (const { address, tree } of pages) {
    const html = only(tree, tag('html'))
    expect({ address, lang: attribute(html, 'lang'), dir: attribute(html, 'dir') }).toEqual({
      address,
      lang: 'ar',
      dir: 'rtl',
    })
  }
})

test('the pages are valid, and the script has its words in Arabic', async () => {
  const validator = new HtmlValidate(new StaticConfigLoader(htmlRules))
  for (const { file, source } of pages) {
    const report = await validator.validateString(source, file)
    expect(report.results.flatMap(({ messages }) => messages)).toEqual([])
  }
  expect(readFileSync(join(folder, 'out/words-ar.js'), 'utf8')).toContain(
    JSON.stringify(tables['ar']?.script),
  )
  const script = pages.flatMap(({ tree }) =>
    elements(tree, (one) => attribute(one, 'dataWords') !== undefined),
  )
  expect(script.length).toBeGreaterThan(3)
  expect(script.every((one) => /^(?:\.\.\/)+words-ar\.js\?/.test(attribute(one, 'dataWords') ?? ''))).toBe(
    true,
  )
})

test('in a browser, from a disk, axe finds nothing, and the script speaks Arabic', async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const browser = await launch()
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 900 }, bypassCSP: true })
    const page = await context.newPage()
    await page.goto(pathToFileURL(join(folder, 'out/two-psalms/psalm-117/index.html')).href)
    await page.evaluate((source) => (0, eval)(source), axe)
    const problems = await page.evaluate(async () => {
      const { axe: checker } = window as unknown as {
        axe: { run: () => Promise<{ violations: { id: string }[] }> }
      }
      return (await checker.run()).violations.map(({ id }) => id)
    })
    expect(problems).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await page.keyboard.press('?')
    const dialog = page.locator('dialog')
    await dialog.waitFor()
    expect(await dialog.locator('h2').textContent()).toBe(tables['ar']?.script.keys)
    expect(await dialog.textContent()).toContain(tables['ar']?.script.lettersOn)
  } finally {
    await browser.close()
  }
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { XmlDocument, XmlElement, type XmlNode } from 'libxml2-wasm'
import { afterAll, describe, expect, test } from 'vitest'
import { openLibrary } from '../src/edition/index.ts'
import { repository } from './support/command.ts'
import { filesIn, remove, temporary, write } from './support/files.ts'
import { writeHostileLibrary } from './support/hostile-text.ts'

/**
 * The annotations for reading systems by every MUST and every table of EPUB Annotations 1.0 (W3C Editor's Draft as it
 * stood on 2026-07-21), which has no schema of its own yet, and on the documents of the EPUB that they are made for.
 */
type Table = Readonly<Record<string, readonly ['required' | 'optional', (value: unknown) => string[]]>>

const is = (what: string, holds: (value: unknown) => boolean) => (value: unknown) =>
  holds(value) ? [] : [`${JSON.stringify(value)} is not ${what}`]
const word = (...words: readonly string[]) =>
  is(words.join(' | '), (value) => words.includes(String(value)) && typeof value === 'string')
const text = is('a string', (value) => typeof value === 'string' && value !== '')
const url = is('a URL', (value) => typeof value === 'string' && URL.canParse(value))
const instant = is('an ISO 8601 datetime', (value) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(String(value)),
)
const whole = is('a non-negative integer', (value) => Number.isSafeInteger(value) && Number(value) >= 0)
const list =
  (item: (value: unknown) => string[]) =>
  (value: unknown): string[] =>
    Array.isArray(value) ? value.flatMap(item) : [`${JSON.stringify(value)} is not an array`]

const by =
  (table: Table) =>
  (value: unknown): string[] => {
    const object = Object(value) as Readonly<Record<string, unknown>>
    if (value !== object || Array.isArray(value)) return [`${JSON.stringify(value)} is not an object`]
    return [
      ...Object.entries(table).flatMap(([name, [need, check]]) =>
        name in object
          ? check(object[name]).map((fault) => `${name}: ${fault}`)
          : need === 'required'
            ? [`${name} is missing`]
            : [],
      ),
      ...Object.keys(object).flatMap((name) => (name in table ? [] : [`${name} is in no table`])),
    ]
  }

const localizable = (value: unknown) =>
  typeof value === 'string'
    ? text(value)
    : by({
        text: ['required', text],
        language: [
          'optional',
          is('a language tag', (tag) => Intl.getCanonicalLocales(String(tag)).length === 1),
        ],
        direction: ['optional', word('ltr', 'rtl')],
      })(value)

const creator: Table = {
  id: ['required', url],
  type: ['required', word('Person', 'Organization', 'Software')],
  name: ['optional', localizable],
}

const positionSelector: Table = {
  type: ['required', word('TextPositionSelector')],
  start: ['required', whole],
  end: ['required', whole],
}

const cssSelector: Table = {
  type: ['required', word('CssSelector')],
  value: ['required', text],
  refinedBy: ['optional', by(positionSelector)],
}

const fragmentSelector: Table = {
  type: ['required', word('FragmentSelector')],
  value: ['required', text],
  conformsTo: ['optional', word('http://tools.ietf.org/rfc/rfc3236')],
}

const target: Table = {
  source: ['required', text],
  selector: [
    'optional',
    list((value) => by(Object(value).type === 'FragmentSelector' ? fragmentSelector : cssSelector)(value)),
  ],
}

const body: Table = {
  type: ['required', word('TextualBody')],
  value: ['required', localizable],
  format: ['optional', word('text/plain')],
  color: ['optional', word('pink', 'orange', 'yellow', 'green', 'blue', 'purple')],
  highlight: ['optional', word('solid', 'underline', 'strikethrough', 'outline')],
  tags: ['optional', list(text)],
}

const annotation: Table = {
  id: ['required', url],
  type: ['required', word('Annotation')],
  motivation: ['optional', word('bookmarking', 'commenting', 'highlighting')],
  created: ['required', instant],
  modified: ['optional', instant],
  creator: ['optional', by(creator)],
  target: ['required', by(target)],
  body: ['optional', by(body)],
}

/** `dc:rights` is no row of the draft's table, which leaves everybody free to add terms of Dublin Core. */
const about: Table = {
  'dc:identifier': ['optional', list(text)],
  'dc:title': ['optional', localizable],
  'dc:publisher': ['optional', localizable],
  'dc:creator': ['optional', list(localizable)],
  'dc:date': ['optional', is('a year', (value) => /^\d{4}$/.test(String(value)))],
  'dc:rights': ['optional', url],
}

const annotationSet: Table = {
  '@context': ['required', word('https://www.w3.org/ns/epub-anno.jsonld')],
  id: ['required', url],
  type: ['required', word('AnnotationSet')],
  generated: ['optional', instant],
  about: ['required', by(about)],
  items: ['required', list(by(annotation))],
}

type Target = { readonly source: string; readonly selector: readonly Selector[] }
type Selector = { readonly type: string; readonly value: string; readonly refinedBy?: Position }
type Position = { readonly start: number; readonly end: number }
type Note = {
  readonly id: string
  readonly text: string
  readonly language: string
  readonly direction: string
}

const folder = temporary()
const hostile = join(folder, 'hostile')
writeHostileLibrary(hostile)
// Its notes do not say when they were written, and so would all be left out.
for (const path of filesIn(hostile).filter((one) => one.includes('/notes/'))) {
  const note = readFileSync(join(hostile, path), 'utf8')
  write(hostile, path, note.replace('\nkind:', '\ncreated: 2026-01-02\nlanguage: he\nkind:'))
}
afterAll(() => remove(folder))

const roots = {
  'the flagship': repository,
  'the psalms': join(repository, 'tests/fixtures/sites/psalms'),
  'a hostile text with notes in Hebrew': hostile,
}
const editions = Object.entries(roots).flatMap(([name, root]) => {
  const library = openLibrary(root)
  return [...library.editions].map((id) => [`${name}: ${id}`, library, id] as const)
})

const decode = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)

describe.each(editions)('the annotations for reading systems of %s', (_name, library, id) => {
  const output = library.outputs.get(`${id}/${id}.annotations`)
  const bytes = output?.body() as Uint8Array
  const set = JSON.parse(decode(unzipSync(bytes)['annotations.json']))
  const view = library.edition(id)
  const notes = [...(view?.divisions ?? []), ...(view?.earlier ?? [])].flatMap((division) => division.notes)
  const book = openBook(library.outputs.get(`${id}/${id}.epub`)?.body() as Uint8Array)

  test('are a ZIP file by ISO/IEC 21320-1 with the set at its root', () => {
    const head = new DataView(bytes.buffer, bytes.byteOffset)
    const [version, flags, method] = [4, 6, 8].map((offset) => head.getUint16(offset, true))
    expect(output?.type).toBe('application/zip; profile="https://www.w3.org/TR/epub-anno-10/"')
    expect(decode(bytes.slice(0, 4))).toBe('PK\u0003\u0004')
    expect(Object.keys(unzipSync(bytes))).toEqual(['annotations.json'])
    expect(version).toBeLessThanOrEqual(45)
    expect([0, 8]).toContain(method)
    // No clock: the earliest moment that there is, so that the same notes are the same bytes.
    expect(head.getUint32(10, true)).toBe(0x0021_0000)
    // Neither encrypted nor patched; names, if they are not ASCII, are UTF-8.
    expect((flags ?? 0) & ~0b1000_0000_0110).toBe(0)
  })

  test('keep every table of the draft', () => {
    expect(by(annotationSet)(set)).toEqual([])
  })

  test('name the book as its package document does', () => {
    const said = (name: string) => book.metadata(name)
    expect(set.about['dc:identifier']).toEqual(said('identifier'))
    expect(set.about['dc:title'].text).toBe(said('title')[0])
    expect(set.about['dc:creator'] ?? []).toEqual(said('creator'))
    expect([set.about['dc:publisher'] ?? []].flat()).toEqual(said('publisher'))
  })

  test('have one annotation for each place of each note of which it is known when it was written', () => {
    const dated = notes.filter(({ created }) => created !== undefined)
    const places = dated.flatMap((note) => note.places.map((_place, index) => fragment(note.id, index)))
    const told = set.items.map((item: { target: Target }) => item.target.selector[1]?.value)
    expect(told.toSorted()).toEqual(places.toSorted())
    expect(new Set(set.items.map((item: { id: string }) => item.id)).size).toBe(set.items.length)
  })

  test('say what the note says, with its language and direction', () => {
    if (id === 'hostile') expect(set.items[0].body.value).toMatchObject({ language: 'he', direction: 'rtl' })
    const byFragment = new Map<string, Note>(
      notes.flatMap((note) => note.places.map((_place, index) => [fragment(note.id, index), note] as const)),
    )
    for (const item of set.items) {
      const { text, language, direction } = byFragment.get(item.target.selector[1].value) as Note
      expect(item.body.value).toEqual({ text, language, direction })
    }
  })

  test('stand on a document of the manifest, at the words of their notes', () => {
    const { notes: told } = JSON.parse(String(library.outputs.get(`${id}/notes.json`)?.body()))
    const words = new Map<string, string>(
      told.flatMap((note: { id: string; places: readonly { exact: string }[] }) =>
        note.places.map((place, index) => [fragment(note.id, index), place.exact] as const),
      ),
    )
    for (const { target } of set.items as readonly { target: Target }[]) {
      const [css, named] = target.selector
      expect(book.hrefs).toContain(target.source)
      const exact = inXml(words.get(named?.value ?? '') ?? '?')
      const { start, end } = css?.refinedBy as Position
      const stretch = book.characters(target.source, css?.value.slice(1) ?? '').slice(start, end)
      // References to other notes may stand within the words, never at their ends.
      expect(wordsIn(stretch)).toBe(exact)
      expect([stretch[0], stretch.at(-1)].some((one) => one?.inReference)).toBe(false)
      expect(exact.startsWith(wordsIn(book.characters(target.source, named?.value ?? '')))).toBe(true)
    }
  })
})

describe('the tables', () => {
  const whole = () => ({
    '@context': 'https://www.w3.org/ns/epub-anno.jsonld',
    id: 'urn:uuid:1',
    type: 'AnnotationSet',
    about: {},
    items: [
      {
        id: 'urn:uuid:2',
        type: 'Annotation',
        created: '2026-01-02T03:04:05Z',
        target: { source: 'text.xhtml' },
        body: { type: 'TextualBody', value: { text: 'Why?', language: 'en', direction: 'ltr' } },
      },
    ],
  })
  const [item] = whole().items

  test('take what is right', () => {
    expect(by(annotationSet)(whole())).toEqual([])
  })

  test.each([
    ['no id', { ...whole(), id: undefined }],
    [
      'a motivation that the draft does not have',
      { ...whole(), items: [{ ...item, motivation: 'describing' }] },
    ],
    ['a date without time', { ...whole(), items: [{ ...item, created: '2026-01-02' }] }],
    [
      'a language beside the value',
      { ...whole(), items: [{ ...item, body: { type: 'TextualBody', value: 'Why?', language: 'en' } }] },
    ],
    ['two targets', { ...whole(), items: [{ ...item, target: [{ source: 'a' }, { source: 'b' }] }] }],
  ])('find %s', (_fault, value) => {
    expect(by(annotationSet)(JSON.parse(JSON.stringify(value)))).toHaveLength(1)
  })
})

function fragment(note: string, place: number): string {
  return place === 0 ? `q-${note}` : `q-${note}.${place + 1}`
}

/** XML cannot hold form feeds: they are shown. A mark that a string begins with gets lost on its way out of libxml2. */
function inXml(value: string): string {
  return shownMark(value.replaceAll('\f', '\u240C'))
}

function shownMark(value: string): string {
  return value.replaceAll('\uFEFF', '\uE000')
}

type Character = { readonly value: string; readonly inReference: boolean }

function wordsIn(characters: readonly Character[]): string {
  return characters.flatMap(({ value, inReference }) => (inReference ? [] : [value])).join('')
}

/** An EPUB as a reading system finds its way in it: from the container to the package, from there to documents. */
function openBook(bytes: Uint8Array) {
  const files = unzipSync(bytes)
  const read = <T>(path: string, use: (root: XmlElement) => T): T => {
    const document = XmlDocument.fromString(shownMark(decode(files[path])))
    try {
      return use(document.root)
    } finally {
      document.dispose()
    }
  }
  const found = (root: XmlElement, path: string) =>
    root.find(path).filter((one: XmlNode) => one instanceof XmlElement)
  const attribute = (node: XmlElement, name: string) => node.attr(name)?.content ?? ''
  const packagePath = read('META-INF/container.xml', (root) =>
    found(root, '//*[local-name()="rootfile"]').map((node) => attribute(node, 'full-path')),
  )[0] as string
  const documents = new Map<string, Character[]>()
  return {
    hrefs: read(packagePath, (root) =>
      found(root, '//*[local-name()="manifest"]/*[local-name()="item"]').map((node) =>
        attribute(node, 'href'),
      ),
    ),
    metadata: (name: string) =>
      read(packagePath, (root) =>
        found(root, `//*[local-name()="metadata"]/*[name()="dc:${name}"]`)
          .filter((node) => attribute(node, 'id') !== 'subtitle')
          .map((node) => node.content),
      ),
    /** The text content of the element with this id, in code points. */
    characters(href: string, id: string): readonly Character[] {
      const key = `${href}#${id}`
      const known = documents.get(key)
      if (known !== undefined) return known
      const path = new URL(href, `epub:/${packagePath}`).pathname.slice(1)
      const characters = read(decodeURIComponent(path), (root) => {
        const [element] = found(root, `//*[@id="${id}"]`)
        return element === undefined ? [] : charactersOf(element, false)
      })
      documents.set(key, characters)
      return characters
    },
  }
}

function charactersOf(node: XmlNode, inReference: boolean): Character[] {
  if (!(node instanceof XmlElement)) return [...node.content].map((value) => ({ value, inReference }))
  const isReference = inReference || node.attr('role')?.content === 'doc-noteref'
  const characters: Character[] = []
  for (let child = node.firstChild; child !== null; child = child.next)
    characters.push(...charactersOf(child, isReference))
  return characters
}

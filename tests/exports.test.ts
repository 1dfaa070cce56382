import { join } from 'node:path'
import { EpubCheck } from '@likecoin/epubcheck-ts'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import jsonld from 'jsonld'
import { XmlDocument, XmlElement, type XmlNode } from 'libxml2-wasm'
import type { Nodes, Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { mdxFromMarkdown } from 'mdast-util-mdx'
import { toString } from 'mdast-util-to-string'
import { gfm } from 'micromark-extension-gfm'
import { mdxjs } from 'micromark-extension-mdxjs'
import { visit } from 'unist-util-visit'
import { afterAll, describe, expect, test } from 'vitest'
import { x } from 'xastscript'
import { documentOf } from '../src/edition/exports/xml.ts'
import { releaseOf } from '../src/edition/exports/release.ts'
import { type Library, openLibrary } from '../src/edition/index.ts'
import { annotationContext } from './support/anno-context.ts'
import { remove, sha256, temporary, write } from './support/files.ts'
import { writeHostileLibrary } from './support/hostile-text.ts'
import { editionsOf } from './support/sites.ts'

/**
 * Every form that an edition can be taken away as, by the standard of that form, as far as it can be told without the
 * checkers of others: those are in `checkers.test.ts`.
 */
const repository = join(import.meta.dirname, '..')
const folder = temporary()
const hostile = join(folder, 'hostile')
writeHostileLibrary(hostile)
afterAll(() => remove(folder))

const roots = [
  ['the flagship', repository],
  ['the psalms', join(repository, 'tests/fixtures/sites/psalms')],
  ['a hostile text', hostile],
] as const

const libraries = new Map<string, Library>(roots.map(([, root]) => [root, openLibrary(root)]))
const all = roots.flatMap(([name, root]) =>
  editionsOf(root).map(
    (edition) => [`${name}: ${edition.id}`, edition, libraries.get(root) as Library] as const,
  ),
)

/** Each file is made once. */
const made = new Map<unknown, string | Uint8Array | undefined>()

function make(library: Library, path: string): string | Uint8Array | undefined {
  const output = library.outputs.get(path)
  if (!made.has(output)) made.set(output, output?.body())
  return made.get(output)
}

function bodyOf(library: Library, path: string): string {
  const body = make(library, path)
  if (typeof body === 'string') return body
  throw new Error(`Unexpected ${path}, expected an output of text`)
}

function bytesOf(library: Library, path: string): Uint8Array {
  const body = make(library, path)
  if (body instanceof Uint8Array) return body
  throw new Error(`Unexpected ${path}, expected an output of bytes`)
}

/**
 * Parses by libxml2, which throws for what is not well-formed. Its way into JavaScript drops a byte-order mark that a
 * string begins with; a stand-in does not get lost.
 */
function withXml<T>(source: string, use: (root: XmlElement) => T): T {
  const document = XmlDocument.fromString(shownMark(source))
  try {
    return use(document.root)
  } finally {
    document.dispose()
  }
}

function found(node: XmlElement, xpath: string): XmlElement[] {
  const namespaces = {
    t: 'http://www.tei-c.org/ns/1.0',
    h: 'http://www.w3.org/1999/xhtml',
    e: 'http://www.idpf.org/2007/ops',
    a: 'http://www.w3.org/2005/Atom',
    o: 'http://www.idpf.org/2007/opf',
  }
  return node.find(xpath, namespaces).filter((one: XmlNode) => one instanceof XmlElement)
}

const attribute = (node: XmlElement, name: string) => node.attr(name)?.content ?? ''
const xmlId = (node: XmlElement) =>
  node.attr('id', 'xml')?.content ?? node.attrs.find((one) => one.name === 'id')?.content ?? ''

const shownMark = (text: string) => text.replaceAll('\uFEFF', '\uE000')

/** What a text is in XML 1.0: the few characters that it cannot hold are shown. */
const inXml = (text: string) => shownMark(text.replaceAll('\f', '\u240C'))

describe.each(all)('%s', (_name, edition, library) => {
  const { id } = edition
  const text = edition.texts.map(({ text }) => text)

  describe('as TEI', () => {
    const source = bodyOf(library, `${id}/${id}.tei.xml`)

    test('is the text, letter for letter, in each text', () => {
      withXml(source, (root) => {
        const divs = found(root, '//t:body/t:div[@type="text"]')
        expect(divs.map((div) => div.content)).toEqual(text.map(inXml))
        expect(divs.map((div) => attribute(div, 'n'))).toEqual(edition.texts.map((one) => one.id))
      })
    })

    test('has each note, and its words between two anchors', () => {
      const dataset = datasetIn(bodyOf(library, `${id}/notes.json`))
      withXml(source, (root) => {
        const notes = found(root, '//t:standOff/t:listAnnotation/t:note')
        expect(notes.map(xmlId)).toEqual(dataset.notes.map((note) => `n-${note.id}`))
        const places = new Map<string, string>()
        const open = new Map<string, string>()
        walk(root, (node) => {
          if (node instanceof XmlElement && node.name === 'anchor') {
            const name = xmlId(node)
            if (attribute(node, 'type') === 'start') open.set(name, '')
            else {
              const key = name.replace(/\.end$/, '')
              places.set(key, open.get(key) ?? '')
              open.delete(key)
            }
          } else if (!(node instanceof XmlElement)) {
            for (const [key, words] of open) open.set(key, words + node.content)
          }
        })
        for (const [index, note] of notes.entries()) {
          const said = dataset.notes[index]?.places.map(({ exact }) => inXml(exact))
          const starts = attribute(note, 'target').split(' ')
          expect(starts.map((start) => places.get(start.slice(1)))).toEqual(said)
          expect(attribute(note, 'targetEnd').split(' ')).toEqual(starts.map((start) => `${start}.end`))
        }
      })
    })

    test('has ids once, and leads to nothing that is not there', () => {
      withXml(source, (root) => {
        const ids = found(root, '//*[@xml:id]').map(xmlId)
        expect(new Set(ids).size).toBe(ids.length)
        const pointers = ['target', 'targetEnd', 'resp', 'ana', 'corresp', 'ref'].flatMap((name) =>
          found(root, `//*[@${name}]`).flatMap((node) => attribute(node, name).split(' ')),
        )
        const missing = pointers.filter((one) => one.startsWith('#') && !ids.includes(one.slice(1)))
        expect(missing).toEqual([])
      })
    })
  })

  describe('as EPUB', () => {
    const bytes = bytesOf(library, `${id}/${id}.epub`)
    const files = unzipSync(bytes)
    const read = (path: string) => new TextDecoder().decode(files[path])

    test('is faultless by EPUBCheck’s rules', async () => {
      const { messages } = await EpubCheck.validate(bytes)
      expect(messages.filter(({ severity }) => /fatal|error|warning/.test(severity))).toEqual([])
    })

    test('leads to nothing but URIs', () => {
      // By the letters of RFC 3986; brackets are around the address of a host only, and none is here.
      const uri = /^(?:[\w\-.~!$&'()*+,;=:@/?#]|[\x80-\uFFFF]|%[\dA-F]{2})*$/i
      const hrefs = Object.keys(files)
        .filter((path) => path.endsWith('.xhtml'))
        .flatMap((path) => [...read(path).matchAll(/ href="([^"]*)"/g)].map(([, href = '']) => href))
      expect(hrefs.filter((href) => !uri.test(href) || /#.*#/.test(href))).toEqual([])
    })

    test('begins with its media type, stored bare', () => {
      expect(Object.keys(files)[0]).toBe('mimetype')
      expect(new TextDecoder().decode(bytes.slice(30, 58))).toBe('mimetypeapplication/epub+zip')
    })

    test('is the text, letter for letter, but for references to notes', () => {
      const words = edition.texts.map((one) =>
        withXml(read(`EPUB/${one.id}.xhtml`), (root) => {
          let content = ''
          for (const part of found(root, '//h:section[@id="text"]')) {
            walk(part, (node) => {
              if (!(node instanceof XmlElement)) content += node.content
              return !(node instanceof XmlElement && attribute(node, 'class') === 'noteref')
            })
          }
          return content
        }),
      )
      expect(words).toEqual(text.map(inXml))
    })

    test('has each note as a footnote, with the way there and back', () => {
      if (edition.notes.length === 0) return
      const targets = edition.texts.flatMap((one) =>
        withXml(read(`EPUB/${one.id}.xhtml`), (root) =>
          found(root, '//h:a[@class="noteref"]').map((link) => attribute(link, 'href')),
        ),
      )
      withXml(read('EPUB/notes.xhtml'), (root) => {
        const notes = found(root, '//h:aside[@e:type="footnote"]')
        const ids = notes.map((note) => attribute(note, 'id'))
        expect(ids.toSorted()).toEqual(edition.notes.map((note) => `n-${note.id}`).toSorted())
        expect(new Set(targets)).toEqual(new Set(ids.map((note) => `notes.xhtml#${note}`)))
        for (const note of notes)
          expect(found(note, './h:p[@class="lemma"]/h:a[@role="doc-backlink"]')).toHaveLength(1)
      })
    })

    test('turns its pages as the text is read', () => {
      const direction = library.edition(id)?.divisions[0]?.direction
      withXml(read('EPUB/package.opf'), (root) => {
        expect(
          found(root, '//o:spine').map((spine) => attribute(spine, 'page-progression-direction')),
        ).toEqual([direction])
      })
    })
  })

  describe.each([
    ['Markdown', `${id}/${id}.md`, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }],
    [
      'MDX',
      `${id}/${id}.mdx`,
      { extensions: [mdxjs(), gfm()], mdastExtensions: [mdxFromMarkdown(), gfmFromMarkdown()] },
    ],
  ] as const)('as %s', (_form, path, options) => {
    const source = bodyOf(library, path).replace(/^---\n.*?\n---\n/s, '')
    const tree = fromMarkdown(source, {
      extensions: [...options.extensions],
      mdastExtensions: [...options.mdastExtensions],
    })

    test('is the text, letter for letter, but for white space between passages', () => {
      expect(textsIn(tree)).toEqual(
        edition.texts.map((one) =>
          library
            .edition(id)
            ?.divisions.find((division) => division.id === one.id)
            ?.passages.map((passage) => squeezed(passage.text)),
        ),
      )
    })

    test('has each note once, called at each of its places', () => {
      const labels: string[] = []
      visit(tree, 'footnoteDefinition', ({ label }) => void labels.push(label ?? ''))
      const own = labels.filter((label) => !label.includes('--'))
      expect(own.toSorted()).toEqual(edition.notes.map((note) => note.id).toSorted())
      const calls = new Map<string, number>()
      visit(
        tree,
        'footnoteReference',
        ({ label }) => void calls.set(label ?? '', (calls.get(label ?? '') ?? 0) + 1),
      )
      expect([...calls.keys()].filter((label) => !labels.includes(label))).toEqual([])
      for (const { id: note, places } of datasetIn(bodyOf(library, `${id}/notes.json`)).notes) {
        expect([note, calls.get(note)]).toEqual([note, places.length])
      }
    })

    test('carries the dataset, whole', () => {
      const last = tree.children.at(-1)
      const value = last !== undefined && 'value' in last ? last.value : ''
      const json = value.replace(/^<!-- variorum-notes\n|\n-->$|^export const dataset = /g, '')
      expect(JSON.parse(json)).toEqual(JSON.parse(bodyOf(library, `${id}/notes.json`)))
    })
  })

  test('the dataset has the words of every place where it says', () => {
    const { notes } = datasetIn(bodyOf(library, `${id}/notes.json`))
    for (const place of notes.flatMap(({ places }) => places)) {
      const source = [...(edition.texts.find((one) => one.id === place.text)?.text ?? '')]
      expect(source.slice(place.start, place.end).join('')).toBe(place.exact)
    }
    expect(notes.map(({ body }) => body.trim()).toSorted()).toEqual(
      edition.notes.map(({ body }) => body.trim()).toSorted(),
    )
  })

  test('TEI and EPUB carry the same dataset', () => {
    const source = bodyOf(library, `${id}/notes.json`)
    withXml(bodyOf(library, `${id}/${id}.tei.xml`), (root) => {
      expect(found(root, '//t:xenoData').map((node) => JSON.parse(node.content))).toEqual([
        JSON.parse(shownMark(source)),
      ])
    })
    const inEpub = unzipSync(bytesOf(library, `${id}/${id}.epub`))['EPUB/notes.json']
    expect(JSON.parse(new TextDecoder().decode(inEpub))).toEqual(JSON.parse(source))
  })

  test('the table keeps RFC 4180, and no cell is a formula', () => {
    const source = bodyOf(library, `${id}/notes.csv`)
    const [head = [], ...rows] = table(source)
    expect(source.endsWith('\r\n')).toBe(true)
    for (const row of rows) expect(row).toHaveLength(head.length)
    const { notes } = datasetIn(bodyOf(library, `${id}/notes.json`))
    expect(rows.map((row) => row[0])).toEqual(notes.flatMap((note) => note.places.map(() => note.id)))
    expect(rows.flat().filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([])
    expect(rows.map((row) => row[head.indexOf('words')]?.replace(/^'(?=[=+\-@\t\r\n])/, ''))).toEqual(
      notes.flatMap((note) => note.places.map(({ exact }) => exact)),
    )
  })

  test('the bibliography has every source of the edition, in both forms', () => {
    const keys = library.edition(id)?.sources.map(({ key }) => key)
    const csl: { id: string; type: string }[] = JSON.parse(bodyOf(library, `${id}/sources.json`))
    expect(csl.map((one) => one.id)).toEqual(keys)
    const bibtex = bodyOf(library, `${id}/sources.bib`)
    expect([...bibtex.matchAll(/^@[a-z]+\{([^,]+),$/gm)].map(([, key]) => key)).toEqual(keys)
    const bare = bibtex.replace(/\\[{}]/g, '')
    expect(bare.split('{').length).toBe(bare.split('}').length)
  })

  test('annotations expand to linked data, and nothing of them is lost', async () => {
    const source = JSON.parse(bodyOf(library, `${id}/annotations.jsonld`))
    const options = {
      base: `https://example.org/${id}/annotations.jsonld`,
      safe: true,
      documentLoader: (url: string) => {
        if (url !== 'http://www.w3.org/ns/anno.jsonld') throw new Error(`Unexpected ${url}`)
        return Promise.resolve({ document: annotationContext, documentUrl: url })
      },
    }
    const [collection]: unknown[] = await jsonld.expand(source, options)
    const first = Object(collection)['http://www.w3.org/ns/activitystreams#first']
    expect(JSON.stringify(first).split('"http://www.w3.org/ns/oa#hasTarget"')).toHaveLength(
      edition.notes.length + 1,
    )
  })

  test('the feed keeps RFC 4287', () => {
    withXml(bodyOf(library, `${id}/atom.xml`), checkAtom)
  })

  test('the registry has every passage and note, with their words', () => {
    const { passages, notes } = JSON.parse(bodyOf(library, `${id}/xref.json`))
    const view = library.edition(id)
    expect(passages.map(({ sha256: hash }: { sha256: string }) => hash)).toEqual(
      view?.divisions.flatMap((division) =>
        division.passages.map((passage) => sha256(Buffer.from(passage.text))),
      ),
    )
    expect(notes).toHaveLength(edition.notes.length)
  })

  test('a release is the same bytes again, and its manifest tells the truth', () => {
    const view = library.edition(id)
    if (view === undefined) throw new Error(`Unexpected edition ${id}`)
    const one = releaseOf(view, library.open(id).outputs(), '0.0.0')
    expect(Buffer.from(one.bytes).equals(releaseOf(view, library.open(id).outputs(), '0.0.0').bytes)).toBe(
      true,
    )
    const files = unzipSync(one.bytes)
    const manifest = JSON.parse(new TextDecoder().decode(files[`${id}/manifest.json`]))
    expect(manifest.notes).toBe(edition.notes.length)
    expect(manifest.seed.texts.map((text: { sha256: string }) => text.sha256)).toEqual(
      edition.texts.map((text) => text.sha256),
    )
    expect(
      manifest.files.map(({ path, sha256: hash }: { path: string; sha256: string }) => [path, hash]),
    ).toEqual(
      Object.entries(files)
        .filter(([path]) => !path.endsWith('/manifest.json'))
        .map(([path, bytes]) => [path, sha256(bytes)]),
    )
  })
})

type Dataset = {
  readonly notes: readonly {
    readonly id: string
    readonly body: string
    readonly places: readonly { text: string; start: number; end: number; exact: string }[]
  }[]
}

function datasetIn(source: string): Dataset {
  return JSON.parse(source)
}

/** Nodes in the order of the document; a visitor that returns false is not taken further in. */
function walk(node: XmlNode, see: (node: XmlNode) => unknown): void {
  if (see(node) === false || !(node instanceof XmlElement)) return
  for (let child = node.firstChild; child !== null; child = child.next) walk(child, see)
}

const squeezed = (text: string) => text.replace(/[ \t\r\n]+/g, ' ').trim()

/** The passages between the comments that begin and end a text; references to notes are no words. */
function textsIn(tree: Root): string[][] {
  const texts: string[][] = []
  let open: string[] | undefined
  for (const node of tree.children) {
    const comment = 'value' in node ? node.value.replace(/^<!-- | -->$|^\/\* | \*\/$/g, '') : ''
    if (comment.startsWith('text: ')) texts.push((open = []))
    else if (comment === 'end of text') open = undefined
    else open?.push(squeezed(wordsOf(node)))
  }
  return texts
}

function wordsOf(node: Nodes): string {
  if (node.type === 'break') return '\n'
  if ('children' in node) return node.children.map((child) => wordsOf(child)).join('')
  return node.type === 'footnoteReference' ? '' : toString(node)
}

/** A table by RFC 4180, section 2: rows end with CRLF; a quotation mark in quoted cells is doubled. */
function table(source: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of source.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

/** RFC 4287, sections 3 and 4: what has to be there, once, and in which form. */
function checkAtom(root: XmlElement): void {
  const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
  const ids = found(root, '//a:id').map((id) => id.content)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids)
    expect(id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  for (const holder of [root, ...found(root, './a:entry')]) {
    for (const name of ['id', 'title', 'updated']) expect(found(holder, `./a:${name}`)).toHaveLength(1)
    for (const date of found(holder, './a:updated|./a:published')) expect(date.content).toMatch(instant)
    expect(found(holder, './a:link[@rel="alternate"]').length).toBe(1)
  }
  expect(found(root, './a:author/a:name').length).toBe(1)
  expect(found(root, './a:link[@rel="self"]').length).toBe(1)
  const updated = found(root, './a:entry/a:updated').map((one) => one.content)
  expect(updated).toEqual(updated.toSorted().toReversed())
  const [own = ''] = found(root, './a:updated').map((one) => one.content)
  // That of its latest entry; of a feed without any, a moment at which there was Atom.
  expect(own >= '2005-12').toBe(true)
  if (updated.length > 0) expect(own).toBe(updated[0])
  for (const entry of found(root, './a:entry')) {
    const [summary] = found(entry, './a:summary')
    expect(summary?.content.trim() ?? '').not.toBe('')
  }
}

describe('a library', () => {
  test('publishes the forms that it names, and no others', () => {
    write(
      hostile,
      'content/site.yaml',
      'exports: [csv, feeds]\nsearch: false\nurl: https://example.org/editions/\n',
    )
    const library = openLibrary(hostile)
    expect([...library.outputs.keys()]).toEqual(
      ['notes.csv', 'atom.xml', 'rss.xml', 'xref.json', 'text.txt'].map((name) => `hostile/${name}`),
    )
    expect(library.site().feeds.map(({ path }) => path)).toEqual(['atom.xml', 'rss.xml'])
  })

  test('has annotations with absolute addresses where its own is known, as the W3C’s schemas demand', () => {
    write(hostile, 'content/site.yaml', 'url: https://example.org/editions/\n')
    const collection = JSON.parse(bodyOf(openLibrary(hostile), 'hostile/annotations.jsonld'))
    const addresses = [...JSON.stringify(collection).matchAll(/"(?:id|partOf|last)":"([^"]*)"/g)].map(
      ([, address]) => address,
    )
    const [item] = collection.first.items
    expect(addresses).toContain('https://example.org/editions/hostile/text.txt')
    expect(item.id).toMatch(/^https:\/\/example\.org\/editions\/hostile\/#n-/)
    expect(addresses.filter((one) => !/^https:\/\//.test(one ?? ''))).toEqual([])
  })

  test('has a feed that speaks its language', () => {
    write(hostile, 'content/site.yaml', 'title: كتب\nlanguage: ar\n')
    const [atom] = openLibrary(hostile).site().feeds
    withXml(atom?.body() ?? '', (root) => {
      expect(root.attr('lang', 'xml')?.content).toBe('ar')
      expect(found(root, './a:subtitle')[0]?.content).toBe('الحواشي الجديدة والمغيَّرة والمسحوبة: كتب')
    })
  })

  test('has RSS with absolute addresses where its own is known', () => {
    write(hostile, 'content/site.yaml', 'url: https://example.org/editions/\n')
    for (const source of [
      ...openLibrary(hostile)
        .site()
        .feeds.map(({ body }) => body()),
      bodyOf(openLibrary(hostile), 'hostile/rss.xml'),
    ]) {
      withXml(source, (root) => {
        if (root.name === 'feed') return checkAtom(root)
        expect(attribute(root, 'version')).toBe('2.0')
        for (const name of ['title', 'link', 'description'])
          expect(found(root, `./channel/${name}`)).toHaveLength(1)
        for (const link of found(root, '//link'))
          expect(link.content).toMatch(/^https:\/\/example\.org\/editions\//)
        // They are HTML: no words of a note are taken for a tag or a reference.
        for (const description of found(root, '//item/description'))
          expect(description.content).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
      })
    }
  })
})

test('a document of XML is well-formed and says the same, whatever it is made of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (words, value) => {
      const text = `a${words}]]>\r\f\u0000${value}`
      const read = withXml(documentOf(x(null, [x('a', { b: value }, text)])), (root) => root.content)
      const shown = [...shownMark(text).toWellFormed()].map((sign) =>
        sign < ' ' && !'\t\n\r'.includes(sign)
          ? String.fromCodePoint(0x2400 + (sign.codePointAt(0) ?? 0))
          : sign.replace(/[\uFFFE\uFFFF]/, '\uFFFD'),
      )
      expect(read).toBe(shown.join(''))
    }),
  )
})

import type { Nodes } from 'hast'
import { attribute, find, htmlTree, isElement, type Page, types, xhtmlTree } from './hast.ts'
import { readPages } from './html.ts'
import { type Imported, type ImportMessage, type Metadata, type Person, refusal } from './document.ts'
import {
  childElements,
  decodeXml,
  descendants,
  localName,
  mostBytes,
  parseXml,
  textContent,
  type XmlElement,
} from './xml.ts'
import { unzip } from './zip.ts'

/** Reads an EPUB 2 or 3: each document of its spine is a text, but for those that only belong to a book as an object. */
export function readEpub(bytes: Uint8Array, file: string): Imported {
  const files = unzip(bytes, file, (name) => /\.(?:x?html?|xml|opf|json|ncx)$/i.test(name))
  const xml = (name: string): XmlElement => {
    const found = files.get(name)
    if (found === undefined) throw refusal(`Unexpected end, expected \`${name}\` in the book`, { file })
    return parseXml(decodeXml(found, `${file}/${name}`), `${file}/${name}`)
  }
  const encryption = files.get('META-INF/encryption.xml')
  if (encryption !== undefined && /\.x?html?["']/.test(new TextDecoder().decode(encryption)))
    throw refusal('Unexpected encryption of the text, expected a book without it', { file })
  const container = [...descendants(xml('META-INF/container.xml'))].find(
    (one) => localName(one) === 'rootfile',
  )
  const path = container?.attributes['full-path'] ?? ''
  const opf = xml(path)
  const items = new Map(
    [...descendants(opf)]
      .filter((one) => localName(one) === 'item')
      .map((one) => [one.attributes['id'] ?? '', one.attributes]),
  )
  const messages: ImportMessage[] = []
  const pages = [...descendants(opf)]
    .filter((one) => localName(one) === 'itemref')
    .flatMap(({ attributes }): Page[] => {
      const item = items.get(attributes['idref'] ?? '')
      const name = joined(path, item?.['href'] ?? '')
      const found = files.get(name)
      if (found === undefined || (item?.['properties'] ?? '').split(/\s+/).includes('nav')) return []
      const page = pageOf(found, `${file}/${name}`, messages)
      const body = find(page.tree, 'body')
      const said =
        body === undefined ? [] : [body, ...body.children.filter(isElement)].flatMap((one) => types(one))
      const apparatus = said.find((type) => object.test(type))
      if (apparatus === undefined) return [page]
      messages.push({
        place: { file: page.file, line: 1, column: 1 },
        severity: 'warning',
        rule: 'page-left-out',
        message: `Left out a page that is not of the text: ${apparatus}`,
      })
      return []
    })
  if (pages.length === 0) throw refusal('Unexpected book without pages, expected a spine', { file })
  const read = readPages(pages, metadataOf(opf))
  const dataset = [...items.values()].find(
    ({ id, 'media-type': type }) => id === 'dataset' && type === 'application/json',
  )
  const data = dataset && files.get(joined(path, dataset['href'] ?? ''))
  return {
    ...read,
    messages: [...messages, ...read.messages],
    ...(data === undefined ? {} : { dataset: decodeXml(data, file), raw: rawTexts(pages) }),
  }
}

/** The letters of texts that `variorum` wrote: all that is in their section but the references to notes. */
function rawTexts(pages: readonly Page[]): Map<string, string> {
  const letters = (node: Nodes): string => {
    if (node.type === 'text') return node.value
    if (!('children' in node) || (isElement(node) && types(node).includes('noteref'))) return ''
    return node.children.map(letters).join('')
  }
  return new Map(
    pages.flatMap(({ name = '', tree }): [string, string][] => {
      const section = find(tree, 'section')
      return section !== undefined && attribute(section, 'id') === 'text' ? [[name, letters(section)]] : []
    }),
  )
}

/** Pages that a book has as an object: their words are its maker's, not the text's. */
const object =
  /^(?:titlepage|halftitlepage|imprint|colophon|copyright-page|cover|toc|doc-toc|landmarks|loi|lot|doc-cover|doc-colophon)$/i

/** XHTML by an XML parser; pages that are not well formed, as many are, as a browser reads HTML. */
function pageOf(bytes: Uint8Array, file: string, messages: ImportMessage[]): Page {
  if (bytes.length > mostBytes) throw refusal(`Unexpected size of ${bytes.length} bytes`, { file })
  const source = decodeXml(bytes, file)
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')
  try {
    return { file, name, tree: xhtmlTree(parseXml(source, file)) }
  } catch (error) {
    messages.push({
      place: { file, line: 1, column: 1 },
      severity: 'warning',
      rule: 'page-well-formed',
      message: `Read as HTML, because it is no XML: ${error instanceof Error ? error.message.slice(0, 200) : ''}`,
    })
    return { file, name, tree: htmlTree(source) }
  }
}

function joined(base: string, href: string): string {
  try {
    return decodeURIComponent(
      new URL(href, `book://x/${base.split('/').map(encodeURIComponent).join('/')}`).pathname.slice(1),
    )
  } catch {
    return ''
  }
}

/** Who wrote the notes of a book, by the MARC relators of its package. */
const annotating = new Set(['ann', 'cmt', 'wac', 'wfw'])

function metadataOf(opf: XmlElement): Metadata {
  const metadata = childElements(opf).find((one) => localName(one) === 'metadata')
  const all = metadata === undefined ? [] : [...descendants(metadata)]
  const dc = (name: string) =>
    all.filter(
      (one) => one.name === `dc:${name}` || (localName(one) === name && !one.name.startsWith('dcterms')),
    )
  const text = (name: string) =>
    dc(name)
      .map((one) => textContent(one).trim())
      .find((one) => one !== '')
  const rolesOf = (one: XmlElement) => [
    ...Object.entries(one.attributes).flatMap(([key, value]) => (key.endsWith('role') ? [value] : [])),
    ...all
      .filter(
        ({ attributes }) =>
          attributes['property'] === 'role' && attributes['refines'] === `#${one.attributes['id']}`,
      )
      .map((role) => textContent(role).trim()),
  ]
  const annotators = [...dc('contributor'), ...dc('creator')]
    .filter((one) => rolesOf(one).some((role) => annotating.has(role)))
    .map((one): Person => ({ name: textContent(one).replace(/\s+/g, ' ').trim() }))
  return {
    title: text('title'),
    author: dc('creator')
      .map((one) => textContent(one).trim())
      .join(', '),
    publisher: text('publisher'),
    published: text('date'),
    url: [...dc('identifier'), ...dc('source')]
      .map((one) => textContent(one).trim())
      .find((one) => /^https?:\/\//.test(one)),
    rights: text('rights'),
    language: text('language'),
    annotators,
  }
}

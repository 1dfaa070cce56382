import { SaxesParser } from 'saxes'
import { refusal } from './document.ts'

export type XmlText = { readonly type: 'text'; readonly value: string }
export type XmlElement = {
  readonly type: 'element'
  /** With its prefix, as it was written: `w:p`. */
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: (XmlElement | XmlText)[]
  /** Of the `<`: line and column from 1, the column in UTF-16 code units. */
  readonly line: number
  readonly column: number
}

/** Elements within each other; no book has fifty. */
const mostDepth = 400
/** Bytes of one file of XML. */
export const mostBytes = 64 * 1024 * 1024

/**
 * Parses XML 1.0 into a tree with places. No DTD is read and nothing is fetched: of an internal subset only entities that
 * stand for plain characters count, so that none can hold others. Throws a `UsageError` with line and column for what is
 * not well formed or is nested beyond reason.
 */
export function parseXml(source: string, file: string): XmlElement {
  const parser = new SaxesParser({ position: true, fileName: '' })
  const stack: XmlElement[] = []
  let root: XmlElement | undefined
  let at = { line: 1, column: 1 }
  const place = () => ({ file, line: parser.line, column: parser.columnIndex + 1 })
  parser.on('error', (error) => {
    throw refusal(`${error.message.replace(/^[^a-z]*/i, '')}, expected well-formed XML`, place())
  })
  parser.on('doctype', (doctype) => {
    Object.assign(parser.ENTITIES, entitiesOf(doctype))
  })
  parser.on('opentagstart', () => {
    at = { line: parser.line, column: parser.columnIndex + 1 }
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element: XmlElement = {
      type: 'element',
      name,
      attributes: attributes as Record<string, string>,
      children: [],
      ...startOf(at, name),
    }
    stack.at(-1)?.children.push(element)
    root ??= element
    stack.push(element)
    if (stack.length > mostDepth)
      throw refusal(`Unexpected nesting of elements, expected at most ${mostDepth} levels`, place())
  })
  parser.on('closetag', () => {
    stack.pop()
  })
  const text = (value: string) => {
    stack.at(-1)?.children.push({ type: 'text', value })
  }
  parser.on('text', text)
  parser.on('cdata', text)
  parser.write(source.replace(/^\uFEFF/, '')).close()
  if (root === undefined) throw refusal('Unexpected end, expected an element', place())
  return root
}

/** The parser says where it is after the name. */
function startOf({ line, column }: { line: number; column: number }, name: string) {
  return { line, column: Math.max(1, column - name.length - 2) }
}

/** Entities of an internal subset whose value is a few plain characters, such as `<!ENTITY mdash "&#8212;">`. */
function entitiesOf(doctype: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', , value = ''] of doctype.matchAll(
    /<!ENTITY\s+([\w.-]+)\s+(["'])([^<&"']{0,64}|&#x?[\da-f]{1,6};)\2\s*>/gi,
  )) {
    const code = /^&#(x?)([\da-f]+);$/i.exec(value)
    const number = code === null ? undefined : parseInt(code[2] ?? '', code[1] === '' ? 10 : 16)
    found[name] =
      number === undefined ? value : number > 0 && number <= 0x10ffff ? String.fromCodePoint(number) : ''
  }
  return found
}

/** The name without its prefix. */
export function localName({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1)
}

export function childElements(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => child.type === 'element')
}

/** All elements below, in the order of the file. */
export function* descendants(element: XmlElement): Generator<XmlElement> {
  for (const child of element.children) {
    if (child.type !== 'element') continue
    yield child
    yield* descendants(child)
  }
}

export function textContent(element: XmlElement): string {
  return element.children.map((child) => (child.type === 'text' ? child.value : textContent(child))).join('')
}

/** UTF-8, or UTF-16 with a byte-order mark; what the XML declaration says of others is refused. */
export function decodeXml(bytes: Uint8Array, file: string): string {
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  const declared = /^[^<]{0,3}<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1]
  try {
    return new TextDecoder(wide ?? declared ?? 'utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refusal(`Unexpected bytes, expected text in ${declared ?? 'UTF-8'}`, { file, line: 1 })
  }
}

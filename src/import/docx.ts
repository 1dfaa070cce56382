import type { BlockContent, PhrasingContent, Root, RootContent } from 'mdast'
import type { RoleName, SpanRole } from '../../plugins/seed-parse/index.ts'
import { type Composer, createComposer } from './compose.ts'
import {
  cellLines,
  type Imported,
  type ImportedNote,
  type ImportMessage,
  type Metadata,
  refusal,
  type SourcePlace,
  type Spot,
} from './document.ts'
import { childElements, decodeXml, descendants, parseXml, textContent, type XmlElement } from './xml.ts'
import { unzip } from './zip.ts'

/**
 * Reads a document of WordprocessingML: footnotes, endnotes and comments.
 *
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-376/
 */
export function readDocx(bytes: Uint8Array, file: string): Imported {
  const files = unzip(bytes, file, (name) => /^(?:word|docProps)\/(?:_rels\/)?[\w.]+$/.test(name))
  const part = (name: string): XmlElement | undefined => {
    const found = files.get(name)
    return found && parseXml(decodeXml(found, `${file}/${name}`), `${file}/${name}`)
  }
  const document = part('word/document.xml')
  const body = document && childElements(document).find(({ name }) => name === 'w:body')
  if (body === undefined)
    throw refusal('Unexpected archive, expected `word/document.xml` with a body', { file })
  const styles = stylesOf(part('word/styles.xml'))
  const composer = createComposer()
  const context: Context = {
    composer,
    file: `${file}/word/document.xml`,
    styles,
    messages: [],
    starts: new Map(),
    cell: false,
  }
  blocks(body, context)
  const notes = [
    ...notesIn(
      part('word/footnotes.xml'),
      'footnote',
      `${file}/word/footnotes.xml`,
      linksOf(part('word/_rels/footnotes.xml.rels')),
    ),
    ...notesIn(
      part('word/endnotes.xml'),
      'endnote',
      `${file}/word/endnotes.xml`,
      linksOf(part('word/_rels/endnotes.xml.rels')),
    ),
    ...notesIn(
      part('word/comments.xml'),
      'comment',
      `${file}/word/comments.xml`,
      linksOf(part('word/_rels/comments.xml.rels')),
    ),
  ]
  const { messages, ...rest } = composer.finish()
  return {
    ...rest,
    notes: numbered(notes),
    metadata: metadataOf(part('docProps/core.xml')),
    messages: [...context.messages, ...messages],
  }
}

/** Word numbers notes as they stand; the ids of its files count other things as well. */
function numbered(notes: readonly ImportedNote[]): ImportedNote[] {
  return notes.map((note, index) => ({ ...note, label: String(index + 1) }))
}

type Context = {
  readonly composer: Composer
  readonly file: string
  readonly styles: ReadonlyMap<string, Style>
  readonly messages: ImportMessage[]
  /** Where comments begin. */
  readonly starts: Map<string, Spot>
  readonly cell: boolean
}

type Style = { readonly role: RoleName; readonly level?: number }

function value(element: XmlElement | undefined): string | undefined {
  return element?.attributes['w:val']
}

function child(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  const [name, ...rest] = path
  if (element === undefined || name === undefined) return element
  return child(
    childElements(element).find((one) => one.name === name),
    ...rest,
  )
}

/** Styles by their own names, which Word keeps in English whatever its language. */
const named: Readonly<Record<string, RoleName>> = {
  title: 'title',
  subtitle: 'subtitle',
  quote: 'quotation',
  'intense quote': 'quotation',
  'block text': 'quotation',
  epigraph: 'epigraph',
}

function stylesOf(root: XmlElement | undefined): Map<string, Style> {
  const found = new Map<string, Style>()
  for (const style of root === undefined ? [] : childElements(root)) {
    if (style.name !== 'w:style') continue
    const name = (value(child(style, 'w:name')) ?? '').toLowerCase()
    const outline = value(child(style, 'w:pPr', 'w:outlineLvl'))
    const level =
      /^heading (\d)$/.exec(name)?.[1] ?? (outline === undefined ? undefined : String(Number(outline) + 1))
    const role = named[name]
    const id = style.attributes['w:styleId'] ?? ''
    if (level !== undefined && Number(level) <= 9 && role === undefined)
      found.set(id, { role: 'heading', level: Number(level) })
    else if (role !== undefined) found.set(id, { role })
  }
  return found
}

function linksOf(root: XmlElement | undefined): Map<string, string> {
  return new Map(
    (root === undefined ? [] : childElements(root))
      .filter(({ attributes }) => attributes['TargetMode'] === 'External')
      .map(({ attributes }) => [attributes['Id'] ?? '', attributes['Target'] ?? '']),
  )
}

function blocks(parent: XmlElement, context: Context): void {
  for (const element of childElements(parent)) {
    if (element.name === 'w:p') paragraph(element, context)
    else if (element.name === 'w:tbl') table(element, context)
    else if (element.name === 'w:sdt') blocks(child(element, 'w:sdtContent') ?? element, context)
    else if (['w:ins', 'w:moveTo', 'w:customXml', 'w:smartTag', 'w:sdtContent'].includes(element.name))
      blocks(element, context)
    else marks(element, context)
  }
}

function paragraph(element: XmlElement, context: Context): void {
  const { composer } = context
  const properties = child(element, 'w:pPr')
  const outline = value(child(properties, 'w:outlineLvl'))
  const style = context.styles.get(value(child(properties, 'w:pStyle')) ?? '')
  const isHeading = outline !== undefined && Number(outline) < 9
  const { role, level } = isHeading
    ? { role: 'heading' as const, level: Number(outline) + 1 }
    : (style ?? { role: 'paragraph' as const, level: undefined })
  if (context.cell) composer.text(' ')
  else composer.open(role, level)
  inlines(element, context, newField())
  if (context.cell) composer.text(' ')
  else composer.close()
}

function table(element: XmlElement, context: Context): void {
  const { composer } = context
  const rows = childElements(element).filter(({ name }) => name === 'w:tr')
  if (context.cell) return nested(rows, context)
  composer.open('table')
  rows.forEach((row, index) => {
    composer.row()
    const isHead = isOn(child(row, 'w:trPr', 'w:tblHeader'))
    for (const { cell, column, columns } of cellsOf(row)) {
      if (isContinued(cell)) continue
      composer.cell({ head: isHead, columns, rows: depthOf(column, rows.slice(index)) })
      blocks(cell, { ...context, cell: true })
    }
  })
  composer.close()
  const broken = rows.flatMap(cellsOf).filter(({ cell }) => linesIn(cell) > 1).length
  if (broken > 0) context.messages.push(cellLines(placeOf(context.file, element), broken))
}

/** A table within a cell is words of that. */
function nested(rows: readonly XmlElement[], context: Context): void {
  for (const { cell } of rows.flatMap(cellsOf)) {
    context.composer.text(' ')
    blocks(cell, context)
  }
}

/** The cells of a row, each with the column of the grid that it begins in. */
function cellsOf(row: XmlElement): { cell: XmlElement; column: number; columns: number }[] {
  let column = Number(value(child(row, 'w:trPr', 'w:gridBefore')) ?? 0)
  return childElements(row)
    .flatMap((one) => (one.name === 'w:sdt' ? childElements(child(one, 'w:sdtContent') ?? one) : [one]))
    .filter(({ name }) => name === 'w:tc')
    .map((cell) => {
      const columns = Math.min(Math.max(1, Number(value(child(cell, 'w:tcPr', 'w:gridSpan')) ?? 1) || 1), 999)
      const begins = column
      column += columns
      return { cell, column: begins, columns }
    })
}

/** Whether a cell is only more of the one above it. */
function isContinued(cell: XmlElement): boolean {
  const merge = child(cell, 'w:tcPr', 'w:vMerge')
  return merge !== undefined && value(merge) !== 'restart'
}

/** Over how many rows with words the cell of the first row goes down. */
function depthOf(column: number, [, ...below]: readonly XmlElement[]): number {
  const ends = below.findIndex(
    (row) => !cellsOf(row).some((one) => one.column === column && isContinued(one.cell)),
  )
  const over = ends === -1 ? below : below.slice(0, ends)
  return 1 + over.filter((row) => textContent(row).trim() !== '').length
}

/** Paragraphs of a cell with words, and lines of them. */
function linesIn(cell: XmlElement): number {
  const paragraphs = [...descendants(cell)].filter(({ name }) => name === 'w:p')
  return paragraphs.reduce((sum, one) => {
    const breaks = [...descendants(one)].filter(({ name }) => name === 'w:br' || name === 'w:cr').length
    return textContent(one).trim() === '' ? sum : sum + 1 + breaks
  }, 0)
}

/** Whether what follows is the instruction of a field, not its result. */
type Field = { instructing: number }
const newField = (): Field => ({ instructing: 0 })

const skipped = new Set([
  'w:del',
  'w:moveFrom',
  'w:pPr',
  'w:rPr',
  'w:instrText',
  'w:delText',
  'mc:Fallback',
  'w:sectPr',
  'w:tblPr',
])

function inlines(parent: XmlElement, context: Context, field: Field): void {
  for (const element of childElements(parent)) {
    if (skipped.has(element.name)) continue
    if (element.name === 'w:r') run(element, context, field)
    else if (!marks(element, context)) inlines(element, context, field)
  }
}

/** Ends of what a comment is on. */
function marks(element: XmlElement, { composer, starts, file }: Context): boolean {
  const id = element.attributes['w:id'] ?? ''
  if (element.name === 'w:commentRangeStart') starts.set(id, composer.spot())
  else if (element.name === 'w:commentRangeEnd') {
    const start = starts.get(id)
    const end = composer.spot()
    starts.delete(id)
    if (start !== undefined && (start.block !== end.block || start.at < end.at))
      composer.range(`comment ${id}`, placeOf(file, element), start, end)
    else if (start !== undefined) composer.mark(`comment ${id}`, placeOf(file, element))
    starts.set(`done ${id}`, end)
  } else return false
  return true
}

function placeOf(file: string, { line, column }: XmlElement): SourcePlace {
  return { file, line, column }
}

function run(element: XmlElement, context: Context, field: Field): void {
  const kinds = kindsOf(child(element, 'w:rPr'))
  const write = kinds.reduceRight<() => void>(
    (inner, kind) => () => context.composer.within(kind, inner),
    () => letters(element, context, field),
  )
  write()
}

function letters(element: XmlElement, context: Context, field: Field): void {
  const { composer, file, messages, starts } = context
  /** A mark of the writer’s own follows its reference as text. */
  let custom = false
  for (const one of childElements(element)) {
    const id = one.attributes['w:id'] ?? ''
    if (one.name === 'w:fldChar') {
      const type = one.attributes['w:fldCharType']
      if (type === 'begin') field.instructing++
      else if (type === 'separate' || (type === 'end' && field.instructing > 0))
        field.instructing = Math.max(0, field.instructing - 1)
    } else if (skipped.has(one.name)) continue
    else if (one.name === 'w:footnoteReference' || one.name === 'w:endnoteReference') {
      composer.mark(`${one.name.slice(2, -'Reference'.length)} ${id}`, placeOf(file, one))
      custom = /^(?:1|true|on)$/.test(one.attributes['w:customMarkFollows'] ?? '')
    } else if (one.name === 'w:commentReference') {
      if (!starts.has(`done ${id}`)) composer.mark(`comment ${id}`, placeOf(file, one))
    } else if (field.instructing > 0) continue
    else if (one.name === 'w:t' || one.name === 'm:t') {
      if (!custom) composer.text(textContent(one))
    } else if (one.name === 'w:tab' || one.name === 'w:ptab') composer.text(' ')
    else if (one.name === 'w:br' || one.name === 'w:cr') {
      lineBreak(one, context)
    } else if (one.name === 'w:noBreakHyphen') composer.text('\u2011')
    else if (one.name === 'w:softHyphen') composer.text('\u00AD')
    else if (one.name === 'w:sym') {
      const code = parseInt(one.attributes['w:char'] ?? '', 16)
      // Symbol fonts have their signs where Unicode has none.
      if (code > 0x20 && !(code >= 0xe000 && code <= 0xf8ff)) composer.text(String.fromCodePoint(code))
      else
        messages.push({
          place: placeOf(file, one),
          severity: 'warning',
          rule: 'picture-left-out',
          message: `Left out a sign of the font \`${one.attributes['w:font'] ?? ''}\``,
        })
    } else if (['w:drawing', 'w:pict', 'w:object', 'mc:AlternateContent'].includes(one.name))
      box(one, context)
  }
}

/** A break of a page or a column is none of the text's; in a cell, words go on in the one line of it. */
function lineBreak({ attributes }: XmlElement, { composer, cell }: Context): void {
  if (attributes['w:type'] !== undefined && attributes['w:type'] !== 'textWrapping') return
  if (cell) composer.text(' ')
  else composer.line()
}

/** Pictures, and boxes of text, which stand nowhere in the text; notes in them are placed where they are tied to it. */
function box(element: XmlElement, { composer, file, messages }: Context): void {
  messages.push({
    place: placeOf(file, element),
    severity: 'warning',
    rule: 'picture-left-out',
    message: 'Left out a picture or a box of text',
  })
  for (const inner of descendants(element)) {
    if (!/^w:(?:foot|end)noteReference$/.test(inner.name)) continue
    composer.mark(
      `${inner.name.slice(2, -'Reference'.length)} ${inner.attributes['w:id'] ?? ''}`,
      placeOf(file, inner),
    )
  }
}

function isOn(element: XmlElement | undefined): boolean {
  return element !== undefined && !/^(?:0|false|off|none)$/.test(value(element) ?? '')
}

function kindsOf(properties: XmlElement | undefined): SpanRole[] {
  if (properties === undefined) return []
  const vertical = value(child(properties, 'w:vertAlign'))
  return [
    ...(isOn(child(properties, 'w:i')) ? (['emphasis'] as const) : []),
    ...(isOn(child(properties, 'w:b')) ? (['strong'] as const) : []),
    ...(isOn(child(properties, 'w:smallCaps')) ? (['small-caps'] as const) : []),
    ...(vertical === 'superscript' || vertical === 'subscript' ? ([vertical] as const) : []),
  ]
}

function notesIn(
  root: XmlElement | undefined,
  kind: 'footnote' | 'endnote' | 'comment',
  file: string,
  links: ReadonlyMap<string, string>,
): ImportedNote[] {
  return (root === undefined ? [] : childElements(root))
    .filter(
      ({ name, attributes }) =>
        name === `w:${kind}` && (attributes['w:type'] === undefined || attributes['w:type'] === 'normal'),
    )
    .map((note): ImportedNote => {
      const author = note.attributes['w:author']?.trim()
      const created = /^\d{4}-\d{2}-\d{2}/.exec(note.attributes['w:date'] ?? '')?.[0]
      return {
        key: `${kind} ${note.attributes['w:id'] ?? ''}`,
        label: '',
        kind,
        body: bodyOf(note, links),
        place: placeOf(file, note),
        ...(author === undefined || author === '' ? {} : { by: [{ name: author }] }),
        ...(created === undefined ? {} : { created }),
      }
    })
}

function bodyOf(note: XmlElement, links: ReadonlyMap<string, string>): Root {
  const field = newField()
  const paragraphs = [...descendants(note)].filter(({ name }) => name === 'w:p')
  return {
    type: 'root',
    children: paragraphs.flatMap((one): BlockContent[] => {
      const children = trimmed(phrases(one, links, field))
      return children.length === 0 ? [] : [{ type: 'paragraph', children }]
    }) as RootContent[],
  }
}

function phrases(parent: XmlElement, links: ReadonlyMap<string, string>, field: Field): PhrasingContent[] {
  return joined(
    childElements(parent).flatMap((element): PhrasingContent[] => {
      if (skipped.has(element.name) || element.name === 'w:p') return []
      if (element.name === 'w:hyperlink') {
        const url = links.get(element.attributes['r:id'] ?? '')
        const children = phrases(element, links, field)
        return url === undefined || children.length === 0 ? children : [{ type: 'link', url, children }]
      }
      if (element.name !== 'w:r') return phrases(element, links, field)
      return emphasised(runPhrases(element, field), kindsOf(child(element, 'w:rPr')))
    }),
  )
}

function runPhrases(run: XmlElement, field: Field): PhrasingContent[] {
  return childElements(run).flatMap((one): PhrasingContent[] => {
    if (one.name === 'w:fldChar') {
      const type = one.attributes['w:fldCharType']
      if (type === 'begin') field.instructing++
      else if (field.instructing > 0) field.instructing--
      return []
    }
    if (field.instructing > 0) return []
    const id = one.attributes['w:id'] ?? ''
    if (/^w:(?:foot|end)noteReference$/.test(one.name))
      return [
        {
          type: 'link',
          url: `import:${encodeURIComponent(`${one.name.slice(2, -'Reference'.length)} ${id}`)}`,
          children: [{ type: 'text', value: '*' }],
        },
      ]
    if (one.name === 'w:t') return [{ type: 'text', value: textContent(one).replace(/\s+/g, ' ') }]
    if (one.name === 'w:br' || one.name === 'w:cr') return [{ type: 'break' }]
    if (one.name === 'w:tab') return [{ type: 'text', value: ' ' }]
    if (one.name === 'w:noBreakHyphen') return [{ type: 'text', value: '\u2011' }]
    return []
  })
}

function emphasised(children: PhrasingContent[], kinds: readonly SpanRole[]): PhrasingContent[] {
  const type = kinds.includes('strong') ? 'strong' : kinds.includes('emphasis') ? 'emphasis' : undefined
  if (type === undefined) return children
  // White space at the ends of what is emphasised stands outside.
  return children.flatMap((one): PhrasingContent[] => {
    if (one.type !== 'text') return [one]
    const words = one.value.trim()
    if (words === '') return [one]
    const from = one.value.indexOf(words)
    return [
      { type: 'text', value: one.value.slice(0, from) },
      { type, children: [{ type: 'text', value: words }] },
      { type: 'text', value: one.value.slice(from + words.length) },
    ]
  })
}

/** Word parts its runs anywhere: neighbours of one kind are one. */
function joined(children: readonly PhrasingContent[]): PhrasingContent[] {
  const found: PhrasingContent[] = []
  for (const one of children) {
    const last = found.at(-1)
    if (one.type === 'text') {
      if (one.value === '') continue
      if (last?.type === 'text') last.value = (last.value + one.value).replace(/ +/g, ' ')
      else found.push({ ...one })
    } else if ((one.type === 'emphasis' || one.type === 'strong') && last?.type === one.type)
      last.children = joined([...last.children, ...one.children])
    else found.push(one)
  }
  return found
}

function trimmed(children: PhrasingContent[]): PhrasingContent[] {
  const [first] = children
  const last = children.at(-1)
  if (first?.type === 'text') first.value = first.value.trimStart()
  if (last?.type === 'text') last.value = last.value.trimEnd()
  return children.filter((one) => one.type !== 'text' || one.value !== '')
}

function metadataOf(root: XmlElement | undefined): Metadata {
  const said = (name: string) => {
    const found = root && childElements(root).find((one) => one.name === name)
    const text = found && textContent(found).trim()
    return text === '' ? undefined : text
  }
  return {
    title: said('dc:title'),
    author: said('dc:creator'),
    published: said('dcterms:issued'),
    language: said('dc:language'),
  }
}

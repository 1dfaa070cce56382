import type { RoleName, SpanRole } from '../../plugins/seed-parse/index.ts'
import { type Composer, createComposer } from './compose.ts'
import {
  cellLines,
  type Imported,
  type ImportedNote,
  type ImportMessage,
  type Metadata,
  type Person,
  type SourcePlace,
  type Spot,
} from './document.ts'
import { clipped } from './html-notes.ts'
import { teiBody } from './tei-body.ts'
import { childElements, descendants, localName, parseXml, textContent, type XmlElement } from './xml.ts'

/**
 * Reads TEI P5: notes where they stand, notes apart with a `target`, and notes that a `ref` or `ptr` leads to.
 *
 * @see https://tei-c.org/release/doc/tei-p5-doc/en/html/CO.html#CONO
 */
export function readTei(source: string, file: string): Imported {
  const root = parseXml(source, file)
  const book = indexOf(root, file)
  const composer = createComposer()
  const messages: ImportMessage[] = []
  const context: Context = { composer, book, messages, depth: 0, role: 'paragraph', spans: new Map() }
  const texts = textsOf(root)
  for (const text of texts) {
    if (texts.length > 1) composer.division({ name: idOf(text), language: text.attributes['xml:lang'] })
    walkAll(text, context)
    composer.close()
  }
  for (const { note, from, to, place } of book.ranges) {
    const [start, end] = [context.spans.get(from)?.start, context.spans.get(to)?.end]
    if (start !== undefined && end !== undefined) composer.range(note, place, start, end)
    else
      messages.push({
        place,
        severity: 'error',
        rule: 'target-there',
        message: `The note’s target \`${pointer(from, to)}\` is not in the text`,
      })
  }
  const { messages: more, ...rest } = composer.finish()
  return {
    ...rest,
    notes: book.notes.map((note, number) => noteOf(note, number, book)),
    metadata: metadataOf(root, texts[0]),
    ...own(root),
    messages: [...book.messages, ...messages, ...more],
  }
}

/** What `variorum` wrote of itself, and the letters of its texts. */
function own(root: XmlElement): Pick<Imported, 'dataset' | 'raw'> {
  const all = [...descendants(root)]
  const data = all.find((one) => localName(one) === 'xenoData' && one.attributes['type'] === 'variorum-notes')
  if (data === undefined) return {}
  const body = all.find((one) => localName(one) === 'body')
  const texts = all.filter((one) => localName(one) === 'div' && one.attributes['type'] === 'text')
  const found = texts.map((one): [string, string] => [one.attributes['n'] ?? 'text', textContent(one)])
  const whole: [string, string][] = body === undefined ? [] : [['text', textContent(body)]]
  return { dataset: textContent(data), raw: new Map(found.length > 0 ? found : whole) }
}

type Context = {
  readonly composer: Composer
  readonly book: Book
  readonly messages: ImportMessage[]
  readonly depth: number
  readonly role: RoleName
  /** Whether words go into a cell of a table, or its caption. */
  readonly cell?: boolean
  /** In a speech, whether the words that follow go into the passage that names its speaker. */
  readonly speech?: { joins: boolean } | undefined
  /** Where the elements are that notes are on. */
  readonly spans: Map<XmlElement, { start: Spot; end: Spot }>
}

type Book = {
  readonly file: string
  readonly byId: ReadonlyMap<string, XmlElement>
  readonly parent: ReadonlyMap<XmlElement, XmlElement>
  readonly notes: readonly XmlElement[]
  readonly keys: ReadonlyMap<XmlElement, string>
  /** Notes that stand where they are marked. */
  readonly inline: ReadonlySet<XmlElement>
  /** Marks: empty elements, and references whose words are only a sign. */
  readonly points: ReadonlyMap<XmlElement, readonly string[]>
  readonly ranges: readonly { note: string; from: XmlElement; to: XmlElement; place: SourcePlace }[]
  readonly people: ReadonlyMap<string, string>
  readonly labels: ReadonlyMap<XmlElement, string>
  readonly messages: ImportMessage[]
}

function idOf({ attributes }: XmlElement): string | undefined {
  return attributes['xml:id'] ?? attributes['id']
}

function placeOf(file: string, { line, column }: XmlElement): SourcePlace {
  return { file, line, column }
}

function pointer(from: XmlElement, to: XmlElement): string {
  return from === to ? `#${idOf(from) ?? localName(from)}` : `#${idOf(from) ?? ''} to #${idOf(to) ?? ''}`
}

/** Texts that hold no other text. */
function textsOf(root: XmlElement): XmlElement[] {
  const texts = [...descendants(root)].filter((one) => localName(one) === 'text')
  const inner = texts.filter((one) => ![...descendants(one)].some((other) => localName(other) === 'text'))
  return inner.length > 0 ? inner : [...descendants(root)].filter((one) => localName(one) === 'body')
}

const lists =
  /^(?:foot|end|back)?-?notes?$|^(?:commentary|annotations|anmerkungen|stellenkommentar|apparatus)$/i
/** What a reference calls itself that marks a note. */
const anchors = /^(?:noteAnchor|note|footnote|noteref)$/i
const boxes = new Set([
  'div',
  'div1',
  'div2',
  'div3',
  'list',
  'item',
  'noteGrp',
  'listAnnotation',
  'annotation',
  'standOff',
  'back',
  'p',
])
const empty = new Set(['anchor', 'milestone', 'pb', 'cb', 'ptr', 'lb', 'gb'])
const sign = /^(?:\p{N}{1,5}|[ivxlcdm]{1,8}|\p{L}{1,2}|[*†‡§¶‖#]{1,4}|\p{No}+)?$/iu
/** What stands around a sign. */
const brackets = /^[\s[({]+|(?<![\s\])}.:,])[\s\])}.:,]+$/g

/** Finds what is a note, what marks it, and what it is on. */
function indexOf(root: XmlElement, file: string): Book {
  const byId = new Map<string, XmlElement>()
  const parent = new Map<XmlElement, XmlElement>()
  const all: XmlElement[] = []
  const visit = (element: XmlElement) => {
    const id = idOf(element)
    if (id !== undefined && !byId.has(id)) byId.set(id, element)
    all.push(element)
    for (const child of childElements(element)) {
      parent.set(child, element)
      visit(child)
    }
  }
  visit(root)
  const above = function* (element: XmlElement) {
    for (let one = parent.get(element); one !== undefined; one = parent.get(one)) yield one
  }
  const inHeader = (element: XmlElement) =>
    [...above(element)].some((one) => localName(one) === 'teiHeader' || localName(one) === 'sourceDoc')
  const isNote = (element: XmlElement) => localName(element) === 'note' && !inHeader(element)
  const notes = all.filter(isNote)
  const keys = new Map(notes.map((note, index) => [note, idOf(note) ?? `note ${index + 1}`]))
  const boxed = new Map<XmlElement, boolean>()
  const isBox = (element: XmlElement): boolean => {
    const known = boxed.get(element)
    if (known !== undefined) return known
    const name = localName(element)
    const children = childElements(element).filter(
      (child) => !['head', 'pb', 'label', 'lb'].includes(localName(child)),
    )
    const found =
      name === 'standOff' ||
      name === 'listAnnotation' ||
      (boxes.has(name) &&
        ((/^div/.test(name) &&
          lists.test(element.attributes['type'] ?? '') &&
          children.some((child) => isNote(child) || isBox(child))) ||
          (children.length > 0 &&
            children.every((child) => isNote(child) || isBox(child)) &&
            !(name === 'p' && words(element, isNote) !== ''))))
    boxed.set(element, found)
    return found
  }
  const isApart = (note: XmlElement) => {
    const box = parent.get(note)
    return (
      box !== undefined &&
      (isBox(box) ||
        [...above(note)].some(
          (one) => localName(one) === 'standOff' || (/^div/.test(localName(one)) && isBox(one)),
        )) &&
      !(localName(box) === 'p' && !isBox(box))
    )
  }
  const nested = (element: XmlElement) => [...above(element)].some(isNote)

  const messages: ImportMessage[] = []
  const inline = new Set<XmlElement>()
  const points = new Map<XmlElement, string[]>()
  const ranges: { note: string; from: XmlElement; to: XmlElement; place: SourcePlace }[] = []
  const labels = new Map<XmlElement, string>()
  const point = (element: XmlElement, note: string) =>
    points.set(element, [...(points.get(element) ?? []), note])
  const marked = new Set<XmlElement>()
  for (const ref of all) {
    if (!['ref', 'ptr'].includes(localName(ref)) || nested(ref) || inHeader(ref)) continue
    const said = textContent(ref).trim()
    for (const target of pointersOf(ref.attributes['target'])) {
      const note = byId.get(target)
      if (note === undefined && anchors.test(ref.attributes['type'] ?? ''))
        messages.push({
          place: placeOf(file, ref),
          severity: 'error',
          rule: 'note-there',
          message: `The mark leads to \`#${target}\`, which is not in the file`,
        })
      if (note === undefined || !isNote(note) || !isApart(note)) continue
      marked.add(note)
      if (said !== '') labels.set(note, said)
      const key = keys.get(note) ?? ''
      if (localName(ref) === 'ptr' || sign.test(said.replace(brackets, ''))) point(ref, key)
      else ranges.push({ note: key, from: ref, to: ref, place: placeOf(file, ref) })
    }
  }
  for (const note of notes) {
    if (nested(note)) continue
    const box = parent.get(note)
    const holder = box !== undefined && localName(box) === 'annotation' ? box : note
    const target = note.attributes['target'] ?? holder.attributes['target']
    const ends = pointersOf(note.attributes['targetEnd'] ?? holder.attributes['targetEnd'])
    const key = keys.get(note) ?? ''
    const starts = pointersOf(target)
    starts.forEach((id, index) => {
      const between = /^range\(([^,]+),([^)]+)\)$/.exec(id)
      const from = byId.get((between?.[1] ?? id).replace(/^#/, '').trim())
      const to = byId.get((between?.[2] ?? ends[index] ?? id).replace(/^#/, '').trim())
      if (from === undefined || to === undefined) {
        messages.push({
          place: placeOf(file, note),
          severity: 'error',
          rule: 'target-there',
          message: `The note’s target \`#${id}\` is not in the file`,
        })
        return
      }
      marked.add(note)
      if (points.get(from)?.includes(key) === true) return
      if (from === to && (empty.has(localName(from)) || textContent(from).trim() === '')) point(from, key)
      else ranges.push({ note: key, from, to, place: placeOf(file, from) })
    })
    if (starts.length === 0 && !marked.has(note) && !isApart(note)) inline.add(note)
  }
  return { file, byId, parent, notes, keys, inline, points, ranges, people: peopleOf(root), labels, messages }
}

function words(element: XmlElement, out: (element: XmlElement) => boolean): string {
  return element.children
    .map((child) => (child.type === 'text' ? child.value : out(child) ? '' : words(child, out)))
    .join('')
    .trim()
}

/** Pointers within the file, without their `#`; `range(a, b)` is one. */
function pointersOf(value: string | undefined): string[] {
  return (value?.match(/#range\([^)]*\)|#\S+/g) ?? []).map((one) => one.slice(1))
}

function peopleOf(root: XmlElement): Map<string, string> {
  const people = new Map<string, string>()
  const header = [...descendants(root)].find((one) => localName(one) === 'teiHeader')
  for (const one of header === undefined ? [] : descendants(header)) {
    const id = idOf(one)
    if (
      id === undefined ||
      !['editor', 'author', 'name', 'persName', 'person', 'respStmt', 'orgName', 'principal'].includes(
        localName(one),
      )
    )
      continue
    const named = [...descendants(one)].find((inner) =>
      ['name', 'persName', 'orgName'].includes(localName(inner)),
    )
    people.set(
      id,
      textContent(named ?? one)
        .replace(/\s+/g, ' ')
        .trim(),
    )
  }
  return people
}

function noteOf(note: XmlElement, number: number, book: Book): ImportedNote {
  const { attributes } = note
  const key = book.keys.get(note) ?? ''
  const label = idOf(note) ?? attributes['n'] ?? book.labels.get(note) ?? String(number + 1)
  const by = (attributes['resp'] ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .map((resp): Person => ({ name: book.people.get(resp.replace(/^#/, '')) ?? resp.replace(/^#/, '') }))
  const language = attributes['xml:lang']
  return {
    key,
    label,
    body: teiBody(note, keyOf(book), ({ name, attributes: own }) => name === 'label' && own['type'] === 'n'),
    place: placeOf(book.file, note),
    kind: attributes['type'],
    ...(by.length === 0 ? {} : { by }),
    ...(language !== undefined && /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(language) ? { language } : {}),
  }
}

/** What a link in a note leads to: a note, also one within it, or a place in the text. */
function keyOf({ keys, byId }: Book): (element: XmlElement) => string | undefined {
  return (element) => {
    if (localName(element) === 'note') return keys.get(element)
    if (!['ref', 'ptr'].includes(localName(element))) return undefined
    const [target] = pointersOf(element.attributes['target'])
    const found = target === undefined ? undefined : byId.get(target)
    return found === undefined ? undefined : (keys.get(found) ?? target)
  }
}

function walkAll(element: XmlElement, context: Context): void {
  for (const child of element.children) {
    if (child.type === 'text') context.composer.text(child.value, context.role)
    else walk(child, context)
  }
}

const skipped = new Set([
  'teiHeader',
  'standOff',
  'figDesc',
  'fw',
  'rdg',
  'del',
  'index',
  'facsimile',
  'sourceDoc',
  'xenoData',
  'interp',
  'interpGrp',
  'spanGrp',
  'fvLib',
  'link',
  'linkGrp',
  'certainty',
  'respons',
  'desc',
])
const paragraphs: Readonly<Record<string, RoleName>> = {
  p: 'paragraph',
  ab: 'paragraph',
  salute: 'paragraph',
  signed: 'paragraph',
  dateline: 'paragraph',
  trailer: 'paragraph',
  argument: 'paragraph',
  castItem: 'paragraph',
  roleDesc: 'paragraph',
  label: 'paragraph',
  imprimatur: 'paragraph',
  docImprint: 'credit',
  docEdition: 'credit',
  docDate: 'credit',
  byline: 'byline',
  docAuthor: 'byline',
  set: 'stage',
}
const containers = new Set([
  'text',
  'group',
  'front',
  'body',
  'back',
  'titlePage',
  'docTitle',
  'opener',
  'closer',
  'postscript',
  'list',
  'item',
  'castList',
  'castGroup',
  'figure',
  'floatingText',
  'listBibl',
  'listPerson',
  'noteGrp',
  'prologue',
  'epilogue',
  'performance',
  'argument',
])
const emphases: Readonly<Record<string, SpanRole>> = {
  hi: 'emphasis',
  emph: 'emphasis',
  foreign: 'foreign',
  title: 'title',
  term: 'emphasis',
  mentioned: 'emphasis',
}

function walk(element: XmlElement, context: Context): void {
  const { composer, book, spans } = context
  const name = localName(element)
  if (skipped.has(name)) return
  for (const note of book.points.get(element) ?? []) composer.mark(note, placeOf(book.file, element))
  if (name === 'ref' && book.points.has(element)) return
  if (name === 'note') {
    const parent = book.parent.get(element)
    const between =
      parent !== undefined &&
      ['lg', 'sp', 'div', 'body', 'front', 'back', 'list', 'table', 'row', 'castList', 'titlePage'].includes(
        localName(parent),
      )
    if (book.inline.has(element))
      composer.mark(book.keys.get(element) ?? '', placeOf(book.file, element), between)
    return
  }
  if (isNotesBox(element, book)) return
  const id = idOf(element)
  const inCell = context.cell === true && !isInline(name, element, context)
  if (inCell) composer.text(' ')
  else if (!isInline(name, element, context) && !keepsOpen(name, context)) composer.close()
  const start = composer.spot()
  if (id !== undefined) composer.anchor(id)
  if (inCell) walkAll(element, context)
  else set(element, name, context)
  if (inCell) composer.text(' ')
  spans.set(element, { start, end: composer.spot() })
}

/** Lines go on in the passage that is open; in a speech so does what follows the name of its speaker. */
function keepsOpen(name: string, { composer, speech: within }: Context): boolean {
  if (name === 'l') return true
  return (
    within?.joins === true && composer.current() === 'speech' && ['p', 'ab', 'lg', 'stage'].includes(name)
  )
}

/** Lists of notes are no part of the text. */
function isNotesBox(element: XmlElement, book: Book): boolean {
  const name = localName(element)
  if (!boxes.has(name) || name === 'back') return false
  const notes = childElements(element).filter((child) => localName(child) === 'note')
  if (
    notes.length > 0 &&
    notes.every((note) => !book.inline.has(note)) &&
    words(element, (one) => ['note', 'head', 'label'].includes(localName(one))) === ''
  )
    return true
  const children = childElements(element).filter((child) => !['head', 'pb'].includes(localName(child)))
  return children.length > 0 && name !== 'p' && children.every((child) => isNotesBox(child, book))
}

function isInline(name: string, element: XmlElement, context: Context): boolean {
  if (containers.has(name) || paragraphs[name] !== undefined || /^div\d?$/.test(name)) return false
  if (['head', 'lg', 'l', 'sp', 'speaker', 'table', 'row', 'cell', 'epigraph', 'titlePart'].includes(name))
    return false
  if (['quote', 'q', 'cit'].includes(name)) return !isBlockQuote(element, context)
  if (name === 'stage') return !isBlockStage(element, context)
  return true
}

function isBlockQuote(element: XmlElement, { composer }: Context): boolean {
  return (
    composer.current() === undefined ||
    childElements(element).some((child) => ['p', 'lg', 'l'].includes(localName(child)))
  )
}

function isBlockStage(element: XmlElement, { book }: Context): boolean {
  const parent = book.parent.get(element)
  return (
    parent !== undefined &&
    [
      'sp',
      'div',
      'div1',
      'div2',
      'div3',
      'body',
      'front',
      'back',
      'lg',
      'castList',
      'spGrp',
      'prologue',
      'epilogue',
    ].includes(localName(parent))
  )
}

function set(element: XmlElement, name: string, context: Context): void {
  const { composer } = context
  if (name === 'lb') return element.attributes['break'] === 'no' ? composer.join() : composer.text(' ')
  if (['pb', 'cb', 'gb'].includes(name))
    return element.attributes['break'] === 'no' ? composer.join() : undefined
  if (name === 'head') return passage(element, 'heading', context, Math.max(1, context.depth))
  if (name === 'titlePart')
    return passage(
      element,
      element.attributes['type'] === 'sub' || element.attributes['type'] === 'desc' ? 'subtitle' : 'title',
      context,
    )
  if (name === 'sp') return speech(element, context)
  if (name === 'speaker') return speaker(element, context)
  if (name === 'stage' && isBlockStage(element, context)) return stage(element, context)
  if (name === 'lg') return stanza(element, context)
  if (name === 'l') return line(element, context)
  if (name === 'table') return table(element, context)
  if (name === 'choice' || name === 'app' || name === 'subst') return chosen(element, name, context)
  if (name === 'gap' || name === 'graphic' || name === 'formula') return leftOut(element, name, context)
  if (name === 'epigraph') return quotation(element, 'epigraph', context)
  if (['quote', 'q', 'cit'].includes(name) && isBlockQuote(element, context))
    return quotation(element, context.role === 'epigraph' ? 'epigraph' : 'quotation', context)
  const role = paragraphs[name]
  if (role !== undefined) return paragraph(element, role, context)
  if (/^div\d?$/.test(name)) {
    walkAll(element, { ...context, depth: context.depth + 1, speech: undefined })
    return composer.close()
  }
  if (containers.has(name)) {
    walkAll(element, context)
    return composer.close()
  }
  const kind = name === 'stage' ? 'stage' : spanOf(element)
  if (kind === undefined) walkAll(element, context)
  else composer.within(kind, () => walkAll(element, context))
}

/** How it looked, where the file says so; else what its name says. */
function spanOf({ name, attributes }: XmlElement): SpanRole | undefined {
  const role = emphases[name]
  if (role === undefined) return undefined
  const rend =
    `${attributes['rend'] ?? ''} ${attributes['rendition'] ?? ''} ${attributes['style'] ?? ''}`.toLowerCase()
  return rends.find(([look]) => look.test(rend))?.[1] ?? role
}

const rends: readonly (readonly [RegExp, SpanRole])[] = [
  [/small-?\s?caps|#k\b|kapit/, 'small-caps'],
  [/\bsup/, 'superscript'],
  [/\bsub/, 'subscript'],
  [/bold/, 'strong'],
]

function passage(element: XmlElement, role: RoleName, context: Context, level?: number): void {
  context.composer.open(role, level)
  walkAll(element, context)
  context.composer.close()
}

/** The first paragraph of a speech goes with the name of its speaker. */
function paragraph(element: XmlElement, role: RoleName, context: Context): void {
  const { composer, speech: within } = context
  if (within === undefined || role !== 'paragraph')
    return passage(element, role === 'paragraph' ? context.role : role, context)
  if (!(within.joins && composer.current() === 'speech')) composer.open('speech')
  within.joins = false
  walkAll(element, context)
  composer.close()
}

function speech(element: XmlElement, context: Context): void {
  walkAll(element, { ...context, speech: { joins: false } })
  context.composer.close()
}

function speaker(element: XmlElement, context: Context): void {
  const { composer } = context
  composer.open('speech')
  walkAll(element, context)
  composer.label()
  composer.line()
  if (context.speech !== undefined) context.speech.joins = true
}

/** A direction straight after the name of a speaker stands beside it: `FAUST (alone)`. */
function stage(element: XmlElement, context: Context): void {
  const { composer, speech: within } = context
  if (within?.joins !== true || composer.current() !== 'speech') return passage(element, 'stage', context)
  composer.resume()
  composer.within('stage', () => walkAll(element, context))
  composer.line()
}

function stanza(element: XmlElement, context: Context): void {
  const { composer, speech: within } = context
  if (!keepsOpen('lg', context)) composer.close()
  if (within !== undefined) within.joins = false
  walkAll(element, context)
  composer.close()
}

function line(element: XmlElement, context: Context): void {
  const { composer } = context
  const role = context.speech === undefined ? 'stanza' : 'speech'
  if (composer.current() === role) composer.line()
  else composer.open(role)
  if (context.speech !== undefined) {
    context.speech.joins = false
    composer.verse()
  }
  walkAll(element, context)
  composer.line()
}

function quotation(element: XmlElement, role: RoleName, context: Context): void {
  const { composer } = context
  composer.close()
  if (
    childElements(element).some((child) =>
      ['p', 'lg', 'l', 'quote', 'cit', 'bibl', 'ab', 'sp'].includes(localName(child)),
    )
  ) {
    walkAll(element, { ...context, role })
    return composer.close()
  }
  passage(element, role, context)
}

function table(element: XmlElement, context: Context): void {
  const { composer, book, messages } = context
  const rows = childElements(element).filter((child) => localName(child) === 'row')
  const inner = { ...context, cell: true }
  composer.open('table')
  const heads = childElements(element).filter((child) => localName(child) === 'head')
  for (const head of heads) walk(head, inner)
  if (heads.length > 0) composer.caption()
  rows.forEach((row, index) => {
    composer.row()
    for (const cell of cellsOf(row)) {
      const head = [row, cell].some(({ attributes }) => attributes['role'] === 'label')
      composer.cell({ head, ...extentOf(cell, rows.slice(index)) })
      walk(cell, inner)
    }
  })
  for (const other of childElements(element)) {
    if (!heads.includes(other) && !rows.includes(other)) walk(other, context)
  }
  composer.close()
  const broken = rows.flatMap(cellsOf).filter((cell) => blocksIn(cell) > 1).length
  if (broken > 0) messages.push(cellLines(placeOf(book.file, element), broken))
}

function cellsOf(row: XmlElement): XmlElement[] {
  return childElements(row).filter((child) => localName(child) === 'cell')
}

/** A cell goes down over rows with words only, as those without are left out. */
function extentOf(
  { attributes }: XmlElement,
  rows: readonly XmlElement[],
): { rows: number; columns: number } {
  const count = (name: string) => Math.max(1, Number(/^\d{1,4}$/.exec(attributes[name] ?? '')?.[0] ?? 1))
  const over = rows.slice(0, count('rows')).filter((row) => textContent(row).trim() !== '')
  return { rows: Math.max(1, over.length), columns: Math.min(count('cols'), 999) }
}

function blocksIn(cell: XmlElement): number {
  return [...descendants(cell)].filter((one) => ['p', 'ab', 'l', 'item'].includes(localName(one))).length
}

/** Of several readings the text has the one that its witness has: as it was written, not as it was mended. */
function chosen(element: XmlElement, name: string, context: Context): void {
  const wanted =
    { choice: ['orig', 'sic', 'abbr', 'unclear', 'seg'], app: ['lem', 'rdg'], subst: ['add'] }[name] ?? []
  const children = childElements(element)
  const one =
    wanted
      .map((tag) => children.find((child) => localName(child) === tag))
      .find((child) => child !== undefined) ?? children[0]
  if (one !== undefined) walkAll(one, context)
  for (const child of children) if (localName(child) === 'note') walk(child, context)
}

function leftOut(element: XmlElement, name: string, { messages, book }: Context): void {
  messages.push({
    place: placeOf(book.file, element),
    severity: 'warning',
    rule: name === 'gap' ? 'gap-left-open' : 'picture-left-out',
    message:
      name === 'gap'
        ? `A gap in the text has no letters${element.attributes['reason'] === undefined ? '' : ` (${clipped(element.attributes['reason'])})`}`
        : `Left out \`<${name}>\``,
  })
}

function metadataOf(root: XmlElement, text: XmlElement | undefined): Metadata {
  const header = [...descendants(root)].find((one) => localName(one) === 'teiHeader')
  const within = (element: XmlElement | undefined, ...path: string[]): XmlElement | undefined => {
    const [name, ...rest] = path
    if (element === undefined || name === undefined) return element
    return within(
      [...descendants(element)].find((one) => localName(one) === name),
      ...rest,
    )
  }
  const said = (element: XmlElement | undefined) =>
    element && textContent(element).replace(/\s+/g, ' ').trim()
  const title = within(header, 'fileDesc', 'titleStmt')
  const titles = title === undefined ? [] : childElements(title).filter((one) => localName(one) === 'title')
  const published = within(header, 'publicationStmt')
  const date = within(published, 'date')
  const language = within(header, 'langUsage', 'language')?.attributes['ident']
  return {
    title: said(titles.find((one) => one.attributes['type'] === 'main') ?? titles[0]),
    author: said(within(title, 'author', 'persName') ?? within(title, 'author')),
    publisher: said(within(published, 'publisher')),
    published: date?.attributes['when'] ?? said(date),
    rights: said(within(published, 'availability')),
    language: text?.attributes['xml:lang'] ?? root.attributes['xml:lang'] ?? language,
  }
}

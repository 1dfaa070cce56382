import type {
  Block,
  CellTold,
  GivenRange,
  ImportedText,
  ImportMessage,
  Mark,
  SourcePlace,
  Spot,
} from './document.ts'
import type { RoleName, SpanRole } from '../../plugins/seed-parse/index.ts'

/**
 * Writes the texts of a seed as a reader walks through a book. White space is levelled as a browser does, lines that
 * the book has are kept, and every mark keeps its place among the letters.
 */
export type Composer = {
  /** Begins a text. Without it there is one. */
  division: (told: {
    name?: string | undefined
    title?: string | undefined
    language?: string | undefined
  }) => void
  /** Begins a passage; ends the one that is open. */
  open: (role: RoleName, level?: number) => void
  close: () => void
  /** The role of the open passage. */
  current: () => RoleName | undefined
  /** Words; where no passage is open, one of this role begins. */
  text: (value: string, role?: RoleName) => void
  /** Ends a line. */
  line: () => void
  /** Takes the end of a line back: what follows stands beside what was. */
  resume: () => void
  /** What the table has up to here is its caption. */
  caption: () => void
  /** Begins a row of a table, which is a line. One without words is left out. */
  row: () => void
  /** Begins a cell. */
  cell: (told: CellTold) => void
  /** What the passage has up to here names its speaker. */
  label: () => void
  /** The open passage is verse. */
  verse: () => void
  /** A mark here; with `behind` after the words before it, although a line may have ended there. */
  mark: (note: string, place: SourcePlace, behind?: boolean) => void
  /** White space here parts no words: a word goes on. */
  join: () => void
  anchor: (name: string) => void
  /** The place that was reached. */
  spot: () => Spot
  range: (note: string, place: SourcePlace, start: Spot, end: Spot) => void
  /** What is in it is emphasised. */
  within: (kind: SpanRole, write: () => void) => void
  finish: () => {
    texts: ImportedText[]
    marks: Mark[]
    ranges: GivenRange[]
    anchors: Map<string, Spot>
    messages: ImportMessage[]
  }
}

type Open = {
  block: Block
  /** What stands between the last letter and the next one. */
  space: boolean
  newline: boolean
  tabs: number
  /** The cells of the row that was begun, and whether the table has the row. */
  row: { readonly cells: CellTold[]; kept: boolean }
  /** Whether the word before goes on with the next letter. */
  joined: boolean
  /** Marks that wait for the letter after them. */
  waiting: { note: string; place: SourcePlace }[]
}

type Draft = { told: Omit<ImportedText, 'blocks'>; blocks: Block[] }

const unprintable =
  // eslint-disable-next-line no-control-regex -- characters that no page can hold
  /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g
/** White space that means no more than that words are apart; a no-break space is a letter. */
const level = /[\t\n\v\f\r \u0085\u2028\u2029]+/g

export function createComposer(): Composer {
  const drafts: Draft[] = [{ told: {}, blocks: [] }]
  const marks: Mark[] = []
  const ranges: GivenRange[] = []
  const anchors = new Map<string, Spot>()
  let removed = 0
  let open: Open | undefined
  /** Marks that no word stood before: the next passage has their words. */
  let carried: { note: string; place: SourcePlace }[] = []

  const draft = () => drafts.at(-1) ?? { told: {}, blocks: [] }
  const here = (at: number): Spot => ({ text: drafts.length - 1, block: draft().blocks.length, at })

  const start = (role: RoleName, depth?: number) => {
    close()
    open = {
      block: {
        role,
        ...(depth === undefined ? {} : { level: depth }),
        text: '',
        spans: [],
        ...(role === 'table' ? { table: { captioned: false, rows: [] } } : {}),
      },
      space: false,
      newline: false,
      tabs: 0,
      row: { cells: [], kept: false },
      joined: false,
      waiting: carried,
    }
    carried = []
  }

  const isFresh = (one: Open) => one.block.text === '' || one.newline

  /** A row counts from its first words on, and has the cells up to its last ones. */
  const keepRow = ({ block: { table }, row }: Open) => {
    if (table === undefined || row.cells.length === 0) return
    if (row.kept) table.rows.pop()
    table.rows.push([...row.cells])
    row.kept = true
  }

  /** Words without levelled white space around them. */
  const add = (words: string, role: RoleName) => {
    if (open === undefined) start(role)
    const one = open as unknown as Open
    // A line that began with white space could be blank, and would then end its passage.
    const letters = isFresh(one) ? words.replace(/^\s+/, '') : words
    if (letters === '') return
    const { block } = one
    if (block.text !== '') {
      if (one.newline) block.text += '\n'
      else if (one.tabs === 0 && one.space && !one.joined) block.text += ' '
    }
    block.text += '\t'.repeat(one.tabs)
    keepRow(one)
    Object.assign(one, { newline: false, space: false, tabs: 0, joined: false })
    for (const mark of one.waiting.splice(0)) {
      marks.push({ ...mark, spot: here(block.text.length), side: 'before' })
    }
    block.text += letters
  }

  const text = (value: string, role: RoleName = 'paragraph') => {
    const clean = value.replace(unprintable, () => {
      removed++
      return ''
    })
    const words = clean.replace(level, ' ')
    if (words === '') return
    if (words === ' ') {
      if (open !== undefined && !isFresh(open)) open.space = true
      return
    }
    if (words.startsWith(' ') && open !== undefined && !isFresh(open)) open.space = true
    const ends = words.endsWith(' ')
    add(words.slice(words.startsWith(' ') ? 1 : 0, ends ? -1 : undefined), role)
    if (ends && open !== undefined) open.space = true
  }

  const close = () => {
    if (open === undefined) return
    const one = open
    open = undefined
    const { block } = one
    block.text = block.text.trimEnd()
    if (block.text === '') {
      settle(one.waiting)
      return
    }
    for (const mark of one.waiting) marks.push({ ...mark, spot: here(block.text.length), side: 'after' })
    block.spans = block.spans.flatMap((span) => trimmed(block.text, span))
    if (block.table !== undefined) settleTable(block, block.table)
    if (block.text.includes('\n') && block.role === 'paragraph') block.role = 'stanza'
    draft().blocks.push(block)
  }

  /** Marks in a passage without words stand after the passage before it, or before the first one. */
  const settle = (waiting: readonly { note: string; place: SourcePlace }[]) => {
    const last = draft().blocks.at(-1)
    if (last === undefined) for (const mark of waiting) carried.push(mark)
    else {
      const spot = { text: drafts.length - 1, block: draft().blocks.length - 1, at: last.text.length }
      for (const mark of waiting) marks.push({ ...mark, spot, side: 'after' })
    }
  }

  const endLine = () => {
    if (open === undefined) return
    open.newline = open.block.text !== ''
    open.space = false
    open.tabs = 0
  }

  const spot = (): Spot => here(open === undefined ? 0 : open.block.text.length)

  return {
    division: (told) => {
      close()
      const now = draft()
      if (now.blocks.length === 0) now.told = told
      else drafts.push({ told, blocks: [] })
    },
    open: start,
    close,
    current: () => open?.block.role,
    text,
    line: endLine,
    resume: () => {
      if (open === undefined) return
      open.newline = false
      open.space = true
    },
    caption: () => {
      if (open?.block.table !== undefined && open.block.text !== '') open.block.table.captioned = true
      endLine()
    },
    row: () => {
      endLine()
      if (open !== undefined) open.row = { cells: [], kept: false }
    },
    cell: (told) => {
      if (open === undefined) return
      if (open.row.cells.length > 0) open.tabs += 1
      open.row.cells.push(told)
    },
    label: () => {
      if (open !== undefined && open.block.text !== '') open.block.label = open.block.text.length
    },
    verse: () => {
      if (open !== undefined) open.block.verse = true
    },
    join: () => {
      if (open === undefined) return
      open.space = false
      open.joined = true
    },
    mark: (note, place, behind = false) => {
      if (open === undefined) settle([{ note, place }])
      else if ((isFresh(open) || open.tabs > 0) && !(behind && open.block.text !== ''))
        open.waiting.push({ note, place })
      else marks.push({ note, place, spot: spot(), side: 'after' })
    },
    anchor: (name) => {
      if (!anchors.has(name)) anchors.set(name, spot())
    },
    spot,
    range: (note, place, from, to) => {
      ranges.push({ note, place, start: from, end: to })
    },
    within: (kind, write) => {
      const block = open?.block
      const from = block?.text.length ?? 0
      write()
      const now = open?.block
      if (now === undefined) return
      const begin = now === block ? from : 0
      if (now.text.length > begin) now.spans.push({ kind, start: begin, end: now.text.length })
    },
    finish: () => {
      close()
      const messages: ImportMessage[] =
        removed === 0
          ? []
          : [
              {
                place: { file: '', line: 1, column: 1 },
                severity: 'warning',
                rule: 'characters-held',
                message: `Left out ${removed} control characters, which no page can hold`,
              },
            ]
      return {
        texts: drafts
          .filter(({ blocks }) => blocks.length > 0)
          .map(({ told, blocks }) => ({ ...told, blocks })),
        marks,
        ranges,
        anchors,
        messages,
      }
    },
  }
}

/** Cells of the last row may have gone with the white space at the end. A table without a row is what is called so. */
function settleTable(block: Block, { rows }: NonNullable<Block['table']>): void {
  const cells = block.text.slice(block.text.lastIndexOf('\n') + 1).split('\t').length
  rows.at(-1)?.splice(cells)
  if (rows.length === 0) block.role = 'paragraph'
}

function trimmed(text: string, { kind, start, end }: Block['spans'][number]): Block['spans'] {
  const last = Math.min(end, text.length)
  const words = text.slice(start, last)
  const from = last - words.trimStart().length
  const to = start + words.trimEnd().length
  return from < to ? [{ kind, start: from, end: to }] : []
}

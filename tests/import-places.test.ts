import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { read } from '../src/edition/read.ts'
import { type Format, planBook, readBook } from '../src/import/index.ts'
import { books, formats, lettersOf } from './support/books.ts'
import { remove, temporary } from './support/files.ts'

/** The oracle of imports: in books made by chance, every mark is known to stand after so many letters. */

const folder = temporary()
afterAll(() => remove(folder))
/** A library with nothing in it. */
const library = read(folder)

const bare = (text: string) => text.replace(/\s+/g, '')

describe.each(Object.keys(formats))('a book in %s', (format) => {
  test('keeps its letters, and each note ends at its mark, or begins there where no word stands before', () => {
    fc.assert(
      fc.property(books, (book) => {
        const bytes = formats[format]?.(book) ?? new Uint8Array()
        const imported = readBook(format as Format, bytes, 'book')
        const { plan, faults } = planBook(
          imported,
          {
            id: 'book',
            original: { name: 'original.bin', received: 'book', bytes },
            contributors: new Map(),
          },
          library,
        )
        expect(faults).toEqual([])
        const { letters, marks } = lettersOf(book)
        // Tables have a first row, which says which letters are cells in Markdown.
        const cells = book.blocks.some(({ kind }) => kind === 'cell')
        const text = plan.texts.map(({ value }) => value).join('')
        if (!cells) expect(bare(text)).toBe(letters)
        const placed = new Map(plan.notes.map((note) => [Number(/\d+$/.exec(note.id)?.[0]), note]))
        expect([...placed.keys()].sort((a, b) => a - b)).toEqual([...marks.keys()])
        const isBefore = new Set(
          plan.messages
            .filter(({ rule }) => rule === 'words-before')
            .map(({ place }) => JSON.stringify(place)),
        )
        const shift = (offset: number) => {
          const before = bare(text.slice(0, offset))
          return cells ? before.length - headsBefore(book, before) : before.length
        }
        for (const [number, after] of marks) {
          const place = placed.get(number)?.places[0]
          if (place === undefined) throw new Error(`No place of note ${number}`)
          const { start, end } = place.range
          expect(start).toBeLessThan(end)
          expect(shift(isBefore.has(JSON.stringify(place.mark)) ? start : end)).toBe(after)
        }
        expect(plan.messages.filter(({ severity }) => severity === 'error')).toEqual([])
      }),
      { numRuns: 25 },
    )
  })
})

/** How many of the tables have begun within these letters: each begins with a letter of its own. */
function headsBefore(book: Parameters<typeof lettersOf>[0], letters: string): number {
  let length = 0
  let heads = 0
  for (const block of book.blocks) {
    if (length >= letters.length) break
    if (block.kind === 'cell') {
      heads++
      length++
    }
    length += lettersOf({ blocks: [block] }).letters.length
  }
  return heads
}

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Anchored, type AnchoredEdition, notesNamed, notesOn } from '../src/edition/anchor.ts'
import { countFirst } from '../src/edition/order.ts'
import type { Division } from '../src/edition/parse.ts'
import { passageAt, passageIndex } from '../src/edition/places.ts'

/** A text of passages of these lengths, each with the white space before it. */
function divisionOf(lengths: readonly (readonly [space: number, length: number])[]): Division {
  let end = 0
  const passages = lengths.map(([space, length], i) => {
    const start = end + space
    end = start + length
    return { id: `p${i + 1}`, range: { start, end } }
  })
  return { passages } as unknown as Division
}

const divisions = fc
  .array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 5 })), { maxLength: 20 })
  .map(divisionOf)

test('a passage is found by any offset in it, and the one before by white space between two', () => {
  fc.assert(
    fc.property(divisions, fc.nat(150), (division, offset) => {
      const plain = division.passages.findLast(({ range }) => range.start <= offset) ?? division.passages[0]
      expect(passageAt(division, offset)).toBe(plain?.id ?? 'p1')
    }),
  )
})

test('a passage is found by its id', () => {
  const names = fc.oneof(
    fc.nat(25).map((n) => `p${n}`),
    fc.constantFrom('', 'p', 'p01', 'p1.0', 'p-1', 'q1', 'p1 ', 'length'),
  )
  fc.assert(
    fc.property(divisions, names, (division, name) => {
      expect(passageIndex(division, name)).toBe(division.passages.findIndex(({ id }) => id === name))
    }),
  )
})

test('the first entries that hold are counted', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.nat(20), (numbers, most) => {
      const sorted = numbers.toSorted((a, b) => a - b)
      expect(countFirst(sorted, (n) => n <= most)).toBe(sorted.filter((n) => n <= most).length)
    }),
  )
})

test('the notes on a text are those with any place in it, once each and in their order', () => {
  const texts = [0, 1, 2].map(() => divisionOf([[0, 5]]))
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(2), { minLength: 1, maxLength: 4 })), (all) => {
      const notes = all.map(
        (places) => ({ places: places.map((text) => ({ division: texts[text] })) }) as unknown as Anchored,
      )
      const edition = { notes } as unknown as AnchoredEdition
      for (const text of texts) {
        expect(notesOn(edition, text)).toEqual(
          notes.filter(({ places }) => places.some(({ division }) => division === text)),
        )
      }
    }),
  )
})

test('notes are found by their ids, in the order of these', () => {
  const ids = fc.constantFrom(...'abcde')
  fc.assert(
    fc.property(fc.uniqueArray(ids), fc.array(ids), (all, asked) => {
      const notes = all.map((id) => ({ note: { id } }) as unknown as Anchored)
      const edition = { notes } as unknown as AnchoredEdition
      expect(notesNamed(edition, asked)).toEqual(
        asked.flatMap((id) => notes.find(({ note }) => note.id === id) ?? []),
      )
    }),
  )
})

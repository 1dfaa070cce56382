import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { afterAll, describe, expect, test } from 'vitest'
import { fromSeed, passages, spanRoles, type Structure } from '../plugins/seed-parse/index.ts'
import { type Library, openLibrary } from '../src/edition/index.ts'
import type { DivisionView, EditionView } from '../src/edition/view.ts'
import { remove, sha256, temporary, write } from './support/files.ts'
import { attribute, elements, textOf } from './support/html.ts'

/** The laws of the design, on whole libraries made by chance: from files on a disk to what pages are given. */

const folder = temporary()
afterAll(() => remove(folder))

type Text = {
  readonly id: string
  readonly text: string
  readonly form: 'prose' | 'verse' | 'drama'
  readonly passages: 'blocks' | 'lines'
  /** What the text sets apart: by the number of a passage. */
  readonly spans: readonly { readonly passage: number; readonly said: string }[]
}
type Note = {
  readonly id: string
  readonly target: unknown
  readonly body: string
  readonly wanted: readonly Place[]
  readonly draft?: boolean
}
/** A place that a target names, found by the test itself; `count` is how many it could mean. */
type Place = { readonly text: string; readonly start: number; readonly end: number; readonly count: number }
type Files = { readonly texts: readonly Text[]; readonly notes: readonly Note[] }

/** Few signs each, so that words repeat; with all that joins, vanishes or ends a line. */
const alphabets = [
  ['a', 'b', ' ', '\n', '\n\n'],
  ['a', '\u00A0', ' ', '\r\n', '\r\n\r\n', '…', '.', '<', '&', '"'],
  ['e\u0301', 'é', 'e', '\u0323', ' ', '\n', '-', '—'],
  ['😀', '👩\u200D👧', '🇨🇭', 'x', ' ', '\n', '\u2028'],
  ['א\u05B8\u05BC', 'א\u05BC\u05B8', 'ב', '\u05BE', ' ', '\n', '\n\n'],
  ['क\u094Dष', 'कि', 'น\u0E49ำ', '가', '각', ' ', '\n', '\u200B'],
  ['*', '_', '`', '[', ']', '(', '{', '}', '#', ' ', '\n\n', '\\', '\t'],
]

const textArbitrary = fc
  .constantFrom(...alphabets)
  .chain((signs) => fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 40 }))
  .map((signs) => `${signs.join('')}z`)
  .chain((text) => fc.constantFrom(text, `\uFEFF${text}`, `${text}\n`, `\n\n${text}`))

const textsArbitrary = fc
  .array(
    fc.record({
      text: textArbitrary,
      form: fc.constantFrom('prose', 'verse', 'drama'),
      passages: fc.constantFrom('blocks', 'lines'),
      chances: fc.array(
        fc.record({ passage: fc.nat(4), role: fc.constantFrom(...spanRoles), from: fc.nat(), to: fc.nat() }),
        { maxLength: 8 },
      ),
    }),
    {
      minLength: 1,
      maxLength: 2,
    },
  )
  .map((texts): Text[] =>
    texts.map(({ chances, ...one }, index) => ({
      ...one,
      id: `text-${index + 1}`,
      spans: spansOf(one.text, one, chances),
    })),
  )

type Chance = { readonly passage: number; readonly role: string; readonly from: number; readonly to: number }

/** Spans by chance, of whole characters of passages that there are, and none across another. */
function spansOf(text: string, structure: Structure, chances: readonly Chance[]): Text['spans'] {
  const all = passages(fromSeed(text, structure))
  const kept: { passage: number; role: string; start: number; end: number }[] = []
  for (const { passage, role, from, to } of chances) {
    const range = all[passage]?.range
    const ends = boundariesOf(text).filter((at) => range && at >= range.start && at <= range.end)
    const [start, end] = [ends[from % ends.length], ends[to % ends.length]].sort((a = 0, b = 0) => a - b)
    if (start === undefined || end === undefined || range === undefined || start === end) continue
    const points = [start, end].map((at) => [...text.slice(range.start, at)].length)
    const one = { passage, role, start: points[0] ?? 0, end: points[1] ?? 0 }
    const crosses = kept.some(
      (other) =>
        other.passage === passage &&
        ((other.start < one.start && one.start < other.end && other.end < one.end) ||
          (one.start < other.start && other.start < one.end && one.end < other.end)),
    )
    if (!crosses) kept.push(one)
  }
  return all.flatMap((_, passage) => {
    const said = kept
      .filter((one) => one.passage === passage)
      .map(({ role, start, end }) => `${role} ${start}-${end}`)
    return said.length === 0 ? [] : [{ passage: passage + 1, said: said.join(', ') }]
  })
}

const bodies = [
  'A body.',
  'With a footnote.[^1]\n\n[^1]: The footnote.',
  'See [this](passage:p1).\n\n- a list',
  '# A heading\n\n| a | b |\n| - | - |\n| c | d |',
]

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

function boundariesOf(text: string): number[] {
  return [...[...segmenter.segment(text)].map(({ index }) => index), text.length]
}

/** A target by a quote, with as much context as chance gives; and how many places it fits, counted one by one. */
function quoteArbitrary(texts: readonly Text[]) {
  return fc
    .record({
      text: fc.constantFrom(...texts),
      from: fc.nat(),
      length: fc.integer({ min: 1, max: 8 }),
      before: fc.nat(6),
      after: fc.nat(6),
      named: fc.boolean(),
    })
    .map(({ text: { id, text }, from, length, before, after, named }) => {
      const boundaries = boundariesOf(text)
      const first = from % (boundaries.length - 1)
      const last = Math.min(boundaries.length - 1, first + length)
      const [start = 0, end = 0] = [boundaries[first], boundaries[last]]
      const exact = text.slice(start, end)
      const prefix = text.slice(boundaries[Math.max(0, first - before)], start)
      const suffix = text.slice(end, boundaries[Math.min(boundaries.length - 1, last + after)])
      const target = {
        exact,
        ...(prefix === '' ? {} : { prefix }),
        ...(suffix === '' ? {} : { suffix }),
        ...(named ? { text: id } : {}),
      }
      const count = texts
        .filter((one) => !named || one.id === id)
        .reduce((sum, one) => sum + occurrences(one.text, { exact, prefix, suffix }).length, 0)
      return { target, place: { text: id, start, end, count } }
    })
    .filter(({ target }) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(target.exact))
}

/** Every place where a quote stands letter for letter, cutting no character in two. */
function occurrences(
  text: string,
  { exact, prefix, suffix }: { exact: string; prefix: string; suffix: string },
): number[] {
  const boundaries = new Set(boundariesOf(text))
  return [...boundaries].filter(
    (at) =>
      text.startsWith(exact, at) &&
      boundaries.has(at + exact.length) &&
      text.slice(0, at).endsWith(prefix) &&
      text.startsWith(suffix, at + exact.length),
  )
}

const ids = ['alpha', 'beta', 'gamma', 'delta', 'a-1', 'z', 'note', '7'] as const

const filesArbitrary = textsArbitrary.chain((texts) =>
  fc
    .array(
      fc.record({
        quotes: fc.array(quoteArbitrary(texts), { minLength: 1, maxLength: 2 }),
        body: fc.constantFrom(...bodies),
      }),
      { maxLength: ids.length },
    )
    .map((notes): Files => ({
      texts,
      notes: notes.map(({ quotes, body }, index) => ({
        id: ids[index] ?? 'more',
        target: quotes.length === 1 ? quotes[0]?.target : quotes.map(({ target }) => target),
        body,
        wanted: quotes.map(({ place }) => place),
      })),
    })),
)

/** Libraries without errors: every target fits one place only. */
const soundArbitrary = filesArbitrary.map(({ texts, notes }): Files => ({
  texts,
  notes: notes.filter(({ wanted }) => wanted.every(({ count }) => count === 1)),
}))

let libraries = 0

/** Writes a library's files in some order, and opens it. */
function open({ texts, notes }: Files, order: <T>(files: T[]) => T[] = (files) => files): Library {
  const root = join(folder, String(++libraries))
  const record = (one: Text) => ({
    file: `${one.id}.txt`,
    sha256: sha256(Buffer.from(one.text)),
    structure: {
      form: one.form,
      passages: one.passages,
      spans: Object.fromEntries(one.spans.map(({ passage, said }) => [`p${passage}`, said])),
    },
  })
  const files: [string, string][] = [
    ['seeds/seed/seed.yaml', JSON.stringify({ title: 'A seed', language: 'en', texts: texts.map(record) })],
    ...texts.map(({ id, text }): [string, string] => [`seeds/seed/${id}.txt`, text]),
    ['content/contributors/ada-example.yaml', 'name: Ada Example\n'],
    ['content/editions/edition/edition.mdx', '---\nseed: seed\ntitle: An edition\n---\n'],
    ...notes.map(({ id, target, body, draft }): [string, string] => [
      `content/editions/edition/notes/${id}.md`,
      `---\ntarget: ${JSON.stringify(target)}\nkind: context\nby: ada-example\n${draft === true ? 'status: draft\n' : ''}---\n${body}\n`,
    ]),
  ]
  mkdirSync(root)
  for (const [path, content] of order(files)) write(root, path, content)
  const library = openLibrary(root)
  remove(root)
  return library
}

function viewOf(library: Library): EditionView {
  const view = library.edition('edition')
  if (view === undefined) throw new Error('Unexpected library without its edition, expected it')
  return view
}

function notesOf(library: Library) {
  return viewOf(library).divisions.flatMap(({ notes }) => notes)
}

const parsed = (html: string): Nodes => fromHtml(html, { fragment: true })
const passagesOf = ({ passages }: DivisionView) => passages.map(({ html }) => parsed(html))

/** Everything that a library publishes, as bytes. */
function published(library: Library): string {
  const outputs = [...library.outputs].map(([path, { type, body }]) => [
    path,
    type,
    Buffer.from(body()).toString('base64'),
  ])
  return JSON.stringify([library.reports, library.site(), library.editions, outputs])
}

/** Addresses of a library: every id and every link of its pages. */
function addressesOf(library: Library): Set<string> {
  const trees = viewOf(library).divisions.flatMap((division) => [
    ...passagesOf(division),
    ...division.notes.map(({ html }) => parsed(html)),
  ])
  const inPages = trees.flatMap((tree) =>
    elements(tree).flatMap((element) => [attribute(element, 'id'), attribute(element, 'href')]),
  )
  const inViews = viewOf(library).divisions.flatMap(({ href, textHref, notes }) => [
    href,
    textHref,
    ...notes.flatMap(({ id, places }) => [
      `n-${id}`,
      ...places.flatMap((place) => [place.fragment, place.href]),
    ]),
  ])
  return new Set([...inPages, ...inViews].filter((address) => address !== undefined))
}

describe('law 1: the text is the seed’s', () => {
  test('in the passages of every text, whatever notes are on it', () => {
    fc.assert(
      fc.property(soundArbitrary, (files) => {
        const library = open(files)
        expect(library.reports).toEqual([])
        const divisions = viewOf(library).divisions
        expect(divisions.map((division) => passagesOf(division).map(textOf).join(''))).toEqual(
          files.texts.map(({ text }) => text),
        )
        for (const [index, { textHref }] of divisions.entries()) {
          expect(Buffer.from(library.outputs.get(textHref)?.body() ?? '')).toEqual(
            Buffer.from(files.texts[index]?.text ?? ''),
          )
        }
      }),
    )
  })
})

describe('law 2: an anchor is exact, or an error', () => {
  test('a note is on the words that its target names, and on nothing else', () => {
    fc.assert(
      fc.property(soundArbitrary, (files) => {
        const shown = new Map(notesOf(open(files)).map((note) => [note.id, note]))
        expect([...shown.keys()].sort()).toEqual(files.notes.map(({ id }) => id).sort())
        for (const { id, wanted } of files.notes) {
          const places = shown.get(id)?.places ?? []
          const distinct = wanted.filter(
            (one, index) =>
              wanted.findIndex(
                ({ text, start, end }) => text === one.text && start === one.start && end === one.end,
              ) === index,
          )
          const textOfPlace = (place: Place) => files.texts.find((one) => one.id === place.text)?.text ?? ''
          expect(places.map(({ division, exact }) => [division, exact])).toEqual(
            distinct.map((place) => [place.text, textOfPlace(place).slice(place.start, place.end)]),
          )
        }
      }),
    )
  })

  test('the words begin in the page where they begin in the text', () => {
    fc.assert(
      fc.property(soundArbitrary, (files) => {
        const library = open(files)
        const positions = positionsOf(library)
        for (const { id, wanted } of files.notes) {
          const found = positions.get(id) ?? []
          const expected = wanted.map(({ text, start, end }) => {
            const whole = files.texts.find((one) => one.id === text)?.text ?? ''
            return { text, start: [...whole.slice(0, start)].length, end: [...whole.slice(0, end)].length }
          })
          expect(found).toEqual(
            expected.filter(
              (one, index) =>
                expected.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index,
            ),
          )
        }
      }),
    )
  })

  test('a target that fits several places is refused, and nothing else is', () => {
    fc.assert(
      fc.property(filesArbitrary, (files) => {
        const { reports } = open(files)
        const refused = reports.map(({ file, rule }) => `${rule} ${file}`)
        const expected = files.notes.flatMap(({ id, wanted }) =>
          wanted
            .filter(({ count }) => count > 1)
            .map(() => `target-unique content/editions/edition/notes/${id}.md`),
        )
        expect(refused.sort()).toEqual(expected.sort())
      }),
    )
  })
})

describe('law 4: the order of notes does not matter', () => {
  test('files made in another order give the same bytes', () => {
    fc.assert(
      fc.property(filesArbitrary, fc.infiniteStream(fc.nat()), (files, chance) => {
        const shuffled = <T>(all: T[]): T[] => {
          const keyed = all.map((one) => ({ one, key: chance.next().value }))
          return keyed.sort((a, b) => a.key - b.key).map(({ one }) => one)
        }
        expect(published(open(files, shuffled))).toBe(published(open(files)))
      }),
    )
  })
})

describe('law 5: adding a note changes no address', () => {
  test('what was there before is there after', () => {
    fc.assert(
      fc.property(soundArbitrary, fc.nat(), (files, which) => {
        fc.pre(files.notes.length > 0)
        const without = {
          ...files,
          notes: files.notes.filter((_, index) => index !== which % files.notes.length),
        }
        const after = addressesOf(open(files))
        expect([...addressesOf(open(without))].filter((address) => !after.has(address))).toEqual([])
      }),
    )
  })

  test('a draft changes nothing at all', () => {
    fc.assert(
      fc.property(soundArbitrary, fc.nat(), (files, which) => {
        fc.pre(files.notes.length > 0)
        const index = which % files.notes.length
        const drafted = { ...files, notes: files.notes.map((note, at) => ({ ...note, draft: at === index })) }
        const without = { ...files, notes: files.notes.filter((_, at) => at !== index) }
        expect(published(open(drafted))).toBe(published(open(without)))
      }),
    )
  })
})

/** Positions of each note's targets as `annotations.jsonld` has them, in code points. */
function positionsOf(library: Library): Map<string, { text: string; start: number; end: number }[]> {
  type Selector = { type: string; start: number; end: number }
  type Target = { source: { id: string }; selector: Selector[] }
  type Item = { id: string; target: Target | Target[] }
  const { first }: { first: { items: Item[] } } = JSON.parse(
    String(library.outputs.get('edition/annotations.jsonld')?.body()),
  )
  return new Map(
    first.items.map(({ id, target }) => [
      id.replace(/^.*#n-/, ''),
      [target].flat().map(({ source, selector }) => {
        const position = selector.find(({ type }) => type === 'TextPositionSelector')
        return {
          text: source.id.replace(/\.txt$/, ''),
          start: position?.start ?? -1,
          end: position?.end ?? -1,
        }
      }),
    ]),
  )
}

import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { whenInWords } from '../src/components/registers.ts'
import { openLibrary } from '../src/edition/index.ts'
import type { EditionView, EntityView, NoteReference } from '../src/edition/view.ts'
import { timelineOf } from '../src/edition/timeline.ts'

const repository = join(import.meta.dirname, '..')
const own = openLibrary(repository)
const second = openLibrary(join(repository, 'tests/fixtures/sites/psalms'))
const editions = [own, second].flatMap((library) =>
  library.editions.flatMap((id) => library.edition(id) ?? []),
)
const named = (id: string): EditionView => {
  const found = editions.find((edition) => edition.id === id)
  if (found === undefined) throw new Error(`Unexpected libraries without \`${id}\`, expected that edition`)
  return found
}
const ids = (notes: readonly NoteReference[]) => notes.map(({ id }) => id)

describe.each(editions.map((edition) => [edition.id, edition] as const))(
  'the registers of %s',
  (id, edition) => {
    const notes = edition.divisions.flatMap((division) => division.notes)

    test('list a note at each source and entity that the note has, and the other way about', () => {
      for (const note of notes) {
        for (const { key } of note.sources)
          expect(ids(edition.sources.find((one) => one.key === key)?.citedBy ?? [])).toContain(note.id)
        for (const { id: name } of note.entities)
          expect(ids(edition.entities.find((one) => one.id === name)?.mentionedBy ?? [])).toContain(note.id)
      }
      for (const { key, citedBy } of edition.sources)
        for (const { id: citing } of citedBy)
          expect(notes.find((one) => one.id === citing)?.sources.map((one) => one.key)).toContain(key)
      for (const { id: name, mentionedBy } of edition.entities)
        for (const { id: speaking } of mentionedBy)
          expect(notes.find((one) => one.id === speaking)?.entities.map((one) => one.id)).toContain(name)
    })

    test('say of each note its number, its words and where they stand', () => {
      const references = [
        ...edition.sources.flatMap(({ citedBy }) => citedBy),
        ...edition.entities.flatMap(({ mentionedBy }) => mentionedBy),
      ]
      for (const reference of references) {
        const note = notes.find((one) => one.id === reference.id)
        expect(reference.number).toBe(note?.number)
        const passage = edition.divisions
          .flatMap(({ passages }) => passages)
          .find((one) => one.notes.some((other) => other.id === reference.id))
        expect(reference.passage.id).toBe(passage?.id)
        expect(reference.passage.href.endsWith(`#${passage?.id}`)).toBe(true)
      }
    })

    test('have every source that anything rests on', () => {
      const keys = new Set(edition.sources.map(({ key }) => key))
      for (const { sources } of edition.entities) for (const { key } of sources) expect(keys).toContain(key)
      for (const { source } of edition.comparisons) expect(keys).toContain(source.key)
      for (const { sources } of edition.claims) for (const { key } of sources) expect(keys).toContain(key)
    })

    test('have pages for what they hold, and no others', () => {
      const pages = edition.pages.map((page) => page.id)
      expect(pages.includes('claims')).toBe(edition.claims.length > 0)
      expect(pages.includes('sources')).toBe(edition.sources.length > 0)
      expect(pages.includes('timeline')).toBe(edition.timeline !== undefined)
      expect(pages.includes('registers')).toBe(
        edition.entities.some(({ href }) => href.startsWith(`${id}/registers/#e-`)),
      )
      for (const { href } of edition.entities) expect(pages).toContain(href.split('/')[1])
    })

    test('put every dated event on the timeline, in order', () => {
      const entries = edition.timeline?.entries ?? []
      const events = edition.entities.filter(
        ({ kind, dates }) => kind === 'event' && dates['start'] !== undefined,
      )
      expect(
        entries
          .filter(({ kind }) => kind === 'event')
          .map(({ fragment }) => fragment)
          .sort(),
      ).toEqual(events.map((event) => `e-${event.id}`).sort())
      expect(entries.map(({ start }) => start)).toEqual(entries.map(({ start }) => start).toSorted())
      expect(entries.map(({ number }) => number)).toEqual(entries.map((_, index) => index + 1))
    })
  },
)

test('what no note, no prose and no edition mentions is in no register', () => {
  expect(named('two-psalms').entities.map(({ id }) => id)).toEqual([
    'second-printing',
    'first-printing',
    'songs-of-ascents',
    'zion',
  ])
})

test('another text, of other kinds and in another language, has all of it with no code of its own', () => {
  const edition = named('two-psalms')
  expect(edition.seed.language).not.toBe(named('putin-mouthpiece').seed.language)
  const kinds = new Set(named('putin-mouthpiece').kinds.map(({ id }) => id))
  expect(edition.kinds.filter(({ id }) => kinds.has(id))).toEqual([])
  for (const register of [edition.entities, edition.sources, edition.claims, edition.comparisons])
    expect(register.length).toBeGreaterThan(1)
  expect(edition.timeline?.entries.length).toBeGreaterThan(1)
  expect(new Set(edition.claims.map(({ verdict }) => verdict.rating === undefined))).toEqual(
    new Set([true, false]),
  )
  const files = ['seeds', 'content'].flatMap((room) =>
    readdirSync(join(second.root, room), { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    ),
  )
  expect([...new Set(files.map(({ name }) => extname(name)))].sort()).toEqual([
    '.md',
    '.mdx',
    '.txt',
    '.yaml',
  ])
  for (const { name, parentPath } of files.filter((one) => one.name.endsWith('.mdx')))
    expect(readFileSync(join(parentPath, name), 'utf8')).not.toMatch(/^(?:import|export)\b/m)
})

test('a source that nobody has seen is called so wherever it is cited', () => {
  const note = named('two-psalms')
    .divisions.flatMap(({ notes }) => notes)
    .find(({ id }) => id === 'truth-of-the-lord')
  expect(note?.html).toMatch(/class="ref ref-source ref-unverified"[^>]*>Gesenius 1910 \[unverified\]<\/a>/)
  expect(named('small-talk').sources.map(({ status }) => status)).toEqual(['unverified'])
})

test('the words of a speaker stand in the speaker’s entry', () => {
  const speaker = named('putin-mouthpiece').entities.find(({ id }) => id === 'dmitry-peskov')
  expect(speaker?.speaks.map(({ id }) => id)).toEqual(['p5', 'p6', 'p8', 'p15'])
})

describe('the claims', () => {
  const { claims } = named('two-psalms')

  test('have the notes that bear on them, each once', () => {
    expect(claims.map(({ note, bearing }) => [note.id, ids(bearing).sort()])).toEqual([
      ['fewest', ['both-verses', 'finest']],
      ['finest', ['fewest']],
    ])
  })

  test('say what the note says with links that lead from their own page', () => {
    const html = claims.find(({ note }) => note.id === 'finest')?.html ?? ''
    const from = `https://example.org/${claims[1]?.href}`
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(
      ([, href = '']) => new URL(href, from).pathname + new URL(href, from).hash,
    )
    expect(links).toEqual(['/two-psalms/psalm-117/#n-fewest', '/two-psalms/registers/#e-zion'])
  })

  test('know a speaker whom the register knows', () => {
    expect(claims.map(({ speaker, speakerHref }) => [speaker, speakerHref])).toEqual([
      ['An invented reader', undefined],
      ['Zion', 'two-psalms/registers/#e-zion'],
    ])
  })
})

describe('the picture of the timeline', () => {
  const event = (id: string, start: string, end?: string): EntityView => ({
    ...(named('two-psalms').entities[0] as EntityView),
    id,
    kind: 'event',
    dates: end === undefined ? { start } : { start, end },
  })
  const pictureOf = (events: readonly EntityView[]) =>
    timelineOf(events, { title: 'The text', published: '1911-05-10' }, [])?.picture

  test.each([
    ['the flagship’s own', named('putin-mouthpiece').timeline?.picture],
    ['one event', pictureOf([event('a', '1911')])],
    [
      'many on one day',
      pictureOf(Array.from({ length: 40 }, (_, index) => event(`a${index}`, '1911-05-03'))),
    ],
    [
      'centuries apart',
      pictureOf([event('a', '1477'), event('b', '1911-05-03', '1911-06'), event('c', '2020-12-31')]),
    ],
  ])('of %s holds all its marks, and none lies on another', (_name, picture) => {
    expect(picture).toBeDefined()
    if (picture === undefined) return
    for (const { x, y } of picture.marks) {
      expect(x).toBeGreaterThanOrEqual(12)
      expect(x).toBeLessThanOrEqual(picture.width - 12)
      expect(y).toBeGreaterThanOrEqual(12)
      expect(y).toBeLessThanOrEqual(picture.axis - 12)
    }
    picture.marks.forEach((one, index) => {
      for (const other of picture.marks.slice(index + 1))
        expect(Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y))).toBeGreaterThanOrEqual(24)
    })
    expect(picture.width).toBeLessThan(3000)
    for (const { x } of picture.sources) expect(x).toBeLessThanOrEqual(picture.width)
  })

  test('goes from left to right with time', () => {
    const marks =
      pictureOf([event('a', '1900'), event('b', '1905-06'), event('c', '1905-07-02'), event('d', '1999')])
        ?.marks ?? []
    expect(marks.map(({ x }) => x)).toEqual(marks.map(({ x }) => x).toSorted((a, b) => a - b))
  })

  test('without an event there is none', () => {
    expect(pictureOf([])).toBeUndefined()
  })
})

test.each([
  ['1911', undefined, '1911'],
  ['1911-05', undefined, 'May 1911'],
  ['1911-05-03', undefined, '3 May 1911'],
  ['1911-05-03', '1911-05-09', '3 – 9 May 1911'],
  ['1911-05-03', '1912', '1911 – 1912'],
  ['1911-05-03', '1912-02', 'May 1911 – February 1912'],
])('from %s to %s is “%s”', (start, end, expected) => {
  expect(whenInWords(start, end, 'en-GB').replace(/\u2009/g, ' ')).toBe(expected)
})

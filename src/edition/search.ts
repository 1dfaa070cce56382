import { createHash } from 'node:crypto'
import { type Indexed, indexOf } from '../../plugins/text-index/index.ts'
import type { DivisionView, EditionView, NoteView } from './view.ts'
import { compare } from './order.ts'

/**
 * What the search page loads, as scripts: a browser refuses data from a disk, but not scripts. Each edition brings its
 * passages and notes in parts (`psalms/search-1.js`); when all parts lie in the site, the index is made of them
 * (`search/index.js` and `search/0.js` …). So it is the same whether an edition was made now, earlier or elsewhere.
 * Decision 16 says why it is our own.
 */
export type SearchPart = {
  readonly edition: { readonly id: string; readonly title: string; readonly language: string }
  /** Labels and names of the kinds and contributors below, by id. */
  readonly kinds: Readonly<Record<string, string>>
  readonly people: Readonly<Record<string, string>>
  readonly entries: readonly SearchEntry[]
}

/** A passage, or a note: that has a kind. */
export type SearchEntry = {
  /** Relative to the site: `psalms/psalm-117/#p1`. */
  readonly href: string
  readonly text: string
  readonly language: string
  /** The text that it stands in, where there are several. */
  readonly in?: string | undefined
  readonly kind?: string
  readonly by?: readonly string[]
  readonly number?: number
  /** The words that a note is on. */
  readonly on?: string
}

/** What `search/index.js` holds. */
export type SearchIndex = {
  /** Changes with every byte of the index: files of another one are not taken for its own. */
  readonly stamp: string
  readonly total: number
  readonly editions: readonly { readonly id: string; readonly title: string; readonly language: string }[]
  /** Each part: which edition's, which of its parts, and the number of its first entry. */
  readonly parts: readonly (readonly [edition: number, part: number, first: number])[]
  readonly kinds: readonly (readonly [id: string, label: string])[]
  readonly people: readonly (readonly [id: string, name: string])[]
  /** The first word of each file of the index. */
  readonly firsts: readonly string[]
}

type SearchFile = { readonly path: string; readonly type: string; readonly body: () => string }

/** Characters of text in a part: what a browser loads to show one result. */
const partSize = 24_000

/** The parts of an edition. */
export function searchParts(edition: EditionView): SearchFile[] {
  const { id, title, language, divisions, earlier } = edition
  const several = divisions.length > 1
  const entries = [
    ...divisions.flatMap((division) => entriesOf(division, several)),
    ...earlier.flatMap((division) => division.notes.map((note) => ofNote(note, division, false))),
  ]
  return cut(entries).map((some, index) => {
    const path = partPath(id, index + 1)
    const notes = new Set(some.flatMap(({ kind }) => kind ?? []))
    const by = new Set(some.flatMap(({ by = [] }) => by))
    const part: SearchPart = {
      edition: { id, title, language },
      kinds: Object.fromEntries(
        edition.kinds.filter((one) => notes.has(one.id)).map((one) => [one.id, one.label]),
      ),
      people: Object.fromEntries(
        edition.contributors.filter((one) => by.has(one.id)).map((one) => [one.id, one.name]),
      ),
      entries: some,
    }
    return { path, type: 'text/javascript; charset=utf-8', body: () => scriptOf(path, part) }
  })
}

export function partPath(edition: string, part: number): string {
  return `${edition}/search-${part}.js`
}

/** Passages and the notes on them, in the order of the text. */
function entriesOf(division: DivisionView, several: boolean): SearchEntry[] {
  const among = several ? { in: division.title ?? division.id } : {}
  return division.passages.flatMap(({ id, text, notes }) => [
    { href: `${division.href}#${id}`, text, language: division.language, ...among },
    ...notes.map((note) => ofNote(note, division, several)),
  ])
}

function ofNote(note: NoteView, division: DivisionView, several: boolean): SearchEntry {
  return {
    href: `${division.href}#n-${note.id}`,
    text: note.title === undefined ? note.text : `${note.title}\n${note.text}`,
    language: note.language,
    ...(several ? { in: division.title ?? division.id } : {}),
    kind: note.kind.id,
    by: [...new Set(note.by.map(({ contributor }) => contributor.id))],
    number: note.number,
    on: note.places[0]?.lemma ?? '',
  }
}

function cut(entries: readonly SearchEntry[]): SearchEntry[][] {
  const parts: SearchEntry[][] = []
  let size = partSize
  for (const entry of entries) {
    size += entry.text.length
    if (size > partSize) {
      parts.push([])
      size = entry.text.length
    }
    parts.at(-1)?.push(entry)
  }
  return parts
}

/** The part that a file holds. */
function partIn(script: string): SearchPart {
  return JSON.parse(script.slice(script.indexOf('{'), script.lastIndexOf(')'))) as SearchPart
}

/** The index of all parts, in the order of the editions. They are asked for one after the other, and not kept. */
export function indexFiles(parts: Iterable<string>): SearchFile[] {
  const about = {
    total: 0,
    editions: new Map<string, SearchPart['edition']>(),
    parts: [] as (readonly [number, number, number])[],
    kinds: new Map<string, string>(),
    people: new Map<string, string>(),
  }
  const shards = indexOf(told(parts, about))
  const { total } = about
  const known = {
    total,
    editions: [...about.editions.values()],
    parts: about.parts,
    kinds: sorted(about.kinds),
    people: sorted(about.people),
    firsts: shards.map(({ first }) => first),
  }
  const hash = createHash('sha256').update(JSON.stringify(known))
  for (const { lines } of shards) hash.update(lines)
  const stamp = hash.digest('hex').slice(0, 12)
  const index: SearchIndex = { stamp, ...known }
  return [
    ['search/index.js', index] as const,
    ...shards.map(({ lines }, number) => [`search/${number}.js`, lines] as const),
  ].map(([path, data]) => ({
    path,
    type: 'text/javascript; charset=utf-8',
    body: () => scriptOf(path, data),
  }))
}

/** What the index is made of, while `about` is filled in. */
function* told(
  parts: Iterable<string>,
  about: {
    total: number
    readonly editions: Map<string, SearchPart['edition']>
    readonly parts: (readonly [number, number, number])[]
    readonly kinds: Map<string, string>
    readonly people: Map<string, string>
  },
): Iterable<Indexed> {
  let number = 0
  for (const part of parts) {
    const { edition, kinds, people, entries } = partIn(part)
    number = about.editions.has(edition.id) ? number + 1 : 1
    about.editions.set(edition.id, edition)
    about.parts.push([about.editions.size - 1, number, about.total])
    for (const [id, label] of Object.entries(kinds)) if (!about.kinds.has(id)) about.kinds.set(id, label)
    for (const [id, name] of Object.entries(people)) about.people.set(id, name)
    for (const { text, on, kind, by = [] } of entries) {
      about.total++
      yield {
        text: on === undefined ? text : `${on}\n${text}`,
        labels: [
          kind === undefined ? 'is:text' : 'is:note',
          `edition:${edition.id}`,
          ...(kind === undefined ? [] : [`kind:${kind}`]),
          ...by.map((id) => `by:${id}`),
        ],
      }
    }
  }
}

function sorted(names: ReadonlyMap<string, string>): (readonly [string, string])[] {
  return [...names].sort(([a, one], [b, other]) => compare(one, other) || compare(a, b))
}

function scriptOf(path: string, data: unknown): string {
  return `variorumSearch(${JSON.stringify(path)},${JSON.stringify(data)})\n`
}

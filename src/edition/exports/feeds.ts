import type { Element } from 'xast'
import { x } from 'xastscript'
import { type Words, wordsOf } from '../../words/index.ts'
import { relative } from '../addresses.ts'
import { htmlOf } from '../characters.ts'
import { rightsOf } from '../jsonld.ts'
import type { ChangeView, EditionCard, EditionView, LibraryView, NoteReference } from '../view.ts'
import type { Records } from '../parse.ts'
import { exportsOf } from './ids.ts'
import { absolute, hashesOf, instantOf, notesOf, type Published, uuidOf } from './published.ts'
import { documentOf } from './xml.ts'

/** What Atom and RSS are both written from. Addresses are below the site. */
export type Feed = {
  readonly uuid: string
  readonly title: string
  readonly description: string
  readonly language: string
  readonly licence: string | undefined
  /** Folder of the page that the feed is of, and of the feed. */
  readonly folder: string
  readonly author: string
  /** RFC 3339; demanded even of a feed without entries. */
  readonly updated: string
  /** The latest first. */
  readonly entries: readonly FeedEntry[]
  /** Absolute addresses, where it is known where the site is. */
  readonly absolute: (path: string) => string | undefined
}

type FeedEntry = {
  readonly uuid: string
  readonly title: string
  readonly href: string
  readonly published: string
  readonly updated: string
  readonly authors: readonly string[]
  readonly category: string | undefined
  readonly summary: string | undefined
}

/** A reader who was away for longer finds the rest in the log of changes. */
const most = 50

/** When Atom became a standard (RFC 4287): no feed is older. What feeds without entries say where nothing is known. */
const firstAtom = instantOf('2005-12')

/** New, corrected and withdrawn notes of an edition: as git tells of them, else as notes themselves say. */
export function feedOf(published: Published): Feed {
  const view = published.view()
  const { anchored, records } = published
  const { title, description, language, licence } = view
  const words = wordsOf(language)
  const seed = hashesOf(anchored.seed.divisions)
  const notes = new Map(notesOf(view).map((note) => [note.id, note]))
  const changes = view.changes.slice(0, most).map((change): FeedEntry => {
    const note = notes.get(change.id)
    return {
      ...entryOf(change, view.id, seed, words),
      category: note?.kind.label,
      summary: note?.text.slice(0, 1000).toWellFormed() ?? reasonOf(change, title),
    }
  })
  const dated = [...notes.values()].flatMap((note): FeedEntry[] => {
    const { id, created, updated, kind, by, places, text } = note
    const first = created ?? updated
    if (first === undefined) return []
    const page = places[0]?.href.replace(/#.*/, '')
    return [
      {
        uuid: uuidOf('note', view.id, ...seed, id),
        title: titleOf(words, updated === undefined ? 'new' : 'changed', places[0]?.lemma ?? id),
        href: `${page === '' || page === undefined ? `${view.id}/` : page}#n-${id}`,
        published: instantOf(first),
        updated: instantOf(updated ?? first),
        authors: by.map(({ contributor }) => contributor.name),
        category: kind.label,
        summary: text.slice(0, 1000).toWellFormed(),
      },
    ]
  })
  const entries = changes.length > 0 ? changes : latest(dated)
  return {
    uuid: uuidOf('feed', view.id, ...seed),
    title,
    description: description ?? words.say('changedNotes', { title }),
    language,
    licence,
    folder: `${view.id}/`,
    author: view.editors.map(({ name }) => name).join(', ') || title,
    updated: entries[0]?.updated ?? textDateOf(view),
    entries,
    absolute: (path) => absolute(records, path),
  }
}

/** The feeds of a site, by path. */
export function siteFeeds(
  site: Parameters<typeof siteFeed>[0],
  editions: Parameters<typeof siteFeed>[1],
  records: Records,
): LibraryView['feeds'] {
  if (!exportsOf(records).has('feeds')) return []
  const feed = () => siteFeed(site, editions, records)
  const atom = { path: 'atom.xml', type: 'application/atom+xml', body: () => atomOf(feed()) }
  const rss = { path: 'rss.xml', type: 'application/rss+xml', body: () => rssOf(feed()) ?? '' }
  return records.address === undefined ? [atom] : [atom, rss]
}

/** The same of all editions of a site. */
function siteFeed(
  site: { readonly title: string; readonly description: string | undefined; readonly language: string },
  editions: readonly Pick<EditionCard, 'id' | 'title' | 'changes'>[],
  records: Records,
): Feed {
  const words = wordsOf(site.language)
  const entries = editions.flatMap(({ id, title, changes }) =>
    changes.slice(0, most).map((change) => ({
      ...entryOf(change, id, [], words),
      category: title,
      summary: reasonOf(change, title),
    })),
  )
  const shown = latest(entries)
  return {
    uuid: uuidOf('feed', '', site.title),
    title: site.title,
    description: site.description ?? words.say('changedNotes', { title: site.title }),
    language: site.language,
    licence: undefined,
    folder: '',
    author: site.title,
    updated: shown[0]?.updated ?? firstAtom,
    entries: shown,
    absolute: (path) => absolute(records, path),
  }
}

/** When a text was there to be annotated; feeds of old books would else be older than any feed. */
function textDateOf({ seed: { retrieved, published } }: EditionView): string {
  const date = retrieved ?? published
  return date === undefined || instantOf(date) < firstAtom ? firstAtom : instantOf(date)
}

/** Why a note changed, in the words of the commit; where it has none, what it belongs to. */
function reasonOf({ subject }: ChangeView, title: string): string {
  return subject || title
}

function latest(entries: readonly FeedEntry[]): FeedEntry[] {
  return entries
    .toSorted((a, b) =>
      a.updated === b.updated ? (a.uuid < b.uuid ? -1 : 1) : a.updated < b.updated ? 1 : -1,
    )
    .slice(0, most)
}

/** Each change is an entry of its own: a commit changes a note once. */
function entryOf(
  change: ChangeView,
  edition: string,
  seed: readonly string[],
  words: Words,
): Omit<FeedEntry, 'category' | 'summary'> {
  const { id, note, kind, instant, who, commit, href } = change
  return {
    uuid: uuidOf('change', edition, ...seed, id, commit),
    title: titleOf(words, kind, note?.label ?? id),
    href: note === undefined || kind === 'withdrawn' ? href : addressOf(note, edition),
    published: instant,
    updated: instant,
    authors: who,
  }
}

function addressOf({ href }: NoteReference, edition: string): string {
  return href.startsWith('#') ? `${edition}/${href}` : href
}

const titles = { new: 'newNote', changed: 'changedNote', withdrawn: 'withdrawnNote' } as const

function titleOf({ say }: Words, kind: keyof typeof titles, words: string): string {
  return say(titles[kind], { words })
}

/** RFC 4287. Without the address of the site every link is said from the feed itself. */
export function atomOf(feed: Feed): string {
  const at = (path: string) => feed.absolute(path) ?? relative(feed.folder, path)
  return documentOf(
    x(null, [
      x('feed', { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': feed.language }, [
        x('id', feed.uuid),
        x('title', feed.title),
        x('subtitle', feed.description),
        x('updated', feed.updated),
        x('link', { rel: 'self', type: 'application/atom+xml', href: at(`${feed.folder}atom.xml`) }),
        x('link', { rel: 'alternate', type: 'text/html', href: at(feed.folder) }),
        x('author', [x('name', feed.author)]),
        ...(feed.licence === undefined ? [] : [x('link', { rel: 'license', href: rightsOf(feed.licence) })]),
        x('generator', 'Variorum'),
        ...feed.entries.map((entry) =>
          x('entry', [
            x('id', entry.uuid),
            x('title', entry.title),
            x('link', { rel: 'alternate', type: 'text/html', href: at(entry.href) }),
            x('published', entry.published),
            x('updated', entry.updated),
            ...entry.authors.map((name) => x('author', [x('name', name)])),
            ...(entry.category === undefined ? [] : [x('category', { term: entry.category })]),
            ...(entry.summary === undefined ? [] : [x('summary', entry.summary)]),
          ]),
        ),
      ]),
    ]),
  )
}

/** RSS 2.0, which has absolute addresses only. Undefined where nobody has said where the site is. */
export function rssOf(feed: Feed): string | undefined {
  const home = feed.absolute(feed.folder)
  if (home === undefined) return undefined
  const at = (path: string) => feed.absolute(path) ?? path
  return documentOf(
    x(null, [
      x(
        'rss',
        {
          version: '2.0',
          'xmlns:atom': 'http://www.w3.org/2005/Atom',
          'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
        },
        [
          x('channel', [
            x('title', feed.title),
            x('link', home),
            x('description', feed.description),
            x('language', feed.language),
            x('lastBuildDate', rfc822(feed.updated)),
            x('generator', 'Variorum'),
            x('atom:link', { rel: 'self', type: 'application/rss+xml', href: at(`${feed.folder}rss.xml`) }),
            ...feed.entries.map((entry) => item(entry, at)),
          ]),
        ],
      ),
    ]),
  )
}

function item(entry: FeedEntry, at: (path: string) => string): Element {
  return x('item', [
    x('title', entry.title),
    x('link', at(entry.href)),
    x('guid', { isPermaLink: 'false' }, entry.uuid),
    x('pubDate', rfc822(entry.updated)),
    // The `author` of RSS is a mail address; a name is Dublin Core's.
    ...entry.authors.map((name) => x('dc:creator', name)),
    ...(entry.category === undefined ? [] : [x('category', entry.category)]),
    // Readers take the description of an item for HTML, and that of a channel for words.
    ...(entry.summary === undefined ? [] : [x('description', htmlOf(entry.summary))]),
  ])
}

/** `Mon, 23 Nov 2026 06:50:00 GMT`, as RSS has dates. */
function rfc822(instant: string): string {
  return new Date(instant).toUTCString()
}

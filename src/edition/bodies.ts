import { toHtml } from 'hast-util-to-html'
import type { Root as HastRoot } from 'hast'
import type { Root } from 'mdast'
import { visit } from 'unist-util-visit'
import { VFile } from 'vfile'
import {
  type Cited,
  citations,
  type Resolve as ResolveCitation,
} from '../../plugins/remark-citations/index.ts'
import {
  noteLinks,
  type Reference,
  type Resolve as ResolveLink,
  type Unresolved,
} from '../../plugins/remark-note-links/index.ts'
import { findAnchor, findPassage, pageOf, relative } from './addresses.ts'
import { type AnchoredEdition, firstPlace } from './anchor.ts'
import type { Direction } from './body-direction.ts'
import { type Labels, linkNoteBody, type ParsedBody, parseNoteBody, textOf } from './note-body.ts'
import { directionOf, type Division, type Edition, type Records, type Seed } from './parse.ts'
import { parseProse } from './prose.ts'
import { adviceOn, adviceOnCiting } from './names.ts'
import { clip, type NoteRecord, type SourceRecord } from './records.ts'
import { labelOf } from './reference.ts'
import { entityHref } from './registers.ts'
import { choices, suggest } from './suggest.ts'
import { type Words, wordsOf } from '../words/index.ts'

/** The bodies of an edition's notes and its prose, parsed; set as HTML when they are asked for. */
export type Bodies = {
  readonly of: (note: string) => Body | undefined
  readonly prose: Mentions
  /** Markdown that stands in a record, as HTML. */
  readonly plain: (markdown: string, prefix: string) => string
  /** Resolves the links and citations of the edition's prose in a tree that somebody else parsed. */
  readonly link: (tree: Root, file: VFile) => void
}

/** What a body refers to: ids of notes, keys of sources, ids of entities. */
export type Mentions = {
  readonly notes: readonly string[]
  readonly sources: readonly string[]
  readonly entities: readonly string[]
}
export type Body = Mentions & {
  /** As HTML for the note's own page, or for another: then its links lead from there. */
  readonly html: (page?: string) => string
  readonly text: () => string
  /** As trees for another page: nobody may change the first; the second is made anew. */
  readonly tree: (page: string) => HastRoot
  readonly markdown: (page: string) => Root
}

/**
 * Parses what people wrote below the front matter, resolves every link and citation in it, and complains of
 * those that lead nowhere. A note whose words were not found is read all the same.
 */
export function parseBodies(edition: Edition, records: Records, anchoredOf: AnchoredOf): Bodies {
  const home = frontPage(edition, records)
  const places = placesOf(anchoredOf(edition.id))
  const resolversFrom = (from: Where) => resolvers({ edition, records, anchoredOf, places, from })
  const { fields } = edition.record
  const direction = fields.direction ?? directionOf(fields.language ?? 'en')
  const bodies = new Map(
    [...edition.notes.records.values()].map((note) => {
      const where = places.get(note.id) ?? home
      const { language } = note.fields
      const speech =
        language === undefined
          ? { language: fields.language, direction }
          : { language, direction: directionOf(language) }
      return [note.id, bodyOf(note, where.page, resolversFrom(where), speech)]
    }),
  )
  const prose = resolversFrom(home)
  return {
    of: (note) => bodies.get(note),
    prose: mentionsOf(parseProse(edition.record, prose)),
    plain: (markdown, prefix) => plainHtml(markdown, prefix, direction),
    link: (tree, file) => {
      noteLinks(tree, file, { resolve: prose.resolveLink })
      citations(tree, file, { resolve: prose.resolveCitation })
    },
  }
}

/** The notes of any edition with their places; undefined for one without a text. */
export type AnchoredOf = (edition: string) => AnchoredEdition | undefined

type Speech = { readonly language: string | undefined; readonly direction: Direction }

function bodyOf(note: NoteRecord, home: string, resolve: Resolvers, { language, direction }: Speech): Body {
  const prefix = `n-${note.id}--`
  const parsed = parseNoteBody(note.body, {
    file: note.file,
    offset: note.bodyStart.offset ?? 0,
    prefix,
    direction,
    labels: labelsOf(language),
    ...resolve,
  })
  return {
    ...mentionsOf(parsed),
    html: (page) => toHtml(page === undefined ? parsed.tree : moved(parsed.tree, home, page, `#${prefix}`)),
    text: () => textOf(parsed.tree),
    tree: (page) => moved(parsed.tree, home, page, `#${prefix}`),
    markdown: (page) => {
      const file = new VFile({ value: note.body })
      const { mdast } = linkNoteBody(note.body, { file, prefix, ...resolve })
      visit(mdast, (node) => {
        if (node.type === 'link' || node.type === 'definition') node.url = movedHref(node.url, home, page)
      })
      return mdast
    },
  }
}

/** What a page says in a body for us. */
function labelsOf(language: string | undefined): Labels {
  const words = wordsOf(language)
  return {
    footnotes: words.say('footnotes'),
    back: (number, turn) => words.say('backTo', { n: `${number}${turn > 1 ? `-${turn}` : ''}` }),
    done: words.say('done'),
    open: words.say('notDone'),
  }
}

/** A body as it has to be on another page: its links are said from there, but for those within itself. */
function moved(tree: HastRoot, from: string, to: string, own: string): HastRoot {
  const copy = structuredClone(tree)
  visit(copy, 'element', ({ properties }) => {
    const { href } = properties
    if (typeof href === 'string' && !href.startsWith(own)) properties.href = movedHref(href, from, to)
  })
  return copy
}

function movedHref(href: string, from: string, to: string): string {
  if (href === '' || /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(href)) return href
  const { pathname, hash } = new URL(href, `https://site.invalid/${from}`)
  const there = pathname.slice(1) + hash
  // Only a page with the whole text has the sources below it.
  return relative(to, there.startsWith(`${from}#s-`) ? `${to.replace(/\/.*/, '')}/sources/${hash}` : there)
}

function mentionsOf({
  references,
  citations: cited,
}: Pick<ParsedBody, 'references' | 'citations'>): Mentions {
  const named = (kind: Reference['kind']) => references.filter((one) => one.kind === kind).map(({ id }) => id)
  return {
    notes: named('note'),
    entities: named('entity'),
    sources: [...named('source'), ...cited.map(({ key }: Cited) => key)],
  }
}

function plainHtml(markdown: string, prefix: string, direction: Direction): string {
  const nothing = (): Unresolved => ({ problem: 'a web address' })
  const file = new VFile({ value: markdown })
  return toHtml(
    parseNoteBody(markdown, {
      file,
      prefix: `${prefix}--`,
      direction,
      resolveLink: nothing,
      resolveCitation: nothing,
    }).tree,
  )
}

/** The page that something stands on, and the division that passages without a name of one are looked for in. */
type Where = { readonly page: string; readonly division: Division | undefined; readonly label: string }

function frontPage(edition: Edition, records: Records): Where {
  const divisions = records.seeds.get(edition.record.fields.seed)?.divisions ?? []
  return {
    page: `${edition.id}/`,
    division: divisions.length === 1 ? divisions[0] : undefined,
    label: edition.record.fields.title,
  }
}

/** Where each note of an edition that was anchored stands. */
function placesOf(anchored: AnchoredEdition | undefined): ReadonlyMap<string, Where> {
  if (anchored === undefined) return new Map()
  const { edition, notes } = anchored
  return new Map(
    notes.map((one) => {
      const { division, range } = firstPlace(one)
      const label = clip(division.text.slice(range.start, range.end), 60)
      return [one.note.id, { page: pageOf(edition, division), division, label }]
    }),
  )
}

export type Resolvers = { readonly resolveLink: ResolveLink; readonly resolveCitation: ResolveCitation }

type Context = {
  readonly edition: Edition
  readonly records: Records
  readonly anchoredOf: AnchoredOf
  /** Where the edition's own notes stand. */
  readonly places: ReadonlyMap<string, Where>
  readonly from: Where
}

function resolvers(context: Context): Resolvers {
  return {
    resolveLink: (reference) => resolveKind[reference.kind](reference, context),
    resolveCitation: (key) => {
      const record = context.records.sources.records.get(key)
      if (record !== undefined) return citationOf(record, wordsOf(context.edition.record.fields.language))
      if (context.records.sources.ids.has(key)) return { label: key, href: `#s-${key}` }
      return missing('source', 'a source of this library', key, context.records.sources.ids, true)
    },
  }
}

/** What stands for a source in a note. That nobody has seen it is said wherever it is cited. */
function citationOf(record: SourceRecord, words: Words) {
  const { id, fields } = record
  const answer = { label: labelOf(record, words), href: `#s-${id}`, title: fields.title }
  if (fields.status !== 'unverified') return answer
  return { ...answer, label: `${answer.label} [${words.say('unverified')}]`, className: ['ref-unverified'] }
}

type Answer = ReturnType<ResolveLink>

const resolveKind: Record<Reference['kind'], (reference: Reference, context: Context) => Answer> = {
  note: ({ id }, { edition, places, from }): Answer => {
    const where = places.get(id)
    if (where !== undefined) return { href: relative(from.page, `${where.page}#n-${id}`), label: where.label }
    // A note that is there, but is a draft or has lost its words: its own message is enough.
    if (edition.notes.ids.has(id)) return { href: '', label: id, properties: { href: undefined } }
    return missing('note', 'a note of this edition', id, edition.notes.ids)
  },
  passage: ({ id }, { edition, records, from }) => {
    // A note that has stayed on an earlier text speaks of the passages of that.
    const seed = records.seeds.get(from.division?.seed ?? edition.record.fields.seed)
    const found = seed && findPassage(seed, id, from.division)
    if (seed === undefined || found === undefined) return noPassage(id, seed)
    return {
      href: relative(from.page, `${pageOf(edition, found.division)}#${found.passage}`),
      label: id,
    }
  },
  entity: ({ id }, { edition, records, from }) => {
    const record = records.entities.records.get(id)
    if (record === undefined && !records.entities.ids.has(id))
      return missing('entity', 'an entity of the register', id, records.entities.ids)
    const { name, description } = record?.fields ?? { name: id }
    const href = relative(from.page, entityHref(edition.id, id, record))
    return { href, label: name, ...(description === undefined ? {} : { title: description }) }
  },
  source: ({ id }, { edition, records }) => {
    const record = records.sources.records.get(id)
    if (record === undefined && !records.sources.ids.has(id))
      return missing('source', 'a source of this library', id, records.sources.ids)
    const words = wordsOf(edition.record.fields.language)
    return { href: `#s-${id}`, label: record === undefined ? id : citationOf(record, words).label }
  },
  edition: ({ id, fragment }, { records, anchoredOf, from }) => {
    const edition = records.editions.get(id)
    if (edition === undefined)
      return missing('edition', 'an edition of this library', id, records.editions.keys())
    const places = new Map([...placesOf(anchoredOf(id))].map(([note, { page }]) => [note, page]))
    const found = findAnchor(records, edition, fragment, places)
    if (found !== undefined) return { href: relative(from.page, found), label: edition.record.fields.title }
    return {
      problem: `a passage such as \`p3\` or a note such as \`n-…\` of \`${id}\``,
      mend: `Copy the end of the address from the published page, or link to the whole edition: \`edition:${id}\`.`,
    }
  },
  xref: ({ id, fragment = '' }, { records }) => {
    const other = records.xrefs.get(id)
    if (other === undefined)
      return missing('xref', 'an edition of another site, as `<site>/<edition>`', id, records.xrefs.keys())
    const anchor = other.anchors?.get(fragment)
    if (anchor !== undefined) return { href: anchor.href, label: other.title, title: anchor.words }
    // Where the registry itself is at fault, its own message is enough.
    if (fragment === '' || other.anchors === undefined) return { href: other.url, label: other.title }
    return {
      problem: `a passage such as \`p3\` or a note such as \`n-…\` of \`${id}\``,
      mend: `Copy the end of the address from the published page, or link to the whole edition: \`xref:${id}\`.`,
    }
  },
}

function missing(
  scheme: 'note' | 'entity' | 'source' | 'edition' | 'xref',
  what: string,
  id: string,
  ids: Iterable<string>,
  cited = false,
): Unresolved {
  const all = [...ids]
  const meant = suggest(id, all)
  const written = cited ? meant : `${scheme}:${meant}`
  const advice = cited ? adviceOnCiting(id) : adviceOn(scheme, id)
  return {
    problem: `${what}: ${choices(all)}`,
    expected: all,
    mend: meant === undefined ? advice : `Did you mean \`${written}\`?`,
  }
}

function noPassage(id: string, seed: Seed | undefined): Unresolved {
  const counts = (seed?.divisions ?? []).map(({ id: division, passages }) =>
    seed?.divisions.length === 1
      ? `\`p1\` to \`p${passages.length}\``
      : `\`${division}/p1\` to \`${division}/p${passages.length}\``,
  )
  return {
    problem: counts.length === 0 ? `a passage of the text, not \`${id}\`` : counts.slice(0, 6).join(', '),
    mend: 'The published page shows the number of each passage in its margin.',
  }
}

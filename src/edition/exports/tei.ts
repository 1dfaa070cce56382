import type { Element, ElementContent } from 'xast'
import { x } from 'xastscript'
import { wordsOf } from '../../words/index.ts'
import { hrefOf } from '../addresses.ts'
import { notesOn } from '../anchor.ts'
import { rightsOf } from '../jsonld.ts'
import type { Division } from '../parse.ts'
import type { SourceFields } from '../schema.ts'
import type { EditionView, EntityView, NoteView, SourceView } from '../view.ts'
import { datasetOf } from './dataset.ts'
import {
  absolute,
  dateOf,
  editionUuid,
  hashesOf,
  instantOf,
  keyOf,
  notesById,
  notesOf,
  type Published,
} from './published.ts'
import { type Lead, noteContent } from './tei-notes.ts'
import { type Point, textOf } from './tei-text.ts'
import { documentOf } from './xml.ts'

/**
 * An edition as one document of TEI P5: the texts in `text`, the notes and the registers in `standOff` (Guidelines,
 * chapter 16.10). Every id is the fragment that the thing has in the pages.
 */
export function teiOf(published: Published): string {
  const { anchored } = published
  const view = published.view()
  return documentOf(
    x(null, [
      x('TEI', { xmlns: 'http://www.tei-c.org/ns/1.0', 'xml:lang': view.language }, [
        header(published, view),
        ...standOff(published, view),
        x('text', { 'xml:space': 'preserve' }, [
          x(
            'body',
            anchored.divisions.map((division) =>
              textOf(division, pointsOf(published, division), {
                n: keyOf(anchored, division),
                language: division.language,
                corresp: `#t-${keyOf(anchored, division)}`,
                prefix: prefixOf(published, division),
              }),
            ),
          ),
        ]),
      ]),
    ]),
  )
}

/** Only where an edition has several texts do the ids of passages need more than their number. */
function prefixOf({ anchored }: Published, division: Division): string {
  return anchored.divisions.length < 2 ? '' : `${keyOf(anchored, division)}.`
}

function pointsOf({ anchored }: Published, division: Division): Point[] {
  return notesOn(anchored, division).flatMap(({ note, places }) =>
    places.flatMap((place, index): Point[] => {
      if (place.division !== division) return []
      const id = placeId(note.id, index)
      const { start, end } = place.range
      return [
        { id, offset: start, type: 'start' },
        { id: `${id}.end`, offset: end, type: 'end' },
      ]
    }),
  )
}

function placeId(note: string, index: number): string {
  return index === 0 ? `q-${note}` : `q-${note}.${index + 1}`
}

function header(published: Published, view: EditionView): Element {
  const { say } = wordsOf(view.language)
  return x('teiHeader', [
    x('fileDesc', [
      x('titleStmt', [
        x('title', { type: 'main' }, view.title),
        ...said('title', view.subtitle, { type: 'sub' }),
        ...said('author', view.seed.author),
        ...view.editors.map(({ id, name }) => x('editor', { ref: `#c-${id}` }, name)),
        ...contributions(view),
      ]),
      x('editionStmt', [x('edition', { n: dateOf(view).slice(0, 10) }, say('asOfDate'))]),
      publication(published, view),
      x('sourceDesc', [sourceText(published, view)]),
    ]),
    x('encodingDesc', [x('projectDesc', [x('p', say('encoded'))]), ...kindsDeclared(view)]),
    x('profileDesc', [
      x(
        'langUsage',
        [...new Set([view.language, ...published.anchored.divisions.map(({ language }) => language)])].map(
          (ident) => x('language', { ident }, ident),
        ),
      ),
    ]),
    x('xenoData', { type: 'variorum-notes' }, JSON.stringify(datasetOf(published))),
    ...revisions(view),
  ])
}

/** The kinds of the notes as a taxonomy, to which each note points. */
function kindsDeclared({ kinds }: EditionView): Element[] {
  if (kinds.length === 0) return []
  const categories = kinds.map(({ id, label, description }) =>
    x('category', { 'xml:id': `k-${id}` }, [
      x('catDesc', [x('term', label), ...(description === undefined ? [] : [`: ${description}`])]),
    ]),
  )
  return [x('classDecl', [x('taxonomy', { 'xml:id': 'kinds' }, categories)])]
}

function said(
  name: string,
  words: string | undefined,
  attributes: Readonly<Record<string, string>> = {},
): Element[] {
  return words === undefined || words.trim() === '' ? [] : [x(name, attributes, words)]
}

/** Everybody who wrote a note, under the id that notes name them by. */
function contributions({ editors, contributors, language }: EditionView): Element[] {
  const { say } = wordsOf(language)
  const all = [...new Map([...editors, ...contributors].map((one) => [one.id, one])).values()]
  return all.map(({ id, name, kind, role, orcid, url }) =>
    x('respStmt', { 'xml:id': `c-${id}` }, [
      x('resp', role ?? say(editors.some((one) => one.id === id) ? 'editor' : 'notesHeading')),
      x(
        kind === 'person' ? 'persName' : kind === 'software' ? 'name' : 'orgName',
        {
          ref: orcid === undefined ? url : `https://orcid.org/${orcid}`,
        },
        name,
      ),
    ]),
  )
}

function publication(published: Published, view: EditionView): Element {
  const { anchored, records } = published
  const address = absolute(records, `${anchored.edition.id}/`)
  return x('publicationStmt', [
    x('publisher', records.site?.fields.title ?? view.title),
    x('idno', { type: 'URI' }, editionUuid(anchored)),
    ...said('idno', address, { type: 'URL' }),
    ...(view.licence === undefined
      ? []
      : [
          x('availability', [
            x(
              'licence',
              { target: rightsOf(view.licence) },
              wordsOf(view.language).say('notesUnder', { licences: view.licence }),
            ),
          ]),
        ]),
    x('date', { when: dateOf(view).slice(0, 10) }),
  ])
}

/** Where the text is from, with the hash of each of its files. */
function sourceText({ anchored, records }: Published, { seed, language }: EditionView): Element {
  const { say } = wordsOf(language)
  return x('bibl', [
    x('title', seed.title),
    ...said('author', seed.author),
    ...said('publisher', seed.publisher),
    ...(seed.published === undefined ? [] : [x('date', { when: seed.published }, seed.published)]),
    ...pointer('ref', seed.url),
    ...pointer('ref', seed.archived, { type: 'archived' }),
    ...said('note', seed.retrieved && say('labelled', { label: say('retrieved'), value: seed.retrieved }), {
      type: 'retrieved',
    }),
    ...(seed.rights === undefined
      ? []
      : [
          x('availability', [
            x('licence', { target: seed.rights.url && hrefOf(seed.rights.url) }, seed.rights.statement),
          ]),
        ]),
    ...said('note', records.seeds.get(seed.id)?.record.fields.note),
    ...anchored.divisions.map((division) => {
      const key = keyOf(anchored, division)
      return x('relatedItem', [
        x('bibl', { 'xml:id': `t-${key}` }, [
          x('title', division.title ?? seed.title),
          x('idno', { type: 'file' }, division.file.basename ?? ''),
          x('idno', { type: 'SHA-256' }, hashesOf([division])[0]),
        ]),
      ])
    }),
  ])
}

function pointer(
  name: string,
  target: string | undefined,
  attributes: Readonly<Record<string, string>> = {},
): Element[] {
  return target === undefined ? [] : [x(name, { ...attributes, target: hrefOf(target) }, target)]
}

type Made = 'notesWritten' | 'notesCorrected'

/** How many notes were written and corrected, by day. */
function revisions(view: EditionView): Element[] {
  const written = notesOf(view).flatMap(({ created }) =>
    created === undefined ? [] : [`${day(created)} notesWritten`],
  )
  const corrected = notesOf(view).flatMap(({ created, updated }) =>
    updated === undefined || updated === created ? [] : [`${day(updated)} notesCorrected`],
  )
  const counts = Map.groupBy([...written, ...corrected], (one) => one)
  if (counts.size === 0) return []
  const { count } = wordsOf(view.language)
  return [
    x(
      'revisionDesc',
      [...counts]
        .sort(([a], [b]) => (a < b ? 1 : -1))
        .map(([key, { length }]) => {
          const [when = '', what] = key.split(' ') as [string, Made]
          return x('change', { when }, count(what, length))
        }),
    ),
  ]
}

function day(date: string): string {
  return date.slice(0, 10)
}

function standOff(published: Published, view: EditionView): Element[] {
  const lead = leadOf(published)
  const notes = notesById(view)
  const annotations = published.anchored.notes.flatMap(({ note }) => {
    const one = notes.get(note.id)
    return one === undefined ? [] : [noteElement(published, one, lead)]
  })
  const of = (...kinds: readonly EntityView['kind'][]) =>
    view.entities.filter(({ kind }) => kinds.includes(kind))
  return listed('standOff', [
    ...listed('listAnnotation', annotations),
    ...listed('listPerson', of('person').map(person)),
    ...listed(
      'listOrg',
      of('organisation').map((one) => described('org', 'orgName', one)),
    ),
    ...listed(
      'listPlace',
      of('place').map((one) => described('place', 'placeName', one)),
    ),
    ...listed(
      'listEvent',
      of('event').map((one) => described('event', 'label', one)),
    ),
    ...listed(
      'list',
      of('term').map((one) =>
        x('item', { 'xml:id': `e-${one.id}` }, [x('term', one.name), ...definition(one)]),
      ),
    ),
    ...listed('listBibl', [
      ...view.sources.map((source) =>
        bibliographic(source, published.records.sources.records.get(source.key)?.fields),
      ),
      ...of('work').map((one) =>
        x('bibl', { 'xml:id': `e-${one.id}` }, [x('title', one.name), ...said('note', one.description)]),
      ),
    ]),
  ])
}

function listed(name: string, elements: readonly Element[]): Element[] {
  return elements.length === 0 ? [] : [x(name, [...elements])]
}

function noteElement({ anchored, bodies }: Published, note: NoteView, lead: Lead): Element {
  const { edition } = anchored
  const body = bodies.of(note.id)
  const ids = note.places.map((_, index) => placeId(note.id, index))
  const references: readonly (readonly [string, readonly string[]])[] = [
    ['source', note.sources.map(({ key }) => `#s-${key}`)],
    ['about', note.entities.map(({ id }) => `#e-${id}`)],
    ['see', note.see.map(({ id }) => `#n-${id}`)],
    ['disputes', note.disputes.map(({ id }) => `#n-${id}`)],
    ['supersedes', note.supersedes.map(({ id }) => `#n-${id}`)],
    ['replies-to', note.repliesTo.map(({ id }) => `#n-${id}`)],
  ]
  return x(
    'note',
    {
      'xml:id': `n-${note.id}`,
      type: note.kind.id,
      ana: `#k-${note.kind.id}`,
      n: String(note.number),
      'xml:lang': note.language,
      resp: note.by.map(({ contributor }) => `#c-${contributor.id}`).join(' '),
      target: ids.map((id) => `#${id}`).join(' '),
      targetEnd: ids.map((id) => `#${id}.end`).join(' '),
    },
    [
      ...said('label', note.title, { type: 'title' }),
      ...(body === undefined ? [] : noteContent(body.tree(`${edition.id}/`), lead)),
      ...references.flatMap(([type, targets]) => targets.map((target) => x('ref', { type, target }))),
      ...dates(note),
    ],
  )
}

function dates({ created, updated }: NoteView): Element[] {
  return [
    ...(created === undefined ? [] : [x('date', { type: 'created', when: stamp(created) })]),
    ...(updated === undefined ? [] : [x('date', { type: 'updated', when: stamp(updated) })]),
  ]
}

/** `xsd:date`, `xsd:gYearMonth`, `xsd:gYear` or `xsd:dateTime`, as far as the date is known. */
function stamp(date: string): string {
  return date.includes('T') ? instantOf(date) : date
}

/** Links within the edition lead to the things themselves; others to the site, or where they led. */
function leadOf({ anchored, records }: Published): Lead {
  const { id } = anchored.edition
  const prefixes = anchored.divisions.map(
    (division) => [`${keyOf(anchored, division).replace('.', '/')}/`, keyOf(anchored, division)] as const,
  )
  return (href) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(href)) return hrefOf(href)
    const [path = '', fragment] = href.split('#')
    if (fragment !== undefined && /^[nse]-/.test(fragment)) {
      // A link to another edition climbs out of this one.
      if (!path.startsWith('../')) return `#${fragment}`
    }
    const text = prefixes.find(([folder]) => path === folder)?.[1]
    if (fragment !== undefined && text !== undefined)
      return `#${/^q-/.test(fragment) ? fragment : `${text}.${fragment}`}`
    if (fragment !== undefined && path === '') return `#${fragment}`
    return (
      absolute(
        records,
        new URL(href, `https://site.invalid/${id}/`).href.slice('https://site.invalid/'.length),
      ) ?? hrefOf(href)
    )
  }
}

function person(one: EntityView): Element {
  const { born, died } = one.dates
  return x('person', { 'xml:id': `e-${one.id}` }, [
    ...namesOf('persName', one),
    ...(born === undefined ? [] : [x('birth', { when: born })]),
    ...(died === undefined ? [] : [x('death', { when: died })]),
    ...identifiers(one),
    ...said('note', one.description),
  ])
}

function namesOf(name: string, { name: first, names }: EntityView): Element[] {
  return [x(name, first), ...names.map((other) => x(name, { type: 'other' }, other))]
}

function identifiers({ sameAs }: EntityView): Element[] {
  return sameAs.map((address) => x('idno', { type: 'URI' }, address))
}

function described(element: 'org' | 'place' | 'event', name: string, one: EntityView): Element {
  const { start, end } = one.dates
  const when = end === undefined ? { when: start } : { from: start, to: end }
  return x(element, { 'xml:id': `e-${one.id}`, ...(element === 'event' ? when : {}) }, [
    ...namesOf(name, one),
    ...(element === 'event' ? [] : said('desc', one.description)),
    ...identifiers(one),
    ...(element === 'event' ? said('note', one.description) : []),
  ])
}

function definition({ names, description }: EntityView): ElementContent[] {
  return [...names.map((name) => x('term', { type: 'other' }, name)), ...said('gloss', description)]
}

function bibliographic({ key, title }: SourceView, fields: SourceFields | undefined): Element {
  if (fields === undefined) return x('bibl', { 'xml:id': `s-${key}` }, [x('title', title)])
  return x('bibl', { 'xml:id': `s-${key}`, type: fields.type }, [
    ...people('author', fields.author),
    ...people('editor', fields.editor),
    ...people('editor', fields.translator, 'translator'),
    x('title', { level: fields['container-title'] === undefined ? 'm' : 'a' }, fields.title),
    ...said('title', fields['container-title'], { level: 'j' }),
    ...said('title', fields['collection-title'], { level: 's' }),
    ...said('edition', fields.edition),
    ...said('pubPlace', fields['publisher-place']),
    ...said('publisher', fields.publisher ?? fields.authority),
    ...(fields.issued === undefined ? [] : [x('date', { when: fields.issued }, fields.issued)]),
    ...said('biblScope', fields.volume, { unit: 'volume' }),
    ...said('biblScope', fields.issue ?? fields.number, { unit: 'issue' }),
    ...said('biblScope', fields.page, { unit: 'page' }),
    ...said('idno', fields.DOI, { type: 'DOI' }),
    ...said('idno', fields.ISBN, { type: 'ISBN' }),
    ...pointer('ref', fields.URL),
    ...pointer('ref', fields.archived, { type: 'archived' }),
    ...(fields.accessed === undefined
      ? []
      : [x('date', { type: 'accessed', when: fields.accessed }, fields.accessed)]),
    ...said('note', fields.note),
  ])
}

function people(element: string, names: SourceFields['author'], role?: string): Element[] {
  return (names ?? []).map((name) =>
    x(
      element,
      { role },
      'literal' in name
        ? name.literal
        : [
            x('persName', [
              x('surname', name.family),
              ...(name.given === undefined ? [] : [', ', x('forename', name.given)]),
            ]),
          ],
    ),
  )
}

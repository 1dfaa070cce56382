import type { Element, Properties } from 'hast'
import { toHtml } from 'hast-util-to-html'
import {
  type Annotation,
  annotate,
  type Place as MarkedPlace,
  type Segment,
} from '../../plugins/hast-util-annotate/index.ts'
import { citable } from '../../plugins/rehype-citable/index.ts'
import { type Passage, passages } from '../../plugins/seed-parse/index.ts'
import { createOffsets } from '../../plugins/text-selector/index.ts'
import { pageOf, relative, textPath } from './addresses.ts'
import { type Anchored, type AnchoredEdition, firstPlace, notesOn } from './anchor.ts'
import { passageAt, type Place } from './places.ts'
import type { Bodies } from './bodies.ts'
import { contributorHref, contributorPages, creditsOf } from './contributors.ts'
import { changesOf, datesOf, historyHref, mostRevisions, type Past, revisionsOf } from './history.ts'
import { siteFeeds } from './exports/feeds.ts'
import { kindsOf } from './kinds.ts'
import { licencesOf } from './licences.ts'
import { isPictured, picturesOf } from './picture.ts'
import { metadataOf } from './metadata.ts'
import { type AnchoredParallel, comparisonOf } from './parallels.ts'
import { directionOf, type Division, type Records, type Seed } from './parse.ts'
import { clip, type ContributorRecord, type NoteRecord, oneLine } from './records.ts'
import { repositoryOf } from './repository.ts'
import { pagesOf, passageReference, type Registers, registersOf } from './registers.ts'
import { rules } from './rules.ts'
import { once } from './once.ts'
import { timelineOf } from './timeline.ts'
import { versionsOf } from './versions.ts'
import { wordsOf } from './words.ts'
import { type Words, wordsOf as interfaceWords } from '../words/index.ts'
import type {
  ClaimView,
  ContributorView,
  DivisionView,
  EditionCard,
  EditionView,
  KindView,
  LibraryView,
  NoteHistoryView,
  NoteReference,
  NoteView,
  PassageView,
  PlaceView,
  SeedView,
  StateView,
  VerdictView,
} from './view.ts'

/** The site as a whole. `viewOf` gives those of its editions whose pages are being made. */
export function renderLibrary(
  records: Records,
  editions: readonly EditionCard[],
  viewOf: (id: string) => EditionView | undefined,
): LibraryView {
  const site = records.site?.fields
  const description = site?.description
  const language = site?.language ?? 'en'
  const title = site?.title ?? interfaceWords(language).say('siteTitle')
  const url = records.address
  const pictured = isPictured(url, records.editions.count)
  const contributors = once(() =>
    contributorPages(
      [...records.contributors.records].map(([id, record]) => contributorView(id, record)),
      editions,
      interfaceWords(language),
    ),
  )
  return {
    title,
    description,
    language,
    direction: directionOf(language),
    editions,
    get contributors() {
      return contributors()
    },
    rules: Object.entries(rules).map(([id, rule]) => ({ id, ...rule })),
    search: site?.search ?? true,
    base: url === undefined ? '/' : new URL(url).pathname.replace(/\/?$/, '/'),
    pictures: picturesOf(
      { title, description, pictured },
      editions.flatMap(({ id }) => viewOf(id) ?? []),
    ),
    feeds: siteFeeds({ title, description, language }, editions, records),
    metadata: (page) =>
      metadataOf(
        { title, description, editions, url, language, pictured },
        page,
        viewOf(page.path.replace(/\/.*/s, '')),
      ),
  }
}

/** Sets an edition: its texts with their marks, its notes with their bodies, and the registers they draw on. */
export function renderEdition(
  anchored: AnchoredEdition,
  records: Records,
  bodies: Bodies,
  parallels: readonly AnchoredParallel[],
  past: Past,
  downloads: EditionView['downloads'],
): EditionView {
  const { edition, seed, notes } = anchored
  const { fields } = edition.record
  const desk = deskOf(anchored, records, bodies, parallels, past)
  const sources = [...desk.registers.sources.values()]
  const entities = [...desk.registers.entities.values()]
  const divisions = anchored.divisions.map((division) => renderDivision(division, desk))
  const shown = divisions.flatMap((division) => division.notes)
  const claims = shown.flatMap(({ claim }) => claim ?? [])
  const { title, published } = seed.record.fields
  const timeline = timelineOf(entities, { title, published }, sources)
  const repository = fields.repository ?? records.site?.fields.repository
  const history = past.state()
  const versions = versionsOf({ anchored, records, reference: desk.reference, stateOf: stateView })
  const changes = history === 'known' ? changesOf(edition.id, past.of(edition.id), desk.reference) : []
  return {
    id: edition.id,
    title: fields.title,
    subtitle: fields.subtitle,
    description: fields.description,
    language: desk.language,
    direction: desk.direction,
    licence: fields.licence,
    series: fields.series,
    tags: fields.tags ?? [],
    editors: (fields.editors ?? []).map(desk.contributor),
    kinds: [...desk.kinds.values()].filter(
      ({ id }) => fields.kinds !== undefined || notes.some(({ note }) => note.fields.kind === id),
    ),
    verdicts: [...desk.verdicts.values()],
    repository: repository === undefined ? records.repository : repositoryOf(repository),
    contact: fields.contact ?? records.site?.fields.contact,
    seed: seedView(seed, bodies),
    divisions: divisions.filter((_, index) => anchored.divisions[index]?.seed === seed.record.id),
    earlier: divisions.filter((_, index) => anchored.divisions[index]?.seed !== seed.record.id),
    sources,
    entities,
    comparisons: parallels.flatMap((one) => comparisonOf(one, anchored, records)),
    claims,
    timeline,
    pages: pagesOf(edition.id, { claims, timeline, entities, sources, versions, changes }),
    contributors: unique(
      shown.flatMap((note) => note.by.map(({ contributor }) => contributor)),
      ({ id }) => id,
    ).sort((a, b) => interfaceWords(desk.language).compare(a.name, b.name)),
    credits: divisions.flatMap(creditsOf),
    licences: licencesOf(
      shown.map(({ licence }) => licence),
      fields.licence,
    ),
    history,
    changes,
    histories: history === 'known' ? notes.flatMap((one) => historyOf(one, desk)) : [],
    versions,
    hasProse: edition.record.prose.trim() !== '',
    downloads,
  }
}

/** What lies ready while an edition is set: everything that several of its parts are made from, made once. */
type Desk = {
  readonly anchored: AnchoredEdition
  readonly bodies: Bodies
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  /** What the interface says in that language. */
  readonly words: Words
  readonly kinds: ReadonlyMap<string, KindView>
  readonly verdicts: ReadonlyMap<string, VerdictView>
  readonly numbers: ReadonlyMap<string, number>
  readonly reference: (id: string) => NoteReference | undefined
  /** Notes that refer to a note: by a field, or by a link in their bodies. */
  readonly incoming: (relation: Relation | 'links', id: string) => NoteReference[]
  readonly contributor: (id: string) => ContributorView
  readonly registers: Registers
  readonly past: Past
}

const relations = ['see', 'disputes', 'supersedes', 'replies-to'] as const
type Relation = (typeof relations)[number]

function deskOf(
  anchored: AnchoredEdition,
  records: Records,
  bodies: Bodies,
  parallels: readonly AnchoredParallel[],
  past: Past,
): Desk {
  const { edition, notes } = anchored
  const { fields } = edition.record
  const language = fields.language ?? 'en'
  const words = interfaceWords(language)
  const byId = new Map(notes.map((one) => [one.note.id, one]))
  const numbers = new Map(
    [...Map.groupBy(notes, (one) => firstPlace(one).division).values()].flatMap((here) =>
      here.map(({ note }, index) => [note.id, index + 1] as const),
    ),
  )
  const reference = (id: string): NoteReference | undefined => {
    const one = byId.get(id)
    if (one === undefined) return undefined
    const first = firstPlace(one)
    return {
      id,
      href: noteHref(anchored, one),
      label: lemmaOf(first),
      number: numbers.get(id) ?? 0,
      passage: passageReference(anchored, first.division, passageAt(first.division, first.range.start)),
    }
  }
  const references = (ids: Iterable<string>) => [...ids].flatMap((id) => reference(id) ?? [])
  const incoming = new Map<string, string[]>()
  for (const { note } of notes) {
    for (const relation of relations)
      for (const id of note.fields[relation] ?? []) push(incoming, `${relation} ${id}`, note.id)
    for (const id of bodies.of(note.id)?.notes ?? []) push(incoming, `links ${id}`, note.id)
  }
  return {
    anchored,
    bodies,
    language,
    direction: fields.direction ?? directionOf(language),
    words,
    kinds: kindsOf(fields),
    verdicts: new Map(
      Object.entries(fields.verdicts ?? {}).map(([id, { label, description, rating }]) => [
        id,
        { id, label, description, rating },
      ]),
    ),
    numbers,
    reference,
    incoming: (relation, id) => references(new Set(incoming.get(`${relation} ${id}`) ?? [])),
    contributor: (id) => contributorView(id, records.contributors.records.get(id)),
    registers: registersOf({ anchored, records, bodies, parallels, reference }),
    past,
  }
}

/** What was changed of a note since it was published; nothing for one that is as it was. */
function historyOf({ note }: Anchored, desk: Desk): NoteHistoryView[] {
  const { edition } = desk.anchored
  const history = desk.past.of(edition.id).get(note.id)
  const reference = desk.reference(note.id)
  if (history === undefined || history.revisions.length < 2 || reference === undefined) return []
  const language = note.fields.language ?? desk.language
  return [
    {
      note: reference,
      title: note.fields.title,
      kind: kindOf(note.fields.kind, desk),
      language,
      direction: note.fields.language === undefined ? desk.direction : directionOf(language),
      href: historyHref(edition.id, note.id, history) ?? '',
      revisions: revisionsOf(history, desk.past.text, language),
      older: Math.max(0, history.revisions.length - mostRevisions),
    },
  ]
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

function renderDivision(division: Division, desk: Desk): DivisionView {
  const { edition } = desk.anchored
  const here = notesOn(desk.anchored, division)
  const own = here.filter((one) => firstPlace(one).division === division)
  const views = new Map(own.map((one) => [one.note.id, noteView(one, desk)]))
  const byPassage = Map.groupBy(own, (one) => passageAt(division, firstPlace(one).range.start))
  const tree = annotate(
    citable(division.tree),
    here.map((one) => annotationOf(one, division, desk)),
    {
      anchor: ({ annotation, index }) => fragmentOf(annotation.id, annotation.numbers[index] ?? 0),
      properties: markProperties,
      marker: (place) => [marker(place)],
    },
  )
  return {
    id: division.id,
    title: division.title ?? (division.alone ? undefined : division.id),
    language: division.language,
    direction: division.direction,
    form: division.structure.form ?? 'prose',
    sha256: division.file.data.bytes?.sha256 ?? '',
    bytes: division.file.data.bytes?.length ?? 0,
    codePoints: createOffsets(division.text).length,
    words: wordsOf(division.text),
    href: pageOf(edition, division),
    textHref: textPath(edition, division),
    passages: passages(tree).map((passage): PassageView => {
      return {
        id: passage.id,
        role: passage.role,
        html: htmlOf(passage.table === undefined ? passage.element : scrolling(passage, desk.words)),
        notes: (byPassage.get(passage.id) ?? []).flatMap(({ note }) => views.get(note.id) ?? []),
        text: division.text.slice(passage.range.start, passage.range.end),
        line: firstLine(passage.element),
      }
    }),
    notes: [...views.values()],
  }
}

/** The number of the first line of verse in a passage. */
function firstLine(element: Element): number | undefined {
  for (const child of element.children) {
    const line = child.type === 'element' ? (child.data?.line ?? firstLine(child)) : undefined
    if (line !== undefined) return line
  }
  return undefined
}

/** A table that is wider than the page scrolls by itself: keys have to reach it, and those who do not see it to know what it is. */
function scrolling({ id, element }: Passage, words: Words): Element {
  const label = words.say('passage', { n: id.slice(1) })
  return { ...element, properties: { ...element.properties, role: 'group', tabIndex: 0, ariaLabel: label } }
}

/** HTML of an element. A parser would turn a carriage return into a line end, unless it is written as a reference. */
function htmlOf(element: Element): string {
  return toHtml(element, { allowDangerousCharacters: false }).replaceAll('\r', '&#13;')
}

type NoteAnnotation = Annotation & {
  readonly kind: KindView
  readonly number: number
  readonly href: string
  /** Which places of the note the ranges in this division are. */
  readonly numbers: readonly number[]
  /** Whether it is about whole passages, not about words. */
  readonly whole: boolean
  readonly words: Words
}

function annotationOf(one: Anchored, division: Division, desk: Desk): NoteAnnotation {
  const places = one.places.flatMap((place, index) => (place.division === division ? [{ place, index }] : []))
  return {
    id: one.note.id,
    ranges: places.map(({ place }) => place.range),
    numbers: places.map(({ index }) => index),
    kind: kindOf(one.note.fields.kind, desk),
    number: desk.numbers.get(one.note.id) ?? 0,
    href: noteLink(desk.anchored, one, division),
    whole: places.every(({ place }) => place.whole),
    words: desk.words,
  }
}

/** A run shows the kind of the note that begins last in it; a list of ids is no `aria-details` before ARIA 1.3. */
function markProperties({ annotations }: Segment<NoteAnnotation>): Properties {
  const inner = annotations.findLast(({ whole }) => !whole) ?? annotations.at(-1)
  return {
    className: [`k-${inner?.kind.colour ?? 'slate'}`, ...(inner?.whole === true ? ['whole'] : [])],
    ariaDetails: inner?.href.startsWith('#') === true ? inner.href.slice(1) : undefined,
    ...(annotations.length === 1 ? { dataDepth: undefined } : {}),
  }
}

/** The way from the words to the note. It has no text: the number is drawn by the stylesheet. */
function marker({ annotation, index }: MarkedPlace<NoteAnnotation>): Element {
  const { kind, number, href, words } = annotation
  const place = annotation.numbers[index] ?? 0
  return {
    type: 'element',
    tagName: 'a',
    properties: {
      className: ['marker', `k-${kind.colour}`],
      role: 'doc-noteref',
      href,
      dataNumber: String(number),
      ariaLabel:
        place === 0
          ? words.say('note', { n: number })
          : words.say('noteAgain', { n: number, place: place + 1 }),
    },
    children: [],
  }
}

function kindOf(id: string, desk: Desk): KindView {
  return (
    desk.kinds.get(id) ?? {
      id,
      label: id,
      description: undefined,
      colour: 'slate',
      letter: '·',
      motivation: 'commenting',
      factual: false,
    }
  )
}

/** The fragment of the words of a note: `q-flynn`, then `q-flynn.2`. An id holds no dot, so nothing clashes. */
function fragmentOf(note: string, place: number): string {
  return place === 0 ? `q-${note}` : `q-${note}.${place + 1}`
}

/** Address of a note below the site; a fragment alone where the edition has but one page. */
function noteHref({ edition, divisions }: AnchoredEdition, one: Anchored): string {
  const page = divisions.length < 2 ? '' : pageOf(edition, firstPlace(one).division)
  return `${page}#n-${one.note.id}`
}

/** Address of a note for a link on a division's own page. */
function noteLink({ edition }: AnchoredEdition, one: Anchored, from: Division): string {
  const fragment = `#n-${one.note.id}`
  const home = firstPlace(one).division
  return home === from ? fragment : relative(pageOf(edition, from), pageOf(edition, home) + fragment)
}

/** A claim, with what its own page shows of the note that tests it. */
function claimOf({ note }: Anchored, desk: Desk): ClaimView | undefined {
  const { claim } = note.fields
  const reference = desk.reference(note.id)
  if (claim === undefined || reference === undefined) return undefined
  const { edition } = desk.anchored
  const body = desk.bodies.of(note.id)
  const href = `${edition.id}/claims/${note.id}/`
  const speaker = [...desk.registers.entities.values()].find(({ name, names }) =>
    [name, ...names].includes(claim.speaker ?? ''),
  )
  const cited = unique([...(note.fields.sources ?? []), ...(body?.sources ?? [])])
  return {
    href,
    statement: claim.statement,
    speaker: claim.speaker,
    speakerHref: speaker?.href,
    speakerKind: speaker?.kind,
    verdict: desk.verdicts.get(claim.verdict) ?? {
      id: claim.verdict,
      label: claim.verdict,
      description: undefined,
      rating: undefined,
    },
    firstSaid: claim['first-said'],
    note: reference,
    bearing: bearingOn(note, desk),
    kind: kindOf(note.fields.kind, desk),
    html: body?.html(href) ?? '',
    summary: clip(body?.text() ?? '', 300),
    sources: cited
      .flatMap((key) => desk.registers.sources.get(key) ?? [])
      .map(({ key, label, href: to, status }) => ({
        key,
        label,
        href: to,
        unverified: status === 'unverified',
      })),
    by: note.fields.by.map(({ id }) => desk.contributor(id)),
    ...datesOf(note.fields, desk.past.of(edition.id).get(note.id)),
  }
}

/** Notes that a note refers to, and those that refer to it, each once. */
function bearingOn({ id, fields }: NoteRecord, desk: Desk): NoteReference[] {
  const out = relations.flatMap((relation) => fields[relation] ?? [])
  const links = desk.bodies.of(id)?.notes ?? []
  const back = ([...relations, 'links'] as const).flatMap((relation) => desk.incoming(relation, id))
  const all = [...[...out, ...links].flatMap((other) => desk.reference(other) ?? []), ...back]
  return unique(
    all.filter((other) => other.id !== id),
    (other) => other.id,
  )
}

function noteView(one: Anchored, desk: Desk): NoteView {
  const { note } = one
  const { fields } = note
  const { edition } = desk.anchored
  const body = desk.bodies.of(note.id)
  const language = fields.language ?? desk.language
  const references = (ids: readonly string[] | undefined) =>
    (ids ?? []).flatMap((id) => desk.reference(id) ?? [])
  const cited = [...(fields.sources ?? []), ...(body?.sources ?? [])]
  const about = [...(fields.about ?? []), ...(body?.entities ?? [])]
  const history = desk.past.of(edition.id).get(note.id)
  return {
    id: note.id,
    number: desk.numbers.get(note.id) ?? 0,
    kind: kindOf(one.note.fields.kind, desk),
    by: fields.by.map(({ id, role }) => ({ contributor: desk.contributor(id), role })),
    title: fields.title,
    places: one.places.map((place, index) => placeView(one, place, index, desk)),
    html: body?.html() ?? '',
    text: body?.text() ?? '',
    sources: unique(cited).flatMap((key) => desk.registers.sources.get(key) ?? []),
    entities: unique(about).flatMap((id) => desk.registers.entities.get(id) ?? []),
    status: fields.status ?? 'published',
    see: references(fields.see),
    disputes: references(fields.disputes),
    supersedes: references(fields.supersedes),
    repliesTo: references(fields['replies-to']),
    disputedBy: desk.incoming('disputes', note.id),
    supersededBy: desk.incoming('supersedes', note.id),
    replies: desk.incoming('replies-to', note.id),
    mentionedBy: unique(
      [...desk.incoming('see', note.id), ...desk.incoming('links', note.id)],
      ({ id }) => id,
    ),
    claim: claimOf(one, desk),
    licence: fields.licence,
    language,
    direction: fields.language === undefined ? desk.direction : directionOf(language),
    ...datesOf(fields, history),
    historyHref: desk.past.state() === 'known' ? historyHref(edition.id, note.id, history) : undefined,
    tags: fields.tags ?? [],
    path: note.file.path,
  }
}

function placeView(
  { note }: Anchored,
  place: Place,
  index: number,
  { anchored: { edition, divisions } }: Desk,
): PlaceView {
  const fragment = fragmentOf(note.id, index)
  const page = divisions.length < 2 ? '' : pageOf(edition, place.division)
  const passage = passageAt(place.division, place.range.start)
  const whole = place.division.passages[Number(passage.slice(1)) - 1]?.range
  return {
    fragment,
    passage,
    start: Math.max(0, place.range.start - (whole?.start ?? 0)),
    division: place.division.id,
    href: `${page}#${fragment}`,
    exact: place.division.text.slice(place.range.start, place.range.end),
    lemma: lemmaOf(place),
    whole: place.whole,
  }
}

const lemmaLength = 120

/** The words for a heading: one line, long ones cut in the middle, between words. */
function lemmaOf({ division, range }: Place): string {
  const line = oneLine(division.text.slice(range.start, range.end))
  if (line.length <= lemmaLength) return line
  const tail = line.slice(-42).replace(/^[\p{M}\u200D\uDC00-\uDFFF]+/u, '')
  return `${clip(line, 76)} ${/^\S{0,30}\s/.test(tail) ? tail.replace(/^\S*\s+/, '') : tail}`.replace(
    '… ',
    ' … ',
  )
}

function seedView(seed: Seed, bodies: Bodies): SeedView {
  const { id, fields } = seed.record
  const noteHtml = fields.note === undefined ? undefined : bodies.plain(fields.note, `seed-${id}`)
  return { ...stateView(seed), noteHtml }
}

function stateView({ record }: Seed): StateView {
  const { fields } = record
  const language = fields.language ?? 'und'
  return {
    id: record.id,
    title: fields.title,
    author: fields.author,
    publisher: fields.publisher,
    published: fields.published,
    url: fields.url,
    archived: fields.archived,
    retrieved: fields.retrieved,
    rights: fields.rights && { statement: fields.rights.statement, url: fields.rights.url },
    language,
    direction: fields.direction ?? directionOf(language),
  }
}

function contributorView(id: string, record: ContributorRecord | undefined): ContributorView {
  const fields = record?.fields
  return {
    id,
    name: fields?.name ?? id,
    kind: fields?.kind ?? 'person',
    role: fields?.role,
    affiliation: fields?.affiliation,
    url: fields?.url,
    orcid: fields?.orcid,
    description: fields?.description,
    href: contributorHref(id),
  }
}

function unique<T>(values: readonly T[], key: (value: T) => unknown = (value) => value): T[] {
  return [...new Map(values.map((value) => [key(value), value])).values()]
}

import type { Range } from '../../plugins/text-selector/index.ts'
import { pageOf, relative, textPath } from './addresses.ts'
import { type Anchored, type AnchoredEdition, firstPlace, notesNamed } from './anchor.ts'
import { datesOf, type Past } from './history.ts'
import { absolute, codePointsOf, instantOf } from './exports/published.ts'
import { kindsOf } from './kinds.ts'
import type { Edition, Records } from './parse.ts'
import type { Place } from './places.ts'
import type { NoteRecord } from './records.ts'
import { entityHref } from './registers.ts'

/** Code units of context on each side of a quote, at most; cut at whole code points. */
const contextLength = 32

/**
 * A W3C AnnotationCollection of all notes of an edition (Web Annotation Data Model, sections 4.2.4, 4.2.5 and
 * 5.1). Every target carries a TextQuoteSelector with the seed's own characters and a TextPositionSelector that
 * counts Unicode code points of the text file. Addresses are absolute where the library says where its site is, as the
 * model's own schemas demand; else they are relative to the file's own.
 */
export function annotationCollection(anchored: AnchoredEdition, records: Records, past: Past) {
  const { fields } = anchored.edition.record
  const items = anchored.notes.map((one) => annotation(anchored, one, records, past))
  const id = addressOf(records, anchored.edition, `${anchored.edition.id}/annotations.jsonld`)
  const page = `${id}#page`
  return {
    '@context': 'http://www.w3.org/ns/anno.jsonld',
    id,
    type: 'AnnotationCollection',
    label: fields.title,
    ...(fields.licence === undefined ? {} : { rights: rightsOf(fields.licence) }),
    total: items.length,
    first: {
      id: page,
      type: 'AnnotationPage',
      partOf: id,
      startIndex: 0,
      items,
    },
    last: page,
  }
}

function annotation(anchored: AnchoredEdition, one: Anchored, records: Records, past: Past) {
  const { edition } = anchored
  const { note, places } = one
  const { fields } = note
  const { created, updated } = datesOf(fields, past.of(edition.id).get(note.id))
  const kind = kindsOf(edition.record.fields).get(fields.kind)
  const targets = places.map((place) => target(edition, place, records))
  const licence = fields.licence ?? edition.record.fields.licence
  const creators = fields.by.map(({ id, role }) => creator(id, role, records))
  const purpose = kind?.motivation ?? 'commenting'
  return {
    id: idOf(records, edition, one),
    type: 'Annotation',
    motivation: purpose,
    ...(created === undefined ? {} : { created: instantOf(created) }),
    ...(updated === undefined ? {} : { modified: instantOf(updated) }),
    creator: creators.length === 1 ? creators[0] : creators,
    ...(licence === undefined ? {} : { rights: rightsOf(licence) }),
    body: [
      {
        type: 'TextualBody',
        value: note.body.trim(),
        format: 'text/markdown',
        language: fields.language ?? edition.record.fields.language ?? 'en',
        purpose,
      },
      { type: 'TextualBody', value: fields.kind, purpose: 'classifying' },
      ...(fields.tags ?? []).map((value) => ({ type: 'TextualBody', value, purpose: 'tagging' })),
    ],
    target: targets.length === 1 ? targets[0] : targets,
    ...referencesOf(note, anchored, records),
  }
}

/** The address of a note. */
function idOf(records: Records, edition: Edition, one: Anchored): string {
  return `${addressOf(records, edition, pageOf(edition, firstPlace(one).division))}#n-${one.note.id}`
}

/** The address of a path of the site; from that of the file where nobody has said where the site is. */
function addressOf(records: Records, { id }: Edition, path: string): string {
  return absolute(records, path) ?? relative(`${id}/`, path)
}

/** What a note refers to, in the words of vocabularies whose prefixes the context has, and of CiTO. */
function referencesOf({ fields }: NoteRecord, anchored: AnchoredEdition, records: Records) {
  const { edition } = anchored
  const noted = (ids: readonly string[] = []) =>
    notesNamed(anchored, ids).map((other) => idOf(records, edition, other))
  const links: Readonly<Record<string, readonly string[] | undefined>> = {
    'dcterms:references': fields.sources?.map((key) =>
      addressOf(records, edition, `${edition.id}/sources/#s-${key}`),
    ),
    'dcterms:subject': fields.about?.map((id) =>
      addressOf(records, edition, entityHref(edition.id, id, records.entities.records.get(id))),
    ),
    'rdfs:seeAlso': noted(fields.see),
    'http://purl.org/spar/cito/disputes': noted(fields.disputes),
    'dcterms:replaces': noted(fields.supersedes),
    'as:inReplyTo': noted(fields['replies-to']),
  }
  return {
    ...(fields.title === undefined ? {} : { 'dcterms:title': fields.title }),
    ...Object.fromEntries(
      Object.entries(links).flatMap(([property, ids]) =>
        ids === undefined || ids.length === 0 ? [] : [[property, ids.map((id) => ({ id }))]],
      ),
    ),
    ...(fields.claim === undefined ? {} : claimOf(fields.claim)),
  }
}

/** The parts of a schema.org ClaimReview. */
function claimOf(claim: NonNullable<NoteRecord['fields']['claim']>) {
  const { statement, speaker, verdict } = claim
  const said = claim['first-said']
  return {
    'schema:itemReviewed': {
      type: 'schema:Claim',
      'schema:text': statement,
      ...(speaker === undefined ? {} : { 'schema:author': { 'schema:name': speaker } }),
      ...(said === undefined ? {} : { 'schema:datePublished': said }),
    },
    'schema:reviewRating': { type: 'schema:Rating', 'schema:alternateName': verdict },
  }
}

function creator(id: string, role: string | undefined, records: Records) {
  const contributor = records.contributors.records.get(id)
  const group = contributor?.fields.kind
  return {
    ...(contributor?.fields.orcid === undefined
      ? {}
      : { id: `https://orcid.org/${contributor.fields.orcid}` }),
    type:
      group === 'group' || group === 'organisation'
        ? 'Organization'
        : group === 'software'
          ? 'Software'
          : 'Person',
    name: contributor?.fields.name ?? id,
    nickname: id,
    ...(role === undefined ? {} : { 'schema:roleName': role }),
    ...(contributor?.fields.url === undefined ? {} : { homepage: contributor.fields.url }),
  }
}

function target(edition: Edition, { division, range }: Place, records: Records) {
  return {
    source: {
      id: addressOf(records, edition, textPath(edition, division)),
      type: 'Text',
      format: 'text/plain',
      language: division.language,
      textDirection: division.direction,
    },
    selector: [
      quoteOf(division.text, range),
      { type: 'TextPositionSelector', ...codePointsOf(division, range) },
    ],
  }
}

function quoteOf(text: string, { start, end }: Range) {
  return {
    type: 'TextQuoteSelector',
    exact: text.slice(start, end),
    prefix: text.slice(whole(text, Math.max(0, start - contextLength), 1), start),
    suffix: text.slice(end, whole(text, Math.min(text.length, end + contextLength), -1)),
  }
}

/** Moves an offset that stands inside a surrogate pair by one, towards the quote. */
function whole(text: string, offset: number, step: 1 | -1): number {
  const code = text.charCodeAt(offset)
  const before = text.charCodeAt(offset - 1)
  return code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? offset + step : offset
}

/** Addresses of the licences that editions use; any other is passed on as it was written. */
const licences: Readonly<Record<string, string>> = {
  'CC0-1.0': 'https://creativecommons.org/publicdomain/zero/1.0/',
  'CC-BY-4.0': 'https://creativecommons.org/licenses/by/4.0/',
  'CC-BY-SA-4.0': 'https://creativecommons.org/licenses/by-sa/4.0/',
  'CC-BY-NC-4.0': 'https://creativecommons.org/licenses/by-nc/4.0/',
  'CC-BY-ND-4.0': 'https://creativecommons.org/licenses/by-nd/4.0/',
  'CC-BY-NC-SA-4.0': 'https://creativecommons.org/licenses/by-nc-sa/4.0/',
  'CC-BY-NC-ND-4.0': 'https://creativecommons.org/licenses/by-nc-nd/4.0/',
}

export function rightsOf(licence: string): string {
  return (
    licences[licence] ?? (/^https?:/.test(licence) ? licence : `https://spdx.org/licenses/${licence}.html`)
  )
}

/** The SPDX id of a licence whose address `rightsOf` says; any other address is passed on as it is. */
export function licenceAt(address: string): string {
  const known = Object.entries(licences).find(([, one]) => one === address)?.[0]
  return known ?? /^https:\/\/spdx\.org\/licenses\/([\w.+-]+)\.html$/.exec(address)?.[1] ?? address
}

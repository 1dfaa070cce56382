import type { Range } from '../../plugins/text-selector/index.ts'
import { pageOf, relative, textPath } from './addresses.ts'
import type { Anchored, AnchoredEdition } from './anchor.ts'
import { datesOf, type Past } from './history.ts'
import { codePointsOf } from './exports/published.ts'
import { kindsOf } from './kinds.ts'
import type { Edition, Records } from './parse.ts'
import type { Place } from './places.ts'

/** Code units of context on each side of a quote, at most; cut at whole code points. */
const contextLength = 32

/**
 * A W3C AnnotationCollection of all notes of an edition (Web Annotation Data Model, sections 4.2.4, 4.2.5 and
 * 5.1). Every target carries a TextQuoteSelector with the seed's own characters and a TextPositionSelector that
 * counts Unicode code points of the text file. Addresses are relative to the file's own.
 */
export function annotationCollection(anchored: AnchoredEdition, records: Records, past: Past) {
  const { fields } = anchored.edition.record
  const items = anchored.notes.map((one) => annotation(anchored, one, records, past))
  return {
    '@context': 'http://www.w3.org/ns/anno.jsonld',
    id: 'annotations.jsonld',
    type: 'AnnotationCollection',
    label: fields.title,
    ...(fields.licence === undefined ? {} : { rights: rightsOf(fields.licence) }),
    total: items.length,
    first: {
      id: 'annotations.jsonld#page',
      type: 'AnnotationPage',
      partOf: 'annotations.jsonld',
      startIndex: 0,
      items,
    },
  }
}

function annotation({ edition }: AnchoredEdition, { note, places }: Anchored, records: Records, past: Past) {
  const { fields } = note
  const { created, updated } = datesOf(fields, past.of(edition.id).get(note.id))
  const kind = kindsOf(edition.record.fields).get(fields.kind)
  const page = relative(`${edition.id}/`, pageOf(edition, places[0]?.division))
  const targets = places.map((place) => target(edition, place))
  const licence = fields.licence ?? edition.record.fields.licence
  const creators = fields.by.map(({ id }) => creator(id, records))
  return {
    id: `${page}#n-${note.id}`,
    type: 'Annotation',
    motivation: kind?.motivation ?? 'commenting',
    ...(created === undefined ? {} : { created: instant(created) }),
    ...(updated === undefined ? {} : { modified: instant(updated) }),
    creator: creators.length === 1 ? creators[0] : creators,
    ...(licence === undefined ? {} : { rights: rightsOf(licence) }),
    body: {
      type: 'TextualBody',
      value: note.body.trim(),
      format: 'text/markdown',
      language: fields.language ?? edition.record.fields.language ?? 'en',
      purpose: kind?.motivation ?? 'commenting',
    },
    target: targets.length === 1 ? targets[0] : targets,
  }
}

function creator(id: string, records: Records) {
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
    ...(contributor?.fields.url === undefined ? {} : { homepage: contributor.fields.url }),
  }
}

function target(edition: Edition, { division, range }: Place) {
  return {
    source: {
      id: relative(`${edition.id}/`, textPath(edition, division)),
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

/** `xsd:dateTime`, which the model demands; a date without a time is its first moment, UTC. */
function instant(date: string): string {
  const [year, month = '01', day = '01'] = date.split('-')
  return `${year}-${month}-${day}T00:00:00Z`
}

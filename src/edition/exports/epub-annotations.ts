import type { ElementContent, Nodes } from 'hast'
import type { Range } from '../../../plugins/text-selector/index.ts'
import { rightsOf } from '../jsonld.ts'
import type { Division } from '../parse.ts'
import type { ContributorView, NoteView } from '../view.ts'
import { fileOf, markedText } from './epub.ts'
import {
  codePointsOf,
  dateOf,
  editionUuid,
  instantOf,
  notesById,
  type Published,
  uuidOf,
} from './published.ts'
import { zipOf } from './zip.ts'

/**
 * The notes as detached annotations of EPUB Annotations 1.0 (W3C Editor's Draft as it stood on 2026-07-21), on the
 * documents of the EPUB of the same edition: a ZIP file that holds an AnnotationSet.
 */
export function epubAnnotationsOf(published: Published): Uint8Array {
  return zipOf([
    { path: 'annotations.json', body: `${JSON.stringify(annotationSetOf(published), null, 2)}\n` },
  ])
}

/**
 * The draft has one target and one creator for each annotation, words without any markup, and demands to know when
 * each was created: a note of which nobody knows it is left out.
 */
function annotationSetOf(published: Published) {
  const { anchored, records } = published
  const view = published.view()
  const publisher = records.site?.fields.title
  const notes = notesById(view)
  const stretches = new Map(anchored.divisions.map((division) => [division, stretchOf(published, division)]))
  const items = anchored.notes.flatMap(({ note: { id }, places }) => {
    const note = notes.get(id)
    if (note?.created === undefined) return []
    return places.map((place, index) =>
      annotation(published, note, index, {
        source: fileOf(published, place.division),
        ...(stretches.get(place.division)?.(place.range) ?? { start: 0, end: 0 }),
      }),
    )
  })
  return {
    '@context': 'https://www.w3.org/ns/epub-anno.jsonld',
    id: uuidOf('annotation-set', editionUuid(anchored)),
    type: 'AnnotationSet',
    generated: dateOf(view),
    // As the package document of the EPUB has it, so that a reading system can tell which book this is.
    about: {
      'dc:identifier': [editionUuid(anchored)],
      'dc:title': localized(view.title, view),
      ...(view.seed.author === undefined ? {} : { 'dc:creator': [view.seed.author] }),
      ...(publisher === undefined ? {} : { 'dc:publisher': publisher }),
      ...(view.licence === undefined ? {} : { 'dc:rights': rightsOf(view.licence) }),
    },
    items,
  }
}

/** A localizable text: its language and direction are told within the value. */
function localized(text: string, { language, direction }: Pick<NoteView, 'language' | 'direction'>) {
  return { text, language, direction }
}

/** `source` is an `href` of the manifest: from the package document, not from the root of the EPUB. */
type Target = { readonly source: string; readonly start: number; readonly end: number }

const colours: Readonly<Record<string, string>> = {
  blue: 'blue',
  teal: 'green',
  green: 'green',
  amber: 'orange',
  red: 'pink',
  violet: 'purple',
  slate: 'yellow',
}

function annotation({ anchored }: Published, note: NoteView, index: number, { source, start, end }: Target) {
  const { id, kind, by, created, updated, tags, text } = note
  const [first] = by
  return {
    id: uuidOf('annotation', editionUuid(anchored), id, String(index)),
    type: 'Annotation',
    motivation: 'commenting',
    created: instantOf(created ?? ''),
    ...(updated === undefined ? {} : { modified: instantOf(updated) }),
    ...(first === undefined ? {} : { creator: creatorOf(first.contributor) }),
    target: {
      source,
      selector: [
        {
          type: 'CssSelector',
          value: '#text',
          refinedBy: { type: 'TextPositionSelector', start, end },
        },
        {
          type: 'FragmentSelector',
          value: index === 0 ? `q-${id}` : `q-${id}.${index + 1}`,
          conformsTo: 'http://tools.ietf.org/rfc/rfc3236',
        },
      ],
    },
    body: {
      type: 'TextualBody',
      value: localized(text, note),
      format: 'text/plain',
      color: colours[kind.colour] ?? 'yellow',
      tags: [kind.label, ...tags],
    },
  }
}

function creatorOf({ id, name, kind, orcid, url }: ContributorView) {
  return {
    id: orcid === undefined ? (url ?? uuidOf('contributor', id, name)) : `https://orcid.org/${orcid}`,
    type: kind === 'person' ? 'Person' : kind === 'software' ? 'Software' : 'Organization',
    name,
  }
}

/**
 * Positions in the text content of a document's `#text`, in code points. It has the numbers of the references to notes
 * in it, which the seed has not.
 */
function stretchOf(published: Published, division: Division) {
  const inserted: { offset: number; length: number }[] = []
  let offset = 0
  const walk = (node: Nodes) => {
    if (node.type === 'text') offset += node.value.length
    else if (node.type === 'element' && node.properties.dataInserted !== undefined)
      inserted.push({ offset, length: lengthOf(node.children) })
    else if ('children' in node) for (const child of node.children) walk(child)
  }
  walk(markedText(published, division))
  // The reference to a note stands after its words: one at a start has gone before, one at an end comes after.
  const gone = (isGone: (at: number) => boolean) => {
    let length = 0
    for (const one of inserted) {
      if (!isGone(one.offset)) break
      length += one.length
    }
    return length
  }
  return ({ start, end }: Range): Range => {
    const { start: from, end: to } = codePointsOf(division, { start, end })
    return { start: from + gone((at) => at <= start), end: to + gone((at) => at < end) }
  }
}

function lengthOf(nodes: readonly ElementContent[]): number {
  return nodes.reduce((sum, node) => sum + (node.type === 'text' ? node.value.length : 0), 0)
}

import { onceFor } from '../once.ts'
import type { Element as HastElement, ElementContent as HastContent, Root as HastRoot } from 'hast'
import { h } from 'hastscript'
import { visit } from 'unist-util-visit'
import { type Annotation, annotate } from '../../../plugins/hast-util-annotate/index.ts'
import { citable } from '../../../plugins/rehype-citable/index.ts'
import { type Words, wordsOf } from '../../words/index.ts'
import { hrefOf } from '../addresses.ts'
import { notesOn } from '../anchor.ts'
import type { Division } from '../parse.ts'
import type { ContributorView, DivisionView, EditionView, EntityView, NoteView } from '../view.ts'
import { referenceTree } from '../reference.ts'
import { sourceRecords } from './bibliography.ts'
import { datasetOf } from './dataset.ts'
import { packageOf, type Part } from './epub-package.ts'
import { page, xhtmlOf } from './epub-page.ts'
import { stylesheet } from './epub-style.ts'
import { absolute, keyOf, notesById, notesOf, type Published } from './published.ts'
import { zipOf } from './zip.ts'

/**
 * An edition as EPUB 3.3: a document for each text, then the notes as footnotes, the sources and the register. The
 * text content of a passage, without its references to notes, is that of the seed.
 */
export function epubOf(published: Published): Uint8Array {
  const view = published.view()
  const { anchored } = published
  const shown = [...view.divisions, ...view.earlier]
  const texts = anchored.divisions.map((division, index) =>
    textPart(published, division, shown[index] as DivisionView),
  )
  const notes = notesOf(view)
  const parts: Part[] = [
    titlePart(view),
    ...texts,
    ...(notes.length === 0 ? [] : [notesPart(published, view)]),
    ...(view.sources.length === 0 ? [] : [sourcesPart(published, view)]),
    ...(view.entities.length === 0 ? [] : [registerPart(view)]),
  ]
  return zipOf(
    [
      { path: 'mimetype', body: 'application/epub+zip' },
      ...packageOf(published, parts),
      ...parts.map(({ file, tree }) => ({ path: `EPUB/${file}`, body: xhtmlOf(tree) })),
      { path: 'EPUB/style.css', body: stylesheet },
      { path: 'EPUB/notes.json', body: JSON.stringify(datasetOf(published)) },
    ],
    { bareFirst: true },
  )
}

function titlePart(view: EditionView): Part {
  const { seed } = view
  const words = wordsOf(view.language)
  const { say } = words
  const line = (label: Label, value: string | undefined) =>
    value === undefined ? [] : [h('p', labelled(words, label, value))]
  const link = (label: Label, href: string | undefined) =>
    href === undefined
      ? []
      : [h('p', labelled(words, label, h('a', { href: hrefOf(href), dir: 'ltr' }, href)))]
  const people = (by: 'edited' | 'notesBy', some: readonly ContributorView[]) =>
    some.length === 0 ? [] : [h('p', say(by, { names: words.list(some.map(({ name }) => name)) }))]
  return {
    file: 'title.xhtml',
    label: view.title,
    type: 'titlepage',
    entries: [],
    tree: page({ title: view.title, language: view.language, direction: view.direction }, [
      h('section', { 'epub:type': 'titlepage', className: ['titlepage'] }, [
        h('h1', view.title),
        ...(view.subtitle === undefined ? [] : [h('p', { className: ['subtitle'] }, view.subtitle)]),
        ...line('text', seed.title),
        ...line('author', seed.author),
        ...line(
          'published',
          [seed.publisher, seed.published].filter(Boolean).join(say('comma')) || undefined,
        ),
        ...link('address', seed.url),
        ...link('archived', seed.archived),
        ...line('rights', seed.rights?.statement),
        ...people('edited', view.editors),
        ...people('notesBy', view.contributors),
        ...(view.licence === undefined ? [] : [h('p', say('notesUnder', { licences: view.licence }))]),
      ]),
    ]),
  }
}

type Label = 'text' | 'author' | 'published' | 'address' | 'archived' | 'rights'

/** `Label: value`, as the language sets it, with an element for the value if need be. */
function labelled(
  { say, pieces }: Words,
  label: Label,
  value: string | HastElement,
): (string | HastElement)[] {
  return pieces('labelled').map((piece) =>
    piece === '{label}' ? say(label) : piece === '{value}' ? value : piece,
  )
}

type Marked = Annotation & { readonly note: NoteView; readonly places: readonly number[] }

/** A text with the words of its notes marked, and after each place a reference to its note. */
export function markedText({ anchored, view }: Published, division: Division): HastRoot {
  const notes = notesById(view())
  const annotations = notesOn(anchored, division).flatMap(({ note: { id }, places }): Marked[] => {
    const here = places.flatMap((place, index) => (place.division === division ? [{ place, index }] : []))
    const note = notes.get(id)
    return note === undefined
      ? []
      : [{ id, note, ranges: here.map(({ place }) => place.range), places: here.map(({ index }) => index) }]
  })
  return annotate(citable(division.tree), annotations, {
    anchor: ({ annotation, index }) => fragmentOf(annotation.id, annotation.places[index] ?? 0),
    properties: () => ({ ariaDetails: undefined, dataDepth: undefined }),
    marker: ({ annotation: { note, places }, index }) => [reference(note, places[index] ?? 0)],
  })
}

function fragmentOf(note: string, place: number): string {
  return place === 0 ? `q-${note}` : `q-${note}.${place + 1}`
}

/** The number alone: a reading system sets it as it sets references to notes. */
function reference({ id, number }: NoteView, place: number): HastElement {
  return h(
    'a',
    {
      className: ['noteref'],
      'epub:type': 'noteref',
      role: 'doc-noteref',
      href: `notes.xhtml#n-${id}`,
      ...(place === 0 ? { id: `r-${id}` } : {}),
    },
    String(number),
  )
}

export function fileOf({ anchored }: Published, division: Division): string {
  return `${keyOf(anchored, division)}.xhtml`
}

function textPart(published: Published, division: Division, shown: DivisionView): Part {
  const { language, direction } = division
  const title = shown.title ?? published.view().title
  const headings = shown.passages.filter(({ role }) => role === 'heading' || role === 'title')
  const file = fileOf(published, division)
  return {
    file,
    label: title,
    type: 'bodymatter',
    entries: headings.map(({ id, text }) => ({
      href: `${file}#${id}`,
      label: text.replace(/\s+/g, ' ').trim(),
    })),
    tree: page({ title, language, direction }, [
      ...(shown.title === undefined
        ? []
        : [
            h(
              'h1',
              {
                className: ['text-title'],
                lang: published.view().language,
                'xml:lang': published.view().language,
                dir: published.view().direction,
              },
              shown.title,
            ),
          ]),
      h(
        'section',
        { id: 'text', 'epub:type': 'bodymatter', ariaLabel: title },
        markedText(published, division).children as HastContent[],
      ),
    ]),
  }
}

/** The notes of all texts, each with the way back to its words. */
function notesPart(published: Published, view: EditionView): Part {
  const texts = [...view.divisions, ...view.earlier]
  const sections = published.anchored.divisions.flatMap((division, index) => {
    const shown = texts[index]
    if (shown === undefined || shown.notes.length === 0) return []
    const file = fileOf(published, division)
    const title = texts.length > 1 ? [h('h2', shown.title ?? shown.id)] : []
    return [...title, ...shown.notes.map((note) => footnote(published, note, file, division))]
  })
  const label = wordsOf(view.language).say('notesHeading')
  return {
    file: 'notes.xhtml',
    label,
    type: 'footnotes',
    entries: [],
    tree: page({ title: label, language: view.language, direction: view.direction }, [
      h('section', { 'epub:type': 'footnotes', ariaLabel: label }, [h('h1', label), ...sections]),
    ]),
  }
}

function footnote(published: Published, note: NoteView, file: string, division: Division): HastElement {
  const { id, number, kind, title, by, language, direction, places } = note
  const { edition } = published.anchored
  const view = published.view()
  const { say, list } = wordsOf(view.language)
  const tree = published.bodies.of(id)?.tree(`${edition.id}/`)
  const leadTo = leadOf(published)
  if (tree !== undefined) {
    visit(tree, 'element', (element) => {
      const { href } = element.properties
      if (typeof href !== 'string') return
      const lead = leadTo(href, file)
      element.properties.href = lead
      // A book cannot lead to a page that it does not hold.
      if (lead === undefined) element.tagName = 'span'
    })
  }
  return h(
    'aside',
    {
      id: `n-${id}`,
      className: ['note'],
      'epub:type': 'footnote',
      role: 'doc-footnote',
      dataKind: kind.id,
      dataBy: by.map(({ contributor }) => contributor.id).join(' '),
      lang: language,
      'xml:lang': language,
      dir: direction,
    },
    [
      h('p', { className: ['lemma'] }, [
        h(
          'a',
          {
            className: ['back'],
            role: 'doc-backlink',
            href: `${file}#r-${id}`,
            ariaLabel: say('backTo', { n: number }),
            // What names the link is of the edition, whatever language the note is in.
            lang: view.language,
            'xml:lang': view.language,
          },
          String(number),
        ),
        ' ',
        h(
          'span',
          {
            className: ['words'],
            lang: division.language,
            'xml:lang': division.language,
            dir: division.direction,
          },
          places[0]?.lemma,
        ),
        ' ',
        h('span', { className: ['kind'] }, kind.label),
      ]),
      ...(title === undefined ? [] : [h('p', { className: ['note-title'] }, title)]),
      ...((tree?.children ?? []) as HastContent[]),
      h('p', { className: ['by'] }, list(by.map(({ contributor }) => contributor.name))),
    ],
  )
}

/** Links within the edition lead to its documents; others to the web, if anybody has said where the site is. */
const leadOf = onceFor((published: Published) => {
  const { anchored, records } = published
  const { id } = anchored.edition
  const files = new Map(
    anchored.divisions.map((division) => [
      `${keyOf(anchored, division).replace('.', '/')}/`,
      fileOf(published, division),
    ]),
  )
  return (href: string, here: string): string | undefined => {
    if (/^(?:https?|mailto):/i.test(href)) return hrefOf(href)
    const [path = '', fragment = ''] = href.split('#')
    // A link to another edition climbs out of this one.
    if (!path.startsWith('../')) {
      if (fragment.includes('--')) return `#${fragment}`
      if (fragment.startsWith('n-')) return `notes.xhtml#${fragment}`
      if (fragment.startsWith('s-')) return `sources.xhtml#${fragment}`
      if (fragment.startsWith('e-')) return `register.xhtml#${fragment}`
      const file = path === '' ? (files.size === 1 ? here : undefined) : files.get(path)
      if (file !== undefined) return fragment === '' ? file : `${file}#${fragment}`
    }
    return absolute(
      records,
      new URL(href, `https://site.invalid/${id}/`).href.slice('https://site.invalid/'.length),
    )
  }
})

function sourcesPart(published: Published, view: EditionView): Part {
  const words = wordsOf(view.language)
  const label = words.say('sourcesPage')
  return {
    file: 'sources.xhtml',
    label,
    type: 'bibliography',
    entries: [],
    tree: page({ title: label, language: view.language, direction: view.direction }, [
      h('section', { 'epub:type': 'bibliography', role: 'doc-bibliography', ariaLabel: label }, [
        h('h1', label),
        h(
          'ul',
          sourceRecords(published).map((record) =>
            h(
              'li',
              { id: `s-${record.id}`, dir: 'auto' },
              referenceTree(record, words).children as HastContent[],
            ),
          ),
        ),
      ]),
    ]),
  }
}

function registerPart(view: EditionView): Part {
  const words = wordsOf(view.language)
  const label = words.say('registersPage')
  return {
    file: 'register.xhtml',
    label,
    type: 'backmatter',
    entries: [],
    tree: page({ title: label, language: view.language, direction: view.direction }, [
      h('section', { ariaLabel: label }, [
        h('h1', label),
        h(
          'dl',
          view.entities.flatMap((one) => entry(one, words)),
        ),
      ]),
    ]),
  }
}

function entry({ id, name, description, mentionedBy }: EntityView, words: Words): HastElement[] {
  const notes = mentionedBy.flatMap((note, index) => [
    index === 0 ? '' : words.say('comma'),
    h('a', { href: `notes.xhtml#n-${note.id}` }, String(note.number)),
  ])
  return [
    h('dt', { id: `e-${id}` }, name),
    h('dd', [
      description ?? '',
      ...(notes.length === 0 || description === undefined ? [] : [' ']),
      ...(notes.length === 0 ? [] : words.pieces('inNotes', mentionedBy.length)).flatMap((piece) =>
        piece === '{notes}' ? notes : [piece],
      ),
    ]),
  ]
}

import type { Root as HastRoot } from 'hast'
import { h } from 'hastscript'
import type { Element } from 'xast'
import { x } from 'xastscript'
import { wordsOf } from '../../words/index.ts'
import { rightsOf } from '../jsonld.ts'
import type { ContributorView, EditionView } from '../view.ts'
import { page, xhtmlOf } from './epub-page.ts'
import { absolute, dateOf, editionUuid, type Published } from './published.ts'
import { documentOf } from './xml.ts'
import type { Entry } from './zip.ts'

/** A content document: where it lies below `EPUB/`, how the contents name it, and what a landmark calls it. */
export type Part = {
  readonly file: string
  readonly label: string
  readonly type: 'titlepage' | 'bodymatter' | 'footnotes' | 'bibliography' | 'backmatter'
  /** What the contents have below it. */
  readonly entries: readonly { readonly href: string; readonly label: string }[]
  readonly tree: HastRoot
}

/** The files of an EPUB that tell of the others: the container, the package (EPUB 3.3, section 5) and the contents. */
export function packageOf(published: Published, parts: readonly Part[]): Entry[] {
  const view = published.view()
  return [
    { path: 'META-INF/container.xml', body: container() },
    { path: 'EPUB/package.opf', body: opf(published, view, parts) },
    { path: 'EPUB/nav.xhtml', body: xhtmlOf(contents(view, parts)) },
  ]
}

function container(): string {
  return documentOf(
    x(null, [
      x('container', { xmlns: 'urn:oasis:names:tc:opendocument:xmlns:container', version: '1.0' }, [
        x('rootfiles', [
          x('rootfile', { 'full-path': 'EPUB/package.opf', 'media-type': 'application/oebps-package+xml' }),
        ]),
      ]),
    ]),
  )
}

const documents = 'application/xhtml+xml'

function opf(published: Published, view: EditionView, parts: readonly Part[]): string {
  const item = (id: string, href: string, type: string, properties?: string) =>
    x('item', { id, href, 'media-type': type, properties })
  // Pages are turned the way that the first text is read.
  const direction = view.divisions[0]?.direction ?? view.direction
  return documentOf(
    x(null, [
      x(
        'package',
        {
          xmlns: 'http://www.idpf.org/2007/opf',
          version: '3.0',
          'unique-identifier': 'id',
          'xml:lang': view.language,
          dir: view.direction,
        },
        [
          x('metadata', { 'xmlns:dc': 'http://purl.org/dc/elements/1.1/' }, metadata(published, view)),
          x('manifest', [
            item('nav', 'nav.xhtml', documents, 'nav'),
            ...parts.map(({ file }, index) => item(`part-${index + 1}`, file, documents)),
            item('style', 'style.css', 'text/css'),
            item('dataset', 'notes.json', 'application/json'),
          ]),
          x('spine', { 'page-progression-direction': direction }, [
            ...parts.map((_, index) => x('itemref', { idref: `part-${index + 1}` })),
            x('itemref', { idref: 'nav', linear: 'no' }),
          ]),
        ],
      ),
    ]),
  )
}

function metadata(published: Published, view: EditionView): Element[] {
  const { seed } = view
  const { anchored, records } = published
  const { say } = wordsOf(view.language)
  const dc = (name: string, value: string | undefined) =>
    value === undefined || value === '' ? [] : [x(`dc:${name}`, value)]
  const meta = (property: string, value: string | undefined) =>
    value === undefined ? [] : [x('meta', { property }, value)]
  const languages = [...new Set([...view.divisions.map(({ language }) => language), view.language])]
  return [
    x('dc:identifier', { id: 'id' }, editionUuid(anchored)),
    x('dc:title', { id: 'title' }, view.title),
    x('meta', { refines: '#title', property: 'title-type' }, 'main'),
    ...(view.subtitle === undefined
      ? []
      : [
          x('dc:title', { id: 'subtitle' }, view.subtitle),
          x('meta', { refines: '#subtitle', property: 'title-type' }, 'subtitle'),
        ]),
    ...languages
      .filter((language) => language !== 'und' || languages.length === 1)
      .flatMap((language) => dc('language', language)),
    ...dc('creator', seed.author),
    ...peopleOf(view),
    ...dc('publisher', records.site?.fields.title),
    ...dc('description', view.description),
    ...dc('source', seed.url ?? seed.title),
    ...dc(
      'rights',
      [
        view.licence && say('labelled', { label: say('notesHeading'), value: rightsOf(view.licence) }),
        seed.rights && say('labelled', { label: say('text'), value: seed.rights.statement }),
      ]
        .filter(Boolean)
        .join('. '),
    ),
    ...meta('dcterms:modified', dateOf(view)),
    ...meta('dcterms:isVersionOf', absolute(records, `${view.id}/`)),
    ...meta('schema:accessMode', 'textual'),
    ...meta('schema:accessModeSufficient', 'textual'),
    ...['displayTransformability', 'readingOrder', 'structuralNavigation', 'tableOfContents'].flatMap(
      (feature) => meta('schema:accessibilityFeature', feature),
    ),
    ...meta('schema:accessibilityHazard', 'none'),
    ...meta('schema:accessibilitySummary', say('accessible')),
  ]
}

/** Editors and annotators, by the MARC relators `edt` and `ann`. */
function peopleOf({ editors, contributors }: EditionView): Element[] {
  const one = ({ id, name }: ContributorView, role: string) => [
    x('dc:contributor', { id: `${role}-${id}` }, name),
    x('meta', { refines: `#${role}-${id}`, property: 'role', scheme: 'marc:relators' }, role),
  ]
  return [
    ...editors.flatMap((editor) => one(editor, 'edt')),
    ...contributors.flatMap((person) => one(person, 'ann')),
  ]
}

function contents(view: EditionView, parts: readonly Part[]): HastRoot {
  const link = (href: string, label: string, type?: string) =>
    h('a', { href, ...(type === undefined ? {} : { 'epub:type': type }) }, label)
  const { say } = wordsOf(view.language)
  return page({ title: say('contents'), language: view.language, direction: view.direction }, [
    h('nav', { 'epub:type': 'toc', role: 'doc-toc', id: 'toc' }, [
      h('h1', say('contents')),
      h(
        'ol',
        parts.map(({ file, label, entries }) =>
          h('li', [
            link(file, label),
            ...(entries.length === 0
              ? []
              : [
                  h(
                    'ol',
                    entries.map((entry) => h('li', [link(entry.href, entry.label)])),
                  ),
                ]),
          ]),
        ),
      ),
    ]),
    h('nav', { 'epub:type': 'landmarks', ariaLabel: say('landmarks'), hidden: true }, [
      h('ol', [
        h('li', [link('nav.xhtml#toc', say('contents'), 'toc')]),
        ...parts
          .filter((part, index) => parts.findIndex(({ type }) => type === part.type) === index)
          .map(({ file, label, type }) => h('li', [link(file, label, type)])),
      ]),
    ]),
  ])
}

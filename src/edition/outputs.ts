import { textPath } from './addresses.ts'
import { bibtexOf, cslOf } from './exports/bibliography.ts'
import { csvOf } from './exports/csv.ts'
import { datasetOf } from './exports/dataset.ts'
import { epubAnnotationsOf } from './exports/epub-annotations.ts'
import { epubOf } from './exports/epub.ts'
import { atomOf, feedOf, rssOf } from './exports/feeds.ts'
import { type ExportId, exportsOf } from './exports/ids.ts'
import { markdownOf, mdxOf } from './exports/markdown.ts'
import { type Published } from './exports/published.ts'
import { teiOf } from './exports/tei.ts'
import { registryOf } from './exports/xref.ts'
import { annotationCollection } from './jsonld.ts'
import type { DownloadView } from './view.ts'

/** A file of the site that is not a page: its path below the site, its media type, and what makes its bytes. */
export type Output = {
  readonly path: string
  readonly type: string
  readonly body: () => string | Uint8Array
}

type Maker = {
  /** What `site.yaml` calls it; what has no name is always published. */
  readonly id?: ExportId
  /** Its name below the folder of the edition; one that begins with a full stop follows the edition's own. */
  readonly name: string
  readonly type: string
  readonly body: (published: Published) => string | Uint8Array
  /** Whether there is anything to publish; it is asked without setting the edition. */
  readonly isWanted?: (published: Published) => boolean
}

/** The one place to add an output: what each edition publishes beside its pages, in the order of a menu. */
const makers: readonly Maker[] = [
  { id: 'epub', name: '.epub', type: 'application/epub+zip', body: epubOf },
  { id: 'markdown', name: '.md', type: 'text/markdown; charset=utf-8; variant=GFM', body: markdownOf },
  { id: 'mdx', name: '.mdx', type: 'text/mdx; charset=utf-8', body: mdxOf },
  { id: 'tei', name: '.tei.xml', type: 'application/tei+xml', body: teiOf },
  {
    id: 'annotations',
    name: 'annotations.jsonld',
    type: 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
    body: ({ anchored, records, past }) => json(annotationCollection(anchored, records, past)),
  },
  {
    id: 'epub-annotations',
    name: '.annotations',
    type: 'application/zip; profile="https://www.w3.org/TR/epub-anno-10/"',
    body: epubAnnotationsOf,
    isWanted: ({ records }) => exportsOf(records).has('epub'),
  },
  { id: 'csv', name: 'notes.csv', type: 'text/csv; charset=utf-8; header=present', body: csvOf },
  {
    id: 'json',
    name: 'notes.json',
    type: 'application/json',
    body: (published) => json(datasetOf(published)),
  },
  {
    id: 'csl',
    name: 'sources.json',
    type: 'application/vnd.citationstyles.csl+json',
    body: (published) => json(cslOf(published)),
  },
  { id: 'bibtex', name: 'sources.bib', type: 'application/x-bibtex; charset=utf-8', body: bibtexOf },
  {
    id: 'feeds',
    name: 'atom.xml',
    type: 'application/atom+xml',
    body: (published) => atomOf(feedOf(published)),
  },
  {
    id: 'feeds',
    name: 'rss.xml',
    type: 'application/rss+xml',
    body: (published) => rssOf(feedOf(published)) ?? '',
    isWanted: ({ records }) => records.address !== undefined,
  },
  { name: 'xref.json', type: 'application/json', body: (published) => json(registryOf(published)) },
]

function json(data: unknown): string {
  return `${JSON.stringify(data, null, 2)}\n`
}

/**
 * The files of an edition, made when they are asked for, and what its page says of them. A size is that of the file that
 * was made, so that a build makes each once; where it is asked for first, that makes the file.
 */
export function outputsOf(published: Published | undefined): {
  readonly outputs: readonly Output[]
  readonly downloads: readonly DownloadView[]
} {
  if (published === undefined) return measured([])
  const { id } = published.anchored.edition
  const names = exportsOf(published.records)
  const made = makers
    .filter((maker) => maker.id === undefined || names.has(maker.id))
    .filter(({ isWanted }) => isWanted?.(published) ?? true)
    .map(({ id: kind, name, type, body }) => ({
      path: `${id}/${name.startsWith('.') ? id : ''}${name}`,
      type,
      kind: kind ?? ('xref' as const),
      body: () => body(published),
    }))
  const texts = textsOf(published).map((text) => ({ ...text, kind: 'text' as const }))
  return measured([...made, ...texts])
}

type Made = Output & Pick<DownloadView, 'kind'>

/** Only sizes are held once every file was made: an edition that was set can be forgotten. */
function measured(all: readonly Made[]): ReturnType<typeof outputsOf> {
  const sizes = new Map<string, number>()
  const waiting = new Map<string, () => unknown>()
  const entries = all.map(({ path, type, kind }) => ({ path, type, kind }))
  return {
    outputs: all.map((one) => measuring(one, sizes, waiting)),
    downloads: listed(entries, sizes, waiting),
  }
}

function measuring(
  { path, type, body }: Made,
  sizes: Map<string, number>,
  waiting: Map<string, () => unknown>,
): Output {
  const make = () => {
    const made = body()
    sizes.set(path, typeof made === 'string' ? Buffer.byteLength(made) : made.length)
    waiting.delete(path)
    return made
  }
  waiting.set(path, make)
  return { path, type, body: make }
}

function listed(
  entries: readonly Pick<Made, 'path' | 'type' | 'kind'>[],
  sizes: ReadonlyMap<string, number>,
  waiting: ReadonlyMap<string, () => unknown>,
): DownloadView[] {
  return entries.map(({ path, type, kind }) => {
    const bytes = () => {
      waiting.get(path)?.()
      return sizes.get(path) ?? 0
    }
    return { kind, href: path, type, bytes }
  })
}

/** The texts themselves, byte for byte: what the positions of the annotations count in. */
function textsOf({ anchored: { edition, divisions } }: Published): readonly Output[] {
  return divisions.map((division) => ({
    path: textPath(edition, division),
    // The text was decoded from UTF-8 without loss, a byte-order mark included.
    body: () => new TextEncoder().encode(division.text),
    type: 'text/plain; charset=utf-8',
  }))
}

import { textPath } from './addresses.ts'
import type { AnchoredEdition } from './anchor.ts'
import { bibtexOf, cslOf } from './exports/bibliography.ts'
import { csvOf } from './exports/csv.ts'
import { datasetOf } from './exports/dataset.ts'
import { epubOf } from './exports/epub.ts'
import { markdownOf, mdxOf } from './exports/markdown.ts'
import type { Published } from './exports/published.ts'
import { teiOf } from './exports/tei.ts'
import { annotationCollection } from './jsonld.ts'

/** A file of the site that is not a page: its path below the site, its media type, and what makes its bytes. */
export type Output = {
  readonly path: string
  readonly type: string
  readonly body: () => string | Uint8Array
}

type Make = (published: Published) => readonly Output[]

/** The one place to add an output: what each edition publishes beside its pages. */
const makers: readonly Make[] = [
  annotations,
  file('.epub', 'application/epub+zip', epubOf),
  file('.tei.xml', 'application/tei+xml', teiOf),
  file('.md', 'text/markdown; charset=utf-8; variant=GFM', markdownOf),
  file('.mdx', 'text/mdx; charset=utf-8', mdxOf),
  file('notes.csv', 'text/csv; charset=utf-8; header=present', csvOf),
  file('notes.json', 'application/json', (published) => json(datasetOf(published))),
  file('sources.json', 'application/vnd.citationstyles.csl+json', (published) => json(cslOf(published))),
  file('sources.bib', 'application/x-bibtex; charset=utf-8', bibtexOf),
  texts,
]

export function outputsOf(published: Published): readonly Output[] {
  return makers.flatMap((make) => make(published))
}

/** One file of an edition. A name that begins with a full stop follows the edition's own. */
function file(name: string, type: string, body: (published: Published) => string | Uint8Array): Make {
  return (published) => {
    const { id } = published.anchored.edition
    return [{ path: `${id}/${name.startsWith('.') ? id : ''}${name}`, type, body: () => body(published) }]
  }
}

function json(data: unknown): string {
  return `${JSON.stringify(data, null, 2)}\n`
}

function annotations({ anchored, records, past }: Published): readonly Output[] {
  return [
    {
      path: `${anchored.edition.id}/annotations.jsonld`,
      body: () => `${JSON.stringify(annotationCollection(anchored, records, past), null, 2)}\n`,
      type: 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
    },
  ]
}

/** The texts themselves, byte for byte: what the positions of the annotations count in. */
function texts({ anchored: { edition, divisions } }: { anchored: AnchoredEdition }): readonly Output[] {
  return divisions.map((division) => ({
    path: textPath(edition, division),
    // The text was decoded from UTF-8 without loss, a byte-order mark included.
    body: () => new TextEncoder().encode(division.text),
    type: 'text/plain; charset=utf-8',
  }))
}

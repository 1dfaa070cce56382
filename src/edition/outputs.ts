import { textPath } from './addresses.ts'
import { annotationCollection } from './jsonld.ts'
import type { AnchoredEdition } from './anchor.ts'
import type { Records } from './parse.ts'

/** A file of the site that is not a page: its path below the site, its media type, and what makes its bytes. */
export type Output = {
  readonly path: string
  readonly type: string
  readonly body: () => string | Uint8Array
}

type Make = (edition: AnchoredEdition, records: Records) => readonly Output[]

/** The one place to add an output: what each edition publishes beside its pages. */
const makers: readonly Make[] = [annotations, texts]

export function outputsOf(edition: AnchoredEdition, records: Records): readonly Output[] {
  return makers.flatMap((make) => make(edition, records))
}

function annotations(anchored: AnchoredEdition, records: Records): readonly Output[] {
  return [
    {
      path: `${anchored.edition.id}/annotations.jsonld`,
      body: () => `${JSON.stringify(annotationCollection(anchored, records), null, 2)}\n`,
      type: 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
    },
  ]
}

/** The texts themselves, byte for byte: what the positions of the annotations count in. */
function texts({ edition, divisions }: AnchoredEdition): readonly Output[] {
  return divisions.map((division) => ({
    path: textPath(edition, division),
    // The text was decoded from UTF-8 without loss, a byte-order mark included.
    body: () => new TextEncoder().encode(division.text),
    type: 'text/plain; charset=utf-8',
  }))
}

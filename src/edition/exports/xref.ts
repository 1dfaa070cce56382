import { createHash } from 'node:crypto'
import { z } from 'zod'
import { pageOf, relative, textPath } from '../addresses.ts'
import { clip } from '../records.ts'
import { absolute, editionUuid, hashesOf, keyOf, notesOf, type Published } from './published.ts'

/** Characters of the words that a registry gives of a passage or a note: enough for a preview. */
const preview = 280

/**
 * What may be linked to in an edition: its passages and its notes, each with its address from this file, its first
 * words, and for a passage the SHA-256 of all of them. A passage of one of several texts is named as links name it:
 * `psalm-117/p2`.
 */
export function registryOf(published: Published) {
  const { anchored, records } = published
  const { edition, divisions } = anchored
  const view = published.view()
  const folder = `${edition.id}/`
  const current = divisions.filter(({ seed }) => seed === edition.record.fields.seed)
  const from = (path: string) => relative(folder, path)
  return {
    format: 'variorum-xref',
    version: 1,
    id: editionUuid(anchored),
    edition: edition.id,
    title: view.title,
    language: view.language,
    ...(records.address === undefined ? {} : { url: absolute(records, folder) }),
    texts: current.map((division) => ({
      id: division.id,
      href: from(textPath(edition, division)),
      language: division.language,
      sha256: hashesOf([division])[0],
    })),
    passages: current.flatMap((division) =>
      division.passages.map(({ id, range }) => {
        const words = division.text.slice(range.start, range.end)
        return {
          id: current.length > 1 ? `${keyOf(anchored, division)}/${id}` : id,
          href: from(`${pageOf(edition, division)}#${id}`),
          words: clip(words, preview),
          sha256: createHash('sha256').update(words).digest('hex'),
        }
      }),
    ),
    notes: notesOf(view).map(({ id, kind, places, text }) => ({
      id: `n-${id}`,
      href: from(addressOf(places[0]?.href ?? `#q-${id}`, folder).replace(/#q-.*/, `#n-${id}`)),
      kind: kind.label,
      on: places[0]?.lemma ?? '',
      words: clip(text, preview),
    })),
  }
}

function addressOf(href: string, folder: string): string {
  return href.startsWith('#') ? `${folder}${href}` : href
}

const anchor = z.object({ id: z.string(), href: z.string(), words: z.string() })

/** A registry that another site published, as far as links need it. Fields that are new to us are passed over. */
export const registrySchema = z.object({
  format: z.literal('variorum-xref'),
  version: z.literal(1),
  title: z.string(),
  passages: z.array(anchor),
  notes: z.array(anchor),
})

export type Registry = z.output<typeof registrySchema>

import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import { fromSeed, passages } from '../../plugins/seed-parse/index.ts'
import { parse } from '../edition/parse.ts'
import type { Files } from '../edition/read.ts'
import type { AnnotateWishes, Ground } from './annotate.ts'

/** A plain text that annotations are on, byte for byte, and the file of the annotations. */
export type GivenText = {
  readonly value: string
  readonly title: string
  readonly original: { readonly name: string; readonly bytes: Uint8Array }
}

/** A new edition of a text: what its notes stand on, and its files once their kinds are known. */
export function groundOf(
  { value, title, original }: GivenText,
  { edition }: AnnotateWishes,
  library: Files,
): { ground: Ground; files: (kinds: ReadonlySet<string>) => Map<string, string | Uint8Array> } {
  const found = passages(fromSeed(value)).map(({ range }) => range)
  return {
    ground: {
      fields: { seed: edition, title },
      texts: [{ id: 'text', value, passages: found }],
      notes: new Set(),
      records: parse(library),
      fresh: true,
    },
    files: (kinds) => {
      const named = [...kinds]
        .sort()
        .map((kind) => [kind, { label: kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('-', ' ') }])
      const sha256 = createHash('sha256').update(value).digest('hex')
      const fields = {
        seed: edition,
        title,
        kinds: Object.fromEntries(named.length === 0 ? [['note', { label: 'Note' }]] : named),
      }
      return new Map<string, string | Uint8Array>([
        [
          `seeds/${edition}/seed.yaml`,
          stringify({ title, sha256, structure: { form: 'prose' } }, { lineWidth: 0 }),
        ],
        [`seeds/${edition}/text.txt`, value],
        [`seeds/${edition}/${original.name}`, original.bytes],
        [`content/editions/${edition}/edition.mdx`, `---\n${stringify(fields, { lineWidth: 0 })}---\n`],
      ])
    },
  }
}

import { createHash } from 'node:crypto'
import { openLibrary, type Library } from '../../src/edition/index.ts'
import { temporary, write } from '../support/files.ts'

/** A text of a few passages in several scripts, with what joins, vanishes or ends a line. */
export const text =
  'The bridge at Northwick\n\nThe bridge was opened on 3\u00A0May. It was closed again in the same week, because the toll had not been paid.\n\n' +
  'He said: “no one”\u2060—nobody\u00AD, cafe\u0301 and café.\r\n\r\n' +
  'הַגֶּשֶׁר נִסְגַּר בַּקַּיִץ, و لم يفتح.\n\n🏴\u{E0067}\u{E0062}\u{E007F} 👩\u200D👧 क्ष น้ำ 각 *a* <b> {c} [d](e)\n'

const sha256 = (of: string) => createHash('sha256').update(of).digest('hex')

const notes = 'content/editions/bridge/notes'

/** Where each kind of file stands that a fuzzer writes anew. */
export const places = {
  note: `${notes}/one.md`,
  contributor: 'content/contributors/ada-example.yaml',
  source: 'content/sources/log.yaml',
  entity: 'content/entities/ferry.yaml',
  edition: 'content/editions/bridge/edition.mdx',
  record: 'seeds/bridge/seed.yaml',
  text: 'seeds/bridge/text.txt',
} as const
export type Place = keyof typeof places

const files: Readonly<Record<string, string>> = {
  [places.note]: '---\ntarget: the toll\nkind: context\nby: ada-example\n---\nIt was sixpence [@log].\n',
  [`${notes}/other.md`]:
    '---\ntarget: closed again\nkind: context\nby: ada-example\nsee: one\nabout: ferry\n---\nSee [this](note:one).\n',
  [places.contributor]: 'name: Ada Example\nurl: https://ada.example/\n',
  [places.source]: 'type: book\ntitle: The log\nissued: 1911\nURL: https://log.example/\n',
  [places.entity]: 'name: The ferry\nkind: term\ndescription: A boat.\n',
  [places.edition]: '---\nseed: bridge\ntitle: The bridge\neditors: ada-example\n---\n',
  [places.record]: record(text),
  [places.text]: text,
}

function record(of: string): string {
  return `title: The bridge\nlanguage: en\nsha256: ${sha256(of)}\n`
}

/** A library in which one file after another is replaced. */
export function workshop(): {
  readonly root: string
  readonly open: (place: Place, content: string | Uint8Array) => Library
} {
  const root = temporary()
  for (const [path, content] of Object.entries(files)) write(root, path, content)
  return {
    root,
    open: (place, content) => {
      write(root, places[place], content)
      // A text that is damaged together with its hash: nothing but reading it can find fault with it.
      if (place === 'text')
        write(
          root,
          places.record,
          `title: The bridge\nsha256: ${createHash('sha256').update(content).digest('hex')}\n`,
        )
      const library = openLibrary(root)
      for (const restored of place === 'text' ? [places.text, places.record] : [places[place]])
        write(root, restored, files[restored] ?? '')
      return library
    },
  }
}

import { createHash } from 'node:crypto'
import { write } from './files.ts'

export type Size = { readonly words: number; readonly notes: number; readonly wordsOfNote: number }

const vocabulary =
  'the quick river of morning and an old house beside that field where people walked in quiet company until evening came with small lights over water under stone bridges toward distant market towns'.split(
    ' ',
  )

/** Numbers below `limit` that look like chance and are always the same. */
function numbers(): (limit: number) => number {
  let state = 7
  return (limit) => (state = (state * 1103515245 + 12345) % 2147483648) % limit
}

/** Writes a library with one edition, `big`, of as many words and notes; the notes are spread evenly. */
export function writeInvented(root: string, { words, notes, wordsOfNote }: Size): void {
  const below = numbers()
  const some = (count: number) =>
    Array.from({ length: count }, () => vocabulary[below(vocabulary.length)] ?? '')
  const all = some(words)
  const targets = Array.from({ length: notes }, (_, i) => `anchor${i}word`)
  for (const [i, target] of targets.entries()) all[Math.floor(((i + 0.3) * words) / notes)] = target
  const passages: string[] = []
  for (let at = 0; at < words;) {
    const length = 60 + below(60)
    passages.push(`${all.slice(at, at + length).join(' ')}.`)
    at += length
  }
  const text = `${passages.join('\n\n')}\n`
  const hash = createHash('sha256').update(text).digest('hex')
  write(root, 'seeds/big/text.txt', text)
  write(
    root,
    'seeds/big/seed.yaml',
    `title: A long text\nlanguage: en\nrights: {statement: Made for a test.}\nsha256: ${hash}\nstructure: {form: prose}\n`,
  )
  write(root, 'content/contributors/ada.yaml', 'name: Ada Example\n')
  write(root, 'content/contributors/ben.yaml', 'name: Ben Example\n')
  write(
    root,
    'content/editions/big/edition.mdx',
    '---\nseed: big\ntitle: A long text with its notes\neditors: [ada]\nlanguage: en\nlicence: CC0-1.0\nkinds:\n' +
      '  context: {label: Context, colour: blue, letter: C, motivation: describing}\n' +
      '  wording: {label: Wording, colour: amber, letter: W, motivation: commenting}\n---\n',
  )
  for (const [i, target] of targets.entries()) {
    const fields = `target: ${target}\nkind: ${i % 3 ? 'context' : 'wording'}\nby: ${i % 5 ? 'ada' : 'ben'}`
    write(
      root,
      `content/editions/big/notes/note-${i}.md`,
      `---\n${fields}\n---\n${some(wordsOfNote).join(' ')}.\n`,
    )
  }
}

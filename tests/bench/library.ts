import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../support/files.ts'
import { numbers, sentences, words } from './article.ts'

/** How large a library is to be: editions, the texts of each, and the words and notes of each text. */
export type Size = {
  readonly editions: number
  readonly texts: number
  readonly words: number
  readonly notes: number
}

/** An edition of invented words, and notes on stretches of it that nowhere overlap. */
export type Book = { readonly id: string; readonly texts: readonly Text[] }
export type Text = {
  readonly id: string
  readonly paragraphs: readonly string[]
  readonly notes: readonly BookNote[]
}
/** A note on the `words` from this word of the paragraph on; `text` is Markdown. */
export type BookNote = {
  readonly id: string
  readonly paragraph: number
  readonly word: number
  readonly words: string
  readonly text: string
}

const SEED = 20170312
/** Words of a paragraph, of a quote, and of a note. */
const PARAGRAPH = 60
const QUOTE = 6
const NOTE = 45

/** The same books each time, one after the other: all of them would take much memory. */
export function* books({ editions, texts, words: length, notes }: Size): Generator<Book> {
  const chance = numbers(SEED)
  const word = words(chance)
  const note = (id: string, paragraphs: readonly string[], at: number): BookNote => {
    const paragraph = Math.floor(at / PARAGRAPH)
    const own = paragraphs[paragraph]?.split(' ') ?? []
    const first = Math.min(at % PARAGRAPH, own.length - QUOTE)
    const quote = own.slice(first, first + QUOTE).join(' ')
    const text = `${sentences(word, chance, NOTE)} *${word()}* and [a link](https://example.org/${word()}).`
    return { id, paragraph, word: first, words: quote, text }
  }
  for (let edition = 1; edition <= editions; edition++) {
    const all = Array.from({ length: texts }, (_, text): Text => {
      const paragraphs = Array.from({ length: Math.ceil(length / PARAGRAPH) }, () =>
        sentences(word, chance, PARAGRAPH),
      )
      const id = `text-${text + 1}`
      const places = Array.from({ length: notes }, (_, i) => Math.floor((i * length) / notes))
      return {
        id,
        paragraphs,
        notes: places.map((at, i) => note(`note-${text * notes + i + 1}`, paragraphs, at)),
      }
    })
    yield { id: `edition-${edition}`, texts: all }
  }
}

/** Writes a library for `variorum`, afresh. */
export function writeLibrary(folder: string, size: Size): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'content/contributors'), { recursive: true })
  writeFileSync(join(folder, 'content/contributors/ada-example.yaml'), 'name: Ada Example\n')
  for (const { id, texts } of books(size)) {
    const seed = join(folder, 'seeds', id)
    const edition = join(folder, 'content/editions', id)
    mkdirSync(seed, { recursive: true })
    mkdirSync(join(edition, 'notes'), { recursive: true })
    const files = texts.map((text) => ({
      file: `${text.id}.txt`,
      content: `${text.paragraphs.join('\n\n')}\n`,
    }))
    for (const { file, content } of files) writeFileSync(join(seed, file), content)
    const listed = files.map(
      ({ file, content }) => `  - file: ${file}\n    sha256: ${sha256(Buffer.from(content))}\n`,
    )
    writeFileSync(
      join(seed, 'seed.yaml'),
      `title: The book of ${id}\nlanguage: en\nrights: Made for a benchmark\ntexts:\n${listed.join('')}`,
    )
    writeFileSync(join(edition, 'edition.mdx'), `---\nseed: ${id}\ntitle: The book of ${id}\n---\n`)
    for (const text of texts) {
      for (const note of text.notes) {
        const target =
          texts.length === 1
            ? `target: ${note.words}`
            : `target: {exact: ${JSON.stringify(note.words)}, text: ${text.id}}`
        writeFileSync(
          join(edition, 'notes', `${note.id}.md`),
          `---\n${target}\nkind: context\nby: ada-example\n---\n${note.text}\n`,
        )
      }
    }
  }
}

/** The texts of a book as Markdown, its notes as footnotes. */
export function markdown({ texts }: Book): string {
  const parts = texts.flatMap(({ paragraphs, notes }) => {
    const byParagraph = Map.groupBy(notes, ({ paragraph }) => paragraph)
    const marked = paragraphs.map((words, i) => {
      const own = words.split(' ')
      for (const { id, word } of byParagraph.get(i) ?? []) own[word + QUOTE - 1] += `[^${id}]`
      return own.join(' ')
    })
    return [...marked, ...notes.map(({ id, text }) => `[^${id}]: ${text}`)]
  })
  return `${parts.join('\n\n')}\n`
}

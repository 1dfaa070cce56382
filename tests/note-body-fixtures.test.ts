import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VFile } from 'vfile'
import { describe, expect, test } from 'vitest'
import { renderNoteBody } from '../src/edition/note-body.ts'
import { resolvers } from './support/note-resolvers.ts'

/** One folder a case: `input.md`, what it is published as, and what is said of it. `vitest -u` writes the last two. */
const packages = [
  'remark-note-links',
  'remark-citations',
  'rehype-note-sanitize',
  'rehype-note-ids',
  'note-body',
]

/** The front matter that stands before each input, so that places are seen to count it. */
const front = '---\nkind: context\n---\n'

describe.each(packages)('%s', (name) => {
  const folder = join(import.meta.dirname, 'fixtures', name)
  test.each(readdirSync(folder))('%s', async (name) => {
    const body = readFileSync(join(folder, name, 'input.md'), 'utf8')
    const file = new VFile({ path: 'note.md', value: front + body })
    const { html, messages } = renderNoteBody(body, {
      file,
      offset: front.length,
      prefix: 'n-flynn--',
      ...resolvers,
    })
    await expect(`${html}\n`).toMatchFileSnapshot(join(folder, name, 'expected.html'))
    const said = messages.map(({ place, reason, ruleId, fatal, note }) => {
      const words = place && 'start' in place ? file.value.slice(place.start.offset, place.end.offset) : ''
      const at = place && 'start' in place ? `${place.start.line}:${place.start.column}` : '-'
      return `${at} ${fatal ? 'error' : 'warning'} ${ruleId}: ${reason}\n  at ${JSON.stringify(words)}\n  mend: ${note}\n`
    })
    await expect(said.join('')).toMatchFileSnapshot(join(folder, name, 'messages.txt'))
  })
})

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Coverage } from '../src/edition/coverage.ts'
import { variorum } from './support/command.ts'
import { remove, temporary, write } from './support/files.ts'

/** `variorum report` on a small library with one of each thing that it tells. */

const root = temporary()
afterAll(() => remove(root))

const text = [
  'The bridge at Northwick',
  'The bridge was opened on 3 May.',
  'It was closed again in the same week.',
  'Nobody said why.',
  'The toll had not been paid.',
  'The bridge stayed closed until June.',
].join('\n\n')
const notes: Readonly<Record<string, string>> = {
  opened: 'target: opened on 3 May\nsources: [old, fresh]',
  week: 'target: in the same week\ndisputes: opened',
  month: 'target: opened on 3 May\nsupersedes: opened\nsources: [vague, unseen]',
  toll: 'target: The toll had not been paid\nstatus: draft\ndisputes: week',
}
const sources: Readonly<Record<string, string>> = {
  old: 'URL: https://example.org/old\naccessed: 2024-12-31',
  fresh: 'URL: https://example.org/fresh\naccessed: 2025-03-01',
  vague: 'URL: https://example.org/vague\naccessed: "2025"',
  unseen: 'URL: https://example.org/unseen\nstatus: unverified',
  uncited: 'URL: https://example.org/uncited\naccessed: 2001-01-01',
}

beforeAll(() => {
  const hash = createHash('sha256').update(text).digest('hex')
  write(root, 'seeds/bridge/text.txt', text)
  write(root, 'seeds/bridge/seed.yaml', `title: The bridge\nlanguage: en\nsha256: ${hash}\n`)
  write(root, 'content/editions/bridge/edition.mdx', '---\nseed: bridge\ntitle: The bridge\n---\n')
  write(root, 'content/contributors/ada-example.yaml', 'name: Ada Example\n')
  for (const [id, fields] of Object.entries(notes))
    write(
      root,
      `content/editions/bridge/notes/${id}.md`,
      `---\n${fields}\nkind: wording\nby: ada-example\n---\n\nSo.\n`,
    )
  for (const [key, fields] of Object.entries(sources))
    write(root, `content/sources/${key}.yaml`, `type: webpage\ntitle: ${key}\nissued: "2020"\n${fields}\n`)
})

async function reportOf(...args: readonly string[]): Promise<Coverage> {
  const { stdout } = await variorum(['report', 'bridge', '--root', root, '--format', 'json', ...args], root)
  return JSON.parse(stdout)[0]
}

test('tells what has no notes, what has no source, what is disputed, and what nobody has seen for a year', async () => {
  const report = await reportOf('--date', '2026-03-01')
  expect(report.texts).toEqual([
    {
      text: 'text',
      words: 34,
      passages: 6,
      notes: 3,
      notesPerThousandWords: 88.2,
      bare: [
        { from: 'p4', to: 'p6', passages: 3, words: 15 },
        { from: 'p1', to: 'p1', passages: 1, words: 4 },
      ],
    },
  ])
  const file = (note: string) => join('content/editions/bridge/notes', `${note}.md`)
  const line = (note: string) => ({ note, kind: 'wording', file: file(note) })
  expect(report).toMatchObject({
    date: '2026-03-01',
    notes: 3,
    drafts: [line('toll')],
    withoutSource: [line('week')],
    disputed: [{ ...line('opened'), by: ['week'] }],
    superseded: [{ ...line('opened'), by: ['month'] }],
    sources: {
      cited: 4,
      stale: [{ source: 'old', accessed: '2024-12-31', notes: 1 }],
      undated: [{ source: 'unseen', notes: 1 }],
      unverified: [{ source: 'unseen', notes: 1 }],
    },
  })
})

test('says that ages are not known where there is no day to tell them by', async () => {
  expect(await reportOf()).toMatchObject({ sources: { stale: [] } })
  const { stdout } = await variorum(['report', '--root', root], root)
  expect(stdout).toContain('Sources not seen for a year: not known; give a day with --date\n')
  expect(stdout).toContain('p4-p6  15 words')
})

test.each([
  [['report', 'brige'], /Unexpected edition `brige`, expected `bridge`/],
  [['report', '--date', 'yesterday'], /Unexpected date `yesterday`, expected a day such as/],
  [['report', '--format', 'pdf'], /Unexpected format `pdf`, expected table or json/],
])('%j is refused in words', async (args, said) => {
  const { code, stderr } = await variorum([...args, '--root', root], root)
  expect([code, stderr]).toEqual([2, expect.stringMatching(said)])
})

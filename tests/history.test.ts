import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { compare, differenceOf, mostRevisions } from '../src/edition/history.ts'
import { openLibrary } from '../src/edition/index.ts'
import type { EditionView, NoteView } from '../src/edition/view.ts'
import { filesIn, remove, temporary, write } from './support/files.ts'
import { newRepository, type Repository } from './support/forks.ts'

/** What git knows of the notes: small repositories, each made by its test. */

const fixture = join(import.meta.dirname, 'fixtures/history')
const library = Object.fromEntries(
  filesIn(fixture).map((path) => [path, readFileSync(join(fixture, path), 'utf8')]),
)
const notes = 'content/editions/bridge/notes'
const note = (words: string, says: string, more = '') =>
  `---\ntarget: ${words}\nkind: context\nby: ada-example\n${more}---\n\n${says}\n`

const folders: string[] = []
afterAll(() => folders.forEach(remove))
function repository(files: Readonly<Record<string, string>> = library): Repository {
  const made = newRepository(files)
  folders.push(made.folder)
  return made
}

function editionOf(root: string): EditionView {
  const found = openLibrary(root).edition('bridge')
  if (found === undefined) throw new Error('Unexpected library without `bridge`, expected that edition')
  return found
}
function noteOf(edition: EditionView, id: string): NoteView {
  const found = edition.divisions.flatMap((one) => one.notes).find((one) => one.id === id)
  if (found === undefined) throw new Error(`Unexpected edition without \`${id}\`, expected that note`)
  return found
}
const historyOf = (edition: EditionView, id: string) => edition.histories.find((one) => one.note.id === id)
const told = (edition: EditionView) => edition.changes.map(({ id, kind, date }) => `${date} ${kind} ${id}`)

describe('the dates of a note', () => {
  const made = repository()
  made.write(`${notes}/toll.md`, note('had not been paid', 'Nobody paid.'))
  made.write(`${notes}/week.md`, note('in the same week', 'Four days later.', 'created: 2020-02-02\n'))
  made.commit('Add two notes', { when: '2026-03-01T23:30:00-02:00' })
  made.write(`${notes}/toll.md`, note('had not been paid', 'Nobody had paid.'))
  made.commit('Mend the tense', { when: '2026-03-05T12:00:00Z' })
  const edition = editionOf(made.folder)

  test('are those of its first and last commits, in UTC, whatever their authors say of the time', () => {
    expect(noteOf(edition, 'toll')).toMatchObject({ created: '2026-03-02', updated: '2026-03-05' })
  })

  test('are what the note says, where it says it', () => {
    expect(noteOf(edition, 'week')).toMatchObject({ created: '2020-02-02', updated: undefined })
  })

  test('go into its annotation', () => {
    const { body } = openLibrary(made.folder).outputs.get('bridge/annotations.jsonld') ?? {}
    expect(String(body?.())).toContain('"created": "2026-03-02T00:00:00Z"')
    expect(String(body?.())).toContain('"modified": "2026-03-05T00:00:00Z"')
  })

  test('are the same wherever the clock and the language of the machine are', () => {
    const program = `import { openLibrary } from './src/edition/index.ts'
      const { changes, histories } = openLibrary(process.argv[1]).edition('bridge')
      process.stdout.write(JSON.stringify([changes, histories]))`
    const run = (env: Readonly<Record<string, string>>) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', program, made.folder], {
        cwd: join(import.meta.dirname, '..'),
        env: { ...process.env, ...env },
        encoding: 'utf8',
      })
    const [here, there] = [
      run({ TZ: 'UTC', LC_ALL: 'C' }),
      run({ TZ: 'Pacific/Kiritimati', LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de' }),
    ]
    expect(there).toBe(here)
    expect(here).toContain('2026-03-02')
  })
})

describe('the history of a note', () => {
  const made = repository()
  made.write(`${notes}/toll.md`, note('had not been paid', 'Nobody paid it. That was in May.'))
  made.write(`${notes}/mayor.md`, note('The mayor', 'Her name is not known.'))
  made.commit('Add two notes', { when: '2026-03-01T00:00:00Z', who: 'Ada Example' })
  made.write(
    `${notes}/toll.md`,
    note('had not been paid', 'Nobody paid it. That was in June.', 'status: published\n'),
  )
  made.commit('Mend the month\n\nCo-authored-by: Ben Example <ben@example.org>', {
    when: '2026-03-03T00:00:00Z',
    who: 'Cy Example',
  })
  made.git('rm', '-q', `${notes}/mayor.md`)
  made.commit('Take back what nobody can know', { when: '2026-03-04T00:00:00Z' })
  const edition = editionOf(made.folder)

  test('tells what was changed, word by word, when and by whom', () => {
    const [last, first, ...others] = historyOf(edition, 'toll')?.revisions ?? []
    expect(others).toEqual([])
    expect(first).toMatchObject({
      kind: 'new',
      date: '2026-03-01',
      subject: 'Add two notes',
      words: undefined,
    })
    expect(last).toMatchObject({
      kind: 'changed',
      instant: '2026-03-03T00:00:00Z',
      subject: 'Mend the month',
      who: ['Cy Example', 'Ben Example'],
      words: {
        fields: [[{ kind: 'added', text: 'status: published' }]],
        body: [
          { kind: 'same', text: 'Nobody paid it. That was in ' },
          { kind: 'removed', text: 'May' },
          { kind: 'added', text: 'June' },
          { kind: 'same', text: '.' },
        ],
      },
    })
  })

  test('has a page where there is more than one revision', () => {
    expect(noteOf(edition, 'toll').historyHref).toBe('bridge/changes/toll/')
    expect(edition.histories.map(({ href }) => href)).toEqual(['bridge/changes/toll/'])
  })

  test('is in the log of the edition, the latest first, what was withdrawn included', () => {
    expect(told(edition)).toEqual([
      '2026-03-04 withdrawn mayor',
      '2026-03-03 changed toll',
      '2026-03-01 new mayor',
      '2026-03-01 new toll',
    ])
    expect(edition.pages.map(({ href }) => href)).toContain('bridge/changes/')
    expect(edition.changes.map((one) => one.note?.id)).toEqual([undefined, 'toll', undefined, 'toll'])
    expect(new Set(edition.changes.map(({ href }) => href)).size).toBe(4)
  })

  test('leads to the log where there is but one revision', () => {
    const single = repository()
    single.write(`${notes}/toll.md`, note('had not been paid', 'Nobody paid.'))
    single.commit('Add a note')
    const one = editionOf(single.folder)
    expect(noteOf(one, 'toll').historyHref).toBe(one.changes[0]?.href)
    expect(one.changes[0]?.href).toMatch(/^bridge\/changes\/#r-toll-[0-9a-f]{12}$/)
    expect(one.histories).toEqual([])
  })

  test('publishes no mail address, no control and nothing that turns the direction of a line', () => {
    const hostile = repository()
    hostile.write(`${notes}/toll.md`, note('had not been paid', 'Nobody paid.'))
    hostile.commit('<script>alert(1)</script> ada@mail.example.org \u202Eevil\u001B[31m', {
      who: 'eve@example.org\u2066',
    })
    const [change] = editionOf(hostile.folder).changes
    expect(change?.subject).toBe('<script>alert(1)</script> ada@… evil [31m')
    expect(change?.who).toEqual(['eve@…'])
  })

  test('keeps a subject of any length to one line', () => {
    const long = repository()
    long.write(`${notes}/toll.md`, note('had not been paid', 'Nobody paid.'))
    long.commit('word '.repeat(2000) + 'a'.repeat(100_000))
    expect(editionOf(long.folder).changes[0]?.subject.length).toBeLessThanOrEqual(160)
  })
})

describe('drafts', () => {
  const made = repository()
  made.write(`${notes}/toll.md`, note('had not been paid', 'A guess.', 'status: draft\n'))
  made.commit('Guess who it was', { when: '2026-01-01T00:00:00Z' })
  made.write(`${notes}/toll.md`, note('had not been paid', 'Another guess.', '"status": "draft"\n'))
  made.commit('Guess again', { when: '2026-01-02T00:00:00Z' })
  made.write(`${notes}/toll.md`, note('had not been paid', 'What is known.'))
  made.commit('Publish it', { when: '2026-01-03T00:00:00Z' })

  test('are not part of what is told', () => {
    const edition = editionOf(made.folder)
    expect(told(edition)).toEqual(['2026-01-03 new toll'])
    expect(noteOf(edition, 'toll').created).toBe('2026-01-03')
    expect(JSON.stringify(edition)).not.toMatch(/Guess|guess/)
  })

  test('are a withdrawal, where a note becomes one', () => {
    made.write(`${notes}/toll.md`, note('had not been paid', 'Doubtful.', 'status: draft\n'))
    made.commit('Think about it', { when: '2026-01-04T00:00:00Z' })
    expect(told(editionOf(made.folder))).toEqual(['2026-01-04 withdrawn toll', '2026-01-03 new toll'])
  })
})

describe('branches', () => {
  test('keep their authors, and a merge says only what it changed itself', () => {
    const made = repository()
    made.write(`${notes}/toll.md`, note('had not been paid', 'Nobody paid.'))
    made.commit('Add a note', { when: '2026-01-01T00:00:00Z' })
    made.branch('week', (branch) => {
      branch.write(`${notes}/week.md`, note('in the same week', 'Four days.'))
      branch.commit('Add the week', { when: '2026-01-02T00:00:00Z', who: 'Ben Example' })
      branch.write(`${notes}/toll.md`, note('had not been paid', 'Nobody ever paid.'))
      branch.commit('Say ever', { when: '2026-01-03T00:00:00Z', who: 'Ben Example' })
    })
    made.write(`${notes}/toll.md`, note('had not been paid', 'Nobody paid the toll.'))
    made.commit('Say what', { when: '2026-01-04T00:00:00Z' })
    made.git('merge', '--no-commit', '-q', '-s', 'ours', 'week')
    made.git('checkout', 'week', '--', `${notes}/week.md`)
    made.write(`${notes}/toll.md`, note('had not been paid', 'Nobody ever paid the toll.'))
    made.commit('Merge the week', { when: '2026-01-05T00:00:00Z' })
    const edition = editionOf(made.folder)
    expect(told(edition).slice(0, 5)).toEqual([
      '2026-01-05 changed toll',
      '2026-01-04 changed toll',
      '2026-01-03 changed toll',
      '2026-01-02 new week',
      '2026-01-01 new toll',
    ])
    expect(edition.changes.find(({ id }) => id === 'week')?.who).toEqual(['Ben Example'])
    expect(historyOf(edition, 'toll')?.revisions[0]?.words?.body).toContainEqual({
      kind: 'added',
      text: 'ever ',
    })
  })
})

describe('where the library lies', () => {
  const histories = (root: string) => told(editionOf(root))

  test('below the top of a repository: the same history', () => {
    const files = Object.entries(library).map(([path, text]) => [`some/folder/${path}`, text] as const)
    const made = repository(Object.fromEntries(files))
    made.write(`some/folder/${notes}/toll.md`, note('had not been paid', 'Nobody paid.'))
    made.commit('Add a note', { when: '2026-01-01T00:00:00Z' })
    expect(histories(join(made.folder, 'some/folder'))).toEqual(['2026-01-01 new toll'])
  })

  test('in no repository: no history, and no dates that nobody gave', () => {
    const root = temporary()
    folders.push(root)
    cpSync(fixture, root, { recursive: true })
    write(root, `${notes}/toll.md`, note('had not been paid', 'Nobody paid.'))
    const edition = editionOf(root)
    expect([edition.history, edition.changes, edition.histories]).toEqual(['none', [], []])
    expect(noteOf(edition, 'toll')).toMatchObject({ created: undefined, historyHref: undefined })
    expect(edition.pages.map(({ id }) => id)).not.toContain('changes')
  })

  test('in a clone of its last commits only: no history, rather than a false one', () => {
    const made = repository()
    made.write(`${notes}/toll.md`, note('had not been paid', 'Nobody paid.'))
    made.commit('Add a note', { when: '2026-01-01T00:00:00Z' })
    made.write(`${notes}/toll.md`, note('had not been paid', 'Nobody had paid.'))
    made.commit('Change it', { when: '2026-02-01T00:00:00Z' })
    const clone = temporary()
    folders.push(clone)
    made.git('clone', '-q', '--depth=1', `file://${made.folder}`, join(clone, 'shallow'))
    const edition = editionOf(join(clone, 'shallow'))
    expect([edition.history, edition.changes]).toEqual(['shallow', []])
    expect(noteOf(edition, 'toll')).toMatchObject({ created: undefined, updated: undefined })
  })

  test('notes that no commit holds have no history', () => {
    const made = repository()
    made.write(`${notes}/toll.md`, note('had not been paid', 'Nobody paid.'))
    const edition = editionOf(made.folder)
    expect(noteOf(edition, 'toll')).toMatchObject({ created: undefined, historyHref: undefined })
    expect(edition.history).toBe('known')
  })
})

describe('what a site tells', () => {
  const made = repository()
  made.write(`${notes}/toll.md`, note('had not been paid', 'Nobody paid.'))
  made.commit('Add a note', { when: '2026-01-01T00:00:00Z' })

  test.each([
    ['dates', '2026-01-01'],
    ['none', undefined],
  ])('is its own to say: %s', (history, created) => {
    made.write('content/site.yaml', `history: ${history}\n`)
    const edition = editionOf(made.folder)
    expect([edition.history, edition.changes]).toEqual(['hidden', []])
    expect(noteOf(edition, 'toll')).toMatchObject({ created, historyHref: undefined })
  })
})

test('git is asked when an edition is set, and not by what `check` does', () => {
  const [made, bin] = [repository(), temporary()]
  folders.push(bin)
  const log = join(bin, 'asked')
  write(bin, 'git', `#!/bin/sh\necho "$@" >> ${log}\nexit 1\n`)
  chmodSync(join(bin, 'git'), 0o755)
  const program = `import { existsSync } from 'node:fs'
    import { openLibrary } from './src/edition/index.ts'
    const library = openLibrary(${JSON.stringify(made.folder)})
    const asked = () => existsSync(${JSON.stringify(log)})
    const said = [library.reports.length, asked(), library.edition('bridge').history, asked()]
    process.stdout.write(JSON.stringify(said))`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    encoding: 'utf8',
  })
  expect(JSON.parse(said)).toEqual([0, false, 'none', true])
})

describe('the difference of two states', () => {
  const words = fc.string({
    unit: fc.constantFrom('a', 'b', 'ß', '漢', '😀', ' ', '.', '\n', 'é'),
    maxLength: 40,
  })
  const joined = (kinds: readonly string[], pieces: ReturnType<typeof compare>) =>
    pieces.flatMap(({ kind, text }) => (kinds.includes(kind) ? text : [])).join('')

  test('is both of them, letter for letter', () => {
    fc.assert(
      fc.property(words, words, (before, after) => {
        const pieces = compare(before, after, 'en')
        expect(joined(['same', 'removed'], pieces)).toBe(before)
        expect(joined(['same', 'added'], pieces)).toBe(after)
      }),
    )
  })

  test('is nothing for the same state', () => {
    const text = note('had not been paid', 'Nobody paid.')
    expect(differenceOf(text, text, 'en')).toEqual({ fields: [], body: [] })
  })

  test('leaves out what is the same for long', () => {
    const long = 'word '.repeat(200)
    const { body } = differenceOf(note('x', `${long}here`), note('x', `${long}there`), 'en') ?? { body: [] }
    expect(body.map(({ kind }) => kind)).toEqual(['gap', 'same', 'removed', 'added'])
    expect(joined(['same'], body as ReturnType<typeof compare>).length).toBeLessThan(130)
  })

  test('joins changes that only a space parts', () => {
    expect(compare('one two three', 'uno due three', 'en')).toEqual([
      { kind: 'removed', text: 'one two' },
      { kind: 'added', text: 'uno due' },
      { kind: 'same', text: ' three' },
    ])
  })

  test('has an end, however long the texts', () => {
    const [before, after] = ['a', 'b'].map((letter) => `${letter}1 `.repeat(20_000))
    expect(compare(before ?? '', after ?? '', 'en').map(({ kind }) => kind)).toEqual(['removed', 'added'])
    expect(mostRevisions).toBe(100)
  })
})

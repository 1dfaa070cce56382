import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  isGraphemeBoundary,
  match,
  type Range,
  type Selector,
  snapToGraphemes,
} from '../plugins/text-selector/index.ts'
import { idFrom, nameFor, noteFile } from '../src/client/compose/file.ts'
import { idFrom as idInMessages } from '../src/edition/records.ts'
import {
  formAt,
  letterTo,
  LONGEST,
  newFile,
  placeOf,
  problemAt,
  uploadTo,
} from '../src/client/compose/forges.ts'
import { snap, type Target, targetsOf } from '../src/client/compose/target.ts'
import { isRepository, repositoryFrom, repositoryOf } from '../src/edition/repository.ts'
import { repository } from './support/command.ts'

/** From a stretch of a text to the file of a note and the address of the page that it is written on. */

const read = (path: string) =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(join(repository, path)))
const psalms = 'tests/fixtures/sites/psalms/seeds'
const texts = {
  'the article': read('seeds/putin-mouthpiece/text.txt'),
  'the right-to-left fixture': read(`${psalms}/two-psalms/psalm-134.txt`),
  'the fixture with line ends of two characters': read(`${psalms}/small-talk/text.txt`),
  'words that repeat': 'no, no, no, no, no. No, no, no, no, no! '.repeat(20),
  'a text without spaces': Array.from({ length: 2000 }, (_, i) =>
    String.fromCodePoint(0x4e00 + ((i * 37) % 4001)),
  ).join(''),
}
const forge = { url: 'https://github.com/example/editions', branch: 'main', forge: 'github' } as const

/** The front matter and the body of a note's file, as any reader of YAML takes them. */
function opened(file: string): { fields: Record<string, unknown>; body: string } {
  const [, yaml = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(file) ?? []
  return { fields: parse(yaml), body: body.trim() }
}

/** A range with a paragraph’s worth of text around it. */
function aroundIt(text: string, { start, end }: Range): Range {
  return snapToGraphemes(text, { start: Math.max(0, start - 150), end: Math.min(text.length, end + 150) })
}

const said = { kind: 'context', by: 'ada-example', sources: '', body: 'A sentence.' }

describe('a selection', () => {
  test.each(Object.entries(texts))(
    '%s: each of 1,000 by chance resolves to exactly the words selected, by every target offered',
    (_name, text) => {
      const offset = fc.nat(text.length)
      fc.assert(
        fc.property(offset, offset, (one, other) => {
          const range = snap(text, { start: Math.min(one, other), end: Math.max(one, other) })
          if (range === undefined) return
          const passage = { id: 'p7', range: aroundIt(text, range) }
          const targets = targetsOf(text, range, { text: 'division', passage })
          expect(targets.length).toBeGreaterThan(0)
          for (const target of targets) {
            const written = opened(noteFile({ ...said, target })).fields['target']
            const { text: division, passage: named, ...rest } = written as Record<string, unknown>
            expect(division).toBe('division')
            const selector = (named === undefined ? rest : { ...rest, within: passage.range }) as Selector
            expect(match(text, selector)).toEqual([range])
          }
        }),
        { numRuns: 1000 },
      )
    },
  )

  test.each(Object.entries(texts))('%s: the address stays below the limit', (_name, text) => {
    const offset = fc.nat(text.length)
    fc.assert(
      fc.property(offset, offset, (one, other) => {
        const range = snap(text, { start: Math.min(one, other), end: Math.max(one, other) })
        if (range === undefined) return
        const where = { passage: { id: 'p7', range: aroundIt(text, range) } }
        const pages = targetsOf(text, range, where).map((target) =>
          newFile(forge, 'content/editions/a/notes/b.md', noteFile({ ...said, target })),
        )
        const best = pages.find((page) => page?.filled)
        expect(best).toBeDefined()
        expect(best?.href.length).toBeLessThanOrEqual(LONGEST)
        const login = `https://github.com/login?return_to=${encodeURIComponent(best?.href ?? '')}`
        expect(login.length).toBeLessThanOrEqual(LONGEST)
      }),
      { numRuns: 200 },
    )
  })

  const snapped = (text: string, words: string): string | undefined => {
    const start = text.indexOf(words)
    const range = snap(text, { start, end: start + words.length })
    return range && text.slice(range.start, range.end)
  }

  test.each([
    ['white space at its ends is left out', 'one two three', ' two ', 'two'],
    ['line ends and no-break spaces too', 'one\n\u00a0two\u00a0\nthree', '\n\u00a0two\u00a0\n', 'two'],
    ['words are taken whole', 'one window three', 'indo', 'window'],
    ['an apostrophe parts no word', 'they don’t know', 'don', 'don’t'],
    ['a quotation mark is no part of a word', 'she said “yes” to it', 'yes', 'yes'],
    ['signs that were selected stay', 'she said “yes” to it', '“yes”', '“yes”'],
    ['Hebrew words are whole with their points', 'הַלְלוּ אֶת־יְהוָה', 'לְל', 'הַלְלוּ'],
    ['a script without spaces is taken as it is', '道可道非常道', '可道', '可道'],
    ['no grapheme is cut', 'a family 👩‍👩‍👧 here', '👩‍', '👩‍👩‍👧'],
    ['white space alone is nothing', 'one  two', '  ', undefined],
  ])('%s', (_what, text, words, wanted) => {
    expect(snapped(text, words)).toBe(wanted)
  })

  test('of any text is on grapheme boundaries, and holds what was selected', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), fc.nat(40), (text, one, other) => {
        const [start, end] = [one, other].map((at) => Math.min(at, text.length)).sort((a, b) => a - b)
        const selected: Range = { start: start ?? 0, end: end ?? 0 }
        const range = snap(text, selected)
        if (range === undefined) return
        expect(isGraphemeBoundary(text, range.start) && isGraphemeBoundary(text, range.end)).toBe(true)
        const bare = text.slice(selected.start, selected.end).replace(/[\s\p{Cf}]/gu, '')
        expect(text.slice(range.start, range.end).replace(/[\s\p{Cf}]/gu, '')).toContain(bare)
      }),
    )
  })

  test('has prefix or suffix only where its words stand in several places', () => {
    const text = 'The cat sat on the mat. The cat sat on the hat.'
    const target = (words: string, from = 0) => {
      const start = text.indexOf(words, from)
      return targetsOf(text, { start, end: start + words.length })[0]
    }
    expect(target('the mat')).toEqual({ exact: 'the mat' })
    expect(Object.keys(target('cat sat', 10) ?? {})).toHaveLength(2)
  })

  test('is told by its passage where the same words stand far and wide', () => {
    const verse = 'And the same words came again, as they had come before, and nobody knew how to part them. '
    const text = verse.repeat(12)
    const range = { start: verse.length * 4, end: verse.length * 8 }
    const words = text.indexOf('nobody', range.start)
    const place = { start: words, end: words + 'nobody'.length }
    expect(targetsOf(text, place, { passage: { id: 'p2', range } })[0]).toEqual({
      exact: 'nobody',
      occurrence: 1,
      passage: 'p2',
    })
  })

  test('is named by its two ends where it is longer than a quotation may be', () => {
    const text = `${Array.from({ length: 2000 }, (_, i) => `word${i}`).join(' ')}.`
    const [only, ...others] = targetsOf(text, { start: 0, end: text.length })
    expect(others).toEqual([])
    expect(only).toHaveProperty('from')
  })
})

describe('the file', () => {
  const target = fc.oneof(
    fc.record({ exact: fc.string({ unit: 'binary', minLength: 1 }) }),
    fc.record({
      exact: fc.string({ unit: 'binary', minLength: 1 }),
      prefix: fc.string({ unit: 'binary' }),
      text: fc.constant('a-text'),
    }),
    fc.record({
      from: fc.record({ exact: fc.string({ unit: 'grapheme' }), suffix: fc.string({ unit: 'grapheme' }) }),
      to: fc.record({ exact: fc.string({ unit: 'grapheme' }), prefix: fc.string({ unit: 'grapheme' }) }),
    }),
    fc.constant({ passage: 'p7' }),
  )

  test('is YAML that says exactly the target, whatever its words are', () => {
    fc.assert(
      fc.property(target, (one: Target) => {
        const { target: written } = opened(noteFile({ ...said, target: one })).fields
        expect(typeof written === 'string' ? { exact: written } : written).toEqual(one)
      }),
      { numRuns: 500 },
    )
  })

  test('says what the reader said', () => {
    const file = noteFile({
      target: { exact: 'words' },
      kind: 'evidence',
      by: ' Ada Éxample ',
      sources: 'odd: key, harbour-2011;ica',
      body: '\n\nOne sentence.\n\n---\n\nMore.\n',
    })
    const { fields, body } = opened(file)
    expect(fields).toEqual({
      target: 'words',
      kind: 'evidence',
      by: 'ada-example',
      sources: ['odd:', 'key', 'harbour-2011', 'ica'],
    })
    expect(body).toBe('One sentence.\n\n---\n\nMore.')
    expect(file.endsWith('More.\n')).toBe(true)
  })

  test('has a name that is an id, made of the first words or of the passage', () => {
    expect(nameFor('The “cat’s” hat — and more of it than this', 'p3', 0x1f)).toBe(
      'the-cats-hat-and-more-001f',
    )
    expect(nameFor('הללו את יהוה', 'p3', 0xabcd)).toBe('on-p3-abcd')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(0xffff), (words, chance) => {
        expect(nameFor(words, 'p1', chance)).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
        expect(idFrom(words)).toMatch(/^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/)
        expect(idInMessages(words)).toBe(idFrom(words))
      }),
    )
  })

  test.each(["Who's who", 'Who’s who', 'Who‘s who', 'Whoʼs Who', '  whó＇s--who '])(
    'has nothing where there was an apostrophe: %s',
    (words) => expect([idFrom(words), idInMessages(words)]).toEqual(['whos-who', 'whos-who']),
  )
})

describe('the address', () => {
  const file = 'content/editions/a-b/notes/c.md'
  const page = (url: string, more: object = {}, value = 'A b: “c” & d\n') =>
    newFile(repositoryOf({ url, ...more }), file, value)

  test.each([
    [
      'GitHub',
      'https://github.com/example/editions.git',
      {},
      `https://github.com/example/editions/new/main?filename=${file}&value=A+b:+%E2%80%9Cc%E2%80%9D+%26+d%0A`,
      true,
    ],
    [
      'GitHub of its own',
      'https://git.example.org/example/editions/',
      { forge: 'github', branch: 'next/one' },
      `https://git.example.org/example/editions/new/next/one?filename=${file}&value=A+b:+%E2%80%9Cc%E2%80%9D+%26+d%0A`,
      true,
    ],
    [
      'Forgejo',
      'https://codeberg.org/example/editions',
      {},
      `https://codeberg.org/example/editions/_new/main/?filename=${file}&value=A+b:+%E2%80%9Cc%E2%80%9D+%26+d%0A`,
      true,
    ],
    [
      'GitLab, which takes the name alone',
      'https://gitlab.com/example/group/editions',
      {},
      `https://gitlab.com/example/group/editions/-/new/main?file_name=${file}`,
      false,
    ],
  ] as const)('%s', (_name, url, more, href, filled) => {
    expect(page(url, more)).toEqual({ href, filled })
    if (filled) expect(new URL(href).searchParams.get('value')).toBe('A b: “c” & d\n')
  })

  test('there is none where nobody knows how the repository is kept', () => {
    expect(page('https://example.org/files')).toBeUndefined()
    expect(uploadTo(repositoryOf('https://example.org/files'), 'a')).toBeUndefined()
  })

  test('is that of the empty page, where the file is too long; then it can be uploaded', () => {
    expect(page('https://github.com/example/editions', {}, 'word '.repeat(1000))).toEqual({
      href: `https://github.com/example/editions/new/main?filename=${file}`,
      filled: false,
    })
    expect(uploadTo(forge, 'content/editions/a-b/notes')).toBe(
      'https://github.com/example/editions/upload/main/content/editions/a-b/notes',
    )
  })

  test('of the form names fields that the form has', () => {
    const address = new URL(formAt(forge, 'a-b', 'some words') ?? '')
    const template = readFileSync(join(repository, '.github/ISSUE_TEMPLATE/note.yml'), 'utf8')
    const { body }: { body: readonly { id?: string }[] } = parse(template)
    const ids = body.map(({ id }) => id)
    const named = [...address.searchParams.keys()].filter((name) => name !== 'template')
    expect(named).toEqual(['edition', 'words'])
    expect(ids).toEqual(expect.arrayContaining(named))
    expect(address.searchParams.get('template')).toBe('note.yml')
  })

  test('of a contact is a page, or a letter', () => {
    expect(placeOf('https://example.org/@ada')).toBe('https://example.org/@ada')
    expect(placeOf('ada@example.org')).toBe('mailto:ada@example.org')
  })

  test('of a letter holds the file, if mail can carry it', () => {
    const letter = new URL(letterTo('ada@example.org', 'A note for “A”', 'one\ntwo'))
    expect([letter.protocol, letter.pathname]).toEqual(['mailto:', 'ada@example.org'])
    expect(letter.searchParams.get('body')).toBe('one\r\ntwo')
    expect(letterTo('ada@example.org', 'A note', 'word '.repeat(500))).not.toContain('body=')
  })
})

describe('the repository', () => {
  test('is known by the host, or as it is said', () => {
    const forgeOf = (url: string) => repositoryOf(url).forge
    expect(forgeOf('https://github.com/a/b')).toBe('github')
    expect(forgeOf('https://gitlab.example.org/a/b')).toBe('gitlab')
    expect(forgeOf('https://forgejo.example.org/a/b')).toBe('gitea')
    expect(forgeOf('https://notgithub.com/a/b')).toBeUndefined()
    expect(repositoryOf({ url: 'https://example.org/a/b', forge: 'forgejo' }).forge).toBe('gitea')
  })

  test('on a known host has an owner and a name', () => {
    expect(isRepository('https://github.com/example')).toBe(false)
    expect(isRepository('https://github.com/example/')).toBe(false)
    expect(isRepository('https://github.com/example/editions')).toBe(true)
    expect(isRepository('https://example.org/files')).toBe(true)
  })

  const actions = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'example/editions' }
  const url = 'https://github.com/example/editions'
  test.each([
    ['nothing', {}, undefined],
    [
      'a name of our own, before all',
      { ...actions, VARIORUM_REPOSITORY: 'https://codeberg.org/a/b', VARIORUM_BRANCH: 'next' },
      { url: 'https://codeberg.org/a/b', branch: 'next', forge: 'gitea' },
    ],
    [
      'the branch that is built',
      { ...actions, GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'trunk' },
      { url, branch: 'trunk', forge: 'github' },
    ],
    [
      'the base of a pull request',
      { ...actions, GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: '7/merge', GITHUB_BASE_REF: 'trunk' },
      { url, branch: 'trunk', forge: 'github' },
    ],
    [
      'a tag, which is no branch',
      { ...actions, GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1' },
      { url, branch: 'main', forge: 'github' },
    ],
    [
      'Gitea, by the same names',
      { ...actions, GITHUB_SERVER_URL: 'https://git.example.org', GITEA_ACTIONS: 'true' },
      { url: 'https://git.example.org/example/editions', branch: 'main', forge: 'gitea' },
    ],
    [
      'GitLab',
      { CI_PROJECT_URL: 'https://git.example.org/a/b', CI_DEFAULT_BRANCH: 'trunk' },
      { url: 'https://git.example.org/a/b', branch: 'trunk', forge: 'gitlab' },
    ],
  ])('of the environment: %s', (_what, environment, wanted) => {
    expect(repositoryFrom(environment)).toEqual(wanted)
  })

  test('that is none stops the program', () => {
    expect(() => repositoryFrom({ VARIORUM_REPOSITORY: 'example/editions' })).toThrow(
      /VARIORUM_REPOSITORY, expected the address/,
    )
    expect(() => repositoryFrom({ VARIORUM_REPOSITORY: 'https://github.com/example' })).toThrow()
  })
})

describe('a problem with a note', () => {
  const url = 'https://forge.example/ada-example/psalms'
  const at = (forge: 'github' | 'gitlab' | 'gitea' | undefined, contact?: string) =>
    problemAt({ url, branch: 'main', forge }, contact, 'Correction: laud', 'laud.md: “a & b”')

  test.each([
    [
      'github',
      '/issues/new?template=correction.yml&title=Correction:+laud&where=laud.md:+%E2%80%9Ca+%26+b%E2%80%9D',
    ],
    [
      'gitlab',
      '/-/issues/new?issue%5Btitle%5D=Correction:+laud&issue%5Bdescription%5D=laud.md:+%E2%80%9Ca+%26+b%E2%80%9D',
    ],
    ['gitea', '/issues/new?title=Correction:+laud&body=laud.md:+%E2%80%9Ca+%26+b%E2%80%9D'],
  ] as const)('is an issue at %s', (forge, address) => {
    expect(at(forge, 'desk@example.org')).toBe(url + address)
  })

  test('is a letter, or the page that was named, where nobody knows the repository', () => {
    expect(at(undefined, 'desk@example.org')).toMatch(
      /^mailto:desk@example\.org\?subject=Correction%3A%20laud&body=/,
    )
    expect(at(undefined, 'https://example.org/desk')).toBe('https://example.org/desk')
    expect(at(undefined)).toBeUndefined()
  })
})

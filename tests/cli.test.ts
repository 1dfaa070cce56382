import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { parse } from 'yaml'
import { variorum } from './support/command.ts'
import { copy, filesIn, fingerprint, remove, sha256, temporary, write } from './support/files.ts'

/** The command as people use it: what it writes, what it refuses, and what it says then. */

const folder = temporary()
afterAll(() => remove(folder))

describe('from a text to a site', () => {
  const root = join(folder, 'fresh')
  const text =
    '\uFEFFA title of its own\r\n\r\nThe cat sat on the mat. The “cat” sat\u00a0down.\r\nThe cat sat on the hat.\r\n'
  const run = (...args: string[]) => variorum([...args, '--root', root], folder)
  const notes = () => filesIn(join(root, 'content/editions/tale/notes'))
  const frontMatter = (name: string): Record<string, unknown> =>
    parse(
      /^---\n(.*?)^---$/ms.exec(readFileSync(join(root, 'content/editions/tale/notes', name), 'utf8'))?.[1] ??
        '',
    )

  test('`new` stores the text byte for byte, with its hash', async () => {
    write(folder, 'given/A Tale.txt', text)
    write(root, 'content/contributors/ada-example.yaml', 'name: Ada Example\n')
    const { code, stdout } = await run('new', 'tale', '--seed', join(folder, 'given/A Tale.txt'))
    expect(code).toBe(0)
    const bytes = readFileSync(join(root, 'seeds/tale/text.txt'))
    expect(bytes.equals(Buffer.from(text))).toBe(true)
    expect(readFileSync(join(root, 'seeds/tale/seed.yaml'), 'utf8')).toContain(sha256(bytes))
    expect(readFileSync(join(root, 'content/editions/tale/edition.mdx'), 'utf8')).toMatch(
      /^---\n.*title: A title of its own\n.*^---\n$/ms,
    )
    expect(stdout).toContain('seeds/tale/seed.yaml')
    expect(stdout).toContain('npx variorum note tale')
  })

  test('`new` says nothing of the text that nobody has said', () => {
    const record = parse(readFileSync(join(root, 'seeds/tale/seed.yaml'), 'utf8')) as object
    expect(Object.keys(record)).toEqual(['title', 'language', 'texts'])
  })

  test('what `new` wrote passes `check` as it is', async () => {
    expect(await run('check')).toEqual({ code: 0, stdout: 'Everything is in order.\n', stderr: '' })
  })

  test('`note` writes a target that is the only one', async () => {
    const { code, stdout, stderr } = await run('note', 'tale', 'on the mat', '--kind', 'gloss')
    expect([code, stderr]).toEqual([0, ''])
    expect(notes()).toEqual(['on-the-mat.md'])
    expect(stdout).toContain('content/editions/tale/notes/on-the-mat.md')
    expect(frontMatter('on-the-mat.md')).toMatchObject({ kind: 'gloss', by: 'ada-example' })
    expect(JSON.stringify(frontMatter('on-the-mat.md')['target'])).toContain('on the mat')
  })

  test('`note` takes words as a keyboard types them, and a name', async () => {
    expect(
      (
        await run(
          'note',
          'tale',
          'The "cat" sat down',
          '--name',
          'straight',
          '--kind',
          'gloss',
          '--by',
          'ada-example',
        )
      ).code,
    ).toBe(0)
    expect(notes()).toContain('straight.md')
  })

  test('`note` gives a second note on the same words a name of its own', async () => {
    expect((await run('note', 'tale', 'on the mat')).code).toBe(0)
    expect(notes()).toContain('on-the-mat-2.md')
  })

  test('what `note` wrote passes `check`, and is in the site on its words', async () => {
    expect((await run('check')).code).toBe(0)
    const { code } = await run('build')
    expect(code).toBe(0)
    const page = readFileSync(join(root, 'dist/tale/index.html'), 'utf8')
    for (const id of ['on-the-mat', 'straight', 'on-the-mat-2']) expect(page).toContain(`id="n-${id}"`)
    expect(page).toMatch(/<mark[^>]*data-notes="straight"[^>]*>The “cat” sat\u00a0down/)
  })
})

describe('`note`, where a kind needs a source', () => {
  const root = join(folder, 'sourced')
  const run = (...args: string[]) => variorum([...args, '--root', root], folder)
  const note = (...args: string[]) => run('note', 'tale', ...args)
  const notes = () => filesIn(root).filter((path) => path.includes('/notes/'))

  beforeAll(async () => {
    const long = Array.from({ length: 1000 }, (_, i) => `word${i}`).join(' ')
    write(folder, 'sourced.txt', `A tale\n\nThe cat sat on the mat.\n\n${long}\n`)
    write(root, 'content/contributors/ada-example.yaml', 'name: Ada Example\n')
    write(root, 'content/sources/harbour-2011.yaml', 'type: report\ntitle: A report\nissued: "2011"\n')
    await run('new', 'tale', '--seed', join(folder, 'sourced.txt'))
    const kinds = 'kinds: {fact: {label: Fact, factual: "true"}, gloss: {label: Gloss}}'
    write(root, 'content/editions/tale/edition.mdx', `---\nseed: tale\ntitle: A tale\n${kinds}\n---\n`)
    await run('schemas')
  })

  test('asks for one, and takes none that is not there', async () => {
    const missing = await note('the mat', '--kind', 'fact')
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringMatching(/expected `--source KEY`/)])
    const wrong = await note('the mat', '--kind', 'fact', '--source', 'harbor-2011')
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/Did you mean `harbour-2011`\?/)])
    expect(notes()).toEqual([])
  })

  test('writes nothing that `check` would refuse, and says what it would', async () => {
    const words = readFileSync(join(root, 'seeds/tale/text.txt'), 'utf8').split('\n')[4] ?? ''
    const { code, stderr } = await note(words, '--kind', 'gloss')
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^Nothing was written:\n.*notes\/word0-.*at most 5000/s),
    ])
    expect(notes()).toEqual([])
  })

  test('is on a whole passage, where no words are said', async () => {
    const { code } = await note('--passage', 'p2', '--kind', 'fact', '--source', 'harbour-2011')
    expect([code, notes()]).toEqual([0, ['content/editions/tale/notes/the-cat-sat-on-the-mat.md']])
    const file = readFileSync(join(root, notes()[0] ?? ''), 'utf8')
    expect(parse(/^---\n(.*?)^---$/ms.exec(file)?.[1] ?? '')).toEqual({
      target: { passage: 'p2' },
      kind: 'fact',
      by: 'ada-example',
      sources: ['harbour-2011'],
    })
    expect((await run('check')).code).toBe(0)
  })

  test('tells editors of the new note, where they have schemas', async () => {
    expect((await run('schemas', '--check')).stdout).toBe('The schemas are those of the library.\n')
    await run('new', 'other', '--seed', join(folder, 'sourced.txt'))
    expect((await run('schemas', '--check')).code).toBe(0)
  })
})

describe('refusals', () => {
  const root = join(folder, 'refusing')
  let before: Record<string, string>

  beforeAll(() => {
    copy(inject('psalms').root, root)
    write(folder, 'plain.txt', 'A text.\n')
    write(folder, 'latin.txt', Uint8Array.from([0x63, 0x61, 0x66, 0xe9, 0x0a]))
    before = fingerprint(root)
  })

  const text = () => join(folder, 'plain.txt')
  const by = ['--by', 'ada-example']
  const cases: readonly (readonly [string, () => string[], RegExp])[] = [
    [
      'words in several places',
      () => ['note', 'small-talk', 'Ada:', ...by],
      /in 2 places, expected one.*--passage p2.*\n- .*\n- /s,
    ],
    [
      'words that are not there',
      () => ['note', 'small-talk', 'Is this the lettre', ...by],
      /Unexpected words `Is this the lettre`.*Is this the letter/s,
    ],
    ['no words', () => ['note', 'small-talk', ' '], /expected the words/],
    [
      'an edition that is not there',
      () => ['note', 'smal-talk', 'They go', ...by],
      /Unexpected edition `smal-talk`.*Did you mean `small-talk`\?/,
    ],
    [
      'a kind that the edition has not',
      () => ['note', 'two-psalms', 'מִצִּיּוֹן', '--kind', 'sens', ...by],
      /Unexpected kind `sens`.*Did you mean `sense`\?/,
    ],
    [
      'a contributor whom nobody knows',
      () => ['note', 'small-talk', 'They go', '--by', 'ada-exampel'],
      /Unexpected by `ada-exampel`.*Did you mean `ada-example`\?.*content\/contributors\/<your-id>\.yaml/,
    ],
    [
      'a passage that is not there',
      () => ['note', 'small-talk', '--passage', 'p99', ...by],
      /Unexpected passage `p99`, expected `p1` to `p\d+`/,
    ],
    [
      'a text that the edition has not',
      () => ['note', 'two-psalms', '--passage', 'p1', '--text', 'psalm-1', ...by],
      /expected a text: `psalm-117`/,
    ],
    [
      'no contributor, where there are several',
      () => ['note', 'small-talk', 'They go'],
      /--by.*ada-example.*ben-example/,
    ],
    [
      'a name that is taken',
      () => ['note', 'small-talk', 'They go', '--name', 'exit', ...by],
      /exit\.md`, expected none of that name/,
    ],
    [
      'a name that is no id',
      () => ['note', 'small-talk', 'They go', '--name', '../Exit', ...by],
      /Unexpected name `\.\.\/Exit`/,
    ],
    [
      'an option that is not one',
      () => ['note', 'small-talk', 'They go', '--kid', 'x'],
      /--kid.*\nUsage: variorum note/s,
    ],
    [
      'a new edition of a name that is taken',
      () => ['new', 'small-talk', '--seed', text()],
      /Unexpected folder `seeds\/small-talk`/,
    ],
    [
      'a new edition whose name is no id',
      () => ['new', 'Small Talk', '--seed', text()],
      /Unexpected name `Small Talk`/,
    ],
    ['a new edition without a text', () => ['new', 'fresh'], /--seed FILE/],
    [
      'a text that is not there',
      () => ['new', 'fresh', '--seed', join(folder, 'none.txt')],
      /expected a text that can be read/,
    ],
    [
      'a text that is not UTF-8',
      () => ['new', 'fresh', '--seed', join(folder, 'latin.txt')],
      /expected UTF-8/,
    ],
    ['a command that is not one', () => ['bild'], /Unexpected command `bild`, expected check, build/],
    [
      'a format that is not one',
      () => ['check', '--format', 'xml'],
      /Unexpected format `xml`, expected pretty, json, github/,
    ],
    ['a port that is none', () => ['dev', '--port', '99999'], /Unexpected port `99999`/],
  ]

  test.each(cases)('%s: exit code 2, words that help, and nothing written', async (_what, args, wanted) => {
    const { code, stdout, stderr } = await variorum(
      [...args(), ...(args()[0] === 'bild' ? [] : ['--root', root])],
      folder,
    )
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(wanted)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(fingerprint(root)).toEqual(before)
  })

  test('a folder that holds no library: exit code 2 for every command', async () => {
    for (const command of ['check', 'build', 'dev', 'preview', 'note']) {
      const { code, stderr } = await variorum([command, '--root', join(folder, 'given')], folder)
      expect([command, code]).toEqual([command, 2])
      expect(stderr).toMatch(/expected one that holds `seeds\/` and `content\/`/)
    }
    expect(existsSync(join(folder, 'given/content'))).toBe(false)
  })

  test('`--passage` and `--text` settle which place is meant', async () => {
    const first = await variorum(
      ['note', 'small-talk', 'Ada:', '--passage', 'p4', '--name', 'ada-again', ...by, '--root', root],
      folder,
    )
    const second = await variorum(
      ['note', 'two-psalms', 'אֶת־יְהוָה', '--text', 'psalm-117', '--name', 'object', ...by, '--root', root],
      folder,
    )
    expect([first.stderr, first.code, second.stderr, second.code]).toEqual(['', 0, '', 0])
    expect((await variorum(['check', '--root', root], folder)).code).toBe(0)
  })
})

describe('help', () => {
  test('is given when asked for', async () => {
    const { code, stdout } = await variorum(['--help'], folder)
    expect(code).toBe(0)
    for (const command of ['check', 'build', 'dev', 'preview', 'note', 'new'])
      expect(stdout).toMatch(new RegExp(`^ +variorum ${command} `, 'm'))
  })

  test('is given for one command, which then does nothing', async () => {
    const { code, stdout } = await variorum(['note', 'tale', '--help'], folder)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Usage: variorum note <edition> .*\n {2}Write a new note/)
  })

  test('is given, as a mistake, where no command is', async () => {
    expect((await variorum([], folder)).code).toBe(2)
  })
})

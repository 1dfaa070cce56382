import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Change, describePath, guard, shown, tellVerdict } from '../src/edition/guard.ts'
import { variorum } from './support/command.ts'
import { newRepository, type Repository } from './support/forks.ts'

const text = 'The ferry was late.\n\nThe bridge was closed for a year.\n'
const note = (by: string, target = 'The ferry') =>
  `---\ntarget: ${target}\nkind: context\nby: ${by}\n---\n\nIt was a Tuesday.\n`
const notes = 'content/editions/harbour/notes'

const base = newRepository({
  'seeds/harbour/text.txt': text,
  'seeds/harbour/seed.yaml': 'title: The harbour\nsha256: 0\n',
  'content/editions/harbour/edition.mdx':
    '---\nseed: harbour\ntitle: The harbour\neditors: carl-example\n---\n',
  [`${notes}/ferry.md`]: note('ben-example'),
  [`${notes}/bridge.md`]: note('ada-example', 'The bridge'),
  'content/contributors/ada-example.yaml': 'name: Ada Example\ngithub: Ada-On-The-Host\n',
  'content/contributors/ben-example.yaml': 'name: Ben Example\n',
  'content/sources/log.yaml': 'type: book\ntitle: The log\n',
  'package.json': '{"scripts": {}}\n',
  'package-lock.json': '{}\n',
  'astro.config.mjs': 'export default {}\n',
  '.github/workflows/check.yml': 'name: check\n',
})
afterAll(base.remove)

type Told = {
  passed: boolean
  reasons: { path: string; law: string }[]
  attention: { path: string; law: string; said: string }[]
  taken: string[]
}

async function judged(
  name: string,
  change: (repository: Repository) => void,
  ...more: string[]
): Promise<Told & { code: number | null }> {
  const head = base.branch(name, change)
  const { code, stdout, stderr } = await variorum([
    'guard',
    '--root',
    base.folder,
    '--base',
    'main',
    '--head',
    head,
    '--format',
    'json',
    ...more,
  ])
  expect(stderr).toBe('')
  return { code, ...(JSON.parse(stdout) as Told) }
}

describe('an honest pull request passes', () => {
  it.each<[string, (repository: Repository) => void, string[]]>([
    ['a note', ({ write }) => write(`${notes}/late.md`, note('ada-example')), [`${notes}/late.md`]],
    [
      'a first note with its author and its source',
      ({ write }) => {
        write(`${notes}/late.md`, note('dora-example'))
        write('content/contributors/dora-example.yaml', 'name: Dora Example\n')
        write('content/sources/timetable.yaml', 'type: book\ntitle: Timetable\n')
        write('content/entities/ferry.yaml', 'name: The ferry\nkind: term\n')
      },
      [
        'content/contributors/dora-example.yaml',
        `${notes}/late.md`,
        'content/entities/ferry.yaml',
        'content/sources/timetable.yaml',
      ],
    ],
    [
      'a mended note of one’s own',
      ({ write }) => write(`${notes}/bridge.md`, `${note('ada-example', 'The bridge')}\nOr a Wednesday.\n`),
      [`${notes}/bridge.md`],
    ],
    [
      'twenty notes',
      ({ write }) => Array.from({ length: 20 }, (_, n) => write(`${notes}/n${n}.md`, note('ada-example'))),
      Array.from({ length: 20 }, (_, n) => `${notes}/n${n}.md`).sort(),
    ],
    [
      'a note of 64 KiB',
      ({ write }) => write(`${notes}/long.md`, note('ada-example').padEnd(65_536, 'x')),
      [`${notes}/long.md`],
    ],
  ])('%s', async (name, change, taken) => {
    const verdict = await judged(
      `honest ${name}`.replaceAll(/[^a-z]+/gi, '-'),
      change,
      '--author',
      'ada-on-the-host',
    )
    expect(verdict).toMatchObject({ code: 0, passed: true, reasons: [], attention: [], taken })
  })

  it('also when the base has moved on since', async () => {
    const head = base.branch('behind', ({ write }) => write(`${notes}/late.md`, note('ada-example')))
    base.git('checkout', '--quiet', '-b', 'moved', 'main')
    base.write('astro.config.mjs', 'export default {output: "static"}\n')
    base.commit('Change the program')
    base.git('checkout', '--quiet', 'main')
    const { code } = await variorum(['guard', '--root', base.folder, '--base', 'moved', '--head', head])
    expect(code).toBe(0)
  })
})

const hostile: [string, (repository: Repository) => void, string, string][] = [
  [
    'a workflow',
    ({ write }) => write('.github/workflows/evil.yml', 'on: push\n'),
    '.github/workflows/evil.yml',
    'notes-only',
  ],
  [
    'a script of package.json',
    ({ write }) => write('package.json', '{"scripts": {"preinstall": "id"}}\n'),
    'package.json',
    'notes-only',
  ],
  [
    'the lockfile',
    ({ write }) => write('package-lock.json', '{"lockfileVersion": 3}\n'),
    'package-lock.json',
    'notes-only',
  ],
  ['.npmrc', ({ write }) => write('.npmrc', 'ignore-scripts=false\n'), '.npmrc', 'notes-only'],
  [
    '.gitattributes',
    ({ write }) => write(`${notes}/.gitattributes`, '*.md -diff filter=evil\n'),
    `${notes}/.gitattributes`,
    'notes-only',
  ],
  [
    '.gitmodules',
    ({ write }) => write('.gitmodules', '[submodule "x"]\n\tpath = x\n\turl = https://example.org\n'),
    '.gitmodules',
    'notes-only',
  ],
  [
    'a seed',
    ({ write }) => write('seeds/harbour/text.txt', text.replace('late', 'early')),
    'seeds/harbour/text.txt',
    'notes-only',
  ],
  [
    'Astro’s configuration',
    ({ write }) => write('astro.config.mjs', 'console.log(1)\n'),
    'astro.config.mjs',
    'notes-only',
  ],
  [
    'the program',
    ({ write }) => write('src/edition/guard.ts', 'export const guard = () => true\n'),
    'src/edition/guard.ts',
    'notes-only',
  ],
  [
    'prose of an edition',
    ({ write }) =>
      write('content/editions/harbour/edition.mdx', '---\nseed: harbour\ntitle: x\n---\n{process.exit()}\n'),
    'content/editions/harbour/edition.mdx',
    'notes-only',
  ],
  [
    'MDX among the notes',
    ({ write }) => write(`${notes}/late.mdx`, 'import x from "fs"\n'),
    `${notes}/late.mdx`,
    'notes-only',
  ],
  [
    'what an editor runs on opening',
    ({ write }) => write('.vscode/tasks.json', '{}\n'),
    '.vscode/tasks.json',
    'notes-only',
  ],
  [
    'CODEOWNERS',
    ({ write }) => write('.github/CODEOWNERS', '* @ada-example\n'),
    '.github/CODEOWNERS',
    'notes-only',
  ],
  [
    'a page of a rule',
    ({ write }) => write('content/rules/x.mdx', 'x\n'),
    'content/rules/x.mdx',
    'notes-only',
  ],
  [
    'a path that climbs by its name',
    ({ write }) => write(`${notes}/..md`, 'x\n'),
    `${notes}/..md`,
    'notes-only',
  ],
  [
    'a folder in the folder of notes',
    ({ write }) => write(`${notes}/deep/late.md`, note('ada-example')),
    `${notes}/deep/late.md`,
    'notes-only',
  ],
  [
    'a name with capitals that falls together with another',
    ({ write }) => write(`${notes}/Ferry.md`, note('ada-example')),
    `${notes}/Ferry.md`,
    'notes-only',
  ],
  [
    'a name with a line break',
    ({ write }) => write(`${notes}/a\n::error::b.md`, 'x'),
    `${notes}/a\n::error::b.md`,
    'notes-only',
  ],
  [
    'a symbolic link',
    ({ folder }) => symlinkSync('/etc/passwd', join(folder, notes, 'late.md')),
    `${notes}/late.md`,
    'ordinary-file',
  ],
  [
    'a note that becomes a symbolic link',
    ({ folder }) => {
      rmSync(join(folder, notes, 'ferry.md'))
      symlinkSync('../edition.mdx', join(folder, notes, 'ferry.md'))
    },
    `${notes}/ferry.md`,
    'ordinary-file',
  ],
  [
    'an executable note',
    ({ folder, write }) => {
      write(`${notes}/late.md`, note('ada-example'))
      chmodSync(join(folder, notes, 'late.md'), 0o755)
    },
    `${notes}/late.md`,
    'ordinary-file',
  ],
  [
    'a note of 65 KiB',
    ({ write }) => write(`${notes}/long.md`, 'x'.repeat(65 * 1024)),
    `${notes}/long.md`,
    'small-file',
  ],
  [
    'twenty-one notes',
    ({ write }) => Array.from({ length: 21 }, (_, n) => write(`${notes}/n${n}.md`, note('ada-example'))),
    '',
    'few-files',
  ],
  [
    'a note removed',
    ({ folder }) => rmSync(join(folder, notes, 'ferry.md')),
    `${notes}/ferry.md`,
    'nothing-removed',
  ],
  [
    'a note under another name',
    ({ folder }) => renameSync(join(folder, notes, 'ferry.md'), join(folder, notes, 'boat.md')),
    `${notes}/boat.md`,
    'nothing-renamed',
  ],
  [
    'a note of an edition that is not there',
    ({ write }) => write('content/editions/castle/notes/late.md', note('ada-example')),
    'content/editions/castle/notes/late.md',
    'edition-there',
  ],
  [
    'a new edition',
    ({ write }) => write('content/editions/castle/edition.mdx', '---\nseed: harbour\ntitle: x\n---\n'),
    'content/editions/castle/edition.mdx',
    'notes-only',
  ],
  ['nothing at all', () => undefined, '', 'not-empty'],
]

describe('a hostile pull request is stopped', () => {
  it.each(hostile)('%s', async (name, change, path, law) => {
    const verdict = await judged(`hostile ${name}`.replaceAll(/[^a-z]+/gi, '-'), change)
    expect(verdict).toMatchObject({ code: 1, passed: false })
    expect(verdict.reasons).toContainEqual(expect.objectContaining({ path, law }))
    if (law !== 'few-files') expect(verdict.taken).not.toContain(path)
  })

  it('a submodule in the place of a note', async () => {
    const verdict = await judged('hostile-submodule', ({ git }) => {
      git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},${notes}/late.md`)
      git('commit', '--quiet', '-m', 'submodule')
      git('rm', '--quiet', '--cached', `${notes}/late.md`)
      git('reset', '--quiet', '--soft', 'HEAD')
      git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},${notes}/late.md`)
      mkdirSync(join(base.folder, notes, 'late.md'))
    })
    expect(verdict.reasons).toContainEqual(
      expect.objectContaining({ path: `${notes}/late.md`, law: 'ordinary-file' }),
    )
  })

  it('one bad file among good ones; the good ones are named', async () => {
    const verdict = await judged('hostile-mixed', ({ write }) => {
      write(`${notes}/late.md`, note('ada-example'))
      write('package.json', '{"scripts": {"prepare": "id"}}\n')
    })
    expect(verdict).toMatchObject({ passed: false, taken: [`${notes}/late.md`] })
  })

  it('a branch without a common history', async () => {
    base.git('checkout', '--quiet', '--orphan', 'orphan')
    const head = base.commit('orphan')
    base.git('checkout', '--quiet', '--force', 'main')
    const { code, stderr } = await variorum([
      'guard',
      '--root',
      base.folder,
      '--base',
      'main',
      '--head',
      head,
    ])
    expect([code, stderr]).toEqual([2, expect.stringContaining('merge-base')])
  })

  it('a name that is an option', async () => {
    const target = join(base.folder, 'written')
    const { code } = await variorum([
      'guard',
      '--root',
      base.folder,
      '--base',
      `--output=${target}`,
      '--head',
      'main',
    ])
    expect([code, existsSync(target)]).toEqual([2, false])
  })
})

describe('what a person should look at is said, and stops nothing', () => {
  it('a note of somebody else', async () => {
    const change = ({ write }: Repository) => write(`${notes}/ferry.md`, `${note('ben-example')}More.\n`)
    const verdict = await judged('others-note', change, '--author', 'ada-on-the-host')
    expect(verdict).toMatchObject({
      passed: true,
      attention: [{ path: `${notes}/ferry.md`, law: 'others-work' }],
    })
    expect(verdict.attention[0]?.said).toContain('ben-example')
  })

  it('a note that changes hands', async () => {
    const verdict = await judged(
      'taken-over',
      ({ write }) => write(`${notes}/ferry.md`, note('ada-example')),
      '--author',
      'ada-on-the-host',
    )
    expect(verdict.attention.map(({ law }) => law)).toEqual(['others-work', 'signature-changed'])
  })

  it('somebody else’s name below a note', async () => {
    const verdict = await judged(
      'borrowed',
      ({ write }) => write(`${notes}/late.md`, note('ben-example')),
      '--author',
      'ada-on-the-host',
    )
    expect(verdict.attention.map(({ law }) => law)).toEqual(['signature-borrowed'])
  })

  it('an account that is written into somebody else’s file', async () => {
    const change = ({ write }: Repository) =>
      write('content/contributors/ben-example.yaml', 'name: Ben Example\ngithub: mallory\n')
    const verdict = await judged('stolen', change, '--author', 'mallory')
    expect(verdict.attention).toContainEqual(
      expect.objectContaining({ path: 'content/contributors/ben-example.yaml', law: 'others-work' }),
    )
  })

  it('what an earlier commit brings into the history', async () => {
    const verdict = await judged('squash', ({ write, commit, folder }) => {
      write('big.bin', 'x')
      commit('in')
      rmSync(join(folder, 'big.bin'))
      write(`${notes}/late.md`, note('ada-example'))
    })
    expect(verdict).toMatchObject({ passed: true, attention: [{ path: 'big.bin', law: 'squash' }] })
  })
})

describe('the library that is laid out for a preview', () => {
  it('is the base with the notes that may pass over it, and nothing else of the branch', async () => {
    const late =
      '---\ntarget: late\nkind: wording\nby: [ada-example]\n---\n\nNobody knows how late; the log says nothing of it at all.\n'
    const head = base.branch('laid-out', ({ write, folder }) => {
      write(`${notes}/late.md`, late)
      write(`${notes}/ferry.md`, `${note('ben-example')}More.\n`)
      write(`${notes}/.gitattributes`, '* text eol=crlf ident filter=evil\n')
      write('.gitattributes', '* text eol=crlf ident filter=evil\n')
      write('seeds/harbour/text.txt', 'Another text.\n')
      write('package.json', '{"scripts": {"prepare": "id"}}\n')
      write('content/editions/harbour/edition.mdx', '---\nseed: harbour\ntitle: Stolen\n---\n')
      symlinkSync('/etc', join(folder, notes, 'link.md'))
      rmSync(join(folder, notes, 'bridge.md'))
    })
    const out = join(base.folder, '.git', 'library')
    const { code } = await variorum([
      'guard',
      '--root',
      base.folder,
      '--base',
      'main',
      '--head',
      head,
      '--write',
      out,
    ])
    expect(code).toBe(1)
    const files = Object.fromEntries(
      globSync('**/*', { cwd: out, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => {
          const path = join(entry.parentPath, entry.name)
          return [path.slice(out.length + 1), entry.isFile() ? readFileSync(path, 'utf8') : 'no file']
        }),
    )
    expect(files).toEqual({
      'seeds/harbour/text.txt': text,
      'seeds/harbour/seed.yaml': 'title: The harbour\nsha256: 0\n',
      'content/editions/harbour/edition.mdx':
        '---\nseed: harbour\ntitle: The harbour\neditors: carl-example\n---\n',
      [`${notes}/ferry.md`]: `${note('ben-example')}More.\n`,
      [`${notes}/bridge.md`]: note('ada-example', 'The bridge'),
      [`${notes}/late.md`]: late,
      'content/contributors/ada-example.yaml': 'name: Ada Example\ngithub: Ada-On-The-Host\n',
      'content/contributors/ben-example.yaml': 'name: Ben Example\n',
      'content/sources/log.yaml': 'type: book\ntitle: The log\n',
    })
  })

  it('is not written over what is there', async () => {
    const out = join(base.folder, '.git', 'full')
    mkdirSync(out)
    writeFileSync(join(out, 'mine'), '')
    const { code, stderr } = await variorum([
      'guard',
      '--root',
      base.folder,
      '--base',
      'main',
      '--head',
      'main',
      '--write',
      out,
    ])
    expect([code, stderr]).toEqual([2, expect.stringContaining('expected a new or empty folder')])
  })
})

describe('the verdict in words', () => {
  const added = (path: string): Change => ({ status: 'added', mode: '100644', path, size: 1 })
  const told = (...changes: Change[]) =>
    tellVerdict(guard({ changes, editions: new Set(['harbour']), contributors: new Set() }), changes)

  it('counts what is there', () => {
    expect(
      told(added(`${notes}/a.md`), added(`${notes}/b.md`), {
        ...added('content/entities/c.yaml'),
        status: 'modified',
      }),
    ).toBe('This touches only notes and registers: 2 new notes, 1 changed entity.\n')
  })

  it('says each reason in a line', () => {
    expect(told(added('package.json'))).toBe(
      'This touches more than notes and registers. A maintainer has to read it as code.\n\nStopped by:\n- `package.json` changes what is installed.\n',
    )
  })

  it('lets no path escape from its line or its code span', () => {
    const text = told(added('a`b\n::set-output name=x::y\u202E\u200B##[error]<b>@ada-example'))
    expect(text.split('\n').filter((line) => line.startsWith('::'))).toEqual([])
    expect(text).toContain('`a’b<U+000A>::set-output name=x::y<U+202E><U+200B>## [error]<b>@ada-example`')
  })

  it('keeps long lists short', () => {
    expect(told(...Array.from({ length: 100 }, (_, n) => added(`x${n}`))).split('\n').length).toBeLessThan(60)
    expect(shown('x'.repeat(500)).length).toBe(120)
  })
})

it('knows the places of notes and registers by their paths alone', () => {
  expect(describePath('content/editions/a-b/notes/c-1.md')).toEqual({
    kind: 'note',
    id: 'c-1',
    edition: 'a-b',
  })
  for (const path of [
    'content/editions/a/notes/-b.md',
    'content/editions/a/notes/b.md/',
    'Content/editions/a/notes/b.md',
    'content/editions/a/notes/b.md\n',
    'content/editions/a/notes/b\\c.md',
    `content/sources/${'x'.repeat(81)}.yaml`,
    'content/editions/a/../notes/b.md',
    'content/editions/ä/notes/b.md',
    '/content/sources/a.yaml',
    'content/sources/a.yml',
  ]) {
    expect(describePath(path), path).toBeUndefined()
  }
})

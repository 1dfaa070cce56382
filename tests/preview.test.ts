import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from './support/command.ts'
import { newRepository, type Repository } from './support/forks.ts'
import { type Step, workflow } from './support/workflows.ts'

/**
 * Plays the preview workflow: its own shell scripts, in its order, with its variables, in a clone of a base whose
 * host has a hostile branch as pull request 7. A canary sings where anything of the branch is run.
 */
const text = 'The ferry was late.\n\nThe bridge was closed for a year, and @nobody knows why.\n'
const notes = 'content/editions/harbour/notes'
const canary = join(mkdtempSync(join(tmpdir(), 'variorum-canary-')), 'sang')
const sing = `import { appendFileSync } from 'node:fs'\nappendFileSync(${JSON.stringify(canary)}, 'program\\n')\n`
const shell = (who: string) => `echo ${who} >> '${canary}'`

const host = newRepository({
  'seeds/harbour/text.txt': text,
  'seeds/harbour/seed.yaml': `title: The harbour\nlanguage: en\nsha256: ${createHash('sha256').update(text).digest('hex')}\n`,
  'content/editions/harbour/edition.mdx':
    '---\nseed: harbour\ntitle: The harbour\neditors: ben-example\nlicence: CC0-1.0\nowners:\n  p2: [ada-example]\n---\n',
  [`${notes}/ferry.md`]: '---\ntarget: The ferry\nkind: context\nby: ben-example\n---\n\nIt was a Tuesday.\n',
  'content/contributors/ada-example.yaml': 'name: Ada Example\ngithub: ada-on-the-host\n',
  'content/contributors/ben-example.yaml': 'name: Ben Example\n',
  // The base's program is this repository's, so that what is tested is what would run.
  'src/cli/variorum.ts': `import ${JSON.stringify(join(repository, 'src/cli/variorum.ts'))}\n`,
  'package.json': '{"name": "base", "version": "1.0.0", "type": "module"}\n',
  'package-lock.json':
    '{"name": "base", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "base", "version": "1.0.0"}}}\n',
  'astro.config.mjs': 'export default {}\n',
})
const folders: string[] = [dirname(canary)]
afterAll(() => {
  host.remove()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Everything that a branch could bring along and hope to have run. */
function brood({ write, folder }: Repository): void {
  write('src/cli/variorum.ts', sing)
  write('src/cli/guard.ts', sing)
  write(
    'package.json',
    JSON.stringify({
      name: 'evil',
      type: 'module',
      scripts: Object.fromEntries(
        ['preinstall', 'install', 'postinstall', 'prepare', 'build', 'check'].map((name) => [
          name,
          shell(name),
        ]),
      ),
    }),
  )
  write('.npmrc', `script-shell=./evil.sh\nignore-scripts=false\nnode-options=--import=./evil.mjs\n`)
  write('evil.mjs', sing)
  write('evil.sh', `#!/bin/sh\n${shell('shell')}\n`)
  chmodSync(join(folder, 'evil.sh'), 0o755)
  write('astro.config.mjs', sing)
  write('vite.config.ts', sing)
  write('tsconfig.json', '{"extends": "./evil.mjs"}')
  write('.env', 'NODE_OPTIONS=--import=./evil.mjs\n')
  write('.gitattributes', '*.md filter=evil diff=evil merge=evil\n*.yaml filter=evil\n')
  write(`${notes}/.gitattributes`, '*.md filter=evil diff=evil\n')
  write('.githooks/post-checkout', `#!/bin/sh\n${shell('hook')}\n`)
  chmodSync(join(folder, '.githooks/post-checkout'), 0o755)
  write('.gitmodules', '[submodule "x"]\n\tpath = x\n\turl = ../evil\n')
  write(
    'content/editions/harbour/edition.mdx',
    `---\nseed: harbour\ntitle: The harbour\n---\n\n${sing}\n{appendFileSync('${canary}', 'mdx')}\n`,
  )
  write(`${notes}/late.mdx`, sing)
  write(`${notes}/index.ts`, sing)
  symlinkSync('/etc/passwd', join(folder, notes, 'link.md'))
}

const body = [
  `import { appendFileSync } from 'node:fs'`,
  `export const x = appendFileSync('${canary}', 'note')`,
  `{appendFileSync('${canary}', 'note')}`,
  '<script>document.title = "canary"</script> <img src=x onerror="alert(1)"> </pre> <!-- variorum-preview -->',
  'Closed for @ada-example, see #1 and https://example.org, ![x](https://example.org/x.png).',
].join('\n\n')

/** A branch of nothing but notes; their words are as bad as words can be. */
function words({ write }: Repository): void {
  write(
    `${notes}/bridge.md`,
    `---\ntarget: closed for a year\nkind: context\nby: ada-example\n---\n\n${body}\n`,
  )
  write(
    `${notes}/engine.md`,
    `---js\n{title: require('fs').appendFileSync('${canary}', 'front matter')}\n---\n\nWords.\n`,
  )
}

type Run = {
  readonly outputs: ReadonlyMap<string, string>
  readonly temp: string
  readonly ran: readonly string[]
  readonly sent: string
  readonly log: string
}

/** Runs the scripts of the workflow, as the runner would. Actions are left out, but for the checkout of the base. */
function play(head: string): Run {
  const folder = mkdtempSync(join(tmpdir(), 'variorum-preview-'))
  folders.push(folder)
  const [workspace = '', temp = '', bin = '', output = '', sent = ''] = [
    'workspace',
    'temp',
    'bin',
    'output',
    'sent',
  ].map((name) => join(folder, name))
  for (const one of [temp, bin]) mkdirSync(one)
  host.git('update-ref', 'refs/pull/7/head', head)
  execFileSync('git', ['clone', '--quiet', '--no-local', host.folder, workspace])
  writeFileSync(
    join(bin, 'gh'),
    `#!/bin/sh\ncase "$*" in\n  *POST*) cat "$RUNNER_TEMP/comment/comment.md" > '${sent}';;\n  *"/pulls "*) test "$HEAD_SHA" = '${head}' && echo 7;;\nesac\n`,
  )
  chmodSync(join(bin, 'gh'), 0o755)
  // The worst runner: it knows a filter and a diff driver that a branch's attributes could name.
  const config = join(folder, 'gitconfig')
  writeFileSync(
    config,
    ['filter "evil"', 'diff "evil"', 'merge "evil"']
      .map(
        (section) =>
          `[${section}]\n${['smudge', 'clean', 'process', 'textconv', 'command', 'driver'].map((key) => `\t${key} = "${shell('filter')}"`).join('\n')}\n`,
      )
      .join(''),
  )
  const state = new Map<string, string>()
  const known: Readonly<Record<string, string>> = {
    'github.token': 'token',
    'github.event.workflow_run.head_repository.owner.login': 'mallory',
    'github.event.workflow_run.head_branch': '$(touch /tmp/never)',
    'github.event.repository.default_branch': 'main',
    'github.event.workflow_run.head_sha': head,
    'github.event.workflow_run.html_url': 'https://example.org/run/1',
    'steps.archive.outputs.artifact-url': 'https://example.org/archive/1',
    'needs.build.outputs.number': '7',
  }
  const value = (expression: string): string => {
    const found = known[expression] ?? state.get(expression)
    if (found === undefined && !expression.startsWith('steps.')) throw new Error(`Unexpected ${expression}`)
    return found ?? ''
  }
  const holds = ({ if: condition }: Step): boolean => {
    if (condition === undefined) return true
    const [, name = '', operator, wanted] = /^(steps\.[\w.-]+) ([!=]=) '([^']*)'$/.exec(condition) ?? []
    return (value(name) === wanted) === (operator === '==')
  }
  const ran: string[] = []
  let log = ''
  for (const step of Object.values(workflow('preview.yml').jobs).flatMap((job) => job.steps)) {
    if (step.run === undefined || !holds(step)) continue
    writeFileSync(output, '')
    const env = {
      PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      GIT_CONFIG_GLOBAL: config,
      GIT_CONFIG_SYSTEM: '/dev/null',
      GITHUB_OUTPUT: output,
      GITHUB_REPOSITORY: 'harbour/harbour',
      GITHUB_STEP_SUMMARY: join(folder, 'summary'),
      RUNNER_TEMP: temp,
      ...Object.fromEntries(
        Object.entries(step.env ?? {}).map(([name, text_]) => [
          name,
          text_.replace(/\$\{\{ (.*?) \}\}/g, (_all, expression: string) => value(expression)),
        ]),
      ),
    }
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run],
      { cwd: workspace, env, encoding: 'utf8' },
    )
    log += stdout + stderr
    if (status !== 0) throw new Error(`${step.name ?? step.run}: ${stdout}${stderr}`)
    ran.push(step.name ?? step.run)
    for (const line of readFileSync(output, 'utf8').split('\n')) {
      const [name = '', ...rest] = line.split('=')
      if (name !== '') state.set(`steps.${step.id ?? ''}.outputs.${name}`, rest.join('='))
    }
    if (step.name === 'Hand the comment on' || state.get('steps.guard.outputs.code') === '1') break
  }
  return { outputs: state, temp, ran, sent: existsSync(sent) ? readFileSync(sent, 'utf8') : '', log }
}

const sang = () => (existsSync(canary) ? readFileSync(canary, 'utf8') : '')

it('the canary can sing: a checkout of the branch would run it', () => {
  const head = host.branch('sanity', brood)
  const folder = mkdtempSync(join(tmpdir(), 'variorum-sanity-'))
  folders.push(folder)
  host.git('worktree', 'add', '--quiet', '--detach', join(folder, 'tree'), head)
  execFileSync(process.execPath, ['src/cli/variorum.ts'], { cwd: join(folder, 'tree') })
  host.git('worktree', 'remove', '--force', join(folder, 'tree'))
  expect(sang()).toContain('program')
  rmSync(canary)
}, 60_000)

describe('a branch that brings code', () => {
  let run: Run
  beforeAll(() => {
    run = play(host.branch('code', (repository_) => [brood, words].forEach((change) => change(repository_))))
  }, 120_000)

  it('runs nothing of it, and gets no preview', () => {
    expect(sang()).toBe('')
    expect(run.outputs.get('steps.guard.outputs.code')).toBe('1')
    expect([run.ran.includes('Build the site'), run.sent]).toEqual([false, ''])
  })

  it('runs nothing of it even where its notes are built all the same', () => {
    const { status } = spawnSync(
      process.execPath,
      [join(repository, 'src/cli/variorum.ts'), 'check', '--root', join(run.temp, 'library')],
      { encoding: 'utf8' },
    )
    // The broken front matter is an error, and nothing more.
    expect(status).toBe(1)
    expect(sang()).toBe('')
    expect(
      globSync('**/*', { cwd: join(run.temp, 'library') })
        .filter((path) => /gitattributes|package|\.mdx?$/.test(path))
        .sort(),
    ).toEqual(
      [
        'content/editions/harbour/edition.mdx',
        `${notes}/bridge.md`,
        `${notes}/engine.md`,
        `${notes}/ferry.md`,
      ].sort(),
    )
    expect(readFileSync(join(run.temp, 'library/content/editions/harbour/edition.mdx'), 'utf8')).toContain(
      'owners:',
    )
  })
})

describe('a branch of notes with bad words', () => {
  let run: Run
  beforeAll(() => {
    run = play(
      host.branch('words', (repository_) => {
        words(repository_)
        rmSync(join(repository_.folder, notes, 'engine.md'))
      }),
    )
  }, 180_000)

  it('is built, and runs nothing', () => {
    expect(run.outputs.get('steps.guard.outputs.code')).toBe('0')
    expect(run.outputs.get('steps.site.outputs.built')).toBe('true')
    expect(sang()).toBe('')
    expect(existsSync('/tmp/never')).toBe(false)
  })

  it('has its note in the page, as words', () => {
    const page = readFileSync(join(run.temp, 'site/harbour/index.html'), 'utf8')
    expect(page).toContain('id="n-bridge"')
    expect(page).not.toMatch(/<img|<script>document|<!-- variorum/)
    expect(page).toContain('&#x3C;script>document.title')
  })

  it('is answered with the note in its place, with whom to ask, and where the site is', () => {
    expect(run.sent.startsWith('<!-- variorum-preview -->\n')).toBe(true)
    expect(run.sent).toContain('The bridge was <b>closed for a year</b>, and @nobody knows why.')
    expect(run.sent).toContain('To be read by: `ada-example (ada-on-the-host)`.')
    expect(run.sent).toContain('(https://example.org/archive/1)')
    expect(run.sent).toContain('[The check of this branch](https://example.org/run/1)')
  })

  it('has every word of a stranger’s inside `<pre>` or a code span, where it does nothing', () => {
    const outside = run.sent
      .replace(/<pre>\n[^<]*(?:<b>[^<]*<\/b>[^<]*)?\n<\/pre>/g, '')
      .replace(/`[^`\n]*`/g, '')
    expect(outside).not.toMatch(/@|<(?!!-- variorum-preview -->)|canary|!\[/)
  })
})

it('a branch whose notes do not pass gets an answer without a site', () => {
  const run = play(
    host.branch('broken', ({ write }) => {
      write(
        `${notes}/bridge.md`,
        '---\ntarget: closed for a year\nkind: context\nby: ada-example\n---\n\nWords.\n',
      )
      write(
        `${notes}/nowhere.md`,
        '---\ntarget: words that are not there\nkind: context\nby: ada-example\n---\n\nWords.\n',
      )
    }),
  )
  expect(run.outputs.get('steps.site.outputs.built')).toBe('false')
  expect(run.sent).toContain('<b>closed for a year</b>')
  expect(run.sent).toContain('does not pass the check yet')
}, 120_000)

it('a commit that is no pull request’s head any more gets nothing', () => {
  const head = host.branch('old', words)
  const stale = host.branch('new', words)
  host.git('update-ref', 'refs/pull/7/head', stale)
  // The host says which commit is the head; what was checked is another.
  expect(() => {
    const step = workflow('preview.yml').jobs['build']?.steps.find(
      ({ name }) => name === 'The branch, as objects',
    )
    execFileSync('bash', ['-eo', 'pipefail', '-c', step?.run ?? 'exit 0'], {
      cwd: cloned(),
      env: { ...process.env, NUMBER: '7', HEAD_SHA: head },
      stdio: 'pipe',
    })
  }).toThrow()
}, 60_000)

function cloned(): string {
  const folder = mkdtempSync(join(tmpdir(), 'variorum-clone-'))
  folders.push(folder)
  execFileSync('git', ['clone', '--quiet', '--no-local', host.folder, join(folder, 'clone')])
  return join(folder, 'clone')
}

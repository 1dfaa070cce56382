import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Result, repository, start, variorum } from './support/command.ts'
import { copy, filesIn, fingerprint, remove, temporary, write } from './support/files.ts'
import { freePort } from './support/server.ts'

/** What builds promise: the same bytes for the same notes, all or nothing, and never an old note. */

const folder = temporary()
afterAll(() => remove(folder))

const notes = 'content/editions/two-psalms/notes'

/** A copy of the fixture's library that a test may change. */
function library(name: string, order?: (paths: string[]) => string[]): string {
  const root = join(folder, name)
  copy(inject('psalms').root, root, order)
  return root
}

describe('the same library', () => {
  test('gives the same bytes, wherever and whenever, in any language, without a network', async () => {
    const root = library('another-place', (paths) => paths.toReversed())
    for (const [index, path] of filesIn(root).entries())
      utimesSync(join(root, path), new Date(index * 1e9), new Date((index * 7e12) % 1.7e12))
    const out = join(folder, 'another-site')
    const network = join(folder, 'network.log')
    const { code, stderr } = await variorum(['build', '--root', root, '--out', out], folder, {
      TZ: 'Pacific/Chatham',
      LC_ALL: 'tr_TR.UTF-8',
      LANG: 'tr_TR.UTF-8',
      NODE_OPTIONS: `--import=${pathToFileURL(join(repository, 'tests/support/no-network.ts')).href}`,
      NETWORK_LOG: network,
    })
    expect([code, existsSync(network) ? readFileSync(network, 'utf8') : ''], stderr).toEqual([0, ''])
    expect(spawnSync('diff', ['-r', out, inject('psalms').out], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stdout: '',
    })
  })

  test('would be told of a network, if it asked for one', () => {
    const log = join(folder, 'control.log')
    const asking =
      "try { fetch('https://leak.example/') } catch {} import('node:http').then((h) => h.get('http://127.0.0.1:9/'))"
    const hook = pathToFileURL(join(repository, 'tests/support/no-network.ts')).href
    spawnSync(process.execPath, ['--import', hook, '-e', asking], {
      env: { ...process.env, NETWORK_LOG: log },
    })
    expect(readFileSync(log, 'utf8')).toMatch(/fetch "https:\/\/leak\.example\/"[^]*connect /)
  })

  test('gives the same bytes twice, and leaves nothing beside the site', async () => {
    const out = join(folder, 'twice/site')
    const build = () => variorum(['build', '--out', out])
    expect([(await build()).code, (await build()).code]).toEqual([0, 0])
    expect(fingerprint(out)).toEqual(fingerprint(inject('own').out))
    expect(readdirSync(join(folder, 'twice'))).toEqual(['site'])
  })
})

describe('a library with errors', () => {
  const root = join(folder, 'broken')
  const expected = [
    ['target-matches', `${notes}/no-such-words.md`],
    ['target-unique', `${notes}/too-many.md`],
    ['contributor-known', `${notes}/stranger.md`],
    ['kind-known', `${notes}/stranger.md`],
    ['yaml-parses', `${notes}/yaml.md`],
    ['seed-hash', 'seeds/interlude/seed.yaml'],
  ] as const
  let result: Result
  let before: Record<string, string>

  beforeAll(async () => {
    library('broken')
    copy(inject('psalms').out, join(root, 'dist'))
    before = fingerprint(join(root, 'dist'))
    write(
      root,
      `${notes}/no-such-words.md`,
      '---\ntarget: in the beginning\nkind: sense\nby: ada-example\n---\nNot here.\n',
    )
    write(
      root,
      `${notes}/too-many.md`,
      '---\ntarget: {exact: יְהוָה, text: psalm-134}\nkind: sense\nby: ada-example\n---\nWhich?\n',
    )
    write(root, `${notes}/stranger.md`, '---\ntarget: לְעוֹלָם\nkind: sens\nby: eve-example\n---\nWho?\n')
    write(root, `${notes}/yaml.md`, '---\ntarget: "לְעוֹלָם\nkind: sense\n---\nNever closed.\n')
    write(
      root,
      'seeds/interlude/text.txt',
      `${readFileSync(join(root, 'seeds/interlude/text.txt'), 'utf8')}!`,
    )
    result = await variorum(['build', '--root', root], folder)
  })

  test('is not built', () => {
    expect(result.code).toBe(1)
    expect(result.stdout).toBe('')
  })

  test.each(expected)('is told of %s in the same run', (rule, file) => {
    expect(result.stderr).toMatch(
      new RegExp(`^${file.replaceAll('.', '\\.')}:\\d+:\\d+ +error +${rule}$`, 'm'),
    )
  })

  test('leaves the old site as it was, byte for byte', () => {
    expect(fingerprint(join(root, 'dist'))).toEqual(before)
    expect(readdirSync(root).sort()).toEqual(['content', 'dist', 'seeds'])
  })

  test('fails `check` with the same messages, as JSON with all that they have', async () => {
    const { code, stdout } = await variorum(['check', '--root', root, '--format', 'json'], folder)
    const all: Record<string, unknown>[] = JSON.parse(stdout)
    const found = all.filter(({ severity }) => severity === 'error')
    expect(code).toBe(1)
    expect(found.map(({ rule, file }) => `${rule} ${file}`).sort()).toEqual(
      expected.map((one) => one.join(' ')).sort(),
    )
    for (const one of found) {
      expect(one).toMatchObject({
        severity: 'error',
        message: expect.stringMatching(/^Unexpected .+, expected /s),
        url: `/rules/${one['rule']}/`,
      })
      for (const place of ['line', 'column', 'endLine', 'endColumn'])
        expect(Number(one[place]), place).toBeGreaterThan(0)
      expect(String(one['note'] ?? ''), String(one['rule'])).toMatch(/\S/)
    }
  })
})

describe('a build that fails although nothing is wrong with the notes', () => {
  test('leaves the old site as it was, says what failed, and clears up', async () => {
    const root = library('failing')
    copy(inject('psalms').out, join(root, 'dist'))
    const before = fingerprint(join(root, 'dist'))
    // It parses, so that only setting the page finds it.
    write(
      root,
      'content/editions/interlude/edition.mdx',
      '---\nseed: interlude\ntitle: An interlude\n---\n\nNothing is {nowhere.said}.\n\n<Text />\n',
    )
    const { code, stdout, stderr } = await variorum(['build', '--root', root], folder)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('nowhere')
    expect(fingerprint(join(root, 'dist'))).toEqual(before)
    expect(readdirSync(root).sort()).toEqual(['content', 'dist', 'seeds'])
  })
})

describe('a site that is built again', () => {
  const root = join(folder, 'again')
  const page = (path: string) => readFileSync(join(root, 'dist', path), 'utf8')
  const build = async () => expect((await variorum(['build', '--root', root], folder)).code).toBe(0)
  const note = (body: string) =>
    write(
      root,
      `${notes}/heading.md`,
      `---\ntarget: {text: psalm-134, passage: p1}\nkind: doubt\nby: ben-example\n---\n${body}\n`,
    )

  test('shows what was changed, added and removed, and nothing that is gone', async () => {
    library('again')
    note('The first wording.')
    await build()
    expect(page('two-psalms/psalm-134/index.html')).toContain('The first wording.')
    note('The second wording.')
    write(
      root,
      `${notes}/added.md`,
      '---\ntarget: מִצִּיּוֹן\nkind: doubt\nby: ben-example\n---\nAn added note.\n',
    )
    remove(join(root, 'content/editions/interlude'))
    await build()
    expect(page('two-psalms/psalm-134/index.html')).toContain('The second wording.')
    expect(page('two-psalms/psalm-134/index.html')).toContain('id="n-added"')
    expect(page('two-psalms/annotations.jsonld')).toContain('The second wording.')
    expect(page('two-psalms/psalm-134/index.html')).not.toContain('The first wording.')
    expect(existsSync(join(root, 'dist/interlude'))).toBe(false)
  })
})

/** Runs a server of ours from outside the repository until a test has done with it. */
async function serving(
  command: 'dev' | 'preview',
  root: string,
  use: (url: string, said: () => string) => Promise<void>,
): Promise<void> {
  const port = await freePort()
  const child = start([command, '--root', root, '--port', String(port)], folder)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise((done) => child.once('close', done))
  try {
    await use(`http://localhost:${port}/`, () => said)
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

async function bodyAt(url: string): Promise<string> {
  try {
    return await (await fetch(url)).text()
  } catch {
    return ''
  }
}

/** Asks again and again until a page says something, and tells how long that took. */
async function until(url: string, wanted: RegExp, seconds: number, said: () => string): Promise<number> {
  const started = performance.now()
  let last = ''
  while (performance.now() - started < seconds * 1000) {
    last = await bodyAt(url)
    if (wanted.test(last)) return (performance.now() - started) / 1000
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(
    `Unexpected page without ${wanted} after ${seconds} s, expected it\n${last.slice(0, 500)}\n${said()}`,
  )
}

describe('a server', () => {
  test('of `dev` shows a note that is saved, added, broken and mended, and drafts', async () => {
    const root = library('live')
    const note = (name: string, body: string, target = 'מִצִּיּוֹן') =>
      write(
        root,
        `${notes}/${name}.md`,
        `---\ntarget: ${target}\nkind: doubt\nby: ben-example\n---\n${body}\n`,
      )
    await serving('dev', root, async (url, said) => {
      const page = `${url}two-psalms/psalm-134/`
      await until(page, /The heading of fifteen psalms/, 40, said)
      await until(page, /UNPUBLISHED/, 5, said)
      note('heading', 'The wording that was saved.', '{text: psalm-134, passage: p1}')
      expect(await until(page, /The wording that was saved\./, 15, said)).toBeLessThan(8)
      note('added', 'A note that was added.')
      await until(page, /A note that was added\./, 15, said)
      note('added', 'Broken.', 'no such words')
      await until(page, /^(?=.*id="n-heading")(?!.*A note that was added\.)/s, 15, said)
      note('added', 'Mended.')
      await until(page, /Mended\./, 15, said)
    })
  })

  test('of `preview` shows the site that was built', async () => {
    const root = library('shown')
    copy(inject('psalms').out, join(root, 'dist'))
    await serving('preview', root, async (url, said) => {
      await until(`${url}two-psalms/psalm-117/`, /n-laud/, 30, said)
      expect(await bodyAt(`${url}two-psalms/psalm-117/`)).toBe(
        readFileSync(join(root, 'dist/two-psalms/psalm-117/index.html'), 'utf8'),
      )
    })
  })
})

test('the repository’s own library has nothing to complain of', async () => {
  expect(await variorum(['check', '--format', 'json'])).toEqual({ code: 0, stdout: '[]\n', stderr: '' })
})

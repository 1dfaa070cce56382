import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { repository, variorum } from './support/command.ts'

/** What the contributors' pages show has to be what happens to whoever copies it. */
const page = (path: string) => readFileSync(join(repository, path), 'utf8')
const contributing = page('CONTRIBUTING.md')
const blocks = (language: string) =>
  [...contributing.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, code]) => code ?? '',
  )
const edition = 'putin-mouthpiece'
const notes = `content/editions/${edition}/notes`

const root = mkdtempSync(join(tmpdir(), 'variorum-contributing-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
for (const folder of ['content', 'seeds'])
  cpSync(join(repository, folder), join(root, folder), { recursive: true })
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
type Report = { file: string; severity: string; rule: string }
async function newMessages(): Promise<Report[]> {
  const { stdout } = await variorum(['check', '--root', root, '--format', 'json'])
  return (JSON.parse(stdout) as Report[]).filter(({ file }) =>
    /who-speaks|with-source|ada-example|harbour-2011/.test(file),
  )
}

const [you = '', source = ''] = blocks('yaml')
const [note = '', withSource = ''] = blocks('md')

describe('whoever copies the files of CONTRIBUTING', () => {
  it('passes the check', async () => {
    write('content/contributors/ada-example.yaml', you)
    write('content/sources/harbour-2011.yaml', source)
    write(`${notes}/who-speaks.md`, note)
    write(`${notes}/with-source.md`, withSource)
    expect(await newMessages()).toEqual([])
  })

  it('passes it with the note of README', async () => {
    write('content/contributors/ada-example.yaml', you)
    const [, shown = ''] = /^```md\n(---\n.*?)^```/ms.exec(page('README.md')) ?? []
    expect(shown).toContain('target')
    write(`${notes}/who-speaks.md`, shown)
    expect(await newMessages()).toEqual([])
  })

  it('hears of a mistake what the page shows', async () => {
    write('content/contributors/ada-example.yaml', you)
    write(
      `${notes}/who-speaks.md`,
      note.replace('came to the rescue of Trump', 'came to rescue Trump').replace('wording', 'wordng'),
    )
    const { stdout } = await variorum(['check', '--root', root])
    const shown = blocks('text')[0] ?? ''
    expect(shown).toContain('target-matches')
    expect(stdout).toContain(shown.trim())
  })
})

it('names the kinds of the edition, in CONTRIBUTING and in the form', () => {
  const front = /^---\n(.*?)^---/ms.exec(page(`content/editions/${edition}/edition.mdx`))?.[1] ?? ''
  const { kinds } = parse(front) as { kinds: Record<string, { label: string }> }
  const row = /^\| `kind`\s+\|(.*)$/m.exec(contributing)?.[1] ?? ''
  expect([...row.matchAll(/`([a-z-]+)`/g)].map(([, kind]) => kind)).toEqual(Object.keys(kinds))
  const form = parse(page('.github/ISSUE_TEMPLATE/note.yml')) as {
    body: { id?: string; attributes: { options?: string[] } }[]
  }
  expect(form.body.find(({ id }) => id === 'kind')?.attributes.options).toEqual(
    Object.values(kinds).map(({ label }) => label),
  )
})

it('names commands and rules that exist', async () => {
  const { stdout } = await variorum(['help'])
  const commands = [...contributing.matchAll(/variorum ([a-z]+)/g)].map(([, name = '']) => name)
  expect(commands.length).toBeGreaterThan(10)
  for (const name of commands) expect(stdout, name).toContain(`variorum ${name}`)
  const rules = [...contributing.matchAll(/^\| `([a-z0-9]+(?:-[a-z0-9]+)+)`\s+\|/gm)].map(
    ([, rule = '']) => rule,
  )
  for (const rule of rules)
    expect(existsSync(join(repository, 'content/rules', `${rule}.mdx`)), rule).toBe(true)
})

it.each(['CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md'])('%s links to files that exist', (path) => {
  const links = [...page(path).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
    ([, link = '']) => link,
  )
  for (const link of links) expect(existsSync(join(repository, link)), link).toBe(true)
})

it.each(['note.yml', 'correction.yml'])('the form %s is one that the repository host takes', (name) => {
  const form = parse(page(`.github/ISSUE_TEMPLATE/${name}`)) as {
    name: string
    description: string
    body: { type: string; id?: string; attributes: Record<string, unknown> }[]
  }
  expect(Object.keys(form).sort()).toEqual(expect.arrayContaining(['body', 'description', 'name']))
  const fields = form.body.filter(({ type }) => type !== 'markdown')
  expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length)
  for (const { type, attributes } of form.body) {
    expect(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']).toContain(type)
    expect(attributes).toHaveProperty(type === 'markdown' ? 'value' : 'label')
  }
})

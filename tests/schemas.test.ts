import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { schemaFiles } from '../src/cli/schemas.ts'
import { type JsonSchema, jsonSchema, type Shape, shapes } from '../src/edition/json-schema.ts'
import { repository, variorum } from './support/command.ts'

type Validate = (data: unknown) => boolean

const compile = (schema: JsonSchema): Validate =>
  new Ajv2020({ strict: false, allErrors: false }).compile(schema)
const names = Object.keys(shapes) as Shape[]
const plain = Object.fromEntries(names.map((shape) => [shape, compile(jsonSchema(shape))])) as Record<
  Shape,
  Validate
>

/** Files that people write, by what they are; fixtures of broken ones as well. */
const patterns: Readonly<Record<Shape, readonly string[]>> = {
  note: ['content/editions/*/notes/*.md'],
  edition: ['content/editions/*/edition.mdx'],
  contributor: ['content/contributors/*.yaml'],
  source: ['content/sources/*.yaml'],
  entity: ['content/entities/*.yaml'],
  seed: ['seeds/*/seed.yaml'],
  parallel: ['content/editions/*/parallels/*.yaml'],
  site: ['content/site.yaml'],
}
const roots = ['', 'tests/fixtures/sites/*/', 'tests/fixtures/rules/*/', 'tests/fixtures/rules/*/*/']

function filesOf(shape: Shape): string[] {
  return globSync(
    roots.flatMap((root) => patterns[shape].map((pattern) => root + pattern)),
    { cwd: repository },
  ).sort()
}

/** The YAML of a file: once as Variorum reads it (text only), once as an editor does. Undefined where it is broken. */
function bothReadings(path: string): { text: unknown; editor: unknown } | undefined {
  const source = readFileSync(join(repository, path), 'utf8').replace(/^\uFEFF/, '')
  const yaml = /\.mdx?$/.test(path)
    ? /^---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*$/ms.exec(source)?.[1]
    : source
  if (yaml === undefined) return undefined
  try {
    const editor: unknown = parse(yaml, { maxAliasCount: 0, logLevel: 'error' })
    return {
      text: parse(yaml, { schema: 'failsafe', maxAliasCount: 0, logLevel: 'error' }) ?? {},
      editor: editor ?? {},
    }
  } catch {
    return undefined
  }
}

describe.each(names)('the JSON Schema of a %s', (shape) => {
  const files = filesOf(shape).flatMap((path) => {
    const readings = bothReadings(path)
    return readings === undefined ? [] : [{ path, ...readings }]
  })

  it('takes and refuses the files that the program does', () => {
    const differing = files.filter(
      ({ text, editor }) => plain[shape](editor) !== shapes[shape].safeParse(text).success,
    )
    expect(differing.map(({ path }) => path)).toEqual([])
    if (shape !== 'site') expect(files.length).toBeGreaterThan(0)
  })

  it('agrees with the program about every way to break them', () => {
    const disagreed: unknown[] = []
    let refused = 0
    for (const { text } of files.slice(0, 12)) {
      for (const broken of variations(text)) {
        const program = shapes[shape].safeParse(broken).success
        if (!program) refused++
        if (plain[shape](broken) !== program) disagreed.push({ broken, program })
      }
    }
    expect(disagreed.slice(0, 3)).toEqual([])
    if (files.length > 0) expect(refused).toBeGreaterThan(20)
  })
})

const replacements: readonly unknown[] = [
  '',
  ' ',
  'x y',
  'Ünfug',
  'p0',
  'p3',
  '2017-13x',
  'https://',
  'ftp://example.org',
  'https://example.org/a',
  ['a'],
  [''],
  [[]],
  {},
  { exact: 'x' },
  { exact: 'x', zzz: 'y' },
  { from: 'a' },
  { id: 'Ada' },
  '7',
  '0',
  'true',
]

/** Each field left out, renamed, and put in each wrong way; one level down as well. */
function* variations(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const one of replacements) yield [...value, one]
    return
  }
  if (typeof value !== 'object' || value === null) return
  yield { ...value, zzz: 'x' }
  for (const [key, inner] of Object.entries(value)) {
    yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    for (const one of replacements) yield { ...value, [key]: one }
    for (const one of variations(inner)) yield { ...value, [key]: one }
  }
}

it('takes numbers, years and truth values as editors read them', () => {
  expect(
    plain.source({ type: 'book', title: 1984, issued: 1949, volume: 2, author: { family: 'Example' } }),
  ).toBe(true)
  expect(
    plain.note({
      target: { exact: 'x', occurrence: 2 },
      kind: 'context',
      by: 'ada-example',
      created: '2026-11-23',
    }),
  ).toBe(true)
  expect(plain.edition({ seed: 's', title: 'T', kinds: { context: { label: 'C', factual: true } } })).toBe(
    true,
  )
  expect(plain.note({ target: { exact: 'x', occurrence: 0 }, kind: 'context', by: 'ada-example' })).toBe(
    false,
  )
  expect(plain.source({ type: 'book', title: 'T', issued: 17 })).toBe(false)
})

describe('the schemas of a library', () => {
  const root = mkdtempSync(join(tmpdir(), 'variorum-schemas-'))
  cpSync(join(repository, 'tests/fixtures/sites/psalms'), root, { recursive: true })
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  const read = (path: string): JsonSchema => JSON.parse(schemaFiles(root).get(path) ?? '{}') as JsonSchema

  it('know its kinds, people and notes, each edition its own', () => {
    const note = { target: 'x', kind: 'sense', by: 'ada-example' }
    const psalms = compile(read('.variorum/schemas/note.two-psalms.json'))
    const talk = compile(read('.variorum/schemas/note.small-talk.json'))
    expect([psalms(note), talk(note)]).toEqual([true, false])
    expect(psalms({ ...note, by: 'carl-example' })).toBe(false)
    expect(psalms({ ...note, by: [{ id: 'ben-example', role: 'reviewer' }], see: 'laud' })).toBe(true)
    expect(psalms({ ...note, see: 'the-letter' })).toBe(false)
    expect(JSON.stringify(read('.variorum/schemas/note.two-psalms.json'))).toContain('Ada Example')
  })

  it('take every note of it, as an editor reads them', () => {
    const files = globSync('content/editions/*/notes/*.md', { cwd: root })
    const made = schemaFiles(root)
    const known = new Map<string, Validate>()
    const validate = (edition: string): Validate => {
      const found =
        known.get(edition) ??
        compile(JSON.parse(made.get(`.variorum/schemas/note.${edition}.json`) ?? '{}') as JsonSchema)
      known.set(edition, found)
      return found
    }
    expect(files.length).toBeGreaterThan(10)
    for (const path of files) {
      const edition = path.split(/[\\/]/)[2] ?? ''
      const yaml = /^\uFEFF?---\r?\n(.*?)^---/ms.exec(readFileSync(join(root, path), 'utf8'))?.[1] ?? ''
      expect(validate(edition)(parse(yaml)), path).toBe(true)
    }
  })

  it('are written, known to be stale after a change, and rid of editions that are gone', async () => {
    const run = (...args: string[]) => variorum(['schemas', '--root', root, ...args])
    expect((await run('--check')).code).toBe(1)
    expect((await run()).code).toBe(0)
    expect((await run('--check')).code).toBe(0)
    mkdirSync(join(root, 'content/contributors'), { recursive: true })
    writeFileSync(join(root, 'content/contributors/carl-example.yaml'), 'name: Carl Example\n')
    expect((await run('--check')).code).toBe(1)
    rmSync(join(root, 'content/editions/interlude'), { recursive: true })
    await run()
    expect(globSync('.variorum/schemas/note.*.json', { cwd: root }).sort()).toEqual([
      '.variorum/schemas/note.small-talk.json',
      '.variorum/schemas/note.two-psalms.json',
    ])
  })
})

it('has a place in the editor for every file of YAML', () => {
  const settings = readFileSync(join(repository, '.vscode/settings.json'), 'utf8').replace(
    /^\s*\/\/.*$/gm,
    '',
  )
  const wired = (JSON.parse(settings) as { 'yaml.schemas': Record<string, string> })['yaml.schemas']
  const files = globSync(['content/**/*.yaml', 'seeds/**/*.yaml'], { cwd: repository })
  const matched = globSync(Object.values(wired), { cwd: repository })
  expect(matched.sort()).toEqual(files.sort())
  expect(Object.keys(wired).filter((path) => !schemaFiles(repository).has(path))).toEqual([])
})

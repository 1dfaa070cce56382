import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, describe, expect, test } from 'vitest'
import { type Library, openLibrary } from '../src/edition/index.ts'
import { read } from '../src/edition/read.ts'
import { repository } from './support/command.ts'
import { remove, temporary } from './support/files.ts'
import { writeHostileLibrary } from './support/hostile-text.ts'

/**
 * What the checkers of others say of the files that an edition can be taken away as. They are no part of this
 * repository: each is run where a variable of the environment says where it is. Decision 19 says how to get them.
 */
const { VARIORUM_TEI_SCHEMA, VARIORUM_EPUBCHECK, VARIORUM_ANNOTATION_TESTS } = process.env
const { VARIORUM_ATOM_SCHEMA, VARIORUM_FEEDVALIDATOR, VARIORUM_CSL_SCHEMA } = process.env

const folder = temporary()
const hostile = join(folder, 'hostile')
writeHostileLibrary(hostile)
afterAll(() => remove(folder))

/** As they are published: where they will stand is known. */
const address = 'https://example.org/editions/'
const roots: Readonly<Record<string, string>> = {
  'the flagship': repository,
  'the psalms': join(repository, 'tests/fixtures/sites/psalms'),
  'a hostile text': hostile,
}
const libraries = Object.entries(roots).map(
  ([name, root]) => [name, openLibrary(root, { files: { ...read(root), address } })] as const,
)

/** Puts a file of the site where a program can read it. */
function written(library: Library, path: string): string {
  const file = join(folder, path.replaceAll('/', '-'))
  writeFileSync(file, library.outputs.get(path)?.body() ?? '')
  return file
}

const jsonOf = (library: Library, path: string) => JSON.parse(String(library.outputs.get(path)?.body()))

describe.each(libraries)('%s', (_name, library) => {
  describe.each([...library.editions])('%s', (id) => {
    test.skipIf(VARIORUM_TEI_SCHEMA === undefined)('is valid by tei_all, says jing', () => {
      const file = written(library, `${id}/${id}.tei.xml`)
      expect(execFileSync('jing', [VARIORUM_TEI_SCHEMA ?? '', file], { encoding: 'utf8' })).toBe('')
    })

    test.skipIf(VARIORUM_EPUBCHECK === undefined)('is a faultless EPUB, says EPUBCheck', () => {
      const file = written(library, `${id}/${id}.epub`)
      expect(execFileSync('java', ['-jar', VARIORUM_EPUBCHECK ?? '', file], { encoding: 'utf8' })).toContain(
        '0 errors / 0 warnings',
      )
    })

    test.skipIf(VARIORUM_ANNOTATION_TESTS === undefined)('keeps each MUST of the W3C’s own schemas', () => {
      const collection = jsonOf(library, `${id}/annotations.jsonld`)
      const { '@context': context, first } = collection
      const annotations = first.items.map((item: object) => ({ '@context': context, ...item }))
      expect([
        ...broken('collections/collectionMusts.test', collection),
        ...broken('collections/pages/pageMusts.test', collection),
        ...annotations.flatMap((one: object) => broken('annotations/annotationMusts.test', one)),
      ]).toEqual([])
    })

    test.skipIf(VARIORUM_CSL_SCHEMA === undefined)('has sources that the schema of CSL takes', () => {
      const validate = new Ajv({ strict: false }).compile(jsonIn(VARIORUM_CSL_SCHEMA ?? ''))
      validate(jsonOf(library, `${id}/sources.json`))
      expect(validate.errors ?? []).toEqual([])
    })

    describe.each(['atom.xml', 'rss.xml'])('its %s', (name) => {
      checkFeed(`${id}/${name}`, () => written(library, `${id}/${name}`))
    })
  })

  describe.each(library.site().feeds.map(({ path, body }) => [path, body] as const))(
    'its %s',
    (path, body) => {
      checkFeed(path, () => {
        const file = join(folder, path)
        writeFileSync(file, body())
        return file
      })
    },
  )
})

function checkFeed(path: string, file: () => string): void {
  test.skipIf(VARIORUM_ATOM_SCHEMA === undefined || !path.endsWith('atom.xml'))(
    'is valid by the schema of RFC 4287, says jing',
    () => {
      expect(execFileSync('jing', ['-c', VARIORUM_ATOM_SCHEMA ?? '', file()], { encoding: 'utf8' })).toBe('')
    },
  )

  test.skipIf(VARIORUM_FEEDVALIDATOR === undefined)('passes the W3C’s feed validator', () => {
    const program = [
      'import sys',
      'sys.path.insert(0, sys.argv[1] + "/src")',
      'import feedvalidator',
      'from feedvalidator import compatibility',
      'from feedvalidator.formatter.text_plain import Formatter',
      'events = feedvalidator.validateStream(open(sys.argv[2], "rb"), base=sys.argv[3])["loggedEvents"]',
      'print("\\n".join(Formatter(compatibility.AA(events))))',
    ].join('\n')
    const said = execFileSync(
      'python3',
      ['-c', program, VARIORUM_FEEDVALIDATOR ?? '', file(), `${address}${path}`],
      { encoding: 'utf8' },
    )
    // Notes that one commit changed were changed at one time: nothing is to be done about that, says its manual.
    const told = said.split('\n').filter((line) => !/^$|same value for atom:updated/.test(line))
    expect(told).toEqual([])
  })
}

test.skipIf(VARIORUM_ANNOTATION_TESTS === undefined)('what breaks a MUST is found', () => {
  const context = 'http://www.w3.org/ns/anno.jsonld'
  expect(broken('annotations/annotationMusts.test', { '@context': context, id: './#n-1' })).toHaveLength(4)
})

type Schema = { readonly [key: string]: unknown }

function jsonIn(path: string) {
  return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
}

const suite = VARIORUM_ANNOTATION_TESTS ?? ''
const assertions = new Map<string, (value: unknown) => readonly string[]>()
let ajv: Ajv | undefined

/** The assertions of a list of the suite that a value breaks: the name of each, and what it says of that. */
function broken(list: string, value: unknown): readonly string[] {
  const { assertions: names } = jsonIn(join(suite, list)) as { assertions: readonly string[] }
  return names.flatMap((name) => {
    const check = assertions.get(name) ?? assertionOf(name)
    assertions.set(name, check)
    return check(value)
  })
}

function assertionOf(name: string): (value: unknown) => readonly string[] {
  ajv ??= schemas()
  const schema = jsonIn(join(suite, name))
  const validate = ajv.compile(modern(schema))
  return (value) =>
    validate(value) === (schema.expectedResult !== 'invalid') ? [] : [`${name}: ${schema.errorMessage}`]
}

function schemas(): Ajv {
  const made = new Ajv({ strict: false })
  made.addFormat('uri', (value) => /^[a-z][a-z\d+.-]*:[^\s<>"{}|\\^`]+$/i.test(value) && URL.canParse(value))
  made.addFormat(
    'date-time',
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  )
  for (const name of readdirSync(join(suite, 'definitions')).filter((one) => one.endsWith('.json')))
    made.addSchema(modern(jsonIn(join(suite, 'definitions', name))), name)
  return made
}

/** A schema of draft 4 as later drafts write it: it has no name of its own, and exclusive bounds are numbers. */
function modern(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (_key, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const { id, $schema, exclusiveMinimum, minimum, ...rest } = value
    return {
      ...rest,
      ...(typeof id === 'object' ? { id } : {}),
      ...(typeof $schema === 'object' ? { $schema } : {}),
      ...(minimum === undefined
        ? {}
        : { [exclusiveMinimum === true ? 'exclusiveMinimum' : 'minimum']: minimum }),
    }
  })
}

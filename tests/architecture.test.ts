import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

/** Who may import whom: the table of section 2 of the design, and nothing that is not in it. */

const repository = join(import.meta.dirname, '..')

/** The rooms of the house. A file belongs to the first that its path begins with. */
const rooms = [
  'plugins/text-selector',
  'plugins/text-align',
  'plugins/text-index',
  'plugins/hast-util-annotate',
  'plugins/rehype-annotate',
  'plugins',
  'src/words',
  'src/edition/view.ts',
  'src/edition',
  'src/import',
  'src/library.ts',
  'src/renderer.ts',
  'src/renderer-entry.ts',
  'src/cli',
  'src/client',
  'src/styles',
  'src/pages',
  'src/layouts',
  'src/components',
  'src/env.d.ts',
] as const
type Room = (typeof rooms)[number]

const types = 'types only'
type Leave = true | typeof types

/** For each room, the others that it may import from. Within itself it may import what it likes. */
const allowed: Readonly<Record<Room, Partial<Record<Room, Leave>>>> = {
  'plugins/text-selector': {},
  // Two states of a text are compared by the same folding as quotes are found by.
  'plugins/text-align': { 'plugins/text-selector': true },
  'plugins/text-index': {},
  'plugins/hast-util-annotate': { 'plugins/text-selector': true },
  'plugins/rehype-annotate': { 'plugins/hast-util-annotate': true },
  // Every other plugin stands alone, apart from the others of this room as well: see below.
  plugins: {},
  // What the interface says stands for itself; who sets a page or a reference asks for it.
  'src/words': {},
  'src/edition/view.ts': {},
  'src/edition': {
    'plugins/text-selector': true,
    'plugins/text-align': true,
    'plugins/text-index': true,
    'plugins/hast-util-annotate': true,
    'plugins/rehype-annotate': true,
    plugins: true,
    'src/words': true,
    'src/edition/view.ts': types,
  },
  'src/library.ts': { 'src/edition': true, 'src/edition/view.ts': types },
  'src/renderer.ts': { 'src/library.ts': true },
  // What Astro makes a program of: only Astro knows the rest of it.
  'src/renderer-entry.ts': {},
  // Readers of other formats end where an edition begins: they make its files, and check them as it does.
  'src/import': { 'plugins/text-selector': true, plugins: true, 'src/edition': true },
  'src/cli': {
    'src/edition': true,
    'src/import': true,
    'src/edition/view.ts': types,
    'src/library.ts': true,
    'src/renderer.ts': true,
  },
  // What was folded and cut when a site was built is looked for by the same rules in the browser.
  // A script is given its words by the page: it knows their shape.
  'src/client': { 'plugins/text-selector': true, 'plugins/text-index': true, 'src/words': types },
  'src/styles': {},
  // They see data only: the shapes of the view, and what the virtual modules hand them.
  'src/pages': {
    'src/edition/view.ts': types,
    'src/words': true,
    'src/layouts': true,
    'src/components': true,
    'src/styles': true,
    'src/client': true,
  },
  'src/layouts': {
    'src/edition/view.ts': types,
    'src/words': true,
    'src/components': true,
    'src/styles': true,
    'src/client': true,
  },
  'src/components': {
    'src/edition/view.ts': types,
    'src/words': true,
    'src/layouts': true,
    'src/styles': true,
    'src/client': true,
  },
  // Declares what the virtual modules hand over.
  'src/env.d.ts': { 'src/words': types, 'src/edition': types, 'src/edition/view.ts': types },
}

/** Who may touch the disk, apart from the command. */
const disk = ['src/edition/read.ts', 'src/library.ts']
const isDisk = (specifier: string) => /^(?:node:)?(?:fs|fs\/promises)$/.test(specifier)

type Import = {
  readonly file: string
  readonly specifier: string
  readonly typeOnly: boolean
  readonly names: readonly string[]
  readonly to: string | undefined
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(repository, file), 'utf8')
  const code = file.endsWith('.astro') ? astroCode(source) : source
  const found: Import[] = []
  const add = (specifier: ts.Expression | undefined, typeOnly: boolean, names: readonly string[] = ['*']) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return
    const { text } = specifier
    const path = text.replace(/\?.*$/, '')
    found.push({
      file,
      specifier: text,
      typeOnly,
      names,
      to: path.startsWith('.') ? relative(repository, join(repository, dirname(file), path)) : undefined,
    })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const bindings = node.importClause?.namedBindings
      const named = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : []
      const onlyTypes =
        named.length > 0 && named.every((one) => one.isTypeOnly) && node.importClause?.name === undefined
      add(
        node.moduleSpecifier,
        node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword || onlyTypes,
        named.length > 0 ? named.map((one) => (one.propertyName ?? one.name).text) : undefined,
      )
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly)
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true)
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS))
  return found
}

/** The front matter of a component and its scripts; markup cannot import. */
function astroCode(source: string): string {
  const front = /^---\n(.*?)\n---/s.exec(source)?.[1] ?? ''
  const scripts = [...source.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, code]) => code)
  return [front, ...scripts].join('\n;\n')
}

function filesOf(folder: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|js|mjs|astro|mdx)$/.test(entry.name))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('node_modules'))
    .sort()
}

function roomOf(file: string): Room | undefined {
  return rooms.find((room) => file === room || file.startsWith(`${room}/`))
}

const files = [...filesOf('plugins'), ...filesOf('src')]
const imports = files.flatMap(importsOf)
const arrow = ({ file, specifier }: Import) => `${file} → ${specifier}`

describe('who imports whom', () => {
  test('every file has a room', () => {
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([])
    expect(files.length).toBeGreaterThan(60)
    expect(imports.length).toBeGreaterThan(150)
  })

  test('is as the table has it', () => {
    const wrong = imports.filter(({ file, to, typeOnly }) => {
      if (to === undefined) return false
      const [from, there] = [roomOf(file), roomOf(to)]
      if (from === undefined || there === undefined) return true
      if (from === there) return false
      const leave = allowed[from][there]
      return leave === undefined || (leave === types && !typeOnly)
    })
    expect(wrong.map(arrow)).toEqual([])
  })

  test('plugins stand alone, but for those that build on text-selector', () => {
    const name = (file: string) => file.split('/')[1]
    const wrong = imports.filter(({ file, to }) => {
      if (
        !file.startsWith('plugins/') ||
        to === undefined ||
        (to.startsWith('plugins/') && name(file) === name(to))
      )
        return false
      return (
        roomOf(file) === 'plugins' ||
        allowed[roomOf(file) ?? 'plugins'][roomOf(to) ?? 'plugins'] === undefined
      )
    })
    expect(wrong.map(arrow)).toEqual([])
  })

  test('others enter a plugin by its door', () => {
    const wrong = imports.filter(
      ({ file, to }) =>
        to?.startsWith('plugins/') &&
        to.split('/')[1] !== file.split('/')[1] &&
        !/^plugins\/[^/]+\/index\.ts$/.test(to),
    )
    expect(wrong.map(arrow)).toEqual([])
  })
})

describe('what may be used', () => {
  test('plugins run anywhere: nothing of Node’s, nothing of Astro’s', () => {
    const wrong = imports.filter(
      ({ file, specifier }) =>
        file.startsWith('plugins/') &&
        (isBuiltin(specifier) || /^(?:astro|@astrojs\/.*|vite)(?:\/|:|$)/.test(specifier)),
    )
    expect(wrong.map(arrow)).toEqual([])
    const globals = files.filter(
      (file) =>
        file.startsWith('plugins/') &&
        /\b(?:process|Buffer|__dirname|require)\b[.(]/.test(readFileSync(join(repository, file), 'utf8')),
    )
    expect(globals).toEqual([])
  })

  test('plugins say on what they depend', () => {
    const missing = imports.filter(({ file, specifier, to, typeOnly }) => {
      if (!file.startsWith('plugins/') || to !== undefined || typeOnly) return false
      const record: { dependencies?: Record<string, string> } = JSON.parse(
        readFileSync(join(repository, file.split('/').slice(0, 2).join('/'), 'package.json'), 'utf8'),
      )
      return !Object.hasOwn(record.dependencies ?? {}, packageOf(specifier))
    })
    expect(missing.map(arrow)).toEqual([])
  })

  test('the repository says on what it depends', () => {
    const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
      readFileSync(join(repository, 'package.json'), 'utf8'),
    )
    const missing = imports.filter(
      ({ specifier, to, typeOnly }) =>
        to === undefined &&
        !typeOnly &&
        !/^(?:variorum|astro|virtual:astro):/.test(specifier) &&
        !isBuiltin(specifier) &&
        !Object.hasOwn(dependencies, packageOf(specifier)),
    )
    expect(missing.map(arrow)).toEqual([])
  })

  test('only reading, the door and the command touch the disk', () => {
    const wrong = imports.filter(
      ({ file, specifier }) => isDisk(specifier) && !disk.includes(file) && roomOf(file) !== 'src/cli',
    )
    expect(wrong.map(arrow)).toEqual([])
  })

  test('only the reader of git starts processes, and only the reader of history asks it, the command apart', () => {
    const own = imports.filter(({ file }) => roomOf(file) !== 'src/cli')
    const starters = own.filter(({ specifier }) =>
      /^(?:node:)?(?:child_process|worker_threads|cluster)$/.test(specifier),
    )
    expect(starters.map(({ file }) => file)).toEqual(['src/edition/git.ts'])
    expect(own.filter(({ to }) => to === 'src/edition/git.ts').map(({ file }) => file)).toEqual([
      'src/edition/read-history.ts',
    ])
  })

  test('nobody writes but the command', () => {
    const reads = [
      'existsSync',
      'lstatSync',
      'readdirSync',
      'readFileSync',
      'realpathSync',
      'statSync',
      'Dirent',
    ]
    const wrong = imports.filter(
      ({ file, specifier, names }) =>
        isDisk(specifier) && roomOf(file) !== 'src/cli' && names.some((name) => !reads.includes(name)),
    )
    expect(wrong.map(arrow)).toEqual([])
  })

  test('no output depends on the clock or on chance, and nothing but readers’ own pages asks the network', () => {
    const says = (file: string, what: RegExp) => what.test(readFileSync(join(repository, file), 'utf8'))
    const inBrowser = (file: string) => roomOf(file) === 'src/client'
    const asks = files.filter(
      (file) => !inBrowser(file) && says(file, /\bfetch\(|XMLHttpRequest|node:https?['"]/),
    )
    const varies = files.filter(
      (file) => !inBrowser(file) && says(file, /Math\.random|Date\.now|new Date\(\)|randomUUID/),
    )
    expect({ asks, varies }).toEqual({ asks: [], varies: [] })
  })

  test('the scripts of pages ask for addresses of the site only', () => {
    const foreign = files.filter(
      (file) =>
        roomOf(file) === 'src/client' &&
        /(?:fetch|import|WebSocket|EventSource|sendBeacon|XMLHttpRequest)\s*\(?\s*['"`](?:https?:|\/\/)/.test(
          readFileSync(join(repository, file), 'utf8'),
        ),
    )
    expect(foreign).toEqual([])
  })

  test('pages are handed their data: they know Astro and the virtual modules, and nothing of Node’s', () => {
    const pages = imports.filter(({ file }) => /^src\/(?:pages|layouts|components)\//.test(file))
    expect(
      pages
        .filter(
          ({ specifier, to }) =>
            to === undefined && !/^(?:astro(?:\/|:|$)|variorum:(?:library|prose)$)/.test(specifier),
        )
        .map(arrow),
    ).toEqual([])
  })
})

describe('the parser of imports', () => {
  test('sees every way to import', () => {
    const written = files
      .filter((file) =>
        /^src\/edition\/index\.ts$|^src\/pages\/rules\/\[rule\]\.astro$|^src\/cli\/variorum\.ts$|^src\/env\.d\.ts$/.test(
          file,
        ),
      )
      .flatMap(importsOf)
    expect(written.map(arrow)).toEqual(
      expect.arrayContaining([
        'src/edition/index.ts → ./open.ts',
        'src/pages/rules/[rule].astro → variorum:prose',
        'src/cli/variorum.ts → ./check.ts',
        'src/env.d.ts → ./edition/view.ts',
      ]),
    )
    expect(written.filter(({ file, typeOnly }) => file === 'src/env.d.ts' && !typeOnly)).toEqual([])
  })
})

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

import { existsSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration, ViteUserConfig } from 'astro'
import type { Root } from 'mdast'
import type { VFile } from 'vfile'
import { type Library, openLibrary } from './edition/index.ts'
import { once } from './edition/once.ts'
import { report } from './edition/report.ts'
import { rules } from './edition/rules.ts'
import type { EditionView, LibraryView } from './edition/view.ts'

/**
 * The door to Astro. It opens the library once and hands pages their editions as data: `variorum:library` is the
 * library itself, `variorum:prose` the MDX that editors and rule pages wrote. Astro never sees a note's Markdown,
 * so none of its caches can hold an old one, and nothing of a note is ever compiled.
 */
export function variorum(): AstroIntegration {
  const root = resolve(process.env.VARIORUM_ROOT ?? '.')
  /** The library of a live site. */
  let library: Library | undefined
  return {
    name: 'variorum',
    hooks: {
      'astro:config:setup': ({ command, config, updateConfig, logger }) => {
        // Who compiles pages has handed over what they are of; a live site shows drafts, and what it can of a faulty library.
        if (command === 'build') stock()
        else {
          library = openLibrary(root, { drafts: true })
          supply(stockOf(library))
          const errors = library.reports.filter(({ severity }) => severity === 'error')
          if (errors.length > 0) logger.error(report(errors, 'pretty', () => undefined))
        }
        updateConfig({
          vite: {
            plugins: [doorPlugin(root), relativeAssets(config.base)],
            server: { fs: { allow: [home, root] } },
          },
        })
      },
      'astro:server:setup': ({ server, logger }) => {
        const watched = [join(root, 'seeds'), join(root, 'content')]
        server.watcher.add(watched)
        const isOurs = (path: string) => watched.some((folder) => path.startsWith(folder + sep))
        const show = (path: string): void => {
          if (!isOurs(path) || library === undefined) return
          const started = performance.now()
          const state = stateOf(path)
          library = library.reread([relative(root, path).split(sep).join('/')])
          supply(stockOf(library))
          const found = library.reports
          if (found.length > 0) logger.warn(report(found, 'pretty', () => undefined))
          for (const id of [proseId, ...server.moduleGraph.idToModuleMap.keys()]) {
            if (id !== resolved(proseId) || !path.endsWith('.mdx')) continue
            const module = server.moduleGraph.getModuleById(id)
            if (module) server.moduleGraph.invalidateModule(module)
          }
          server.ws.send({ type: 'full-reload' })
          logger.info(`${path.slice(root.length + 1)} read in ${Math.round(performance.now() - started)} ms`)
          // The watcher lets pass what is written within milliseconds of an event, as by editors that save twice.
          setTimeout(() => stateOf(path) !== state && show(path), AGAIN).unref()
        }
        server.watcher.on('all', (_event, path) => {
          show(path)
        })
      },
    },
  }
}

/** After how many milliseconds a file that was read is looked at once more. */
const AGAIN = 50

/** Differs after a file was written, made or removed. */
function stateOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? 'none' : `${found.mtimeNs} ${found.size}`
}

/** remark plugin for `edition.mdx`: the same links and citations as in notes, resolved by the edition's own page. */
export function remarkEditionLinks() {
  return (tree: Root, file: VFile): void => {
    const edition = /content[\\/]editions[\\/]([^\\/]+)[\\/]edition\.mdx$/.exec(file.path)?.[1]
    if (edition !== undefined) current?.prose?.link(edition, tree, file)
  }
}

/** What Astro makes pages of. */
export type Stock = {
  readonly site: () => LibraryView
  /** The editions whose pages are made. */
  readonly editions: readonly EditionView[]
  /** The files beside pages, where Astro serves them; who builds writes them himself. */
  readonly outputs?: () => Library['outputs']
  /** Asked when pages are compiled. */
  readonly prose?: Prose
}

/** The editions whose editors wrote prose, which is compiled with the pages, and what resolves its links. */
export type Prose = {
  readonly editions: readonly string[]
  readonly link: (edition: string, tree: Root, file: VFile) => void
}

/** All of a library, for its live site. */
function stockOf(library: Library): Stock {
  const editions = library.editions.flatMap((id) => library.edition(id) ?? [])
  return {
    site: once(() => library.site()),
    editions,
    outputs: once(() => library.outputs),
    prose: {
      editions: editions.filter(({ hasProse }) => hasProse).map(({ id }) => id),
      link: (id, tree, file) => {
        library.open(id).link(tree, file)
      },
    },
  }
}

let current: Stock | undefined
/** The editions of what is current. */
let byId: ReadonlyMap<string, EditionView> = new Map()

/** Hands Astro what it makes pages of, until it is handed something else: pages keep the door, so it asks each time. */
export function supply(given: Stock): void {
  current = given
  byId = new Map(given.editions.map((one) => [one.id, one]))
  Reflect.set(globalThis, door, {
    site: () => stock().site(),
    editions: () => stock().editions,
    edition: (id: string) => byId.get(id),
    output: (path: string) => stock().outputs?.().get(path),
    outputPaths: () => [...(stock().outputs?.().keys() ?? [])],
  })
}

function stock(): Stock {
  if (current === undefined)
    throw new Error(
      'Unexpected build by Astro alone, expected `npx variorum build`: it checks and finishes the site',
    )
  return current
}

type Plugin = Exclude<
  NonNullable<ViteUserConfig['plugins']>[number],
  Promise<unknown> | readonly unknown[] | false | null | undefined
>

/** Pages run in a module graph of Vite's; what Node loaded is handed over under this name. */
const door = Symbol.for('variorum.library')
const libraryId = 'variorum:library'
const proseId = 'variorum:prose'
const home = fileURLToPath(new URL('..', import.meta.url))

function resolved(id: string): string {
  return `\0${id}`
}

function doorPlugin(root: string): Plugin {
  return {
    name: 'variorum',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (source === libraryId || source === proseId) return resolved(source)
      // MDX of a folder elsewhere is compiled to imports of Astro's runtime, which only this package has.
      const outside = importer?.endsWith('.mdx') === true && !importer.startsWith(home)
      if (outside && /^astro(?:\/|$)/.test(source))
        return this.resolve(source, join(home, 'package.json'), { skipSelf: true })
      return undefined
    },
    load(id: string) {
      if (id === resolved(libraryId))
        return `export const library = globalThis[Symbol.for('variorum.library')]`
      if (id === resolved(proseId)) return proseModule(root)
      return undefined
    },
  }
}

/** What stylesheets load lies beside them: the same files work below any path, and from a disk. */
function relativeAssets(base: string): Plugin {
  const folder = `url(${base.replace(/\/?$/, '/')}_assets/`
  return {
    name: 'variorum-relative-assets',
    generateBundle(_options, bundle) {
      for (const asset of Object.values(bundle)) {
        if (asset.type === 'asset' && asset.fileName.endsWith('.css'))
          asset.source = String(asset.source).replaceAll(folder, 'url(')
      }
    },
  }
}

/** Imports only the prose that exists; an edition without any is set in the default arrangement. */
function proseModule(root: string): string {
  const editions = (stock().prose?.editions ?? []).map(
    (id) => [id, join(root, 'content/editions', id, 'edition.mdx')] as const,
  )
  const ofRules = Object.keys(rules).map((id) => [id, join(home, 'content/rules', `${id}.mdx`)] as const)
  const table = (entries: readonly (readonly [string, string])[]) =>
    entries
      .filter(([, path]) => existsSync(path))
      .map(([id, path]) => `${JSON.stringify(id)}: () => import(${JSON.stringify(path)})`)
      .join(',\n')
  return `export const prose = {${table(editions)}}\nexport const rules = {${table(ofRules)}}`
}

import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repository } from '../support/command.ts'
import { installed, workshop } from './install.ts'
import { books, markdown, type Size, writeLibrary } from './library.ts'

/** A program that makes a site of a library in a folder of its own, where it finds what it kept of the last time. */
export type Generator = {
  readonly name: string
  readonly folder: string
  readonly command: readonly string[]
  /** The file of a note, or of the page with its notes. */
  readonly changes: string
}

type Files = Readonly<Record<string, string>>

export const program = join(repository, 'src/cli/variorum.ts')

/** Lays out a library for `variorum`, afresh. */
export function variorumOf(size: Size): Generator {
  const folder = fresh('variorum', {})
  writeLibrary(join(folder, 'library'), size)
  const command = [process.execPath, program, 'build', '--root', 'library', '--out', 'dist']
  return {
    name: '**Variorum**',
    folder,
    command,
    changes: 'library/content/editions/edition-1/notes/note-3.md',
  }
}

/** Makes the next build as the first after the program was installed: the pages are not compiled yet. */
export function forgetPages(): void {
  rmSync(join(repository, '.variorum'), { recursive: true, force: true })
}

/** Makes the next build as the first of any site: nothing is known of an earlier one. */
export function forgetSites(): void {
  for (const kept of globSync('.variorum/site-*', { cwd: repository }))
    rmSync(join(repository, kept), { recursive: true, force: true })
}

/** The same words for others, with the notes as footnotes. */
export function others(size: Size): Generator[] {
  const makers = [
    () => astro('Astro collections, Sätteri', 'astro', '', size),
    () =>
      astro('Astro collections, `unified()`', 'astro-unified', 'markdown: { processor: unified() }', size),
    () => eleventy(size),
    () => hugo(size),
  ]
  return makers.flatMap((make) => make() ?? [])
}

function fresh(name: string, files: Files): string {
  const folder = join(workshop, 'generators', name)
  rmSync(folder, { recursive: true, force: true })
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** The library as files of Markdown, one for each edition. */
function pages(folder: string, below: string, size: Size): void {
  mkdirSync(join(folder, below), { recursive: true })
  for (const book of books(size)) {
    writeFileSync(join(folder, below, `${book.id}.md`), `---\ntitle: ${book.id}\n---\n\n${markdown(book)}`)
  }
}

const page = (language: string, title: string, body: string) =>
  `<html lang="${language}"><head><meta charset="utf-8"><title>${title}</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`

function astro(name: string, id: string, options: string, size: Size): Generator {
  const modules = dirname(installed('astro'))
  const folder = fresh(id, {
    'package.json': '{"private":true,"type":"module"}',
    'astro.config.mjs': `import { defineConfig } from 'astro/config'\nimport { unified } from '@astrojs/markdown-remark'\nexport default defineConfig({ cacheDir: './.cache', ${options} })\n`,
    'src/content.config.ts': `import { defineCollection } from 'astro:content'\nimport { glob } from 'astro/loaders'\nexport const collections = { editions: defineCollection({ loader: glob({ pattern: '*.md', base: './editions' }) }) }\n`,
    'src/pages/[id].astro': `---\nimport { getCollection, render } from 'astro:content'\nexport async function getStaticPaths() {\n  const all = await getCollection('editions')\n  return all.map((entry) => ({ params: { id: entry.id }, props: { entry } }))\n}\nconst { entry } = Astro.props\nconst { Content } = await render(entry)\n---\n${page('en', '{entry.data.title}', '<Content />')}\n`,
    'src/pages/index.astro': `---\nimport { getCollection } from 'astro:content'\nconst all = await getCollection('editions')\n---\n${page('en', 'All', '<ul>{all.map((one) => <li><a href={one.id}>{one.data.title}</a></li>)}</ul>')}\n`,
  })
  symlinkSync(modules, join(folder, 'node_modules'), 'junction')
  pages(folder, 'editions', size)
  const command = [process.execPath, join(modules, 'astro/bin/astro.mjs'), 'build', '--silent']
  return { name, folder, command, changes: 'editions/edition-1.md' }
}

function eleventy(size: Size): Generator {
  const modules = dirname(dirname(installed('@11ty/eleventy')))
  const folder = fresh('eleventy', {
    'package.json': '{"private":true,"type":"module"}',
    'eleventy.config.js': `import markdown from 'markdown-it'\nimport footnotes from 'markdown-it-footnote'\nexport default (config) => {\n  config.setLibrary('md', markdown().use(footnotes))\n  config.setQuietMode(true)\n}\nexport const config = { dir: { input: 'site' }, markdownTemplateEngine: false }\n`,
    'site/_includes/page.liquid': `${page('en', '{{ title }}', '{{ content }}')}\n`,
    'site/site.json': '{"layout":"page.liquid","tags":"editions"}\n',
    'site/index.liquid': `---\ntitle: All\ntags: []\n---\n<ul>{% for one in collections.editions %}<li><a href="{{ one.url }}">{{ one.data.title }}</a></li>{% endfor %}</ul>\n`,
  })
  symlinkSync(modules, join(folder, 'node_modules'), 'junction')
  pages(folder, 'site', size)
  const command = [process.execPath, join(modules, '@11ty/eleventy/cmd.cjs')]
  return { name: 'Eleventy 3.1, markdown-it-footnote', folder, command, changes: 'site/edition-1.md' }
}

/** Only where it is installed: it is no package of npm. */
function hugo(size: Size): Generator | undefined {
  const version = versionOfHugo()
  if (version === undefined) return undefined
  const folder = fresh('hugo', {
    'config.toml': `baseURL = 'https://example.org/'\ntitle = 'All'\ndisableKinds = ['taxonomy', 'term', 'RSS', 'sitemap']\n`,
    'layouts/_default/single.html': `${page('en', '{{ .Title }}', '{{ .Content }}')}\n`,
    'layouts/index.html': `${page('en', 'All', '<ul>{{ range .Site.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>')}\n`,
  })
  pages(folder, 'content', size)
  return { name: `Hugo ${version}`, folder, command: ['hugo', '--quiet'], changes: 'content/edition-1.md' }
}

function versionOfHugo(): string | undefined {
  try {
    return /v(\d+\.\d+)/.exec(execFileSync('hugo', ['version'], { encoding: 'utf8' }))?.[1]
  } catch {
    return undefined
  }
}

/** Writes a word more into a note: the last of the file is one, in all of these. */
export function change({ folder, changes }: Generator): void {
  const file = join(folder, changes)
  writeFileSync(file, `${readFileSync(file, 'utf8').trimEnd()} Changed.\n`)
}

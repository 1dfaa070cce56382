import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { variorum } from '../support/command.ts'
import { sha256 } from '../support/files.ts'
import type { Article, ArticleNote } from './article.ts'
import { installed, unpacked, workshop } from './install.ts'

/** A page with the article and its notes, made as its makers say: a folder, and the path of the page in it. */
export type Made = { readonly folder: string; readonly path: string }

/** The pages that are compared, by name. The versions are those of `package.json` and of the packages named here. */
export const pages: readonly (readonly [name: string, make: (article: Article) => Made | Promise<Made>])[] = [
  ['A page by hand', byHand],
  ['**Variorum**', withVariorum],
  ['Starlight 0.42', withStarlight],
  ['Tufte CSS 1.9', withTufte],
  ['Distill template 1.1', withDistill],
  ['Hypothesis client 1.1766', withHypothesis],
]

/** A fresh folder with these files. */
function folderOf(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(workshop, 'pages', name)
  rmSync(folder, { recursive: true, force: true })
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** The paragraphs, each with `mark` put where the words of one of its notes are. */
function annotated(
  { paragraphs, notes }: Article,
  mark: (words: string, note: ArticleNote, number: number) => string,
): string[] {
  return paragraphs.map((text, paragraph) =>
    notes.reduce(
      (marked, note, i) =>
        note.paragraph === paragraph ? marked.replace(note.words, mark(note.words, note, i + 1)) : marked,
      text,
    ),
  )
}

const html = (title: string, head: string, body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>${head}<body>${body}</html>`

/** The floor: the least that shows each note at its passage and links both ways. */
function byHand(article: Article): Made {
  const style =
    '<style>body{font:1.1em/1.5 serif;max-width:38em;margin:2em auto;padding:0 1em}aside{font-size:.85em;margin:0 0 1em 2em}:target{background:#fe9}</style>'
  const body = annotated(
    article,
    (words, note, number) =>
      `<mark id="q-${note.id}">${words}</mark><a href="#${note.id}"><sup>${number}</sup></a>`,
  ).map((text, paragraph) => {
    const notes = article.notes.map(({ id, text }, i) => ({ id, text, number: i + 1 }))
    const asides = notes
      .filter((_, i) => article.notes[i]?.paragraph === paragraph)
      .map(({ id, text, number }) => `<aside id="${id}"><a href="#q-${id}">${number}</a> ${text}</aside>`)
    return `<p>${text}</p>${asides.join('')}`
  })
  const page = html(article.title, style, `<h1>${article.title}</h1>${body.join('')}`)
  return { folder: folderOf('by-hand', { 'index.html': page }), path: '' }
}

async function withVariorum({ title, paragraphs, notes }: Article): Promise<Made> {
  const text = `${paragraphs.join('\n\n')}\n`
  const files = notes.map(({ id, words, text }) => [
    `content/editions/article/notes/${id}.md`,
    `---\ntarget: ${words}\nkind: context\nby: ada\n---\n${text}\n`,
  ])
  const library = folderOf('variorum-library', {
    'seeds/article/text.txt': text,
    'seeds/article/seed.yaml': `title: ${title}\nlanguage: en\nrights: {statement: Made for a benchmark.}\nsha256: ${sha256(Buffer.from(text))}\nstructure: {form: prose}\n`,
    'content/contributors/ada.yaml': 'name: Ada Example\n',
    'content/editions/article/edition.mdx': `---\nseed: article\ntitle: ${title}\neditors: [ada]\nlanguage: en\nlicence: CC0-1.0\nkinds:\n  context: {label: Context, colour: blue, letter: C, motivation: describing}\n---\n`,
    ...Object.fromEntries(files),
  })
  const folder = folderOf('variorum', {})
  const { code, stderr } = await variorum(['build', '--root', library, '--out', folder])
  if (code !== 0) throw new Error(`Unexpected exit code ${code} of a build, expected 0\n${stderr}`)
  return { folder, path: 'article/' }
}

/** Notes are footnotes of Markdown. */
function withStarlight(article: Article): Made {
  const astro = installed('astro')
  const text = annotated(article, (words, { id }) => `${words}[^${id}]`)
  const notes = article.notes.map(({ id, text }) => `[^${id}]: ${text}`)
  const project = folderOf('starlight', {
    'package.json': JSON.stringify({
      private: true,
      type: 'module',
      dependencies: { '@astrojs/starlight': '*' },
    }),
    'astro.config.mjs': `import starlight from '@astrojs/starlight'\nimport { defineConfig } from 'astro/config'\nexport default defineConfig({ integrations: [starlight({ title: 'Articles' })] })\n`,
    'src/content.config.ts': `import { defineCollection } from 'astro:content'\nimport { docsLoader } from '@astrojs/starlight/loaders'\nimport { docsSchema } from '@astrojs/starlight/schema'\nexport const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) }\n`,
    'src/content/docs/index.md': `---\ntitle: ${article.title}\n---\n\n${[...text, ...notes].join('\n\n')}\n`,
  })
  symlinkSync(dirname(astro), join(project, 'node_modules'), 'junction')
  execFileSync(process.execPath, [join(astro, 'bin/astro.mjs'), 'build'], {
    cwd: project,
    stdio: ['ignore', 'ignore', 2],
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  })
  return { folder: join(project, 'dist'), path: '' }
}

/** Notes are sidenotes, behind a box to tick on a phone, as its documentation shows them. */
function withTufte(article: Article): Made {
  const files = unpacked(
    'tufte-css',
    '1.9.0',
    'sha512-5JJskXOxfW2Fcti4THguBNw27+y5O4TTza4p2g+9RyVfLTD/mSBGl+a0A9tL97bJNqWOo2F9nWZ46Lgu6l8XQQ==',
  )
  const text = annotated(
    article,
    (words, { id, text }) =>
      `${words}<label for="${id}" class="margin-toggle sidenote-number"></label><input type="checkbox" id="${id}" class="margin-toggle"><span class="sidenote">${text}</span>`,
  )
  const body = `<article><h1>${article.title}</h1><section>${text.map((one) => `<p>${one}</p>`).join('')}</section></article>`
  const page = html(article.title, '<link rel="stylesheet" href="tufte.min.css">', body)
  const folder = folderOf('tufte', { 'index.html': page })
  copyFileSync(join(files, 'tufte.min.css'), join(folder, 'tufte.min.css'))
  cpSync(join(files, 'et-book'), join(folder, 'et-book'), { recursive: true })
  return { folder, path: '' }
}

/** Notes are `dt-fn` elements. The package holds its script as it was written; here it is minified first. */
function withDistill(article: Article): Made {
  const files = unpacked(
    'distill-template',
    '1.1.0',
    'sha512-JyYZVl1Gw6fm4/ULNKfUcEqxe3C8dnY1PVZeB3SULhgFlDfsKmeT/1r4+D6kTbbp0sa5v9y507JqohCSEr+4QA==',
  )
  const text = annotated(article, (words, { text }) => `${words}<dt-fn>${text}</dt-fn>`)
  const front = `<script type="text/front-matter">\ntitle: "${article.title}"\ndescription: "An article"\n</script>`
  const body = `<dt-article><h1>${article.title}</h1><dt-byline></dt-byline>${text.map((one) => `<p>${one}</p>`).join('')}</dt-article><dt-appendix></dt-appendix>`
  const page = html(article.title, '<script src="template.js"></script>', front + body)
  const folder = folderOf('distill', { 'index.html': page })
  execFileSync(process.execPath, [
    installed('esbuild/bin/esbuild'),
    join(files, 'dist/template.js'),
    '--minify',
    '--log-level=error',
    `--outfile=${join(folder, 'template.js')}`,
  ])
  return { folder, path: '' }
}

/**
 * The article alone: the notes come from a service, and what that sends is not counted. The service's frame loads the
 * client once more. Its start script has a place for each address; here they lead to this folder.
 */
function withHypothesis(article: Article): Made {
  const files = unpacked(
    'hypothesis',
    '1.1766.0',
    'sha512-goApy/3HuIoa0jq/YOCJDaFXOYV+NNhw8xEZqPc2lgZ3sC/S2SQ1SSUhs1sQ5/kcY+0i95ad6NA5T6AlZGyHrw==',
  )
  const boot = readFileSync(join(files, 'build/boot-template.js'), 'utf8')
  const config = (values: object) =>
    `<script type="application/json" class="js-hypothesis-config">${JSON.stringify(values)}</script>`
  const start = '<script async src="/build/boot.js"></script>'
  const style = '<style>body{font:1.1em/1.5 serif;max-width:38em;margin:2em auto;padding:0 1em}</style>'
  const text = article.paragraphs.map((one) => `<p>${one}</p>`).join('')
  const frame = `<hypothesis-app></hypothesis-app>${config({ assetRoot: '/', apiUrl: '/api/' })}${start}`
  const folder = folderOf('hypothesis', {
    'index.html': html(article.title, style, `<h1>${article.title}</h1>${text}${start}`),
    'app.html': html('Hypothesis', '', frame),
  })
  cpSync(join(files, 'build'), join(folder, 'build'), { recursive: true })
  writeFileSync(
    join(folder, 'build/boot.js'),
    boot
      .replaceAll('__ASSET_ROOT__', '/')
      .replaceAll(/__(?:SIDEBAR|NOTEBOOK|PROFILE)_APP_URL__/g, '/app.html'),
  )
  return { folder, path: '' }
}

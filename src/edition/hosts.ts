/** Where a site can be put so that files in it say how it is served; any other web server needs none. */
export const hostIds = ['github-pages', 'netlify', 'cloudflare'] as const
export type HostId = (typeof hostIds)[number]

/** What the files for hosts, search engines and programs are made of. */
export type Hosted = {
  readonly title: string
  readonly description: string | undefined
  /** Where the site will stand, as far as that is known. */
  readonly address: string | undefined
  readonly hosts: readonly HostId[] | undefined
  readonly editions: readonly {
    readonly id: string
    readonly title: string
    readonly description: string | undefined
    readonly subtitle: string | undefined
  }[]
}

type TextFile = { readonly path: string; readonly content: string }

/** The files beside the pages that say where they are and how they are served, given the paths of all that there is. */
export function hostFiles(site: Hosted, paths: readonly string[]): TextFile[] {
  const hosts = new Set<HostId>(site.hosts ?? hostIds)
  const domain = domainOf(site.address)
  return [
    ...sitemaps(site.address, paths),
    { path: 'robots.txt', content: robots(site.address) },
    { path: 'llms.txt', content: llms(site, new Set(paths)) },
    ...(hosts.has('github-pages') ? [{ path: '.nojekyll', content: '' }] : []),
    ...(hosts.has('github-pages') && domain !== undefined ? [{ path: 'CNAME', content: `${domain}\n` }] : []),
    ...(hosts.has('netlify') || hosts.has('cloudflare') ? [{ path: '_headers', content: headers }] : []),
    ...(hosts.has('cloudflare')
      ? [
          { path: 'wrangler.jsonc', content: wrangler(site.title) },
          { path: '.assetsignore', content: 'wrangler.jsonc\n.assetsignore\n.nojekyll\n.wrangler\nCNAME\n' },
        ]
      : []),
  ]
}

/** A domain of one's own, with the site at its top: what GitHub Pages wants to be told. */
function domainOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined
  const { hostname, pathname } = new URL(address)
  const isTheirs = /(?:^|\.)(?:github|gitlab|netlify|workers|pages)\.(?:io|app|dev)$/.test(hostname)
  const isName = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(hostname) && !/\.\d+$/.test(hostname)
  return isName && !isTheirs && pathname === '/' ? hostname : undefined
}

/**
 * Names of files in `_assets` hold a hash of what is in them. The policy for scripts and styles stands in each page:
 * it holds on every host. A frame can be refused by a header alone.
 *
 * @see https://docs.netlify.com/manage/routing/headers/
 * @see https://developers.cloudflare.com/workers/static-assets/headers/
 */
const headers = `/*
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  Content-Security-Policy: frame-ancestors 'self'
  Access-Control-Allow-Origin: *
/_assets/*
  Cache-Control: public, max-age=31536000, immutable
`

/**
 * A Worker of nothing but files: `npx wrangler deploy --config dist/wrangler.jsonc`.
 *
 * @see https://developers.cloudflare.com/workers/static-assets/
 */
function wrangler(title: string): string {
  const letters = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const name = letters
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 54)
    .replace(/^-|-$/g, '')
  const settings = {
    name: name === '' ? 'editions' : name,
    compatibility_date: '2026-01-01',
    assets: { directory: '.', html_handling: 'auto-trailing-slash', not_found_handling: '404-page' },
  }
  return `${JSON.stringify(settings, null, 2)}\n`
}

/** The pages of the site; their order is that of the paths. Without an address there is no sitemap. */
function sitemaps(address: string | undefined, paths: readonly string[]): TextFile[] {
  if (address === undefined) return []
  const pages = paths
    .filter((path) => path.endsWith('index.html') && path !== 'search/index.html')
    .map((path) => absolute(address, path.replace(/index\.html$/, '')))
    .sort()
  const sets = Array.from({ length: Math.ceil(pages.length / mostAddresses) }, (_, index) =>
    sitemap('urlset', 'url', pages.slice(index * mostAddresses, (index + 1) * mostAddresses)),
  )
  if (sets.length === 1) return sets.map((content) => ({ path: 'sitemap.xml', content }))
  const names = sets.map((_, index) => `sitemap-${index + 1}.xml`)
  return [
    ...sets.map((content, index) => ({ path: names[index] ?? '', content })),
    {
      path: 'sitemap.xml',
      content: sitemap(
        'sitemapindex',
        'sitemap',
        names.map((name) => absolute(address, name)),
      ),
    },
  ]
}
/** @see https://www.sitemaps.org/protocol.html */
const mostAddresses = 50_000

function sitemap(root: string, entry: string, addresses: readonly string[]): string {
  const lines = addresses.map((one) => `<${entry}><loc>${escaped(one)}</loc></${entry}>\n`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${lines.join('')}</${root}>\n`
}

function escaped(address: string): string {
  return address.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;')
}

function absolute(address: string, path: string): string {
  return new URL(path, address.replace(/\/?$/, '/')).href
}

/** Search engines read it at the top of a host only. */
function robots(address: string | undefined): string {
  const map = address === undefined ? '' : `\nSitemap: ${absolute(address, 'sitemap.xml')}\n`
  return `User-agent: *\nAllow: /\n${map}`
}

/**
 * What there is, for programs that read Markdown: each edition with its text, notes and registry.
 *
 * @see https://llmstxt.org/
 */
function llms({ title, description, address, editions }: Hosted, paths: ReadonlySet<string>): string {
  const link = (words: string, path: string) =>
    `[${words}](${address === undefined ? path : absolute(address, path)})`
  const lines = editions.map((edition) => {
    const { id } = edition
    const about = oneLine(edition.description ?? edition.subtitle ?? '')
    const files = [
      ['as Markdown', `${id}/${id}.md`],
      ['notes as data', `${id}/notes.json`],
      ['Web Annotations', `${id}/annotations.jsonld`],
      ['passages and notes with their addresses', `${id}/xref.json`],
    ] as const
    const shown = files.filter(([, path]) => paths.has(path)).map(([words, path]) => link(words, path))
    const name = oneLine(edition.title).replace(/[[\]\\]/g, '\\$&')
    return `- ${link(name, `${id}/`)}: ${[about, shown.join(', ')].filter(Boolean).join(' ')}\n`
  })
  const said = description === undefined ? '' : `\n> ${oneLine(description)}\n`
  return `# ${oneLine(title)}\n${said}\n## Editions\n\n${lines.join('')}`
}

function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim()
}

import { expect, test } from 'vitest'
import { hostFiles, type Hosted, hostIds } from '../src/edition/hosts.ts'

const site: Hosted = {
  title: 'Ada’s Éditions',
  description: 'Texts,\nwith notes.',
  address: undefined,
  hosts: undefined,
  editions: [{ id: 'bridge', title: 'The [bridge]', description: undefined, subtitle: 'A poem' }],
}
const paths = [
  '404.html',
  'bridge/bridge.md',
  'bridge/index.html',
  'bridge/xref.json',
  'index.html',
  'search/index.html',
]
const made = (said: Partial<Hosted>, all = paths) =>
  new Map(hostFiles({ ...site, ...said }, all).map(({ path, content }) => [path, content]))

test.each([
  [undefined, ['.assetsignore', '.nojekyll', '_headers', 'llms.txt', 'robots.txt', 'wrangler.jsonc']],
  [[], ['llms.txt', 'robots.txt']],
  [['github-pages'], ['.nojekyll', 'llms.txt', 'robots.txt']],
  [['netlify'], ['_headers', 'llms.txt', 'robots.txt']],
  [['cloudflare'], ['.assetsignore', '_headers', 'llms.txt', 'robots.txt', 'wrangler.jsonc']],
] as const)('the files for %j', (hosts, names) => {
  expect([...made({ hosts }).keys()].sort()).toEqual(names)
})

test.each([
  ['https://notes.example.org/', 'notes.example.org\n'],
  ['https://notes.example.org', 'notes.example.org\n'],
  ['https://example.org/notes/', undefined],
  ['https://ada-example.github.io/', undefined],
  ['https://ada-example.github.io/notes/', undefined],
  ['https://notes.netlify.app/', undefined],
  ['http://localhost:4321/', undefined],
  ['http://127.0.0.1/', undefined],
  [undefined, undefined],
])('the domain that GitHub Pages is told of %s', (address, content) => {
  expect(made({ address }).get('CNAME')).toBe(content)
})

test('a sitemap has every page, and there is none without an address', () => {
  expect(made({}).has('sitemap.xml')).toBe(false)
  expect(made({}).get('robots.txt')).toBe('User-agent: *\nAllow: /\n')
  const files = made({ address: 'https://example.org/a & b' })
  expect(files.get('sitemap.xml')).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n' +
      '<url><loc>https://example.org/a%20&amp;%20b/</loc></url>\n' +
      '<url><loc>https://example.org/a%20&amp;%20b/bridge/</loc></url>\n</urlset>\n',
  )
  expect(files.get('robots.txt')).toContain('\nSitemap: https://example.org/a%20&%20b/sitemap.xml\n')
})

test('more addresses than a sitemap may have are in several', () => {
  const many = Array.from({ length: 50_001 }, (_, number) => `e${number}/index.html`)
  const files = made({ address: 'https://example.org/' }, many)
  const count = (path: string) => files.get(path)?.match(/<loc>/g)?.length
  expect([count('sitemap-1.xml'), count('sitemap-2.xml'), count('sitemap.xml')]).toEqual([50_000, 1, 2])
  expect(files.get('sitemap.xml')).toContain(
    '<sitemap><loc>https://example.org/sitemap-2.xml</loc></sitemap>',
  )
})

test('what there is, for programs', () => {
  expect(made({}).get('llms.txt')).toBe(
    '# Ada’s Éditions\n\n> Texts, with notes.\n\n## Editions\n\n- [The \\[bridge\\]](bridge/): A poem ' +
      '[as Markdown](bridge/bridge.md), [passages and notes with their addresses](bridge/xref.json)\n',
  )
  expect(made({ address: 'https://example.org/x' }).get('llms.txt')).toContain(
    '(https://example.org/x/bridge/)',
  )
})

test.each([
  ['Ada’s Éditions', 'ada-s-editions'],
  ['תהלים', 'editions'],
  ['x'.repeat(80), 'x'.repeat(54)],
])('a Worker for “%s” is called `%s`', (title, name) => {
  const settings = JSON.parse(made({ title }).get('wrangler.jsonc') ?? '') as Record<string, unknown>
  expect(settings['name']).toBe(name)
  expect(settings['assets']).toEqual({
    directory: '.',
    html_handling: 'auto-trailing-slash',
    not_found_handling: '404-page',
  })
  // What Cloudflare's own program writes beside its settings is not published either.
  expect(made({ title }).get('.assetsignore')).toBe(
    'wrangler.jsonc\n.assetsignore\n.nojekyll\n.wrangler\nCNAME\n',
  )
})

test('files with a hash in their names are kept for good, and nothing else', () => {
  const rules = (made({}).get('_headers') ?? '').split(/\n(?=\S)/)
  expect(rules.filter((rule) => rule.includes('immutable')).map((rule) => rule.split('\n')[0])).toEqual([
    '/_assets/*',
  ])
  expect(hostIds).toEqual(['github-pages', 'netlify', 'cloudflare'])
})

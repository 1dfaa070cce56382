import { LinkChecker, LinkState } from 'linkinator'
import { describe, expect, test } from 'vitest'
import { pagesOf } from './support/html.ts'
import { serve, serverName } from './support/server.ts'
import { sites } from './support/sites.ts'

/** Crawls the sites as they are served, at the top of a host and in a folder of it. No other host is asked. */
describe.each(sites())('the links of %s', (_name, { out }) => {
  test.each(['/', '/a/b/'])('lead somewhere, fragments included, served at %s', async (base) => {
    const server = await serve(out, base)
    try {
      const asked = new URL(server.url)
      const { links } = await new LinkChecker().check({
        path: server.url,
        recurse: true,
        checkFragments: true,
        checkCss: true,
        concurrency: 20,
        linksToSkip: (link) => Promise.resolve(new URL(link).host !== asked.host),
      })
      const here = links.filter(({ url }) => new URL(url).host === asked.host)
      const dead = here
        .filter(({ state }) => state !== LinkState.OK)
        .map(({ url, parent, status }) => `${url} from ${parent}: ${status}`)
      expect(dead).toEqual([])
      // Every page but the one for addresses without a page is reached from the first.
      const reached = new Set(
        here.map(({ url }) => new URL(url).pathname.slice(base.length).replace(/#.*$/, '')),
      )
      const pages = pagesOf(out).map(({ address }) => address)
      expect(pages.filter((address) => address !== '404.html' && !reached.has(address))).toEqual([])
      expect(here.every(({ url }) => new URL(url).pathname.startsWith(base))).toBe(true)
    } finally {
      await server.close()
    }
  })

  // Python's server has a page of its own for that, and cannot be told of another.
  test.skipIf(serverName === 'python')('an address without a page gets a page that says so', async () => {
    const server = await serve(out)
    try {
      const answer = await fetch(`${server.url}no/such/page/`)
      expect([answer.status, await answer.text()]).toEqual([
        404,
        expect.stringContaining('<h1>No such page</h1>'),
      ])
    } finally {
      await server.close()
    }
  })
})

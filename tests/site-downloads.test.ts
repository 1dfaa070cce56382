import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { attribute, elements, pagesOf, textOf } from './support/html.ts'
import { editionsOf, sites } from './support/sites.ts'

/** The page of what an edition can be taken away as, and what heads say of it, against the files of the built site. */
describe.each(sites())('the downloads of %s', (_name, { root, out }) => {
  const pages = pagesOf(out)

  test.each(editionsOf(root).map(({ id }) => id))(
    '%s: each file is there, as large as it is said to be',
    (id) => {
      const page = pages.find(({ address }) => address === `${id}/downloads/`)
      const items = elements(
        page?.tree ?? { type: 'root', children: [] },
        ({ tagName }) => tagName === 'li',
      ).flatMap((item) => {
        const [link] = elements(item, (element) => attribute(element, 'download') !== undefined)
        return link === undefined
          ? []
          : [{ text: textOf(item), file: join(out, id, 'downloads', attribute(link, 'href') ?? '') }]
      })
      expect(items.length).toBeGreaterThan(12)
      for (const { text, file } of items) {
        const { size } = statSync(file)
        const [, figure = '', unit = ''] =
          /([\d.,]+)\s(bytes?|kB|MB)/.exec(text.replaceAll('\u00A0', ' ')) ?? []
        const factor = { kB: 1e3, MB: 1e6 }[unit] ?? 1
        expect(Math.abs(Number(figure.replace(',', '')) * factor - size), text).toBeLessThanOrEqual(
          factor / 2,
        )
      }
    },
  )

  test('heads name no file that is not there, and every page names the feed', () => {
    for (const { file, tree } of pages.filter((one) => one.file !== '404.html')) {
      const links = elements(
        tree,
        (element) => element.tagName === 'link' && /\balternate\b/.test(String(attribute(element, 'rel'))),
      )
      const hrefs = links.map((link) => attribute(link, 'href') ?? '')
      expect(hrefs.filter((href) => !existsSync(join(out, dirname(file), href)))).toEqual([])
      expect(
        hrefs.some((href) => href.endsWith('atom.xml')),
        file,
      ).toBe(true)
    }
  })
})

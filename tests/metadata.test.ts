import { mkdtempSync, cpSync, rmSync, appendFileSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openLibrary } from '../src/edition/index.ts'
import { scriptOf } from '../src/edition/metadata.ts'
import type { EditionView, LibraryView } from '../src/edition/view.ts'
import { type Json, problemsOf, thingsOf } from './support/schema-org.ts'

/** What pages say of themselves, held against the vocabulary of schema.org and the demands of Open Graph. */

const repository = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'variorum-metadata-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Site = Omit<LibraryView, 'editions'> & { readonly editions: readonly EditionView[] }

/** A copy of a library that is published at an address, or at none. */
function library(name: string, from: string, url: string | undefined): Site {
  const root = join(folder, `${name}-${url === undefined ? 'nowhere' : 'published'}`)
  for (const part of ['seeds', 'content']) cpSync(join(from, part), join(root, part), { recursive: true })
  const site = join(root, 'content/site.yaml')
  if (url !== undefined) appendFileSync(site, `${existsSync(site) ? '\n' : ''}url: ${url}\n`)
  const opened = openLibrary(root)
  return { ...opened.site(), editions: opened.editions.flatMap((id) => opened.edition(id) ?? []) }
}

const address = 'https://example.org/editions'
const libraries = [
  ['own', repository],
  ['psalms', join(repository, 'tests/fixtures/sites/psalms')],
].flatMap(([name = '', from = '']) =>
  [undefined, address].map((url) => [name, url, library(name, from, url)] as const),
)

/** Every page that a site has, by its folder. */
function pagesOf({ editions, rules }: Site): string[] {
  return [
    '',
    'rules/',
    ...rules.map(({ id }) => `rules/${id}/`),
    ...editions.flatMap(({ id, divisions, pages, claims }) => [
      `${id}/`,
      `${id}/downloads/`,
      ...divisions.map(({ href }) => href),
      ...pages.map(({ href }) => href),
      ...claims.map(({ href }) => href),
    ]),
  ]
}

test.each([
  ['en', 'en_US'],
  ['en-GB', 'en_GB'],
  ['de', 'de_DE'],
  ['he', 'he_IL'],
  ['ar-u-nu-arab', 'ar_EG'],
  ['zh-Hant', 'zh_TW'],
  ['de-de-de', undefined],
])('a page in %s has the locale %s', (language, locale) => {
  const site = libraries[0]?.[2]
  const { properties = [] } = site?.metadata({ path: '', title: 'a', description: undefined, language }) ?? {}
  expect(new Map(properties).get('og:locale')).toBe(locale)
})

describe.each(libraries)('the pages of %s, published at %s,', (_name, url, site) => {
  const pages = [...new Set(pagesOf(site))].map((path) => ({
    path,
    metadata: site.metadata({
      path,
      title: `The page ${path}`,
      description: 'A description.',
      language: 'en',
    }),
  }))
  const dataOf = (path: string): Json =>
    JSON.parse(pages.find((one) => one.path === path)?.metadata.data ?? '{}') as Json

  test('say nothing that schema.org does not know', () => {
    expect(
      pages.flatMap(({ path, metadata }) =>
        problemsOf(JSON.parse(metadata.data) as Json).map((one) => `${path}: ${one}`),
      ),
    ).toEqual([])
  })

  test('have absolute addresses where the site has one, and none elsewhere', () => {
    for (const { path, metadata } of pages) {
      expect(metadata.canonical).toBe(url === undefined ? undefined : `${address}/${path}`)
      const properties = new Map(metadata.properties)
      expect(properties.get('og:url')).toBe(metadata.canonical)
      expect(properties.get('og:image')?.startsWith(`${address}/`)).toBe(url !== undefined)
      expect([properties.get('og:title'), properties.get('og:description')]).toEqual([
        `The page ${path}`,
        'A description.',
      ])
    }
  })

  test('have a picture of the words, which is there', () => {
    const there = site.pictures.map(({ path }) => `${address}/${path}`)
    expect(new Set(there).size).toBe(site.editions.length + 1)
    for (const { path, metadata } of pages) {
      const properties = new Map(metadata.properties)
      const picture = new URL(properties.get('og:image') ?? '', `${address}/${path}`).href
      expect(there, path).toContain(picture)
      const edition = site.editions.find(({ id }) => path.startsWith(`${id}/`))
      expect(picture).toBe(`${address}/${edition === undefined ? '' : `${edition.id}/`}share.png`)
      expect(properties.get('og:image:alt')).toBe(`The words: ${(edition ?? site).title}`)
      for (const { image } of thingsOf(JSON.parse(metadata.data), 'CreativeWork'))
        if (image !== undefined) expect(new URL(String(image), `${address}/${path}`).href).toBe(picture)
    }
  })

  test('lead from the library down to themselves', () => {
    for (const { path, metadata } of pages.filter(({ path }) => path !== '')) {
      const [trail] = thingsOf(JSON.parse(metadata.data), 'BreadcrumbList')
      const steps = thingsOf(trail, 'ListItem').map(
        ({ item }) => new URL(String((item as Json)['@id']), `${address}/${path}`).href,
      )
      expect(steps[0], path).toBe(`${address}/`)
      expect(steps.at(-1), path).toBe(`${address}/${path}`)
      for (const [index, step] of steps.slice(1).entries())
        expect(step.startsWith(String(steps[index]))).toBe(true)
    }
  })

  test('review each claim that has a rating once, and no other', () => {
    const claims = site.editions.flatMap((edition) => edition.claims.map((claim) => ({ edition, claim })))
    expect(claims.length).toBeGreaterThan(1)
    for (const { path, metadata } of pages) {
      const one = claims.find(({ claim }) => claim.href === path)
      const reviews = thingsOf(JSON.parse(metadata.data), 'ClaimReview')
      expect(reviews, path).toHaveLength(one?.claim.verdict.rating === undefined ? 0 : 1)
    }
    const rated = claims.filter(({ claim }) => claim.verdict.rating !== undefined)
    expect(rated.length).toBeGreaterThan(0)
    expect(rated.length).toBeLessThan(claims.length)
    for (const { edition, claim } of rated) {
      const [review] = thingsOf(dataOf(claim.href), 'ClaimReview')
      expect(review).toMatchObject({
        claimReviewed: claim.statement,
        itemReviewed: {
          '@type': 'Claim',
          author: { name: claim.speaker },
          datePublished: claim.firstSaid,
          appearance: { name: edition.seed.title },
        },
        reviewRating: {
          '@type': 'Rating',
          ratingValue: claim.verdict.rating,
          alternateName: claim.verdict.label,
        },
      })
      const { ratingValue, bestRating, worstRating } = review?.['reviewRating'] as Record<string, number>
      expect(Number(worstRating)).toBeLessThanOrEqual(Number(ratingValue))
      expect(Number(ratingValue)).toBeLessThanOrEqual(Number(bestRating))
      expect(Number(worstRating)).toBeLessThan(Number(bestRating))
    }
  })

  test('offer the notes and the texts as data', () => {
    for (const { id, divisions } of site.editions) {
      const [dataset] = thingsOf(dataOf(`${id}/downloads/`), 'Dataset')
      const files = thingsOf(dataset, 'DataDownload').map(
        ({ contentUrl }) => new URL(String(contentUrl), `${address}/${id}/downloads/`).href,
      )
      expect(new Set(files).size).toBe(files.length)
      for (const path of [`${id}/annotations.jsonld`, ...divisions.map(({ textHref }) => textHref)])
        expect(files).toContain(`${address}/${path}`)
    }
  })
})

test('a name is a person or an organisation only where the register says so', () => {
  const [, , site] = libraries[2] ?? []
  const psalms = site?.editions.find(({ id }) => id === 'two-psalms')
  const review = (note: string) => {
    const path = `two-psalms/claims/${note}/`
    return thingsOf(
      JSON.parse(site?.metadata({ path, title: 'a', description: undefined, language: 'en' }).data ?? '{}'),
      'Claim',
    )[0]
  }
  expect(psalms?.claims.map(({ note }) => note.id)).toContain('fewest')
  expect(review('fewest')?.['author']).toEqual({ name: 'An invented reader' })
})

test('nothing in the data can end the script that it stands in', () => {
  const name = 'a</script><!--<b>&amp;\u2028\u2029'
  const text = scriptOf({ '@type': 'Person', name })
  expect(text).not.toMatch(/[<>&\u2028\u2029]/)
  expect(JSON.parse(text)).toEqual({ '@type': 'Person', name })
})

test('the vocabulary finds what is wrong', () => {
  const graph = (thing: Json) => problemsOf({ '@context': 'https://schema.org', '@graph': [thing] })
  expect(graph({ '@type': 'Rating', ratingValue: 3 })).toEqual([])
  expect(graph({ '@type': 'Ratting' })).toEqual(['unknown type Ratting'])
  expect(graph({ '@type': 'Rating', claimReviewed: 'a' })).toEqual(['claimReviewed is no property of Rating'])
  expect(graph({ '@type': 'WebPage', isPartOf: { '@type': 'Person', name: 'a' } })).toEqual([
    'isPartOf: a Person, expected CreativeWork or URL',
  ])
  expect(graph({ '@type': 'CreativeWork', datePublished: '3 May' })).toEqual([
    'datePublished: "3 May", expected Date or DateTime',
  ])
  expect(graph({ '@type': 'CreativeWork', datePublishd: '2017' })).toEqual([
    'CreativeWork.datePublishd: unknown property',
  ])
})

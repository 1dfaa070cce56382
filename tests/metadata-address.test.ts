import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { openLibrary } from '../src/edition/index.ts'
import { addressFrom } from '../src/edition/site-address.ts'
import type { LibraryView } from '../src/edition/view.ts'

/** Where a site stands, and what its pages say of that. */

const pages = 'https://harbour.gitlab.example/editions'

describe('the address that the environment gives', () => {
  test.each([
    ['nothing', {}, undefined],
    ['an empty name, as a workflow without an answer gives it', { VARIORUM_URL: '' }, undefined],
    ['a name', { VARIORUM_URL: 'https://example.org/a/' }, 'https://example.org/a/'],
    ['Netlify', { NETLIFY: 'true', URL: 'https://example.org' }, 'https://example.org'],
    ['an address of something else', { URL: 'https://example.org' }, undefined],
    ['GitLab Pages', { CI_PAGES_URL: pages }, pages],
    [
      'a name before all others',
      { VARIORUM_URL: 'https://example.org/', CI_PAGES_URL: pages },
      'https://example.org/',
    ],
  ])('of %s', (_name, environment, expected) => {
    expect(addressFrom(environment)).toBe(expected)
  })

  test.each([
    'example.org',
    'file:///a',
    'https://',
    '/editions/',
    'https://example.org/\\',
    'https://example.org//a/',
    'https://example.org/a b/',
  ])('is not `%s`', (said) => {
    expect(() => addressFrom({ VARIORUM_URL: said })).toThrow(
      `Unexpected \`${said}\` in VARIORUM_URL, expected the address of the site`,
    )
  })
})

describe('a library', () => {
  const folder = mkdtempSync(join(tmpdir(), 'variorum-address-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  afterEach(() => vi.unstubAllEnvs())
  const canonical = (site: string) => {
    const from = join(import.meta.dirname, 'fixtures/sites/psalms')
    for (const part of ['seeds', 'content']) cpSync(join(from, part), join(folder, part), { recursive: true })
    writeFileSync(join(folder, 'content/site.yaml'), site)
    return openLibrary(folder)
      .site()
      .metadata({ path: 'rules/', title: 'a', description: 'b', language: 'en' }).canonical
  }

  test('that states no address stands where the environment says', () => {
    vi.stubEnv('VARIORUM_URL', 'https://example.org/a')
    expect(canonical('title: a\n')).toBe('https://example.org/a/rules/')
  })

  test('stands where it states', () => {
    vi.stubEnv('VARIORUM_URL', 'https://example.org/a')
    expect(canonical('url: https://example.com/b/\n')).toBe('https://example.com/b/rules/')
  })

  test.each([
    ['url: https://example.com\n', '/'],
    ['url: https://example.com/b\n', '/b/'],
    ['title: a\n', '/'],
  ])('has a folder on its host, for the page of missing addresses: %j', (site, folderThere) => {
    canonical(site)
    expect(openLibrary(folder).site().base).toBe(folderThere)
  })

  test('stands nowhere until somebody says where', () => {
    vi.stubEnv('VARIORUM_URL', '')
    expect(canonical('title: a\n')).toBeUndefined()
  })
})

describe('pictures for sharing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'variorum-pictures-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  afterEach(() => vi.unstubAllEnvs())
  const psalms = join(import.meta.dirname, 'fixtures/sites/psalms')
  /** A library of so many editions of one short text. */
  const site = (editions: number) => {
    const root = join(folder, `${editions}`)
    cpSync(join(psalms, 'seeds/interlude'), join(root, 'seeds/interlude'), { recursive: true })
    for (let number = 1; number <= editions; number += 1)
      cpSync(join(psalms, 'content/editions/interlude'), join(root, `content/editions/e${number}`), {
        recursive: true,
      })
    return openLibrary(root).site()
  }
  const imageOf = (library: LibraryView) =>
    new Map(library.metadata({ path: 'e1/', title: 'a', description: 'b', language: 'en' }).properties).get(
      'og:image',
    )

  test('are one for each edition where they are few, or the address is known; else one for all', () => {
    vi.stubEnv('VARIORUM_URL', '')
    const [few, many] = [site(100), site(101)]
    expect([few.pictures.length, imageOf(few)]).toEqual([101, 'share.png'])
    expect([many.pictures.map(({ path }) => path), imageOf(many)]).toEqual([['share.png'], '../share.png'])
    vi.stubEnv('VARIORUM_URL', 'https://example.org/')
    const known = site(101)
    expect([known.pictures.length, imageOf(known)]).toEqual([102, 'https://example.org/e1/share.png'])
  })
})

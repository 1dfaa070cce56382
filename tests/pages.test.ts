import { brotliCompressSync } from 'node:zlib'
import { readFileSync, statSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { litSheet } from '../src/components/lit.ts'
import { dateInWords, fold, outgrows } from '../src/components/words.ts'
import { address, asset } from '../src/layouts/address.ts'

const style = (name: string) => new URL(`../src/styles/${name}`, import.meta.url)
const sheet = readFileSync(style('site.css'), 'utf8')

describe('addresses', () => {
  test.each([
    ['../', 'psalms/psalm-2/#p3', '../psalms/psalm-2/#p3'],
    ['../', '#p3', '#p3'],
    ['../', 'https://example.org/', 'https://example.org/'],
    ['../', 'mailto:a@example.org', 'mailto:a@example.org'],
    ['./', 'rules/', './rules/'],
  ])('from %j to %j is %j', (root, href, expected) => {
    expect(address(root, href)).toBe(expected)
  })

  test('a bundled file is found from the page, not from the base of the host', () => {
    vi.stubEnv('PROD', true)
    vi.stubEnv('BASE_URL', '/sub/')
    expect(asset('../', '/sub/_assets/site.css')).toBe('../_assets/site.css')
    vi.stubEnv('BASE_URL', '/sub')
    expect(asset('../', '/sub/_assets/site.css')).toBe('../_assets/site.css')
    vi.unstubAllEnvs()
  })
})

describe('words', () => {
  test('only whole dates are put in words, and no time zone moves them', () => {
    expect(dateInWords('2017-03-12', 'en-GB')).toBe('12 March 2017')
    expect(dateInWords('2017-03-12T23:30:00-05:00', 'en-GB')).toBe('12 March 2017')
    expect(dateInWords('2017', 'en')).toBe('2017')
    expect(dateInWords('March 2017', 'en')).toBe('March 2017')
  })
})

describe('folding', () => {
  const paragraph = (words: number) => `<p>${Array.from({ length: words }, () => 'word').join(' ')}</p>`
  const body = (...lengths: number[]) => {
    const html = lengths.map(paragraph).join('\n')
    return { html, text: html.replace(/<[^>]*>/g, '') }
  }

  test('nothing is lost: lead and rest are the body', () => {
    const note = body(20, 120, 80)
    const { lead, rest, words } = fold(note, false)
    expect(`${lead}\n${rest}`).toBe(note.html)
    expect(words).toBe(200)
  })

  test.each([
    ['a short body', body(20, 40), false, false],
    ['a body of moderate length in a dense row', body(20, 40), true, true],
    ['a rest too short to be worth a click', body(200, 10), true, false],
    ['one long paragraph', body(400), true, false],
  ])('%s', (_name, note, dense, folded) => {
    expect(fold(note, dense).rest !== '').toBe(folded)
  })

  test('a body that does not begin with a paragraph stays whole', () => {
    const html = `<ul><li>${'word '.repeat(300)}</li></ul><p>after</p>`
    expect(fold({ html, text: 'word '.repeat(301) }, true)).toEqual({ lead: html, rest: '', words: 0 })
  })

  test('a row is dense when its notes leave its text far behind', () => {
    const text = (length: number) => ({ text: 'a'.repeat(length) })
    expect(outgrows([text(300)], [text(400)])).toBe(false)
    expect(outgrows([text(300), text(900)], [text(400)])).toBe(true)
    expect(outgrows([], [text(1)])).toBe(false)
  })
})

describe('the sheet of a page', () => {
  const place = { passage: 'p1', division: 'text', href: '', exact: 'a', lemma: 'a', whole: false }

  test('joins a note and each of its places to every run of its words', () => {
    const notes = [
      {
        id: 'flynn',
        places: [
          { ...place, fragment: 'q-flynn' },
          { ...place, fragment: 'q-flynn.2' },
        ],
      },
    ]
    expect(litSheet({ notes } as unknown as Parameters<typeof litSheet>[0])).toBe(
      '@media not (scripting:enabled){\n:root:has(#n-flynn:target,#q-flynn:target,#q-flynn\\.2:target) [data-notes~="flynn"]{background:var(--lit);text-decoration-thickness:3px}\n}\n',
    )
  })

  test('is empty where there are no notes', () => {
    expect(litSheet({ notes: [] })).toBe('')
  })
})

describe('the sheet of the site', () => {
  test('weighs at most 15 KB as written without its comments, and 5 KB as sent', () => {
    const bare = sheet.replace(/\/\*.*?\*\//gs, '').replace(/\s+/g, ' ')
    expect(bare.length).toBeLessThanOrEqual(16_000)
    expect(brotliCompressSync(bare).length).toBeLessThanOrEqual(5_000)
  })

  test('names no direction but start and end, so that right-to-left mirrors by itself', () => {
    expect(sheet).not.toMatch(
      /(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|\b(?:left|right):|text-align: (?:left|right)/,
    )
  })

  test('asks no other host for anything', () => {
    const addresses = [...sheet.matchAll(/url\(['"]?([^'")]*)/g)].map(([, address]) => address)
    expect(addresses).toEqual(['./fonts/spectral-roman.woff2', './fonts/spectral-italic.woff2'])
  })

  test('brings faces of at most 25 KB together', () => {
    const bytes = ['roman', 'italic'].map((face) => statSync(style(`fonts/spectral-${face}.woff2`)).size)
    expect(bytes.reduce((a, b) => a + b)).toBeLessThanOrEqual(25_000)
  })
})

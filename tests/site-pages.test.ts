import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Element, Root } from 'hast'
import { HtmlValidate, StaticConfigLoader } from 'html-validate'
import { describe, expect, test } from 'vitest'
import { filesIn, sha256 } from './support/files.ts'
import { htmlRules } from './support/html-rules.ts'
import { problemsOf } from './support/schema-org.ts'
import {
  attribute,
  byId,
  destination,
  elements,
  hasClass,
  hasId,
  idsOf,
  isElsewhere,
  only,
  type Page,
  pagesOf,
  role,
  tag,
  textOf,
} from './support/html.ts'
import { editionsOf, type Note, placesOf, sites } from './support/sites.ts'

/** What is in the HTML of the sites, as a parser of HTML sees it. The tests read the libraries by themselves. */
describe.each(sites())('the pages of %s', (_name, { root, out }) => {
  const pages = pagesOf(out)
  const editions = editionsOf(root)
  const pageAt = (address: string): Page => {
    const page = pages.find((one) => one.address === address)
    if (page === undefined) throw new Error(`Unexpected site without \`${address}\`, expected that page`)
    return page
  }

  const texts = editions.flatMap((edition) => edition.texts.map((text) => ({ ...text, edition })))
  describe.each(texts.map((text) => [text.page, text] as const))(
    'the text of %s',
    (_page, { id, page, text, bytes, sha256: stated, edition }) => {
      const shown = elements(pageAt(page).tree, (element) => hasClass(element, 'passage'))

      test('is the seed letter for letter', () => {
        expect(shown.map(textOf).join('')).toBe(text)
      })

      test('has its passages counted from 1 on', () => {
        expect(shown.length).toBeGreaterThan(0)
        expect(shown.map((element) => attribute(element, 'id'))).toEqual(
          shown.map((_, index) => `p${index + 1}`),
        )
      })

      test('is offered with the bytes that the record of the seed tells', () => {
        expect(sha256(readFileSync(join(out, edition.id, `${id}.txt`)))).toBe(stated)
        expect(sha256(bytes)).toBe(stated)
        expect(textOf(pageAt(page).tree)).toContain(stated)
      })
    },
  )

  describe.each(editions.map((edition) => [edition.id, edition] as const))(
    'the notes of %s',
    (id, edition) => {
      const own = edition.texts.map((text) => pageAt(text.page))
      const ids = own.flatMap(({ tree }) => idsOf(tree))
      const shown = own.flatMap((page) =>
        notesOf(page.tree).map((element) => ({ page, element, id: idOf(element) })),
      )
      const noteOf = (name: string): Note => {
        const note = edition.notes.find((one) => one.id === name)
        if (note === undefined)
          throw new Error(`Unexpected note \`${name}\` in the page, expected one of the edition`)
        return note
      }

      test('stand in the edition, each once', () => {
        expect(shown.map((note) => note.id).sort()).toEqual(edition.notes.map((note) => note.id).sort())
      })

      test('have each of their places marked, once', () => {
        const wanted = edition.notes.flatMap((note) =>
          Array.from({ length: placesOf(note) }, (_, place) =>
            place === 0 ? `q-${note.id}` : `q-${note.id}.${place + 1}`,
          ),
        )
        expect(ids.filter((one) => one.startsWith('q-')).sort()).toEqual(wanted.sort())
      })

      test('say what their files say', () => {
        const missing = shown.flatMap(({ id, element }) => {
          const text = textOf(element).replace(/\s+/g, ' ')
          return plainWords(noteOf(id).body)
            .filter((run) => !text.includes(run))
            .map((run) => `${id}: ${run}`)
        })
        expect(missing).toEqual([])
        expect(edition.notes.filter(({ body }) => plainWords(body).length === 0)).toEqual([])
      })

      test('are on their words', () => {
        const wrong = edition.notes.flatMap((note) => {
          const { target } = note.fields
          const marked = own
            .map(({ tree }) => markedBy(tree, note.id))
            .join('')
            .replace(/\s+/g, ' ')
            .trim()
          // Words without signs that folding could change stand in the page as they are in the note.
          const same =
            typeof target === 'string' && /^[\w ]+$/.test(target) ? marked === target : marked !== ''
          return same ? [] : [`${note.id}: ${marked}`]
        })
        expect(wrong).toEqual([])
      })

      test('are nowhere while they are drafts', () => {
        const published = filesIn(out)
          .filter((path) => /\.(?:html|jsonld|css|xml)$/.test(path))
          .map((path) => readFileSync(join(out, path), 'utf8'))
          .join('\n')
        for (const draft of edition.drafts) {
          expect(published).not.toMatch(new RegExp(`\\b[nq]-${draft.id}(?![a-z0-9-])`))
          expect(published).not.toContain(draft.body.trim())
        }
      })

      test.each(edition.texts.map(({ page }) => page))(
        'are numbered in the order of their words: %s',
        (address) => {
          const { tree } = pageAt(address)
          const here = notesOf(tree)
          expect(here.map(numberOf)).toEqual(here.map((_, index) => String(index + 1)))
          const order = idsOf(tree)
          // The first of a note's places in the text need not be the first in its file.
          const first = here.map((note) =>
            order.findIndex((one) => one === `q-${idOf(note)}` || one.startsWith(`q-${idOf(note)}.`)),
          )
          expect(first.includes(-1)).toBe(false)
          expect(first).toEqual([...first].sort((a, b) => a - b))
        },
      )

      test('are led to by each reference, and lead back to its words', () => {
        const references = own.flatMap((page) =>
          elements(page.tree, (element) => hasClass(element, 'marker')).map((link) => ({ page, link })),
        )
        const places = edition.notes.reduce((sum, note) => sum + placesOf(note), 0)
        expect(references).toHaveLength(places)
        for (const { page, link } of references) {
          const to = destination(page.address, link)
          const note = byId(pageAt(to.page).tree, to.fragment)
          expect(attribute(link, 'role')).toBe('doc-noteref')
          expect([attribute(link, 'dataNumber'), textOf(link)]).toEqual([numberOf(note), ''])
          expect(attribute(link, 'ariaLabel')).toMatch(new RegExp(`\\b${numberOf(note)}\\b`))
          expect(backLinks(note).some((back) => destination(to.page, back).page === page.address)).toBe(true)
        }
      })

      test('lead back to each of their places', () => {
        for (const { id, page, element } of shown) {
          const back = backLinks(element).map((link) => destination(page.address, link))
          const wanted = placesOf(noteOf(id))
          expect(
            back.map(({ fragment }) => fragment),
            id,
          ).toEqual(
            Array.from({ length: wanted }, (_, place) => (place === 0 ? `q-${id}` : `q-${id}.${place + 1}`)),
          )
          for (const to of back)
            expect(hasId(pageAt(to.page).tree, to.fragment), `${to.page}#${to.fragment}`).toBe(true)
        }
      })

      test('have footnotes of their own that lead there and back', () => {
        for (const { page, element } of shown) {
          const links = elements(element, (link) => hasClass(link, 'footnote-ref'))
          for (const link of links) {
            const footnote = byId(element as unknown as Root, destination(page.address, link).fragment)
            const back = elements(footnote, role('doc-backlink')).map(
              (one) => destination(page.address, one).fragment,
            )
            expect(back).toContain(attribute(link, 'id'))
          }
        }
      })

      test('have addresses that another edition can cite', () => {
        expect(
          ids.filter((one) => one.startsWith('n-') && !/^n-[a-z0-9]+(?:-{1,2}[a-z0-9]+)*$/.test(one)),
          id,
        ).toEqual([])
      })
    },
  )

  describe('every page', () => {
    const problems = (find: (page: Page) => readonly string[]) =>
      pages.flatMap((page) => find(page).map((problem) => `${page.file}: ${problem}`))

    test('has unique ids', () => {
      expect(
        problems(({ tree }) => idsOf(tree).filter((id, index, all) => all.indexOf(id) !== index)),
      ).toEqual([])
    })

    test('has links that lead somewhere, fragments included', () => {
      const dead = problems(({ tree, address }) =>
        elements(tree, (element) => attribute(element, 'href') !== undefined)
          .filter(
            (link) =>
              !isElsewhere(attribute(link, 'href') ?? '') && !attribute(link, 'href')?.startsWith('/'),
          )
          .map((link) => destination(address, link))
          .filter(({ page, fragment }) => {
            const there = pages.find((one) => one.address === page)
            if (there === undefined) return fragment !== '' || !filesIn(out).includes(page)
            return fragment !== '' && !hasId(there.tree, fragment)
          })
          .map(({ page, fragment }) => `${page}#${fragment}`),
      )
      expect(dead).toEqual([])
    })

    test('names no element that is not there', () => {
      const names = ['ariaDetails', 'ariaLabelledBy', 'ariaDescribedBy', 'ariaControls', 'htmlFor', 'headers']
      const dangling = problems(({ tree }) =>
        elements(tree)
          .flatMap((element) => names.flatMap((name) => attribute(element, name)?.split(' ') ?? []))
          .filter((id) => !hasId(tree, id)),
      )
      expect(dangling).toEqual([])
    })

    test('runs nothing but its own script', () => {
      const active = problems(({ tree }) => [
        ...elements(tree, tag('style', 'base', 'iframe', 'object', 'embed', 'form')).map(
          ({ tagName }) => tagName,
        ),
        // Data is not run, and a file of the site's own holds no words of a note.
        ...elements(tree, tag('script'))
          .filter((script) => !/^application\/(?:ld\+)?json$/.test(attribute(script, 'type') ?? ''))
          .filter((script) => attribute(script, 'src') === undefined || textOf(script) !== '')
          .map(({ tagName }) => tagName),
        ...elements(tree)
          .filter((element) => attribute(element, 'httpEquiv') !== 'Content-Security-Policy')
          .flatMap(({ properties }) =>
            Object.keys(properties).filter((name) => /^(?:on.+|style|srcdoc|ping|httpequiv)$/i.test(name)),
          ),
        ...elements(tree, tag('a'))
          .flatMap((link) => attribute(link, 'href') ?? [])
          .filter((url) => /^\s*(?:javascript|data|vbscript|file|blob):/i.test(url)),
      ])
      expect(active).toEqual([])
    })

    test('says in data what it is, in one place, and nothing in it ends the place', () => {
      const wrong = problems(({ tree, file }) => {
        const data = elements(
          tree,
          (element) => element.tagName === 'script' && attribute(element, 'type') === 'application/ld+json',
        )
        if (file === '404.html') return data.map(() => 'data')
        return data.length === 1
          ? data.flatMap((one) => problemsOf(JSON.parse(textOf(one))))
          : ['no data, or more']
      })
      expect(wrong).toEqual([])
    })

    test('asks nobody else for anything', () => {
      const asked = problems(({ tree }) =>
        elements(tree)
          .flatMap((element) => [
            ...['src', 'srcSet', 'poster', 'data', 'xLinkHref', 'background'].flatMap(
              (name) => attribute(element, name) ?? [],
            ),
            ...(element.tagName === 'link' &&
            !/^(?:license|canonical|alternate)$/.test(attribute(element, 'rel') ?? '')
              ? [attribute(element, 'href') ?? '']
              : []),
          ])
          .filter(isElsewhere),
      )
      expect(asked).toEqual([])
      const sheets = filesIn(out)
        .filter((path) => path.endsWith('.css'))
        .map((path) => readFileSync(join(out, path), 'utf8'))
      expect(sheets.join('')).toMatch(/url\(/)
      expect(
        sheets
          .flatMap((sheet) => sheet.match(/url\([^)]*\)|@import[^;]*/g) ?? [])
          .filter((one) => /\/\/|@import/.test(one)),
      ).toEqual([])
    })

    test('says what it is: title, description, language, one main part', () => {
      const lacking = problems(({ tree, source }) => [
        ...(/\S/.test(textOf(only(only(tree, tag('head')), tag('title')))) ? [] : ['title']),
        ...(elements(
          tree,
          (element) =>
            attribute(element, 'name') === 'description' && /\S/.test(attribute(element, 'content') ?? ''),
        ).length === 1
          ? []
          : ['description']),
        ...(/^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$/.test(attribute(only(tree, tag('html')), 'lang') ?? '')
          ? []
          : ['lang']),
        ...(elements(tree, tag('main')).length === 1 ? [] : ['main']),
        ...(/^<!doctype html>/i.test(source) ? [] : ['doctype']),
      ])
      expect(lacking).toEqual([])
    })

    test('names a picture for sharing, which is there and as large as Open Graph asks for', () => {
      const lacking = problems(({ file, tree }) => {
        if (file === '404.html') return []
        const [picture, ...others] = elements(tree, (one) => attribute(one, 'property') === 'og:image')
        const content = picture && attribute(picture, 'content')
        if (content === undefined || others.length > 0) return ['not one og:image']
        const bytes = readFileSync(join(out, dirname(file), content))
        const size = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)].join(' by ')
        return size === '1200 by 630' ? [] : [size]
      })
      expect(lacking).toEqual([])
    })

    test('names the language and country of its card', () => {
      const lacking = problems(({ file, tree }) => {
        if (file === '404.html') return []
        const said = elements(tree, (one) => attribute(one, 'property') === 'og:locale')
        const own = attribute(only(tree, tag('html')), 'lang')?.split('-')[0]
        return said.map((one) => attribute(one, 'content')?.split('_')[0]).join() === own ? [] : ['og:locale']
      })
      expect(lacking).toEqual([])
    })

    test('has a title of its own', () => {
      const titles = pages.map(({ tree }) => textOf(only(only(tree, tag('head')), tag('title'))))
      expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([])
    })

    test('has one main heading, and skips no level', () => {
      const wrong = problems(({ tree }) => {
        const levels = elements(tree, tag('h1', 'h2', 'h3', 'h4', 'h5', 'h6')).map(({ tagName }) =>
          Number(tagName.slice(1)),
        )
        const jumps = levels
          .filter((level, index) => level > (levels[index - 1] ?? 0) + 1)
          .map((level) => `h${level} too deep`)
        return levels.filter((level) => level === 1).length === 1 ? jumps : ['not one h1', ...jumps]
      })
      expect(wrong).toEqual([])
    })

    test('is valid HTML', async () => {
      const validator = new HtmlValidate(new StaticConfigLoader(htmlRules))
      const found: string[] = []
      for (const { file, source } of pages) {
        const { results } = await validator.validateString(source, join(out, file))
        for (const { messages } of results)
          found.push(
            ...messages.map((one) => `${file}:${one.line}:${one.column} ${one.ruleId}: ${one.message}`),
          )
      }
      expect(found).toEqual([])
    })

    test('tells nothing of the machine that built it', () => {
      const telling = filesIn(out).filter((path) => {
        const content = readFileSync(join(out, path), 'latin1')
        return [root, out, process.cwd()].some((folder) => content.includes(folder))
      })
      expect(telling).toEqual([])
    })
  })
})

function notesOf(tree: Root): Element[] {
  return elements(tree, (element) => hasClass(element, 'n') && role('doc-footnote')(element))
}

function idOf(note: Element): string {
  return attribute(note, 'id')?.replace(/^n-/, '') ?? ''
}

function numberOf(note: Element): string {
  return textOf(only(note, (element) => hasClass(element, 'no'))).trim()
}

/** The ways from a note to its words; the ways back from footnotes of its own are others. */
function backLinks(note: Element): Element[] {
  return elements(
    note,
    (link) => role('doc-backlink')(link) && (attribute(link, 'href')?.includes('#q-') ?? false),
  )
}

/** The words of a note in a page, as they are marked. */
function markedBy(tree: Root, id: string): string {
  return elements(tree, (element) => attribute(element, 'dataNotes')?.split(' ').includes(id) ?? false)
    .map(textOf)
    .join('')
}

/** Runs of a note's Markdown without any syntax: they have to be in the page as they are. */
function plainWords(body: string): string[] {
  return body
    .replace(/```.*?```|\[[^\]]*@[^\]]*\]|\]\([^)]*\)|\[\^[^\]]*\]/gs, '|')
    .split(/[^\p{L}\p{N}\p{M} ,.;’‘“”]+/u)
    .map((run) => run.trim().replace(/\s+/g, ' '))
    .filter((run) => / .* /.test(run) && !/^\d/.test(run))
}

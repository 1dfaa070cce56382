import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  attribute,
  byId,
  destination,
  elements,
  hasClass,
  type Page,
  pagesOf,
  tag,
  textOf,
} from './support/html.ts'
import { editionsOf, sites } from './support/sites.ts'

/** Who wrote what, and who disagrees: as the built pages say it, against the files. */

const relations = [
  ['disputes', 'Disputes', 'Disputed by'],
  ['supersedes', 'Supersedes', 'Superseded by'],
  ['replies-to', 'In reply to', 'Replies'],
] as const

describe.each(sites())('the site %s', (_name, { root, out }) => {
  const pages = pagesOf(out)
  const pageAt = (address: string): Page => {
    const found = pages.find((page) => page.address === address)
    if (found === undefined) throw new Error(`Unexpected site without \`${address}\`, expected that page`)
    return found
  }
  const notes = editionsOf(root).flatMap(({ id: edition, notes: all, texts }) =>
    all.map(({ id }) => ({
      edition,
      id,
      fields: fieldsOf(join(root, 'content/editions', edition, 'notes', `${id}.md`)),
      page: pages.find(
        ({ address, tree }) =>
          texts.some(({ page }) => page === address) &&
          elements(tree, (element) => attribute(element, 'id') === `n-${id}`).length > 0,
      ),
    })),
  )

  test.each(relations)('tells %s on both sides', (field, forth, back) => {
    const said = notes.flatMap((note) =>
      [note.fields[field] ?? []].flat().map((other) => ({ note, other: String(other) })),
    )
    for (const { note, other } of said) {
      const there = notes.find(({ id, edition }) => id === other && edition === note.edition)
      expect(relationsOf(note.page, note.id, forth)).toContain(`n-${other}`)
      expect(relationsOf(there?.page, other, back)).toContain(`n-${note.id}`)
    }
  })

  test('leads from each byline to a page of whoever wrote the note, and from there to the note', () => {
    for (const { id, fields, page } of notes) {
      if (page === undefined) throw new Error(`Unexpected site without \`${id}\`, expected the note`)
      const bylines = elements(
        byId(page.tree, `n-${id}`),
        (element) => attribute(element, 'dataBy') !== undefined,
      )
      const people = [fields['by'] ?? []].flat().map((one) => (typeof one === 'string' ? one : one.id))
      expect(bylines.map((link) => attribute(link, 'dataBy'))).toEqual(people)
      for (const link of bylines) {
        const to = destination(page.address, link).page
        expect(to).toBe(`contributors/${attribute(link, 'dataBy')}/`)
        const back = elements(pageAt(to).tree, tag('a'))
        const places = back.map((one) => destination(to, one))
        expect(places).toContainEqual({ page: page.address, fragment: `n-${id}` })
        // With script, the text with their notes only.
        const alone = `${page.address}?by=${attribute(link, 'dataBy')}#text`
        expect(back.map((one) => attribute(one, 'href'))).toContain(`../../${alone}`)
      }
    }
  })

  test('has a page for everybody in the registry', () => {
    const { tree } = pageAt('contributors/')
    for (const page of pages.filter(({ address }) => /^contributors\/.+/.test(address))) {
      const listed = elements(tree, tag('a')).map((link) => destination('contributors/', link).page)
      expect(listed).toContain(page.address)
    }
  })
})

test('every relation is told somewhere', () => {
  const fields = sites().flatMap(([, { root }]) =>
    editionsOf(root).flatMap(({ id, notes }) =>
      notes.map((note) => fieldsOf(join(root, 'content/editions', id, 'notes', `${note.id}.md`))),
    ),
  )
  for (const [field] of relations)
    expect(
      fields.some((one) => one[field] !== undefined),
      field,
    ).toBe(true)
})

type Fields = Record<string, string | { id: string } | (string | { id: string })[]>

function fieldsOf(path: string): Fields {
  return parse(/^\uFEFF?---\r?\n(.*?)^---/ms.exec(readFileSync(path, 'utf8'))?.[1] ?? '')
}

/** Fragments of the notes that a note names under a label. */
function relationsOf(page: Page | undefined, note: string, label: string): string[] {
  if (page === undefined) return []
  return elements(byId(page.tree, `n-${note}`), (element) => hasClass(element, 'rel'))
    .filter((line) => elements(line, tag('b')).some((name) => textOf(name) === label))
    .flatMap((line) => elements(line, tag('a')).map((link) => destination(page.address, link).fragment))
}

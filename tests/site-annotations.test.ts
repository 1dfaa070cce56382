import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkCollection, type Json, listOf, objectOf, textAt } from './support/web-annotation.ts'
import { attribute, elements, hasClass, hasId, type Page, pagesOf, textOf } from './support/html.ts'
import { type Edition, editionsOf, placesOf, sites } from './support/sites.ts'

/** `annotations.jsonld` against the W3C model, against the published texts, and against the pages. */
describe.each(sites())('the annotations of %s', (_name, { root, out }) => {
  const pages = pagesOf(out)

  describe.each(editionsOf(root).map((edition) => [edition.id, edition] as const))('%s', (id, edition) => {
    const file = join(out, id, 'annotations.jsonld')
    const collection = objectOf(JSON.parse(readFileSync(file, 'utf8')))
    const annotations = listOf(objectOf(collection['first'])['items']).map(objectOf)
    const targets = annotations.flatMap((annotation) =>
      listOf(annotation['target']).map((target) => new Target(objectOf(target), annotation, out, id)),
    )

    test('keep the Web Annotation Data Model', () => {
      expect(checkCollection(collection)).toEqual([])
    })

    test('are all notes that are published, in the order of the text', () => {
      expect(annotations.map(nameOf).sort()).toEqual(edition.notes.map((note) => note.id).sort())
      expect(collection['total']).toBe(edition.notes.length)
      const order = edition.texts.map((text) => `${text.id}.txt`)
      const firsts = annotations.map((annotation) =>
        Math.min(
          ...targets
            .filter((target) => target.annotation === annotation)
            .map((one) => order.indexOf(one.file) * 1e9 + one.start),
        ),
      )
      expect(firsts).toEqual([...firsts].sort((a, b) => a - b))
    })

    test('have a target for each place of their note', () => {
      for (const annotation of annotations) {
        const note = edition.notes.find((one) => one.id === nameOf(annotation)) as Edition['notes'][number]
        expect(listOf(annotation['target']), note.id).toHaveLength(placesOf(note))
      }
    })

    test('say what the notes say', () => {
      for (const annotation of annotations) {
        const note = edition.notes.find((one) => one.id === nameOf(annotation))
        expect(objectOf(listOf(annotation['body'])[0])['value']).toBe(note?.body.trim())
      }
    })

    test('name addresses that are there', () => {
      for (const annotation of annotations) {
        const { pathname, hash } = new URL(textAt(annotation, 'id'), `http://host/${id}/annotations.jsonld`)
        const page = pages.find(({ address }) => `/${address}` === pathname)
        expect(page && hasId(page.tree, hash.slice(1)), textAt(annotation, 'id')).toBe(true)
      }
    })

    test('point at their words in the published text, by code points', () => {
      for (const target of targets) {
        const { codePoints, start, end, name } = target
        expect([target.exact, name]).toEqual([codePoints.slice(start, end).join(''), name])
        expect(start, name).toBeLessThan(end)
        expect(end, name).toBeLessThanOrEqual(codePoints.length)
      }
    })

    test('tell what stands before and after', () => {
      for (const { codePoints, start, end, prefix, suffix, name } of targets) {
        const before = codePoints.slice(0, start).join('')
        const after = codePoints.slice(end).join('')
        expect(before.endsWith(prefix), `${name}: ${prefix}`).toBe(true)
        expect(after.startsWith(suffix), `${name}: ${suffix}`).toBe(true)
        // Nothing is left out but where the text begins or ends.
        expect(prefix !== '' || before === '', name).toBe(true)
        expect(suffix !== '' || after === '', name).toBe(true)
        expect(`${prefix}${suffix}`.isWellFormed(), name).toBe(true)
      }
    })

    test('are on the words that the pages mark', () => {
      for (const target of targets) {
        const text = edition.texts.find((one) => `${one.id}.txt` === target.file)
        const page = pages.find(({ address }) => address === text?.page) as Page
        const index = targets.filter((one) => one.annotation === target.annotation).indexOf(target)
        const marked = markedIn(
          page,
          target.name,
          index === 0 ? `q-${target.name}` : `q-${target.name}.${index + 1}`,
        )
        expect(marked.start, target.name).toBe(target.start)
        if (placesOf(edition.notes.find((one) => one.id === target.name) as Edition['notes'][number]) > 1)
          continue
        // White space between blocks belongs to the words, but is not marked.
        expect(marked.words.replace(/\s+/g, ''), target.name).toBe(target.exact.replace(/\s+/g, ''))
      }
    })
  })
})

function nameOf(annotation: Json): string {
  return textAt(annotation, 'id').replace(/^.*#n-/, '')
}

class Target {
  readonly annotation: Json
  readonly name: string
  readonly file: string
  readonly codePoints: readonly string[]
  readonly exact: string
  readonly prefix: string
  readonly suffix: string
  readonly start: number
  readonly end: number

  constructor(target: Json, annotation: Json, out: string, edition: string) {
    const selectors = listOf(target['selector']).map(objectOf)
    const quote = objectOf(selectors.find((one) => one['type'] === 'TextQuoteSelector'))
    const position = objectOf(selectors.find((one) => one['type'] === 'TextPositionSelector'))
    this.annotation = annotation
    this.name = nameOf(annotation)
    this.file = textAt(objectOf(target['source']), 'id')
    const bytes = readFileSync(new URL(this.file, `file://${join(out, edition)}/annotations.jsonld`))
    this.codePoints = [...new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)]
    this.exact = textAt(quote, 'exact')
    this.prefix = textAt(quote, 'prefix')
    this.suffix = textAt(quote, 'suffix')
    this.start = Number(position['start'])
    this.end = Number(position['end'])
  }
}

/** Where the words of a note begin in the text of a page, in code points, and the words. */
function markedIn({ tree }: Page, note: string, fragment: string): { start: number; words: string } {
  let start = -1
  let text = ''
  for (const passage of elements(tree, (element) => hasClass(element, 'passage'))) {
    const path = (node: typeof passage): boolean => {
      if (attribute(node, 'id') === fragment) start = [...text].length
      for (const child of node.children) {
        if (child.type === 'text') text += child.value
        else if (child.type === 'element') path(child)
      }
      return start >= 0
    }
    path(passage)
  }
  const pieces = elements(
    tree,
    (element) => attribute(element, 'dataNotes')?.split(' ').includes(note) ?? false,
  )
  return { start, words: pieces.map(textOf).join('') }
}

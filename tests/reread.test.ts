import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Library, openLibrary } from '../src/edition/index.ts'
import { chanceOf, edits } from './support/edits.ts'
import { copy, remove, temporary } from './support/files.ts'

/** What a live site shows after files have changed is what it would show if it were started then. */

const folder = temporary()
afterAll(() => remove(folder))

/** Everything that is said of a library and shown of it. */
function all(library: Library): unknown {
  return {
    reports: library.reports,
    editions: library.editions,
    views: library.editions.map((id) => JSON.stringify(library.edition(id))),
    site: JSON.stringify(library.site()),
  }
}

test('a library that is read again in part is as one that is opened anew', () => {
  const root = join(folder, 'library')
  copy(join(import.meta.dirname, 'fixtures/sites/psalms'), root)
  const below = chanceOf(2017)
  let library = openLibrary(root, { drafts: true })
  all(library)
  for (let turn = 0; turn < 60; turn++) {
    const changed = Array.from({ length: 1 + below(2) }, () =>
      edits[below(edits.length)]?.(root, below, turn),
    )
    library = library.reread(changed.flatMap((path) => path ?? []))
    expect(all(library), `after turn ${turn}: ${changed.join(', ')}`).toEqual(
      all(openLibrary(root, { drafts: true })),
    )
  }
})

test('an edition that did not ask for what has changed is not opened again', () => {
  const root = join(folder, 'still')
  copy(join(import.meta.dirname, 'fixtures/sites/psalms'), root)
  const library = openLibrary(root, { drafts: true })
  all(library)
  const again = library.reread(['content/editions/two-psalms/notes/laud.md'])
  expect(again.open('small-talk')).toBe(library.open('small-talk'))
  expect(again.open('two-psalms')).not.toBe(library.open('two-psalms'))
})

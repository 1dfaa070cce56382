import { expect, test } from 'vitest'
import { resolvers } from './support/note-resolvers.ts'

test('the host for tests knows all but one id', () => {
  const place = undefined
  expect(resolvers.resolveLink({ kind: 'note', id: 'flynn', place })).toHaveProperty('href')
  expect(
    resolvers.resolveCitation('missing', { key: 'missing', suppressAuthor: false, place }),
  ).toHaveProperty('problem')
})

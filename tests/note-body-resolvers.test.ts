import { expect, test } from 'vitest'
import type { Resolve as ResolveCitation } from '../plugins/remark-citations/index.ts'
import type { Resolve as ResolveLink } from '../plugins/remark-note-links/index.ts'

/** A host for the tests: it knows every id but `missing`. */
const resolveLink: ResolveLink = ({ kind, id, fragment }) =>
  id === 'missing'
    ? { problem: `a ${kind} that exists`, mend: `${kind}:flynn` }
    : { href: `/${kind}/${id}${fragment === undefined ? '' : `#${fragment}`}`, label: `the ${kind} ${id}` }

const resolveCitation: ResolveCitation = (key, { suppressAuthor }) =>
  key === 'missing'
    ? { problem: 'a key of `content/sources`', mend: 'odni-2017' }
    : { href: `#s-${key}`, label: suppressAuthor ? '2017' : key.toUpperCase() }

export const resolvers = { resolveLink, resolveCitation }

test('the host for tests knows all but one id', () => {
  const place = undefined
  expect(resolveLink({ kind: 'note', id: 'flynn', place })).toHaveProperty('href')
  expect(resolveCitation('missing', { key: 'missing', suppressAuthor: false, place })).toHaveProperty(
    'problem',
  )
})

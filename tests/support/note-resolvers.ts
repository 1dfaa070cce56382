import type { Resolve as ResolveCitation } from '../../plugins/remark-citations/index.ts'
import type { Resolve as ResolveLink } from '../../plugins/remark-note-links/index.ts'

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

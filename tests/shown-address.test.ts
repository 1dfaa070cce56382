import { expect, test } from 'vitest'
import { leadsWhereItSays } from '../plugins/rehype-note-sanitize/lib/shown-address.ts'

/** Words of a link, where it leads, and whether that is what the words say. */
const cases: readonly (readonly [string, string, boolean])[] = [
  ['the log', 'https://elsewhere.example/', true],
  ['Node.js', 'https://elsewhere.example/', true],
  ['and/or', 'https://elsewhere.example/', true],
  ['Northwick v. Southwick', 'https://elsewhere.example/', true],
  ['log.example', 'https://log.example/a', true],
  ['www.log.example', 'https://log.example/', true],
  ['https://log.example/a', 'https://www.log.example/b', true],
  ['log.example', 'https://old.log.example/', true],
  ['old.log.example', 'https://log.example/', true],
  ['LOG.example/A', 'https://log.example/a', true],
  ['log.example', 'https://web.archive.org/web/2017/https://log.example/', true],
  ['ada@log.example', 'mailto:ada@log.example', true],
  ['log.example', 'https://elsewhere.example/', false],
  ['https://log.example/ says so', 'https://elsewhere.example/', false],
  ['www.log.example', 'https://log.example.elsewhere.example/', false],
  ['log.example', 'https://elsewhere.example/log.example', false],
  ['news.log.co.uk', 'https://elsewhere.example/', false],
  [' log.example ', 'https://xn--lg-emc.example/', false],
  ['лоg.example', 'https://log.example/', false],
]

test.each(cases)('%j for %s: %j', (words, href, honest) => {
  expect(leadsWhereItSays(words, href)).toBe(honest)
})

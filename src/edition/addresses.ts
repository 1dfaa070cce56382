import type { Division, Edition, Records, Seed } from './parse.ts'

/** Names that pages of the site, or of an edition with several texts, have already. */
export const taken = {
  editions: new Set(['404', 'contributors', 'rules', 'search']),
  divisions: new Set([
    'changes',
    'claims',
    'downloads',
    'on',
    'registers',
    'sources',
    'timeline',
    'versions',
  ]),
  /** The ends of files that lie beside the pages of texts, such as `share.png`: no folder can have the name of one. */
  files: /\.(?:annotations|bib|css|csv|epub|html|js|json|jsonld|md|mdx|png|txt|xml)$/,
} as const

/**
 * Address of a page below the site: the edition's own where its seed has one text, else one for each. A text
 * that the edition has left for a later one keeps a page for the notes that were written on it.
 */
export function pageOf(edition: Edition, division?: Division): string {
  const folder = folderOf(edition, division)
  return division === undefined || division.alone ? folder : `${folder}${division.id}/`
}

/** Address of the text itself, byte for byte as it was received. */
export function textPath(edition: Edition, division: Division): string {
  return `${folderOf(edition, division)}${division.id}.txt`
}

function folderOf(edition: Edition, division: Division | undefined): string {
  const earlier = division !== undefined && division.seed !== edition.record.fields.seed
  return earlier ? `${edition.id}/on/${division.seed}/` : `${edition.id}/`
}

/** Address of a page or file of the site as a link on another page has to say it: any base path will do. */
export function relative(from: string, to: string): string {
  const [page = '', fragment] = to.split('#')
  const hash = fragment === undefined ? '' : `#${fragment}`
  if (page === from) return hash === '' ? './' : hash
  const here = from.split('/').slice(0, -1)
  const there = page.split('/')
  let shared = 0
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared++
  const up = '../'.repeat(here.length - shared)
  return (up + there.slice(shared).join('/') || './') + hash
}

/**
 * An address as a link leads there: where it holds what no URI may hold, that is encoded, and the rest is written as a
 * browser reads it. Others stay as they are.
 *
 * @see https://url.spec.whatwg.org/#concept-basic-url-parser
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-2
 */
export function hrefOf(address: string): string {
  const host = /^[a-z][a-z\d+.-]*:(?:\/\/[^/?#]*)?/i
  const rest = address.replace(host, '')
  const isSound = !/[\s"<>\\^`{|}]/.test(address) && encoded(rest) === rest
  if (isSound) return address
  const { href } = URL.parse(address) ?? { href: address }
  const [start = ''] = host.exec(href) ?? []
  return start + encoded(href.slice(start.length))
}

/** What follows the host, without what may not stand there: of number signs the first only may. */
function encoded(rest: string): string {
  const fragment = rest.indexOf('#')
  return rest.replace(/%(?![\dA-F]{2})|[\0-\x20"<>[\]\\^`{|}\x7F#]/gi, (sign, at: number) =>
    at === fragment ? sign : encodeURIComponent(sign),
  )
}

/** Where a DOI leads to. In it a question mark or a number sign is a sign like others. */
export function doiHref(doi: string): string {
  return hrefOf(`https://doi.org/${doi.replace(/[?#]/g, encodeURIComponent)}`)
}

/** Where a note stands: the page of its first place. Undefined for a note whose words were not found. */
export type NotePages = ReadonlyMap<string, string>

/** A passage as links name it: `p7`, `p7-p9`, or `psalm-2/p7` where there are several texts. */
export function findPassage(
  seed: Seed,
  named: string,
  here: Division | undefined,
): { division: Division; passage: string } | undefined {
  const slash = named.lastIndexOf('/')
  const text = slash === -1 ? undefined : named.slice(0, slash)
  const [first = '', last = first] = named.slice(slash + 1).split('-')
  const wanted =
    text === undefined ? [here, ...seed.divisions] : seed.divisions.filter(({ id }) => id === text)
  const division = wanted.find((one) => one !== undefined && has(one, first) && has(one, last))
  return division && { division, passage: first }
}

function has(division: Division, passage: string): boolean {
  const number = /^p([1-9]\d*)$/.exec(passage)?.[1]
  return number !== undefined && Number(number) <= division.passages.length
}

/** An anchor of another edition: a passage, a note or the words of a note. Undefined where nothing has it. */
export function findAnchor(
  records: Records,
  edition: Edition,
  fragment: string | undefined,
  notePages: NotePages,
): string | undefined {
  const seed = records.seeds.get(edition.record.fields.seed)
  if (seed === undefined) return undefined
  if (fragment === undefined || fragment === '') return pageOf(edition)
  const passage = findPassage(seed, fragment, undefined)
  if (passage !== undefined) return `${pageOf(edition, passage.division)}#${passage.passage}`
  const note = /^[nq]-([a-z0-9-]+)$/.exec(fragment)?.[1]
  const page = note === undefined ? undefined : notePages.get(note)
  return page === undefined ? undefined : `${page}#${fragment}`
}

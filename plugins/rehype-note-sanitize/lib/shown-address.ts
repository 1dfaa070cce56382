/** Words that are an address as a whole, or begin as one does. The ends of names are those that are in most use. */
const address =
  /^\s*(?:https?:\/\/|www\.)(?<named>[^\s/?#]+)|^\s*(?<bare>(?:[\p{L}\p{N}-]+\.)+(?:com|edu|example|gov|info|int|mil|net|org|[a-z]{2}\.[a-z]{2}))(?:[/?#]\S*)?\s*$/iu

/** Places that keep copies of others: words may name what a copy is of. */
const archives = new Set([
  ...['web.archive.org', 'archive.org', 'archive.ph', 'archive.is', 'archive.today', 'perma.cc'],
  ...['webarchive.nationalarchives.gov.uk', 'doi.org'],
])

/**
 * Whether a link leads to the host that its words show, to a part of it or to the whole that it is a part of; true for
 * words that show none. Hosts are compared as a browser writes them, so that letters of other alphabets do not deceive.
 *
 * @param href absolute, as the URL parser writes it
 */
export function leadsWhereItSays(words: string, href: string): boolean {
  const { named, bare } = address.exec(words)?.groups ?? {}
  const shown = hostOf(named ?? bare)
  if (shown === undefined) return true
  const { hostname, protocol } = new URL(href)
  if (protocol === 'mailto:') return true
  const actual = withoutWww(hostname)
  return (
    shown === actual || shown.endsWith(`.${actual}`) || actual.endsWith(`.${shown}`) || archives.has(actual)
  )
}

function hostOf(written: string | undefined): string | undefined {
  const url = written === undefined ? null : URL.parse(`https://${written}`)
  return url === null ? undefined : withoutWww(url.hostname)
}

function withoutWww(host: string): string {
  return host.replace(/^www\./, '')
}

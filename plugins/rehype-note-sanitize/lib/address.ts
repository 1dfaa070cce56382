/** What may be done with an address. */
export type Address =
  /** Elsewhere: publish `href`, which is the address as the URL parser reads it. */
  | { kind: 'external'; href: string }
  /** `#id`. */
  | { kind: 'fragment'; id: string }
  /** Relative to this site or page. */
  | { kind: 'local' }
  /** Another scheme, credentials, or nothing that a URL parser reads. */
  | { kind: 'unsafe' }

const schemes = new Set(['http:', 'https:', 'mailto:'])

/** Two places to stand: what is local leads elsewhere from each; what is not, to the same. */
const here = ['https://a.invalid/x/', 'http://b.invalid/y/'] as const

/**
 * Reads an address as a browser would: white space and controls within a scheme,
 * backslashes and missing slashes deceive a pattern, not the WHATWG parser.
 * https://url.spec.whatwg.org/#concept-basic-url-parser
 */
export function readAddress(href: string): Address {
  if (href.startsWith('#')) return { kind: 'fragment', id: href.slice(1) }
  const url = URL.parse(href)
  if (!url) return isLocal(href) ? { kind: 'local' } : { kind: 'unsafe' }
  const credentials = url.username !== '' || url.password !== ''
  if (!schemes.has(url.protocol) || credentials) return { kind: 'unsafe' }
  return { kind: 'external', href: url.href }
}

const isLocal = (href: string): boolean =>
  here.every((base) => URL.parse(href, base)?.origin === new URL(base).origin)

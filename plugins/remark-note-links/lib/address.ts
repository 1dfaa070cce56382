/** What each kind of address looks like, and the rule that is broken when it leads nowhere. */
export const kinds = {
  note: { ruleId: 'note-known', form: 'note:<id>' },
  passage: { ruleId: 'passage-known', form: 'passage:p7' },
  entity: { ruleId: 'entity-known', form: 'entity:<id>' },
  edition: { ruleId: 'edition-known', form: 'edition:<id>#p7' },
  source: { ruleId: 'source-known', form: 'source:<key>' },
  xref: { ruleId: 'xref-known', form: 'xref:<site>/<edition>#p7' },
} as const

export type Kind = keyof typeof kinds

export interface Address {
  kind: Kind
  /** What stands after the colon; for an edition, here or of another site, up to the `#`. May be empty. */
  id: string
  /** For an edition only: what stands after the `#`. */
  fragment?: string
  /** The address as it should have been written. */
  canonical: string
}

const isKind = (word: string): word is Kind => Object.hasOwn(kinds, word)

/**
 * Reads an address as it stands in Markdown. Capitals in the scheme, white space
 * and slashes after the colon are slips: understood, and put right in `canonical`.
 * `undefined` is an address of some other scheme, which is not our business.
 */
export function parseAddress(url: string): Address | undefined {
  const colon = url.indexOf(':')
  if (colon < 0) return undefined
  const kind = url.slice(0, colon).trim().toLowerCase()
  if (!isKind(kind)) return undefined
  const rest = url
    .slice(colon + 1)
    .trim()
    .replace(/^\/+/, '')
  const canonical = `${kind}:${rest}`
  const hash = kind === 'edition' || kind === 'xref' ? rest.indexOf('#') : -1
  if (hash < 0) return { kind, id: rest, canonical }
  return { kind, id: rest.slice(0, hash), fragment: rest.slice(hash + 1), canonical }
}

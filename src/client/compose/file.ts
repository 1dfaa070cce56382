import type { Quote, Target } from './target.ts'

/** What a reader has said of a note. */
export type Said = {
  readonly target: Target
  readonly kind: string
  readonly by: string
  readonly sources: string
  readonly body: string
}

/** The file of a note: valid YAML whatever the words are, then Markdown. */
export function noteFile({ target, kind, by, sources, body }: Said, aside = ''): string {
  const keys = sources.split(/[,;\s]+/).filter((key) => key !== '')
  const lines = [
    '---',
    `target: ${yamlTarget(target)}`,
    `kind: ${kind}${aside && ` # ${aside}`}`,
    `by: ${idFrom(by) || 'your-id'}`,
    ...(keys.length > 0
      ? [`sources: [${keys.map((key) => (/^[\w][\w.-]*$/.test(key) ? key : quoted(key))).join(', ')}]`]
      : []),
    '---',
    '',
    body.trim(),
    '',
  ]
  return lines.join('\n')
}

function yamlTarget(target: Target): string {
  if ('exact' in target && Object.keys(target).length === 1) return quoted(target.exact)
  return flow(target)
}

function flow(fields: Quote | Target): string {
  const entries = Object.entries(fields as Readonly<Record<string, string | number | Quote>>)
  const value = (one: string | number | Quote, key: string) => {
    if (typeof one === 'number') return String(one)
    if (typeof one !== 'string') return Object.keys(one).length === 1 ? quoted(one.exact) : flow(one)
    return key === 'text' || key === 'passage' ? one : quoted(one)
  }
  return `{${entries.map(([key, one]) => `${key}: ${value(one, key)}`).join(', ')}}`
}

/** A double-quoted scalar of YAML 1.2, section 7.3.1; what cannot be seen is written as an escape. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00A0\u202F\uFEFF]/gu, (sign) => {
    const code = (sign.codePointAt(0) ?? 0).toString(16)
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`
  })
}

/** A name as ids are written: `Ada Example` is `ada-example`, `Who’s who` is `whos-who`. */
export function idFrom(name: string, length = 80): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’‘ʼ]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, length)
    .replace(/^-|-$/g, '')
}

/** A name for a note: its first words and four hexadecimal digits, so that two people's notes do not meet. */
export function nameFor(lemma: string, passage: string, chance: number): string {
  const slug = idFrom(lemma.split(/\s+/).slice(0, 6).join(' '), 50)
  return `${slug || `on-${passage}`}-${(chance & 0xffff).toString(16).padStart(4, '0')}`
}

import type { CST } from 'yaml'
import { limits } from './limits.ts'
import { inQuotes, type Mistake } from './yaml-mistakes.ts'

/** All tokens below some tokens, in the order of the file, and the first that is nested too deep. No recursion. */
export function flat(tokens: readonly CST.Token[]): {
  readonly all: readonly CST.Token[]
  readonly tooDeep: CST.Token | undefined
} {
  const all: CST.Token[] = []
  // The last comes first from the stack: what is pushed is in reverse.
  const stack = tokens.map((token) => ({ token, depth: 0 })).reverse()
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { token } = next
    if (next.depth > limits.yamlDepth) return { all, tooDeep: token }
    all.push(token)
    const depth = 'items' in token ? next.depth + 1 : next.depth
    for (const inner of within(token).reverse()) stack.push({ token: inner, depth })
  }
  return { all, tooDeep: undefined }
}

/** The tokens of a token, in the order of the file. */
function within(token: CST.Token): CST.Token[] {
  const inner: (CST.Token | null | undefined)[] = []
  if ('props' in token) inner.push(...token.props)
  if ('start' in token) inner.push(...[token.start].flat())
  if ('items' in token)
    for (const { start, key, sep, value } of token.items) inner.push(...start, key, ...(sep ?? []), value)
  if ('value' in token) inner.push(token.value)
  if ('end' in token) inner.push(...(token.end ?? []))
  return inner.filter((one) => one !== null && one !== undefined)
}

/**
 * What a library of notes has no use for and what has harmed other programs: tags, anchors, aliases, directives,
 * deep nesting; and signs that YAML takes for something else than their writer does.
 */
export function plainness(tokens: readonly CST.Token[], source: string): Mistake[] {
  const { all, tooDeep } = flat(tokens)
  if (tooDeep !== undefined) return [deep(tooDeep)]
  return all.flatMap((token) => oddity(token, source) ?? [])
}

function deep({ offset }: CST.Token): Mistake {
  return {
    reason: `Unexpected nesting of more than ${limits.yamlDepth} levels, expected fewer`,
    place: [offset, offset + 1],
    note: 'No field needs so many. Where brackets belong to the words, put the value in quotation marks: `"[…]"`.',
  }
}

function oddity(token: CST.Token, source: string): Mistake | undefined {
  if (!('source' in token)) return undefined
  const text = token.source.trimEnd()
  const place = [token.offset, token.offset + text.length] as const
  const before = source.slice(source.lastIndexOf('\n', token.offset - 1) + 1, token.offset)
  const odd = oddities[token.type]
  if (odd !== undefined) {
    return {
      reason: `Unexpected ${odd.name} \`${text}\`, expected a plain value`,
      place,
      note: inQuotes(source, token.offset) ?? odd.note,
    }
  }
  if (token.type === 'comment' && before.trim() !== '' && /^#[^\s#]/.test(text)) {
    const reason = `Unexpected comment \`${text}\`, expected quotation marks around a value that holds a \`#\``
    return {
      reason,
      place,
      note: inQuotes(source, token.offset) ?? 'If it is a comment, write a space after the `#`.',
    }
  }
  if (token.type === 'scalar' && before.trim() === '' && /^\p{Zs}/u.test(text)) {
    const reason = 'Unexpected no-break space at the start of a line, expected ordinary spaces'
    return {
      reason,
      place: [token.offset, token.offset + 1],
      note: 'Replace each space before the name of the field.',
    }
  }
  return undefined
}

const oddities: Readonly<
  Partial<Record<CST.Token['type'], { readonly name: string; readonly note: string }>>
> = {
  alias: { name: 'alias', note: 'Write the value itself.' },
  anchor: { name: 'anchor', note: 'Remove it, and write the value itself wherever it is meant.' },
  tag: { name: 'tag', note: 'Remove it: every value is text.' },
  directive: { name: 'directive', note: 'Remove the line.' },
  'explicit-key-ind': { name: 'key sign', note: 'Write `field: value`, without the `?`.' },
}

import { type CST, Lexer, Parser } from 'yaml'
import { limits } from './limits.ts'
import { inQuotes, type Mistake } from './yaml-mistakes.ts'

/** Tokens that nothing can be made of, after which no more are read: of each a mistake with its stack would be made. */
const mostErrors = 1_000

/**
 * The tokens of a source, as far as they go before some are nested too deep (both parsers recurse from there on), or too
 * many are of no use.
 */
export function tokensOf(source: string): {
  readonly tokens: readonly CST.Token[]
  readonly tooDeep: CST.Token | undefined
} {
  const parser = new Parser()
  const tokens: CST.Token[] = []
  let errors = 0
  for (const lexeme of new Lexer().lex(source)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token)
      if (token.type === 'error' && ++errors === mostErrors) return { tokens, tooDeep: undefined }
    }
    const open = parser.stack.filter((token) => 'items' in token)
    if (open.length > limits.yamlDepth) return { tokens, tooDeep: open.at(-1) }
  }
  tokens.push(...parser.end())
  return { tokens, tooDeep: undefined }
}

/** All tokens within some tokens, in the order of the file. They may be a hundred thousand: too many to be arguments. */
export function flat(tokens: Iterable<CST.Token>): CST.Token[] {
  const found: CST.Token[] = []
  const add = (token: CST.Token | null | undefined): void => {
    if (token === null || token === undefined) return
    found.push(token)
    for (const inner of within(token)) add(inner)
  }
  for (const token of tokens) add(token)
  return found
}

/** The tokens of a token, in the order of the file. */
function* within(token: CST.Token): Generator<CST.Token | null | undefined> {
  if ('props' in token) yield* token.props
  if ('start' in token) yield* [token.start].flat()
  if ('items' in token) {
    for (const { start, key, sep, value } of token.items) {
      yield* start
      yield key
      yield* sep ?? []
      yield value
    }
  }
  if ('value' in token) yield token.value
  if ('end' in token) yield* token.end ?? []
}

/**
 * What a library of notes has no use for and what has harmed other programs: tags, anchors, aliases, directives,
 * deep nesting; and signs that YAML takes for something else than their writer does.
 */
export function plainness(tokens: readonly CST.Token[], source: string, most: number): Mistake[] {
  const found: Mistake[] = []
  for (const token of flat(tokens)) {
    const odd = oddity(token, source)
    if (odd !== undefined && found.push(odd) === most) break
  }
  return found
}

export function deep({ offset }: CST.Token): Mistake {
  return {
    reason: `Unexpected nesting of more than ${limits.yamlDepth} levels, expected fewer (\`yamlDepth\`)`,
    place: [offset, offset + 1],
    note: 'No field needs so many. Where brackets belong to the words, put the value in quotation marks: `"[…]"`.',
  }
}

function oddity(token: CST.Token, source: string): Mistake | undefined {
  if (!('source' in token)) return undefined
  const text = token.source.trimEnd()
  const place = [token.offset, token.offset + text.length] as const
  // A line may be long and hold many tokens: it is looked at for those only that need it.
  const isFirst = () =>
    source.slice(source.lastIndexOf('\n', token.offset - 1) + 1, token.offset).trim() === ''
  const odd = oddities[token.type]
  if (odd !== undefined) {
    return {
      reason: `Unexpected ${odd.name} \`${text}\`, expected a plain value`,
      place,
      note: inQuotes(source, token.offset) ?? odd.note,
    }
  }
  if (token.type === 'comment' && /^#[^\s#]/.test(text) && !isFirst()) {
    const reason = `Unexpected comment \`${text}\`, expected quotation marks around a value that holds a \`#\``
    return {
      reason,
      place,
      note: inQuotes(source, token.offset) ?? 'If it is a comment, write a space after the `#`.',
    }
  }
  if (token.type === 'scalar' && /^\p{Zs}/u.test(text) && isFirst()) {
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

import type { CST, ErrorCode } from 'yaml'

/** What is wrong with some YAML, with its place as offsets of the source. */
export type Mistake = {
  readonly reason: string
  readonly place: readonly [number, number]
  readonly note: string
}

/** What the library says: a code, a text in its own terms, and offsets. */
export type Fault = {
  readonly code: ErrorCode
  readonly message: string
  readonly pos: readonly [number, number]
}

type Wording = { readonly reason: string; readonly note: string }

const indentation: Wording = {
  reason: 'Unexpected indentation, expected the lines of one list or group to begin at the same column',
  note: 'Line up the beginning of the line with those above it that belong together.',
}
const inside: Wording = {
  reason: 'Unexpected `: ` inside a value, expected quotation marks around such a value',
  note: 'Put the whole value in quotation marks, within brackets as well: `{exact: "he said: no"}`.',
}

/** What a person needs to hear for the mistakes that are made most; a mended line takes the place of the note. */
const wordings: Readonly<Partial<Record<ErrorCode, Wording>>> = {
  BAD_INDENT: indentation,
  BLOCK_AS_IMPLICIT_KEY: inside,
  BLOCK_IN_FLOW: inside,
  TAB_AS_INDENT: {
    reason: 'Unexpected tab at the start of a line, expected spaces',
    note: 'Replace the tab with two spaces.',
  },
  MULTILINE_IMPLICIT_KEY: {
    reason: 'Unexpected line without a field, expected `field: value` or more of the value above',
    note: 'Write each field as `field: value`. The further lines of a value begin with two spaces.',
  },
  UNEXPECTED_TOKEN: {
    reason: 'Unexpected text after the end of a value, expected the end of the line',
    note: 'Put the whole value in one pair of quotation marks.',
  },
  BAD_SCALAR_START: {
    reason: 'Unexpected sign at the start of a value, expected quotation marks around such a value',
    note: 'Put the whole value in quotation marks.',
  },
  BAD_DQ_ESCAPE: {
    reason: 'Unexpected backslash inside "…", expected single quotation marks around such a value',
    note: "Write the value in '…', where a backslash is a backslash.",
  },
  NON_STRING_KEY: {
    reason: 'Unexpected brackets where the name of a field stands, expected `field: value`',
    note: 'Put a value that begins with a bracket in quotation marks.',
  },
  KEY_OVER_1024_CHARS: {
    reason: 'Unexpected name of a field of more than 1,024 characters, expected `field: value`',
    note: 'Put a value that holds `: ` in quotation marks.',
  },
  MULTIPLE_DOCS: {
    reason: 'Unexpected line `---`, expected one record in a file',
    note: 'Remove the line, or put what follows it into a file of its own.',
  },
}

const unclosedQuote: Wording = {
  reason: 'Unexpected end of a value, expected its closing quotation mark',
  note: 'Close the value with the quotation mark that it begins with.',
}
const unclosedBracket: Wording = {
  reason: 'Unexpected end of a list or group, expected its closing bracket',
  note: 'Close what was opened: each `[` and `{` needs its partner.',
}
const noColon: Wording = {
  reason: 'Unexpected line without a colon, expected `field: value`',
  note: 'Write a colon and a space after the name of the field. The further lines of a value begin with two spaces.',
}
const noComma: Wording = {
  reason: 'Unexpected value right after another, expected a comma between them',
  note: 'Write a comma between each two values of a list: `[one, another]`.',
}
const noSpace: Wording = {
  reason: 'Unexpected sign right after a value, expected a space between them',
  note: 'Write a space there, or put the whole value in quotation marks.',
}

/** The library's word for what is missing, what it is to a person, and the bracket or quotation mark that opened it. */
const missing: readonly {
  readonly said: RegExp
  readonly wording: Wording
  readonly opened?: 'quote' | 'bracket'
}[] = [
  { said: /closing ['"]quote/, wording: unclosedQuote, opened: 'quote' },
  { said: /end with a/, wording: unclosedBracket, opened: 'bracket' },
  { said: /map values/, wording: noColon },
  { said: /^Missing ,/, wording: noComma },
  { said: /separated from|Missing space/, wording: noSpace },
]

/** Puts what the library says in words that help a person who writes notes. */
export function mistakeOf(fault: Fault, tokens: readonly CST.Token[], source: string): Mistake {
  const { code, message, pos } = fault
  const lacking = missing.find(({ said }) => said.test(message))
  if (lacking?.opened !== undefined) {
    const opening = openings(tokens, lacking.opened).findLast((offset) => offset <= pos[0]) ?? pos[0]
    return { ...lacking.wording, place: restOfLine(opening, source) }
  }
  if (lacking !== undefined) return { ...lacking.wording, place: onOneLine(pos, source) }
  return special[code]?.(pos, source) ?? general(fault, source)
}

function general({ code, message, pos }: Fault, source: string): Mistake {
  const wording = wordings[code] ?? {
    reason: `Unexpected YAML (${message.split('\n')[0]?.replace(/\.$/, '') ?? code}), expected \`field: value\` lines`,
    note: 'Put values that hold `: ` or ` #`, or begin with a quotation mark or bracket, in quotation marks.',
  }
  const mended = mendable.has(code) ? inQuotes(source, pos[0]) : undefined
  return {
    reason: wording.reason,
    note: mended ?? wording.note,
    place: wide.has(code) ? restOfLine(pos[0], source) : onOneLine(pos, source),
  }
}

/** Mistakes that quotation marks around the value mend, and those that are of the whole value. */
const mendable = new Set<ErrorCode>(['BLOCK_AS_IMPLICIT_KEY', 'UNEXPECTED_TOKEN', 'BAD_SCALAR_START'])
const wide = new Set<ErrorCode>([
  'BLOCK_AS_IMPLICIT_KEY',
  'UNEXPECTED_TOKEN',
  'BAD_SCALAR_START',
  'NON_STRING_KEY',
])

/** Where one code stands for several mistakes, or the place is not where a person would look. */
const special: Readonly<
  Partial<Record<ErrorCode, (pos: Fault['pos'], source: string) => Mistake | undefined>>
> = {
  BLOCK_AS_IMPLICIT_KEY: ([start], source) => {
    const [from, to] = restOfLine(start, source)
    if (from === firstOfLine(from, source)) return { ...indentation, place: [from, to] }
    // The value goes on in the next line, which has the colon: that line was meant to begin further left.
    if (/:(?:\s|$)/.test(source.slice(from, to))) return undefined
    return { ...indentation, place: restOfLine(firstOfLine(source.indexOf('\n', to) + 1, source), source) }
  },
  // `{exact: "a" prefix: "b"}`
  BLOCK_IN_FLOW: ([start, end], source) =>
    /^["']/.test(source.slice(start)) ? { ...noComma, place: onOneLine([start, end], source) } : undefined,
  UNEXPECTED_TOKEN: ([start], source) => {
    if (start === firstOfLine(start, source)) return { ...indentation, place: restOfLine(start, source) }
    const sign = source[start] ?? ''
    if (!/[\]},]/.test(sign)) return undefined
    const reason = `Unexpected \`${sign}\`, expected a value or the end of the line`
    return {
      reason,
      note: `Remove the \`${sign}\`, or put the whole value in quotation marks.`,
      place: [start, start + 1],
    }
  },
  MULTILINE_IMPLICIT_KEY: ([start], source) => {
    const place = restOfLine(start, source)
    const [, name, space = '', value] = /^([\w-]+):(\p{Zs}*)(\S.*)$/u.exec(source.slice(...place)) ?? []
    if (name === undefined || value === undefined)
      return { ...general({ code: 'MULTILINE_IMPLICIT_KEY', message: '', pos: place }, source), place }
    const found = space === '' ? `\`${name}:\` without a space after it` : 'no-break space after the colon'
    return {
      reason: `Unexpected ${found}, expected an ordinary space`,
      note: `Write it like this:\n${name}: ${value}`,
      place,
    }
  },
}

/** Offsets of quotation marks or brackets that are never closed. */
function openings(tokens: readonly CST.Token[], which: 'quote' | 'bracket'): number[] {
  return tokens.flatMap((token) => {
    if (which === 'bracket')
      return token.type === 'flow-collection' && !token.end.some(({ source }) => /^[\]}]$/.test(source))
        ? [token.offset]
        : []
    const mark =
      token.type === 'single-quoted-scalar' ? "'" : token.type === 'double-quoted-scalar' ? '"' : undefined
    return mark !== undefined &&
      'source' in token &&
      (token.source.length < 2 || !token.source.endsWith(mark))
      ? [token.offset]
      : []
  })
}

/** Offset of the first character of a line that is no space. */
function firstOfLine(offset: number, source: string): number {
  const start = source.lastIndexOf('\n', offset - 1) + 1
  return start + (/^[ \t]*/.exec(source.slice(start))?.[0].length ?? 0)
}

/** From a sign that is no space, at or after an offset of a line, to the last one of that line. */
function restOfLine(offset: number, source: string): [number, number] {
  const from = offset + (/^[ \t]*/.exec(source.slice(offset))?.[0].length ?? 0)
  return onOneLine([from, source.length], source)
}

/** A place inside the line where it begins; where that is past the last line that holds anything, its end. */
function onOneLine([start, end]: readonly [number, number], source: string): [number, number] {
  const from = Math.min(start, source.trimEnd().length)
  const line = /^[^\r\n]*/.exec(source.slice(from))?.[0].trimEnd().length ?? 0
  return [from, from + Math.min(Math.max(end - start, 1), line)]
}

const field = /^(\s*(?:- +)?[A-Za-z][\w-]*:\s+)(\S.*)$/
/** Longer lines are not printed once more. */
const longest = 500

/** The line around an offset of its value with that value in quotation marks, as advice; undefined where that is no mend. */
export function inQuotes(source: string, offset: number): string | undefined {
  const start = source.lastIndexOf('\n', offset - 1) + 1
  const line = /^[^\r\n]*/.exec(source.slice(start, start + longest + 1))?.[0] ?? ''
  if (line.length > longest) return undefined
  const [, name, value] = field.exec(line.trimEnd()) ?? []
  if (name === undefined || value === undefined || offset < start + name.length) return undefined
  return `Put the value in quotation marks:\n${name.trim()} ${quoted(value)}`
}

/** Marks that were around the value already are replaced by such as do not stand in it. */
function quoted(value: string): string {
  const [, , bare = value] = /^(["'])(.*)\1$/.exec(value) ?? []
  if (!/["\\]/.test(bare)) return `"${bare}"`
  return `'${bare.replaceAll("'", "''")}'`
}

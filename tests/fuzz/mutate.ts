import type { Chance } from './chance.ts'

/** Signs and words that one of our parsers, or a browser, gives a meaning. */
const tokens: readonly [string, ...string[]] = [
  ...([
    '\n',
    '\n\n',
    '\r\n',
    '\r',
    '\t',
    ' ',
    '\u00A0',
    '\u2028',
    '\0',
    '\uFEFF',
    '\u200B',
    '\u00AD',
  ] as const),
  ...[
    '\u202E',
    '\u2066',
    '\u200D',
    '\u200F',
    '\u0301',
    '\u05B8',
    '\uFE0F',
    '👩',
    '🇨🇭',
    'א',
    'я',
    '漢',
    '\u{E0041}',
  ],
  ...[
    '---',
    '...',
    '- ',
    '? ',
    ': ',
    ':',
    '#',
    ' #',
    '&a ',
    '*a',
    '!!js ',
    '|',
    '>',
    '%',
    '@',
    '{',
    '}',
    '[',
    ']',
    ',',
  ],
  ...[
    '"',
    "'",
    '\\',
    '`',
    '```',
    '~~~',
    '<',
    '</',
    '>',
    '<!--',
    '-->',
    ']]>',
    '<script>',
    '&amp;',
    '&#0;',
    '&#x202E;',
  ],
  ...[
    '*',
    '**',
    '_',
    '~~',
    '==',
    '===',
    '[^1]',
    '[^1]: ',
    '](',
    '![',
    '[x](',
    '[x]: ',
    '<http://x.example>',
    '\\[',
  ],
  ...[
    '[@log]',
    '[@',
    '; @log, p. 3]',
    '](note:',
    'note:other',
    '](passage:p1)',
    '](entity:ferry)',
    'edition:bridge#p2',
  ],
  ...[
    'javascript:',
    'data:',
    'https://x.example/',
    'www.x.example',
    'a@x.example',
    '| - |',
    '| a | b |',
    '- [ ] ',
    '1. ',
  ],
  ...[
    'target: ',
    'exact: ',
    'prefix: ',
    'from: ',
    'to: ',
    'passage: p1',
    'passages: p1-p2',
    'occurrence: 2',
    'text: ',
  ],
  ...[
    'kind: ',
    'by: ',
    'claim: ',
    'see: ',
    '__proto__: ',
    'constructor: ',
    '<<: ',
    'toString',
    'p99999',
    '0',
    '-1',
    'null',
  ],
]

const longest = 270_000

type Operation = (text: string, chance: Chance, other: string) => string

const span = (text: string, chance: Chance): [number, number] => {
  const start = chance.below(text.length + 1)
  const most = chance.pick([2, 8, 40, text.length + 1])
  return [start, Math.min(text.length, start + chance.below(most))]
}

const anyCharacter = (chance: Chance): string => {
  const code = chance.below(chance.pick([0x80, 0x800, 0x10000, 0x110000]))
  // Half a surrogate pair is in no file: it cannot be written in UTF-8.
  return code >= 0xd800 && code < 0xe000 ? '\uFFFD' : String.fromCodePoint(code)
}

const insert = (text: string, at: number, more: string) => text.slice(0, at) + more + text.slice(at)

const operations: readonly [Operation, ...Operation[]] = [
  (text, chance) => insert(text, chance.below(text.length + 1), chance.pick(tokens)),
  (text, chance) => insert(text, chance.below(text.length + 1), chance.pick(tokens) + chance.pick(tokens)),
  (text, chance) => insert(text, chance.below(text.length + 1), anyCharacter(chance)),
  (text, chance) => {
    const [start, end] = span(text, chance)
    return text.slice(0, start) + text.slice(end)
  },
  (text, chance) => {
    const [start, end] = span(text, chance)
    return insert(text, end, text.slice(start, end))
  },
  (text, chance) => {
    const [start, end] = span(text, chance)
    return text.slice(0, start) + chance.pick(tokens) + text.slice(end)
  },
  (text, chance, other) => {
    const [start, end] = span(other, chance)
    return insert(text, chance.below(text.length + 1), other.slice(start, end))
  },
  (text, chance, other) =>
    text.slice(0, chance.below(text.length + 1)) + other.slice(chance.below(other.length + 1)),
  (text, chance) => {
    const words = text.split(/(?<=[\n ])/)
    const at = chance.below(words.length)
    return [...words.slice(0, at), ...words.slice(at + 1), words[at] ?? ''].join('')
  },
  // What repeats: parsers that go back and forth show it here.
  (text, chance) =>
    insert(
      text,
      chance.below(text.length + 1),
      (chance.pick(tokens) + chance.pick(['', '', chance.pick(tokens), 'a'])).repeat(
        chance.pick([3, 30, 300, 3_000, 20_000, 60_000]),
      ),
    ),
]

/** A text like another one, and a little like a third. */
export function mutate(text: string, chance: Chance, other: string): string {
  let result = text
  for (let left = 1 + chance.below(chance.pick([2, 4, 12])); left > 0; left--)
    result = chance.pick(operations)(result, chance, other).slice(0, longest)
  return result
}

/** A text of nothing but chance. */
export function invent(chance: Chance): string {
  const length = chance.below(chance.pick([4, 20, 200]))
  return Array.from({ length }, () =>
    chance.below(4) === 0 ? anyCharacter(chance) : chance.pick(tokens),
  ).join('')
}

/** Bytes that may be no UTF-8 any more. */
export function damage(bytes: Uint8Array, chance: Chance): Uint8Array {
  const copy = Uint8Array.from(bytes)
  for (let left = 1 + chance.below(4); left > 0 && copy.length > 0; left--)
    copy[chance.below(copy.length)] = chance.below(256)
  return copy
}

import type { Point, Position } from 'unist'
import type { VFile } from 'vfile'
import type { VFileMessage } from 'vfile-message'

/**
 * Every rule there is: its permanent id, whether a breach makes the page say something false (`fatal`), and
 * the law in words. The same ids name the folders of `tests/fixtures/rules/` and the pages of
 * `content/rules/`; a test compares the three.
 */
export const rules = {
  'file-expected': { fatal: true, title: 'Every file has a place and a name that Variorum knows' },
  'file-readable': { fatal: true, title: 'Every file can be read' },
  'file-utf8': { fatal: true, title: 'Every file is UTF-8 text' },
  'file-size': { fatal: true, title: 'Every file is of a reasonable size' },
  'limit-kept': { fatal: true, title: 'Nothing is more than its limit allows' },
  'file-characters': { fatal: true, title: 'No file holds control characters' },
  'id-form': { fatal: true, title: 'An id is made of small letters, digits and hyphens' },
  'id-free': { fatal: true, title: 'No id takes the address of another page' },
  'front-matter-present': { fatal: true, title: 'A note begins with front matter' },
  'yaml-parses': { fatal: true, title: 'YAML is well formed' },
  'yaml-plain': { fatal: true, title: 'YAML is plain: no tags, anchors or aliases' },
  'field-known': { fatal: true, title: 'Every field is one that the format has' },
  'field-required': { fatal: true, title: 'Required fields are there' },
  'field-value': { fatal: true, title: 'Every field holds a value of its kind' },
  'seed-present': { fatal: true, title: 'A seed has a record and its texts' },
  'seed-hash': { fatal: true, title: 'A seed is the bytes that were received' },
  'seed-readable': { fatal: true, title: 'A seed is text that a page can hold' },
  'span-fits': { fatal: true, title: 'What a text sets apart are whole words of a passage' },
  'table-fits': { fatal: true, title: 'What is told of a table is of rows and cells that it has' },
  'seed-known': { fatal: true, title: 'An edition names a seed that exists' },
  'edition-present': { fatal: true, title: 'An edition has an edition.mdx' },
  'edition-parses': { fatal: true, title: 'The prose of an edition is well-formed MDX' },
  'component-known': { fatal: true, title: 'The prose of an edition places known components' },
  'kind-known': { fatal: true, title: 'A note is of a kind that its edition has' },
  'verdict-known': { fatal: true, title: 'A verdict is one of the edition’s scale' },
  'contributor-known': { fatal: true, title: 'A contributor is in the registry' },
  'source-known': { fatal: true, title: 'A source is in the bibliography' },
  'entity-known': { fatal: true, title: 'An entity is in the register' },
  'note-known': { fatal: true, title: 'A note that is referred to exists' },
  'passage-known': { fatal: true, title: 'A passage that is referred to exists' },
  'division-known': { fatal: true, title: 'A division that is referred to exists' },
  'edition-known': { fatal: true, title: 'An edition that is referred to exists' },
  'xref-known': { fatal: true, title: 'A link to another site leads to what its registry has' },
  'xref-pinned': { fatal: true, title: 'The registry of another site is a copy that was looked at' },
  'target-present': { fatal: true, title: 'A target says which words are meant' },
  'target-matches': { fatal: true, title: 'The words of a target stand in the text' },
  'target-unique': { fatal: true, title: 'The words of a target stand in one place only' },
  'target-whole-graphemes': { fatal: true, title: 'A target does not cut a character in two' },
  'body-present': { fatal: true, title: 'A note says something' },
  'body-written': { fatal: false, title: 'A note says something of its own' },
  'body-nesting': { fatal: true, title: 'A note is not nested beyond reason' },
  'evidence-present': { fatal: true, title: 'A note of a factual kind has a source' },
  'source-dated': { fatal: false, title: 'A source says of when it is, or when it was seen' },
  'claim-attributed': { fatal: false, title: 'A claim says whose it is, and of when' },
  'licence-fits': { fatal: false, title: 'A note may be reused on the terms of its edition' },
  'first-sentence': { fatal: false, title: 'The first sentence of a note is short' },
  'plain-voice': { fatal: false, title: 'A note judges in no words that its edition avoids' },
  'citation-form': { fatal: false, title: 'A citation has brackets and a key: [@key, p. 3]' },
  'link-safe': { fatal: false, title: 'Links lead to web pages, mail addresses or places in the edition' },
  'link-honest': { fatal: false, title: 'A link that shows an address leads there' },
  'letters-plain': { fatal: false, title: 'Words are of letters that can be seen, all of one alphabet' },
  'image-local': { fatal: false, title: 'Notes load no pictures from elsewhere' },
} as const satisfies Record<string, { fatal: boolean; title: string }>

export type RuleId = keyof typeof rules

export type Complaint = {
  /** “Unexpected `x`, expected `y`”: one clause, values in backticks. */
  readonly reason: string
  /** Where in the file that a person must change. */
  readonly place?: Position | Point | undefined
  /** Where in the seed, and the shortest mend, ready to paste. */
  readonly note?: string | undefined
  readonly actual?: string | undefined
  readonly expected?: readonly string[] | undefined
}

const start: Point = { line: 1, column: 1, offset: 0 }

/** Adds one message to a file, by the conventions of the table above. Never throws. */
export function complain(file: VFile, rule: RuleId, complaint: Complaint): VFileMessage {
  const message = file.message(complaint.reason, {
    place: complaint.place ?? start,
    ruleId: rule,
    source: 'variorum',
  })
  return Object.assign(message, {
    fatal: rules[rule].fatal,
    url: `/rules/${rule}/`,
    ...(complaint.note === undefined ? {} : { note: complaint.note }),
    ...(complaint.actual === undefined ? {} : { actual: complaint.actual }),
    ...(complaint.expected === undefined ? {} : { expected: [...complaint.expected] }),
  })
}

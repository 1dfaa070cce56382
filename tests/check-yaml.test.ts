import { VFile } from 'vfile'
import { describe, expect, test } from 'vitest'
import { limits } from '../src/edition/limits.ts'
import { parseFrontMatter, parseRecord } from '../src/edition/records.ts'
import { noteSchema, sourceSchema } from '../src/edition/schema.ts'

/** What people get wrong at the top of a note, what is harmless there, and what is said of it: line, column, rule. */
const cases: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a tab before a field of a group',
    '---\ntarget:\n\texact: a\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['3:1 yaml-parses'],
  ],
  [
    'a tab before an item',
    '---\ntarget: a\nkind: context\nby:\n\t- ada-example\n---\n\nBody.\n',
    ['5:1 yaml-parses'],
  ],
  [
    'a tab before a field',
    '---\n\ttarget: a\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:1 yaml-parses'],
  ],
  [
    'a double quotation mark that is not closed',
    '---\ntarget: "abc\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-parses'],
  ],
  [
    'one that a later field seems to close',
    '---\ntarget: "abc\nkind: context\nby: ada-example\ntitle: "x"\n---\n\nBody.\n',
    ['2:9 yaml-parses'],
  ],
  [
    'a single quotation mark that is not closed',
    "---\ntarget: 'abc\nkind: context\nby: ada-example\n---\n\nBody.\n",
    ['2:9 yaml-parses'],
  ],
  [
    'an apostrophe within single marks',
    "---\ntarget: 'it's so'\nkind: context\nby: ada-example\n---\n\nBody.\n",
    ['2:13 yaml-parses'],
  ],
  [
    'text after a quotation',
    '---\ntarget: "No" he said\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:14 yaml-parses'],
  ],
  [
    'quotation marks within quotation marks',
    '---\ntarget: "he said "no" to me"\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:19 yaml-parses'],
  ],
  [
    'a colon within curly marks',
    '---\ntarget: “he said: no”\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-parses'],
  ],
  [
    'a colon and a space',
    '---\ntarget: he said: no\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-parses'],
  ],
  [
    'a colon at the end',
    '---\ntarget: he said:\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-parses'],
  ],
  [
    'a colon without a space',
    '---\ntarget:a\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:1 yaml-parses'],
  ],
  ['no colon', '---\ntarget a\nkind: context\nby: ada-example\n---\n\nBody.\n', ['2:1 yaml-parses']],
  [
    'no colon in the last line',
    '---\nkind: context\nby: ada-example\ntarget a\n---\n\nBody.\n',
    ['4:1 yaml-parses'],
  ],
  [
    'a field twice',
    '---\ntarget: a\ntarget: b\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['3:1 yaml-parses'],
  ],
  [
    'a field three times',
    '---\ntarget: a\ntarget: b\ntarget: c\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['3:1 yaml-parses', '4:1 yaml-parses'],
  ],
  [
    'a field twice in a group',
    '---\ntarget: {exact: a, exact: b}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:20 yaml-parses'],
  ],
  ['an anchor', '---\ntarget: &x a\nkind: context\nby: ada-example\n---\n\nBody.\n', ['2:9 yaml-plain']],
  [
    'an alias of nothing',
    '---\ntarget: *x\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-plain'],
  ],
  [
    'words between stars',
    '---\ntarget: *starred* words\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-plain'],
  ],
  [
    'a merge key',
    '---\n<<: {target: a}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['1:1 field-required', '2:1 field-known'],
  ],
  [
    'a merge key with an alias',
    '---\na: &a {target: b}\n<<: *a\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:4 yaml-plain', '3:5 yaml-plain'],
  ],
  [
    'a tag that is code',
    '---\ntarget: !!js/function "function(){}"\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-plain'],
  ],
  [
    'a tag of the core schema',
    '---\ntarget: !!int 5\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-plain'],
  ],
  [
    'words after an exclamation mark',
    '---\ntarget: !important words\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-plain'],
  ],
  [
    'words after an ampersand',
    '---\ntarget: & Sons\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-plain'],
  ],
  [
    'a percent sign first',
    '---\ntarget: %done\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-parses'],
  ],
  ['an at sign first', '---\ntarget: a\nkind: context\nby: @ada\n---\n\nBody.\n', ['4:5 yaml-parses']],
  [
    'a backquote first',
    '---\ntarget: `code` here\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-parses'],
  ],
  [
    'a greater-than sign first',
    '---\ntarget: > quoted\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:11 yaml-parses'],
  ],
  [
    'a bar first',
    '---\ntarget: | quoted\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:11 yaml-parses'],
  ],
  [
    'a block of several lines',
    '---\ntarget: |\n  quoted\n  more\nkind: context\nby: ada-example\n---\n\nBody.\n',
    [],
  ],
  [
    'words after a bracket',
    '---\ntarget: [sic] said he\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:15 yaml-parses'],
  ],
  [
    'words after a brace',
    '---\ntarget: {curly} said he\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:17 yaml-parses'],
  ],
  [
    'a list that is not closed',
    '---\ntarget: a\nsources: [a, b\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['3:10 yaml-parses'],
  ],
  [
    'a group that is not closed',
    '---\ntarget: {exact: a\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-parses'],
  ],
  [
    'a bracket too many',
    '---\ntarget: a\nsources: [a, b]]\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['3:16 yaml-parses'],
  ],
  [
    'a comma too many',
    '---\ntarget: a\nsources: [a,,b]\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['3:13 yaml-parses'],
  ],
  [
    'a hash that cuts a value short',
    '---\ntarget: the #1 choice\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:13 yaml-plain'],
  ],
  ['an honest comment', '---\ntarget: the # choice\nkind: context\nby: ada-example # me\n---\n\nBody.\n', []],
  [
    'a question mark first',
    '---\ntarget: ? what\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-plain'],
  ],
  [
    'a hyphen first',
    '---\ntarget: - what\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-parses'],
  ],
  [
    'an explicit key',
    '---\n? target\n: a\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:1 yaml-plain'],
  ],
  [
    'no name before the colon',
    '---\n: a\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['1:1 field-required', '2:1 field-known'],
  ],
  [
    'a list as a name',
    '---\n[a, b]: c\ntarget: a\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:1 yaml-parses'],
  ],
  [
    'a billion laughs',
    '---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\ntarget: a\nkind: context\nby: ada-example\n---\n\nBody.\n',
    [
      '2:4 yaml-plain',
      '3:4 yaml-plain',
      '3:8 yaml-plain',
      '3:11 yaml-plain',
      '4:4 yaml-plain',
      '4:8 yaml-plain',
      '4:11 yaml-plain',
    ],
  ],
  [
    'brackets twenty deep',
    '---\ntarget: [[[[[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]]]]]\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:16 yaml-plain'],
  ],
  [
    'items in one line',
    '---\ntarget: a\nby: - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - a\nkind: context\n---\n\nBody.\n',
    ['3:5 yaml-parses'],
  ],
  [
    'items two hundred deep',
    '---\ntarget: a\nby:\n  - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - a\nkind: context\n---\n\nBody.\n',
    ['4:17 yaml-plain'],
  ],
  [
    'a prototype',
    '---\n__proto__: {a: b}\ntarget: a\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:1 yaml-parses'],
  ],
  [
    'a prototype in quotation marks',
    '---\n"__proto__": {a: b}\nconstructor: a\ntarget: a\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:1 yaml-parses'],
  ],
  ['a directive', '---\n%YAML 1.1\ntarget: a\n---\nBody', ['2:1 yaml-parses']],
  [
    'a field too far to the right',
    '---\ntarget: a\n  kind: context\nby: ada-example\n---\n\nBody.\n',
    ['3:3 yaml-parses'],
  ],
  [
    'items out of line',
    '---\nby:\n  - ada\n - eve\nkind: context\ntarget: a\n---\n\nBody.\n',
    ['4:2 yaml-parses'],
  ],
  [
    'a first field too far to the right',
    '---\n target: a\nkind: context\nby: ada\n---\n\nBody.\n',
    ['3:1 yaml-parses'],
  ],
  [
    'a backslash that means nothing',
    '---\ntarget: "a\\qb"\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:11 yaml-parses'],
  ],
  ['an empty file', '', ['1:1 front-matter-present']],
  ['only white space', '  \n\n', ['1:1 front-matter-present']],
  ['only an opening line', '---\n', ['2:1 front-matter-present']],
  [
    'no closing line',
    '---\ntarget: a\nkind: context\nby: ada-example\n\nBody\n',
    ['5:1 front-matter-present'],
  ],
  [
    'no closing line and no empty one',
    '---\ntarget: a\nkind: context\nby: ada-example\nBody',
    ['5:1 front-matter-present'],
  ],
  ['another language', '---js\nmodule.exports = {}\n---\nBody', ['1:1 front-matter-present']],
  ['the name of YAML', '--- yaml\ntarget: a\n---\nBody', ['1:1 front-matter-present']],
  [
    'an empty line above',
    '\n---\ntarget: a\nkind: context\nby: ada-example\n---\nBody',
    ['1:1 front-matter-present'],
  ],
  [
    'a space before',
    ' ---\ntarget: a\nkind: context\nby: ada-example\n---\nBody',
    ['1:1 front-matter-present'],
  ],
  ['plus signs', '+++\ntarget = "a"\n+++\nBody', ['1:1 front-matter-present']],
  ['JSON', '{"target": "a"}', ['1:1 front-matter-present']],
  [
    'four hyphens',
    '----\ntarget: a\nkind: context\nby: ada-example\n----\nBody',
    ['1:1 front-matter-present'],
  ],
  ['no front matter', 'Just text.', ['1:1 front-matter-present']],
  [
    'empty front matter',
    '---\n---\nBody',
    ['1:1 field-required', '1:1 field-required', '1:1 field-required'],
  ],
  [
    'only a comment',
    '---\n# only\n---\nBody',
    ['1:1 field-required', '1:1 field-required', '1:1 field-required'],
  ],
  ['only words', '---\nhello\n---\n\nBody.\n', ['2:1 field-value']],
  ['a list of fields', '---\n- target: a\n- kind: b\n---\n\nBody.\n', ['2:1 field-value']],
  [
    'line ends of Windows',
    '---\r\ntarget: a\r\nkind: context\r\nby: ada-example\r\n---\r\n\r\nBody.\r\n',
    [],
  ],
  [
    'a slip among line ends of Windows',
    '---\r\ntarget: a\r\nknd: context\r\nby: ada-example\r\n---\r\n\r\nBody.\r\n',
    ['3:1 field-known'],
  ],
  [
    'an open quotation among line ends of Windows',
    '---\r\ntarget: "a\r\nkind: context\r\nby: ada-example\r\n---\r\n\r\nBody.\r\n',
    ['2:9 yaml-parses'],
  ],
  ['numbers', '---\ntarget: 5\nkind: 7\nby: 9\n---\n\nBody.\n', []],
  ['truth values', '---\ntarget: true\nkind: yes\nby: no\n---\n\nBody.\n', []],
  [
    'a date in words',
    '---\ntarget: a\nkind: context\nby: ada-example\ncreated: 12 March 2017\n---\n\nBody.\n',
    ['5:10 field-value'],
  ],
  [
    'a date with a time',
    '---\ntarget: a\nkind: context\nby: ada-example\ncreated: 2017-03-12T00:00:00Z\n---\n\nBody.\n',
    ['5:10 field-value'],
  ],
  ['nothing, in several spellings', '---\ntarget:\nkind: ~\nby: null\n---\n\nBody.\n', ['3:7 field-value']],
  [
    'empty values',
    '---\ntarget: ""\nkind:\nby: []\nsources:\n---\n\nBody.\n',
    ['3:1 field-value', '5:1 field-value'],
  ],
  [
    'a misspelt field of a target',
    '---\ntarget: {exakt: a}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:10 field-known'],
  ],
  [
    'another one',
    '---\ntarget: {exact: a, sufix: b}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:20 field-known'],
  ],
  [
    'targets of all sorts',
    '---\ntarget:\n  - a\n  - {exact: a, prefx: b}\n  - [a]\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['4:16 field-known', '5:5 field-value'],
  ],
  [
    'a list as exact words',
    '---\ntarget: {exact: [a, b]}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:17 field-value'],
  ],
  [
    'words and passages',
    '---\ntarget: {exact: a, passages: p1-p2}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:20 field-known'],
  ],
  [
    'a beginning without an end',
    '---\ntarget: {from: a}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:1 field-required'],
  ],
  [
    'an end that is misspelt',
    '---\ntarget: {from: a, to: {exakt: b}}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:24 field-known'],
  ],
  [
    'a bare number as passage',
    '---\ntarget: {passage: 7}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:19 field-value'],
  ],
  [
    'one passage for several',
    '---\ntarget: {passages: p7}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:20 field-value'],
  ],
  [
    'an ordinal',
    '---\ntarget: {exact: a, occurrence: second}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:32 field-value'],
  ],
  [
    'a misspelt field in a list',
    '---\ntarget: a\nkind: context\nby: [a, {id: b, rol: c}]\n---\n\nBody.\n',
    ['4:17 field-known'],
  ],
  [
    'a person without id',
    '---\ntarget: a\nkind: context\nby:\n  - role: c\n---\n\nBody.\n',
    ['5:5 field-required'],
  ],
  [
    'capitals',
    '---\ntarget: a\nkind: Context\nby: Ada Example\n---\n\nBody.\n',
    ['3:7 field-value', '4:5 field-value'],
  ],
  [
    'a misspelt choice',
    '---\ntarget: a\nkind: context\nby: ada-example\nstatus: drafts\n---\n\nBody.\n',
    ['5:9 field-value'],
  ],
  [
    'a claim without a verdict',
    '---\ntarget: a\nkind: context\nby: ada-example\nclaim: {statement: x}\n---\n\nBody.\n',
    ['5:1 field-required'],
  ],
  [
    'words for a group',
    '---\ntarget: a\nkind: context\nby: ada-example\nclaim: false\n---\n\nBody.\n',
    ['5:8 field-value'],
  ],
  [
    'unknown fields',
    '---\ntarget: a\nkind: context\nby: ada-example\ncolour: red\nautor: me\nkeyword: x\n---\n\nBody.\n',
    ['5:1 field-known', '6:1 field-known', '7:1 field-known'],
  ],
  [
    'misspelt fields that are required',
    '---\ntargt: a\nkynd: context\nby: b\n---\n\nBody.\n',
    ['2:1 field-known', '3:1 field-known'],
  ],
  [
    'a language tag with an underscore',
    '---\ntarget: a\nkind: context\nby: ada-example\nlanguage: en_GB\n---\n\nBody.\n',
    ['5:11 field-value'],
  ],
  [
    'an id that is too long',
    '---\ntarget: a\nkind: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nby: b\n---\n\nBody.\n',
    ['3:7 field-value'],
  ],
  ['a value of two lines', '---\ntarget: a\n  b\nkind: context\nby: ada-example\n---\n\nBody.\n', []],
  [
    'a second line that is not indented',
    '---\ntarget: a long\nquote here\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['3:1 yaml-parses'],
  ],
  ['a comma at the end', '---\ntarget: {exact: a,}\nkind: context\nby: ada-example\n---\n\nBody.\n', []],
  [
    'a colon within braces',
    '---\ntarget: {exact: a: b}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:17 yaml-parses'],
  ],
  [
    'no space within braces',
    '---\ntarget: {exact:a}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:10 field-known'],
  ],
  [
    'an account for a contributor',
    '---\ntarget: a\nkind: context\nby: @ada-example\n---\n\nBody.\n',
    ['4:5 yaml-parses'],
  ],
  [
    'accounts and keys of citations in lists',
    '---\ntarget: a\nkind: context\nby: [@ada-example, {id: @ben-example}]\nsources:\n  - @harbour-2011\n---\n\nBody.\n',
    ['4:6 yaml-parses', '6:5 yaml-parses'],
  ],
  [
    'an account and a misspelt field',
    '---\ntarget: a\nkind: context\nby: @ada-example\ncolour: red\n---\n\nBody.\n',
    ['4:5 yaml-parses', '5:1 field-known'],
  ],
  [
    'an account as words of the text',
    '---\ntarget: @ada-example\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-parses'],
  ],
  [
    'an account, and brackets that are not closed',
    '---\ntarget: a\nkind: context\nby: [@ada-example\n---\n\nBody.\n',
    ['4:6 yaml-parses', '4:5 yaml-parses'],
  ],
  [
    'two documents',
    '---\ntarget: a\n---\nkind: context\nby: ada-example\n---\nBody',
    ['1:1 field-required', '1:1 field-required'],
  ],
  ['dots as closing line', '---\ntarget: a\nkind: context\nby: ada-example\n...\nBody', []],
  [
    'a no-break space after the colon',
    '---\ntarget:\u00A0a\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:1 yaml-parses'],
  ],
  [
    'no-break spaces before a field',
    '---\ntarget:\n\u00A0\u00A0exact: a\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['3:1 yaml-plain'],
  ],
  [
    'a list of several lines',
    '---\ntarget: a\nsources: [\n  a\n]\nkind: context\nby: ada-example\n---\n\nBody.\n',
    [],
  ],
  [
    'a value that begins with a hash',
    '---\ntarget: #MeToo\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-plain'],
  ],
  [
    'text after a quotation, twice',
    '---\ntarget: "No" he said\ntitle: "x" y\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:14 yaml-parses', '3:12 yaml-parses'],
  ],
  [
    'a colon, twice',
    '---\ntarget: he: no\ntitle: x: y\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:9 yaml-parses', '3:8 yaml-parses'],
  ],
  [
    'no comma',
    '---\ntarget: {exact: "a" prefix: "b"}\nkind: context\nby: ada-example\n---\n\nBody.\n',
    ['2:17 yaml-parses'],
  ],
]

function said(value: string): VFile {
  const file = new VFile({ path: 'note.md', value })
  parseFrontMatter('note', file, noteSchema)
  return file
}

describe('front matter', () => {
  test.each(cases)('%s', (_name, source, expected) => {
    const { messages } = said(source)
    expect(messages.map(({ line, column, ruleId }) => `${line}:${column} ${ruleId}`)).toEqual(expected)
    for (const { reason } of messages) expect(reason).toMatch(/^Unexpected .*, expected /)
  })

  test('proposes lines that parse', () => {
    const proposed = cases.flatMap(([name, source]) =>
      said(source).messages.flatMap(({ note, line }) => {
        const mended = /:\n((?:[\w-]+: ).*)$/.exec(note ?? '')?.[1]
        if (mended === undefined) return []
        const lines = source.split('\n')
        lines[(line ?? 1) - 1] = mended
        return [[name, lines.join('\n'), line] as const]
      }),
    )
    expect(proposed.length).toBeGreaterThan(15)
    for (const [name, mended, at] of proposed) {
      const again = said(mended).messages.filter(
        ({ ruleId, line }) => ruleId?.startsWith('yaml') && line === at,
      )
      expect(again, name).toEqual([])
    }
  })
})

/** Of the processor, so that other work of the machine does not count. */
function millisecondsSince(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun)
  return (user + system) / 1_000
}

/** Sixteen kilobytes of one sign, and other ways to keep a program busy. */
const hostile: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      '? ',
      '[',
      '{',
      '- ',
      '! ',
      '& ',
      '* ',
      '"',
      "'",
      '|',
      '>',
      '#',
      ':',
      ': ',
      'a: ',
      '{a: ',
      '[a, ',
      ',',
      '%',
      '@',
      '\t',
      ' ',
      '\n',
      '-\n',
      '? a\n',
      '"\\',
      'é',
    ].map((sign) => [
      `${JSON.stringify(sign)} without end`,
      sign.repeat(Math.floor(16_000 / Buffer.byteLength(sign))),
    ]),
  ),
  'items within items': `by:\n  ${'- '.repeat(7_000)}a`,
  'groups within groups': Array.from({ length: 170 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
  'brackets that are closed': `target: ${'['.repeat(8_000)}${']'.repeat(8_000)}`,
  'two thousand fields': Array.from({ length: 2_000 }, (_, index) => `k${index}: a`).join('\n'),
  'a billion laughs': Array.from({ length: 26 }, (_, index) =>
    index === 0 ? 'a0: &a0 lol' : `a${index}: &a${index} [${`*a${index - 1},`.repeat(9)}]`,
  ).join('\n'),
  'a hundred thousand fields': Array.from({ length: 100_000 }, (_, index) => `k${index}: a`).join('\n'),
}

describe('what is meant to do harm', () => {
  test.each(Object.entries(hostile))('%s', (_name, yaml) => {
    for (const start of ['', 'target: ', 'target: {exact: ', 'kind: context\n']) {
      const begun = process.cpuUsage()
      const { messages } = said(`---\n${start}${yaml}\n---\n\nBody.\n`)
      expect(millisecondsSince(begun)).toBeLessThan(2_000)
      expect(messages.length).toBeGreaterThan(0)
      expect(messages.length).toBeLessThan(10_000)
    }
  })

  // Found by fuzzing: one line of a hundred thousand tokens took seconds, or the stack.
  test.each([
    ['fields', limits.recordBytes, Array.from({ length: 40_000 }, (_, index) => `k${index}: a`).join('\n')],
    ['aliases in one line', limits.recordBytes, '*a: '.repeat(65_536)],
    ['mistakes in one line', limits.recordBytes, `title: {x: ${'[x]('.repeat(16_000)}`],
    ['anchors in one line', limits.recordBytes, `title: ${'by: &amp;'.repeat(29_000)}`],
    ['brackets that nobody opened', limits.seedRecordBytes, `title: {x}${'[x]: }'.repeat(700_000)}`],
  ])('a record of the greatest size: %s', (_name, bytes, lines) => {
    const file = new VFile({ path: 'source.yaml', value: lines.slice(0, bytes) })
    const begun = process.cpuUsage()
    parseRecord('source', file, sourceSchema)
    expect(millisecondsSince(begun)).toBeLessThan(2_000)
    expect(file.messages.length).toBeGreaterThan(0)
    expect(file.messages.length).toBeLessThan(200)
  })
})

import { spanRoles } from '../../plugins/seed-parse/index.ts'
import { sha256, write } from './files.ts'

/** A text whose every passage some format would take for markup of its own. */
export const hostileText = [
  '# no heading',
  '## no heading\n=======\nunderlined?',
  '* no list\n- none\n+ none\n1. nor this\n2) nor this',
  '    no code, but four spaces',
  '\ttab first',
  '<b>no tag</b> &amp; &lt; <!-- none --> ]]> <![CDATA[x]]> <?php ?>',
  'export const no = 1\nimport nothing from "nowhere"',
  'export default {}',
  '{no} expression {/* none */} ${no}',
  '[^1] and ![^2] and [^1]: none and [no](link) ![no](picture) [no][ref]',
  '[ref]: https://example.org "no definition"',
  '| no | table |\n| --- | --- |\n| a | b |',
  '~~no~~ *no* _no_ **no** __no__ `no` ```no``` \\no \\*',
  'https://example.org www.example.org ada@example.org',
  '---',
  '***',
  '> no quotation',
  '- [ ] no task',
  'line one  \nline two\\\nline three',
  'a\u00A0b  c\u2028d \u{1F600} e\u0301 \u05D0',
  '&#35; &copy; 100% $x$ @key [@key, p. 3]',
  ':::note\nno directive\n:::',
  'end',
].join('\n\n')

/** Words set apart in every way, within words, at signs and over the ends of lines: by quarters of each passage. */
function spansOf(passage: string, index: number): string {
  const roles = [spanRoles[index % spanRoles.length], spanRoles[(index + 3) % spanRoles.length]]
  const points = [...new Intl.Segmenter('und').segment(passage)].map(
    (one) => [...passage.slice(0, one.index)].length,
  )
  const [first, second, third] = [1, 2, 3].map((quarter) => points[Math.floor((points.length * quarter) / 4)])
  const whole = [...passage].length
  return `strong 0-${whole}, ${roles[0]} ${first}-${third}, ${roles[1]} ${first}-${second}, emphasis ${third}-${whole}`
}

/** Writes a library of that text, with a note on the whole of each passage and one on a part of the last. */
export function writeHostileLibrary(root: string): void {
  const text = `${hostileText}\n`
  const parts = hostileText.split(/\n\n/)
  const passages = parts.length
  const spans = parts.map((part, index) => `    p${index + 1}: ${spansOf(part.trim(), index)}\n`).join('')
  write(root, 'seeds/hostile/text.txt', text)
  write(
    root,
    'seeds/hostile/seed.yaml',
    `title: "A <title> & {more}"\nauthor: "Ada <Example>"\nlanguage: en\nurl: https://example.org/%zz\narchived: https://example.org/[a]?b|c#d#e\nsha256: ${sha256(Buffer.from(text))}\nstructure:\n  spans:\n${spans}`,
  )
  write(
    root,
    'content/sources/no-uris.yaml',
    'type: book\ntitle: "<A> & {b}"\nDOI: 10.1/%zz (b) <c>#d\nURL: https://example.org\\@other.example/\narchived: https://example.org/a b\n',
  )
  write(root, 'content/contributors/ada-example.yaml', 'name: "Ada & <Example>"\n')
  write(
    root,
    'content/editions/hostile/edition.mdx',
    '---\nseed: hostile\ntitle: "<Hostile> & {all} ]]>"\n---\n',
  )
  for (let passage = 1; passage <= passages; passage++) {
    const body =
      passage === 1
        ? '=1+1 is no formula, {x} no expression, <b> no tag. [@no-uris] [no URI](https://example.org/%z{y}) https://example.org/%y'
        : `On passage ${passage}: \`]]>\` and --> and {x}.`
    write(
      root,
      `content/editions/hostile/notes/on-p${passage}.md`,
      `---\ntarget: {passage: p${passage}}\nkind: gloss\nby: ada-example\ntitle: "=cmd|' /C calc'!A0"\n---\n\n${body}\n`,
    )
  }
}

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

/** Writes a library of that text, with a note on the whole of each passage and one on a part of the last. */
export function writeHostileLibrary(root: string): void {
  const text = `${hostileText}\n`
  const passages = hostileText.split(/\n\n/).length
  write(root, 'seeds/hostile/text.txt', text)
  write(
    root,
    'seeds/hostile/seed.yaml',
    `title: "A <title> & {more}"\nauthor: "Ada <Example>"\nlanguage: en\nsha256: ${sha256(Buffer.from(text))}\n`,
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
        ? '=1+1 is no formula, {x} no expression, <b> no tag.'
        : `On passage ${passage}: \`]]>\` and --> and {x}.`
    write(
      root,
      `content/editions/hostile/notes/on-p${passage}.md`,
      `---\ntarget: {passage: p${passage}}\nkind: gloss\nby: ada-example\ntitle: "=cmd|' /C calc'!A0"\n---\n\n${body}\n`,
    )
  }
}

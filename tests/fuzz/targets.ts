import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VFile } from 'vfile'
import { describe, match, nearest, snapToGraphemes } from '../../plugins/text-selector/index.ts'
import { limits } from '../../src/edition/limits.ts'
import { renderNoteBody } from '../../src/edition/note-body.ts'
import { parseYaml } from '../../src/edition/yaml.ts'
import { resolvers } from '../support/note-resolvers.ts'
import { repository } from '../support/command.ts'
import { noteFaults } from '../support/note-faults.ts'
import type { Chance } from './chance.ts'
import { type Place, places, text, workshop } from './library.ts'
import { damage, invent, mutate } from './mutate.ts'
import { holds, soundEdition, soundOutputs, soundReports, textOfView } from './oracles.ts'

/** Something that strangers’ words go into, and what must hold of what comes out. */
export type Target = {
  readonly name: string
  /** Inputs to begin with; those that reach code that no other did are added to them. */
  readonly corpus: string[]
  /** Throws for a crash or a broken law. */
  readonly run: (input: Uint8Array, chance: Chance) => void
}

/** The next input of a target: one of its corpus changed, or now and then all chance; it may be no UTF-8. */
export function next({ corpus }: Target, chance: Chance): Uint8Array {
  const any = () => corpus[chance.below(corpus.length)] ?? ''
  const bytes = Buffer.from(chance.below(12) === 0 ? invent(chance) : mutate(any(), chance, any()))
  return chance.below(12) === 0 ? damage(bytes, chance) : bytes
}

export function targets(): Target[] {
  const { open } = workshop()
  const file = (place: Place, corpus: readonly string[]): Target => ({
    name: place,
    corpus: [...corpus],
    run: (whole, chance) => {
      // Texts and editions are no strangers': they take their time as they grow.
      const bytes = place === 'text' || place === 'edition' ? whole.slice(0, 32_000) : whole
      const written = Buffer.from(bytes).toString()
      const library = open(place, bytes)
      const isText = Buffer.from(written).equals(bytes) && !written.startsWith('\uFEFF')
      soundReports(library.reports, new Map(isText ? [[places[place], written]] : []))
      if (library.reports.some(({ severity }) => severity === 'error')) return
      library.site()
      const view = library.edition('bridge')
      holds(view !== undefined, 'a library without errors has its edition')
      soundEdition(view)
      if (place !== 'record')
        holds(textOfView(view) === (place === 'text' ? written : text), 'law 1: the text is the seed’s')
      const outputs = soundOutputs(library)
      if (chance.below(8) === 0)
        holds(soundOutputs(open(place, bytes)) === outputs, 'law 4: the same bytes again')
    },
  })
  return [
    file('note', corpusOf('**/notes', '.md')),
    file(
      'note',
      corpusOf('**/notes', '.md').map((one) => one.replace(/^target:.*$/m, 'target: the toll')),
    ),
    file('contributor', corpusOf('contributors', '.yaml')),
    file('source', corpusOf('sources', '.yaml')),
    file('entity', corpusOf('entities', '.yaml')),
    file('edition', corpusOf('editions', 'edition.mdx')),
    file('record', corpusOf('seeds', 'seed.yaml')),
    file('text', [text, 'The bridge at Northwick.\n\nthe toll\n\nclosed again\n']),
    { name: 'yaml', corpus: yamls, run: asText(yaml) },
    { name: 'body', corpus: bodies(), run: asText(body) },
    { name: 'selector', corpus: [text, 'abababab abab', 'a'.repeat(400)], run: asText(selector) },
  ]
}

function asText(run: (text: string, chance: Chance) => void): Target['run'] {
  return (input, chance) => run(Buffer.from(input).toString(), chance)
}

const fixtures = join(repository, 'tests/fixtures')

/** Files of the fixtures below any folder of a name. */
function corpusOf(folder: string, ending: string): string[] {
  const wanted = folder.replace('**/', '')
  return readdirSync(fixtures, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && entry.name.endsWith(ending) && `${entry.parentPath}/`.includes(`/${wanted}/`),
    )
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .sort()
}

const yamls = [
  'a: b\nc: [d, "e", \'f\']\ng:\n  - h: i\n    j: |\n      k\n  - {l: m}\n',
  ...corpusOf('sources', '.yaml').slice(0, 20),
]

function yaml(input: string): void {
  const file = new VFile({ path: 'a.yaml', value: input })
  const parsed = parseYaml(input, file)
  holds(parsed !== undefined || file.messages.length > 0, 'YAML that is refused has a message')
  for (const { place, ruleId } of file.messages) {
    const offset = place !== undefined && 'start' in place ? place.start.offset : undefined
    holds(ruleId !== undefined && offset !== undefined && offset <= input.length, 'a message has a place')
  }
  if (parsed !== undefined) holds(JSON.stringify(parsed.data) !== undefined, 'data is plain')
}

function bodies(): string[] {
  const notes = corpusOf('**/notes', '.md').map((one) => one.replace(/^---[^]*?\n---\n/, ''))
  return [
    ...new Set(notes),
    ...corpusOf('note-body', '.md'),
    ...corpusOf('rehype-note-sanitize', '.md'),
    ...corpusOf('remark-citations', '.md'),
  ]
}

function body(whole: string): void {
  // What is longer is not read.
  const input = whole.slice(0, limits.noteBytes)
  const file = new VFile({ value: `x\n${input}` })
  const { html, messages } = renderNoteBody(input, { file, offset: 2, prefix: 'n-one--', ...resolvers })
  const faults = noteFaults(html, 'n-one--')
  holds(faults.length === 0, 'the HTML of a note is safe', faults)
  for (const { place, ruleId } of messages) {
    const line = place !== undefined && 'start' in place ? place.start.line : 0
    holds(ruleId !== undefined && line > 1, 'a message has a place in the body', ruleId)
  }
}

function selector(input: string, chance: Chance): void {
  const start = chance.below(input.length + 1)
  const range = snapToGraphemes(input, { start, end: Math.min(input.length, start + 1 + chance.below(80)) })
  if (range.start === range.end) return
  const found = match(input, describe(input, range))
  holds(
    found.length === 1 && found[0]?.start === range.start && found[0].end === range.end,
    'law 3: a described range is found again, and alone',
    range,
  )
  nearest(input, invent(chance).slice(0, 200))
}

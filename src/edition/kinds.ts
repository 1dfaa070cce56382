import type { EditionFields } from './schema.ts'
import type { KindView } from './view.ts'

/** Kinds that an edition may use by name, or has when it names none: by design told apart without colour. */
const defaults: readonly Omit<KindView, 'factual'>[] = [
  {
    id: 'context',
    label: 'Context',
    colour: 'blue',
    letter: 'C',
    motivation: 'describing',
    description: 'What a reader needs to know',
  },
  {
    id: 'gloss',
    label: 'Gloss',
    colour: 'slate',
    letter: 'G',
    motivation: 'commenting',
    description: 'What a word or phrase means',
  },
  {
    id: 'identification',
    label: 'Who’s who',
    colour: 'teal',
    letter: 'I',
    motivation: 'identifying',
    description: 'Who or what is named',
  },
  {
    id: 'source',
    label: 'Source',
    colour: 'green',
    letter: 'S',
    motivation: 'linking',
    description: 'Where something comes from',
  },
  {
    id: 'evidence',
    label: 'Evidence',
    colour: 'green',
    letter: 'E',
    motivation: 'assessing',
    description: 'What the record shows',
  },
  {
    id: 'fact-check',
    label: 'Fact check',
    colour: 'red',
    letter: 'F',
    motivation: 'assessing',
    description: 'A claim, and what is known of it',
  },
  {
    id: 'correction',
    label: 'Correction',
    colour: 'red',
    letter: 'X',
    motivation: 'editing',
    description: 'Where the text and the record differ',
  },
  {
    id: 'comparison',
    label: 'Comparison',
    colour: 'violet',
    letter: 'P',
    motivation: 'linking',
    description: 'The text beside others',
  },
  {
    id: 'variant',
    label: 'Variant',
    colour: 'violet',
    letter: 'V',
    motivation: 'editing',
    description: 'What other witnesses read',
  },
  {
    id: 'wording',
    label: 'Wording',
    colour: 'amber',
    letter: 'W',
    motivation: 'commenting',
    description: 'How it is said',
  },
  {
    id: 'commentary',
    label: 'Commentary',
    colour: 'slate',
    letter: 'M',
    motivation: 'commenting',
    description: 'What a reader of the text has to say',
  },
  {
    id: 'question',
    label: 'Question',
    colour: 'amber',
    letter: 'Q',
    motivation: 'questioning',
    description: 'What is not known',
  },
]

/** The kinds of an edition by id, in the order of the edition. */
export function kindsOf({ kinds }: EditionFields): ReadonlyMap<string, KindView> {
  if (kinds === undefined) return new Map(defaults.map(({ id }) => [id, completed(id, {})]))
  if (Array.isArray(kinds)) return new Map(kinds.map((id) => [id, completed(id, {})]))
  return new Map(Object.entries(kinds).map(([id, kind]) => [id, completed(id, kind)]))
}

/** What an edition leaves unsaid of a kind comes from the kind of that name, or from its name. */
function completed(id: string, said: { [Field in keyof KindView]?: KindView[Field] | undefined }): KindView {
  const known = defaults.find((kind) => kind.id === id)
  const label = said.label ?? known?.label ?? id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ')
  return {
    id,
    label,
    description: said.description ?? known?.description,
    colour: said.colour ?? known?.colour ?? 'slate',
    letter: said.letter ?? known?.letter ?? label.charAt(0).toUpperCase(),
    motivation: said.motivation ?? known?.motivation ?? 'commenting',
    factual: said.factual ?? false,
  }
}

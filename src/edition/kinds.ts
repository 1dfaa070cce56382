import { onceFor } from './once.ts'
import type { EditionFields } from './schema.ts'
import type { KindView } from './view.ts'
import { type Table, wordsOf } from '../words/index.ts'

/**
 * Kinds that an edition may use by name, or has when it names none: by design told apart without colour. What they are
 * called, and their letters, are words of its language.
 */
const defaults: readonly (Pick<KindView, 'colour' | 'motivation'> & { readonly id: keyof Table['kinds'] })[] =
  [
    { id: 'context', colour: 'blue', motivation: 'describing' },
    { id: 'gloss', colour: 'slate', motivation: 'commenting' },
    { id: 'identification', colour: 'teal', motivation: 'identifying' },
    { id: 'source', colour: 'green', motivation: 'linking' },
    { id: 'evidence', colour: 'green', motivation: 'assessing' },
    { id: 'fact-check', colour: 'red', motivation: 'assessing' },
    { id: 'correction', colour: 'red', motivation: 'editing' },
    { id: 'comparison', colour: 'violet', motivation: 'linking' },
    { id: 'variant', colour: 'violet', motivation: 'editing' },
    { id: 'wording', colour: 'amber', motivation: 'commenting' },
    { id: 'commentary', colour: 'slate', motivation: 'commenting' },
    { id: 'question', colour: 'amber', motivation: 'questioning' },
  ]

type Said = Pick<EditionFields, 'kinds' | 'language'>

/** The kinds of an edition by id, in the order of the edition. Each of its notes asks for them. */
export const kindsOf = onceFor(({ kinds, language }: Said): ReadonlyMap<string, KindView> => {
  const said =
    kinds === undefined
      ? defaults.map(({ id }) => [id, {}] as const)
      : Array.isArray(kinds)
        ? kinds.map((id) => [id, {}] as const)
        : Object.entries(kinds)
  const { table } = wordsOf(language)
  return new Map(said.map(([id, kind]) => [id, completed(id, kind, table)]))
})

/** What an edition leaves unsaid of a kind comes from the kind of that name, or from its name. */
function completed(
  id: string,
  said: { [Field in keyof KindView]?: KindView[Field] | undefined },
  { kinds }: Table,
): KindView {
  const kind = defaults.find((one) => one.id === id)
  const known = kind && { ...kind, ...kinds[kind.id] }
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

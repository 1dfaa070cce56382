import { isId } from './read.ts'
import { idFrom } from './records.ts'

export type Name =
  'contributor' | 'source' | 'entity' | 'note' | 'seed' | 'edition' | 'kind' | 'verdict' | 'xref'

/** Things that have names: what several are called, where they are kept, and what to do where a new one is meant. */
export const names: Readonly<
  Record<Name, { readonly many: string; readonly home: string; readonly advice: string }>
> = {
  contributor: {
    many: 'contributors',
    home: 'in `content/contributors/`',
    advice: 'Add yourself: a file `content/contributors/<your-id>.yaml` with the line `name: Your name`.',
  },
  source: {
    many: 'sources',
    home: 'in `content/sources/`',
    advice: 'Add the source: a file `content/sources/<key>.yaml` with `type`, `title` and `URL`.',
  },
  entity: {
    many: 'entities',
    home: 'in `content/entities/`',
    advice: 'Add the entity: a file `content/entities/<id>.yaml` with `name` and `kind`.',
  },
  note: {
    many: 'notes',
    home: 'of this edition',
    advice: 'Name a file of this edition’s `notes/`, without `.md`.',
  },
  edition: {
    many: 'editions',
    home: 'in `content/editions/`',
    advice: 'Name a folder of `content/editions/`.',
  },
  seed: { many: 'seeds', home: 'in `seeds/`', advice: 'Name a folder of `seeds/`.' },
  xref: {
    many: 'editions of other sites',
    home: 'that `content/site.yaml` names under `xref`',
    advice: 'Name the registry of the edition under `xref` in `content/site.yaml`.',
  },
  kind: {
    many: 'kinds',
    home: 'of this edition',
    advice: 'Choose one of these. The editors may add another to `kinds` in `edition.mdx`.',
  },
  verdict: {
    many: 'verdicts',
    home: 'of this edition',
    advice: 'Choose one of these. The editors may add another to `verdicts` in `edition.mdx`.',
  },
}

/** What mends a name that nothing bears: the one that was meant, or how a thing of that name comes to be. */
export function mendOf(what: Name, written: string, meant: string | undefined): string {
  const near = meant === undefined ? '' : `Did you mean \`${meant}\`?`
  if (what === 'contributor' && near !== '') return `${near} Or are you new? ${adviceOn(what, written)}`
  const keys = written.split(',').map((key) => key.trim())
  if (what === 'source' && near === '' && keys.length > 1)
    return `Write several between brackets: \`sources: [${keys.join(', ')}]\`.`
  return near || adviceOn(what, written)
}

/** The advice with the name in it, ready to paste. */
export function adviceOn(what: Name, written: string): string {
  const { advice } = names[what]
  const id = idFrom(written)
  return isId(id) && id !== 'your-id' ? advice.replace(/<[a-z-]+>/, id) : advice
}

/** The same for the key of a citation in a note, and how the source is cited then. */
export function adviceOnCiting(written: string): string {
  const key = idFrom(written)
  const cited = isId(key) ? ` Cite it as \`[@${key}]\`, or with a page: \`[@${key}, p. 3]\`.` : ''
  return adviceOn('source', written) + cited
}

import type { EditionView, EntityView } from '../edition/view.ts'
import type { Words } from '../words/index.ts'

export type Group = { readonly id: string; readonly label: string; readonly entities: readonly EntityView[] }

const kinds = ['person', 'organisation', 'place', 'work', 'event', 'term'] as const

/** The entries of the register by kind in the order they have. Dated events have their own page. */
export function groupsOf(
  edition: EditionView,
  { table }: Words,
  entities: readonly EntityView[] = edition.entities,
): Group[] {
  const own = entities.filter(({ href }) => href.startsWith(`${edition.id}/registers/`))
  return kinds
    .map((kind) => ({
      id: kind,
      label: table.entities[kind],
      entities: own.filter((entity) => entity.kind === kind),
    }))
    .filter((group) => group.entities.length > 0)
}

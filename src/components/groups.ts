import type { EditionView, EntityView } from '../edition/view.ts'

export type Group = { readonly id: string; readonly label: string; readonly entities: readonly EntityView[] }

const labels: readonly (readonly [EntityView['kind'], string])[] = [
  ['person', 'People'],
  ['organisation', 'Organisations'],
  ['place', 'Places'],
  ['work', 'Works'],
  ['event', 'Events'],
  ['term', 'Terms'],
]

/** The entries of the register by kind in the order they have. Dated events have their own page. */
export function groupsOf(edition: EditionView, entities: readonly EntityView[] = edition.entities): Group[] {
  const own = entities.filter(({ href }) => href.startsWith(`${edition.id}/registers/`))
  return labels
    .map(([kind, label]) => ({
      id: kind,
      label,
      entities: own.filter((entity) => entity.kind === kind),
    }))
    .filter((group) => group.entities.length > 0)
}

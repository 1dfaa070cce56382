/**
 * Everything that an edition asked for, as `sources/odni-2017`, `seeds/article` or, for all of them, `sources/*`:
 * while these stay as they are, so does the edition.
 */
export type Uses = Set<string>

/** The kind and the id of what a name stands for. */
export function partsOf(name: string): { readonly kind: string; readonly id: string } {
  const slash = name.indexOf('/')
  return { kind: name.slice(0, slash), id: name.slice(slash + 1) }
}

/** The ids of the seeds among some names. */
export function seedsOf(names: Iterable<string>): string[] {
  return [...names].map(partsOf).flatMap(({ kind, id }) => (kind === 'seeds' ? [id] : []))
}

import { stringify } from 'yaml'
import { idFrom } from '../edition/records.ts'
import type { Person } from './document.ts'

/** Contributors that the library has, and those that an import adds, by id. */
export type People = {
  /** The id of a person: one that is there, or a new one. */
  readonly idOf: (person: Person) => string
  /** New files by path. */
  readonly files: () => ReadonlyMap<string, string>
}

/** @param known names of the contributors of the library by id; undefined for a file that says none */
export function createPeople(known: ReadonlyMap<string, string | undefined>): People {
  const names = new Map(known)
  const added = new Map<string, Person>()
  const idOf = (person: Person): string => {
    const name = person.name.replace(/\s+/g, ' ').trim()
    const wanted =
      idFrom(person.id ?? name)
        .slice(0, 60)
        .replace(/-$/, '') || 'contributor'
    for (let number = 1; ; number++) {
      const id = number === 1 ? wanted : `${wanted}-${number}`
      if (!names.has(id)) {
        names.set(id, name)
        added.set(id, { ...person, name })
        return id
      }
      if (names.get(id) === name || (person.id === id && known.has(id))) return id
    }
  }
  return {
    idOf,
    files: () =>
      new Map(
        [...added].map(([id, { name, kind, url }]) => [
          `content/contributors/${id}.yaml`,
          stringify(
            { name, ...(kind === undefined ? {} : { kind }), ...(url === undefined ? {} : { url }) },
            { lineWidth: 0 },
          ),
        ]),
      ),
  }
}

/** Names that can be asked after one by one, or listed. */
export type Ids = Pick<ReadonlySet<string>, 'has'> & Iterable<string>

/** Entries by their names. A `Map` is one. */
export type Lookup<Entry> = Iterable<readonly [string, Entry]> & {
  readonly get: (id: string) => Entry | undefined
  readonly has: (id: string) => boolean
  readonly keys: () => Iterable<string>
  readonly values: () => Iterable<Entry>
}

/** Entries that are made when they are first asked for; `ids` names those as well of which none can be made. */
export type Shelf<Entry> = Lookup<Entry> & {
  readonly ids: Ids
  /** How many names there are. To ask for it is not to ask for what they stand for. */
  readonly count: number
  /** Forgets what was made of one: it is made again when it is asked for again. */
  readonly release: (id: string) => void
}

export function shelf<From extends object, Entry>(
  from: ReadonlyMap<string, From>,
  make: (id: string, one: From) => Entry | undefined,
  made: WeakMap<From, { readonly entry: Entry | undefined }>,
): Shelf<Entry> {
  const entries = () =>
    [...from.keys()].flatMap((id): (readonly [string, Entry])[] => {
      const entry = get(id)
      return entry === undefined ? [] : [[id, entry]]
    })
  const get = (id: string): Entry | undefined => {
    const one = from.get(id)
    if (one === undefined) return undefined
    const known = made.get(one) ?? { entry: make(id, one) }
    made.set(one, known)
    return known.entry
  }
  return {
    ids: { has: (id) => from.has(id), [Symbol.iterator]: () => from.keys() },
    count: from.size,
    get,
    has: (id) => get(id) !== undefined,
    keys: () => entries().map(([id]) => id),
    values: () => entries().map(([, entry]) => entry),
    [Symbol.iterator]: () => entries()[Symbol.iterator](),
    release: (id) => {
      const one = from.get(id)
      if (one !== undefined) made.delete(one)
    },
  }
}

/** Told the name of each entry that is asked for; `*` where all are. */
export type Use = (id: string) => unknown

export function watched<Entry>(lookup: Lookup<Entry>, use: Use): Lookup<Entry> {
  return {
    get: (id) => (use(id), lookup.get(id)),
    has: (id) => (use(id), lookup.has(id)),
    keys: () => (use('*'), lookup.keys()),
    values: () => (use('*'), lookup.values()),
    [Symbol.iterator]: () => (use('*'), lookup[Symbol.iterator]()),
  }
}

export function watchedIds(ids: Ids, use: Use): Ids {
  return {
    has: (id) => (use(id), ids.has(id)),
    [Symbol.iterator]: () => (use('*'), ids[Symbol.iterator]()),
  }
}

/** The same value each time, made when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** The same for each object: its value, made when it is first asked for, and forgotten with the object. */
export function onceFor<One extends object, T>(make: (one: One) => T): (one: One) => T {
  const made = new WeakMap<One, { readonly value: T }>()
  return (one) => {
    const known = made.get(one)
    if (known !== undefined) return known.value
    const value = make(one)
    made.set(one, { value })
    return value
  }
}

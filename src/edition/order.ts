/** For sorting, by code unit: the order of a locale would differ from machine to machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** How many of the first entries hold, where none holds after one that does not: in logarithmic time. */
export function countFirst<Entry>(entries: readonly Entry[], holds: (entry: Entry) => boolean): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(entries[middle] as Entry)) low = middle + 1
    else high = middle
  }
  return low
}

/** For sorting, by code unit: the order of a locale would differ from machine to machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

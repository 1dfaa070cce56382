export * from '../../plugins/text-selector/index.ts'
import { match, type Range } from '../../plugins/text-selector/index.ts'
export type Finder = { nearestAll(exact: string, limit?: number): { range: Range; distance: number }[] }
export function createFinder(_t: string): Finder { return { nearestAll: () => [] } }
export function describe(text: string, range: Range): { exact: string; prefix?: string; suffix?: string } {
  const exact = text.slice(range.start, range.end)
  if (match(text, exact).length === 1) return { exact }
  return { exact, prefix: text.slice(Math.max(0, range.start - 20), range.start) }
}
export function disambiguate(_text: string, ranges: Range[]): { prefix?: string; suffix?: string }[] { return ranges.map(() => ({})) }
export type Offsets = { toCodePoint(n: number): number }
export function createOffsets(text: string): Offsets { return { toCodePoint: (n) => [...text.slice(0, n)].length } }

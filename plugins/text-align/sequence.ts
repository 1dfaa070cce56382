import { type Alignment, link, type Region, sizeOf } from './align.ts'
import { heaviestChain, type Run, uniqueRuns } from './anchors.ts'
import { alignGap, sameKey } from './gap.ts'

/** Regions up to so many pairs are compared pair by pair. */
const SMALL = 250_000
const LARGE = 4_000_000

/** The lengths of n-grams to look for, in order: short ones have the most votes, long ones tell formulae apart. */
const lengths = [4, 12, 2, 1]

/** Links what stands in the same order in both texts. */
export function alignSequence(alignment: Alignment): void {
  const { old, new: after } = alignment
  const open: Region[] = [{ a: 0, aEnd: old.count, b: 0, bEnd: after.count }]
  for (let region = open.pop(); region !== undefined; region = open.pop()) {
    const rest = trimmed(alignment, region)
    // They may be too many to be arguments.
    if (sizeOf(rest) > 0) for (const one of divided(alignment, rest)) open.push(one)
  }
}

/** Links what both stretches begin and end with; returns what is between. */
function trimmed(alignment: Alignment, region: Region): Region {
  let { a, aEnd, b, bEnd } = region
  for (; a < aEnd && b < bEnd && sameKey(alignment, a, b) > 0; a += 1, b += 1) link(alignment, a, b)
  for (; a < aEnd && b < bEnd && sameKey(alignment, aEnd - 1, bEnd - 1) > 0; aEnd -= 1, bEnd -= 1) {
    link(alignment, aEnd - 1, bEnd - 1)
  }
  return { a, aEnd, b, bEnd }
}

/** Links the anchors of a region; returns the regions between them. Without anchors, compares pair by pair. */
function divided(alignment: Alignment, region: Region): Region[] {
  for (const n of sizeOf(region) <= SMALL ? [] : lengths) {
    const chain = anchorsOf(alignment, region, n)
    if (chain.length > 0) return linkChain(alignment, region, chain)
  }
  if (sizeOf(region) <= LARGE) alignGap(alignment, region, 0, sameKey)
  return []
}

function anchorsOf(alignment: Alignment, region: Region, n: number): Run[] {
  const cost = 10 * (region.aEnd - region.a + region.bEnd - region.b)
  if (alignment.work < cost) return []
  alignment.work -= cost
  const { old, new: after } = alignment
  return heaviestChain(uniqueRuns(old, after, region, n), (run) => weightOf(alignment, run))
}

export function weightOf({ old, bits }: Alignment, { a, length }: Run): number {
  let sum = 0
  for (let i = a; i < a + length; i += 1) sum += bits[old.keys[i] ?? 0] ?? 0
  return sum
}

function linkChain(alignment: Alignment, region: Region, chain: readonly Run[]): Region[] {
  const regions: Region[] = []
  let { a, b } = region
  for (const run of chain) {
    // The n-grams of two runs may share tokens.
    const shared = Math.max(0, a - run.a, b - run.b)
    if (shared >= run.length) continue
    const start = { a: run.a + shared, b: run.b + shared }
    regions.push({ a, aEnd: start.a, b, bEnd: start.b })
    for (let i = shared; i < run.length; i += 1) link(alignment, run.a + i, run.b + i)
    ;[a, b] = [run.a + run.length, run.b + run.length]
  }
  regions.push({ a, aEnd: region.aEnd, b, bEnd: region.bEnd })
  return regions.filter((one) => sizeOf(one) > 0)
}

import { type Alignment, unlink } from './align.ts'

/** Links that stand so near to each other that they speak for each other. */
type Cluster = { readonly from: number; to: number; bits: number }

const NEAR = 3
const STRONG = 28
const DENSE = 0.45

/**
 * Takes back what common words have in common by chance: “the” and “of” occur in every stretch of text, so between a
 * stretch that was deleted and another that was put in its place some are always found.
 */
export function prune(alignment: Alignment): void {
  const clusters = clustersOf(alignment)
  const strong = clusters.map((cluster) => cluster.bits >= STRONG && density(alignment, cluster) >= DENSE)
  const before = lastTrue(strong)
  const behind = lastTrue(strong.toReversed())
    .reverse()
    .map((from) => strong.length - 1 - from)
  const weak = clusters.filter(
    (cluster, i) =>
      !strong[i] && !stands(alignment, cluster, clusters[before[i] ?? -1], clusters[behind[i] ?? -1]),
  )
  for (const { from, to } of weak) {
    for (let at = from; at <= to; at += 1) if ((alignment.links[at] ?? -1) >= 0) unlink(alignment, at)
  }
}

/** For each place the index of the last true one up to it, or -1. */
function lastTrue(flags: readonly boolean[]): number[] {
  let last = -1
  return flags.map((flag, i) => (last = flag ? i : last))
}

function clustersOf({ links, old, bits }: Alignment): Cluster[] {
  const clusters: Cluster[] = []
  let last: Cluster | undefined
  for (let i = 0; i < links.length; i += 1) {
    const to = links[i] ?? -1
    if (to < 0) continue
    const near = last !== undefined && i - last.to <= NEAR + 1 && to - (links[last.to] ?? 0) <= NEAR + 1
    const value = bits[old.keys[i] ?? 0] ?? 0
    if (last !== undefined && near) {
      last.to = i
      last.bits += value
    } else clusters.push((last = { from: i, to: i, bits: value }))
  }
  return clusters
}

/** Which part of what both stretches say is the same. */
function density({ old, new: after, bits, links }: Alignment, { from, to, bits: linked }: Cluster): number {
  let [before, behind] = [0, 0]
  for (let i = from; i <= to; i += 1) before += bits[old.keys[i] ?? 0] ?? 0
  for (let j = links[from] ?? 0; j <= (links[to] ?? 0); j += 1) behind += bits[after.keys[j] ?? 0] ?? 0
  return linked / Math.max(before, behind, 1)
}

/** Whether a weak cluster says more than chance would, in the gap between what is certain. */
function stands(
  alignment: Alignment,
  cluster: Cluster,
  left: Cluster | undefined,
  right: Cluster | undefined,
): boolean {
  const { links, old, new: after } = alignment
  const rows = (right?.from ?? old.count) - (left?.to ?? -1) - 1
  const columns =
    (right === undefined ? after.count : (links[right.from] ?? 0)) -
    (left === undefined ? -1 : (links[left.to] ?? 0)) -
    1
  return density(alignment, cluster) >= DENSE && cluster.bits >= Math.log2(Math.max(rows * columns, 1)) + 4
}

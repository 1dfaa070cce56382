/** Words to look for, and who wants to hear of them. All offsets are UTF-16. */
export type Needle = {
  /** Not empty. */
  readonly text: string
  /** The first and the last offset at which an occurrence may begin. */
  readonly first: number
  readonly last: number
  /** Takes the start of an occurrence; they come in order, overlapping ones too. False: needs no more. */
  readonly take: (at: number) => boolean
}

/** A way to find all occurrences of all needles, letter for letter. */
export type Search = (text: string, needles: readonly Needle[]) => void

/** How much of a needle the engine's own search is given: it may take length times length on periodic text. */
const PROBE = 32

/** Looks for one needle after the other: best for one or a few, and small. */
export const searchEach: Search = (text, needles) => {
  for (const needle of needles) searchOne(text, needle)
}

function searchOne(text: string, needle: Needle): void {
  const stands = createVerifier(text, needle.text)
  const probe = needle.text.slice(0, PROBE)
  const first = Math.max(0, needle.first)
  const stretch = text.slice(first, Math.max(first, needle.last + probe.length))
  let at = stretch.indexOf(probe)
  while (at >= 0) {
    if (stands(first + at) && !needle.take(first + at)) return
    at = stretch.indexOf(probe, at + 1)
  }
}

/**
 * A test whether the needle stands at an offset of the text. Asked for ascending offsets it takes time linear in the
 * text however often the needle repeats itself: what a place is known to share with the needle's beginning is not read
 * again (the Z algorithm).
 */
export function createVerifier(text: string, needle: string): (at: number) => boolean {
  let overlaps: Uint32Array | undefined
  /** The place reaching furthest that is known to agree with the needle's beginning. */
  let boxStart = 0
  let boxEnd = 0
  return (at) => {
    let length = 0
    if (at < boxEnd) {
      overlaps ??= selfOverlaps(needle)
      const known = overlaps[at - boxStart] ?? 0
      if (known < boxEnd - at) return false
      length = boxEnd - at
    }
    while (length < needle.length && text.charCodeAt(at + length) === needle.charCodeAt(length)) length += 1
    if (at + length > boxEnd) {
      boxStart = at
      boxEnd = at + length
    }
    return length === needle.length
  }
}

/** For each offset of the needle, how many units from there on agree with its beginning. */
function selfOverlaps(needle: string): Uint32Array {
  return agreements(needle.length, (i) => needle.charCodeAt(i))
}

/** The Z function of a sequence: for each index, the length of what begins there and equals the sequence's beginning. */
export function agreements(length: number, unit: (index: number) => number): Uint32Array {
  const lengths = new Uint32Array(length)
  lengths[0] = length
  let boxStart = 0
  let boxEnd = 0
  for (let i = 1; i < length; i += 1) {
    let known = i < boxEnd ? Math.min(boxEnd - i, lengths[i - boxStart] ?? 0) : 0
    while (i + known < length && unit(known) === unit(i + known)) known += 1
    lengths[i] = known
    if (i + known > boxEnd) {
      boxStart = i
      boxEnd = i + known
    }
  }
  return lengths
}

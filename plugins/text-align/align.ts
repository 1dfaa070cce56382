import { fillGaps } from './fill.ts'
import { moveBlocks } from './moves.ts'
import { prune } from './prune.ts'
import { alignSequence } from './sequence.ts'
import { slideGaps } from './slide.ts'
import { bitsOf, createVocabulary, type Tokens, tokenise } from './tokens.ts'

/** Which word of the old text is which of the new. Made once for two texts; made for `transfer`. */
export type Alignment = {
  readonly old: Tokens
  readonly new: Tokens
  /** What each key says by occurring, in bits. */
  readonly bits: Float32Array
  /** The letters of each key. */
  readonly spellings: readonly string[]
  /** For each token of the old text its counterpart in the new, or -1. */
  readonly links: Int32Array
  /** For each token of the new text its counterpart in the old, or -1. */
  readonly back: Int32Array
  /** For each token of the old text: 0 in sequence, else the number of the stretch that moved as one. */
  readonly blocks: Int32Array
  /** How alike the two tokens of a link are: 1 for the same letters, typography apart. */
  readonly likeness: Float32Array
  /** How many steps of work are left; when there are none, what is not aligned yet stays so. */
  work: number
}

/** More than texts that were revised by people need; so much that hostile ones take about a second. */
const WORK_PER_TOKEN = 150
const LEAST_WORK = 20_000_000

/**
 * Aligns two states of a text, word for word: what stands in the same order, then stretches that were moved, then words
 * that were respelled. Time grows about linearly with the texts, and has a bound for any.
 */
export function align(oldText: string, newText: string): Alignment {
  const vocabulary = createVocabulary()
  const [before, after] = [tokenise(oldText, vocabulary), tokenise(newText, vocabulary)]
  const alignment: Alignment = {
    old: before,
    new: after,
    bits: bitsOf([before, after], vocabulary.keys.size),
    spellings: vocabulary.spellings,
    links: new Int32Array(before.count).fill(-1),
    back: new Int32Array(after.count).fill(-1),
    blocks: new Int32Array(before.count),
    likeness: new Float32Array(before.count),
    work: LEAST_WORK + WORK_PER_TOKEN * (before.count + after.count),
  }
  alignSequence(alignment)
  slideGaps(alignment)
  prune(alignment)
  moveBlocks(alignment)
  fillGaps(alignment)
  return alignment
}

/** Says that two tokens are each other’s counterparts. */
export function link(alignment: Alignment, from: number, to: number, block = 0, alike?: number): void {
  const { old, new: after, links, back, blocks, likeness } = alignment
  links[from] = to
  back[to] = from
  blocks[from] = block
  likeness[from] = alike ?? (old.forms[from] === after.forms[to] ? 1 : 0.9)
}

export function unlink({ links, back, blocks, likeness }: Alignment, from: number): void {
  back[links[from] ?? 0] = -1
  links[from] = -1
  blocks[from] = 0
  likeness[from] = 0
}

/** A stretch of each text, by tokens, half-open. */
export type Region = { readonly a: number; readonly aEnd: number; readonly b: number; readonly bEnd: number }

/** How many pairs of tokens a region has. */
export function sizeOf({ a, aEnd, b, bEnd }: Region): number {
  return (aEnd - a) * (bEnd - b)
}

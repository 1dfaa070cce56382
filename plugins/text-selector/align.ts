/** Units of text or of words: UTF-16, levelled as the caller likes. */
export type Units = Uint16Array

/** A place where words may end, and how many edits they need there. */
export type Ending = { end: number; edits: number }

/** Words made ready to be compared with many stretches of text. */
export type Aligner = {
  /**
   * The fewest edits (insertions, deletions, substitutions of a unit) between the words and any stretch of the text that
   * ends at an offset, told for each offset behind a unit of `[from, to)`. Backwards: any stretch that begins there,
   * for the words read backwards from `to`, told from right to left. Anchored: the stretch must reach to where it began.
   * Only offsets with at most `most` edits are told.
   */
  run: (
    text: Units,
    from: number,
    to: number,
    options: RunOptions,
    tell: (offset: number, edits: number) => void,
  ) => void
}

export type RunOptions = { backwards?: boolean; anchored?: boolean; most?: number }

/** Which row of masks a unit of the text has; shared, because it is large, and cleared after each use. */
const rows = new Uint16Array(0x10000)

/**
 * Myers' bit-parallel algorithm, 32 units of the words at a time: a column of the table of edit distances is kept as the
 * differences from one row to the next, one bit each.
 */
export function createAligner(words: Units): Aligner {
  const forwards = masksOf(words)
  let mirrored: Masks | undefined
  return {
    run: (text, from, to, { backwards = false, anchored = false, most = Infinity }, tell) => {
      const masks = backwards ? (mirrored ??= masksOf(words.toReversed())) : forwards
      masks.units.forEach((unit, i) => (rows[unit] = i + 1))
      const top = anchored ? 1 : 0
      const step =
        masks.blocks > 1
          ? createColumn(masks, words.length, top)
          : createNarrowColumn(masks, words.length, top)
      for (let i = 0; i < to - from; i += 1) {
        const at = backwards ? to - 1 - i : from + i
        const edits = step(rows[text[at] ?? 0] ?? 0)
        if (edits <= most) tell(backwards ? at : at + 1, edits)
      }
      for (const unit of masks.units) rows[unit] = 0
    },
  }
}

/** For each different unit of the words, a row of bits that says where it stands in them; row 0 is of all other units. */
type Masks = { units: number[]; blocks: number; bits: Int32Array }

function masksOf(words: Units): Masks {
  const units = [...new Set(words)]
  const blocks = Math.ceil(words.length / 32)
  const bits = new Int32Array((units.length + 1) * blocks)
  const rowOf = new Map(units.map((unit, i) => [unit, i + 1]))
  words.forEach((unit, i) => {
    const cell = (rowOf.get(unit) ?? 0) * blocks + (i >>> 5)
    bits[cell] = (bits[cell] ?? 0) | (1 << (i & 31))
  })
  return { units, blocks, bits }
}

/** Moves one column on for a unit with this row of masks, and returns the edits at the end of the words. */
function createColumn({ blocks, bits }: Masks, length: number, top: number): (row: number) => number {
  const rises = new Int32Array(blocks).fill(-1)
  const falls = new Int32Array(blocks)
  const lastBit = 1 << ((length - 1) & 31)
  let edits = length
  return (row) => {
    let carry = top
    for (let block = 0; block < blocks; block += 1) {
      const rise = rises[block] ?? 0
      const fall = falls[block] ?? 0
      const equal = bits[row * blocks + block] ?? 0
      const vertical = equal | fall
      const entering = carry < 0 ? equal | 1 : equal
      const diagonal = (((entering & rise) + rise) ^ rise) | entering
      const up = fall | ~(diagonal | rise)
      const down = rise & diagonal
      const high = block === blocks - 1 ? lastBit : 1 << 31
      const upIn = (up << 1) | (carry > 0 ? 1 : 0)
      const downIn = (down << 1) | (carry < 0 ? 1 : 0)
      carry = (up & high) !== 0 ? 1 : (down & high) !== 0 ? -1 : 0
      rises[block] = downIn | ~(vertical | upIn)
      falls[block] = upIn & vertical
    }
    edits += carry
    return edits
  }
}

/** The same for words of one block, which is most of them, without the loop. */
function createNarrowColumn({ bits }: Masks, length: number, top: number): (row: number) => number {
  let rise = -1
  let fall = 0
  const high = 1 << ((length - 1) & 31)
  let edits = length
  return (row) => {
    const equal = bits[row] ?? 0
    const vertical = equal | fall
    const diagonal = (((equal & rise) + rise) ^ rise) | equal
    const up = fall | ~(diagonal | rise)
    const down = rise & diagonal
    edits += (up & high) !== 0 ? 1 : (down & high) !== 0 ? -1 : 0
    const upIn = (up << 1) | top
    rise = (down << 1) | ~(vertical | upIn)
    fall = upIn & vertical
    return edits
  }
}

/** How many edits lead from one to the other. */
export function editsBetween(words: Units, other: Units): number {
  if (words.length === 0) return other.length
  let edits = words.length
  createAligner(words).run(other, 0, other.length, { anchored: true }, (_, now) => (edits = now))
  return edits
}

/** How many places are remembered while looking for the best. */
const MOST = 256

/**
 * Where the words end best in `[from, to)`, the best first: of places closer together than the words are long only the
 * best, and none with more edits than `most`. Many equal ones are cut off, the last first.
 */
export function bestEndings(
  words: Aligner,
  text: Units,
  from: number,
  to: number,
  length: number,
  most: number,
): Ending[] {
  let bound = most
  let best: Ending[] = []
  let group: Ending | undefined
  let groupStart = 0
  const close = () => {
    if (group) best.push(group)
    group = undefined
    if (best.length < 2 * MOST) return
    best = sorted(best).slice(0, MOST)
    bound = Math.min(bound, (best.at(-1)?.edits ?? bound) - 1)
  }
  words.run(text, from, to, { most }, (end, edits) => {
    if (group && end - groupStart > length) close()
    if (edits > bound) return
    if (!group) groupStart = end
    if (!group || edits <= group.edits) group = { end, edits }
  })
  close()
  return sorted(best)
}

function sorted(endings: Ending[]): Ending[] {
  return endings.toSorted((a, b) => a.edits - b.edits || a.end - b.end)
}

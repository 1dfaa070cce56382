/*
 * Words are looked for by a window of theirs, which is known by its hash. A text is read as numbers, one for each unit,
 * and as one number for each four units in turn. Of words that are long enough any four windows that begin one unit
 * after the other are looked for in fours: whichever way the words stand, one of the windows does not cut any. That
 * needs a quarter of the steps.
 */

/** A shape of windows: how many numbers of the text they hash, and how many units each of these stands for. */
export type Shape = {
  readonly width: number
  readonly size: 1 | 4
  /**
   * With each number all that was before moves up in the hash by so many bits that of a window of this width the first
   * number still counts, and of what was before it nothing. Moving is multiplying by this; for one number it is 0.
   */
  readonly factor: number
}

/** From the widest to the narrowest: a wide window is rare. */
export const SHAPES: readonly Shape[] = [
  { width: 4, size: 4, factor: 2 ** 8 },
  { width: 8, size: 1, factor: 2 ** 4 },
  { width: 4, size: 1, factor: 2 ** 8 },
  { width: 2, size: 1, factor: 2 ** 16 },
  { width: 1, size: 1, factor: 0 },
]

/** How many units of words are needed for windows of this shape. */
export function leastOf({ width, size }: Shape): number {
  return width * size + size - 1
}

/** Numbers in which all bits of a unit count for high bits. */
const SPREAD = 0x9e3779b1 | 0
const FIRST = 0x85ebca6b | 0
const SECOND = 0xc2b2ae35 | 0
const THIRD = 0x27d4eb2f | 0

/** Numbers for a stretch of text after the last few of the stretch before it. */
export type Numbers = { readonly units: Int32Array; readonly fours: Int32Array }

/** How many numbers are kept of the stretch before: as many as a window has besides its last one. */
export const LEAD = 7

/** Room for a stretch of so many units: a multiple of four. */
export function numbersFor(length: number): Numbers {
  return { units: new Int32Array(LEAD + length), fours: new Int32Array(LEAD + (length >> 2)) }
}

/** Reads units of a text to this index of the room, a multiple of four: each once, as that is what takes most time. */
export function read(text: string, from: number, length: number, { units, fours }: Numbers, index = 0): void {
  const whole = length & ~3
  for (let i = 0; i < whole; i += 4) {
    const at = LEAD + index + i
    const a = Math.imul(text.charCodeAt(from + i), SPREAD)
    const b = Math.imul(text.charCodeAt(from + i + 1), SPREAD)
    const c = Math.imul(text.charCodeAt(from + i + 2), SPREAD)
    const d = Math.imul(text.charCodeAt(from + i + 3), SPREAD)
    units[at] = a
    units[at + 1] = b
    units[at + 2] = c
    units[at + 3] = d
    fours[LEAD + ((index + i) >> 2)] = four(a, b, c, d)
  }
  for (let i = whole; i < length; i += 1)
    units[LEAD + index + i] = Math.imul(text.charCodeAt(from + i), SPREAD)
}

/** One number for four: its low bits, which count to the end of a window, are those of all. */
function four(a: number, b: number, c: number, d: number): number {
  const sum = (Math.imul(a, FIRST) + Math.imul(b, SECOND) + Math.imul(c, THIRD) + d) | 0
  return sum ^ (sum >>> 16)
}

/** A bit for each kind of windows, set where one is wanted. The kind of a window is its hash without the last bits. */
export type Filter = { readonly bits: Int32Array; readonly rest: number }

/** Of so many windows 256 times as many kinds are told apart, up to what a fast cache can hold. */
export function createFilter(windows: number): Filter {
  const kinds = Math.min(20, 8 + Math.ceil(Math.log2(windows)))
  return { bits: new Int32Array(2 ** (kinds - 5)), rest: 32 - kinds }
}

export function setKind({ bits, rest }: Filter, hash: number, isWanted: boolean): void {
  const kind = hash >>> rest
  const before = bits[kind >>> 5] ?? 0
  bits[kind >>> 5] = isWanted ? before | (1 << kind) : before & ~(1 << kind)
}

/** Where wanted windows end, by the index of their last number in the stretch, and with which hash. */
export type Hits = { readonly ends: Int32Array; readonly hashes: Int32Array }

export function hitsFor(length: number): Hits {
  return { ends: new Int32Array(length), hashes: new Int32Array(length) }
}

/**
 * Finds the windows of a shape that are wanted and end at these indices of the stretch; says how many. With the reading
 * it takes most of the time. It calls nothing: engines then read twice as fast.
 */
export function collect(
  { units, fours }: Numbers,
  first: number,
  end: number,
  { width, size, factor }: Shape,
  { bits, rest }: Filter,
  { ends, hashes }: Hits,
): number {
  const numbers = size === 1 ? units : fours
  let hash = 0
  for (let i = LEAD + first - width + 1; i < LEAD + first; i += 1) {
    hash = (Math.imul(hash, factor) + (numbers[i] ?? 0)) | 0
  }
  let count = 0
  for (let i = first; i < end; i += 1) {
    hash = (Math.imul(hash, factor) + (numbers[LEAD + i] ?? 0)) | 0
    const kind = hash >>> rest
    if (((bits[kind >>> 5] ?? 0) & (1 << kind)) === 0) continue
    ends[count] = i
    hashes[count] = hash
    count += 1
  }
  return count
}

/** How much of a text, and how much of words, is read to find out which windows are rare. */
const SAMPLE = 2 ** 18
const CHOICES = 96
/** How much of the text is read in one piece for that. */
const PIECE = 1024

/** Windows of words that together occur so often in the sample are not looked for in fours. */
const HOT = 64

/** A part of a text that stands for all of it, and room to count its windows in. */
export type Sample = { readonly numbers: Numbers; readonly length: number; readonly heat: Uint32Array }

/** How many bits of a hash are left out where it is counted how often windows occur. */
const HEAT = 15

export function sampleOf(text: string): Sample {
  const length = Math.min(text.length, SAMPLE)
  const numbers = numbersFor((length + 3) & ~3)
  const gap = text.length / length
  for (let at = 0; at < length; at += PIECE) {
    read(text, Math.floor(at * gap), Math.min(PIECE, length - at), numbers, at)
  }
  return { numbers, length, heat: new Uint32Array(2 ** (32 - HEAT)) }
}

/** Counts the windows of a shape in a sample; those where two pieces of it meet do no harm. */
function warm({ numbers: { units, fours }, length, heat }: Sample, { size, factor }: Shape): void {
  const numbers = size === 1 ? units : fours
  const end = LEAD + Math.floor(length / size)
  let hash = 0
  heat.fill(0)
  for (let i = LEAD; i < end; i += 1) {
    hash = (Math.imul(hash, factor) + (numbers[i] ?? 0)) | 0
    heat[hash >>> HEAT] = (heat[hash >>> HEAT] ?? 0) + 1
  }
}

/** Windows to look for instead of words: the hash, and the offset of the last unit in the words. */
export type AddWindow = (hash: number, owner: number, offset: number) => void

/**
 * Chooses the windows of each of several words: those which occur least often in the text, and of such as are equal
 * ones that no others have, so that words which all begin alike cost no more than others. As many windows as a number
 * has units, one after the other, in their order.
 *
 * Returns those for which windows of a narrower shape are better: where little of them is rare, one window may be rare
 * though no four are that follow each other.
 */
export function chooseWindows(
  words: readonly string[],
  sample: Sample,
  shape: Shape,
  add: AddWindow,
): number[] {
  const { heat } = sample
  const hashes = new Int32Array(CHOICES)
  const choose = createChooser(shape, heat, hashes)
  const refused: number[] = []
  warm(sample, shape)
  words.forEach((one, owner) => {
    const { last, warmth } = choose(one)
    if (shape.size > 1 && warmth > HOT) {
      refused.push(owner)
      return
    }
    for (let end = last - shape.size + 1; end <= last; end += 1) {
      const hash = hashes[end] ?? 0
      add(hash, owner, end)
      heat[hash >>> HEAT] = (heat[hash >>> HEAT] ?? 0) + 1
    }
  })
  return refused
}

/**
 * Says where the last of the windows to look for ends in words, and how often they occur; writes the hash of each to
 * where it ends.
 */
function createChooser({ width, size, factor }: Shape, heat: Uint32Array, hashes: Int32Array) {
  const units = new Int32Array(CHOICES)
  /** One number for each unit: that of the four that end with it. */
  const numbers = size === 1 ? units : new Int32Array(CHOICES)
  const first = width * size - 1
  return (words: string): { last: number; warmth: number } => {
    const most = Math.min(words.length, CHOICES)
    let best = 0
    let least = Infinity
    for (let end = 0, sum = 0; end < most && least > 0; end += 1) {
      units[end] = Math.imul(words.charCodeAt(end), SPREAD)
      if (size === 4 && end >= 3)
        numbers[end] = four(units[end - 3] ?? 0, units[end - 2] ?? 0, units[end - 1] ?? 0, units[end] ?? 0)
      if (end < first) continue
      let hash = 0
      for (let at = end - (width - 1) * size; at <= end; at += size) {
        hash = (Math.imul(hash, factor) + (numbers[at] ?? 0)) | 0
      }
      hashes[end] = hash
      sum += heat[hash >>> HEAT] ?? 0
      if (end >= first + size) sum -= heat[(hashes[end - size] ?? 0) >>> HEAT] ?? 0
      if (end < first + size - 1 || sum >= least) continue
      best = end
      least = sum
    }
    return { last: best, warmth: least }
  }
}

/** Chance that can be had again: the same seed, the same numbers (mulberry32). */
export type Chance = {
  /** A whole number from 0 up to, and without, a bound. */
  readonly below: (bound: number) => number
  readonly pick: <T>(from: readonly [T, ...T[]]) => T
}

export function chance(seed: number): Chance {
  let state = seed >>> 0
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound)
  }
  return { below, pick: (from) => from[below(from.length)] ?? from[0] }
}

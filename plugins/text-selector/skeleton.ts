import { fold, type Folded } from './fold.ts'
import type { Units } from './align.ts'
import type { Range } from './types.ts'

/** A text without case and diacritics, for hints only: what people mistake most often must not hide what they meant. */
export type Skeleton = { units: Units; folded: Folded; toSource: (range: Range) => Range | undefined }

/** Marks that are written on letters and left out as often; vowel signs that are as much as letters stay. */
const leftOut =
  /^[\u0300-\u036F\u0591-\u05BD\u05BF-\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED\u1DC0-\u1DFF]+$/

const DROPPED = 0xffff
/** What each unit becomes, found out when first met; 0 is not met yet. */
const known = new Uint16Array(0x10000)

function baseOf(unit: number): number {
  const character = String.fromCharCode(unit)
  if (leftOut.test(character)) return DROPPED
  const parts = character.normalize('NFD')
  const letter = leftOut.test(parts.slice(1)) ? parts.charAt(0) : character
  const lower = letter === 'ς' ? 'σ' : letter.toLowerCase()
  return (lower.length === 1 ? lower : letter).charCodeAt(0)
}

/** The skeleton of a text. Offsets of `toSource` are those of its units; a range's edges move out to whole pieces. */
export function skeleton(text: string): Skeleton {
  const folded = fold(text)
  const units = new Uint16Array(folded.text.length)
  const places = new Uint32Array(folded.text.length + 1)
  let size = 0
  for (let i = 0; i < folded.text.length; i += 1) {
    const unit = folded.text.charCodeAt(i)
    const base = known[unit] || (known[unit] = baseOf(unit))
    if (base === DROPPED) continue
    units[size] = base
    places[size++] = i
  }
  places[size] = folded.text.length
  const toSource = ({ start, end }: Range): Range | undefined => {
    let first = places[start] ?? 0
    let last = (places[end - 1] ?? 0) + 1
    while (!folded.isEdge(first)) first -= 1
    while (!folded.isEdge(last)) last += 1
    return folded.toSource({ start: first, end: last })
  }
  return { units: units.subarray(0, size), folded, toSource }
}

import {
  createOffsets,
  fold,
  matchAll,
  type Range,
  type Selector,
} from '../../plugins/text-selector/index.ts'
import type { ToldTarget } from './annotations.ts'
import type { Text } from './targets.ts'

export type Located = { readonly text: string; readonly range: Range }
/** Where a target is; or why not, with the number of places that its words have. */
export type Location = Located | { readonly why: string }

/**
 * Finds the words of targets in the texts of a seed: by position, if its words stand there; by quote with what stands
 * around it; by quote alone; and, of several places, the one around which everything is the same but for white space.
 * Nothing is placed by likeness.
 */
export function locate(texts: readonly Text[], targets: readonly ToldTarget[]): Location[] {
  const offsets = new Map(texts.map((text) => [text, createOffsets(text.value)]))
  const found: (Location | undefined)[] = targets.map((target) => {
    for (const text of textsFor(texts, target)) {
      const range = atPosition(text, target, offsets.get(text))
      if (range !== undefined) return { text: text.id, range }
    }
    return target.quote === undefined && target.ends === undefined
      ? { why: 'It names no words: it is on the whole page' }
      : undefined
  })
  const ways: ((target: ToldTarget) => Selector)[] = [
    ({ quote, ends }) =>
      quote === undefined ? (ends ?? '') : { exact: quote.exact, prefix: quote.prefix, suffix: quote.suffix },
    ({ quote, ends }) => quote?.exact ?? ends ?? '',
  ]
  for (const way of ways) {
    const open = targets.flatMap((target, index) => (found[index] === undefined ? [{ target, index }] : []))
    const places = new Map<number, { text: Text; range: Range }[]>()
    for (const text of texts) {
      const here = open.filter(({ target }) => textsFor(texts, target).includes(text))
      const matches = matchAll(
        text.value,
        here.map(({ target }) => way(target)),
        { limit: mostPlaces },
      )
      here.forEach(({ index }, at) => {
        const all = (matches[at] ?? []).map((range) => ({ text, range }))
        places.set(index, [...(places.get(index) ?? []), ...all])
      })
    }
    for (const { target, index } of open) {
      const one = chosen(places.get(index) ?? [], target)
      if (one !== undefined) found[index] = { text: one.text.id, range: one.range }
      else if (way === ways.at(-1)) found[index] = { why: whyNot(target, places.get(index)?.length ?? 0) }
    }
  }
  return found.map((one) => one ?? { why: 'Its words do not stand in the text' })
}

const mostPlaces = 200

/** The text that the source of a target names, else all. */
function textsFor(texts: readonly Text[], { source }: ToldTarget): readonly Text[] {
  const named = texts.filter(({ id }) => source === `${id}.txt`)
  return named.length > 0 ? named : texts
}

function atPosition(
  { value }: Text,
  { position, quote }: ToldTarget,
  offsets: ReturnType<typeof createOffsets> | undefined,
): Range | undefined {
  if (position === undefined || quote === undefined || offsets === undefined || position.end > offsets.length)
    return undefined
  const range = { start: offsets.toUtf16(position.start), end: offsets.toUtf16(position.end) }
  const stands =
    value.slice(range.start, range.end) === quote.exact &&
    value.slice(0, range.start).endsWith(quote.prefix) &&
    value.startsWith(quote.suffix, range.end)
  return stands ? range : undefined
}

function chosen(places: readonly { text: Text; range: Range }[], { quote }: ToldTarget) {
  const [only, second] = places
  if (second === undefined || quote === undefined) return second === undefined ? only : undefined
  const bare = (words: string) => fold(words).text.replace(/\s+/g, '')
  const [prefix, suffix] = [bare(quote.prefix), bare(quote.suffix)]
  if (prefix === '' && suffix === '') return undefined
  const same = places.filter(({ text: { value }, range }) => {
    const before = bare(value.slice(Math.max(0, range.start - 4 * quote.prefix.length - 40), range.start))
    const after = bare(value.slice(range.end, range.end + 4 * quote.suffix.length + 40))
    return before.endsWith(prefix) && after.startsWith(suffix)
  })
  return same.length === 1 ? same[0] : undefined
}

function whyNot({ quote, ends }: ToldTarget, places: number): string {
  const words = (quote?.exact ?? `${ends?.from ?? ''} … ${ends?.to ?? ''}`).replace(/\s+/g, ' ')
  const shown = words.length > 60 ? `${words.slice(0, 60)}…` : words
  return places === 0
    ? `The words “${shown}” do not stand in the text`
    : `The words “${shown}” stand in ${places} places, and nothing tells which is meant`
}

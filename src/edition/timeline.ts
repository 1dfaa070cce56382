import type { EntityView, SourceView, TimelineEntry, TimelinePicture, TimelineView } from './view.ts'
import { compare } from './order.ts'

/** The events of an edition in order of time, and the text's own publication among them. Undefined without events. */
export function timelineOf(
  entities: readonly EntityView[],
  text: { readonly title: string; readonly published: string | undefined },
  sources: readonly SourceView[],
): TimelineView | undefined {
  const events = entities
    .filter(({ kind, dates }) => kind === 'event' && dates['start'] !== undefined)
    .map(eventOf)
  if (events.length === 0) return undefined
  const published = text.published === undefined ? [] : [publicationOf(text.title, text.published)]
  const entries = [...events, ...published]
    .sort(
      (a, b) =>
        compare(a.start, b.start) || compare(a.end ?? '', b.end ?? '') || compare(a.fragment, b.fragment),
    )
    .map((entry, index) => ({ ...entry, number: index + 1 }))
  return {
    entries,
    picture: pictureOf(
      entries,
      sources.flatMap(({ issued }) => issued ?? []),
    ),
  }
}

type Undated = Omit<TimelineEntry, 'number'>

function eventOf({ id, name, description, dates, unverified, mentionedBy, sources }: EntityView): Undated {
  const { start = '', end } = dates
  return {
    fragment: `e-${id}`,
    kind: 'event',
    start,
    end,
    name,
    description,
    unverified,
    mentionedBy,
    sources,
  }
}

/** No id of an entity begins with a hyphen, so the fragment is nobody else's. */
function publicationOf(title: string, published: string): Undated {
  return {
    fragment: 'e--text',
    kind: 'text',
    start: published,
    end: undefined,
    name: title,
    description: undefined,
    unverified: false,
    mentionedBy: [],
    sources: [],
  }
}

/** Sizes in the drawing's own units: a mark is a circle of 12, and 24 a target that a finger can hit. */
const step = 25
const margin = 20
const least = 44
const narrowest = 600

/** A drawing of the entries: stacked upwards from the axis where they would lie on each other; sources below it. */
function pictureOf(entries: readonly TimelineEntry[], issued: readonly string[]): TimelinePicture {
  const scale = scaleOf(entries)
  const columns: number[][] = []
  const placed = entries.map((entry) => {
    const [from, to] = spanOf(entry)
    const x = Math.round(
      Math.min(Math.max((scale.at(from) + scale.at(to)) / 2, margin), scale.width - margin),
    )
    const row = freeRow(columns, x)
    columns[row] = [...(columns[row] ?? []), x]
    return { entry, x, row, from: Math.round(scale.at(from)), to: Math.round(scale.at(to)) }
  })
  const axis = columns.length * step + 14
  return {
    width: scale.width,
    height: axis + 46,
    axis,
    years: scale.years,
    marks: placed.map(({ entry: { number, fragment, kind }, x, row, from, to }) => ({
      number,
      fragment,
      kind,
      x,
      y: axis - 16 - row * step,
      from,
      to,
    })),
    sources: ticksOf(issued, scale),
  }
}

function freeRow(columns: readonly (readonly number[])[], x: number): number {
  const row = columns.findIndex((taken) => taken.every((other) => Math.abs(other - x) >= step))
  return row === -1 ? columns.length : row
}

type Scale = {
  readonly width: number
  readonly years: TimelinePicture['years']
  /** Where a moment, in years, lies. */
  readonly at: (moment: number) => number
}

/** Each year between the first and the last has room for its events, in stacks of three. Long empty times are short. */
function scaleOf(entries: readonly TimelineEntry[]): Scale {
  const years = entries.flatMap(({ start, end }) => [
    Number(start.slice(0, 4)),
    Number((end ?? start).slice(0, 4)),
  ])
  const [first, last] = [Math.min(...years), Math.max(...years)]
  const counts = new Map<number, number>()
  for (const { start } of entries)
    counts.set(Number(start.slice(0, 4)), (counts.get(Number(start.slice(0, 4))) ?? 0) + 1)
  const spans = stretches(first, last, counts).map((one) => ({
    ...one,
    width: Math.max(least, Math.ceil((one.count * step) / 3) + step),
  }))
  const natural = spans.reduce((sum, { width }) => sum + width, 0)
  const factor = Math.max(1, (narrowest - 2 * margin) / natural)
  let x = margin
  const laid = spans.map((one) => {
    const width = Math.round(one.width * factor)
    const here = { ...one, x, width }
    x += width
    return here
  })
  return {
    width: x + margin,
    years: laid.map(({ from, to, x, width }) => ({
      year: to - from > 1 ? `${from}–${to - 1}` : String(from),
      x,
      width,
    })),
    at: (moment) => {
      const one = laid.findLast(({ from }) => from <= moment) ?? laid[0]
      if (one === undefined) return margin
      return one.x + ((Math.min(moment, one.to) - one.from) / (one.to - one.from)) * one.width
    },
  }
}

/** Years one by one; three and more without an event are one stretch. */
function stretches(first: number, last: number, counts: ReadonlyMap<number, number>) {
  const found: { from: number; to: number; count: number }[] = []
  for (let year = first; year <= last; year++) {
    const count = counts.get(year) ?? 0
    const before = found.at(-1)
    if (count === 0 && before?.count === 0) before.to = year + 1
    else found.push({ from: year, to: year + 1, count })
  }
  return found.flatMap((one) =>
    one.count === 0 && one.to - one.from === 2
      ? [
          { ...one, to: one.from + 1 },
          { ...one, from: one.from + 1 },
        ]
      : [one],
  )
}

/** When an entry begins and ends, in years: a date without a day is as long as its month or year. */
function spanOf({ start, end }: Pick<TimelineEntry, 'start' | 'end'>): [number, number] {
  return [momentOf(start, false), momentOf(end ?? start, true)]
}

function momentOf(date: string, isEnd: boolean): number {
  const [year = 0, month, day] = date.split('-').map(Number)
  if (month === undefined) return year + (isEnd ? 1 : 0)
  if (day === undefined) return year + (month - (isEnd ? 0 : 1)) / 12
  return year + (month - 1) / 12 + (day - 0.5) / 372
}

/** Sources by the place of their date, those of the same place counted. Dates outside the scale have no place. */
function ticksOf(issued: readonly string[], scale: Scale): TimelinePicture['sources'] {
  const [first, last] = [scale.years[0]?.year.slice(0, 4), scale.years.at(-1)?.year.slice(-4)]
  const inside = issued.filter(
    (date) =>
      first !== undefined && last !== undefined && date.slice(0, 4) >= first && date.slice(0, 4) <= last,
  )
  const counts = new Map<number, number>()
  for (const date of inside) {
    const [from, to] = spanOf({ start: date, end: undefined })
    const x = Math.round((scale.at(from) + scale.at(to)) / 2)
    counts.set(x, (counts.get(x) ?? 0) + 1)
  }
  return [...counts].map(([x, count]) => ({ x, count })).sort((a, b) => a.x - b.x)
}

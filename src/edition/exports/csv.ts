import { absolute, codePointsOf, notesById, type Published } from './published.ts'

const columns = [
  ...['id', 'number', 'kind', 'by', 'text', 'start', 'end', 'words', 'title', 'note'],
  ...['sources', 'about', 'tags', 'created', 'updated', 'address'],
] as const

/** The notes as a table by RFC 4180: a row for each place of a note, in the order of the text. */
export function csvOf({ anchored, records, view }: Published): string {
  const views = notesById(view())
  const rows = anchored.notes.flatMap(({ note: { id }, places }) => {
    const note = views.get(id)
    if (note === undefined) return []
    return places.map((place, index) => {
      const { start, end } = codePointsOf(place.division, place.range)
      const path = divisionPath(note.places[index]?.href ?? '', anchored.edition.id)
      return [
        ...[id, note.number, note.kind.id],
        listed(note.by.map(({ contributor }) => contributor.id)),
        ...[place.division.id, start, end, note.places[index]?.exact, note.title, note.text],
        listed(note.sources.map(({ key }) => key)),
        listed(note.entities.map((entity) => entity.id)),
        listed(note.tags),
        ...[note.created, note.updated, absolute(records, path) ?? path],
      ]
    })
  })
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** Pages of one text say fragments only. */
function divisionPath(href: string, edition: string): string {
  return href.startsWith('#') ? `${edition}/${href}` : href
}

function listed(values: readonly string[]): string {
  return values.join('; ')
}

/**
 * A cell in quotation marks where it needs them. What a spreadsheet would run as a formula has an apostrophe before
 * it, as the guide of OWASP on CSV injection advises; numbers of ours are never negative, so they stay numbers.
 */
function cell(value: string | number | undefined): string {
  const text = String(value ?? '')
  const safe = /^[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

import type { ImportMessage } from './document.ts'
import { codePoints, type Plan } from './plan.ts'

/** What an import did, as data: where each mark stood and where its note is now, and what was not placed. */
export function importReport(plan: Plan, edition: string, added = false) {
  const points = codePoints(plan.texts)
  return {
    edition,
    added,
    texts: plan.texts.map(({ id, value, title }) => ({
      id,
      ...(title === undefined ? {} : { title }),
      words: value.split(/\s+/).filter(Boolean).length,
    })),
    found: plan.notes.length + plan.messages.filter(({ severity }) => severity === 'error').length,
    placed: plan.notes.length,
    notes: plan.notes.map(({ id, places }) => ({
      id,
      places: places.map(({ text, range, mark }) => ({
        text,
        ...points(text, range),
        exact: plan.texts.find((one) => one.id === text)?.value.slice(range.start, range.end) ?? '',
        from: mark,
      })),
    })),
    messages: sorted(plan.messages).map(({ place, ...rest }) => ({ ...place, ...rest })),
  }
}

export type ImportReport = ReturnType<typeof importReport>

/** What was not placed before what was placed otherwise, each in the order of the file. */
function sorted(messages: readonly ImportMessage[]): ImportMessage[] {
  const weight = ({ severity }: ImportMessage) => (severity === 'error' ? 0 : 1)
  return [...messages].sort(
    (a, b) =>
      weight(a) - weight(b) ||
      (a.place.file === b.place.file
        ? a.place.line - b.place.line || a.place.column - b.place.column
        : a.place.file < b.place.file
          ? -1
          : 1),
  )
}

/** Messages of one rule that are printed one by one; the rest is counted. */
const mostListed = 20

/** The report for people: a line for each thing that is not as it was, then the sums. */
export function importTable(report: ImportReport): string {
  const lines: string[] = []
  for (const [rule, messages] of Map.groupBy(report.messages, ({ rule }) => rule)) {
    for (const { file, line, column, path, severity, message } of messages.slice(0, mostListed)) {
      const at = path === undefined ? `${file}:${line}:${column}` : `${file}:${line}:${column} ${path}`
      lines.push(`${at}  ${severity}  ${message}  ${rule}`)
    }
    const rest = messages.length - mostListed
    if (rest > 0)
      lines.push(`… and ${rest.toLocaleString('en')} more of \`${rule}\`: --format json has them all`)
  }
  const errors = report.messages.filter(({ severity }) => severity === 'error').length
  const words = report.texts.reduce((sum, text) => sum + text.words, 0)
  const places = report.notes.reduce((sum, note) => sum + note.places.length, 0)
  const count = (number: number, one: string, many: string) =>
    `${number.toLocaleString('en')} ${number === 1 ? one : many}`
  return [
    ...lines,
    ...(lines.length === 0 ? [] : ['']),
    `${count(report.placed, 'note', 'notes')} at ${count(places, 'place', 'places')} in ${count(report.texts.length, 'text', 'texts')} of ${count(words, 'word', 'words')}; ${errors === 0 ? 'everything was placed' : `${count(errors, 'thing', 'things')} not placed`}.`,
    '',
  ].join('\n')
}

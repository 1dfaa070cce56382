import { Buffer } from 'node:buffer'
import { fromHtml } from 'hast-util-from-html'
import type { Library } from '../../src/edition/index.ts'
import { type Report, report } from '../../src/edition/report.ts'
import { rules } from '../../src/edition/rules.ts'
import type { DivisionView, EditionView } from '../../src/edition/view.ts'
import { textOf } from '../support/html.ts'
import { noteFaults } from '../support/note-faults.ts'

/** What holds whatever a file says; each of these throws where it does not. */

export function holds(condition: boolean, law: string, shown?: unknown): asserts condition {
  if (!condition) throw new Error(`Broken: ${law}${shown === undefined ? '' : `: ${JSON.stringify(shown)}`}`)
}

/** What moves a cursor or turns text around; but for the override that keeps carets below right-to-left words. */
const deceives =
  // eslint-disable-next-line no-control-regex -- these are the very characters that may not get to a terminal
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A\u202B\u202E\u2066-\u2069]/

/** Every message has a rule, a place inside the file, and words in the house’s form. */
export function soundReports(reports: readonly Report[], sources: ReadonlyMap<string, string>): void {
  for (const one of reports) {
    holds(Object.hasOwn(rules, one.rule), 'a message has a rule', one)
    holds(/^Unexpected [^]+, expected [^]+/.test(one.message), 'a message says what was expected', one)
    holds(one.file !== '' && one.line >= 1 && one.column >= 1, 'a message has a place', one)
    holds(
      one.endLine > one.line || (one.endLine === one.line && one.endColumn >= one.column),
      'a place has an end',
      one,
    )
    const lines = sources.get(one.file)?.split('\n')
    if (lines === undefined) continue
    holds(one.line <= lines.length && one.endLine <= lines.length, 'a place is in its file', one)
    holds(one.column <= (lines[one.line - 1]?.length ?? 0) + 1, 'a place is in its line', one)
  }
  const pretty = report(reports, 'pretty', (file) => sources.get(file))
  holds(!deceives.test(pretty), 'a terminal is not deceived')
  for (const line of report(reports, 'github', () => undefined).split('\n'))
    holds(line === '' || /^::(?:error|warning) file=/.test(line), 'a workflow command is ours', line)
  JSON.parse(report(reports, 'json', () => undefined))
}

/** Laws 1 and 2 of the design, and that nothing published can run or load anything. */
export function soundEdition(view: EditionView): void {
  for (const division of [...view.divisions, ...view.earlier]) soundDivision(division)
  for (const { html } of view.sources) soundFragment(html)
  for (const { html } of view.claims) soundFragment(html)
}

function soundDivision({ passages, notes }: DivisionView): void {
  for (const { html } of passages) soundFragment(html)
  for (const { id, html, places, text } of notes) {
    const faults = noteFaults(html, `n-${id}--`)
    holds(faults.length === 0, 'the HTML of a note is safe', faults)
    holds(typeof text === 'string' && places.length > 0, 'a note has words')
  }
}

export function textOfView({ divisions }: EditionView): string {
  return divisions
    .flatMap(({ passages }) => passages.map(({ html }) => textOf(fromHtml(html, { fragment: true }))))
    .join('')
}

const forbidden =
  /^(?:script|iframe|object|embed|form|base|meta|link|style|svg|math|template|img|video|audio)$/

function soundFragment(html: string): void {
  const visit = (node: ReturnType<typeof fromHtml>['children'][number]): void => {
    if (node.type !== 'element') return
    holds(!forbidden.test(node.tagName), 'no element that runs or loads', html)
    for (const [name, value] of Object.entries(node.properties)) {
      holds(!/^on|^style$|^srcdoc$/i.test(name), 'no attribute that runs', html)
      if (name === 'href')
        holds(/^https?:|^mailto:|^[^:]*(?:[/?#]|$)/.test(String(value)), 'no address that runs', html)
    }
    node.children.forEach(visit)
  }
  fromHtml(html, { fragment: true }).children.forEach(visit)
}

// eslint-disable-next-line no-control-regex -- characters that XML 1.0 cannot hold
const notXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/

/** Everything but the pages, as it would be written. */
export function soundOutputs({ outputs }: Library): string {
  const bodies = [...outputs].map(([path, { body, type }]) => {
    const bytes = Buffer.from(body())
    if (/json/.test(type)) JSON.parse(bytes.toString())
    if (/xml/.test(type)) holds(!notXml.test(bytes.toString()), 'XML can hold every character', path)
    return `${path} ${bytes.toString('base64')}`
  })
  return bodies.join('\n')
}

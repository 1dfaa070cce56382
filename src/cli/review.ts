import { type Anchored, anchorAll, type AnchoredEdition, firstPlace } from '../edition/anchor.ts'
import { htmlOf } from '../edition/characters.ts'
import { describePath, shown } from '../edition/guard.ts'
import { checkLibrary } from '../edition/index.ts'
import { kindsOf } from '../edition/kinds.ts'
import { parse, type Records } from '../edition/parse.ts'
import type { Place } from '../edition/places.ts'
import { read } from '../edition/read.ts'
import { changedPaths } from './changed.ts'
import { hasErrors } from './check.ts'
import { ownedNotes, whom } from './owners.ts'
import { rootOf, textOf, usageError, type Values } from './usage.ts'

/**
 * Prints changed notes as a reviewer wants to see them: each below the passage that it stands on, its words in
 * bold, with whom to ask. It is a comment on a pull request, so whatever strangers wrote stands inside `<pre>`,
 * where the repository host makes no links, mentions or pictures of it.
 */
export function review(values: Values): number {
  const root = rootOf(values)
  const changed = changedPaths(values)
  const records = parse(read(root))
  const site = siteOf(values)
  const found = hasErrors(checkLibrary(root).filter(({ file }) => changed.has(file)))
  process.stdout.write(comment(records, changed, site, found))
  return 0
}

function siteOf(values: Values): string | undefined {
  const site = textOf(values, 'site')
  if (site === undefined || /^https:\/\/[\w.~:/?=&%-]+$/.test(site)) return site
  throw usageError('Unexpected `--site`, expected an address that begins with `https://`')
}

/** GitHub takes 65,536 characters; what comes from notes has to fit with room to spare. */
const mostCharacters = 48_000
export const marker = '<!-- variorum-preview -->'

function comment(
  records: Records,
  changed: ReadonlySet<string>,
  site: string | undefined,
  hasFaults: boolean,
): string {
  const anchored = anchorAll(records, true)
  const blocks = [...anchored].flatMap(([id, edition]) =>
    edition.notes
      .filter(({ note }) => changed.has(note.file.path))
      .map((one) => block(id, edition, one, records)),
  )
  const owners = new Map(ownedNotes(records, changed).map((one) => [one.note, one]))
  const people = [...new Set([...owners.values()].flatMap((one) => one.owners))]
  const lines = [marker, lead(changed, blocks.length)]
  if (hasFaults)
    lines.push(
      'Some of it does not pass the check yet; the check’s own page says what and how to mend it. What passes is shown here.',
    )
  if (site !== undefined)
    lines.push(
      `[The whole site with it, as an archive to unpack and open](${site}). It is a preview: nothing is published.`,
    )
  let length = 0
  const fitting = blocks.filter((text) => (length += text.length) <= mostCharacters)
  lines.push(...fitting)
  if (fitting.length < blocks.length)
    lines.push(`And ${blocks.length - fitting.length} more, in the archive.`)
  if (people.length > 0) lines.push(`To be read by: \`${shown(whom(people, records))}\`.`)
  return `${lines.join('\n\n')}\n`
}

function lead(changed: ReadonlySet<string>, found: number): string {
  const others = [...changed].filter(
    (path) => describePath(path) !== undefined && describePath(path)?.kind !== 'note',
  ).length
  const notes =
    found === 0
      ? 'No note can be shown in its place.'
      : found === 1
        ? 'One note in its place.'
        : `${found} notes in their places.`
  return others === 0
    ? notes
    : `${notes} ${others === 1 ? 'One entry of a register is' : `${others} entries of registers are`} changed as well.`
}

function block(id: string, { edition }: AnchoredEdition, one: Anchored, records: Records): string {
  const { note, places } = one
  const kind = kindsOf(edition.record.fields).get(note.fields.kind)?.label ?? note.fields.kind
  const by = note.fields.by
    .map((signer) => records.contributors.records.get(signer.id)?.fields.name ?? signer.id)
    .join(', ')
  const place = firstPlace(one)
  const several = places.length > 1 ? ` The first of ${places.length} places:` : ''
  const head = `### \`${shown(`${id}/${note.id}`)}\`\n\n\`${shown(kind)}\` by \`${shown(by)}\`, in \`${passageName(place)}\`.${several}`
  return `${head}\n\n<pre>\n${wrapped(excerpt(place))}\n</pre>\n\n<pre>\n${htmlOf(fold(clean(clip(note.body.trim(), mostOfNote))))}\n</pre>`
}

function passageName({ division, range }: Place): string {
  return division.passages.findLast((passage) => passage.range.start <= range.start)?.id ?? 'p1'
}

const mostOfNote = 6000
const mostAround = 400

/** The words in their passage; of a long passage what is around them. `\u0001` and `\u0002` stand for bold. */
function excerpt({ division, range }: Place): string {
  const { text, passages } = division
  const first = passages.find((passage) => passage.range.end > range.start)?.range.start ?? range.start
  const last = passages.findLast((passage) => passage.range.start < range.end)?.range.end ?? range.end
  const from = Math.max(Math.min(first, range.start), range.start - mostAround)
  const to = Math.min(Math.max(last, range.end), range.end + mostAround)
  const words = clip(clean(text.slice(range.start, range.end)), 2 * mostAround)
  return `${from > first ? '…' : ''}${clean(text.slice(from, range.start))}\u0001${words}\u0002${clean(text.slice(range.end, to))}${to < last ? '…' : ''}`
}

function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).trimEnd()} …`
}

/** Without what a page cannot hold or what would turn its letters around. */
function clean(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(
      /[\p{Cc}\p{Cs}\p{Co}\u200E\u200F\u202A-\u202E\u2066-\u2069]|[\u{E0000}-\u{E007F}]/gu,
      (character) => (character === '\n' ? '\n' : ' '),
    )
}

function wrapped(text: string): string {
  return htmlOf(fold(text)).replaceAll('\u0001', '<b>').replaceAll('\u0002', '</b>')
}

/** `<pre>` does not break lines by itself. */
function fold(text: string, width = 92): string {
  return text
    .split('\n')
    .map((line) => foldLine(line, width))
    .join('\n')
}

function foldLine(line: string, width: number): string {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current)
      current = word
    } else current = current === '' ? word : `${current} ${word}`
  }
  return [...lines, current].join('\n')
}

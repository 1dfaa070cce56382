import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { stringify } from 'yaml'
import { openLibrary } from '../edition/index.ts'
import { kindsOf } from '../edition/kinds.ts'
import { names } from '../edition/names.ts'
import { type Edition, parse, type Records, type Seed } from '../edition/parse.ts'
import { type Files, isId, read, withNote } from '../edition/read.ts'
import { passageAt, placesFor, type Place, targetOf, where } from '../edition/places.ts'
import { idFrom } from '../edition/records.ts'
import { choices, suggest } from '../edition/suggest.ts'
import type { KindView } from '../edition/view.ts'
import { printed } from './check.ts'
import { refreshSchemas } from './schemas.ts'
import { rootOf, textOf, usageError, type Values } from './usage.ts'
import { writeNew } from './write.ts'

/**
 * Writes a note whose target is proven to match in exactly one place, or which is on a whole passage. Asks for what it
 * was not given, at a terminal only, and writes nothing that `check` would refuse.
 */
export async function note(values: Values, [id, ...words]: readonly string[]): Promise<number> {
  const root = rootOf(values)
  const files = read(root)
  const records = parse(files)
  const { edition, seed } = editionOf(records, id)
  const place = await placeOf(values, seed, words.join(' '))
  if (process.stdin.isTTY) process.stdout.write(`${inPassage(place)}\n`)
  const kinds = kindsOf(edition.record.fields)
  const kind = await pick('Kind', textOf(values, 'kind'), kindChoices(kinds.values()), 'kind')
  const by = await pick('Your name', textOf(values, 'by'), peopleOf(records), 'by')
  const sources = await sourcesOf(values, records, kinds.get(kind)?.factual === true)
  const name = nameOf(values, root, edition, place)
  const path = `content/editions/${edition.id}/notes/${name}.md`
  const front = { target: targetFor(place, seed), kind, by, ...(sources.length > 0 ? { sources } : {}) }
  const content = `---\n${stringify(front, { lineWidth: 0 })}---\nWrite the note here, in plain Markdown.\n`
  refuse(root, withNote(files, edition.id, name, content), edition.id, path)
  writeNew(join(root, path), content)
  refreshSchemas(root)
  process.stdout.write(`${path}\n${where(place)}\n`)
  if (process.stdin.isTTY)
    process.stdout.write('Write the note below the second `---`, then run `npx variorum check`.\n')
  return 0
}

/** What may be chosen: a name of the library, and what it stands for. */
type Choice = { readonly id: string; readonly hint?: string | undefined }

function kindChoices(kinds: Iterable<KindView>): readonly Choice[] {
  return [...kinds].map(({ id, description }) => ({ id, hint: description }))
}

function peopleOf({ contributors: { ids, records } }: Records): readonly Choice[] {
  return [...ids].sort().map((id) => ({ id, hint: records.get(id)?.fields.name }))
}

function keysOf({ sources: { ids, records } }: Records): readonly Choice[] {
  return [...ids].sort().map((id) => ({ id, hint: records.get(id)?.fields.title }))
}

/** Throws a `UsageError` with everything that `check` would say against a file that is not written yet. */
function refuse(root: string, files: Files, edition: string, path: string): void {
  const errors = openLibrary(root, { files })
    .reportsOf([edition])
    .filter(({ file, severity }) => file === path && severity === 'error')
  if (errors.length > 0)
    throw usageError(`Nothing was written:\n${printed(errors, 'pretty', root).trimEnd()}`)
}

/** The words in their passage, between marks that are told from the text's own; at most some lines of it. */
function inPassage({ division, range }: Place): string {
  const passage = division.passages.find(
    ({ range: { start, end } }) => start <= range.start && range.start < end,
  )
  const from = Math.max(passage?.range.start ?? 0, range.start - AROUND)
  const to = Math.min(Math.max(passage?.range.end ?? 0, range.end), range.end + AROUND)
  const cut = (start: number, end: number) => division.text.slice(start, end)
  const words = styleText('inverse', `⟦${cut(range.start, range.end)}⟧`)
  return `${passageAt(division, range.start)}: ${cut(from, range.start)}${words}${cut(range.end, to)}`.trim()
}
const AROUND = 200

function targetFor(place: Place, seed: Seed): string | Record<string, string | number> {
  if (!place.whole) return targetOf(place, seed)
  const { division, range } = place
  return {
    passage: passageAt(division, range.start),
    ...(seed.divisions.length > 1 ? { text: division.id } : {}),
  }
}

/** The place that is meant: of words that were given or are asked for, else a whole passage. */
async function placeOf(values: Values, seed: Seed, given: string): Promise<Place> {
  const [passage, text] = [textOf(values, 'passage'), textOf(values, 'text')]
  if (given.trim() === '' && passage !== undefined) {
    const places = passagesOf(seed, passage, text)
    if (places.length === 0)
      throw usageError(`Unexpected passage \`${passage}\`, expected ${rangesOf(seed, text)}`)
    return onePlace({ places, near: [] }, passage)
  }
  const exact = given.trim() === '' ? await ask('Which words of the text?') : given
  if (exact.trim() === '')
    throw usageError('Unexpected end, expected the words: `variorum note <edition> "words"`')
  return onePlace(placesFor(seed, exact, passage, text), exact)
}

function passagesOf(seed: Seed, passage: string, text: string | undefined): readonly Place[] {
  return seed.divisions
    .filter(({ id }) => text === undefined || id === text)
    .flatMap((division) => {
      const found = division.passages.find(({ id }) => id === passage)
      return found === undefined ? [] : [{ division, range: found.range, whole: true }]
    })
}

/** The passages that there are, of the text that was named. */
function rangesOf({ divisions }: Seed, text: string | undefined): string {
  const named = divisions.filter(({ id }) => id === text)
  if (text !== undefined && named.length === 0) return `a text: ${choices(divisions.map(({ id }) => id))}`
  const most = Math.max(...(text === undefined ? divisions : named).map(({ passages }) => passages.length))
  return `\`p1\` to \`p${most}\``
}

/** Keys as they were given; asked for where the kind needs one. */
async function sourcesOf(values: Values, records: Records, needed: boolean): Promise<readonly string[]> {
  const given = [values['source'] ?? []].flat().map(String)
  const known = keysOf(records)
  for (const key of given) checkedChoice(key, known, 'source')
  if (given.length > 0 || !needed) return given
  if (!process.stdin.isTTY)
    throw usageError(
      'Unexpected end, expected `--source KEY`: a note of this kind needs one, and the keys are the files of `content/sources/`',
    )
  return [await pick('Source', undefined, known, 'source')]
}

type Flag = 'kind' | 'by' | 'source'

function checkedChoice(given: string, known: readonly Choice[], flag: Flag): string {
  const ids = known.map(({ id }) => id)
  if (ids.includes(given)) return given
  const meant = suggest(given, ids)
  const hint = meant === undefined ? '' : ` Did you mean \`${meant}\`?`
  const mend = missing[flag] === undefined ? '' : ` ${missing[flag]}`
  throw usageError(`Unexpected ${flag} \`${given}\`, expected ${choices(ids)}.${hint}${mend}`)
}

/** What somebody does whose name, or whose source, is not in the library yet. */
const missing: Readonly<Partial<Record<Flag, string>>> = {
  by: `Not there yet? ${names.contributor.advice}`,
  source: `Not there yet? ${names.source.advice}`,
}

function editionOf(records: Records, id: string | undefined): { edition: Edition; seed: Seed } {
  const edition = id === undefined ? undefined : records.editions.get(id)
  const seed = edition && records.seeds.get(edition.record.fields.seed)
  if (edition !== undefined && seed !== undefined) return { edition, seed }
  const meant = suggest(id ?? '', records.editions.keys())
  const hint = meant === undefined ? '' : ` Did you mean \`${meant}\`?`
  throw usageError(`Unexpected edition \`${id ?? ''}\`, expected ${choices(records.editions.keys())}.${hint}`)
}

/** The one place that is meant; a person at a terminal may choose among several. */
async function onePlace(
  { places, near }: { places: readonly Place[]; near: readonly Place[] },
  exact: string,
): Promise<Place> {
  const [place, second] = places
  if (place !== undefined && second === undefined) return place
  const list = (found: readonly Place[]) => found.map((one) => `- ${where(one)}`).join('\n')
  if (place === undefined) {
    const hint = near.length === 0 ? '' : ` The nearest are:\n${list(near)}`
    throw usageError(`Unexpected words \`${exact}\`, expected words that stand in the text.${hint}`)
  }
  if (!process.stdin.isTTY) {
    throw usageError(
      `Unexpected words \`${exact}\` in ${places.length} places, expected one. Give more words, or \`--passage ${passageAt(place.division, place.range.start)}\`:\n${list(places)}`,
    )
  }
  return choose(
    'Which of these?',
    places.map((one) => ({ value: one, label: where(one) })),
  )
}

async function pick(
  what: string,
  given: string | undefined,
  known: readonly Choice[],
  flag: Flag,
): Promise<string> {
  const [first, second] = known
  if (given !== undefined) return checkedChoice(given, known, flag)
  if (first === undefined)
    throw usageError(`Unexpected empty list to choose \`${flag}\` from. ${missing[flag] ?? ''}`.trimEnd())
  if (!process.stdin.isTTY) {
    if (second === undefined || flag === 'kind') return first.id
    throw usageError(`Unexpected end, expected \`--${flag}\`: ${choices(known.map(({ id }) => id))}`)
  }
  // Nobody signs for somebody else because there is no one else to choose: the newcomer is a choice too.
  const newcomer = missing[flag] === undefined ? [] : [{ value: undefined, label: 'None of these' }]
  if (second === undefined && newcomer.length === 0) return first.id
  const options = known.map(({ id, hint }) => ({ value: id, label: id, hint }))
  const chosen = await choose<string | undefined>(what, [...options, ...newcomer])
  if (chosen === undefined) throw usageError(`Nothing was written. ${missing[flag]}`)
  return chosen
}

/** An answer in words; empty where there is nobody to ask. */
async function ask(message: string): Promise<string> {
  if (!process.stdin.isTTY) return ''
  const { isCancel, text } = await import('@clack/prompts')
  const answer = await text({ message })
  if (isCancel(answer)) throw usageError('Nothing was written.')
  return answer
}

/** One of a list. A long list is searched by typing. */
async function choose<T>(
  message: string,
  options: readonly { value: T; label: string; hint?: string | undefined }[],
): Promise<T> {
  const { autocomplete, isCancel, select } = await import('@clack/prompts')
  const listed = options.map(({ label, hint }, value) => ({ value, label, ...(hint ? { hint } : {}) }))
  const index =
    listed.length > MANY
      ? await autocomplete({ message, options: listed, placeholder: 'Type to search', maxItems: MANY })
      : await select({ message, options: listed })
  const chosen = isCancel(index) ? undefined : options[index]
  if (chosen === undefined) throw usageError('Nothing was written.')
  return chosen.value
}
const MANY = 12

/** The file's name: as given, or made from the first words; numbered only against names that exist. */
function nameOf(values: Values, root: string, edition: Edition, { division, range }: Place): string {
  const given = textOf(values, 'name')
  if (given !== undefined) {
    if (isId(given)) return given
    throw usageError(`Unexpected name \`${given}\`, expected small letters a–z, digits and hyphens`)
  }
  const slug = idFrom(division.text.slice(range.start, range.end))
    .split('-')
    .slice(0, 6)
    .join('-')
    .slice(0, 60)
    .replace(/-$/, '')
  const base = isId(slug) ? slug : `note-${passageAt(division, range.start)}`
  const taken = (name: string) =>
    edition.notes.ids.has(name) ||
    existsSync(join(root, 'content/editions', edition.id, 'notes', `${name}.md`))
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!taken(name)) return name
  }
}

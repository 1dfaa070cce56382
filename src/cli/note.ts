import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { stringify } from 'yaml'
import { openLibrary } from '../edition/index.ts'
import { kindsOf } from '../edition/kinds.ts'
import { type Edition, parse, type Records, type Seed } from '../edition/parse.ts'
import { type Files, isId, read, withNote } from '../edition/read.ts'
import { passageAt, placesFor, type Place, targetOf, where } from '../edition/places.ts'
import { choices, suggest } from '../edition/suggest.ts'
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
  const kind = await pick('Kind', textOf(values, 'kind'), [...kinds.keys()], 'kind')
  const by = await pick('Contributor', textOf(values, 'by'), [...records.contributors.ids].sort(), 'by')
  const sources = await sourcesOf(values, records, kinds.get(kind)?.factual === true)
  const name = nameOf(values, root, edition, place)
  const path = `content/editions/${edition.id}/notes/${name}.md`
  const front = { target: targetFor(place, seed), kind, by, ...(sources.length > 0 ? { sources } : {}) }
  const content = `---\n${stringify(front, { lineWidth: 0 })}---\nWrite the note here, in plain Markdown.\n`
  refuse(root, withNote(files, edition.id, name, content), edition.id, path)
  writeNew(join(root, path), content)
  refreshSchemas(root)
  process.stdout.write(`${path}\n${where(place)}\n`)
  return 0
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
  if (given.trim() === '' && passage !== undefined) return onePlace(passagesOf(seed, passage, text), passage)
  const exact = given.trim() === '' ? await ask('Which words of the text?') : given
  if (exact.trim() === '')
    throw usageError('Unexpected end, expected the words: `variorum note <edition> "words"`')
  return onePlace(placesFor(seed, exact, passage, text), exact)
}

function passagesOf(
  seed: Seed,
  passage: string,
  text: string | undefined,
): { places: readonly Place[]; near: readonly Place[] } {
  const places = seed.divisions
    .filter(({ id }) => text === undefined || id === text)
    .flatMap((division) => {
      const found = division.passages.find(({ id }) => id === passage)
      return found === undefined ? [] : [{ division, range: found.range, whole: true }]
    })
  return { places, near: [] }
}

/** Keys as they were given; asked for where the kind needs one. */
async function sourcesOf(values: Values, { sources }: Records, needed: boolean): Promise<readonly string[]> {
  const given = [values['source'] ?? []].flat().map(String)
  const known = [...sources.ids].sort()
  for (const key of given) checkedChoice(key, known, 'source')
  if (given.length > 0 || !needed) return given
  if (!process.stdin.isTTY)
    throw usageError(
      'Unexpected end, expected `--source KEY`: a note of this kind needs one, and the keys are the files of `content/sources/`',
    )
  return [await pick('Source', undefined, known, 'source')]
}

function checkedChoice(given: string, known: readonly string[], flag: string): string {
  if (known.includes(given)) return given
  const meant = suggest(given, known)
  throw usageError(
    `Unexpected ${flag} \`${given}\`, expected ${choices(known)}.${meant === undefined ? '' : ` Did you mean \`${meant}\`?`}`,
  )
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
  known: readonly string[],
  flag: string,
): Promise<string> {
  const [first, second] = known
  if (given !== undefined) return checkedChoice(given, known, flag)
  if (first === undefined) {
    throw usageError(
      'Unexpected registry without contributors, expected `content/contributors/<your-id>.yaml` with the line `name: Your name`',
    )
  }
  if (second === undefined || (!process.stdin.isTTY && flag === 'kind')) return first
  if (!process.stdin.isTTY) throw usageError(`Unexpected end, expected \`--${flag}\`: ${choices(known)}`)
  return choose(
    what,
    known.map((value) => ({ value, label: value })),
  )
}

/** An answer in words; empty where there is nobody to ask. */
async function ask(message: string): Promise<string> {
  if (!process.stdin.isTTY) return ''
  const { isCancel, text } = await import('@clack/prompts')
  const answer = await text({ message })
  if (isCancel(answer)) throw usageError('Nothing was written.')
  return answer
}

async function choose<T>(message: string, options: readonly { value: T; label: string }[]): Promise<T> {
  const { isCancel, select } = await import('@clack/prompts')
  const index = await select({ message, options: options.map(({ label }, value) => ({ value, label })) })
  const chosen = isCancel(index) ? undefined : options[index]
  if (chosen === undefined) throw usageError('Nothing was written.')
  return chosen.value
}

/** The file's name: as given, or made from the first words; numbered only against names that exist. */
function nameOf(values: Values, root: string, edition: Edition, { division, range }: Place): string {
  const given = textOf(values, 'name')
  if (given !== undefined) {
    if (isId(given)) return given
    throw usageError(`Unexpected name \`${given}\`, expected small letters a–z, digits and hyphens`)
  }
  const words = division.text
    .slice(range.start, range.end)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}|[’']/gu, '')
  const slug = words
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .split('-')
    .slice(0, 6)
    .join('-')
    .slice(0, 60)
  const base = isId(slug) ? slug : `note-${passageAt(division, range.start)}`
  const taken = (name: string) =>
    edition.notes.ids.has(name) ||
    existsSync(join(root, 'content/editions', edition.id, 'notes', `${name}.md`))
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!taken(name)) return name
  }
}

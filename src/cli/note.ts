import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { kindsOf } from '../edition/kinds.ts'
import { type Edition, parse, type Records, type Seed } from '../edition/parse.ts'
import { isId, read } from '../edition/read.ts'
import { passageAt, placesFor, type Place, targetOf, where } from '../edition/places.ts'
import { choices, suggest } from '../edition/suggest.ts'
import { rootOf, textOf, usageError, type Values } from './usage.ts'
import { writeNew } from './write.ts'

/** Writes a note whose target is proven to match in exactly one place. Asks only at a terminal. */
export async function note(values: Values, [id, ...words]: readonly string[]): Promise<number> {
  const root = rootOf(values)
  const records = parse(read(root))
  const { edition, seed } = editionOf(records, id)
  const exact = words.join(' ')
  if (exact.trim() === '')
    throw usageError('Unexpected end, expected the words: `variorum note <edition> "words"`')
  const place = await onePlace(
    placesFor(seed, exact, textOf(values, 'passage'), textOf(values, 'text')),
    exact,
  )
  const kind = await pick('Kind', textOf(values, 'kind'), [...kindsOf(edition.record.fields).keys()], 'kind')
  const by = await pick('Contributor', textOf(values, 'by'), [...records.contributors.ids].sort(), 'by')
  const name = nameOf(values, root, edition, place)
  const path = `content/editions/${edition.id}/notes/${name}.md`
  const front = stringify({ target: targetOf(place, seed), kind, by }, { lineWidth: 0 })
  writeNew(join(root, path), `---\n${front}---\nWrite the note here, in plain Markdown.\n`)
  process.stdout.write(`${path}\n${where(place)}\n`)
  return 0
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
  if (given !== undefined) {
    if (known.includes(given)) return given
    const meant = suggest(given, known)
    throw usageError(
      `Unexpected ${flag} \`${given}\`, expected ${choices(known)}.${meant === undefined ? '' : ` Did you mean \`${meant}\`?`}`,
    )
  }
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

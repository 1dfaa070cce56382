import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type JsonSchema,
  jsonSchema,
  type Known,
  type Names,
  type Shape,
  shapes,
} from '../edition/json-schema.ts'
import { kindsOf } from '../edition/kinds.ts'
import { type Edition, parse, type Records } from '../edition/parse.ts'
import { clip } from '../edition/records.ts'
import { read } from '../edition/read.ts'
import { checkShelf } from './shelf.ts'
import { rootOf, type Values } from './usage.ts'
import { writeWhole } from './write.ts'

/**
 * Writes the JSON Schemas of a library, with its own kinds, people, sources, entities and notes. They are made
 * again from the files at any time and are not kept in git: a file that every note changes would make every two
 * notes conflict. With `--check`, writes nothing and says whether they are those of the library (exit code 1 if not).
 */
export function schemas(values: Values): number {
  const root = rootOf(values)
  const files = schemaFiles(root)
  const stale = [...files].filter(([path, text]) => current(join(root, path)) !== text).map(([path]) => path)
  if (values['check'] === true) {
    process.stdout.write(
      stale.length === 0
        ? 'The schemas are those of the library.\n'
        : `Not those of the library: ${stale.join(', ')}. Run \`npx variorum schemas\`.\n`,
    )
    return stale.length === 0 ? 0 : 1
  }
  writeSchemas(root, files)
  process.stdout.write(`${files.size} files in ${folder}/ and ${astroFolder}/\n`)
  return 0
}

const folder = '.variorum/schemas'
/** Where Astro's language server looks for the schemas of front matter; nothing else reads these. */
const astroFolder = '.astro/collections'

/** Writes what has changed, and removes schemas of editions that are no more. */
export function writeSchemas(root: string, files: ReadonlyMap<string, string> = schemaFiles(root)): void {
  for (const path of [dirname(folder), folder]) checkShelf(join(root, path))
  for (const [path, text] of files) {
    if (current(join(root, path)) === text) continue
    writeWhole(join(root, path), text)
  }
  for (const name of readdirSync(join(root, folder)))
    if (!files.has(`${folder}/${name}`)) rmSync(join(root, folder, name), { recursive: true })
}

/** The same, where a library has schemas: after a file that they name came, an editor knows it at once. */
export function refreshSchemas(root: string): void {
  if (existsSync(join(root, folder))) writeSchemas(root)
}

function current(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Every schema file of a library, by its path below the root. */
export function schemaFiles(root: string): ReadonlyMap<string, string> {
  const records = parse(read(root))
  const files = new Map<string, string>()
  const add = (path: string, content: unknown) => files.set(path, `${JSON.stringify(content, null, 2)}\n`)
  const shared = knownOf(records)
  const names = Object.keys(shapes).filter((name): name is Shape => name in shapes)
  for (const shape of names) add(`${folder}/${shape}.json`, jsonSchema(shape, shared))
  const collections = [...records.editions.values()].map((edition) => {
    const schema = jsonSchema('note', { ...shared, ...ownKnown([edition]) })
    add(`${folder}/note.${edition.id}.json`, schema)
    return {
      name: `notes-${edition.id}`,
      schema,
      entries: [...edition.notes.ids].map((id) => `content/editions/${edition.id}/notes/${id}.md`),
    }
  })
  const editions = {
    name: 'editions',
    schema: jsonSchema('edition', shared),
    entries: [...records.editions.keys()].map((id) => `content/editions/${id}/edition.mdx`),
  }
  for (const [path, content] of astroFiles(root, [...collections, editions])) add(path, content)
  return files
}

type Collection = { readonly name: string; readonly schema: JsonSchema; readonly entries: readonly string[] }

/**
 * Astro's extension for VS Code completes front matter in Markdown, by schemas that Astro writes for content
 * collections. Ours is no such collection, but the files are the same; paths are in small letters because the
 * language server compares them so.
 */
function astroFiles(root: string, collections: readonly Collection[]): [string, unknown][] {
  const entries = collections.flatMap(({ name, entries: paths }) =>
    paths.map((path) => [decodeURIComponent(pathToFileURL(join(root, path)).href).toLowerCase(), name]),
  )
  return [
    [
      `${astroFolder}/collections.json`,
      {
        collections: collections.map(({ name }) => ({ hasSchema: true, name })),
        entries: Object.fromEntries(entries),
      },
    ],
    ...collections.map(({ name, schema }): [string, unknown] => [
      `${astroFolder}/${name}.schema.json`,
      { ...schema, $schema: 'http://json-schema.org/draft-07/schema#' },
    ]),
  ]
}

/** What a library knows. Broken files are known by their names. */
export function knownOf(records: Records): Known {
  return {
    contributors: namesOf(
      records.contributors.ids,
      (id) => records.contributors.records.get(id)?.fields.name,
    ),
    sources: namesOf(records.sources.ids, (id) => {
      const fields = records.sources.records.get(id)?.fields
      return fields && `${fields.title}${fields.issued === undefined ? '' : ` (${fields.issued})`}`
    }),
    entities: namesOf(records.entities.ids, (id) => {
      const fields = records.entities.records.get(id)?.fields
      return fields && [fields.name, fields.description].filter((part) => part !== undefined).join(': ')
    }),
    seeds: namesOf(records.seeds.keys(), (id) => records.seeds.get(id)?.record.fields.title),
    ...ownKnown([...records.editions.values()]),
  }
}

/** What only an edition knows: its kinds, its verdicts and its notes. */
function ownKnown(editions: readonly Edition[]): Known {
  const kinds = new Map(
    editions.flatMap((edition) =>
      [...kindsOf(edition.record.fields)].map(([id, { label, description }]) => [
        id,
        description === undefined ? label : `${label}: ${description}`,
      ]),
    ),
  )
  const scales = editions.map(({ record }) => record.fields.verdicts)
  const verdicts = new Map(
    scales.flatMap((scale) =>
      Object.entries(scale ?? {}).map(([id, { label, description }]) => [
        id,
        description === undefined ? label : `${label}: ${description}`,
      ]),
    ),
  )
  const notes = new Map(
    editions.flatMap((edition) =>
      [...edition.notes.ids].map((id) => [id, edition.notes.records.get(id)?.body]),
    ),
  )
  return {
    kinds: namesOf(kinds.keys(), (id) => kinds.get(id)),
    // Where an edition has no scale, any verdict will do.
    verdicts: scales.every((scale) => scale !== undefined)
      ? namesOf(verdicts.keys(), (id) => verdicts.get(id))
      : [],
    notes: namesOf(notes.keys(), (id) => notes.get(id)),
  }
}

function namesOf(ids: Iterable<string>, said: (id: string) => string | undefined): Names {
  return [...ids].map((id) => ({ id, said: clip(said(id) ?? id, 160) }))
}

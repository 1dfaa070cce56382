import { createHash } from 'node:crypto'
import type { VFile } from 'vfile'
import type { Past } from './history.ts'
import { isPictured } from './picture.ts'
import type { Files } from './read.ts'
import { partsOf } from './uses.ts'

/**
 * A hash of what a name stands for: `editions/psalms`, `seeds/psalms`, `sources/odni-2017`, all of a kind as
 * `sources/*`, what git knows of an edition's notes as `past/psalms`, and `site`. While it is the same, so is whatever
 * was made of it. What is not there has a hash as well.
 */
export function stampOf(name: string, files: Files, past: Past): string {
  const hash = createHash('sha256')
  for (const one of contentsOf(name, files, past)) {
    hash.update(one)
    hash.update('\0')
  }
  return hash.digest('hex')
}

function contentsOf(name: string, files: Files, past: Past): Iterable<string> {
  const { kind, id } = partsOf(name)
  if (kind === 'seeds') return id === '*' ? files.seeds.keys() : seed(files.seeds.get(id))
  if (kind === 'editions') return id === '*' ? files.editions.keys() : edition(files.editions.get(id))
  if (kind === 'past')
    return [
      JSON.stringify([past.state(), [...past.of(id)].map(([note, { revisions }]) => [note, revisions])]),
    ]
  if (kind === 'contributors' || kind === 'sources' || kind === 'entities') {
    const register = files[kind]
    const file = register.get(id)
    return id === '*' ? [...register.values()].flatMap(words) : file === undefined ? [] : words(file)
  }
  const { site, repository, address, editions, xrefs } = files
  return [
    ...[...xrefs.values()].flatMap((registries) => [...registries.values()].flatMap(words)),
    String(site?.value ?? ''),
    JSON.stringify([repository, address, isPictured(undefined, editions.size)]),
  ]
}

function words(file: VFile): string[] {
  return [file.path, String(file.value)]
}

function* edition(files: ReturnType<Files['editions']['get']>): Iterable<string> {
  if (files === undefined) return
  yield* words(files.record)
  for (const one of [...files.notes.values(), ...files.parallels.values()]) yield* words(one)
}

function* seed(files: ReturnType<Files['seeds']['get']>): Iterable<string> {
  if (files === undefined) return
  yield* words(files.record)
  for (const { path, data } of files.texts.values()) yield* [path, data.bytes?.sha256 ?? '']
}

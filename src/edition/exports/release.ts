import { createHash } from 'node:crypto'
import type { Output } from '../outputs.ts'
import type { EditionView } from '../view.ts'
import { dateOf, notesOf } from './published.ts'
import { zipOf } from './zip.ts'

/**
 * A release: all files of an edition below a folder of its name, and `manifest.json`. `state` is the beginning of the
 * hash of all of them: it changes when anything does, and nothing else changes it.
 */
export function releaseOf(
  view: EditionView,
  outputs: readonly Output[],
  program: string,
): { readonly bytes: Uint8Array; readonly state: string } {
  const files = outputs.map(({ path, type, body }) => ({ path, type, body: bytesOf(body()) }))
  const listed = files.map(({ path, type, body }) => ({
    path,
    type,
    bytes: body.length,
    sha256: hashOf(body),
  }))
  const state = hashOf(bytesOf(JSON.stringify(listed.map(({ path, sha256 }) => [path, sha256])))).slice(0, 12)
  const { seed, title, licence, language, editors, contributors } = view
  const manifest = {
    format: 'variorum-release',
    version: 1,
    state,
    program: `Variorum ${program}`,
    edition: view.id,
    title,
    language,
    date: dateOf(view).slice(0, 10),
    ...(licence === undefined ? {} : { licence }),
    editors: editors.map(({ name }) => name),
    contributors: contributors.map(({ name }) => name),
    notes: notesOf(view).length,
    seed: {
      id: seed.id,
      title: seed.title,
      ...(seed.rights === undefined ? {} : { rights: seed.rights.statement }),
      texts: view.divisions.map(({ id, sha256, bytes }) => ({ id, bytes, sha256 })),
    },
    files: listed,
  }
  const entries = [
    { path: `${view.id}/manifest.json`, body: `${JSON.stringify(manifest, null, 2)}\n` },
    ...files.map(({ path, body }) => ({ path, body })),
  ]
  return { bytes: zipOf(entries), state }
}

function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? new TextEncoder().encode(body) : body
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

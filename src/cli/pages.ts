import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Library } from '../edition/index.ts'
import { loadRenderer, type Renderer } from '../renderer.ts'
import { hashOf } from './new-site.ts'
import { filesIn, programStamp } from './program.ts'
import { shelf, tidy, workshop } from './shelf.ts'
import { usageError } from './usage.ts'

/**
 * The pages as a program, with the styles and scripts that they load. Astro makes it of this package and of the prose
 * of editors, which is MDX and therefore code; so it is the same for every library without prose, and kept in
 * `.variorum/pages-…`, named after all that it was made from. It is taken only where each of its files is as written.
 */
export type Pages = Renderer & {
  /** The folder of what every site holds: styles, scripts, fonts. */
  readonly assets: string
}

/** The prose of an edition, as far as it makes a difference: hashes of all that its links may lead to. */
export type Prose = { readonly edition: string; readonly stamps: Readonly<Record<string, string>> }

/** The pages for a library with this prose, as they were kept or made now. */
export async function makePages(library: Library, prose: readonly Prose[]): Promise<Pages> {
  const made = createHash('sha256').update(programStamp())
  if (prose.length > 0) made.update(JSON.stringify([library.root, prose]))
  const folder = join(shelf, `pages-${made.digest('hex').slice(0, 16)}`)
  if (!isWhole(folder)) {
    await compile({ root: library.root, prose, workshop })
    keep(folder)
  }
  return { ...(await loadRenderer(join(folder, 'server/entry.mjs'))), assets: join(folder, 'client') }
}

/** What Astro is to compile, and where: that needs this package's dependencies, so it has to lie below this package. */
export type Compilation = {
  readonly root: string
  readonly prose: readonly Prose[]
  readonly workshop: string
}

/** Throws a `UsageError` with what the compiler said, where it failed. */
async function compile(compilation: Compilation): Promise<void> {
  const compiler = spawn(process.execPath, [join(import.meta.dirname, 'compile.ts')], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  compiler.stdin.end(JSON.stringify(compilation))
  const ended = once(compiler, 'close')
  const said = await text(compiler.stderr)
  const [code] = (await ended) as [number | null]
  if (code !== 0) throw usageError(said.trim() || 'Unexpected end of the compiler, expected pages')
  writeFileSync(join(workshop, list), JSON.stringify(hashesIn(workshop)))
}

/** Where another build has made the same meanwhile, either may stay. */
function keep(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  try {
    renameSync(workshop, folder)
  } catch (error) {
    if (!isWhole(folder)) throw error
  }
  tidy('pages-')
}

/** Says of each file what it is to be. */
const list = 'files.json'

function isWhole(folder: string): boolean {
  try {
    const told = JSON.parse(readFileSync(join(folder, list), 'utf8')) as Readonly<Record<string, string>>
    const found = hashesIn(folder)
    return Object.keys({ ...told, ...found }).every((path) => told[path] === found[path])
  } catch {
    return false
  }
}

function hashesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesIn(folder)
      .filter((path) => path !== list)
      .map((path) => [path, hashOf(readFileSync(join(folder, path)))]),
  )
}

import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { namingFiles } from '../edition/disk.ts'
import { outOf } from './out.ts'
import { filesIn } from './program.ts'
import { settle } from './swap.ts'
import { rootOf, usageError, type Values } from './usage.ts'

/** Copies the built site to where nothing serves it. */
export function toDisk(values: Values, words: readonly string[]): number {
  const [folder = '', ...others] = words
  if (folder === '' || others.length > 0)
    throw usageError(
      `Unexpected ${words.length} folders, expected one, such as \`variorum disk /media/stick/editions\``,
    )
  const out = outOf(values, rootOf(values))
  settle(out)
  if (!existsSync(out))
    throw usageError(`Unexpected empty place \`${out}\`, expected a site: run \`variorum build\` first`)
  const to = resolve(folder)
  if (existsSync(to) && readdirSync(to).length > 0)
    throw usageError(`Unexpected files in \`${folder}\`, expected an empty folder or none`)
  cpSync(out, to, { recursive: true })
  for (const path of filesIn(to)) {
    if (!path.endsWith('.html')) continue
    const page = join(to, path)
    writeFileSync(page, namingFiles(readFileSync(page, 'utf8')))
  }
  process.stdout.write(`The site is in ${folder}: open index.html\n`)
  return 0
}

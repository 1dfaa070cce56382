import { lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { home } from './program.ts'
import { textOf, usageError, type Values } from './usage.ts'

/** Where the site is, or is to be; where a link lies there, what it leads to, for the link itself is nobody's site. */
export function outOf(values: Values, root: string): string {
  const given = textOf(values, 'out')
  return followed(given === undefined ? join(root, 'dist') : resolve(given))
}

/** As many links in a row as Linux follows. */
const MOST_LINKS = 40

function followed(place: string, more = MOST_LINKS): string {
  if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return place
  if (more === 0)
    throw usageError(`Unexpected link \`${place}\` that leads to itself, expected a folder or none`)
  return followed(resolve(realpathSync(dirname(place)), readlinkSync(place)), more - 1)
}

/** One of these is in every site and in every part of one. */
const marks = ['_assets', 'index.html']

/**
 * A build replaces the whole folder, and the next one throws away what was in it: throws a `UsageError` where something
 * lies there that is no site. The library's own `dist` is there to be replaced.
 */
export function checkPlace(out: string, root: string): void {
  const [place, library] = [real(out), real(root)]
  if (isWithin(library, place) || isWithin(real(home), place))
    throw usageError(
      `Unexpected \`${out}\` as the place of the site, which holds the library or the program, expected a folder of its own, such as \`dist\``,
    )
  for (const name of ['content', 'seeds', '.git'])
    if (isWithin(place, join(library, name)))
      throw usageError(
        `Unexpected place of the site in \`${name}/\` of the library, expected a folder of its own, such as \`dist\``,
      )
  const entry = lstatSync(out, { throwIfNoEntry: false })
  if (entry === undefined) return
  if (!entry.isDirectory()) throw usageError(`Unexpected file \`${out}\`, expected a folder or none`)
  const names = readdirSync(out)
  const isSite = names.length === 0 || marks.some((mark) => names.includes(mark))
  if (names.includes('.git') || !(isSite || place === join(library, 'dist')))
    throw usageError(
      `Unexpected files in \`${out}\` that are no site, expected a site, an empty folder or none: a build replaces all that is there`,
    )
}

/** Of a place that may not be there yet. */
function real(place: string): string {
  try {
    return realpathSync(place)
  } catch {
    return join(real(dirname(place)), basename(place))
  }
}

function isWithin(place: string, folder: string): boolean {
  const path = relative(folder, place)
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
}

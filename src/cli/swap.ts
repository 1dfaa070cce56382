import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { arch, platform } from 'node:process'
import { basename, dirname, join } from 'node:path'
import { usageError } from './usage.ts'

/**
 * How a site changes only whole. A new one is made in a folder beside the old one, `.dist.building-…`, and takes its
 * place in one step where the system has one for that, else in two, with the old one as `.dist.old` in between. The old
 * one is kept elsewhere, and the next site made in it: most of its files will be the same.
 * `content/decisions/0012-a-strangers-pull-request.md` says what a server sees meanwhile.
 */

/** A folder or file of ours beside a site: on the same disk, and out of sight. */
function sibling(out: string, name: string): string {
  return join(dirname(out), `.${basename(out)}.${name}`)
}

/** Where a site is made. */
export function placeFor(out: string): string {
  return sibling(out, `building-${process.pid}`)
}

/**
 * Makes sure that nobody else builds the same site, and clears up after builds that died: puts the old site back where
 * one died between two steps, and removes what it had begun. Returns what lets the next build go ahead.
 * Throws a `UsageError` where another process is at it.
 */
export function claim(out: string): () => void {
  mkdirSync(dirname(out), { recursive: true })
  const release = lock(out)
  try {
    recover(out)
    for (const name of readdirSync(dirname(out)))
      if (name.startsWith(`.${basename(out)}.building-`)) discard(join(dirname(out), name))
  } catch (error) {
    release()
    throw error
  }
  return release
}

/** Removes the folders in which builds that died were at work: `building-<process>`. */
export function clearWorkshops(folder: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const [, pid] = /^building-(\d+)$/.exec(name) ?? []
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** Puts the old site back where a build died after taking it away. */
function recover(out: string): void {
  const old = sibling(out, 'old')
  if (!existsSync(old)) return
  if (existsSync(out)) discard(old)
  else renameSync(old, out)
}

/** Settles what a build that died left, for whoever shows the site; nothing where there is a site. */
export function settle(out: string): void {
  if (!existsSync(out) && existsSync(sibling(out, 'old'))) claim(out)()
}

/** Puts a new site where the old one is, whole. The old one goes to `before`, or is removed where it cannot. */
export function replace(out: string, made: string, before: string): void {
  const old = sibling(out, 'old')
  discard(old)
  if (!existsSync(out)) renameSync(made, out)
  else if (exchange(made, out)) renameSync(made, old)
  else {
    renameSync(out, old)
    try {
      renameSync(made, out)
    } catch (error) {
      renameSync(old, out)
      throw error
    }
  }
  if (existsSync(old)) keep(old, before)
}

/** Elsewhere may be on another disk, or a place where nothing can be written. */
function keep(old: string, before: string): void {
  try {
    mkdirSync(dirname(before), { recursive: true })
    renameSync(old, before)
  } catch {
    try {
      discard(old)
    } catch {
      // The new site is shown; that this is in the way is said by the next build.
    }
  }
}

/** Removes a folder of ours, if it is there, also where somebody has made what is in it read-only. */
export function discard(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    unlock(folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

function unlock(folder: string): void {
  chmodSync(folder, 0o700)
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) unlock(join(folder, entry.name))
}

/** Puts the site before where the next one is made, if there is one; what a link leads to is not ours to change. */
export function reuse(before: string, place: string): void {
  try {
    if (lstatSync(before).isDirectory()) renameSync(before, place)
  } catch {
    // Then the next is made of nothing.
  }
}

/** The number of `renameat2` in Linux, by the names that Node has for machines. */
const renameat2: Readonly<Record<string, number>> = { x64: 316, arm64: 276 }

/**
 * Exchanges two folders in one step, so that there is one of the name at every moment. Node has no such function, and
 * `mv --exchange` is too new to be everywhere; Perl is in every Debian, Ubuntu and Fedora. False where it cannot be done.
 * @see https://man7.org/linux/man-pages/man2/rename.2.html
 */
function exchange(a: string, b: string): boolean {
  const call = platform === 'linux' ? renameat2[arch] : undefined
  if (call === undefined) return false
  // -100: paths as they are; 2: exchange. What begins like a number would be taken for one: paths here begin with `/`.
  const script = `exit(syscall(${call}, -100, $ARGV[0], -100, $ARGV[1], 2) == 0 ? 0 : 1)`
  return spawnSync('perl', ['-e', script, '--', a, b], { stdio: 'ignore' }).status === 0
}

/** A file that says who builds. One that a dead process left is taken over. */
function lock(out: string): () => void {
  const file = sibling(out, 'lock')
  const own = `${file}-${process.pid}`
  writeFileSync(own, String(process.pid))
  try {
    if (!linked(own, file)) {
      const holder = holderOf(file)
      if (holder !== undefined && isAlive(holder)) {
        throw usageError(
          `Unexpected second build of \`${out}\`, expected one at a time: process ${holder} is at it. Wait for it, or, if it is no build, remove \`${file}\``,
        )
      }
      takeOver(file, holder)
      if (!linked(own, file))
        throw usageError(`Unexpected second build of \`${out}\`, expected one at a time`)
    }
  } finally {
    rmSync(own, { force: true })
  }
  return () => rmSync(file, { force: true })
}

/** Makes a lock, with its content at once; false where there is one. */
function linked(own: string, file: string): boolean {
  try {
    linkSync(own, file)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
  }
  // A disk that knows no links.
  try {
    writeFileSync(file, readFileSync(own), { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Takes a dead process's lock away, unless another has done so meanwhile and made its own: that is put back. */
function takeOver(file: string, dead: number | undefined): void {
  const away = `${file}-${process.pid}.old`
  try {
    renameSync(file, away)
  } catch {
    return
  }
  if (holderOf(away) !== dead) linked(away, file)
  rmSync(away, { force: true })
}

function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

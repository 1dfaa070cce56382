import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = import.meta.dirname
/** Where the benchmarks put what they make; git ignores it. */
export const workshop = join(folder, '.variorum')

/** The programs of `package.json`, installed as the lockfile says, without their install scripts. */
export function installed(program: string): string {
  const stamp = join(folder, 'node_modules', '.variorum')
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    process.stderr.write('Installing what the benchmarks run …\n')
    // Not `ci`: that refuses a lockfile without the optional packages for other machines, which not every registry has.
    npm(['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder)
    writeFileSync(stamp, lock)
  }
  return join(folder, 'node_modules', program)
}

/**
 * The published files of a package, unpacked and not installed: nothing that it depends on comes along. `integrity` is
 * that of the package on the registry (Subresource Integrity, SHA-512).
 */
export function unpacked(name: string, version: string, integrity: string): string {
  const to = join(workshop, 'packages', `${name}-${version}`)
  if (existsSync(to)) return to
  const fresh = `${to}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  npm(
    ['pack', `${name}@${version}`, '--pack-destination', fresh, '--ignore-scripts', '--loglevel=error'],
    folder,
  )
  const [archive = ''] = readdirSync(fresh)
  const found = `sha512-${createHash('sha512')
    .update(readFileSync(join(fresh, archive)))
    .digest('base64')}`
  if (found !== integrity)
    throw new Error(`Unexpected content of ${name}@${version}: \`${found}\`, expected \`${integrity}\``)
  execFileSync('tar', ['-xzf', archive, '--strip-components=1'], { cwd: fresh })
  renameSync(fresh, to)
  return to
}

function npm(args: readonly string[], cwd: string): void {
  // Progress goes to the error stream, so that the tables can be piped.
  execFileSync('npm', args, { cwd, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
}

/** What a package of `package.json` exports. */
export async function imported(specifier: string): Promise<unknown> {
  installed(specifier)
  return import(pathToFileURL(createRequire(join(folder, 'package.json')).resolve(specifier)).href)
}

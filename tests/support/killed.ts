import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { repository, start, variorum } from './command.ts'
import { copy, fingerprint, remove, temporary, write } from './files.ts'

/** What came of builds that were killed. */
export type Killed = {
  /** Builds that died before they were done, and those that were faster than their death. */
  readonly died: number
  readonly survived: number
  /** Of those that died: how many had left the old site, how many the new one. */
  readonly old: number
  readonly fresh: number
  /** What a server would have shown that is neither, and builds that failed afterwards. */
  readonly faults: readonly string[]
}

const note = 'content/editions/two-psalms/notes/heading.md'
const wording = (body: string) =>
  `---\ntarget: {text: psalm-134, passage: p1}\nkind: doubt\nby: ben-example\n---\n${body}\n`

/**
 * Builds a small library again and again, each time with one note changed, and kills the build at a moment of chance; every other time near its end, where the sites change places. After each the site has to be the
 * old or the new one, byte for byte, and the next build has to succeed.
 */
export async function killBuilds(times: number, chance: () => number): Promise<Killed> {
  const folder = temporary()
  const root = join(folder, 'library')
  const out = join(root, 'dist')
  copy(join(repository, 'tests/fixtures/sites/psalms'), root)
  const count = { died: 0, survived: 0, old: 0, fresh: 0 }
  const faults: string[] = []
  const build = async (): Promise<number> => {
    const begun = performance.now()
    const { code, stderr } = await variorum(['build', '--root', root], folder)
    if (code !== 0) faults.push(`a build after a killed one failed: ${stderr}`)
    return performance.now() - begun
  }
  const expected = new Map<string, string>()
  const once = () => (existsSync(out) ? JSON.stringify(fingerprint(out)) : 'nothing')
  /** Files are read one after another: what is exchanged in one step is seen whole only if nothing changed meanwhile. */
  const shown = () => {
    let [seen, again] = [once(), once()]
    while (seen !== again) [seen, again] = [again, once()]
    return seen
  }
  let length = 0
  for (const body of ['The one wording.', 'The other wording.']) {
    write(root, note, wording(body))
    length = await build()
    expected.set(body, shown())
  }
  const [one = '', other = ''] = expected.keys()
  for (let turn = 0; turn < times; turn++) {
    const [before, after] = turn % 2 === 0 ? [other, one] : [one, other]
    write(root, note, wording(after))
    const moment = turn % 2 === 0 ? chance() * length : (0.8 + 0.25 * chance()) * length
    const died = await killedAfter(root, folder, moment)
    count[died ? 'died' : 'survived']++
    const site = shown()
    const state = site === expected.get(after) ? 'fresh' : site === expected.get(before) ? 'old' : undefined
    if (state === undefined)
      faults.push(
        `after ${Math.round(moment)} ms there was ${site === 'nothing' ? 'no site' : 'neither the old site nor the new one'}`,
      )
    else if (died) count[state]++
    length = 0.5 * length + 0.5 * (await build())
    if (shown() !== expected.get(after)) faults.push('the build after a killed one made another site')
  }
  const left = readdirSync(root).filter((name) => !['content', 'seeds', 'dist', '.variorum'].includes(name))
  if (left.length > 0) faults.push(`left behind: ${left.join(', ')}`)
  remove(folder)
  return { ...count, faults }
}

/** True where the build was killed before it was done. */
async function killedAfter(root: string, folder: string, milliseconds: number): Promise<boolean> {
  const child = start(['build', '--root', root], folder)
  const ended = new Promise<boolean>((done) =>
    child.once('exit', (_code, signal) => done(signal === 'SIGKILL')),
  )
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
  const died = await ended
  clearTimeout(timer)
  return died
}

// `node tests/support/killed.ts 100`
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = await killBuilds(Number(process.argv[2] ?? 5), Math.random)
  process.stdout.write(`${JSON.stringify(found, null, 1)}\n`)
  process.exitCode = found.faults.length > 0 ? 1 : 0
}

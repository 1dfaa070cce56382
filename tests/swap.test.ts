import { spawnSync } from 'node:child_process'
import fs, { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { claim, clearWorkshops, placeFor, replace, reuse, settle } from '../src/cli/swap.ts'
import { remove, temporary, write } from './support/files.ts'

/** How a site changes only whole, and what is done about builds that died. */

const folder = temporary()
afterAll(() => remove(folder))

const out = join(folder, 'dist')
const before = join(folder, 'elsewhere/before')
const page = () => readFileSync(join(out, 'index.html'), 'utf8')
const here = () => readdirSync(folder).sort()
/** A process that is no more. */
const dead = spawnSync('true').pid

beforeEach(() => {
  for (const name of here()) remove(join(folder, name))
  write(out, 'index.html', 'old')
})

describe('a new site', () => {
  test('takes the place of the old one, which is kept elsewhere for the next', () => {
    write(out, 'gone.html', 'old')
    write(placeFor(out), 'index.html', 'new')
    replace(out, placeFor(out), before)
    expect([page(), existsSync(join(out, 'gone.html')), here()]).toEqual([
      'new',
      false,
      ['dist', 'elsewhere'],
    ])
    reuse(before, placeFor(out))
    expect(readdirSync(placeFor(out))).toEqual(['gone.html', 'index.html'])
    expect(existsSync(before)).toBe(false)
  })

  test('leaves nothing of the old one where that cannot be kept', () => {
    write(folder, 'elsewhere', 'A file is no folder.')
    write(placeFor(out), 'index.html', 'new')
    replace(out, placeFor(out), before)
    expect([page(), here()]).toEqual(['new', ['dist', 'elsewhere']])
  })

  test('is not made in what a link leads to, nor of a file', () => {
    write(folder, 'mine/letter.txt', 'Dear Ada')
    mkdirSync(dirname(before))
    symlinkSync(join(folder, 'mine'), before)
    reuse(before, placeFor(out))
    expect([existsSync(placeFor(out)), readdirSync(join(folder, 'mine'))]).toEqual([false, ['letter.txt']])
    remove(before)
    write(dirname(before), 'before', 'A file is no site.')
    reuse(before, placeFor(out))
    expect(existsSync(placeFor(out))).toBe(false)
  })

  // Whoever is root may remove everything.
  test.skipIf(process.getuid?.() === 0)('leaves nothing of an old one that was made read-only', () => {
    write(out, 'a/index.html', 'old')
    for (const place of [join(out, 'a'), out]) chmodSync(place, 0o500)
    write(placeFor(out), 'index.html', 'new')
    replace(out, placeFor(out), before)
    expect([page(), readdirSync(folder)]).toEqual(['new', ['dist', 'elsewhere']])
    write(placeFor(out), 'a/index.html', 'half')
    chmodSync(join(placeFor(out), 'a'), 0o500)
    claim(out)()
    expect(here()).toEqual(['dist', 'elsewhere'])
  })

  test('takes an empty place', () => {
    remove(out)
    write(placeFor(out), 'index.html', 'new')
    replace(out, placeFor(out), before)
    expect([page(), here()]).toEqual(['new', ['dist']])
  })

  const canExchange = process.platform === 'linux' && spawnSync('perl', ['-e', '1']).status === 0
  test.runIf(canExchange)('is there at every moment, where the system exchanges folders', () => {
    const missed: unknown[] = []
    const { renameSync } = fs
    fs.renameSync = (from, to) => {
      renameSync(from, to)
      if (!existsSync(out)) missed.push(from)
    }
    syncBuiltinESMExports()
    write(placeFor(out), 'index.html', 'new')
    replace(out, placeFor(out), before)
    fs.renameSync = renameSync
    syncBuiltinESMExports()
    expect([missed, page()]).toEqual([[], 'new'])
  })
})

describe('a build that died', () => {
  test('between two steps: the old site is put back, for the next build and for who shows it', () => {
    for (const next of [() => claim(out)(), () => settle(out)]) {
      remove(join(folder, '.dist.old'))
      remove(out)
      write(join(folder, '.dist.old'), 'index.html', 'kept')
      next()
      expect([page(), here()]).toEqual(['kept', ['dist']])
    }
  })

  test('after them: what it left is removed', () => {
    write(join(folder, '.dist.old'), 'index.html', 'older')
    write(join(folder, `.dist.building-${dead}`), 'index.html', 'half')
    claim(out)()
    expect([page(), here()]).toEqual(['old', ['dist']])
  })

  test('holds nobody up: its lock is taken over, and one that says nothing as well', () => {
    for (const left of [String(dead), '', 'x']) {
      write(folder, '.dist.lock', left)
      const release = claim(out)
      expect(readFileSync(join(folder, '.dist.lock'), 'utf8')).toBe(String(process.pid))
      release()
      expect(here()).toEqual(['dist'])
    }
  })

  test('leaves no workshop behind; those of the living stay', () => {
    for (const pid of [dead, process.ppid])
      mkdirSync(join(folder, 'shop', `building-${pid}`), { recursive: true })
    clearWorkshops(join(folder, 'shop'))
    expect(readdirSync(join(folder, 'shop'))).toEqual([`building-${process.ppid}`])
  })
})

test('a build that lives is not disturbed', () => {
  write(folder, '.dist.lock', String(process.ppid))
  expect(() => claim(out)).toThrow(`process ${process.ppid} is at it`)
  expect(here()).toEqual(['.dist.lock', 'dist'])
})

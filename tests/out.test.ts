import { mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { checkPlace, outOf } from '../src/cli/out.ts'
import { checkShelf } from '../src/cli/shelf.ts'
import { repository, variorum } from './support/command.ts'
import { filesIn, remove, temporary, write } from './support/files.ts'

/** Where a site may be put: a build replaces the whole folder, so nothing else may lie there. */

let folder: string
let root: string

beforeEach(() => {
  folder = temporary()
  onTestFinished(() => remove(folder))
  root = join(folder, 'above/library')
  write(root, 'content/site.yaml', 'title: A library\n')
  write(root, 'seeds/seed/text.txt', 'word\n')
})

const check = (...path: string[]) => checkPlace(join(folder, ...path), root)

test('there is nothing, an empty folder, a site or a part of one', () => {
  mkdirSync(join(folder, 'empty'))
  write(folder, 'site/_assets/a.css', '')
  for (const place of [
    'none',
    'empty',
    'site',
    'above/library/dist',
    'above/library/deep/dist',
    'above/..none',
  ])
    check(place)
})

test.each([['above/library'], ['above'], ['.'], ['above/library/../library']])(
  '%s holds the library',
  (place) => {
    expect(() => check(place)).toThrow('holds the library')
  },
)

test('a link to the library holds it, and so does the folder of the program', () => {
  symlinkSync(root, join(folder, 'link'))
  expect(() => checkPlace(root, join(folder, 'link'))).toThrow('holds the library')
  for (const place of [repository, dirname(repository)])
    expect(() => checkPlace(place, root)).toThrow('or the program')
})

test.each([['content'], ['seeds/seed'], ['seeds/new'], ['.git/site']])(
  '%s is no place for a site',
  (place) => {
    expect(() => check('above/library', place)).toThrow('of the library')
  },
)

test('what is no site is not replaced, but in the library’s own place for it', async () => {
  write(folder, 'letters/a.txt', 'Dear Ada')
  write(folder, 'checkout/.git/HEAD', '')
  write(folder, 'checkout/_assets/a.css', '')
  expect(() => check('letters')).toThrow('that are no site')
  expect(() => check('checkout')).toThrow('that are no site')
  expect(() => check('letters/a.txt')).toThrow('Unexpected file')
  write(root, 'dist/a.txt', 'Left by something else')
  write(folder, 'by-hand/index.html', 'A site')
  check('above/library/dist')
  check('by-hand')
  const { code, stderr } = await variorum(['build', '--root', root, '--out', join(folder, 'letters')], folder)
  expect([code, stderr]).toEqual([2, expect.stringContaining('that are no site')])
  expect(filesIn(join(folder, 'letters'))).toEqual(['a.txt'])
  expect(readdirSync(folder).sort()).toEqual(['above', 'by-hand', 'checkout', 'letters'])
})

test('a link stays, and the site is where it leads', () => {
  symlinkSync('../../site', join(root, 'dist'))
  symlinkSync('loop', join(folder, 'loop'))
  expect(outOf({}, root)).toBe(join(realpathSync(folder), 'site'))
  expect(() => outOf({ out: join(folder, 'loop') }, root)).toThrow('leads to itself')
})

test('what is kept between builds is in a folder, or in one that a link leads to', async () => {
  const shelf = join(root, '.variorum')
  checkShelf(shelf)
  write(folder, 'file', '')
  mkdirSync(join(folder, 'elsewhere'))
  for (const [to, sort] of [
    ['file', 'link to a file'],
    ['nothing', 'link that leads nowhere'],
  ] as const) {
    symlinkSync(join(folder, to), shelf)
    expect(() => checkShelf(shelf)).toThrow(`Unexpected ${sort} \`${shelf}\`, expected a folder`)
    remove(shelf)
  }
  symlinkSync(join(folder, 'elsewhere'), shelf)
  checkShelf(shelf)
  remove(shelf)
  write(root, '.variorum', '')
  const { code, stderr } = await variorum(['schemas', '--root', root], folder)
  expect(code).not.toBe(0)
  expect(stderr).toContain(`Unexpected file \`${shelf}\`, expected a folder`)
  expect(stderr).toContain('remove the file, and try again')
})

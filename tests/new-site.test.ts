import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { hashOf, newSite } from '../src/cli/new-site.ts'
import { filesIn, remove, temporary, write } from './support/files.ts'

/** A site is made in the folder of an earlier one: only what is as it should be stays of that. */

let folder: string
let shown: string
let place: string

beforeEach(() => {
  folder = temporary()
  onTestFinished(() => remove(folder))
  shown = join(folder, 'shown')
  place = join(folder, 'place')
})

const texts = (paths: readonly string[]) => paths.map((path) => readFileSync(join(place, path), 'utf8'))

test('a file that is as it should be stays where it is; one that is not comes from the site that is shown', () => {
  const files = {
    'a/index.html': hashOf('one'),
    'a/b/index.html': hashOf('two'),
    'a/new.html': hashOf('new'),
  }
  for (const [path, text] of [
    ['a/index.html', 'one'],
    ['a/b/index.html', 'two'],
    ['a/new.html', 'new'],
  ] as const)
    write(shown, path, text)
  write(place, 'a/index.html', 'one')
  write(place, 'a/b/index.html', 'changed')
  const kept = statSync(join(place, 'a/index.html')).ino
  const made = newSite(place)
  expect(made.bring(files, shown)).toBe(true)
  expect(texts(Object.keys(files))).toEqual(['one', 'two', 'new'])
  expect(statSync(join(place, 'a/index.html')).ino).toBe(kept)
  expect([...made.paths]).toEqual(Object.keys(files))
})

test('where neither has a file as it should be, none of them is taken', () => {
  write(shown, 'a/index.html', 'one')
  write(shown, 'a/b.html', 'damaged')
  write(place, 'a/b.html', 'damaged as well')
  const made = newSite(place)
  expect(made.bring({ 'a/index.html': hashOf('one'), 'a/b.html': hashOf('two') }, shown)).toBe(false)
  expect([made.paths.size, filesIn(place)]).toEqual([0, []])
})

test('so too where a folder lies in the place of one of them', () => {
  write(place, 'a/c.html/d.html', 'in a folder')
  const made = newSite(place)
  expect(made.bring({ 'a/b.html': hashOf('gone'), 'a/c.html': hashOf('three') }, shown)).toBe(false)
  made.put('a/c.html', 'three')
  expect(texts(filesIn(place))).toEqual(['three'])
})

test.each(['../mine.txt', 'a/../../mine.txt', '/mine.txt', 'a//b', '.', ''])(
  'no path leads out: `%s`',
  (path) => {
    write(folder, 'mine.txt', 'mine')
    expect(newSite(place).bring({ [path]: hashOf('mine') }, shown)).toBe(false)
    expect(filesIn(folder)).toEqual(['mine.txt'])
  },
)

test('what is no file is not taken: a link may lead elsewhere tomorrow, and a pipe never ends', () => {
  write(folder, 'outside.html', 'one')
  mkdirSync(shown)
  symlinkSync(join(folder, 'outside.html'), join(shown, 'index.html'))
  execFileSync('mkfifo', [join(shown, 'pipe.html')])
  const made = newSite(place)
  expect(made.bring({ 'index.html': hashOf('one') }, shown)).toBe(false)
  expect(made.bring({ 'pipe.html': hashOf('') }, shown)).toBe(false)
  expect(readdirSync(place)).toEqual([])
})

test('a file is never written into: it may be one of the site that is shown', () => {
  write(shown, 'index.html', 'old')
  mkdirSync(place)
  linkSync(join(shown, 'index.html'), join(place, 'index.html'))
  const made = newSite(place)
  made.put('index.html', 'new')
  expect(readFileSync(join(shown, 'index.html'), 'utf8')).toBe('old')
  expect(() => made.put('index.html', 'twice')).toThrow('EEXIST')
})

test('what did not become a part of the site is swept away, with folders that hold nothing', () => {
  for (const path of ['gone/deep/index.html', 'a/gone.html', 'a/index.html']) write(place, path, 'old')
  const made = newSite(place)
  made.put('a/index.html', 'new')
  made.sweep()
  expect([filesIn(place), readdirSync(place)]).toEqual([['a/index.html'], ['a']])
})

test('a file takes the place of a folder, and a folder that of a file', () => {
  write(place, 'a', 'a file')
  write(place, 'b/c/index.html', 'in folders')
  const made = newSite(place)
  made.put('a/very/deep/index.html', 'new')
  made.put('a/index.html', 'new, too')
  made.put('b', 'a file now')
  made.sweep()
  expect([filesIn(place), texts(filesIn(place))]).toEqual([
    ['a/index.html', 'a/very/deep/index.html', 'b'],
    ['new, too', 'new', 'a file now'],
  ])
})

test('nothing is written through a link that lies there', () => {
  const outside = join(folder, 'outside')
  write(outside, 'index.html', 'not ours')
  write(place, 'index.html', 'old')
  symlinkSync(outside, join(place, 'a'))
  writeFileSync(join(place, 'other.html'), 'old')
  const made = newSite(place)
  made.put('a/index.html', 'new')
  made.sweep()
  expect([filesIn(place), readFileSync(join(outside, 'index.html'), 'utf8')]).toEqual([
    ['a/index.html'],
    'not ours',
  ])
})

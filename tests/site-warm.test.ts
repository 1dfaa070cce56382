import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { shelfOf } from '../src/cli/shelf.ts'
import { repository, variorum } from './support/command.ts'
import { chanceOf, soundEdits } from './support/edits.ts'
import { copy, filesIn, fingerprint, remove, temporary, write } from './support/files.ts'

/** A build that takes over what an earlier one made has the bytes of one that makes everything. */

const folder = temporary()
afterAll(() => remove(folder))

const root = join(folder, 'library')
const warm = join(folder, 'warm')
/** The site as a clean build makes it after all edits. */
let whole: Record<string, string>

async function build(out: string, ...more: string[]): Promise<void> {
  const { code, stderr } = await variorum(['build', '--root', root, '--out', out, ...more], folder)
  expect(code, stderr).toBe(0)
}

/** The site of the same library, made where nothing was made before. */
async function clean(name: string): Promise<Record<string, string>> {
  const out = join(folder, name)
  await build(out)
  return fingerprint(out)
}

beforeAll(async () => {
  copy(inject('psalms').root, root)
  await build(warm)
})

test('after many edits it is as a clean one', async () => {
  const below = chanceOf(7)
  for (let turn = 0; turn < 30; turn++) soundEdits[below(soundEdits.length)]?.(root, below, turn)
  await build(warm)
  expect(fingerprint(warm)).toEqual(await clean('after-edits'))
})

test('after one edit it makes only the pages of that edition', async () => {
  const path = 'content/editions/interlude/notes/once-more.md'
  write(root, path, '---\ntarget: {passage: p1}\nkind: context\nby: ada-example\n---\nOnce more.\n')
  const since = statSync(join(root, path)).mtimeMs
  await build(warm)
  const isNew = (edition: string) =>
    new Set(filesIn(join(warm, edition)).map((file) => statSync(join(warm, edition, file)).mtimeMs >= since))
  expect([isNew('small-talk'), isNew('interlude')]).toEqual([new Set([false]), new Set([true])])
  whole = await clean('whole')
  expect(fingerprint(warm)).toEqual(whole)
})

test('what somebody has changed, cut short, taken away or added is not taken over', async () => {
  write(warm, 'two-psalms/index.html', 'Not the page.')
  truncateSync(join(warm, 'small-talk/index.html'), 100)
  remove(join(warm, 'interlude/index.html'))
  write(warm, 'small-talk/more/index.html', 'Nobody made this.')
  await build(warm)
  expect(fingerprint(warm)).toEqual(whole)
})

test('the same of the site before, in which the next one is made', async () => {
  const { before } = shelfOf(root, warm)
  write(before, 'two-psalms/index.html', 'Not the page.')
  truncateSync(join(before, 'small-talk/index.html'), 100)
  remove(join(before, 'interlude'))
  write(before, 'interlude', 'No folder.')
  remove(join(before, 'atom.xml'))
  write(before, 'atom.xml/index.html', 'No file.')
  write(before, 'small-talk/more/index.html', 'Nobody made this.')
  await build(warm)
  expect(fingerprint(warm)).toEqual(whole)
  expect(readdirSync(warm)).toEqual(readdirSync(join(folder, 'whole')))
})

test('the same of what is known of the site', async () => {
  const { memory } = shelfOf(root, warm)
  const known = readFileSync(memory, 'utf8')
  const damaged = known.replace(/"title":"[^"]+"/, '"title":"Nobody’s title"')
  expect(damaged).not.toBe(known)
  writeFileSync(memory, damaged)
  await build(warm)
  expect(fingerprint(warm)).toEqual(whole)
})

test('pages are compiled again where prose was changed, and where what was compiled was', async () => {
  const prose = join(root, 'content/editions/interlude/edition.mdx')
  const before = readFileSync(prose, 'utf8')
  const page = join(folder, 'prose/interlude/index.html')
  const said = 'Nobody has said this before.'
  write(root, 'content/editions/interlude/edition.mdx', `${before}\n\n${said}\n\n<Text />\n`)
  await build(join(folder, 'prose'))
  expect(readFileSync(page, 'utf8')).toContain(said)

  const compiled = filesIn(join(repository, '.variorum'))
    .map((path) => join(repository, '.variorum', path))
    .find((path) => /pages-.*\.mjs$/.test(path) && readFileSync(path, 'utf8').includes(said))
  expect.assert(compiled !== undefined)
  writeFileSync(compiled, readFileSync(compiled, 'utf8').replace(said, 'Somebody has.'))
  remove(join(folder, 'prose'))
  await build(join(folder, 'prose'))
  expect(readFileSync(page, 'utf8')).toContain(said)

  writeFileSync(prose, before)
})

describe('a site in parts', () => {
  test('is put together to what one build makes, to the byte', async () => {
    const parts = [1, 2].map((one) => join(folder, `part-${one}`))
    for (const [index, part] of parts.entries()) await build(part, '--shard', `${index + 1}/2`)
    const out = join(folder, 'merged')
    const merged = await variorum(['merge', ...parts, '--root', root, '--out', out], folder)
    expect(merged.code, merged.stderr).toBe(0)
    expect(fingerprint(out)).toEqual(whole)
  })

  test.each([['0/2'], ['3/2'], ['half'], ['1/0']])('there is no part %s', async (shard) => {
    const { code, stderr } = await variorum(
      ['build', '--root', root, '--out', join(folder, 'none'), '--shard', shard],
      folder,
    )
    expect([code, stderr]).toEqual([2, expect.stringContaining('expected a number of how many')])
  })
})

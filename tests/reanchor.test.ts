import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type ReanchorReport, table } from '../src/edition/reanchor-report.ts'
import { variorum } from './support/command.ts'
import { fingerprint, remove, sha256, temporary, write } from './support/files.ts'
import { type Passage, passagesOf, revise } from './support/revise.ts'

const folder = temporary()
afterAll(() => remove(folder))

type Texts = Readonly<Record<string, string>>

/** Writes a library whose edition `tale` stands on the seed `first`, of which `second` is a revision. */
function library(name: string, first: Texts, second: Texts, notes: Texts): string {
  const root = join(folder, name)
  write(root, 'content/contributors/ada-example.yaml', 'name: Ada Example\n')
  const edition =
    '---\ntitle: A tale # its name\nseed: first  # the text\nlicence: CC0-1.0\nkinds: [gloss]\n---\n'
  write(root, 'content/editions/tale/edition.mdx', edition)
  writeSeed(root, 'first', first)
  writeSeed(root, 'second', second, 'revises: first\n')
  for (const [id, note] of Object.entries(notes)) write(root, `content/editions/tale/notes/${id}.md`, note)
  return root
}

function writeSeed(root: string, id: string, texts: Texts, more = ''): void {
  const entries = Object.entries(texts).map(([file, text]) => {
    write(root, `seeds/${id}/${file}.txt`, text)
    return `  - {file: ${file}.txt, sha256: ${sha256(Buffer.from(text))}}\n`
  })
  write(root, `seeds/${id}/seed.yaml`, `title: A tale\n${more}texts:\n${entries.join('')}`)
}

const run = (root: string, ...args: string[]) =>
  variorum(['reanchor', 'tale', '--to', 'second', '--root', root, ...args])
const check = async (root: string) => (await variorum(['check', '--root', root])).stdout
const report = async (root: string, ...args: string[]): Promise<ReanchorReport> =>
  JSON.parse((await run(root, '--format', 'json', ...args)).stdout)
const noteAt = (root: string, id: string) =>
  readFileSync(join(root, `content/editions/tale/notes/${id}.md`), 'utf8')
const note = (target: string) => `---\ntarget: ${target}\nkind: gloss\nby: ada-example\n---\nWords.\n`

describe('notes on a text that a script revised', () => {
  const revision = revise('latin', 20, 60, 88)
  const { old, new: after } = revision
  const passages = passagesOf(revision, 260, 7)
  const root = library('revised', { text: old.text }, { text: after.text }, notesOn(passages))

  /** Each note says which occurrence it means, so that it has one place whatever its words are. */
  function notesOn(all: readonly Passage[]): Texts {
    return Object.fromEntries(
      all.map(({ start, end }, index) => {
        const exact = old.text.slice(start, end)
        const starts: number[] = []
        for (let at = old.text.indexOf(exact); at >= 0; at = old.text.indexOf(exact, at + 1)) starts.push(at)
        return [
          `note-${index}`,
          note(`{exact: ${JSON.stringify(exact)}, occurrence: ${starts.indexOf(start) + 1}}`),
        ]
      }),
    )
  }

  test(
    'every note called exact or moved is at the true place; those whose words survive are found',
    { timeout: 120_000 },
    async () => {
      expect(await check(root)).toBe('Everything is in order.\n')
      const { notes } = await report(root)
      expect(notes.length).toBeGreaterThanOrEqual(200)
      const rows = notes.map(({ note: id, status, targets }) => {
        const { left, whole } = passages[Number(id.slice('note-'.length))] ?? {}
        const place = targets[0]?.new
        const isThere = place?.start === left?.start && place?.end === left?.end
        return {
          status,
          whole: whole === true,
          isThere,
          apart:
            place !== undefined && (left === undefined || place.end <= left.start || place.start >= left.end),
        }
      })
      const same = rows.filter(({ status }) => status === 'exact' || status === 'moved')
      const whole = rows.filter((row) => row.whole)
      const count = (status: string) => [
        rows.filter((row) => row.status === status).length,
        rows.filter((row) => row.status === status && row.whole).length,
        rows.filter((row) => row.status === status && row.apart).length,
      ]
      const lines = ['exact', 'moved', 'reworded', 'lost'].map((status) => [status, ...count(status)])
      // The reporter of this project prints counts only; the table is for people.
      print([['', 'notes', 'words survive', 'wrong place'], ...lines])
      expect(same.filter(({ isThere }) => !isThere)).toEqual([])
      expect(rows.filter(({ apart }) => apart)).toEqual([])
      expect(whole.filter(({ isThere }) => isThere).length / whole.length).toBeGreaterThanOrEqual(0.95)
      for (const [status, all] of lines) expect([status, Number(all) > 3]).toEqual([status, true])
    },
  )

  test(
    'nothing moves by itself; what is accepted finds its place, the rest is pinned; check passes',
    { timeout: 120_000 },
    async () => {
      const before = fingerprint(root)
      const said = await run(root)
      expect(said.code).toBe(1)
      expect(said.stdout).toMatch(/^note +status +score +passage +words\n/)
      expect(said.stdout).toMatch(/\n\d+ exact, \d+ moved, \d+ reworded, \d+ lost\nNothing was written/)
      expect(fingerprint(root)).toEqual(before)

      const { notes, written } = await report(root, '--write')
      expect(written).toBe(true)
      for (const { note: id, status, outcome } of notes) {
        const isCarried = status === 'exact' || status === 'moved'
        expect([id, outcome]).toEqual([id, isCarried ? 'carried' : 'pinned'])
        expect(/^on: first$/m.test(noteAt(root, id))).toBe(!isCarried)
      }
      expect(await check(root)).toBe('Everything is in order.\n')

      // What was pinned is carried from the text that it was written on; what was carried stands.
      write(
        root,
        'seeds/third/seed.yaml',
        readFileSync(join(root, 'seeds/second/seed.yaml'), 'utf8').replace('first', 'second'),
      )
      write(root, 'seeds/third/text.txt', after.text)
      const args = [
        'reanchor',
        'tale',
        '--to',
        'third',
        '--root',
        root,
        '--format',
        'json',
        '--write',
        '--accept',
        'exact,moved,reworded',
      ]
      const third: ReanchorReport = JSON.parse((await variorum(args)).stdout)
      const statusIn = new Map(third.notes.map((one) => [one.note, one]))
      for (const { note: id, status, targets } of notes) {
        const now = statusIn.get(id)
        expect([id, now?.status]).toEqual([id, status === 'moved' ? 'exact' : status])
        expect([id, now?.targets[0]?.new]).toEqual([id, targets[0]?.new])
        expect([id, now?.on]).toEqual([id, status === 'exact' || status === 'moved' ? 'second' : 'first'])
        expect([id, now?.outcome]).toEqual([id, status === 'lost' ? 'pinned' : 'carried'])
        expect(/^on: first$/m.test(noteAt(root, id))).toBe(status === 'lost')
      }
      expect(await check(root)).toBe('Everything is in order.\n')
    },
  )
})

function print(rows: readonly (readonly (string | number)[])[]): void {
  const lines = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? String(cell).padEnd(10) : String(cell).padStart(15))).join(''),
  )
  process.stdout.write(`\n${lines.join('\n')}\n\n`)
}

describe('what is written', () => {
  const first = [
    'The Keeper’s Year',
    'Nobody knew who had built the lighthouse on the northern cliff.',
    'Every evening the keeper climbed its ninety steps with a lantern in his hand. He was old. He was slow.',
    'In winter the harbour froze, and no ship came until the spring.',
    'The gulls were his only company, and he did not care for gulls.',
  ].join('\n\n')
  const second = [
    'The Keeper’s Year',
    'In winter the harbour froze, and no ship came until the spring.',
    'A Foreword follows. He was old, people say. Nobody knew who had built the lighthouse on the northern cliff.',
    'Every evening the keeper climbed its eighty steps with a lantern in his hand. He was old. He was slow.',
  ].join('\n\n')

  test('only what has to, in the author’s manner, byte for byte otherwise', async () => {
    const notes: Texts = {
      stands: note('who had built the lighthouse # the mystery'),
      reworded: note("'climbed its ninety steps'"),
      repeats:
        '---\n# A comment.\nkind: gloss\ntarget: "He was old"   # why\nby: [ada-example]\n---\nWords.\n',
      list: '---\ntarget:\n  - He was slow\n  - exact: He was old # mine\n    suffix: ". He"\n  - passage: p4 # all of it\nkind: gloss\nby: ada-example\n---\nWords.\n',
      folded: '---\r\ntarget: >-\r\n  He was\r\n  old\r\nkind: gloss\r\nby: ada-example\r\n---\r\nWords.\r\n',
      flow: '---\n{target: "The gulls were", kind: gloss, by: ada-example}\n---\nWords.\n',
      comments:
        '---\ntarget:\n  # Counted twice.\n  exact: its ninety steps # by hand\n  suffix: " with"\nkind: gloss\nby: ada-example\n---\nWords.\n',
      gone: '\uFEFF---\ntarget: not care for gulls\nkind: gloss\nby: ada-example\n---\r\nWords.',
      long: note('{from: Nobody knew who had built the lighthouse, to: with a lantern in his hand}'),
    }
    const root = library('bytes', { text: first }, { text: second }, notes)
    expect(await check(root)).toBe('Everything is in order.\n')
    const { code } = await run(root, '--write', '--accept', 'exact,moved,reworded')
    expect(code).toBe(1)
    const now = Object.fromEntries(Object.keys(notes).map((id) => [id, noteAt(root, id)]))
    expect(now).toEqual({
      stands: notes['stands'],
      reworded: note("'climbed its eighty steps'"),
      repeats:
        '---\n# A comment.\nkind: gloss\ntarget: {exact: "He was old", suffix: "."}   # why\nby: [ada-example]\n---\nWords.\n',
      list: '---\ntarget:\n  - He was slow\n  - exact: He was old # mine\n    suffix: ". He"\n  - {passage: p2} # all of it\nkind: gloss\nby: ada-example\n---\nWords.\n',
      folded:
        '---\r\ntarget: {exact: "He was old", suffix: "."}\r\nkind: gloss\r\nby: ada-example\r\n---\r\nWords.\r\n',
      flow: '---\n{on: first, target: "The gulls were", kind: gloss, by: ada-example}\n---\nWords.\n',
      comments:
        '---\ntarget:\n  # Counted twice.\n  "its eighty steps" # by hand\nkind: gloss\nby: ada-example\n---\nWords.\n',
      gone: '\uFEFF---\ntarget: not care for gulls\nkind: gloss\nby: ada-example\non: first\n---\r\nWords.',
      long: notes['long'],
    })
    expect(readFileSync(join(root, 'content/editions/tale/edition.mdx'), 'utf8')).toBe(
      '---\ntitle: A tale # its name\nseed: second  # the text\nlicence: CC0-1.0\nkinds: [gloss]\n---\n',
    )
    expect(await check(root)).toBe('Everything is in order.\n')
  })

  test('what was pinned is carried as soon as the words are back, and then says no more than before', async () => {
    const pinned = {
      block:
        '---\nby: ada-example\ntarget: not care for gulls # at all\non: first # for now\nkind: gloss\n---\nWords.\n',
      flow: '---\n{by: ada-example, on: first, target: "The gulls were", kind: gloss}\n---\nWords.\n',
    }
    const root = library('back', { text: first }, { text: second }, pinned)
    writeSeed(root, 'third', { text: `${first}\n\nThe end.` }, 'revises: second\n')
    const edition = join(root, 'content/editions/tale/edition.mdx')
    write(
      root,
      'content/editions/tale/edition.mdx',
      readFileSync(edition, 'utf8').replace('seed: first', 'seed: second'),
    )
    expect(await check(root)).toBe('Everything is in order.\n')
    const { code } = await variorum(['reanchor', 'tale', '--to', 'third', '--root', root, '--write'])
    expect(code).toBe(0)
    expect(noteAt(root, 'block')).toBe(pinned.block.replace('on: first # for now\n', ''))
    expect(noteAt(root, 'flow')).toBe(pinned.flow.replace('on: first, ', ''))
    expect(await check(root)).toBe('Everything is in order.\n')
  })

  test('offsets are code points; what a person accepts by name is carried, and nothing else', async () => {
    const [old, after] = [
      '😀 Nobody knew who had built the old lighthouse. It was closed.',
      '😀😀 Nobody knew who had built the new lighthouse. It was closed.',
    ]
    const root = library(
      'accept',
      { text: old },
      { text: after },
      { one: note('the old lighthouse'), two: note('It was closed') },
    )
    const { notes, counts, written, ...rest } = await report(root, '--write', '--accept', 'one')
    expect(rest).toEqual({ edition: 'tale', from: 'first', to: 'second', names: [] })
    expect([counts, written]).toEqual([{ exact: 1, moved: 0, reworded: 1, lost: 0 }, true])
    expect(notes).toEqual([
      {
        note: 'one',
        file: 'content/editions/tale/notes/one.md',
        on: 'first',
        status: 'reworded',
        targets: [
          {
            status: 'reworded',
            score: 0.667,
            old: { text: 'text', passage: 'p1', start: 28, end: 46, exact: 'the old lighthouse' },
            new: { text: 'text', passage: 'p1', start: 29, end: 47, exact: 'the new lighthouse' },
          },
        ],
        outcome: 'carried',
      },
      expect.objectContaining({ note: 'two', status: 'exact', outcome: 'pinned' }),
    ])
    expect(noteAt(root, 'one')).toBe(note('the new lighthouse'))
    expect(noteAt(root, 'two')).toBe(note('It was closed').replace('\n---\nW', '\non: first\n---\nW'))
  })

  test('texts of a seed are carried each to its own later state', async () => {
    const texts = {
      one: 'The sea was calm that day. So it stayed.',
      two: 'The sea was rough in the night. So it stayed.',
    }
    const later = {
      one: 'It is told that the sea was calm that day. So it stayed.',
      two: 'The beginning.\n\nThe sea was rough in the night. So it stayed.',
    }
    const root = library('texts', texts, later, {
      calm: note('{exact: So it stayed, text: one}'),
      rough: note('{passage: p1, text: two}'),
    })
    const { notes } = await report(root, '--write')
    expect(notes.map(({ status, outcome, targets }) => [status, outcome, targets[0]?.new?.text])).toEqual([
      ['exact', 'carried', 'one'],
      ['exact', 'carried', 'two'],
    ])
    expect(noteAt(root, 'rough')).toBe(note('{passage: p2, text: two}'))
    expect(await check(root)).toBe('Everything is in order.\n')
  })
})

describe('passages that are named elsewhere', () => {
  const first = [
    'The Keeper’s Year',
    'Nobody knew who had built the lighthouse on the northern cliff.',
    'Every evening the keeper climbed its ninety steps with a lantern in his hand.',
    'In winter the harbour froze, and no ship came until the spring.',
    'The gulls were his only company, and he did not care for gulls.',
  ].join('\n\n')
  const second = [
    'The Keeper’s Year',
    'A foreword, which nobody had asked for.',
    'Nobody knew who had built the lighthouse on the northern cliff.',
    'Every evening the keeper climbed its eighty steps with a lantern in his hand.',
    'In winter the harbour froze, and no ship came until the spring.',
  ].join('\n\n')
  const body = (words: string) => note('Nobody knew').replace('Words.', words)
  const notes: Texts = {
    links: body('See [](passage:p4), [this][it] and [both](<passage:p2-p3>).\n\n[it]: passage:p3').replace(
      'by: ada-example',
      'by: ada-example # 😀',
    ),
    gone: body('See [the gulls](passage:p5).'),
    head: body('See [the title](passage:p1).'),
    code: body('Write `passage:p4` for it.'),
  }
  const parallels: Texts = {
    whole: 'passage: p4 # of five\nsource: almanac\ntext: In winter the harbour froze.\n',
    words: 'passage: p3\nsource: almanac\ntext: the keeper climbed\ncovers: {exact: the keeper climbed}\n',
    mended: 'passage: p3\nsource: almanac\ntext: its 90 steps\ncovers: its ninety steps # counted\n',
    gulls: 'passage: p5\nsource: almanac\ntext: The gulls were his company.\n',
  }

  function named(name: string): string {
    const root = library(name, { text: first }, { text: second }, notes)
    write(root, 'content/sources/almanac.yaml', 'type: book\ntitle: An almanac\nissued: 1901\n')
    for (const [id, parallel] of Object.entries(parallels))
      write(root, `content/editions/tale/parallels/${id}.yaml`, parallel)
    const edition = 'content/editions/tale/edition.mdx'
    const source = readFileSync(join(root, edition), 'utf8')
    const owners = 'owners:\n  p2-p4: [ada-example] # the winter\n  p5: ada-example\n---\n'
    const prose =
      'Winter is [here](passage:p4); [gulls](edition:tale#p5), [cliff](edition:tale#p2).\n\n<Text />\n'
    write(root, edition, source.replace(/---\n$/, owners + prose))
    return root
  }
  const at = (root: string, path: string) => readFileSync(join(root, 'content/editions/tale', path), 'utf8')

  test('are reported with the rest, and nothing is written', async () => {
    const root = named('named')
    expect(await check(root)).toBe('Everything is in order.\n')
    const before = fingerprint(root)
    const { names } = await report(root)
    const rows = names.map(({ kind, file, line, written, becomes, status }) => [
      `${file.replace('content/editions/tale/', '')}:${line} ${kind}`,
      `${written} → ${becomes}`,
      status,
    ])
    expect(rows).toEqual([
      ['notes/gone.md:6 link', 'p5 → undefined', 'lost'],
      ['notes/head.md:6 link', 'p1 → p1', 'exact'],
      ['notes/links.md:6 link', 'p4 → p5', 'exact'],
      ['notes/links.md:6 link', 'p2-p3 → p3-p4', 'reworded'],
      ['notes/links.md:8 link', 'p3 → p4', 'reworded'],
      ['edition.mdx:10 link', 'p4 → p5', 'exact'],
      ['edition.mdx:10 link', 'p5 → undefined', 'lost'],
      ['edition.mdx:10 link', 'p2 → p3', 'exact'],
      ['edition.mdx:7 owners', 'p2-p4 → p3-p5', 'reworded'],
      ['edition.mdx:8 owners', 'p5 → undefined', 'lost'],
      ['parallels/mended.yaml:1 parallel', 'p3 → p4', 'reworded'],
      ['parallels/words.yaml:1 parallel', 'p3 → p4', 'exact'],
      ['parallels/whole.yaml:1 parallel', 'p4 → p5', 'exact'],
      ['parallels/gulls.yaml:1 parallel', 'p5 → undefined', 'lost'],
    ])
    const { stdout, code } = await run(root)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^edition \(owners\) +reworded +\d\.\d\d +p2-p4 → p3-p5 +"/m)
    expect(stdout).toContain(
      'passages named in links, owners and parallels: 6 exact, 0 moved, 4 reworded, 4 lost',
    )
    expect(fingerprint(root)).toEqual(before)
  })

  test('are rewritten where a person accepts them; a note stays with a link that is not', async () => {
    const root = named('named-all')
    const { names } = await report(root, '--write', '--accept', 'exact,moved,reworded')
    expect(names.map(({ outcome }) => outcome)).toEqual([
      ...['pinned', 'carried', 'carried', 'carried', 'carried', 'carried', 'left'],
      ...['carried', 'carried', 'left', 'carried', 'carried', 'carried', 'left'],
    ])
    expect(at(root, 'notes/links.md')).toBe(
      (notes['links'] ?? '')
        .replace('p4', 'p5')
        .replace('p2-p3', 'p3-p4')
        .replace(': passage:p3', ': passage:p4'),
    )
    expect(at(root, 'notes/gone.md')).toBe((notes['gone'] ?? '').replace('\n---\nS', '\non: first\n---\nS'))
    expect(at(root, 'notes/head.md')).toBe(notes['head'])
    expect(at(root, 'notes/code.md')).toBe(notes['code'])
    expect(at(root, 'edition.mdx')).toContain(
      'owners:\n  p3-p5: [ada-example] # the winter\n  p5: ada-example\n---\nWinter is [here](passage:p5); [gulls](edition:tale#p5), [cliff](edition:tale#p3).',
    )
    expect(at(root, 'parallels/whole.yaml')).toBe(parallels['whole']?.replace('p4', 'p5'))
    expect(at(root, 'parallels/words.yaml')).toBe(parallels['words']?.replace('p3', 'p4'))
    expect(at(root, 'parallels/mended.yaml')).toBe(
      parallels['mended']?.replace('p3', 'p4').replace('its ninety steps', 'its eighty steps'),
    )
    expect(at(root, 'parallels/gulls.yaml')).toBe(parallels['gulls'])
  })

  test('are left where nobody accepts them', async () => {
    const root = named('named-few')
    const { names } = await report(root, '--write')
    const left = names.filter(({ outcome }) => outcome === 'left')
    expect(left.map(({ kind, written }) => `${kind} ${written}`)).toEqual([
      ...['link p5', 'owners p2-p4', 'owners p5', 'parallel p3', 'parallel p5'],
    ])
    // A link is on the text that its note is on.
    expect(at(root, 'notes/links.md')).toBe((notes['links'] ?? '').replace('😀\n', '😀\non: first\n'))
    expect(await check(root)).not.toContain('notes/')
  })
})

test('a note on an earlier text links to the passages of that, whatever text they are in', async () => {
  const texts = { one: 'The sea was calm.', two: 'The end.' }
  const later = { one: 'A foreword.\n\nThe sea was calm.', two: 'A foreword.\n\nThe end.' }
  const root = library('own-text', texts, later, {
    pinned: note('The sea was calm').replace('\n---\nWords', '\non: first\n---\n[It](passage:two/p2)'),
  })
  const edition = 'content/editions/tale/edition.mdx'
  write(root, edition, readFileSync(join(root, edition), 'utf8').replace('seed: first', 'seed: second'))
  expect(await check(root)).toMatch(/pinned\.md:7:6 +error +passage-known/)
})

test('the report has a line for each target, however many there are', () => {
  const place = { text: 'text', passage: 'p1', start: 0, end: 3, exact: 'One' }
  const target = { status: 'exact', score: 1, old: place, new: place } as const
  const notes = Array.from({ length: 1000 }, (_, n) => ({
    note: `n${n}`,
    file: `n${n}.md`,
    on: 'first',
    status: 'exact' as const,
    targets: Array.from({ length: 200 }, () => target),
  }))
  const counts = { exact: 1000, moved: 0, reworded: 0, lost: 0 }
  const told = { edition: 'tale', from: 'first', to: 'second', counts, written: false, notes, names: [] }
  expect(table(told).split('\n').length).toBeGreaterThan(200_000)
})

describe('what is refused', () => {
  const root = library(
    'refused',
    { text: 'The sea was calm. Nobody saw the ship.' },
    { text: 'The sea was calm.' },
    { gone: note('Nobody saw the ship') },
  )
  const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no seed', ['reanchor', 'tale'], /expected the seed/],
    ['an unknown seed', ['reanchor', 'tale', '--to', 'secnd'], /Did you mean `second`/],
    ['an unknown edition', ['reanchor', 'tail', '--to', 'second'], /Did you mean `tale`/],
    ['the seed that it has', ['reanchor', 'tale', '--to', 'first'], /expected another one/],
    [
      'what is lost, by name',
      ['reanchor', 'tale', '--to', 'second', '--write', '--accept', 'gone'],
      /no place to carry it to/,
    ],
    [
      'what is lost',
      ['reanchor', 'tale', '--to', 'second', '--write', '--accept', 'lost'],
      /no place to carry/,
    ],
    [
      'unknown notes',
      ['reanchor', 'tale', '--to', 'second', '--write', '--accept', 'exakt'],
      /Did you mean `exact`/,
    ],
    ['other formats', ['reanchor', 'tale', '--to', 'second', '--format', 'xml'], /expected table or json/],
  ]
  test.each(refusals)('%s', async (_, args, message) => {
    const before = fingerprint(root)
    const { code, stderr } = await variorum([...args, '--root', root])
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(fingerprint(root)).toEqual(before)
  })

  test('a seed that is no revision', async () => {
    const other = library(
      'stranger',
      { text: 'The sea was calm.' },
      { text: 'The sea was calm.' },
      { one: note('The sea') },
    )
    writeSeed(other, 'second', { text: 'The sea was calm.' })
    const { code, stderr } = await run(other)
    expect(code).toBe(2)
    expect(stderr).toContain('revises: first')
  })

  test('a library with errors, as it was', async () => {
    const broken = library(
      'broken',
      { text: 'The sea was calm.' },
      { text: 'The sea was calm.' },
      { one: note('The see') },
    )
    const before = fingerprint(broken)
    const { code, stderr } = await run(broken, '--write')
    expect(code).toBe(1)
    expect(stderr).toContain('target-matches')
    expect(fingerprint(broken)).toEqual(before)
  })

  test('seeds that are not there', async () => {
    const missing = library(
      'missing',
      { text: 'The sea was calm.' },
      { text: 'The sea was calm.' },
      { one: note('The sea') },
    )
    appendFileSync(join(missing, 'seeds/first/seed.yaml'), 'revises: zeroth\n')
    write(missing, 'content/editions/tale/notes/one.md', note('The sea').replace('kind', 'on: nowhere\nkind'))
    expect(await check(missing)).toMatch(
      /one\.md:3:5 {2}error {2}seed-known[^]*seed\.yaml:4:10 {2}error {2}seed-known/,
    )
  })
})

import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { fromSeed, passages, type Structure } from '../plugins/seed-parse/index.ts'
import { openLibrary } from '../src/edition/index.ts'
import { type PassageChange, type Text, textChanges } from '../src/edition/text-changes.ts'
import type { EditView, PassageChangeView, VersionView } from '../src/edition/view.ts'
import { remove, sha256, temporary, write } from './support/files.ts'
import { revise, scripts } from './support/revise.ts'

/** How texts came of their earlier states: three in `fixtures/versions`, and any. */

const library = openLibrary(join(import.meta.dirname, 'fixtures/versions'))
const folder = temporary()
afterAll(() => remove(folder))

function versionsOf(id: string): readonly VersionView[] {
  const edition = library.edition(id)
  if (edition === undefined) throw new Error(`Unexpected library without \`${id}\`, expected that edition`)
  return edition.versions
}

const signs = { same: ['', ''], removed: ['[-', '-]'], added: ['[+', '+]'], gap: ['', ''] }
const shown = (words: readonly EditView[]) => words.map(({ kind, text }) => signs[kind].join(text)).join('')
const named = (stretch: PassageChangeView['before']) =>
  stretch === undefined
    ? ''
    : stretch.from === stretch.to
      ? `${stretch.from}`
      : `${stretch.from}-${stretch.to}`
const told = (changes: readonly PassageChangeView[]) =>
  changes.map(({ kind, before, after, words }) =>
    `${kind} ${named(before)}>${named(after)} ${shown(words)}`.trim(),
  )

describe('a text that was changed twice', () => {
  const [last, first, ...others] = versionsOf('tide')
  const text = last?.texts()[0]

  test('has a page for each step, the last one first, in the menu once', () => {
    expect([last?.href, first?.href, others]).toEqual(['tide/versions/', 'tide/versions/tide-2/', []])
    expect([last, first].map((one) => [one?.before.id, one?.after.id])).toEqual([
      ['tide-2', 'tide-3'],
      ['tide-1', 'tide-2'],
    ])
    expect(library.edition('tide')?.pages.filter(({ id }) => id === 'versions')).toEqual([
      { id: 'versions', href: 'tide/versions/' },
    ])
  })

  test('tells of each passage what became of it', () => {
    expect(told(text?.changes ?? [])).toEqual([
      'same 1>1',
      'moved 6>2 In fog the keeper rings the great bell three times, counts slowly to forty, and rings it again.',
      'changed 2>3 Every [-ship-][+vessel+] that enters the harbour shall show a lantern at its bow, and shall wait for the [-pilot.-][+pilot’s signal.+]',
      'removed 3> [-Nobody may feed the gulls on the northern pier between sunrise and noon.-]',
      'changed 4>4-5 Nets are dried on the racks behind the chapel.[- -][+\n\n+]They are taken in before the bells ring for evening prayer.',
      'changed 5>6 The toll is [-four-][+five+] copper coins for a boat with one mast, and nine for a boat with two.',
      'left 6>2',
      'same 7-8>7-8',
      'added >9 [+When the harbour freezes, the council meets in the salt store and sets the price of bread.+]',
      'same 9>10',
    ])
    expect(text?.figures).toEqual({ same: 4, changed: 4, added: 1, removed: 1, moved: 1 })
    expect(told(first?.texts()[0]?.changes ?? []).map((one) => one.slice(0, 12))).toEqual([
      'same 1-3>1-3',
      'added >4 [+N',
      'same 4-8>5-9',
    ])
  })

  test('leads from where a passage stood to where it stands, and back', () => {
    const [moved, left] = ['moved', 'left'].map((kind) => text?.changes.find((one) => one.kind === kind))
    expect(moved?.other).toBe(left?.fragment)
    expect(left?.other).toBe(moved?.fragment)
    const all = text?.changes.map(({ fragment }) => fragment) ?? []
    expect(new Set(all).size).toBe(all.length)
  })

  test('has at each change the notes on either state, and none beside what is the same', () => {
    const notes = (version: VersionView | undefined) =>
      version
        ?.texts()[0]
        ?.changes.flatMap((change) =>
          change.notes.map(({ note, on }) => `${change.fragment} ${on} ${note.id} ${note.href}`),
        )
    expect(notes(last)).toEqual([
      'v-text-p3 after signal tide/#n-signal',
      'was-text-p3 before gulls tide/on/tide-2/#n-gulls',
      'v-text-p6 after toll tide/#n-toll',
      'v-text-p6 before toll-then tide/on/tide-2/#n-toll-then',
    ])
    // `lantern` is on the first state, in a passage that the second has as it was.
    expect(notes(first)).toEqual([])
  })
})

describe('texts of other forms', () => {
  test('verse: a line that ends elsewhere is a change', () => {
    expect(told(versionsOf('psalm')[0]?.texts()[0]?.changes ?? [])).toEqual([
      'same 1>1',
      'changed 2>2 כִּי גָבַר עָלֵינוּ חַסְדּוֹ[- -][+\n+]וֶאֱמֶת־יְהוָה לְעוֹלָם[+ הַלְלוּ־יָהּ+]',
    ])
  })

  test('several texts: each with its own, those that came and those that went', () => {
    const texts = versionsOf('play')[0]?.texts() ?? []
    expect(texts.map(({ id, title }) => [id, title])).toEqual([
      ['act', 'The First Act'],
      ['tolls', 'Tolls'],
      ['epilogue', 'Epilogue'],
      ['prologue', 'Prologue'],
    ])
    expect(texts.map(({ changes }) => told(changes))).toEqual([
      [
        'same 1>1',
        'changed 2>2 ADA: Who rang the [+great +]bell at midnight?',
        'same 3>3',
        'added >4 [+BEN: He was looking for his hat.+]',
        'same 4>5',
      ],
      ['same 1>1', 'changed 2>2 boat\tcoins\none mast\t[-4-][+5+]\ntwo masts\t9[+\nthree masts\t12+]'],
      ['added >1-2'],
      ['removed 1> [-Good evening.-]', 'removed 2> [-This prologue will be left out.-]'],
    ])
    expect(texts[3]?.changes[1]?.notes.map(({ note, on }) => [note.href, on])).toEqual([
      ['play/on/play-1/prologue/#n-prologue', 'before'],
    ])
  })
})

describe('what nobody asks for', () => {
  test('a text that revises no other has no such page, and asks for no other text', () => {
    const edition = library.edition('plain')
    expect([edition?.versions, edition?.pages]).toEqual([[], []])
    const seeds = (id: string) => [...library.open(id).uses].filter((use) => use.startsWith('seeds/')).sort()
    expect(seeds('plain')).toEqual(['seeds/tide-1'])
    // An edition is made again when any state of its text is another.
    expect(seeds('tide')).toEqual(['seeds/tide-1', 'seeds/tide-2', 'seeds/tide-3'])
  })

  test('a note on the whole text stands beside none of its passages', () => {
    const root = join(folder, 'long')
    const lines = Array.from({ length: 120 }, (_, index) => `Line ${index + 1} of a text of many lines.`)
    for (const [id, more] of [
      ['old', ''],
      ['new', 'revises: old\n'],
    ] as const) {
      const text = lines
        .map((line, index) => (id === 'old' && index === 59 ? `Not ${line}` : line))
        .join('\n')
      write(root, `seeds/${id}/text.txt`, text)
      const hash = sha256(Buffer.from(text))
      write(
        root,
        `seeds/${id}/seed.yaml`,
        `title: A text\n${more}sha256: ${hash}\nstructure: {passages: lines}\n`,
      )
    }
    write(root, 'content/contributors/ada-example.yaml', 'name: Ada Example\n')
    write(root, 'content/editions/long/edition.mdx', '---\nseed: new\ntitle: Long\nkinds: [gloss]\n---\n')
    for (const [id, passages] of [
      ['all', 'p1-p120'],
      ['some', 'p50-p70'],
    ] as const)
      write(
        root,
        `content/editions/long/notes/${id}.md`,
        `---\ntarget: {passages: ${passages}}\nkind: gloss\nby: ada-example\n---\nWords.\n`,
      )
    const [text] = openLibrary(root).edition('long')?.versions[0]?.texts() ?? []
    const changed = text?.changes.filter(({ kind }) => kind !== 'same') ?? []
    expect(changed.map(({ kind, notes }) => [kind, notes.map(({ note }) => note.id)])).toEqual([
      ['changed', ['some']],
    ])
  })

  test('what is wrong with an earlier state is told with the edition that shows it', () => {
    const root = join(folder, 'wrong')
    for (const [id, more] of [
      ['old', ''],
      ['new', 'revises: old\n'],
    ] as const) {
      write(root, `seeds/${id}/text.txt`, 'Words.\n')
      const hash = sha256(Buffer.from(id === 'old' ? 'Other words.\n' : 'Words.\n'))
      write(root, `seeds/${id}/seed.yaml`, `title: A text\n${more}sha256: ${hash}\n`)
    }
    write(root, 'content/editions/wrong/edition.mdx', '---\nseed: new\ntitle: Wrong\n---\n')
    expect(
      openLibrary(root)
        .reportsOf(['wrong'])
        .map(({ rule, file }) => [rule, file]),
    ).toEqual([['seed-hash', 'seeds/old/seed.yaml']])
  })

  test('no text of a seed may take the name of the page', () => {
    const root = join(folder, 'named')
    const files = ['act', 'versions'].map((name) => {
      write(root, `seeds/play/${name}.txt`, 'Words.\n')
      return `  - {file: ${name}.txt, sha256: ${sha256(Buffer.from('Words.\n'))}}\n`
    })
    write(root, 'seeds/play/seed.yaml', `title: A play\ntexts:\n${files.join('')}`)
    write(root, 'content/editions/play/edition.mdx', '---\nseed: play\ntitle: A play\n---\n')
    expect(openLibrary(root).reports.map(({ rule, message }) => [rule, message])).toEqual([
      ['id-free', expect.stringContaining('`versions.txt`')],
    ])
  })

  test('texts that revise each other are two states, not endlessly many', () => {
    for (const [id, other] of ['ab', 'ba']) {
      const text = `The text ${id}.\n`
      write(folder, `seeds/${id}/text.txt`, text)
      write(
        folder,
        `seeds/${id}/seed.yaml`,
        `title: A text\nsha256: ${sha256(Buffer.from(text))}\nrevises: ${other}\n`,
      )
    }
    write(folder, 'content/editions/round/edition.mdx', '---\nseed: a\ntitle: Round\n---\n')
    expect(
      openLibrary(folder)
        .edition('round')
        ?.versions.map(({ before }) => before.id),
    ).toEqual(['b'])
  })
})

function textOf(text: string, structure: Structure = {}): Text {
  return { text, structure, passages: passages(fromSeed(text, structure)) }
}
const wordsIn = (text: string) => text.split(/\s+/).filter(Boolean).join(' ')

/** The words of one of the two states, in its order: a passage that was moved is read where that state has it. */
function read(changes: readonly PassageChange[], state: 'before' | 'after'): string {
  const [own, away] = state === 'before' ? (['removed', 'left'] as const) : (['added', 'moved'] as const)
  const moved = new Map(
    changes.filter(({ kind }) => kind === 'moved').map((change) => [change.before?.from, change]),
  )
  return wordsIn(
    changes
      .flatMap((change) => {
        if (change.kind === 'moved' || change.kind === 'left')
          return change.kind === away ? [moved.get(change.before?.from) ?? change] : []
        return [change]
      })
      .map(({ pieces }) =>
        pieces.map(({ kind, text }) => (kind === 'same' || kind === own ? text : '')).join(''),
      )
      .join('\n'),
  )
}

/** Which passages are told of, in the order in which they are. */
function toldOf(changes: readonly PassageChange[], state: 'before' | 'after'): number[] {
  const away = state === 'before' ? 'moved' : 'left'
  return changes
    .filter(({ kind }) => kind !== away)
    .flatMap((change) => {
      const { from, to } = change[state] ?? { from: 0, to: 0 }
      return Array.from({ length: to - from }, (_, index) => from + index)
    })
}

function holdsBoth(one: Text, other: Text): void {
  const changes = textChanges(one, other)
  for (const [state, text] of [
    ['before', one],
    ['after', other],
  ] as const) {
    expect(toldOf(changes, state)).toEqual(text.passages.map((_, index) => index))
    expect(read(changes, state)).toBe(
      wordsIn(text.passages.map(({ range }) => text.text.slice(range.start, range.end)).join('\n')),
    )
  }
}

describe('laws', () => {
  const structures: readonly Structure[] = [{}, { form: 'verse' }, { passages: 'lines' }]
  const anyText = fc
    .array(
      fc.constantFrom(
        'the ',
        'cat ',
        'sat. ',
        'A mat ',
        'don’t ',
        '1,234 ',
        '\n',
        '\n\n',
        '\r\n\r\n',
        '天地',
        'א ',
        '👩\u200D💻',
        '\u200B',
        '“',
        '…',
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join(''))

  test('what is the same or was taken out is the earlier text, what is the same or was put in the later', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.constantFrom(...structures), (one, other, structure) =>
        holdsBoth(textOf(one, structure), textOf(other, structure)),
      ),
      { numRuns: 2000 },
    )
  })

  test.each(Object.keys(scripts))('so for texts that a script revised: %s', (script) => {
    for (let seed = 1; seed <= 3; seed += 1) {
      const revision = revise(script, seed, 40, 44)
      holdsBoth(textOf(revision.old.text), textOf(revision.new.text))
    }
  })

  test('a text is the same as itself', () => {
    fc.assert(
      fc.property(anyText, (one) => {
        const kinds = new Set(textChanges(textOf(one), textOf(one)).map(({ kind }) => kind))
        kinds.delete('same')
        expect([...kinds]).toEqual([])
      }),
    )
  })
})

test('a passage of few words that stays where all else is another is the same', () => {
  const [one, other] = [1, 2].map((seed) => revise('latin', seed, 1, 0).old.text)
  const changes = textChanges(textOf(`Yes.\n\n${one}\n\nNo.`), textOf(`Yes.\n\n${other}\n\nNo.`))
  expect(changes.map(({ kind }) => kind)).toEqual(['same', 'removed', 'added', 'same'])
})

test.each([
  ['prose', {}, 'same'],
  ['drama', { form: 'drama' }, 'changed'],
  ['a table', { roles: { p1: 'table' } }, 'changed'],
] as const)('%s: what a line end says', (_form, structure, kind) => {
  const [one, other] = ['ADA: Who rang\nthe bell?', 'ADA: Who rang the bell?']
  expect(textChanges(textOf(one, structure), textOf(other, structure)).map((change) => change.kind)).toEqual([
    kind,
  ])
})

test('a passage of which less than half went elsewhere was removed there, and another added here', () => {
  const sentences = revise('latin', 3, 12, 0).old.text.split(/(?<=\.)\s+/)
  const [first, ...others] = sentences.slice(0, 24)
  const passage = (from: number, to: number) => others.slice(from, to).join(' ')
  const kept = `${passage(12, 15)}\n\n${passage(15, 18)}\n\n${passage(18, 21)}`
  const changes = textChanges(
    textOf(`${first} ${passage(0, 5)}\n\n${kept}`),
    textOf(`${kept}\n\n${first} ${passage(6, 11)}`),
  )
  expect(changes.map(({ kind }) => kind)).toEqual(['removed', 'same', 'same', 'same', 'added'])
})

test('of a long text only what was changed is told', () => {
  const { old } = revise('latin', 5, 2000, 0)
  const paragraphs = old.text.split('\n\n')
  const changed = paragraphs.map((one, index) =>
    index % 100 === 50 ? one.replace(/\S+/, 'Lighthouse') : one,
  )
  const changes = textChanges(textOf(old.text), textOf(changed.join('\n\n')))
  const others = changes.filter(({ kind }) => kind !== 'same')
  expect(others.map(({ kind, after }) => [kind, after?.from])).toEqual(
    Array.from({ length: 20 }, (_, index) => ['changed', 50 + 100 * index]),
  )
})

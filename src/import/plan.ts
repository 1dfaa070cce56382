import { createHash } from 'node:crypto'
import type { Root } from 'mdast'
import { stringify } from 'yaml'
import {
  createOffsets,
  isGraphemeBoundary,
  type Range,
  snapToGraphemes,
} from '../../plugins/text-selector/index.ts'
import { taken } from '../edition/addresses.ts'
import { limits } from '../edition/limits.ts'
import { idFrom } from '../edition/records.ts'
import { bodyMarkdown, type Resolved } from './bodies.ts'
import { divide } from './divide.ts'
import type {
  Imported,
  ImportedNote,
  ImportMessage,
  Metadata,
  Person,
  SourcePlace,
  Spot,
} from './document.ts'
import { createPeople, type People } from './people.ts'
import { structureYaml, textOf } from './structure.ts'
import { mostTargets, type TargetFields, targetsOf, targetYaml, type Text } from './targets.ts'
import { endOfWords, startOfWords } from './words.ts'

export type Wishes = {
  /** The id of the edition and of its seed. */
  readonly id: string
  /** The file as it was received, and what it is called beside the seed. */
  readonly original: { readonly name: string; readonly received: string; readonly bytes: Uint8Array }
  readonly kind?: string | undefined
  readonly by?: Person | undefined
  /** Names of the contributors of the library by id. */
  readonly contributors: ReadonlyMap<string, string | undefined>
  /** What the library has already, for files that bring registers of their own. */
  readonly registers?:
    Readonly<Record<'contributors' | 'sources' | 'entities', Pick<ReadonlySet<string>, 'has'>>> | undefined
}

/** A note in its place: what `check` must find. */
export type Placed = {
  readonly id: string
  readonly key: string
  readonly source: SourcePlace
  readonly places: readonly { readonly text: string; readonly range: Range; readonly mark: SourcePlace }[]
}

export type Plan = {
  /** Everything that is to be written, by path below the root. */
  readonly files: ReadonlyMap<string, string | Uint8Array>
  readonly texts: readonly (Text & { readonly title?: string | undefined })[]
  readonly notes: readonly Placed[]
  readonly messages: readonly ImportMessage[]
}

/**
 * The files of a new edition: a seed with its texts, a note a file, and who wrote them. Pure: nothing is written.
 *
 * @param refused notes that were found to be none that an edition can have, by key, and why
 */
export function planEdition(
  imported: Imported,
  wishes: Wishes,
  refused: ReadonlyMap<string, string> = new Map(),
): Plan {
  const messages: ImportMessage[] = [...imported.messages]
  const { texts: drafts, move } = divide(imported.texts)
  const names = textNames(drafts)
  const texts = drafts.map((draft, index) => {
    const { value, starts } = textOf(draft.blocks)
    const passages = draft.blocks.map(({ text }, block) => {
      const end = (starts[block] ?? 0) + text.length
      return { start: end - text.trimStart().length, end }
    })
    return { ...draft, id: names[index] ?? 'text', value, starts, passages }
  })
  const offsetOf = (spot: Spot) => {
    const { text, block, at } = move(spot)
    const passage = texts[text]?.passages[block]
    const start = texts[text]?.starts[block]
    if (passage === undefined || start === undefined) return undefined
    return { text, offset: Math.min(Math.max(start + at, passage.start), passage.end) }
  }

  const notes = imported.notes.filter(({ key, place }) => {
    const why = refused.get(key)
    if (why !== undefined) messages.push({ place, severity: 'error', rule: 'note-kept', message: why })
    return why === undefined
  })
  const found = rangesOf(imported, texts, offsetOf, messages)
  const ids = noteIds(notes)
  const anchors = imported.anchors
  const people = createPeople(wishes.contributors)
  const byDefault = defaultPeople(imported.metadata, wishes)
  const byKey = new Map(notes.map((note) => [note.key, note]))
  const nested = new Set<string>()

  const resolve = (key: string): Resolved | undefined => {
    const note = byKey.get(key)
    if (note !== undefined) {
      if (found.has(key)) return { url: `note:${ids.get(key) ?? ''}` }
      nested.add(key)
      return { footnote: key, label: ids.get(key) ?? key, body: note.body }
    }
    const spot = anchors.get(key) ?? anchors.get(key.replace(/#.*/s, '#'))
    const there = spot && offsetOf(spot)
    const text = there && texts[there.text]
    if (there === undefined || text === undefined) return undefined
    const passage = text.passages.findIndex(({ end }) => there.offset <= end) + 1 || text.passages.length
    return { url: `passage:${texts.length === 1 ? '' : `${text.id}/`}p${passage}` }
  }

  const files = new Map<string, string | Uint8Array>()
  const placed: Placed[] = []
  const kinds = new Set<string>()
  const targets = allTargets(texts, found)
  for (const note of notes) {
    const places = found.get(note.key)
    const id = ids.get(note.key) ?? ''
    if (places === undefined) continue
    const body = bodyOf(note, resolve, messages)
    const kind = wishes.kind ?? (idFrom(note.kind ?? '').slice(0, 40) || 'note')
    const by = (wishes.by !== undefined ? [wishes.by] : (note.by ?? byDefault)).map((person) =>
      people.idOf(person),
    )
    const content = noteFile(note, targets.get(note.key) ?? [], kind, by, body)
    const why =
      body === ''
        ? 'The note says nothing'
        : new TextEncoder().encode(content).length > limits.noteBytes
          ? `The note is longer than ${limits.noteBytes.toLocaleString('en')} bytes`
          : undefined
    if (why !== undefined) {
      messages.push({ place: note.place, severity: 'error', rule: 'note-kept', message: why })
      continue
    }
    kinds.add(kind)
    files.set(`content/editions/${wishes.id}/notes/${id}.md`, content)
    placed.push({
      id,
      key: note.key,
      source: note.place,
      places: places.map(({ text, range, place }) => ({ text: texts[text]?.id ?? '', range, mark: place })),
    })
  }
  for (const note of notes) {
    if (found.has(note.key) || nested.has(note.key)) continue
    messages.push({
      place: note.place,
      severity: 'error',
      rule: 'mark-there',
      message: `No mark in the text leads to the note \`${note.label}\``,
    })
  }
  const known = new Set(imported.notes.map(({ key }) => key))
  for (const { note, place } of imported.marks) {
    if (!known.has(note))
      messages.push({
        place,
        severity: 'error',
        rule: 'note-there',
        message: `The mark leads to no note: \`${note}\``,
      })
  }
  for (const [path, content] of [
    ...seedFiles(texts, imported.metadata, wishes),
    ...editionFile(imported.metadata, wishes, kinds),
    ...people.files(),
  ])
    files.set(path, content)
  return { files, texts, notes: placed, messages }
}

type Draft = Text & {
  readonly title?: string | undefined
  readonly language?: string | undefined
  readonly blocks: Imported['texts'][number]['blocks']
}
type Found = { readonly text: number; readonly range: Range; readonly place: SourcePlace }

/** Names of the files of texts: `text` where there is one. */
function textNames(drafts: readonly { name?: string | undefined; title?: string | undefined }[]): string[] {
  if (drafts.length <= 1) return ['text']
  const used = new Set<string>(taken.divisions)
  return drafts.map(({ name, title }, index) => {
    const base =
      idFrom(name ?? title ?? '')
        .slice(0, 48)
        .replace(/-$/, '') || `part-${index + 1}`
    for (let number = 1; ; number++) {
      const id = number === 1 ? base : `${base}-${number}`
      if (used.has(id)) continue
      used.add(id)
      return id
    }
  })
}

/** Where each note is: the words that end at its mark, or the range that the file gives. */
function rangesOf(
  imported: Imported,
  texts: readonly Draft[],
  offsetOf: (spot: Spot) => { text: number; offset: number } | undefined,
  messages: ImportMessage[],
): Map<string, Found[]> {
  const found = new Map<string, Found[]>()
  const add = (note: string, one: Found) => {
    const all = found.get(note) ?? []
    const same = all.some(
      ({ text, range }) =>
        text === one.text && range.start === one.range.start && range.end === one.range.end,
    )
    if (same) return
    if (all.length === mostTargets)
      messages.push({
        place: one.place,
        severity: 'error',
        rule: 'mark-kept',
        message: `The note has more than ${mostTargets} marks; this one was left out`,
      })
    else found.set(note, [...all, one])
  }
  const known = new Set(imported.notes.map(({ key }) => key))
  for (const { note, place, spot, side } of imported.marks) {
    const at = offsetOf(spot)
    const text = at && texts[at.text]
    if (at === undefined || text === undefined || !known.has(note)) {
      if (known.has(note))
        messages.push({
          place,
          severity: 'error',
          rule: 'mark-kept',
          message: 'The mark stands where there are no words',
        })
      continue
    }
    const { value } = text
    const range =
      side === 'after'
        ? { start: startOfWords(value, at.offset), end: at.offset }
        : { start: at.offset, end: endOfWords(value, at.offset) }
    if (side === 'before')
      messages.push({
        place,
        severity: 'warning',
        rule: 'words-before',
        message: 'No words stand before the mark in its line: the note is on the word after it',
      })
    const whole = snapToGraphemes(value, range)
    if (!isGraphemeBoundary(value, at.offset))
      messages.push({
        place,
        severity: 'warning',
        rule: 'whole-characters',
        message: 'The mark stands within a character: the note is on all of it',
      })
    add(note, { text: at.text, range: whole, place })
  }
  for (const { note, place, start, end } of imported.ranges) {
    const [from, to] = [offsetOf(start), offsetOf(end)]
    const text = from && texts[from.text]
    if (from === undefined || to === undefined || text === undefined) {
      messages.push({
        place,
        severity: 'error',
        rule: 'mark-kept',
        message: 'The note is on a place without words',
      })
      continue
    }
    // What begins in one text and ends in another is on what it has of the first.
    const last = to.text === from.text ? to.offset : text.value.length
    if (to.text !== from.text)
      messages.push({
        place,
        severity: 'warning',
        rule: 'range-whole',
        message: 'The words go on into the next text: the note is on those of the first',
      })
    const words = text.value.slice(from.offset, last)
    const range = { start: last - words.trimStart().length, end: from.offset + words.trimEnd().length }
    if (range.start >= range.end) {
      messages.push({
        place,
        severity: 'error',
        rule: 'mark-kept',
        message: 'The note is on a place without words',
      })
      continue
    }
    add(note, { text: from.text, range: snapToGraphemes(text.value, range), place })
  }
  return found
}

function allTargets(
  texts: readonly Draft[],
  found: ReadonlyMap<string, readonly Found[]>,
): Map<string, TargetFields[]> {
  const targets = new Map<string, TargetFields[]>()
  const wanted = [...found].flatMap(([key, places]) =>
    places.map((place, index) => ({ key, index, ...place })),
  )
  texts.forEach((text, number) => {
    const here = wanted.filter((one) => one.text === number)
    targetsOf(
      text,
      here.map(({ range }) => range),
      texts.length === 1,
    ).forEach((target, at) => {
      const one = here[at]
      if (one === undefined) return
      const list = targets.get(one.key) ?? []
      list[one.index] = target
      targets.set(one.key, list)
    })
  })
  return targets
}

/** Ids of notes: a name where the file gives one, else their number, with zeros so that they sort as they stand. */
export function noteIds(
  notes: readonly Pick<ImportedNote, 'key' | 'label'>[],
  used: ReadonlySet<string> = new Set(),
): Map<string, string> {
  const numbers = notes.map(({ label }) => (/^\d{1,6}$/.test(label) ? Number(label) : undefined))
  const unique = new Set(numbers).size === notes.length && !numbers.includes(undefined)
  const highest = unique ? numbers.map(Number).reduce((most, one) => Math.max(most, one), 0) : 0
  const width = String(Math.max(notes.length, highest)).length
  const all = new Set(used)
  return new Map(
    notes.map(({ key, label }, index) => {
      const name =
        /\p{L}/u.test(label) && label.length > 2 ? idFrom(label).slice(0, 60).replace(/-$/, '') : ''
      const base =
        name === '' ? `note-${String(unique ? numbers[index] : index + 1).padStart(width, '0')}` : name
      for (let number = 1; ; number++) {
        const id = number === 1 ? base : `${base}-${number}`
        if (all.has(id)) continue
        all.add(id)
        return [key, id]
      }
    }),
  )
}

export function bodyOf(
  note: ImportedNote,
  resolve: (key: string) => Resolved | undefined,
  messages: ImportMessage[],
): string {
  const said = new Set<string>()
  return bodyMarkdown(note.body as Root, {
    resolve,
    tell: (message) => {
      if (said.has(message)) return
      said.add(message)
      messages.push({ place: note.place, severity: 'warning', rule: 'note-as-written', message })
    },
  })
}

export function noteFile(
  note: ImportedNote,
  targets: readonly TargetFields[],
  kind: string,
  by: readonly string[],
  body: string,
): string {
  const rest = {
    kind,
    by: by.length === 1 ? by[0] : [...by],
    ...(note.tags === undefined || note.tags.length === 0 ? {} : { tags: [...note.tags] }),
    ...(note.language === undefined ? {} : { language: note.language }),
    ...(note.created === undefined ? {} : { created: note.created }),
    ...(note.updated === undefined ? {} : { updated: note.updated }),
  }
  return `---\n${targetYaml(targets)}${stringify(rest, { lineWidth: 0 })}---\n\n${body}\n`
}

function defaultPeople(metadata: Metadata, { by, id }: Wishes): readonly Person[] {
  if (by !== undefined) return [by]
  if (metadata.annotators !== undefined && metadata.annotators.length > 0) return metadata.annotators
  return [
    {
      id: `notes-of-${id}`,
      name: `The notes of “${plainText(metadata.title) ?? id}”`,
      kind: 'group',
    },
  ]
}

const plainText = (value: string | undefined) => {
  const text = value
    // eslint-disable-next-line no-control-regex -- characters that no record may hold
    ?.replace(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return text === '' ? undefined : text
}

const languageOf = (value: string | undefined) =>
  value !== undefined && /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(value.trim()) ? value.trim() : undefined

function seedFiles(
  texts: readonly (Draft & { title?: string | undefined })[],
  metadata: Metadata,
  wishes: Wishes,
): [string, string | Uint8Array][] {
  const { id, original } = wishes
  const published = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?/.exec(
    metadata.published ?? '',
  )?.[0]
  const url =
    /^https?:\/\/\S+$/.test(metadata.url ?? '') && URL.canParse(metadata.url ?? '') ? metadata.url : undefined
  const rights = plainText(metadata.rights)
  const fields = {
    title: plainText(metadata.title) ?? id,
    author: plainText(metadata.author),
    publisher: plainText(metadata.publisher),
    published,
    url,
    rights: rights === undefined ? undefined : { statement: rights },
    language: languageOf(metadata.language),
    note: `Taken by \`variorum import\` from \`${original.received}\`, which lies beside it as \`${original.name}\` (SHA-256 \`${hash(original.bytes)}\`). White space was levelled; letters, lines and passages are those of the file.`,
  }
  const stated = texts.map((text) => {
    const language = languageOf(text.language)
    return [
      `  - file: ${text.id}.txt`,
      `    sha256: ${hash(text.value)}`,
      ...(texts.length === 1 || text.title === undefined
        ? []
        : [`    ${stringify({ title: plainText(text.title)?.slice(0, 200) }, { lineWidth: 0 }).trim()}`]),
      ...(language === undefined || language === fields.language ? [] : [`    language: ${language}`]),
      '    structure:',
      ...structureYaml(text.blocks, text.value).map((line) => `      ${line}`),
    ].join('\n')
  })
  const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  return [
    [`seeds/${id}/seed.yaml`, `${stringify(known, { lineWidth: 0 })}texts:\n${stated.join('\n')}\n`],
    ...texts.map((text): [string, string] => [`seeds/${id}/${text.id}.txt`, text.value]),
    [`seeds/${id}/${original.name}`, original.bytes],
  ]
}

const letters = /\p{L}/u

function editionFile(metadata: Metadata, { id }: Wishes, kinds: ReadonlySet<string>): [string, string][] {
  const title = plainText(metadata.title) ?? id
  const labelled = [...kinds].sort().map((kind) => {
    const words = kind.replaceAll('-', ' ')
    const label = words.charAt(0).toUpperCase() + words.slice(1)
    return [kind, { label, letter: letters.exec(label)?.[0] ?? 'N', motivation: 'commenting' }] as const
  })
  const language = languageOf(metadata.language)
  const fields = {
    seed: id,
    title,
    ...(language === undefined ? {} : { language }),
    kinds: Object.fromEntries(labelled.length === 0 ? [['note', { label: 'Note' }]] : labelled),
  }
  return [[`content/editions/${id}/edition.mdx`, `---\n${stringify(fields, { lineWidth: 0 })}---\n`]]
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

export type { People }

/** Places as reports have them: Unicode code points of the text file, half-open. */
export function codePoints(texts: readonly Text[]): (text: string, range: Range) => Range {
  const offsets = new Map(texts.map(({ id, value }) => [id, createOffsets(value)]))
  return (text, { start, end }) => {
    const of = offsets.get(text)
    return { start: of?.toCodePoint(start) ?? start, end: of?.toCodePoint(end) ?? end }
  }
}

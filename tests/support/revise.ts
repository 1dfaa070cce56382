/**
 * Makes texts of made-up words and revises them by a script that knows where every word goes: so what became of a
 * passage is known by construction, not by another comparison of the two texts.
 */

/** A word that keeps its number wherever it goes; a replaced word keeps that of the old one. A copy has -1. */
type Word = {
  readonly id: number
  readonly text: string
  readonly changed?: boolean
  readonly moved?: boolean
}
type Sentence = readonly Word[]
type Paragraph = readonly Sentence[]
type Script = { readonly syllables: readonly string[]; readonly space: string; readonly stop: string }

/** Where each word stands, by its number, and which word comes after which. */
export type Rendered = {
  readonly text: string
  readonly places: ReadonlyMap<number, { start: number; end: number; order: number; changed: boolean }>
}

const split = (syllables: string) => syllables.split(' ')
export const scripts: Readonly<Record<string, Script>> = {
  latin: { syllables: split('ka lo mé ri sun tor va ünd bel is or than ne qu'), space: ' ', stop: '.' },
  greek: { syllables: split('λό γος καὶ ἀρ χῆ θε ὸν πρὸ ὴν φῶ τη μα'), space: ' ', stop: '·' },
  hebrew: { syllables: split('בְּ רֵא שִׁ ית אֶת הַ מָּ לֹ ךְ עַל נוּ דָ'), space: ' ', stop: '׃' },
  arabic: { syllables: split('كِ تَا بٌ مِن فِي ال نُو ر حَ قٌّ سَ لَا'), space: ' ', stop: '.' },
  chinese: { syllables: [...'天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏'], space: '', stop: '。' },
  hindi: { syllables: split('क्षे त्र की में है भा र तीय वि धि नि या मा'), space: ' ', stop: '।' },
}

/** A generator of numbers below `n` that is the same in every run (Mulberry32). */
export function createRandom(seed: number): (n: number) => number {
  let state = seed
  return (n) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * n)
  }
}

export type Revision = { readonly old: Rendered; readonly new: Rendered; readonly edits: readonly string[] }

/** A text of so many paragraphs, and its state after so many edits. */
export function revise(name: string, seed: number, paragraphs: number, edits: number): Revision {
  const random = createRandom(seed)
  const script = scripts[name]
  if (script === undefined) throw new Error(`No script ${name}`)
  const writer = createWriter(script, random)
  const before = Array.from({ length: paragraphs }, () => writer.paragraph())
  const kinds = Object.keys(edit)
  const done = Array.from({ length: edits }, (_, i) => kinds[Math.floor((i * kinds.length) / edits)] ?? '')
  let after: readonly Paragraph[] = before
  for (const kind of done) {
    after = edit[kind]?.(after, random, writer).filter((paragraph) => paragraph.length > 0) ?? after
  }
  return { old: render(before, script, false), new: render(after, script, true), edits: done }
}

type Writer = { word: () => Word; sentence: () => Sentence; paragraph: () => Paragraph }

function createWriter({ syllables }: Script, random: (n: number) => number): Writer {
  let id = 0
  // Few words are common and most are rare, as in any language.
  const lexicon = Array.from({ length: 1500 }, (_, rank) =>
    Array.from(
      { length: 1 + Math.min(3, Math.floor(Math.log10(rank + 1))) },
      () => syllables[random(syllables.length)],
    ).join(''),
  )
  const word = (): Word => ({
    id: id++,
    text: lexicon[Math.floor(lexicon.length * (random(1e6) / 1e6) ** 2.5)] ?? '',
  })
  const sentence = (): Sentence => Array.from({ length: 6 + random(16) }, word)
  return { word, sentence, paragraph: () => Array.from({ length: 2 + random(5) }, sentence) }
}

type Edit = (text: readonly Paragraph[], random: (n: number) => number, writer: Writer) => Paragraph[]

/** Everything that editors do to a text, one kind after the other. */
const edit: Readonly<Record<string, Edit>> = {
  'change a word': (text, random, writer) =>
    inSentence(text, random, (words, at) => [
      ...words.slice(0, at),
      { id: words[at]?.id ?? -1, text: writer.word().text, changed: true },
      ...words.slice(at + 1),
    ]),
  'insert words': (text, random, writer) =>
    inSentence(text, random, (words, at) => [
      ...words.slice(0, at),
      writer.word(),
      writer.word(),
      ...words.slice(at),
    ]),
  'delete words': (text, random) =>
    inSentence(text, random, (words, at) => [...words.slice(0, at), ...words.slice(at + 1 + random(3))]),
  'move a sentence': (text, random) => {
    const [from, index] = placeIn(text, random)
    const moved = asMoved([text[from]?.[index] ?? []])[0] ?? []
    const rest = text.with(from, (text[from] ?? []).toSpliced(index, 1))
    const to = random(rest.length)
    return rest.with(to, (rest[to] ?? []).toSpliced(random((rest[to]?.length ?? 0) + 1), 0, moved))
  },
  'delete a sentence': (text, random) => {
    const [from, index] = placeIn(text, random)
    return text.with(from, (text[from] ?? []).toSpliced(index, 1))
  },
  'insert a sentence': (text, random, writer) => {
    const [to, index] = placeIn(text, random)
    return text.with(to, (text[to] ?? []).toSpliced(index, 0, writer.sentence()))
  },
  'split a paragraph': (text, random) => {
    const [at, index] = placeIn(text, random)
    const paragraph = text[at] ?? []
    return text.toSpliced(at, 1, paragraph.slice(0, index), paragraph.slice(index))
  },
  'merge two paragraphs': (text, random) => {
    const at = random(text.length - 1)
    return text.toSpliced(at, 2, [...(text[at] ?? []), ...(text[at + 1] ?? [])])
  },
  'move a paragraph': (text, random) => {
    const from = random(text.length)
    const rest = text.toSpliced(from, 1)
    return rest.toSpliced(random(rest.length + 1), 0, asMoved(text[from] ?? []))
  },
  'delete a paragraph': (text, random) =>
    random(2) === 0 ? text.toSpliced(random(text.length), 1) : [...text],
  // The last, and only of what stands where it stood: which of two is the old one, a text does not say otherwise.
  'repeat a paragraph elsewhere': (text, random) => {
    const from = random(text.length)
    const around = text.slice(Math.max(0, from - 1), from + 2).flat(2)
    if (around.some(({ moved, id }) => moved === true || id < 0)) return [...text]
    const copy = (text[from] ?? []).map((sentence) => sentence.map((word) => ({ ...word, id: -1 })))
    return text.toSpliced((from + 3 + random(text.length - 5)) % text.length, 0, copy)
  },
}

function asMoved(paragraph: Paragraph): Paragraph {
  return paragraph.map((sentence) => sentence.map((word) => ({ ...word, moved: true })))
}

function placeIn(text: readonly Paragraph[], random: (n: number) => number): [number, number] {
  const at = random(text.length)
  return [at, random(text[at]?.length ?? 1)]
}

function inSentence(
  text: readonly Paragraph[],
  random: (n: number) => number,
  change: (words: Sentence, at: number) => Sentence,
): Paragraph[] {
  const [at, index] = placeIn(text, random)
  const sentence = text[at]?.[index] ?? []
  const changed = change(sentence, random(Math.max(1, sentence.length)))
  return text.with(at, (text[at] ?? []).with(index, changed))
}

/** The text, with where each word stands. A revision has its lines broken elsewhere. */
function render(paragraphs: readonly Paragraph[], { space, stop }: Script, isNew: boolean): Rendered {
  const places = new Map<number, { start: number; end: number; order: number; changed: boolean }>()
  let [text, order] = ['', 0]
  const write = (sentence: Sentence) => {
    sentence.forEach((word, position) => {
      if (position > 0) text += space
      const place = {
        start: text.length,
        end: text.length + word.text.length,
        order,
        changed: word.changed === true,
      }
      if (word.id >= 0) places.set(word.id, place)
      text += word.text
      order += 1
    })
    text += stop
  }
  for (const paragraph of paragraphs) {
    if (text !== '') text += '\n\n'
    for (const [index, sentence] of paragraph.filter((words) => words.length > 0).entries()) {
      if (index > 0) text += isNew && space !== '' && order % 3 === 0 ? '\n' : space
      write(sentence)
    }
  }
  return { text: `${text}\n`, places }
}

/** A passage of the old text, by its words, and what became of it. */
export type Passage = {
  readonly start: number
  readonly end: number
  /** The words that are left, as a range of the new text; all of them, unchanged and together, or not. */
  readonly left: { readonly start: number; readonly end: number } | undefined
  readonly whole: boolean
  /** Which part of the words is left unchanged. */
  readonly kept: number
}

/** So many passages of one to thirty words, from all over the old text. */
export function passagesOf({ old, new: after }: Revision, count: number, seed: number): Passage[] {
  const random = createRandom(seed)
  const ids = [...old.places.keys()]
  return Array.from({ length: count }, () => {
    const from = random(ids.length)
    const some = ids.slice(from, from + 1 + Math.floor(30 * (random(1000) / 1000) ** 2))
    const left = some.flatMap((id) => after.places.get(id) ?? [])
    const kept = left.filter(({ changed }) => !changed)
    const inOrder = left.every(({ order }, i) => i === 0 || order === (left[i - 1]?.order ?? 0) + 1)
    const [first, last] = [some[0] ?? 0, some.at(-1) ?? 0]
    return {
      start: old.places.get(first)?.start ?? 0,
      end: old.places.get(last)?.end ?? 0,
      left:
        left.length === 0
          ? undefined
          : {
              start: Math.min(...left.map(({ start }) => start)),
              end: Math.max(...left.map(({ end }) => end)),
            },
      whole: kept.length === some.length && inOrder,
      kept: kept.length / some.length,
    }
  })
}

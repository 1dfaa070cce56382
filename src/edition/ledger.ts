import type { Position } from 'unist'
import type { Bodies } from './bodies.ts'
import type { Edition, Records } from './parse.ts'
import { pointAt } from './read.ts'
import type { NoteRecord, SourceRecord } from './records.ts'
import { complain } from './rules.ts'

/**
 * The ledger of evidence, and the house style as far as a program can judge it: facts have sources, sources and
 * claims have dates, and notes begin and speak as their edition asks.
 */
export function checkLedger(edition: Edition, bodies: Bodies): void {
  for (const note of edition.notes.records.values()) {
    checkEvidence(note, edition, bodies)
    checkClaim(note)
    checkStyle(note, edition)
  }
}

/** A draft says nothing yet. */
function checkEvidence(note: NoteRecord, edition: Edition, bodies: Bodies): void {
  const { kinds } = edition.record.fields
  const { kind, sources, status } = note.fields
  const said = kinds === undefined || Array.isArray(kinds) ? undefined : kinds[kind]
  const cited = bodies.of(note.id)?.sources ?? []
  if (said?.factual !== true || status === 'draft' || (sources?.length ?? 0) + cited.length > 0) return
  complain(note.file, 'evidence-present', {
    reason: `Unexpected note of the kind \`${kind}\` without a source, expected one at least`,
    place: note.placeOf(['kind']),
    actual: kind,
    note: 'Say where it can be checked: `sources: [a-key]` above, or `[@a-key, p. 3]` below. The keys are the files of `content/sources/`.',
  })
}

export function checkSources({ sources }: Records): void {
  for (const source of sources.records.values()) checkSource(source)
}

/** Without any of the three nobody can tell which state of the source is meant, or how far to trust it. */
function checkSource({ file, fields, placeOf }: SourceRecord): void {
  if (fields.issued !== undefined || fields.accessed !== undefined || fields.status !== undefined) return
  complain(file, 'source-dated', {
    reason: 'Unexpected source without a date, expected `issued`, `accessed` or `status`',
    place: placeOf(['title']),
    expected: ['issued', 'accessed', 'status'],
    note: 'Add the day it is of (`issued: 2017-03-12`), the day you saw it (`accessed: …`), or how far it was seen (`status: unverified`).',
  })
}

function checkClaim({ file, fields, placeOf }: NoteRecord): void {
  const { claim } = fields
  if (claim === undefined) return
  const missing = (['speaker', 'first-said'] as const).filter((field) => claim[field] === undefined)
  if (missing.length === 0) return
  complain(file, 'claim-attributed', {
    reason: `Unexpected claim without ${missing.map((field) => `\`${field}\``).join(' and ')}, expected whose it is and when it was made`,
    place: placeOf(['claim', 'statement']),
    expected: missing,
    note: `Add to \`claim\`: ${missing.map((field) => (field === 'speaker' ? '`speaker: who said it`' : '`first-said: 2017-03-12`')).join(', ')}.`,
  })
}

function checkStyle(note: NoteRecord, { record }: Edition): void {
  const { style, language } = record.fields
  if (style === undefined) return
  const own = ownWords(note.body)
  const speech = note.fields.language ?? language ?? 'en'
  if (style['first-sentence'] !== undefined) checkFirstSentence(note, own, style['first-sentence'], speech)
  // The words are those of the edition's own language.
  if (note.fields.language === undefined || note.fields.language === language)
    checkVoice(note, own, style.avoid ?? [])
}

/** What the note says itself: links without their addresses, no citations and no code; as long as the Markdown. */
function ownWords(markdown: string): string {
  const blank = (found: string) => found.replace(/[^\n]/g, ' ')
  return markdown
    .replace(/`[^`\n]*`/g, blank)
    .replace(/\[[^\][@]*@[^\][]*\]/g, blank)
    .replace(/\[\^[^\]\s]*\]:?/g, blank)
    .replace(/\]\([^()\s]*\)/g, blank)
}

function checkFirstSentence(note: NoteRecord, own: string, most: number, language: string): void {
  const start = own.search(/\S/)
  if (start === -1) return
  const paragraph = /^[^]*?(?=\n[ \t]*\r?\n|$)/.exec(own.slice(start))?.[0] ?? ''
  const sentence =
    [...new Intl.Segmenter(language, { granularity: 'sentence' }).segment(paragraph.replace(/\s/g, ' '))][0]
      ?.segment ?? ''
  const words = [...new Intl.Segmenter(language, { granularity: 'word' }).segment(sentence)].filter(
    ({ isWordLike }) => isWordLike === true,
  ).length
  if (words <= most) return
  complain(note.file, 'first-sentence', {
    reason: `Unexpected first sentence of ${words} words, expected at most ${most}`,
    place: placeIn(note, start, start + sentence.trimEnd().length),
    note: 'Say first what a reader needs to know, in a sentence that can stand alone; the rest goes into the next.',
  })
}

/** Quotations are other people’s words. */
function checkVoice(note: NoteRecord, own: string, avoided: readonly string[]): void {
  const voice = own
    .replace(/“[^“”]*”|"[^"\n]*"|^[ \t]*>.*$/gm, (found) => found.replace(/[^\n]/g, ' '))
    .toLowerCase()
  for (const word of avoided) {
    const sought = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word.toLowerCase())}(?![\\p{L}\\p{N}])`, 'gu')
    for (const { index, 0: found } of voice.matchAll(sought)) {
      complain(note.file, 'plain-voice', {
        reason: `Unexpected \`${word}\` in the editors’ own voice, expected a plainer word`,
        place: placeIn(note, index, index + found.length),
        actual: word,
        note: 'Say it without a judgement; or quote it, with the name of whoever wrote it.',
      })
    }
  }
}

function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/\s+/g, '\\s+')
}

/** A stretch of the body as places of the file. */
function placeIn({ file, bodyStart }: NoteRecord, start: number, end: number): Position {
  const text = String(file.value)
  const offset = bodyStart.offset ?? 0
  return { start: pointAt(text, offset + start), end: pointAt(text, offset + end) }
}

import type { Range, RoleRecord, SpeakerPattern } from './structure.ts'

/** A name, or two words and a title: not a sentence. */
const isShort = (label: string) => label.length <= 60 && label.split(/\s+/, 4).length < 4

const isCapitals = (label: string) => /\p{Lu}/u.test(label) && !/\p{Ll}/u.test(label)

/** What the expression finds at the start of a line, if it could be a name. */
const startOf = (line: string, expression: RegExp) => {
  const label = expression.exec(line)?.[0] ?? ''
  return isShort(label) ? label : ''
}

/**
 * What each pattern takes for a label, given the first line of a speech and whether others follow; '' is none.
 * Each would rather miss a label than make one of somebody's words. U+FF1A and U+3002 are the colon and the full
 * stop of Chinese and Japanese.
 */
const labels: Record<SpeakerPattern, (line: string, follows: boolean) => string> = {
  'first-line': (line, follows) =>
    follows && isShort(line) && (isCapitals(line) || /[.:\uFF1A\u3002]$/u.test(line)) ? line : '',
  'before-colon': (line) => startOf(line, /^[\p{L}\p{N}][^:\uFF1A?!;,]{0,60}[:\uFF1A]/u),
  'before-period': (line) => startOf(line, /^[\p{L}\p{N}][^.\u3002:?!;,]{0,60}[.\u3002]/u),
}

/**
 * Find the label that names the speaker of a speech; it is always on the first line, which starts at `start`.
 * What is told of this passage goes before the pattern.
 */
export function findSpeaker(
  firstLine: string,
  start: number,
  follows: boolean,
  { speaker }: RoleRecord,
  pattern?: SpeakerPattern,
): Range | undefined {
  const line = firstLine.trim()
  const label = speaker === undefined ? pattern && labels[pattern](line, follows) : speaker
  if (!label || !line.startsWith(label)) return undefined
  const from = start + firstLine.indexOf(line)
  return { start: from, end: from + label.length }
}

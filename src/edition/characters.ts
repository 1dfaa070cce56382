/**
 * Characters that nobody sees and that make a file look other than it is: controls, those that turn the direction of
 * what follows, tags (but in the flags of Scotland and its like), and what is no character, halves of a pair of code units
 * among them. Neither HTML nor XML can hold all of them.
 */
export const refused =
  // eslint-disable-next-line no-control-regex -- these are the very characters that are refused
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u206F\uFFF9-\uFFFB\p{Noncharacter_Code_Point}\p{Surrogate}]|\r(?!\n)|(?<!\u{1F3F4}[\u{E0020}-\u{E007E}]{0,8})[\u{E0000}-\u{E007F}]/gu

/** The first of them in what a file means, rather than in its lines: there a carriage return does no harm. */
export function firstRefused(text: string): string | undefined {
  return text.match(refused)?.find((character) => character !== '\r')
}

/** What such a character is, in words, with its code point. */
export function sortOf(character: string): string {
  const code = codeOf(character)
  if (character === '\r') return `lone carriage return ${code}`
  if (/[\u202A-\u202E\u2066-\u2069]/.test(character)) return `sign ${code} that turns the direction of text`
  return /\p{Cc}/u.test(character) ? `control character ${code}` : `sign ${code} that nobody sees`
}

export function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** Words as HTML says them between tags, where they are nothing but words. */
export function htmlOf(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

import approximate from 'approx-string-match'

/**
 * The known value that was probably meant: the nearest by edits, if it is near enough to be worth saying.
 * Ties go to the one that comes first in the alphabet, so that messages do not depend on the order of files.
 */
export function suggest(found: string, known: Iterable<string>): string | undefined {
  const wanted = found.toLowerCase()
  let best: { value: string; errors: number } | undefined
  for (const value of [...known].sort()) {
    const longer = Math.max(wanted.length, value.length)
    const limit = Math.min(Math.ceil(longer / 3), longer - 1)
    const errors = distance(wanted, value.toLowerCase(), Math.min(limit, best ? best.errors - 1 : limit))
    if (errors !== undefined) best = { value, errors }
  }
  return best?.value
}

/** Edits between two whole strings, if there are at most `limit`. */
function distance(a: string, b: string, limit: number): number | undefined {
  if (a === b) return limit < 0 ? undefined : 0
  if (limit < 1 || Math.abs(a.length - b.length) > limit || foreign(a, b) > limit || foreign(b, a) > limit)
    return undefined
  // Both ends are fenced, so that a match inside a longer string does not count as a whole one.
  const fence = '\u0001'.repeat(limit + 1)
  const [match] = approximate(`${fence}${b}${fence}`, `${fence}${a}${fence}`, limit)
  return match?.errors
}

/** Letters of one string that another has nowhere: there are at least as many edits. Cheap, and rules out most. */
function foreign(a: string, b: string): number {
  let count = 0
  for (const letter of a) if (!b.includes(letter)) count++
  return count
}

/** `a`, `b` or `c`, in backticks; long lists are cut. */
export function choices(known: Iterable<string>, most = 12): string {
  const values = [...known].sort()
  const shown = values.slice(0, most).map((value) => `\`${value}\``)
  if (values.length > most) return `${shown.join(', ')} or ${values.length - most} more`
  if (shown.length < 2) return shown[0] ?? 'one, but there is none yet'
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`
}

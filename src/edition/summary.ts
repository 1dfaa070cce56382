import { shown } from './guard.ts'
import { type Report, report } from './report.ts'

/**
 * The answer to a pull request. GitHub shows ten annotations of a kind for a step and hides the rest without a word:
 * so nine, those on changed files first, and a tenth that says how many more there are and where. The page of
 * Markdown beside them has everything.
 */
export const mostAnnotations = 9

/** What happens to changed files comes first, and errors before warnings; else the order stays. */
export function byConcern(found: readonly Report[], changed: ReadonlySet<string>): Report[] {
  const rank = ({ file, severity }: Report) => (changed.has(file) ? 0 : 2) + (severity === 'error' ? 0 : 1)
  return [...found].sort((a, b) => rank(a) - rank(b))
}

/** Workflow commands: at most nine annotations, and one that tells of the others. */
export function annotations(found: readonly Report[], changed: ReadonlySet<string>): string {
  const first = byConcern(found, changed).slice(0, mostAnnotations)
  const rest = found.length - first.length
  const more =
    rest === 0
      ? ''
      : `::notice title=${rest} more::${rest} more ${rest === 1 ? 'message is' : 'messages are'} in the summary of this run, with the place of each and how to mend it.\n`
  return report(first, 'github', () => undefined) + more
}

/** Bytes of Markdown that a step may leave are 1 MiB; text beyond this is counted, not printed. */
const mostCharacters = 300_000

/**
 * The page of Markdown. All that strangers wrote stands in fenced code, where it is neither a link nor a mention
 * nor a picture.
 */
export function page(
  found: readonly Report[],
  changed: ReadonlySet<string>,
  source: (file: string) => string | undefined,
  rules: string | undefined,
): string {
  const files = Map.groupBy(byConcern(found, changed), ({ file }) => file)
  const parts = [lead(found, changed)]
  let length = 0
  let left = found.length
  for (const [file, messages] of files) {
    const text = fenced(report(inOrder(messages), 'pretty', source))
    length += text.length
    if (length > mostCharacters) break
    left -= messages.length
    parts.push(`### \`${shown(file)}\`${changed.has(file) ? '' : ' (not changed here)'}\n\n${text}`)
  }
  if (left > 0) parts.push(`And ${left} more; \`npx variorum check\` prints them all.`)
  if (rules !== undefined && found.length > 0) parts.push(`What the rules mean: ${links(found, rules)}.`)
  return `${parts.join('\n\n')}\n`
}

function lead(found: readonly Report[], changed: ReadonlySet<string>): string {
  const errors = found.filter(({ severity }) => severity === 'error').length
  const warnings = found.length - errors
  if (found.length === 0) return '## Everything is in order'
  const here = found.filter(({ file }) => changed.has(file)).length
  const where =
    changed.size === 0
      ? ''
      : here === 0
        ? ', none of them in a file that is changed here'
        : `, ${here} in files that are changed here`
  return `## ${plural(errors, 'error')}, ${plural(warnings, 'warning')}${where}\n\n${
    errors === 0
      ? 'Nothing stops this. A warning means that the page would be true but poorer.'
      : 'Mend what is called an error: each line says where it is, what was expected, and how to mend it.'
  }`
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function inOrder(messages: readonly Report[]): Report[] {
  return [...messages].sort((a, b) => a.line - b.line || a.column - b.column)
}

/** A fence that nothing inside can close. */
function fenced(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 2)
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text.trimEnd()}\n${fence}`
}

function links(found: readonly Report[], rules: string): string {
  return [...new Set(found.map(({ rule }) => rule))]
    .sort()
    .map((rule) => `[\`${rule}\`](${rules}${rule}.mdx)`)
    .join(', ')
}

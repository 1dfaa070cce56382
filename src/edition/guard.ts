/**
 * What a pull request may touch without a maintainer's second look: notes and registers, as ordinary files. Pure:
 * the list of changes goes in, a verdict comes out; `src/cli/guard.ts` makes the list from git. The rules stand
 * here and are read from the base branch, so that no pull request can bring rules of its own.
 */

/** One path that a pull request changes, as git compares it with where the branch began. A renaming is two of them. */
export type Change = {
  readonly status: 'added' | 'modified' | 'removed'
  /** Git's mode after the change: `100644` is an ordinary file; `000000` for one that was removed. */
  readonly mode: string
  readonly path: string
  /** Bytes after the change. */
  readonly size: number
  /** Where git takes an added file for one that was removed elsewhere. */
  readonly renamedFrom?: string | undefined
  /** Who signs: of a note its `by`, of a contributor's file its id. Undefined where there is no such version. */
  readonly signedBefore?: readonly string[] | undefined
  readonly signedAfter?: readonly string[] | undefined
}

export type Proposal = {
  readonly changes: readonly Change[]
  /** Paths that only earlier commits of the branch touch: not in the result, but in the history. */
  readonly passing?: readonly string[]
  /** Editions that the base has. */
  readonly editions: ReadonlySet<string>
  /** Contributors that the base has; undefined where nobody can say. */
  readonly contributors: ReadonlySet<string>
  /** Contributors who are the person that proposes this, by the `github` field of the base. Undefined: not asked. */
  readonly author?: readonly string[] | undefined
}

export type Verdict = {
  /** True where every change is one that notes are made of. */
  readonly passed: boolean
  /** Why not, one for each path and law. */
  readonly reasons: readonly Reason[]
  /** What a person should look at although it is allowed. */
  readonly attention: readonly Reason[]
  /** Notes and register files that may be taken as data, added or modified, in order of path. */
  readonly taken: readonly string[]
}

export type Reason = { readonly path: string; readonly law: string; readonly said: string }

/** Laws with figures in them; a pull request of more is for a person to divide or to wave through. */
export const bounds = { files: 20, bytes: 64 * 1024 } as const

const id = '[a-z0-9]+(?:-[a-z0-9]+)*'
const notePath = new RegExp(`^content/editions/(${id})/notes/(${id})\\.md$`)
const registerPath = new RegExp(`^content/(contributors|sources|entities)/(${id})\\.yaml$`)

export type Described = {
  readonly kind: 'note' | 'contributor' | 'source' | 'entity'
  readonly id: string
  readonly edition?: string
}

/** What a path is the place of; undefined for every path that is no note's and no register's. */
export function describePath(path: string): Described | undefined {
  const [, edition, note] = notePath.exec(path) ?? []
  if (edition !== undefined && note !== undefined && isShort(edition, note))
    return { kind: 'note', id: note, edition }
  const [, register, key] = registerPath.exec(path) ?? []
  const kind = register === undefined ? undefined : registers.get(register)
  return kind !== undefined && key !== undefined && isShort(key) ? { kind, id: key } : undefined
}

function isShort(...ids: readonly string[]): boolean {
  return ids.every((one) => one.length <= 80)
}

const registers = new Map<string, 'contributor' | 'source' | 'entity'>([
  ['contributors', 'contributor'],
  ['sources', 'source'],
  ['entities', 'entity'],
])

/** Places of which people ask why; the first that fits is said. Everything else is simply not a note. */
const forbidden: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)\.gitattributes$/, 'changes how git shows and stores files'],
  [/(?:^|\/)\.gitmodules$/, 'brings in another repository'],
  [/^\.github\/workflows\//, 'changes what runs on the repository host'],
  [/^\.github\//, 'changes how the repository is kept'],
  [/^\.(?:vscode|idea|devcontainer|husky)\//, 'changes what editors run'],
  [/(?:^|\/)\.npmrc$|(?:^|\/)package(?:-lock)?\.json$|(?:^|\/)node_modules\//, 'changes what is installed'],
  [/^seeds\//, 'changes a text that nobody may alter'],
  [/\.mdx$/, 'is code at build'],
  [/^(?:src|plugins|tests)\/|^[^/]+\.(?:mjs|cjs|js|ts|json)$/, 'changes the program'],
  [/^content\/editions\//, 'changes an edition beyond its notes'],
]

/** Judges a proposal. Never throws; says everything at once. */
export function guard(proposal: Proposal): Verdict {
  const { changes } = proposal
  const reasons = changes.flatMap((change) => reasonsOf(change, proposal))
  const refused = new Set(reasons.map(({ path }) => path))
  if (changes.length === 0) reasons.push({ path: '', law: 'not-empty', said: 'changes nothing' })
  if (changes.length > bounds.files) {
    reasons.push({
      path: '',
      law: 'few-files',
      said: `changes ${changes.length} files; at most ${bounds.files} go through at once`,
    })
  }
  return {
    passed: reasons.length === 0,
    reasons,
    attention: [...changes.flatMap((change) => attentionOf(change, proposal)), ...passing(proposal)],
    taken: changes
      .filter(({ path }) => !refused.has(path))
      .map(({ path }) => path)
      .sort()
      .slice(0, bounds.files),
  }
}

function reasonsOf(change: Change, { editions }: Proposal): Reason[] {
  const { path, mode, status, size } = change
  const place = describePath(path)
  const because = (law: string, said: string): Reason => ({ path, law, said })
  if (place === undefined) {
    const known = forbidden.find(([pattern]) => pattern.test(path))
    return [because('notes-only', known?.[1] ?? 'is neither a note nor an entry of a register')]
  }
  if (status === 'removed')
    return [
      because('nothing-removed', 'is removed; its name may be cited, so a note is superseded, not deleted'),
    ]
  const found: Reason[] = []
  if (change.renamedFrom !== undefined)
    found.push(
      because(
        'nothing-renamed',
        `is \`${shown(change.renamedFrom)}\` under another name; a name is for ever`,
      ),
    )
  if (mode !== '100644')
    found.push(because('ordinary-file', `is ${modes.get(mode) ?? `of mode ${mode}`}, not an ordinary file`))
  if (size > bounds.bytes)
    found.push(because('small-file', `has ${size} bytes; at most ${bounds.bytes} go through`))
  if (place.edition !== undefined && !editions.has(place.edition)) {
    found.push(
      because('edition-there', `belongs to the edition \`${place.edition}\`, which the base does not have`),
    )
  }
  return found
}

const modes = new Map([
  ['120000', 'a symbolic link'],
  ['160000', 'another repository (a submodule)'],
  ['100755', 'an executable file'],
])

function attentionOf(
  { path, status, signedBefore, signedAfter }: Change,
  { author, contributors }: Proposal,
): Reason[] {
  const place = describePath(path)
  if (place === undefined) return []
  const because = (law: string, said: string): Reason => ({ path, law, said })
  const own = (ids: readonly string[]) => author !== undefined && ids.some((one) => author.includes(one))
  const found: Reason[] = []
  if (status !== 'added' && signedBefore !== undefined && !own(signedBefore)) {
    found.push(because('others-work', `is the work of ${names(signedBefore)}`))
  }
  if (place.kind !== 'note' || signedAfter === undefined) return found
  if (signedBefore !== undefined && !sameSet(signedBefore, signedAfter)) {
    found.push(
      because(
        'signature-changed',
        `was signed by ${names(signedBefore)} and is now signed by ${names(signedAfter)}`,
      ),
    )
  }
  const lent = signedAfter.filter(
    (one) => contributors.has(one) && signedBefore?.includes(one) !== true && author?.includes(one) === false,
  )
  if (lent.length > 0)
    found.push(
      because('signature-borrowed', `is signed by ${names(lent)}, whose account this is not known to be`),
    )
  return found
}

function passing({ changes, passing: paths = [] }: Proposal): Reason[] {
  const final = new Set(changes.map(({ path }) => path))
  return paths
    .filter((path) => !final.has(path))
    .map((path) => ({
      path,
      law: 'squash',
      said: 'is touched by an earlier commit and not by the last: squash when merging',
    }))
}

function names(ids: readonly string[]): string {
  return ids.length === 0 ? 'nobody' : ids.map((one) => `\`${shown(one)}\``).join(', ')
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one))
}

/**
 * What strangers wrote, fit for a terminal, a log and a code span: no control, direction or invisible characters,
 * no backtick, and nothing that the repository host takes for a command.
 */
export function shown(text: string, most = 120): string {
  const characters = [...text.replaceAll('##[', '## [').replaceAll('`', '’')].map((character) =>
    /^[\p{C}\p{Zl}\p{Zp}]$/u.test(character)
      ? `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`
      : character,
  )
  const line = characters.join('')
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`
}

/** The verdict in words that a maintainer can act on in a minute. Untrusted parts are inside code spans. */
export function tellVerdict(verdict: Verdict, changes: readonly Change[]): string {
  const { passed, reasons, attention } = verdict
  const list = (found: readonly Reason[]) =>
    found.map(({ path, said }) => (path === '' ? `- It ${said}.` : `- \`${shown(path)}\` ${said}.`))
  const kinds = tally(changes)
  const lead = passed
    ? `This touches only notes and registers: ${kinds}.`
    : 'This touches more than notes and registers. A maintainer has to read it as code.'
  const blocks = [lead]
  if (reasons.length > 0)
    blocks.push(['Stopped by:', ...list(reasons).slice(0, mostListed), ...more(reasons)].join('\n'))
  if (attention.length > 0)
    blocks.push(['To look at:', ...list(attention).slice(0, mostListed), ...more(attention)].join('\n'))
  return `${blocks.join('\n\n')}\n`
}

const mostListed = 40

function more(found: readonly Reason[]): string[] {
  return found.length > mostListed ? [`- and ${found.length - mostListed} more.`] : []
}

function tally(changes: readonly Change[]): string {
  const counts = new Map<string, number>()
  for (const { path, status } of changes) {
    const key = `${status === 'added' ? 'new' : 'changed'} ${describePath(path)?.kind ?? 'file'}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].map(([key, count]) => `${count} ${count === 1 ? key : plural(key)}`).join(', ')
}

function plural(key: string): string {
  return key.endsWith('entity') ? `${key.slice(0, -1)}ies` : `${key}s`
}

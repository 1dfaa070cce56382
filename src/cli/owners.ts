import { anchorAll } from '../edition/anchor.ts'
import { describePath } from '../edition/guard.ts'
import { type Owned, ownersOf } from '../edition/owners.ts'
import { parse, type Records } from '../edition/parse.ts'
import { read } from '../edition/read.ts'
import { choices } from '../edition/suggest.ts'
import { changedPaths } from './changed.ts'
import { rootOf, textOf, usageError, type Values } from './usage.ts'

type Line = Owned & { readonly edition: string }

/** Says who is asked about which notes: about all of an edition, or about those that a branch changes. */
export function owners(values: Values, [id]: readonly string[]): number {
  const records = parse(read(rootOf(values)))
  if (id !== undefined && !records.editions.has(id)) {
    throw usageError(`Unexpected edition \`${id}\`, expected ${choices(records.editions.keys())}`)
  }
  const partly = textOf(values, 'base') !== undefined || textOf(values, 'changed') !== undefined
  const changed = partly ? changedPaths(values) : undefined
  const lines = ownedNotes(records, changed).filter(({ edition }) => id === undefined || edition === id)
  if (lines.length === 0) refuseAbsent(records, changed ?? [])
  process.stdout.write(printed(lines, records, textOf(values, 'format') ?? 'pretty'))
  return 0
}

/** Throws a `UsageError` where notes were changed that this folder does not hold: it is not that of the branch. */
function refuseAbsent({ editions }: Records, changed: Iterable<string>): void {
  const absent = [...changed].find((path) => {
    const one = describePath(path)
    return one?.kind === 'note' && editions.get(one.edition ?? '')?.notes.ids.has(one.id ?? '') !== true
  })
  if (absent !== undefined)
    throw usageError(
      `Unexpected list with \`${absent}\`, expected notes of this folder: check the branch out, or lay it out with \`guard --write\``,
    )
}

/** Owners of the notes of a library; of some, where a set of paths is given. */
export function ownedNotes(records: Records, changed?: ReadonlySet<string>): Line[] {
  const wanted =
    changed &&
    new Set(
      [...changed]
        .map(describePath)
        .flatMap((one) => (one?.kind === 'note' ? [`${one.edition}/${one.id}`] : [])),
    )
  return [...anchorAll(records, true)].flatMap(([edition, anchored]) => {
    const notes = anchored.notes.filter(({ note }) => wanted?.has(`${edition}/${note.id}`) ?? true)
    return ownersOf(anchored.edition, anchored.seed, notes).map((one) => ({ ...one, edition }))
  })
}

function printed(lines: readonly Line[], records: Records, format: string): string {
  if (format === 'codeowners') return codeowners(records)
  const named = lines.map((line) => ({ ...line, accounts: accountsOf(line, records) }))
  if (format === 'json') return `${JSON.stringify(named, null, 2)}\n`
  if (format !== 'pretty')
    throw usageError(`Unexpected format \`${format}\`, expected pretty, json, codeowners`)
  if (lines.length === 0) return 'No note is concerned.\n'
  return named
    .map((one) => `${one.edition}/${one.note}  ${one.passages.join(' ')}  ${whom(one.owners, records)}\n`)
    .join('')
}

/**
 * Lines for CODEOWNERS: a folder for each edition, with the accounts of its editors. No line for a note: the repository
 * host reads the file of the base, which cannot know a note that is being added, and every note would change it.
 */
function codeowners({ editions, contributors }: Records): string {
  const lines = [...editions].flatMap(([id, { record }]) => {
    const accounts = (record.fields.editors ?? []).flatMap(
      (editor) => contributors.records.get(editor)?.fields.github ?? [],
    )
    return accounts.length === 0
      ? []
      : [`/content/editions/${id}/ ${accounts.map((account) => `@${account}`).join(' ')}\n`]
  })
  return lines.length === 0
    ? '# No editor names an account: `github` in content/contributors.\n'
    : lines.join('')
}

function accountsOf({ owners: ids }: Owned, { contributors }: Records): string[] {
  return ids.flatMap((id) => contributors.records.get(id)?.fields.github ?? [])
}

/** Owners with their accounts, for people to read. */
export function whom(ids: readonly string[], { contributors }: Records): string {
  if (ids.length === 0) return 'nobody: the edition names neither owners nor editors'
  return ids
    .map((id) => {
      const account = contributors.records.get(id)?.fields.github
      return account === undefined ? id : `${id} (${account})`
    })
    .join(', ')
}

import { openLibrary } from '../edition/index.ts'
import { type Edition, parse, type Records, type Seed } from '../edition/parse.ts'
import { read } from '../edition/read.ts'
import { type CarriedNote, createCarrier, reanchor, statuses } from '../edition/reanchor.ts'
import { reanchorNames } from '../edition/reanchor-names.ts'
import { type Acceptance, type Plan, planReanchor } from '../edition/reanchor-plan.ts'
import { reportOf, table } from '../edition/reanchor-report.ts'
import type { Lookup } from '../edition/shelf.ts'
import { choices, suggest } from '../edition/suggest.ts'
import { hasErrors, printed } from './check.ts'
import { rootOf, textOf, usageError, type Values } from './usage.ts'
import { replaceFiles } from './write.ts'

/**
 * Says what becomes of each note of an edition when its text has a new state, and of each passage that is named in it.
 * Writes only when told to, and only what a person accepts. Exit code 1 if anything is lost, or left for a person.
 */
export function reanchorEdition(values: Values, [id, ...others]: readonly string[]): number {
  if (others.length > 0)
    throw usageError('Unexpected names, expected one: `variorum reanchor <edition> --to SEED`')
  const format = formatOf(values)
  const root = rootOf(values)
  const records = parse(read(root))
  const edition = known(records.editions, id, 'edition')
  const to = known(records.seeds, textOf(values, 'to'), 'seed')
  demandRevision(records, edition, to)
  const { reports } = openLibrary(root)
  if (hasErrors(reports)) {
    process.stderr.write(`${printed(reports, 'pretty', root)}Nothing was carried over: mend these first.\n`)
    return 1
  }
  const carry = createCarrier(records, to)
  const notes = reanchor(records, edition, to, carry)
  const names = reanchorNames(records, edition, to, notes, carry)
  const isWriting = values['write'] === true
  const isAccepted = acceptance(textOf(values, 'accept'), notes)
  const plan = isWriting ? planReanchor(records, edition, to, notes, names, isAccepted) : undefined
  if (plan !== undefined) replaceFiles(root, plan.changes)
  const report = reportOf(
    { edition: edition.id, from: edition.record.fields.seed, to: to.record.id },
    notes,
    names,
    plan,
  )
  process.stdout.write(
    format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : table(report) + outcome(plan),
  )
  const isUnsettled = report.names.some(({ status, outcome: end }) => status === 'lost' || end === 'left')
  return report.counts.lost > 0 || isUnsettled ? 1 : 0
}

function outcome(plan: Plan | undefined): string {
  if (plan === undefined)
    return 'Nothing was written; --write writes what is exact or moved, --accept says what else.\n'
  const carried = plan.steps.filter((step) => step.outcome === 'carried').length
  const left = plan.names.filter((step) => step.outcome === 'left').length
  const rest = left === 0 ? '' : `${left} named in links, owners and parallels left for you to mend.\n`
  return `${carried} carried to the new text, ${plan.steps.length - carried} left on the text that they were written on.\n${rest}`
}

function formatOf(values: Values): 'table' | 'json' {
  const format = textOf(values, 'format') ?? 'table'
  if (format === 'table' || format === 'json') return format
  throw usageError(`Unexpected format \`${format}\`, expected table or json`)
}

function known<T>(all: Lookup<T>, id: string | undefined, what: string): T {
  const found = all.get(id ?? '')
  if (found !== undefined) return found
  if (id === undefined) throw usageError(`Unexpected end, expected the ${what}: ${choices(all.keys())}`)
  const meant = suggest(id, all.keys())
  const hint = meant === undefined ? '' : `. Did you mean \`${meant}\`?`
  throw usageError(`Unexpected ${what} \`${id}\`, expected ${choices(all.keys())}${hint}`)
}

/** Only a later state of the edition’s text may take its place. */
function demandRevision({ seeds }: Records, { record }: Edition, to: Seed): void {
  const from = record.fields.seed
  if (to.record.id === from)
    throw usageError(`Unexpected seed \`${from}\`, expected another one than the edition has`)
  const seen = new Set<string>()
  for (
    let at: string | undefined = to.record.id;
    at !== undefined && !seen.has(at);
    at = seeds.get(at)?.record.fields.revises
  ) {
    if (at === from) return
    seen.add(at)
  }
  throw usageError(
    `Unexpected seed \`${to.record.id}\`, expected a revision of \`${from}\`: say so in \`${to.record.file.path}\` with the line \`revises: ${from}\``,
  )
}

/** What a person accepts: by what became of it, or notes by name. */
function acceptance(given: string | undefined, notes: readonly CarriedNote[]): Acceptance {
  const words = (given ?? 'exact,moved').split(',').map((word) => word.trim())
  const ids = notes.map(({ note }) => note.id)
  for (const word of words) {
    if (word === 'lost')
      throw usageError(
        'Unexpected `lost` in --accept: where words have gone, there is no place to carry a note to',
      )
    if (statuses.some((status) => status === word) || ids.includes(word)) continue
    const meant = suggest(word, [...statuses.slice(0, 3), ...ids])
    throw usageError(
      `Unexpected \`${word}\` in --accept, expected exact, moved, reworded or names of notes${meant === undefined ? '' : `. Did you mean \`${meant}\`?`}`,
    )
  }
  const lost = notes.find(({ note, status }) => status === 'lost' && words.includes(note.id))
  if (lost !== undefined)
    throw usageError(
      `Unexpected \`${lost.note.id}\` in --accept: its words are lost, so there is no place to carry it to`,
    )
  return (status, note) => words.includes(status) || (note !== undefined && words.includes(note))
}

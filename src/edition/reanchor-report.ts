import type { TransferStatus } from '../../plugins/text-align/index.ts'
import { codePointsOf } from './exports/published.ts'
import { passageAt, type Place, quoted } from './places.ts'
import { type CarriedNote, type Fate, statuses } from './reanchor.ts'
import type { NamedPassage } from './reanchor-names.ts'
import type { Plan } from './reanchor-plan.ts'
import { clip } from './records.ts'

/** What `reanchor --format json` prints. Offsets are Unicode code points of the text’s file, ranges half-open. */
export type ReanchorReport = {
  readonly edition: string
  readonly from: string
  readonly to: string
  /** Of the notes. */
  readonly counts: Readonly<Record<TransferStatus, number>>
  /** Whether files were written. */
  readonly written: boolean
  readonly notes: readonly NoteReport[]
  /** Passages that are named elsewhere: in links, owners and parallels. */
  readonly names: readonly NameReport[]
}

export type NoteReport = {
  readonly note: string
  readonly file: string
  /** The seed that the note is written on. */
  readonly on: string
  /** The worst of its targets’. */
  readonly status: TransferStatus
  readonly targets: readonly TargetReport[]
  /** With `--write`: `carried` to the new seed, or `pinned` to the one that it is written on. */
  readonly outcome?: 'carried' | 'pinned'
  /** With `--write`: accepted, but no target could be proven to find the place. */
  readonly unproven?: true
}

export type TargetReport = {
  readonly status: TransferStatus
  /** Which part of the words is the same, from 0 to 1. */
  readonly score: number
  /** Present where only typography differs. */
  readonly typography?: true
  /** Present where the words stand in several places that nothing tells apart. */
  readonly ambiguous?: true
  readonly old: PlaceReport
  /** Absent where it is lost. */
  readonly new?: PlaceReport
}

export type NameReport = TargetReport & {
  readonly kind: NamedPassage['kind']
  readonly file: string
  readonly line: number
  readonly column: number
  /** The passage as it is named. */
  readonly written: string
  /** As it has to be named on the new seed; absent where no name would do. */
  readonly becomes?: string
  /** With `--write`: right for the new seed, `pinned` with its note, or `left` for a person to mend. */
  readonly outcome?: 'carried' | 'pinned' | 'left'
}

export type PlaceReport = {
  readonly text: string
  readonly passage: string
  readonly start: number
  readonly end: number
  readonly exact: string
}

export function reportOf(
  names: { readonly edition: string; readonly from: string; readonly to: string },
  notes: readonly CarriedNote[],
  named: readonly NamedPassage[],
  plan: Plan | undefined,
): ReanchorReport {
  const counts = Object.fromEntries(
    statuses.map((status) => [status, notes.filter((one) => one.status === status).length]),
  ) as Record<TransferStatus, number>
  const stepOf = new Map(plan?.steps.map((step) => [step.carried, step]))
  const outcomeOf = new Map(plan?.names.map((step) => [step.named, step.outcome]))
  return {
    ...names,
    counts,
    written: plan !== undefined,
    notes: notes.map((one) => {
      const step = stepOf.get(one)
      return {
        note: one.note.id,
        file: one.note.file.path,
        on: one.seed,
        status: one.status,
        targets: one.targets.map(fateReport),
        ...(step === undefined ? {} : { outcome: step.outcome }),
        ...(step?.unproven === true ? { unproven: true } : {}),
      }
    }),
    names: named.map((one) => nameReport(one, outcomeOf.get(one))),
  }
}

function nameReport(
  { kind, file, at, written, fate, becomes }: NamedPassage,
  outcome: NameReport['outcome'],
): NameReport {
  const { line, column } = at.start
  return {
    kind,
    file: file.path,
    line,
    column,
    written,
    ...(becomes === undefined ? {} : { becomes }),
    ...fateReport(fate),
    ...(outcome === undefined ? {} : { outcome }),
  }
}

function fateReport({ status, score, typography, ambiguous, old, place }: Fate): TargetReport {
  return {
    status,
    score: Math.round(score * 1000) / 1000,
    ...(typography ? { typography } : {}),
    ...(ambiguous ? { ambiguous } : {}),
    old: placeReport(old),
    ...(place === undefined ? {} : { new: placeReport(place) }),
  }
}

function placeReport({ division, range }: Place): PlaceReport {
  return {
    text: division.id,
    passage: passageAt(division, range.start),
    ...codePointsOf(division, range),
    exact: division.text.slice(range.start, range.end),
  }
}

/**
 * The report as people read it: a line for each target, and the new words below where they are others; then a line for
 * each name of a passage.
 */
export function table(report: ReanchorReport): string {
  const rows: Row[] = [
    ...report.notes.flatMap((note) => note.targets.map((target, index) => rowOf(note, target, index))),
    ...report.names.map(nameRow),
  ]
  const head = ['note', 'status', 'score', 'passage', 'words']
  const widths = head.map((title, column) =>
    rows.reduce((most, { cells }) => Math.max(most, cells[column]?.length ?? 0), title.length),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  const indent = ' '.repeat(widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0))
  const lines = rows.flatMap(({ cells, below }) => [line(cells), ...below.map((one) => indent + one)])
  const counts = (of: (status: TransferStatus) => number) =>
    statuses.map((status) => `${of(status)} ${status}`).join(', ')
  const named = counts((status) => report.names.filter((one) => one.status === status).length)
  const sums = [
    counts((status) => report.counts[status]),
    ...(report.names.length > 0 ? [`passages named in links, owners and parallels: ${named}`] : []),
  ]
  return `${[line(head), ...lines].join('\n')}\n\n${sums.join('\n')}\n`
}

type Row = { readonly cells: readonly string[]; readonly below: readonly string[] }

function nameRow(name: NameReport): Row {
  const { kind, file, line, status, score, written, becomes, outcome, old } = name
  const mend = becomes === undefined ? [`(${file}:${line}: no passage to name)`] : []
  const left = outcome === 'left' ? [`(left as it is: mend ${file}:${line} by hand)`] : []
  const passage = becomes === undefined || becomes === written ? written : `${written} → ${becomes}`
  const from = file.replace(/^.*\//, '').replace(/\.\w+$/, '')
  return {
    cells: [`${from} (${kind})`, status, score.toFixed(2), passage, quoted(clip(old.exact, 100))],
    below: outcome === 'left' ? left : mend,
  }
}

function rowOf(note: NoteReport, target: TargetReport, index: number): Row {
  const name = note.targets.length > 1 ? `${note.note} ${index + 1}` : note.note
  const [from, to] = [target.old.passage, target.new?.passage]
  const passage = to === undefined || to === from ? from : `${from} → ${to}`
  const cells = [name, target.status, target.score.toFixed(2), passage, quoted(clip(target.old.exact, 100))]
  const fresh =
    target.new !== undefined && target.status === 'reworded'
      ? [`→ ${quoted(clip(target.new.exact, 100))}`]
      : []
  const typography = target.typography ? ['(typography differs)'] : []
  const ambiguous = target.ambiguous
    ? ['(the words stand in several places, and nothing tells which is meant)']
    : []
  const unproven = note.unproven ? ['(accepted, but no target could be proven to find the place)'] : []
  return { cells, below: [...fresh, ...typography, ...ambiguous, ...unproven] }
}

/** What a benchmark has found: a table in Markdown, and each bar that was missed, as a sentence. */
export type Outcome = { readonly table: string; readonly missed: readonly string[] }

/** A table in Markdown; every column but the first is aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|---|${'--:|'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n')
}

/** Kilobytes of 1,000 bytes, with one digit where that tells something. */
export function kilobytes(bytes: number): string {
  return bytes === 0 ? '0' : (bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)
}

/** The median of the CPU time (user and system, all threads) that some work takes, in milliseconds. */
export function measured(rounds: number, work: () => unknown): number {
  const taken = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return median(taken)
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

/** A time or a ratio, with one digit where it is small. */
export function times(milliseconds: number): string {
  return milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds).toLocaleString('en')
}

export const ratio = times

/** Seconds with two digits where they are few. */
export function seconds(time: number): string {
  return time < 10 ? time.toFixed(2) : time.toFixed(1)
}

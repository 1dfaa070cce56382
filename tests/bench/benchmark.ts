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

import { zipSync, type Zippable } from 'fflate'

export type Entry = { readonly path: string; readonly body: string | Uint8Array }

/** The earliest moment that a ZIP file can bear, in local time as its format has it: the same on every machine. */
const epoch = '1980-01-01T00:00:00'

/** A ZIP file with its entries in the order given, the same bytes for the same entries. The first may be stored bare. */
export function zipOf(entries: readonly Entry[], { bareFirst = false } = {}): Uint8Array {
  const encoder = new TextEncoder()
  const files: Zippable = Object.fromEntries(
    entries.map(({ path, body }, index) => {
      const bytes = typeof body === 'string' ? encoder.encode(body) : body
      return [path, [bytes, { level: bareFirst && index === 0 ? 0 : 6, mtime: epoch }]]
    }),
  )
  return zipSync(files)
}

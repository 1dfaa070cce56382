import type { Files } from '../edition/read.ts'
import type { Imported } from './document.ts'
import { readDocx } from './docx.ts'
import { readEpub } from './epub.ts'
import { readHtml } from './html.ts'
import { readMarkdown } from './markdown.ts'
import { type Plan, planEdition, type Wishes } from './plan.ts'
import { readTei } from './tei.ts'
import { filesWith, verify } from './verify.ts'
import { decodeXml } from './xml.ts'

/**
 * From a book with notes to an edition, in the order in which the data passes:
 *
 *     bytes ─read─▶ texts, marks, notes ─plan─▶ files ─verify─▶ files that `check` passes
 *
 * Readers are pure functions from bytes; nothing here touches the disk.
 */
export type Format = keyof typeof readers

/** Readers by format; `file` is what messages call it. */
const readers = {
  docx: readDocx,
  epub: readEpub,
  html: (bytes: Uint8Array, file: string) => readHtml(decode(bytes), file),
  markdown: (bytes: Uint8Array, file: string) => readMarkdown(decode(bytes), file),
  tei: (bytes: Uint8Array, file: string) => readTei(decodeXml(bytes, file), file),
} as const satisfies Record<string, (bytes: Uint8Array, file: string) => Imported>

export function readBook(format: Format, bytes: Uint8Array, file: string): Imported {
  return readers[format](bytes, file)
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes)
}

/** How often notes that `check` refuses are taken out and the rest is tried again. */
const mostRounds = 4

/** The plan of an edition that passes `check`; what is wrong beyond its notes is in `faults`. */
export function planVerified(
  imported: Imported,
  wishes: Wishes,
  library: Files,
): { plan: Plan; faults: readonly string[] } {
  const refused = new Map<string, string>()
  for (let round = 1; ; round++) {
    const plan = planEdition(imported, wishes, refused)
    const { notes, others } = verify(filesWith(library, plan.files, wishes.id), wishes.id, plan.notes)
    if (notes.size === 0 || round === mostRounds) return { plan, faults: [...others, ...notes.values()] }
    for (const { id, key } of plan.notes) {
      const why = notes.get(id)
      if (why !== undefined) refused.set(key, why)
    }
  }
}

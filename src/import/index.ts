import type { Files } from '../edition/read.ts'
import { type AnnotateWishes, type Ground, planAnnotations } from './annotate.ts'
import type { Annotation } from './annotations.ts'
import { datasetFrom, planDataset } from './dataset.ts'
import type { Imported } from './document.ts'
import { readDocx } from './docx.ts'
import { readEpub } from './epub.ts'
import { type GivenText, groundOf } from './given-text.ts'
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

export type Verified = { readonly plan: Plan; readonly faults: readonly string[] }

/** The plan of a new edition that passes `check`; what is wrong beyond its notes is in `faults`. */
export function planBook(imported: Imported, wishes: Wishes, library: Files): Verified {
  const dataset = imported.dataset === undefined ? undefined : datasetFrom(imported.dataset)
  return verified(wishes.id, library, (refused) =>
    dataset === undefined
      ? planEdition(imported, wishes, refused)
      : planDataset(dataset, imported, wishes, refused),
  )
}

/** Notes that annotations make on the text of an edition that is there. */
export function planOnEdition(
  annotations: readonly Annotation[],
  ground: Ground,
  wishes: AnnotateWishes,
  library: Files,
): Verified {
  return verified(wishes.edition, library, (refused) => planAnnotations(annotations, ground, wishes, refused))
}

/** A new edition of a plain text, with the notes that annotations make on it. */
export function planOnText(
  annotations: readonly Annotation[],
  given: GivenText,
  wishes: AnnotateWishes,
  library: Files,
): Verified {
  const { ground, files } = groundOf(given, wishes, library)
  return verified(wishes.edition, library, (refused) => {
    const plan = planAnnotations(annotations, ground, wishes, refused)
    return { ...plan, files: new Map([...files(plan.kinds), ...plan.files]) }
  })
}

function verified(
  edition: string,
  library: Files,
  plan: (refused: ReadonlyMap<string, string>) => Plan,
): Verified {
  const refused = new Map<string, string>()
  for (let round = 1; ; round++) {
    const made = plan(refused)
    const { notes, others } = verify(filesWith(library, made.files, edition), made.files, edition, made.notes)
    if (notes.size === 0 || round === mostRounds)
      return { plan: made, faults: [...others, ...notes.values()] }
    for (const { id, key } of made.notes) {
      const why = notes.get(id)
      if (why !== undefined) refused.set(key, why)
    }
  }
}

/**
 * Limits with names. Each is far above what honest work needs; each error names its limit. Those of Markdown's
 * nesting and repetition, which depend on what its parser can bear, are in `body-nesting.ts`. All of them are on the
 * page of the rule `limit-kept`.
 */
export const limits = {
  /** Bytes of one note's file. */
  noteBytes: 64 * 1024,
  /** Bytes of the front matter of a note. */
  frontMatterBytes: 16 * 1024,
  /** Bytes of an entry of a register, or of another wording: what strangers send, as notes are. */
  registerBytes: 64 * 1024,
  /** Bytes of `edition.mdx` and `site.yaml`. */
  recordBytes: 256 * 1024,
  /** Bytes of `seed.yaml`, which is long where there are many texts, or many speeches with their speakers. */
  seedRecordBytes: 4 * 1024 * 1024,
  /** Groups and lists within each other in YAML. The deepest field that there is stands in the sixth. */
  yamlDepth: 8,
  /** Bytes of one text of a seed. */
  seedBytes: 64 * 1024 * 1024,
  /** Characters of one quote (`exact`, `from`, `to`), in UTF-16 code units. */
  quoteLength: 5000,
  /** Characters of a prefix or suffix. */
  contextLength: 2000,
  /** Targets of one note. */
  targets: 200,
  /** Length of an id. */
  idLength: 80,
  /** Links of one note that lead out of the site. More of them are a list, or an advertisement. */
  links: 50,
  /** Values of one list in YAML, such as `tags`. */
  listLength: 500,
  /** Notes of one edition. */
  notes: 50_000,
  /** Notes that stand on one and the same character: each of them is named in every mark there. */
  notesOfPlace: 100,
} as const

export type Limit = keyof typeof limits

/** What a person is told who needs more than a limit allows. */
export function raising(limit: Limit): string {
  return `If it has to be so, the maintainers may raise \`${limit}\` in \`src/edition/limits.ts\`.`
}

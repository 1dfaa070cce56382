/** Limits with names. Each is far above what honest work needs; each error names its limit. */
export const limits = {
  /** Bytes of one note's file. */
  noteBytes: 64 * 1024,
  /** Bytes of the front matter of a note. */
  frontMatterBytes: 16 * 1024,
  /** Bytes of `edition.mdx` and of a record in YAML; the record of a seed of many texts is long. */
  recordBytes: 256 * 1024,
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
} as const

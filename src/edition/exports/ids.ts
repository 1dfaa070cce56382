/** The forms that an edition may be taken away in, as `exports` of `content/site.yaml` names them. */
export const exportIds = [
  'annotations',
  'epub-annotations',
  'epub',
  'tei',
  'markdown',
  'mdx',
  'csv',
  'json',
  'csl',
  'bibtex',
  'feeds',
] as const

export type ExportId = (typeof exportIds)[number]

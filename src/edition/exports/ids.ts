import type { Records } from '../parse.ts'

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

/** Those that take so long to make that a large library publishes them only if it says so. */
const slow: ReadonlySet<string> = new Set(['epub', 'epub-annotations', 'tei', 'markdown', 'mdx'])

/** The forms in which the editions of a library can be taken away: those that it names, else all that are made fast enough. */
export function exportsOf({ site, editions }: Records): ReadonlySet<ExportId> {
  return new Set(site?.fields.exports ?? exportIds.filter((id) => editions.count <= 100 || !slow.has(id)))
}

export type ExportId = (typeof exportIds)[number]

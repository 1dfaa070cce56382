import type { ExportKind } from '../edition/view.ts'
import type { Words } from '../words/index.ts'
import { numberFormat } from './formats.ts'

/** The forms of an edition by what they are for, in the order of the page that offers them. */
export const forms = [
  { title: 'toRead', kinds: ['epub', 'markdown', 'mdx'] },
  { title: 'toStudy', kinds: ['tei', 'text', 'json', 'csv'] },
  { title: 'toCite', kinds: ['csl', 'bibtex'] },
  { title: 'toFollow', kinds: ['annotations', 'epub-annotations', 'feeds', 'xref'] },
] as const satisfies readonly { readonly title: string; readonly kinds: readonly ExportKind[] }[]

const units = ['byte', 'kilobyte', 'megabyte'] as const

/** `98 kB`: thousands, as the units say. */
export function size(bytes: number, locale: string): string {
  const step = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : 2
  const format = numberFormat(locale, {
    style: 'unit',
    unit: units[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step > 0 && bytes < 10 * 1000 ** step ? 1 : 0,
  })
  return format.format(bytes / 1000 ** step)
}

/** The names of the forms in which an edition is there, for a sentence. */
export function shortList(downloads: readonly { readonly kind: ExportKind }[], words: Words): string {
  const names = forms.flatMap(({ kinds }) =>
    kinds
      .filter((kind) => downloads.some((one) => one.kind === kind))
      .map((kind) => words.table.forms[kind].name),
  )
  const comma = words.say('comma')
  return names.length <= 5
    ? names.join(comma)
    : words.count('andMore', names.length - 4, { list: names.slice(0, 4).join(comma) })
}

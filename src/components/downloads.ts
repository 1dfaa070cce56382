import type { ExportKind } from '../edition/view.ts'

type Form = { readonly name: string; readonly purpose: string }

/** The forms of an edition in words, in the order of the page that offers them. */
export const forms: readonly {
  readonly title: string
  readonly kinds: Readonly<Partial<Record<ExportKind, Form>>>
}[] = [
  {
    title: 'To read',
    kinds: {
      epub: { name: 'EPUB', purpose: 'A book for any reader, with the notes as footnotes.' },
      markdown: { name: 'Markdown', purpose: 'One file of text with footnotes, for editors and classrooms.' },
      mdx: { name: 'MDX', purpose: 'The same for sites of components; the notes can be imported as data.' },
    },
  },
  {
    title: 'To study and to archive',
    kinds: {
      tei: {
        name: 'TEI P5',
        purpose: 'The text encoded, the notes stand-off, people, places and sources with them.',
      },
      text: { name: 'Text', purpose: 'The text itself, byte for byte as it was received.' },
      json: { name: 'Dataset', purpose: 'Every field of every note as it was written, and where it stands.' },
      csv: { name: 'Table', purpose: 'A row for each note and place, for spreadsheets.' },
    },
  },
  {
    title: 'To cite',
    kinds: {
      csl: { name: 'CSL-JSON', purpose: 'The sources, for Zotero and whatever else cites.' },
      bibtex: { name: 'BibTeX', purpose: 'The sources, for LaTeX.' },
    },
  },
  {
    title: 'To link and to follow',
    kinds: {
      annotations: {
        name: 'Web Annotations',
        purpose: 'The notes by the model of the W3C, with their places in the text.',
      },
      'epub-annotations': {
        name: 'EPUB Annotations',
        purpose: 'The notes for reading systems, on the EPUB above.',
      },
      feeds: { name: 'Feed', purpose: 'New, changed and withdrawn notes, for a feed reader.' },
      xref: {
        name: 'Registry',
        purpose: 'Passages and notes with their addresses, for links from other editions.',
      },
    },
  },
]

const units = ['byte', 'kilobyte', 'megabyte'] as const

/** `98 kB`: thousands, as the units say. */
export function size(bytes: number, language: string): string {
  const step = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : 2
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: bytes < 1000 * 10 ** (3 * (step - 1)) * 10 && step > 0 ? 1 : 0,
  }).format(bytes / 1000 ** step)
}

/** The names of the forms in which an edition is there, for a sentence. */
export function shortList(downloads: readonly { readonly kind: ExportKind }[]): string {
  const names = forms.flatMap(({ kinds }) =>
    Object.entries(kinds).flatMap(([kind, { name }]) =>
      downloads.some((one) => one.kind === kind) ? [name] : [],
    ),
  )
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`
}

import type {
  DivisionView,
  EditionView,
  PassageChangeView,
  RevisedTextView,
  StateView,
  StretchView,
  VersionView,
} from '../edition/view.ts'
import type { Words } from '../words/index.ts'

/** `Passage 7`, `Passages 7 to 9`. */
export function stretchName(words: Words, { from, to }: Pick<StretchView, 'from' | 'to'>): string {
  return from === to ? words.say('passage', { n: from }) : words.say('passages', { from, to })
}

const headings = {
  same: 'passageChanged',
  changed: 'passageChanged',
  added: 'passageAdded',
  removed: 'passageRemoved',
  moved: 'passageMoved',
  left: 'passageLeft',
} as const

/** What became of some passages, by their numbers in the text that has them. */
export function headingOf(words: Words, { kind, before, after }: PassageChangeView): string {
  const stretch = kind === 'removed' || kind === 'left' ? before : after
  return words.say(headings[kind], { passages: stretch === undefined ? '' : stretchName(words, stretch) })
}

/** How many passages became what, each in words; what there is none of is not said. */
export function figuresOf(words: Words, texts: readonly RevisedTextView[]): string[] {
  const sum = (kind: keyof RevisedTextView['figures']) =>
    texts.reduce((all, { figures }) => all + figures[kind], 0)
  const kinds = ['changed', 'added', 'removed', 'moved'] as const
  const others = kinds.filter((kind) => sum(kind) > 0)
  return [
    ...(sum('same') > 0 ? [words.count('samePassages', sum('same'))] : []),
    ...others.map((kind) => words.say(`${kind}Passages`, { n: words.number(sum(kind)) })),
  ]
}

/** Which of the steps of a text a page shows, where there are several: `2/3`. */
export function stepOf(versions: readonly VersionView[], version: VersionView): string | undefined {
  return versions.length < 2 ? undefined : `${versions.length - versions.indexOf(version)}/${versions.length}`
}

/** When a text was published, else when it was taken from where it is; empty where neither is known. */
export function dateOf({ published, retrieved }: StateView): string {
  return published ?? retrieved ?? ''
}

/** How the earlier text that a page shows became another; undefined for the edition's own. */
export function stepFrom(edition: EditionView, division: DivisionView | undefined): VersionView | undefined {
  return edition.versions.find(({ before }) => division?.href.startsWith(`${edition.id}/on/${before.id}/`))
}

/** What is known of the text of a page; nothing of an earlier one that the edition's own does not revise. */
export function stateOf(edition: EditionView, division: DivisionView | undefined): StateView | undefined {
  if (division === undefined || !edition.earlier.includes(division)) return edition.seed
  return stepFrom(edition, division)?.before
}

import { rightsOf } from './jsonld.ts'
import type { Edition } from './parse.ts'
import type { NoteRecord } from './records.ts'
import { complain } from './rules.ts'
import { suggest } from './suggest.ts'
import type { LicenceView } from './view.ts'

/**
 * What licences ask of whoever reuses a note with the rest of its edition. This is a comparison of conditions as their
 * authors sum them up (https://creativecommons.org/share-your-work/cclicenses/), no legal advice: a licence that is
 * not in the table is called unknown, and so is whether it fits.
 */
type Condition = 'attribution' | 'share alike' | 'no commercial use' | 'no changed versions'

const families: readonly (readonly [
  name: string,
  versions: readonly string[],
  asks: readonly Condition[],
])[] = [
  ['CC0', ['1.0'], []],
  ['PDDL', ['1.0'], []],
  ['CC-BY', ['4.0', '3.0', '2.5', '2.0', '1.0'], ['attribution']],
  ['CC-BY-SA', ['4.0', '3.0', '2.5', '2.0', '1.0'], ['attribution', 'share alike']],
  ['CC-BY-NC', ['4.0', '3.0', '2.5', '2.0', '1.0'], ['attribution', 'no commercial use']],
  ['CC-BY-ND', ['4.0', '3.0', '2.5', '2.0', '1.0'], ['attribution', 'no changed versions']],
  ['CC-BY-NC-SA', ['4.0', '3.0', '2.5', '2.0', '1.0'], ['attribution', 'no commercial use', 'share alike']],
  [
    'CC-BY-NC-ND',
    ['4.0', '3.0', '2.5', '2.0', '1.0'],
    ['attribution', 'no commercial use', 'no changed versions'],
  ],
]

/** Conditions by the identifiers of https://spdx.org/licenses/ */
const conditions: ReadonlyMap<string, readonly Condition[]> = new Map(
  families.flatMap(([name, versions, asks]) =>
    versions.map((version) => [`${name}-${version}`, asks] as const),
  ),
)

/** The identifier of a licence that is named by it, or by its address at Creative Commons. */
function idOf(licence: string): string {
  const [, kind, version] =
    /^https?:\/\/creativecommons\.org\/(?:licenses|publicdomain)\/([a-z-]+)\/(\d\.\d)\/?/.exec(licence) ?? []
  if (kind === undefined || version === undefined) return licence
  return kind === 'zero' ? `CC0-${version}` : `CC-${kind.toUpperCase()}-${version}`
}

type Fit = Pick<LicenceView, 'fits' | 'asks'>

/** Whether a note under one licence can be reused on the terms of another, and what it asks beyond them. */
export function fitOf(licence: string | undefined, edition: string | undefined): Fit {
  if (licence === undefined || licence === edition) return { fits: 'own', asks: [] }
  if (edition === undefined) return { fits: 'fits', asks: [] }
  const [note, whole] = [idOf(licence), idOf(edition)]
  if (note === whole) return { fits: 'own', asks: [] }
  const [own, others] = [conditions.get(note), conditions.get(whole)]
  if (own === undefined || others === undefined) return { fits: 'unknown', asks: [] }
  // Works that share alike do so on their own terms, and on no others.
  const alike = own.includes('share alike') && others.includes('share alike')
  const asks = own.filter((one) => !others.includes(one) || (alike && one === 'share alike'))
  return { fits: asks.length > 0 ? 'stricter' : 'fits', asks }
}

export function checkLicence(note: NoteRecord, edition: Edition): void {
  const [own, whole] = [note.fields.licence, edition.record.fields.licence]
  const { fits, asks } = fitOf(own, whole)
  if (own === undefined || whole === undefined || fits === 'own' || fits === 'fits') return
  const place = note.placeOf(['licence'])
  if (fits === 'stricter') {
    complain(note.file, 'licence-fits', {
      reason: `Unexpected licence \`${own}\`, expected one that asks no more than \`${whole}\`, the edition’s`,
      place,
      actual: own,
      note: `It also asks: ${asks.join(', ')}. Whoever reuses the edition has to leave this note out, or keep to that. If its author agrees to the edition’s licence, remove the line.`,
    })
    return
  }
  const unknown = conditions.has(idOf(own)) ? whole : own
  const meant = suggest(unknown.toUpperCase().replace(/[\s_]+/g, '-'), conditions.keys())
  complain(note.file, 'licence-fits', {
    reason: `Unexpected licence \`${own}\`, expected one that can be compared with \`${whole}\`, the edition’s`,
    place,
    actual: own,
    note: `\`${unknown}\` is none of the licences whose terms the program knows.${meant === undefined ? ' See for yourself whether the note can be reused with the rest.' : ` Did you mean \`${meant}\`?`}`,
  })
}

/** The licences of an edition's notes with how many notes each has, that of the most first. */
export function licencesOf(
  notes: readonly (string | undefined)[],
  edition: string | undefined,
): LicenceView[] {
  const counts = new Map<string | undefined, number>()
  for (const own of notes) {
    const licence = own ?? edition
    counts.set(licence, (counts.get(licence) ?? 0) + 1)
  }
  return [...counts]
    .map(([licence, count]) => ({
      licence,
      // An address of a licence that nobody knows would lead nowhere.
      url:
        licence !== undefined && (conditions.has(licence) || /^https?:/.test(licence))
          ? rightsOf(licence)
          : undefined,
      notes: count,
      ...fitOf(licence, edition),
    }))
    .sort((a, b) => b.notes - a.notes || ((a.licence ?? '') < (b.licence ?? '') ? -1 : 1))
}

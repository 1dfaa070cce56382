import type { EditedView } from '../edition/view.ts'

/** What became of a note, in words. */
export const became: Readonly<Record<EditedView['kind'], string>> = {
  new: 'new',
  changed: 'changed',
  withdrawn: 'withdrawn',
}

/** A revision among those of its page: `r-4487992a6298`. */
export function revisionId({ commit }: Pick<EditedView, 'commit'>): string {
  return `r-${commit.slice(0, 12)}`
}

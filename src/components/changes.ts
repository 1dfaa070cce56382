import type { EditedView } from '../edition/view.ts'

/** A revision among those of its page: `r-4487992a6298`. */
export function revisionId({ commit }: Pick<EditedView, 'commit'>): string {
  return `r-${commit.slice(0, 12)}`
}

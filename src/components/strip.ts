import type { NoteView, PassageView } from '../edition/view.ts'

/** A stretch of the text in the strip: its passages, their notes, and how many are of each kind. */
export type Cell = {
  readonly first: string
  readonly last: string
  readonly notes: readonly NoteView[]
  readonly kinds: readonly { readonly colour: string; readonly share: number }[]
}

// As many as stand in a line of a desktop's window, each wide enough to be hit.
const MOST = 24

/** Cells of as equal a length of text as passages allow; a cell has one passage where there are few. */
export function cellsOf(passages: readonly Pick<PassageView, 'id' | 'text' | 'notes'>[]): readonly Cell[] {
  const length = passages.reduce((sum, { text }) => sum + text.length + 1, 0)
  const few = passages.length <= MOST
  let done = 0
  const groups = Map.groupBy(passages, (passage) => {
    const middle = done + passage.text.length / 2
    done += passage.text.length + 1
    return few ? passage.id : Math.floor((middle / length) * MOST)
  })
  return [...groups.values()].map((group) => {
    const notes = group.flatMap((passage) => passage.notes)
    const kinds = [...Map.groupBy(notes, ({ kind }) => kind.colour)]
    return {
      first: group[0]?.id ?? '',
      last: group.at(-1)?.id ?? '',
      notes,
      kinds: kinds.map(([colour, { length: share }]) => ({ colour, share })),
    }
  })
}

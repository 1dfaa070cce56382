import type { Said } from './file.ts'
import type { Target } from './target.ts'

/** A note that a reader has begun: enough to go on with it after a journey to the page for signing in. */
export type Draft = Omit<Said, 'target'> & {
  readonly edition: string
  /** Its id to be. */
  readonly name: string
  readonly targets: readonly Target[]
  /** The words, short enough to be shown, and the passage that they begin in. */
  readonly lemma: string
  readonly passage: string
}

type Kept = { readonly by: string; readonly drafts: readonly Draft[] }

const name = 'variorum-notes'
const MOST = 20
let kept: Kept | undefined

/** What is kept in the browser. Where storage is refused, it lasts as long as the page. */
function all(): Kept {
  try {
    const found = JSON.parse(localStorage.getItem(name) ?? 'null') as Kept | null
    kept = found ?? kept
  } catch {
    // Storage is forbidden, or holds something else.
  }
  kept ??= { by: '', drafts: [] }
  return kept
}

function keep(next: Kept): void {
  kept = next
  try {
    if (next.by === '' && next.drafts.length === 0) localStorage.removeItem(name)
    else localStorage.setItem(name, JSON.stringify(next))
  } catch {
    // Storage is full or forbidden.
  }
}

/** The drafts of an edition, the latest first. */
export function draftsOf(edition: string): readonly Draft[] {
  return all().drafts.filter((draft) => draft.edition === edition)
}

export function keepDraft(draft: Draft): void {
  const others = all().drafts.filter((one) => one.name !== draft.name)
  keep({ by: draft.by || all().by, drafts: [draft, ...others].slice(0, MOST) })
}

export function dropDraft({ name: dropped }: Draft): void {
  keep({ by: all().by, drafts: all().drafts.filter((one) => one.name !== dropped) })
}

/** The name that the reader signed with last. */
export const lastName = (): string => all().by

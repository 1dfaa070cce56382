import { one } from '../dom.ts'
import type { Repository } from './forges.ts'

/** What the page says for whoever writes a note: `Compose.astro` puts it there. */
export type Settings = {
  readonly edition: string
  readonly title: string
  /** The division, where the edition has several texts. */
  readonly text: string | undefined
  readonly kinds: readonly Kind[]
  readonly repository: Repository | undefined
  /** Who takes notes from those who have no account: a mail address, or a page. */
  readonly contact: string | undefined
}

type Kind = {
  readonly id: string
  readonly label: string
  readonly description?: string | undefined
  /** Whether `check` asks for a source. */
  readonly factual: boolean
}

/** The folder of an edition's notes in its repository. */
export const folderOf = (edition: string): string => `content/editions/${edition}/notes`

export function settings(): Settings | undefined {
  const said = one('#compose')?.textContent
  return said ? (JSON.parse(said) as Settings) : undefined
}

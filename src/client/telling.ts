import { say } from './say.ts'
import { filledWith, said } from './words.ts'

/** There is nothing to choose from. */
export function tellNoOther(): void {
  say(said().script.noOther)
}

/** The reader last read another layout, to which a link leads. */
export function tellLayout(view: string, link: HTMLElement): void {
  say(...filledWith(said().script.shows, { view, link }))
}

import type { ScriptWords } from '../words/script.ts'

/** What scripts say, in the language of the page: `words-de.js` has handed it over before anything is said. */
export const said = (): ScriptWords => (globalThis as unknown as { variorumWords: ScriptWords }).variorumWords

/** Fills the holes of a text: `{n}`. */
export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole))
}

/** A text whose holes are filled with what stands in the page. */
export function filledWith(text: string, values: Readonly<Record<string, Node | string>>): (Node | string)[] {
  return text.split(/(\{\w+\})/).map((piece) => values[piece.slice(1, -1)] ?? piece)
}

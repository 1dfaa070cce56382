import { languageOf, type Table, tables } from './index.ts'
import { en } from './en.ts'

/** What scripts are told of a language's words: a page asks for it only when something is to be said. */
export type ScriptWords = Pick<Table, 'script' | 'composer' | 'citation'>

/** The script that hands a language's words over, for any page at any depth, and from a disk. */
export function wordsScript(language: string): string {
  const { script, composer, citation } = tables[language] ?? en
  const said: ScriptWords = { script, composer, citation }
  return `globalThis.variorumWords=${JSON.stringify(said)}\n`
}

/** Its name, with a stamp of what it says: a browser that kept another asks anew. */
export function wordsAddress(tag: string): string {
  const language = languageOf(tag)
  const address = addresses.get(language) ?? `words-${language}.js?${stampOf(wordsScript(language))}`
  addresses.set(language, address)
  return address
}

/** Every page names one of a few. */
const addresses = new Map<string, string>()

/** FNV-1a, of code points. */
function stampOf(text: string): string {
  let stamp = 0x811c9dc5
  for (const sign of text) stamp = Math.imul(stamp ^ (sign.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return stamp.toString(16)
}

import { said } from '../words.ts'

/** What the composer says to readers. It comes after the words of the page's language. */
export const words = said().composer

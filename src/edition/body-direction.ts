import type { Parents, Root } from 'hast'
import { toString } from 'hast-util-to-string'

export type Direction = 'ltr' | 'rtl'

/**
 * Letters by their direction: from right to left are those of the blocks that Unicode keeps for such scripts.
 *
 * @see https://www.unicode.org/Public/UCD/latest/ucd/extracted/DerivedBidiClass.txt its default values R and AL
 */
const lettersOf = {
  rtl: /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFE\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u,
  ltr: /[^\P{L}\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFE\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u,
}

/** Parts of a body with a direction of their own: those in lines of their own, and the cells of a table. */
const turnable = new Set('p blockquote ul ol li pre h1 h2 h3 h4 h5 h6 table th td'.split(' '))
const blocks = new Set([...turnable, 'section', 'thead', 'tbody', 'tr'])

/**
 * Gives the blocks of a body that run the other way than what is around them a `dir`: those of a note in English within a
 * Hebrew edition, a paragraph of Arabic in an English note. What runs as expected has none, so that it costs nothing.
 * Changes the tree.
 *
 * @param markdown what the tree was made of, which is quick to look through
 */
export function turnBlocks(tree: Root, markdown: string, direction: Direction): void {
  if (lettersOf[direction === 'ltr' ? 'rtl' : 'ltr'].test(markdown)) turn(tree, direction)
}

function turn(parent: Parents, direction: Direction): void {
  for (const child of parent.children) {
    if (child.type !== 'element' || !blocks.has(child.tagName)) continue
    const own = (turnable.has(child.tagName) ? directionOf(toString(child)) : undefined) ?? direction
    if (own !== direction) child.properties.dir = own
    turn(child, own)
  }
}

/**
 * The direction that both the first letter and most letters have. Where they differ nobody can tell whether a word is
 * explained or quoted, and the block stays as it is.
 *
 * @see https://html.spec.whatwg.org/multipage/dom.html#auto-directionality which asks the first letter alone
 */
function directionOf(text: string): Direction | undefined {
  const letters = text.match(/\p{L}/gu) ?? []
  const first = lettersOf.rtl.test(letters[0] ?? '') ? 'rtl' : 'ltr'
  const same = letters.filter((letter) => lettersOf[first].test(letter)).length
  return same * 2 > letters.length ? first : undefined
}

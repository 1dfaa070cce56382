import { idFrom } from '../edition/records.ts'
import type { Block, ImportedText, Spot } from './document.ts'

/** Words of one text above which it is divided at its highest headings: a page is read in a browser. */
const mostWords = 20_000

/**
 * Divides long texts at the highest level of heading that occurs more than once, each part a text. Marks and links keep
 * their places: `move` tells where a spot is now.
 */
export function divide(texts: readonly ImportedText[]): {
  texts: ImportedText[]
  move: (spot: Spot) => Spot
} {
  const divided: ImportedText[] = []
  /** For each text, the first block of each part and the number of the part. */
  const parts = texts.map((text) => {
    const cuts = cutsOf(text.blocks)
    return cuts.map((from, index) => {
      const to = cuts[index + 1] ?? text.blocks.length
      const blocks = text.blocks.slice(from, to)
      const title = titleOf(blocks) ?? text.title
      divided.push({
        ...text,
        blocks,
        ...(cuts.length === 1 ? {} : { name: nameOf(text.name, title) }),
        title: cuts.length === 1 ? (text.title ?? title) : title,
      })
      return { from, text: divided.length - 1 }
    })
  })
  return {
    texts: divided,
    move: (spot) => {
      const part = parts[spot.text]?.findLast(({ from }) => from <= spot.block)
      return part === undefined ? spot : { ...spot, text: part.text, block: spot.block - part.from }
    },
  }
}

function nameOf(text: string | undefined, part: string | undefined): string | undefined {
  if (text === undefined || part === undefined || idFrom(text) === idFrom(part)) return part ?? text
  return `${text} ${part}`
}

function titleOf(blocks: readonly Block[]): string | undefined {
  const heading = blocks.slice(0, 4).find(({ role }) => role === 'heading' || role === 'title')
  return heading?.text.replace(/\s+/g, ' ')
}

/** The numbers of the blocks at which parts begin; the first is always 0. */
function cutsOf(blocks: readonly Block[]): number[] {
  const words = blocks.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0)
  if (words <= mostWords) return [0]
  const isHeading = (block: Block | undefined) =>
    block?.role === 'heading' || block?.role === 'title' || block?.role === 'subtitle'
  for (const level of [1, 2, 3, 4, 5, 6]) {
    const cuts = blocks.flatMap((block, index) =>
      block.role === 'heading' && block.level === level && !isHeading(blocks[index - 1]) ? [index] : [],
    )
    // Headings at the very beginning belong to the first part.
    const first = blocks.findIndex((block) => !isHeading(block))
    const inner = cuts.filter((cut) => cut > first)
    if (inner.length > 0) return [0, ...inner]
  }
  return [0]
}

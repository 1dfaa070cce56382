import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesIn, remove, write } from './files.ts'

/** Chance that is always the same for the same seed: a whole number below `limit`. */
export function chanceOf(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

/** What people do to the files of a library. Each tells the path of the file that it has changed, if there was one. */
type Edit = (root: string, below: (limit: number) => number, turn: number) => string | undefined

const pick = (root: string, wanted: RegExp, below: (limit: number) => number) => {
  const paths = filesIn(root).filter((path) => wanted.test(path))
  return paths[below(paths.length)]
}

const change =
  (wanted: RegExp, to: (text: string, turn: number) => string): Edit =>
  (root, below, turn) => {
    const path = pick(root, wanted, below)
    if (path !== undefined) write(root, path, to(readFileSync(join(root, path), 'utf8'), turn))
    return path
  }

const note = /^content\/editions\/[^/]+\/notes\//

/** Edits after which the library can be published as before. */
export const soundEdits: readonly Edit[] = [
  change(note, (text, turn) => `${text}\nMore, ${turn}.\n`),
  change(note, (text, turn) =>
    text
      .replace(/^---\n(?!tags)/, `---\ntags: [tag-${turn}]\n`)
      .replace(/^tags: .*\ntags: .*$/m, `tags: [tag-${turn}]`),
  ),
  change(/^content\/contributors\//, (text, turn) =>
    text.replace(/^name: .*$/m, `name: Ada Example ${turn}`),
  ),
  change(/^content\/sources\//, (text, turn) => text.replace(/^title: .*$/m, `title: A source, ${turn}`)),
  change(/^content\/entities\//, (text, turn) => text.replace(/^name: .*$/m, `name: An entity, ${turn}`)),
  change(/^content\/editions\/[^/]+\/edition\.mdx$/, (text, turn) =>
    text.replace(/^title: .*$/m, `title: An edition, ${turn}`),
  ),
  change(/^seeds\/[^/]+\/seed\.yaml$/, (text, turn) =>
    text.replace(/^title: .*$/m, `title: A text, ${turn}`),
  ),
  (root, below, turn) => {
    const edition = ['two-psalms', 'small-talk', 'interlude'][below(3)] ?? ''
    const text = edition === 'two-psalms' ? 'text: psalm-134, ' : ''
    const kind = edition === 'two-psalms' ? 'doubt' : edition === 'small-talk' ? 'gloss' : 'context'
    const path = `content/editions/${edition}/notes/added-${turn}.md`
    write(
      root,
      path,
      `---\ntarget: {${text}passage: p1}\nkind: ${kind}\nby: ada-example\n---\nAdded, ${turn}.\n`,
    )
    return path
  },
  (root, below) => {
    const path = pick(root, /\/notes\/added-/, below)
    if (path !== undefined) remove(join(root, path))
    return path
  },
]

/** And others, of which some leave errors behind. */
export const edits: readonly Edit[] = [
  ...soundEdits,
  change(note, (text) => text.replace(/^by: .*$/m, 'by: eve-example')),
  change(note, (text) => text.replace(/^by: eve-example$/m, 'by: ada-example')),
  change(note, (text) => text.replace(/^target: .*$/m, 'target: no such words')),
  change(
    note,
    (text) =>
      `${text}\n[There](note:flag) and [there](edition:interlude#p1) and [nowhere](edition:interlude#p99).\n`,
  ),
  change(/^content\/sources\//, (text) => text.replace(/^type: /m, 'typ: ')),
  change(/^content\/sources\//, (text) => text.replace(/^typ: /m, 'type: ')),
  change(/^seeds\/[^/]+\/.*\.txt$/, (text) => `${text}!`),
  change(/^content\/site\.yaml$/, (text, turn) => text.replace(/^title: .*$/m, `title: A site, ${turn}`)),
  (root, below) => {
    const path = pick(root, /^content\/(?:sources|entities|editions\/[^/]+\/notes)\//, below)
    if (path !== undefined) remove(join(root, path))
    return path
  },
  (root, _below, turn) => {
    const path = `content/sources/new-${turn % 3}.yaml`
    if (existsSync(join(root, path))) return undefined
    write(root, path, 'type: book\ntitle: A new source\nissued: 1900\n')
    return path
  },
]

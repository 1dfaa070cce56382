import type { Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { mdxFromMarkdown } from 'mdast-util-mdx'
import { gfm } from 'micromark-extension-gfm'
import { mdxjs } from 'micromark-extension-mdxjs'
import { visit } from 'unist-util-visit'
import { VFileMessage } from 'vfile-message'
import { citations } from '../../plugins/remark-citations/index.ts'
import { noteLinks } from '../../plugins/remark-note-links/index.ts'
import { bodyNesting } from './body-nesting.ts'
import type { Resolvers } from './bodies.ts'
import { complainOfNesting, type ParsedBody } from './note-body.ts'
import type { EditionRecord } from './records.ts'
import { complain } from './rules.ts'
import { choices, suggest } from './suggest.ts'

/** Components that the prose of an edition may place. */
export const components = [
  'Text',
  'Sources',
  'Provenance',
  'Registers',
  'Comparison',
  'Timeline',
  'Claims',
  'Kinds',
] as const

/**
 * Checks the MDX of an edition without running it: that it parses, that its components exist, and that its links
 * and citations lead somewhere. Astro compiles it for the page.
 */
export function parseProse(
  record: EditionRecord,
  resolve: Resolvers,
): Pick<ParsedBody, 'references' | 'citations'> {
  const nothing = { references: [], citations: [] }
  if (record.prose.trim() === '') return nothing
  const { file } = record
  const tree = parseMdx(record)
  if (tree === undefined) return nothing
  visit(tree, (node) => {
    if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') return
    const { name } = node
    if (name === null || !/^[A-Z]/.test(name) || components.some((known) => known === name)) return
    const meant = suggest(name, components)
    complain(file, 'component-known', {
      reason: `Unexpected component \`<${name}>\`, expected ${choices(components)}`,
      place: node.position,
      actual: name,
      expected: components,
      note: meant === undefined ? 'Remove it.' : `Did you mean \`<${meant} />\`?`,
    })
  })
  return {
    references: noteLinks(tree, file, { resolve: resolve.resolveLink }),
    citations: citations(tree, file, { resolve: resolve.resolveCitation }),
  }
}

/** The front matter is blanked, so that places are those of the file. */
function parseMdx({ file, prose, proseStart }: EditionRecord): Root | undefined {
  const excess = bodyNesting(prose)
  if (excess) {
    complainOfNesting(prose, file, proseStart, excess)
    return undefined
  }
  const before = String(file.value).slice(0, proseStart.offset ?? 0)
  try {
    return fromMarkdown(before.replace(/[^\r\n]/g, ' ') + prose, {
      extensions: [gfm(), mdxjs()],
      mdastExtensions: [gfmFromMarkdown(), mdxFromMarkdown()],
    })
  } catch (error) {
    const message = error instanceof VFileMessage ? error : undefined
    complain(file, 'edition-parses', {
      reason: `Unexpected MDX (${message?.reason.split('\n')[0] ?? 'it does not parse'}), expected Markdown with components`,
      place: message?.place,
      note: 'In the prose of an edition write `\\{` for `{` and `\\<` for `<`.',
    })
    return undefined
  }
}

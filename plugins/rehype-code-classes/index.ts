import type { Element, ElementContent, Root } from 'hast'
import { toString } from 'hast-util-to-string'
import type { BundledLanguage, Highlighter } from 'shiki'
import { visit } from 'unist-util-visit'

export interface Options {
  /** Languages that are highlighted, by Shiki's names. */
  languages?: readonly BundledLanguage[]
}

const theme = 'classes'

/** rehype plugin: highlights code by class names. Changes the tree; its text stays as it is. */
export default function rehypeCodeClasses({
  languages = ['yaml', 'markdown', 'bash', 'json'],
}: Options = {}) {
  let highlighter: Promise<Highlighter> | undefined
  return async (tree: Root): Promise<void> => {
    const blocks = codeBlocks(tree, languages)
    if (blocks.length === 0) return
    highlighter ??= load(languages)
    const { codeToHast } = await highlighter
    for (const { code, language } of blocks) {
      const shown = codeToHast(toString(code), { lang: language, theme, structure: 'inline' })
      code.children = shown.children.flatMap(classed)
    }
  }
}

/** Shiki is large, so it is loaded when the first code is met. */
async function load(languages: readonly BundledLanguage[]): Promise<Highlighter> {
  const { createCssVariablesTheme, createHighlighter } = await import('shiki')
  const themes = [createCssVariablesTheme({ name: theme, variablePrefix: '--c-' })]
  return createHighlighter({ themes, langs: [...languages] })
}

function codeBlocks(tree: Root, languages: readonly string[]): { code: Element; language: string }[] {
  const found: { code: Element; language: string }[] = []
  visit(tree, 'element', (node, _index, parent) => {
    if (node.tagName !== 'code' || parent?.type !== 'element' || parent.tagName !== 'pre') return
    const classes = [node.properties.className ?? []].flat().map(String)
    const language = classes.find((one) => one.startsWith('language-'))?.slice('language-'.length)
    if (language !== undefined && languages.includes(language)) found.push({ code: node, language })
  })
  return found
}

/** Lines are broken by `br` in what Shiki returns; tokens are told by the variable of their colour. */
function classed(node: Root['children'][number]): ElementContent[] {
  if (node.type === 'text') return [node]
  if (node.type !== 'element') return []
  if (node.tagName === 'br') return [{ type: 'text', value: '\n' }]
  const token = /--c-token-([a-z-]+)/.exec(String(node.properties['style'] ?? ''))?.[1]
  const children = node.children.flatMap(classed)
  return token === undefined ? children : [{ ...node, properties: { className: [`c-${token}`] }, children }]
}

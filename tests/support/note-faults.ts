import type { Element, Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { toHtml } from 'hast-util-to-html'
import { visit } from 'unist-util-visit'
import { schema } from '../../plugins/rehype-note-sanitize/index.ts'

const allowed = new Set(schema.tagNames)
const classes =
  /^(?:ref(?:-[a-z]+)*|citation|footnotes(?:-label)?|footnote-(?:ref|back)|align-(?:left|center|right)|task-list-item|contains-task-list|language-[\w+#.-]+)$/

/** What a published body promises and does not keep, looked for in what a browser's parser makes of it. */
export function noteFaults(html: string, prefix: string): string[] {
  // A carriage return is a line end to a browser, whatever wrote it.
  const lines = html.replace(/\r\n?/g, '\n')
  // The parser asks where lines end, and looks through all the rest for a carriage return each time.
  const tree: Root = fromHtml(lines.replaceAll('\n', '\r\n'), { fragment: true })
  const found: string[] = []
  const ids = new Map<string, number>()
  const targets: string[] = []
  visit(tree, 'comment', () => void found.push('comment'))
  visit(tree, 'element', (node) => {
    found.push(...faultsOf(node, prefix))
    const { id, href } = node.properties
    if (id) ids.set(String(id), (ids.get(String(id)) ?? 0) + 1)
    if (String(href).startsWith(`#${prefix}`)) targets.push(String(href).slice(1))
  })
  for (const [id, count] of ids) if (count > 1) found.push(`id twice: ${id}`)
  for (const target of targets) if (!ids.has(target)) found.push(`leads nowhere: ${target}`)
  if (toHtml(tree) !== lines) found.push('parsed otherwise than written')
  return found
}

function faultsOf({ tagName, properties }: Element, prefix: string): string[] {
  const found: string[] = []
  if (!allowed.has(tagName) || /^h[123]$/.test(tagName)) found.push(`element ${tagName}`)
  for (const name of Object.keys(properties)) if (/^on|^style$|^src|^name$/i.test(name)) found.push(name)
  const { href, id, className } = properties
  if (id !== undefined && !String(id).startsWith(prefix)) found.push(`id ${String(id)}`)
  for (const name of [className ?? []].flat())
    if (!classes.test(String(name))) found.push(`class ${String(name)}`)
  if (href !== undefined) found.push(...faultsOfAddress(String(href), properties, prefix))
  return found
}

function faultsOfAddress(href: string, { rel, dataRef }: Element['properties'], prefix: string): string[] {
  const url = new URL(href, 'https://base.invalid/')
  const isOutside = url.host !== 'base.invalid'
  if (!['http:', 'https:', 'mailto:'].includes(url.protocol)) return [`scheme of ${href}`]
  if (isOutside && !String(rel).includes('ugc')) return [`rel of ${href}`]
  if (!isOutside && !href.startsWith(`#${prefix}`) && dataRef === undefined) return [`local ${href}`]
  return []
}

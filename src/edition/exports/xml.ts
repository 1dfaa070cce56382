import type { Nodes, Root } from 'xast'
import { toXml } from 'xast-util-to-xml'

/**
 * A tree as an XML 1.0 document in UTF-8. What the serializer leaves to its callers is done here: a carriage return is
 * written as a reference, as parsers turn a bare one into a line end; so is the end of `]]>`, which text may not hold;
 * and a character that XML 1.0 cannot hold at all (a seed may have a form feed) is shown as its picture: `␌`.
 */
export function documentOf(tree: Root): string {
  showAll(tree)
  const xml = toXml(tree, { closeEmptyElements: true })
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml.replaceAll('\r', '&#13;').replaceAll(']]>', ']]&gt;')}\n`
}

function showAll(node: Nodes): void {
  if (node.type === 'text') node.value = shown(node.value)
  if (node.type === 'element') {
    for (const [name, value] of Object.entries(node.attributes)) {
      if (typeof value === 'string') node.attributes[name] = shown(value)
    }
  }
  if ('children' in node) node.children.forEach(showAll)
}

// eslint-disable-next-line no-control-regex -- what the production Char of XML 1.0 leaves out
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

/** A character for a character, so that positions stay as they are. */
function shown(text: string): string {
  return text
    .toWellFormed()
    .replace(forbidden, (sign) => (sign < ' ' ? String.fromCharCode(0x2400 + sign.charCodeAt(0)) : '\uFFFD'))
}

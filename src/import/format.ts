/** What kind of file it is: by what it begins with, then by its name. */
export function formatOf(
  bytes: Uint8Array,
  name: string,
): 'epub' | 'docx' | 'tei' | 'html' | 'json' | 'markdown' | undefined {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const begins = (...wanted: number[]) => wanted.every((byte, index) => bytes[index] === byte)
  if (begins(0x50, 0x4b)) {
    const names =
      new TextDecoder('latin1').decode(bytes.subarray(0, 4096)) +
      new TextDecoder('latin1').decode(bytes.subarray(-65536))
    if (names.includes('word/document.xml')) return 'docx'
    return names.includes('META-INF/container.xml') || extension === 'epub' ? 'epub' : undefined
  }
  // The older format of Word, PDF and RTF are none of these.
  if (
    begins(0xd0, 0xcf, 0x11, 0xe0) ||
    begins(0x25, 0x50, 0x44, 0x46) ||
    begins(0x7b, 0x5c, 0x72, 0x74, 0x66)
  )
    return undefined
  const head = new TextDecoder(begins(0xff, 0xfe) ? 'utf-16le' : 'utf-8')
    .decode(bytes.subarray(0, 4096))
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (/^(?:json|jsonld|annotation)$/.test(extension) || /^[[{]\s*["{[\]}]/.test(head)) return 'json'
  if (/<(?:\w+:)?(?:TEI|teiCorpus)[\s>]/.test(head)) return 'tei'
  if (
    /^(?:x?html?)$/.test(extension) ||
    /^(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html)[\s>]/is.test(head)
  )
    return 'html'
  if (extension === 'xml' || extension === 'tei' || head.startsWith('<?xml')) return 'tei'
  return /^(?:md|markdown|mdown|mdx|txt|text|)$/.test(extension) ? 'markdown' : undefined
}

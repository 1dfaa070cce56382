import type { DivisionView, PassageView } from '../edition/view.ts'

/** The ways to read a text, in the order in which they are offered. Each is a page of its own: decision 7. */
export type View = 'side' | 'footnotes' | 'text' | 'notes' | 'lines'

const all: readonly View[] = ['side', 'footnotes', 'lines', 'notes', 'text']

/** Whichever of them make sense for a text: nothing is offered for one without notes. */
export function viewsOf({ notes, passages }: Pick<DivisionView, 'notes' | 'passages'>) {
  const lines = passages.some(({ line }) => line !== undefined)
  return all.filter((id) => id === 'side' || (notes.length > 0 && (id !== 'lines' || lines)))
}

/** Where a view lies below the page of its text: `footnotes/`. */
export function folderOf(view: View): string {
  return view === 'side' ? '' : `${view}/`
}

/**
 * Fragments that a view has on its own page; every other lies on the page of the text, one folder up. Notes have
 * their own footnotes, below `#n-`.
 */
export const fragmentsOf: Readonly<Record<View, RegExp | undefined>> = {
  side: undefined,
  footnotes: /^#(?:n-|q-|c-|[pl]\d)/,
  lines: /^#(?:n-|q-|c-|[pl]\d)/,
  notes: /^#(?:n-|c-)/,
  text: /^#(?:c-|[pl]\d)/,
}

/** An address on the page of a text, for one of its views. */
export function fromView(href: string, here: RegExp | undefined): string {
  return !here || here.test(href) || /^[a-z][a-z0-9+.-]*:/i.test(href) ? href : `../${href}`
}

/** The same for every address in finished HTML. */
export function movedHtml(html: string, here: RegExp | undefined): string {
  return here
    ? html.replace(/ href="([^"]*)"/g, (_, href: string) => ` href="${fromView(href, here)}"`)
    : html
}

/** A passage without the marks and markers of its notes. */
export function plainHtml({ html }: Pick<PassageView, 'html'>): string {
  return html.replace(/<\/?mark\b[^>]*>|<a class="marker\b[^>]*><\/a>/g, '')
}

/**
 * A passage as one element for each of its lines, with what stands between them. Only the first keeps the id of
 * the passage. A mark never crosses a line, so that each is whole.
 */
export function linesOf({ html, line }: Pick<PassageView, 'html' | 'line'>): readonly string[] {
  const [opening = '', ...lines] = html.split(/(?=<span class="line")/)
  if (line === undefined || lines.length === 0) return [html]
  const close = /<\/\w+>\s*$/.exec(html)?.[0] ?? ''
  return lines.map((one, i) => {
    const open = i === 0 ? opening : opening.replace(/ id="[^"]*"/, '')
    return open + (i === lines.length - 1 ? one : one + close.trim())
  })
}

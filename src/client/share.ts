import { all, idOf, make, noteOf, numberOf, one } from './dom.ts'
import { say } from './say.ts'
import { bibtex, cslJson, issued, names, plain, type Reference } from './cite.ts'
import { openDialog } from './dialog.ts'
import { filled, said } from './words.ts'

const here = (): string => location.href.replace(/[?#].*/s, '')

/** What to link to: the words that are selected, else the chosen note, else the passage at the top. */
function linkHere(chosen: string | undefined): string {
  const words = selectedWords()
  if (words) return `${here()}#${words.passage}:~:${words.fragment}`
  if (chosen !== undefined) return `${here()}#n-${chosen}`
  const passage = all('.passage[id]').find((element) => element.getBoundingClientRect().bottom > 60)
  return here() + (passage && scrollY > 0 ? `#${passage.id}` : '')
}

/** A link to the words of a note, letter for letter. */
function linkToWords(id: string): string {
  const start = document.getElementById(`q-${id}`)
  const pieces = all(`mark[data-notes~="${id}"]`)
  const [first, last] = [pieces[0], pieces.at(-1)]
  if (!start || !first || !last) return `${here()}#n-${id}`
  const range = document.createRange()
  range.setStartBefore(first)
  range.setEndAfter(last)
  return `${here()}#q-${id}:~:${fragmentOf(range)}`
}

function selectedWords(): { passage: string; fragment: string } | undefined {
  const selection = getSelection()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined
  const range = selection.getRangeAt(0)
  const passage = range.startContainer.parentElement?.closest('.passage')
  return passage ? { passage: passage.id, fragment: fragmentOf(range) } : undefined
}

/** https://wicg.github.io/scroll-to-text-fragment/: long words by both ends, words that repeat by what is around them. */
function fragmentOf(range: Range): string {
  const words = range.toString().trim().replace(/\s+/g, ' ')
  const text = all('.passage')
    .map((passage) => passage.textContent)
    .join(' ')
    .replace(/\s+/g, ' ')
  const part = (some: string) => encodeURIComponent(some).replaceAll('-', '%2D')
  const run = words.split(' ')
  if (run.length > 12) return `text=${part(run.slice(0, 5).join(' '))},${part(run.slice(-5).join(' '))}`
  if (text.split(words).length < 3) return `text=${part(words)}`
  const around = document.createRange()
  around.selectNodeContents(range.startContainer.parentElement?.closest('.passage') ?? document.body)
  around.setEnd(range.startContainer, range.startOffset)
  const prefix = around.toString().trim().split(/\s+/).slice(-4).join(' ')
  return `text=${prefix ? `${part(prefix)}-,` : ''}${part(words)}`
}

export const copyLink = (chosen: string | undefined): Promise<void> =>
  copyText(linkHere(chosen), said().script.link)

/** A link to the very words: those of the chosen note, else those selected. */
export const copyWords = (chosen: string | undefined): Promise<void> =>
  copyText(chosen === undefined ? linkHere(undefined) : linkToWords(chosen), said().script.linkToWords)

export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    say(filled(said().script.copied, { what }))
  } catch {
    // Without a secure context there is no clipboard: the reader copies by hand.
    openDialog(what, make('pre', { tabindex: '0' }, text))
  }
}

/** The page of the text, whatever layout this is: what is cited. */
function home(): string {
  const side = one('.views [data-view="side"]')?.getAttribute('href') ?? ''
  return new URL(side, location.href).href.replace(/[?#].*/s, '')
}

/** The edition as its own page states it, with the address that it has here. */
function edition(): Reference | undefined {
  try {
    const [found] = JSON.parse(one('#cite [data-csl]')?.textContent ?? '[]') as Reference[]
    return found && { ...found, URL: home() }
  } catch {
    return undefined
  }
}

function referenceOf(note: Element | null): Reference | undefined {
  const whole = edition()
  if (!whole || !note) return whole
  const id = idOf(note)
  const lemma = one('.lemma a', note)?.textContent.trim() ?? ''
  const date = one('.by time', note)?.getAttribute('datetime') ?? undefined
  return {
    ...whole,
    id: `${whole.id}-${id}`,
    type: 'entry',
    title:
      one('.title', note)?.textContent.trim() ??
      filled(said().citation.noteOn, { n: numberOf(note), words: lemma }),
    author: names(all('.by [data-by]', note).map(({ textContent }) => textContent.trim())),
    'container-title': whole.title,
    ...issued(date),
    URL: `${home()}#n-${id}`,
  }
}

/** The citation of the chosen note, else of the edition, in three forms, each to be copied. */
export function openCitation(chosen: string | undefined): void {
  const reference = referenceOf(chosen === undefined ? null : noteOf(chosen))
  if (!reference) return
  const { script: words, citation } = said()
  const form = (label: string, text: string) => [
    make('h3', {}, label),
    make('pre', { tabindex: '0' }, text),
    make(
      'p',
      {},
      make('button', { type: 'button', 'data-copy': label }, filled(words.copy, { what: label })),
    ),
  ]
  const links =
    chosen === undefined
      ? []
      : [...form(words.link, `${here()}#n-${chosen}`), ...form(words.linkToWords, linkToWords(chosen))]
  openDialog(
    words.cite,
    ...links,
    ...form(words.plainText, plain(reference, citation)),
    ...form('BibTeX', bibtex(reference, citation)),
    ...form('CSL-JSON', cslJson(reference)),
  )
}

export async function copyCitation(chosen: string | undefined): Promise<void> {
  const reference = referenceOf(chosen === undefined ? null : noteOf(chosen))
  if (reference) await copyText(plain(reference, said().citation), said().script.citation)
}

import { all, idOf, make, one, shownNotes } from '../dom.ts'
import { idFrom, noteFile } from './file.ts'
import { formAt, letterTo, nameOf, newFile, type NewFile, placeOf, uploadTo } from './forges.ts'
import { type Draft, dropDraft, keepDraft } from './kept.ts'
import { numberOf } from './passages.ts'
import { folderOf, type Settings } from './settings.ts'
import { filled, filledWith } from '../words.ts'
import { words } from './words.ts'

/** Where a note is written. Every change is kept, and changes the file that is shown and the address that it goes to. */
export function openForm(said: Settings, begun: Draft): void {
  one('dialog')?.remove()
  let draft = begun
  const kind = choice(said, draft.kind)
  const body = make('textarea', { id: 'c-body', rows: '7', dir: 'auto' }) as HTMLTextAreaElement
  const sources = entry('c-sources', draft.sources, 'c-keys')
  const by = entry('c-by', draft.by, 'c-people')
  body.value = draft.body
  const about = make('small', { id: 'c-about' })
  const needed = make('small', { id: 'c-needed' })
  const signed = make('small', { id: 'c-signed' })
  const status = make('p', { class: 'status', role: 'status' })
  const out = make('pre', { tabindex: '0', dir: 'auto' })
  const path = make('code')
  const actions = make('p', { class: 'ways' })
  const dialog = make(
    'dialog',
    { class: 'dialog composer', 'aria-labelledby': 'c-title' },
    make('h2', { id: 'c-title' }, words.add),
    make(
      'blockquote',
      {},
      make('bdi', {}, draft.lemma),
      make('small', {}, ` ${filled(words.passage, { n: numberOf(draft.passage) })}`),
    ),
    field(words.kind, kind, about),
    field(words.note, body, make('small', { id: 'c-help' }, words.noteHelp)),
    field(words.sources, sources, needed),
    field(words.by, by, signed),
    list('c-keys', keysOfPage()),
    list('c-people', peopleOfPage()),
    make('details', {}, make('summary', {}, words.file), path, out),
    status,
    actions,
    make('p', { class: 'kept' }, make('small', {}, words.kept)),
  ) as HTMLDialogElement

  const show = (): NewFile | undefined => {
    const chosen = said.kinds.find(({ id }) => id === draft.kind)
    about.textContent = chosen?.description ?? ''
    needed.textContent =
      chosen?.factual && draft.sources.trim() === '' ? words.sourcesNeeded : words.sourcesHelp
    signed.replaceChildren(...aboutName(draft.by))
    const best = bestOf(said, draft)
    path.textContent = best.path
    out.textContent = best.file
    actions.replaceChildren(...waysOf(said, draft, best))
    return best.page
  }
  const change = () => {
    draft = { ...draft, kind: kind.value, body: body.value, sources: sources.value, by: by.value }
    keepDraft(draft)
    status.replaceChildren()
    show()
  }
  let sent = false
  dialog.addEventListener('input', change)
  dialog.addEventListener('close', () => {
    // What was sent may not have arrived: only the reader can know.
    if (draft.body.trim() === '' && !sent) dropDraft(draft)
    dialog.remove()
  })
  const ways: Readonly<Record<string, (best: Best) => void>> = {
    open: (best) => {
      sent = true
      keepDraft(draft)
      if (best.page?.filled === false)
        void copy(best.file).then((done) =>
          status.replaceChildren(...(done ? [whyCopied(said)] : otherwise(said))),
        )
    },
    copy: (best) =>
      void copy(best.file).then((done) => {
        status.textContent = done ? words.copied : words.copyByHand
        if (!done) selectAll(out)
      }),
    discard: () => {
      sent = false
      draft = { ...draft, body: '' }
      dialog.close()
    },
    close: () => dialog.close(),
  }
  dialog.addEventListener('click', ({ target }) => {
    const way = target instanceof Element ? target.closest<HTMLElement>('[data-way]') : null
    ways[way?.dataset['way'] ?? '']?.(bestOf(said, draft))
  })
  show()
  document.body.append(dialog)
  dialog.showModal()
  body.focus()
}

type Best = { readonly path: string; readonly file: string; readonly page: NewFile | undefined }

/** The first of a note's targets whose file an address can carry; else the first, which is then copied. */
function bestOf(said: Settings, draft: Draft): Best {
  const path = `${folderOf(said.edition)}/${draft.name}.md`
  const files = draft.targets.map((target) => {
    const file = noteFile({ ...draft, target, body: draft.body.trim() || words.writeHere })
    return { path, file, page: said.repository && newFile(said.repository, path, file) }
  })
  const best = files.find(({ page }) => page?.filled) ?? files[0]
  if (!best) throw new Error('Unexpected draft without a target')
  return best
}

/** The ways in which the file leaves the page, the best first. */
function waysOf(said: Settings, draft: Draft, { path, file, page }: Best): Node[] {
  const { repository, contact } = said
  const button = (way: string, label: string) => make('button', { type: 'button', 'data-way': way }, label)
  const link = (href: string, label: string, more: Readonly<Record<string, string>> = {}) =>
    make('a', { href, target: '_blank', rel: 'noopener', ...more }, label)
  const ways: Node[] = []
  if (repository && page) {
    const label = filled(page.filled ? words.open : words.openEmpty, { place: nameOf(repository) })
    ways.push(link(page.href, label, { class: 'first', 'data-way': 'open' }))
  }
  const mail = contact !== undefined && placeOf(contact).startsWith('mailto:')
  if (contact && mail)
    ways.push(link(letterTo(contact, filled(words.mailSubject, { title: said.title }), file), words.mail))
  ways.push(button('copy', words.copy), download(path, file))
  if (contact && !mail) ways.push(link(contact, words.askThere))
  const form = repository && formAt(repository, said.edition, draft.lemma)
  if (form) ways.push(link(form, words.form))
  ways.push(button('discard', words.discard), button('close', words.close))
  if (!page && !contact) ways.unshift(make('span', {}, words.nowhere))
  return ways
}

let blob: string | undefined

function download(path: string, file: string): HTMLElement {
  if (blob !== undefined) URL.revokeObjectURL(blob)
  blob = URL.createObjectURL(new Blob([file], { type: 'text/markdown' }))
  return make('a', { href: blob, download: path.replace(/^.*\//, '') }, words.download)
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Without a secure context there is no clipboard, and a reader may forbid it.
    return false
  }
}

function selectAll(shown: HTMLElement): void {
  const details = shown.closest('details')
  if (details) details.open = true
  getSelection()?.selectAllChildren(shown)
}

const whyCopied = ({ repository }: Settings): string =>
  repository?.forge === 'gitlab' ? words.takesNone : words.tooLong

/** Where the text can be neither in the address nor on the clipboard, the file itself has to travel. */
function otherwise({ repository, edition }: Settings): (Node | string)[] {
  const href = repository && uploadTo(repository, folderOf(edition))
  const upload = href ? make('a', { href, target: '_blank', rel: 'noopener' }, words.upload) : words.upload
  return filledWith(words.notCopied, { upload })
}

function choice({ kinds }: Settings, chosen: string): HTMLSelectElement {
  const options = kinds.map(({ id, label }) =>
    make('option', { value: id, ...(id === chosen ? { selected: '' } : {}) }, label),
  )
  return make('select', { id: 'c-kind' }, ...options) as HTMLSelectElement
}

function entry(id: string, value: string, known: string): HTMLInputElement {
  const attributes = {
    id,
    value,
    list: known,
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
  }
  return make('input', attributes) as HTMLInputElement
}

function field(label: string, control: HTMLElement, help: HTMLElement): HTMLElement {
  control.setAttribute('aria-describedby', help.id)
  return make('p', {}, make('label', { for: control.id }, label), control, help)
}

function list(id: string, values: readonly string[]): HTMLElement {
  return make('datalist', { id }, ...values.map((value) => make('option', { value })))
}

/** Sources and people by the fragments that lead to them: those whom the page knows. */
const endings = (selector: string, mark: string) => [
  ...new Set(all(selector).flatMap((link) => link.getAttribute('href')?.split(mark)[1] ?? [])),
]
const keysOfPage = (): string[] => [
  ...new Set([...all('.sources li[id^="s-"]').map(idOf), ...endings('.n a[href*="#s-"]', '#s-')]),
]
const peopleOfPage = (): string[] => all('.colophon li[id^="c-"]').map(idOf)

/** What a name is, and what somebody who is not known yet has to send as well. */
function aboutName(by: string): (Node | string)[] {
  const id = idFrom(by)
  if (id === '' || peopleOfPage().includes(id)) return [words.byHelp]
  return [
    `${words.byNew} `,
    make('code', {}, `content/contributors/${id}.yaml`),
    ': ',
    make('br', {}),
    make('code', {}, `name: ${by.trim()}`),
  ]
}

/** A name that no note of the page has. */
export const isFree = (name: string): boolean => !shownNotes().some((note) => idOf(note) === name)

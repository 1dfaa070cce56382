import { find, shardsFor, wordsIn } from '../../plugins/text-index/index.ts'
import { all, make, one } from './dom.ts'
import { inARow, says } from './search-words.ts'

/**
 * The search page. The index comes as scripts of the site (`variorumSearch(name, data)`), each when it is needed: that
 * works below any address and from a disk, and asks nothing of the Content-Security-Policy beyond `script-src 'self'`.
 */
type Index = {
  readonly stamp: string
  readonly total: number
  readonly editions: readonly { readonly id: string; readonly title: string; readonly language: string }[]
  readonly parts: readonly (readonly [edition: number, part: number, first: number])[]
  readonly kinds: readonly (readonly [id: string, label: string])[]
  readonly people: readonly (readonly [id: string, name: string])[]
  readonly firsts: readonly string[]
}
type Entry = {
  readonly href: string
  readonly text: string
  readonly language: string
  readonly in?: string
  readonly kind?: string
  readonly by?: readonly string[]
  readonly number?: number
  readonly on?: string
}
type Part = { readonly entries: readonly Entry[] }

const place = one('[data-search]')
const root = place?.dataset['search'] ?? '../'
const waiting = new Map<string, (data: unknown) => void>()
const loaded = new Map<string, Promise<unknown>>()
Reflect.set(globalThis, 'variorumSearch', (name: string, data: unknown) => waiting.get(name)?.(data))

/** A file of the index, asked for once. */
function load<T>(name: string, stamp = ''): Promise<T> {
  const known = loaded.get(name) as Promise<T> | undefined
  if (known !== undefined) return known
  const asked = new Promise<T>((done, fail) => {
    const script = make('script', { src: `${root}${name}${stamp === '' ? '' : `?${stamp}`}` })
    waiting.set(name, (data) => done(data as T))
    script.addEventListener('error', () => fail(new Error(name)))
    // A file that is there, but is no part of an index, such as a page that says that there is nothing.
    script.addEventListener('load', () => fail(new Error(name)))
    document.head.append(script)
  })
  loaded.set(name, asked)
  asked.catch(() => loaded.delete(name))
  return asked
}

type Field = 'is' | 'kind' | 'by' | 'edition'

const query = make('input', {
  type: 'search',
  id: 'words',
  name: 'q',
  autocomplete: 'off',
  autocapitalize: 'off',
  spellcheck: 'false',
  dir: 'auto',
  'aria-describedby': 'hint',
}) as HTMLInputElement
const selects = new Map<Field, HTMLSelectElement>()
const status = make('p', { role: 'status', class: 'found' })
const list = make('ol', { class: 'hits', 'aria-label': says('results') })
const more = make('button', { type: 'button', hidden: '' }, says('more')) as HTMLButtonElement

function choice(field: Field, label: string, options: readonly (readonly [string, string])[]): HTMLElement {
  const select = make('select', { id: field, name: field }) as HTMLSelectElement
  select.append(...options.map(([value, words]) => make('option', { value }, words)))
  selects.set(field, select)
  return make('p', {}, make('label', { for: field }, label), select)
}

function form(index: Index): HTMLElement {
  const any = (words: string): [string, string] => ['', words]
  const form = make(
    'form',
    { role: 'search' },
    make('p', { class: 'asked' }, make('label', { for: 'words' }, says('field')), query),
    make('p', { id: 'hint' }, says('hint')),
    make(
      'div',
      { class: 'narrow' },
      choice('is', says('where'), [any(says('everywhere')), ['text', says('text')], ['note', says('notes')]]),
      ...(index.kinds.length > 1
        ? [choice('kind', says('kind'), [any(says('anyKind')), ...index.kinds.toSorted(byName)])]
        : []),
      ...(index.people.length > 1
        ? [choice('by', says('by'), [any(says('anybody')), ...index.people.toSorted(byName)])]
        : []),
      ...(index.editions.length > 1
        ? [
            choice('edition', says('edition'), [
              any(says('anyEdition')),
              ...index.editions.map(({ id, title }): [string, string] => [id, title]),
            ]),
          ]
        : []),
    ),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void search(index)
  })
  form.addEventListener('input', () => void search(index))
  return form
}

/** Which search is the last: an answer that comes after a later question is not shown. */
let turn = 0

async function search(index: Index): Promise<void> {
  const mine = ++turn
  keep()
  const typed = wordsIn(query.value)
  const words = typed.map(({ word }) => word)
  if (words.length === 0) {
    show('', [])
    return
  }
  const labels = [...selects].flatMap(([field, { value }]) => (value === '' ? [] : [[`${field}:${value}`]]))
  const wanted = [...words, ...labels.map(([label]) => `=${label}`)]
  const shards = [...new Set(wanted.flatMap((word) => shardsFor(word, index.firsts)))]
  status.textContent = says('loading')
  try {
    const lines = await Promise.all(shards.map((shard) => load<string>(`search/${shard}.js`, index.stamp)))
    if (mine !== turn) return
    const byShard = new Map(shards.map((shard, at) => [shard, lines[at] ?? '']))
    const { hits, all: whole } = find(
      { words, labels },
      index.total,
      (shard) => byShard.get(shard) ?? '',
      index.firsts,
    )
    const said =
      hits.length === 0
        ? says('none')
        : whole
          ? says('found', { n: hits.length })
          : says('some', { n: hits.length })
    await showFrom(
      index,
      hits.map(({ number }) => number),
      words,
      0,
      mine,
      said,
    )
  } catch {
    if (mine === turn) show(says('broken'), [])
  }
}

/** Menus are in the order of the page's language. */
function byName([, one]: Index['kinds'][number], [, other]: Index['kinds'][number]): number {
  return one.localeCompare(other, document.documentElement.lang)
}

function show(said: string, results: readonly HTMLElement[]): void {
  status.textContent = said
  list.replaceChildren(...results)
  more.hidden = true
}

const page = 20

async function showFrom(
  index: Index,
  numbers: readonly number[],
  words: readonly string[],
  from: number,
  mine: number,
  said: string,
): Promise<void> {
  const results = await Promise.all(
    numbers.slice(from, from + page).map((number) => resultOf(index, number, words)),
  )
  if (mine !== turn) return
  if (from === 0) show(said, results)
  else list.append(...results)
  more.hidden = numbers.length <= from + page
  more.onclick = () => {
    void showFrom(index, numbers, words, from + page, mine, said).then(() => {
      one('a', list.children[from + page] ?? list)?.focus()
    })
  }
}

async function resultOf(index: Index, number: number, words: readonly string[]): Promise<HTMLElement> {
  const at = index.parts.findLastIndex(([, , first]) => first <= number)
  const [edition = 0, part = 0, first = 0] = index.parts[at] ?? []
  const about = index.editions[edition]
  const { entries } = await load<Part>(`${about?.id}/search-${part}.js`, index.stamp)
  const entry = entries[number - first]
  if (entry === undefined) throw new Error(`${about?.id}/search-${part}.js`)
  return item(index, entry, about, words)
}

function item(
  index: Index,
  entry: Entry,
  about: Index['editions'][number] | undefined,
  words: readonly string[],
) {
  const { href, kind, by = [], number = 0, on, language } = entry
  const isNote = kind !== undefined
  const nameOf = (names: Index['kinds'], id: string) => names.find(([known]) => known === id)?.[1] ?? id
  const title = isNote
    ? says('note', { n: number })
    : says('passage', { n: Number(href.replace(/^.*#p/, '')) })
  const place = [entry.in, index.editions.length > 1 ? about?.title : undefined]
  // From a disk nobody finds the page of a folder.
  const page = location.protocol === 'file:' ? href.replace(/\/(?=#)/, '/index.html') : href
  const link = make('a', { href: `${root}${page}` }, title)
  const facts = [
    isNote ? nameOf(index.kinds, kind) : '',
    by.length > 0 ? says('writtenBy', { names: inARow(by.map((id) => nameOf(index.people, id))) }) : '',
  ].filter(Boolean)
  return make(
    'li',
    { class: isNote ? 'is-note' : 'is-text' },
    make(
      'p',
      { class: 'which' },
      link,
      ...facts.map((fact) => ` · ${fact}`),
      ...place.flatMap((one) => (one === undefined ? [] : [' · ', make('bdi', {}, one)])),
    ),
    ...(on ? [make('p', { class: 'on', dir: 'auto' }, ...marked(on, words))] : []),
    make('p', { class: 'words', dir: 'auto', lang: language }, ...excerpt(entry.text, words)),
  )
}

/** Whether a word of a text is one that was looked for, or begins as one. */
function isAsked(word: string, words: readonly string[]): boolean {
  return words.some((asked) =>
    asked.length > 1 || /[^\p{Script=Latin}\p{N}]/u.test(asked) ? word.startsWith(asked) : word === asked,
  )
}

/** The words around the first place where most of those looked for stand, with these marked. */
function excerpt(text: string, words: readonly string[]): (Node | string)[] {
  const hits = wordsIn(text).filter(({ word }) => isAsked(word, words))
  const kinds = (from: number) =>
    new Set(hits.filter(({ start }) => start >= from && start < from + width / 2).map(({ word }) => word))
      .size
  const best = hits.reduce<{ start: number; kinds: number }>(
    (known, { start }) => (kinds(start) > known.kinds ? { start, kinds: kinds(start) } : known),
    { start: 0, kinds: 0 },
  )
  const from = best.start < width / 3 ? 0 : text.indexOf(' ', best.start - width / 4) + 1 || best.start
  const start = Math.min(from, best.start)
  const end = start + width >= text.length ? text.length : text.lastIndexOf(' ', start + width)
  const stop = end > best.start ? end : Math.min(text.length, start + width)
  return [start > 0 ? '… ' : '', ...marked(text.slice(start, stop), words), stop < text.length ? ' …' : '']
}
const width = 280

function marked(text: string, words: readonly string[]): (Node | string)[] {
  const pieces: (Node | string)[] = []
  let done = 0
  for (const { word, start, end } of wordsIn(text)) {
    if (end <= done || !isAsked(word, words)) continue
    const begin = Math.max(start, done)
    pieces.push(text.slice(done, begin), make('mark', {}, text.slice(begin, end)))
    done = end
  }
  return [...pieces, text.slice(done)]
}

/** The address says what is looked for, so that the way back leads to it; from a disk it cannot. */
function keep(): void {
  const said = new URLSearchParams()
  if (query.value !== '') said.set('q', query.value)
  for (const [field, { value }] of selects) if (value !== '') said.set(field, value)
  try {
    history.replaceState(null, '', `${location.pathname}${said.size > 0 ? `?${said}` : ''}`)
  } catch {
    // Nothing is lost but the way back.
  }
}

/** Arrows go from the field to the results and along them. */
document.addEventListener('keydown', (event) => {
  const target = event.target instanceof Element ? event.target : undefined
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (event.key === '/' && !target?.matches('input, select, textarea')) {
    event.preventDefault()
    query.select()
    query.focus()
  } else if (/^Arrow(?:Up|Down)$/.test(event.key) && target?.matches('#words, .hits a')) {
    const stops = [query, ...all('.hits a')]
    const at = stops.indexOf(target as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1)
    event.preventDefault()
    stops[at]?.focus()
  } else if (event.key === 'Escape' && target?.matches('.hits a')) query.focus()
})

async function start(): Promise<void> {
  if (place === null) return
  try {
    const index = await load<Index>('search/index.js')
    place.replaceChildren(form(index), status, list, make('p', {}, more))
    const said = new URLSearchParams(location.search)
    query.value = said.get('q') ?? ''
    for (const [field, select] of selects) {
      const value = said.get(field) ?? ''
      if ([...select.options].some((option) => option.value === value)) select.value = value
    }
    query.focus()
    if (query.value !== '') await search(index)
  } catch {
    place.replaceChildren(make('p', { role: 'status', class: 'broken' }, says('broken')))
  }
}

void start()

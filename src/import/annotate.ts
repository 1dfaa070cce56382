import { stringify } from 'yaml'
import { snapToGraphemes } from '../../plugins/text-selector/index.ts'
import { kindsOf } from '../edition/kinds.ts'
import { limits } from '../edition/limits.ts'
import { licenceAt, rightsOf } from '../edition/jsonld.ts'
import type { Records } from '../edition/parse.ts'
import { idFrom } from '../edition/records.ts'
import type { EditionFields } from '../edition/schema.ts'
import { type Annotation, placeOf, type ToldTarget } from './annotations.ts'
import { bodyMarkdown, unseen } from './bodies.ts'
import type { ImportMessage, Person } from './document.ts'
import { htmlTree } from './hast.ts'
import { markdown } from './html.ts'
import { locate, type Located } from './locate.ts'
import { createPeople } from './people.ts'
import type { Placed, Plan } from './plan.ts'
import { type TargetFields, targetsOf, targetYaml, type Text } from './targets.ts'

export type AnnotateWishes = {
  readonly edition: string
  readonly file: string
  readonly kind?: string | undefined
  readonly by?: Person | undefined
}

/** Where annotations are put: an edition that is there, or one that is made together with them. */
export type Ground = {
  readonly fields: EditionFields
  readonly texts: readonly Text[]
  readonly notes: ReadonlySet<string>
  readonly records: Pick<Records, 'contributors' | 'sources' | 'entities'>
  /** Whether kinds that annotations name are made. */
  readonly fresh: boolean
}

/** The notes that annotations make on a text. Pure: nothing is written. */
export function planAnnotations(
  annotations: readonly Annotation[],
  ground: Ground,
  wishes: AnnotateWishes,
  refused: ReadonlyMap<string, string> = new Map(),
): Plan & { readonly kinds: ReadonlySet<string> } {
  const messages: ImportMessage[] = []
  const complain = (
    path: string,
    message: string,
    rule = 'mark-kept',
    severity: 'error' | 'warning' = 'error',
  ) => {
    messages.push({ place: placeOf(wishes.file, path), severity, rule, message })
  }
  const names = namesOf(annotations, ground.notes)
  const answers = new Map(annotations.map((one) => [one.key, one]))
  const wanted = annotations.flatMap((one) => targetsFor(one, answers).map((target) => ({ one, target })))
  const locations = locate(
    ground.texts,
    wanted.map(({ target }) => target),
  )
  const places = new Map<Annotation, (Located & { path: string })[]>()
  wanted.forEach(({ one, target }, index) => {
    const found = locations[index]
    if (found === undefined || 'why' in found) return complain(target.path, found?.why ?? '', 'target-there')
    const value = ground.texts.find(({ id }) => id === found.text)?.value ?? ''
    places.set(one, [
      ...(places.get(one) ?? []),
      { text: found.text, range: snapToGraphemes(value, found.range), path: target.path },
    ])
  })
  const targets = targetsIn(ground.texts, places)
  const people = createPeople(
    new Map(
      [...ground.records.contributors.ids].map((id) => [
        id,
        ground.records.contributors.records.get(id)?.fields.name,
      ]),
    ),
  )
  const files = new Map<string, string>()
  const placed: Placed[] = []
  const kinds = new Set<string>()
  for (const one of annotations) {
    const here = places.get(one)
    const id = names.get(one.key) ?? ''
    if (here === undefined) {
      if (targetsFor(one, answers).length === 0)
        complain(one.path, 'It is on no words: it has no target in the text', 'target-there')
      continue
    }
    const why =
      refused.get(one.key) ??
      (one.id !== undefined && ground.notes.has(one.id) ? `A note \`${one.id}\` is there already` : undefined)
    const body = bodyOf(one, (message) => complain(one.path, message, 'note-as-written', 'warning'))
    if (why !== undefined || body.trim() === '') {
      complain(one.path, why ?? 'It says nothing', 'note-kept')
      continue
    }
    const kind = kindFor(one, ground, wishes)
    const authors = wishes.by === undefined ? one.by : [{ ...wishes.by, role: undefined }]
    const by =
      authors.length === 0
        ? [
            {
              id: people.idOf({
                id: `notes-of-${wishes.edition}`,
                name: `The annotations of ${wishes.file}`,
                kind: 'group',
              }),
              role: undefined,
            },
          ]
        : authors.map((person) => ({ id: people.idOf(person), role: person.role }))
    const fields = {
      kind,
      by:
        by.length === 1 && by[0]?.role === undefined
          ? by[0]?.id
          : by.map(({ id: person, role }) => (role === undefined ? person : { id: person, role })),
      ...known(one.fields, ground, names, (message) =>
        complain(one.path, message, 'note-as-written', 'warning'),
      ),
      ...(one.replyTo === undefined || !names.has(one.replyTo)
        ? {}
        : { 'replies-to': names.get(one.replyTo) }),
      ...(one.tags.length === 0 ? {} : { tags: [...one.tags] }),
      ...licenceOf(one, ground),
      ...(one.language === undefined ||
      one.language === (ground.fields.language ?? 'en') ||
      !/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(one.language)
        ? {}
        : { language: one.language }),
      ...(one.created === undefined ? {} : { created: one.created }),
      ...(one.updated === undefined ? {} : { updated: one.updated }),
    }
    const content = `---\n${targetYaml(targets.get(one) ?? [])}${stringify(fields, { lineWidth: 0 })}---\n\n${body}\n`
    if (new TextEncoder().encode(content).length > limits.noteBytes) {
      complain(
        one.path,
        `The note is longer than ${limits.noteBytes.toLocaleString('en')} bytes`,
        'note-kept',
      )
      continue
    }
    kinds.add(kind)
    files.set(`content/editions/${wishes.edition}/notes/${id}.md`, content)
    const source = placeOf(wishes.file, one.path)
    placed.push({
      id,
      key: one.key,
      source,
      places: here.map(({ text, range, path }) => ({ text, range, mark: placeOf(wishes.file, path) })),
    })
  }
  for (const [path, content] of people.files()) files.set(path, content)
  return { files, texts: ground.texts, notes: placed, messages, kinds }
}

/** An answer is on the words of what it answers. */
function targetsFor(one: Annotation, all: ReadonlyMap<string, Annotation>): readonly ToldTarget[] {
  const seen = new Set<Annotation>()
  let here = one
  while (
    here.replyTo !== undefined &&
    !here.targets.some(({ quote, ends }) => quote ?? ends) &&
    !seen.has(here)
  ) {
    seen.add(here)
    here = all.get(here.replyTo) ?? here
  }
  return here === one
    ? one.targets
    : here.targets.map((target) => ({ ...target, path: `${one.path} (an answer to ${here.path})` }))
}

function namesOf(annotations: readonly Annotation[], taken: ReadonlySet<string>): Map<string, string> {
  const used = new Set(taken)
  const width = String(annotations.length).length
  return new Map(
    annotations.map(({ key, id }, index) => {
      const base =
        (id === undefined ? '' : idFrom(id)) || `annotation-${String(index + 1).padStart(width, '0')}`
      for (let number = 1; ; number++) {
        const name = number === 1 ? base : `${base}-${number}`
        if (used.has(name)) continue
        used.add(name)
        return [key, name]
      }
    }),
  )
}

function targetsIn(
  texts: readonly Text[],
  places: ReadonlyMap<Annotation, readonly Located[]>,
): Map<Annotation, TargetFields[]> {
  const found = new Map<Annotation, TargetFields[]>()
  const all = [...places].flatMap(([one, here]) => here.map((place, index) => ({ one, index, ...place })))
  for (const text of texts) {
    const here = all.filter((place) => place.text === text.id)
    targetsOf(
      text,
      here.map(({ range }) => range),
      texts.length === 1,
    ).forEach((target, at) => {
      const place = here[at]
      if (place === undefined) return
      const list = found.get(place.one) ?? []
      list[place.index] = target
      found.set(place.one, list)
    })
  }
  return found
}

/** Markdown stays as it was written; anything else becomes Markdown. */
function bodyOf({ body, format }: Annotation, tell: (message: string) => void): string {
  const clean = body.replace(/\r\n?/g, '\n').replace(unseen, '')
  if (format === 'markdown') return clean.trim()
  const options = { resolve: () => undefined, tell }
  if (format === 'html') return bodyMarkdown(markdown(htmlTree(clean)), options)
  const paragraphs = clean.split(/\n\s*\n/).map((value) => ({
    type: 'paragraph' as const,
    children: [{ type: 'text' as const, value: value.trim() }],
  }))
  return bodyMarkdown({ type: 'root', children: paragraphs }, options)
}

/** The kind that it names, or that has its motivation; else the first. */
function kindFor(
  { kind, motivation }: Annotation,
  { fields, fresh }: Ground,
  wishes: AnnotateWishes,
): string {
  if (wishes.kind !== undefined) return wishes.kind
  const kinds = [...kindsOf(fields).values()]
  const named = idFrom(kind ?? '').slice(0, 40)
  if (fresh) return named || 'note'
  const found =
    kinds.find(({ id }) => id === named) ?? kinds.find((one) => one.motivation === motivation) ?? kinds[0]
  return found?.id ?? 'note'
}

/** Fields that name other things are kept where these are there. */
function known(
  fields: Annotation['fields'],
  { records, notes }: Ground,
  names: ReadonlyMap<string, string>,
  tell: (message: string) => void,
): Record<string, unknown> {
  const made = new Set(names.values())
  const isKnown: Readonly<Record<string, (id: string) => boolean>> = {
    sources: (id) => records.sources.ids.has(id),
    about: (id) => records.entities.ids.has(id),
  }
  const isNote = (id: string) => notes.has(id) || made.has(id)
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) => {
      if (!Array.isArray(value)) return [[field, value]]
      const kept = value.map(String).filter(isKnown[field] ?? isNote)
      if (kept.length < value.length)
        tell(
          `Left out of \`${field}\` what the library does not have: ${value.filter((one) => !kept.includes(String(one))).join(', ')}`,
        )
      return kept.length === 0 ? [] : [[field, kept]]
    }),
  )
}

/** Only where it is not the edition’s. */
function licenceOf({ licence }: Annotation, { fields }: Ground): { licence?: string } {
  if (licence === undefined || (fields.licence !== undefined && rightsOf(fields.licence) === licence))
    return {}
  return { licence: licenceAt(licence) }
}

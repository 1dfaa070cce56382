import type { Properties } from 'hast'
import type { TableRecord } from './table.ts'

/** Half-open, in UTF-16 code units of the seed. */
export interface Range {
  start: number
  end: number
}

export type Form = 'prose' | 'verse' | 'drama'

/** How a speech tells its speaker: see `findSpeaker`. */
export type SpeakerPattern = 'first-line' | 'before-colon' | 'before-period'

/** Every role a passage can have. */
export const roles = [
  'paragraph',
  'stanza',
  'speech',
  'title',
  'subtitle',
  'heading',
  'quotation',
  'epigraph',
  'table',
  'byline',
  'credit',
  'stage',
  'separator',
] as const

export type RoleName = (typeof roles)[number]

export type Role =
  | RoleName
  | {
      role: RoleName
      /** Of a heading: 1 (the default) stands below the title. */
      level?: number | undefined
      /** Of a speech: the label as the passage begins with it, or `false` for a speech without one. */
      speaker?: string | false | undefined
      /** Of a speech: whether its lines are lines of verse. By default they are, unless the form is prose. */
      verse?: boolean | undefined
      /** Of a table: which of its cells head others, and more. */
      table?: TableRecord | undefined
    }

/** What a person tells about a text, beside it: nothing here is ever written into the text. */
export interface Structure {
  /** Prose by default. */
  form?: Form | undefined
  /** `blocks` (the default) are parted by blank lines; with `lines` every line that is not blank is a passage. */
  passages?: 'blocks' | 'lines' | undefined
  /** By passage (`p3`) or span of passages (`p3-p7`); the shortest span that holds a passage counts. */
  roles?: Readonly<Record<string, Role>> | undefined
  /** How speeches tell their speakers. Without it only `speaker` in a role does. */
  speaker?: { pattern: SpeakerPattern } | undefined
}

export type RoleRecord = Exclude<Role, string>

/** The element that stands for a role; where `lines` is set, each of its lines is an element too. */
export interface Shape {
  tagName: string
  properties: Properties
  /** The element in it that holds the text. */
  inner?: string
  lines?: boolean
}

type ShapeOf = (told: RoleRecord, form: Form) => Shape

const paragraph =
  (className?: string, role?: string): ShapeOf =>
  () => ({
    tagName: 'p',
    properties: { ...(className && { className: [className] }), ...(role && { role }) },
  })

const shapes: Record<RoleName, ShapeOf> = {
  paragraph: paragraph(),
  stanza: () => ({ tagName: 'div', properties: { className: ['stanza'] }, lines: true }),
  speech: ({ verse }, form) => ({
    tagName: 'div',
    properties: { className: ['speech'] },
    lines: verse ?? form !== 'prose',
  }),
  // The page has its own `h1`: the name of the edition.
  title: () => ({ tagName: 'h2', properties: { className: ['title'] } }),
  subtitle: paragraph('subtitle', 'doc-subtitle'),
  heading: ({ level = 1 }) => ({ tagName: `h${Math.min(Math.max(level, 1), 4) + 2}`, properties: {} }),
  quotation: () => ({ tagName: 'blockquote', properties: {}, inner: 'p' }),
  epigraph: () => ({
    tagName: 'blockquote',
    properties: { className: ['epigraph'], role: 'doc-epigraph' },
    inner: 'p',
  }),
  table: () => ({ tagName: 'div', properties: { className: ['table'] } }),
  byline: paragraph('byline'),
  credit: paragraph('credit'),
  stage: paragraph('stage'),
  // Not `hr`, nor role `separator`: both would hide the text that stands there.
  separator: paragraph('separator'),
}

const defaults: Record<Form, RoleName> = { prose: 'paragraph', verse: 'stanza', drama: 'speech' }

/** The shape of a role. Throws a `TypeError` for a role that is not one of `roles`. */
export function shapeOf(told: RoleRecord, form: Form): Shape {
  const shape = Object.hasOwn(shapes, told.role) ? shapes[told.role] : undefined
  if (!shape) throw new TypeError(`Unexpected role \`${told.role}\`, expected one of ${roles.join(', ')}`)
  return shape(told, form)
}

/** The numbers of the passages that a key of `roles` names, both included; `undefined` if it names none. */
export function passageNumbers(key: string): { first: number; last: number } | undefined {
  const [, first, last = first] = /^p(\d+)(?:-p(\d+))?$/.exec(key) ?? []
  const span = { first: Number(first), last: Number(last) }
  return span.first >= 1 && span.last >= span.first ? span : undefined
}

/** The role of each of `count` passages, in their order. */
export function rolesOf(structure: Structure, count: number): RoleRecord[] {
  const found = Array.from<RoleRecord>({ length: count }).fill({ role: defaults[structure.form ?? 'prose'] })
  const told = Object.entries(structure.roles ?? {}).flatMap(([key, role]) => {
    const span = passageNumbers(key)
    return span ? [{ ...span, role: typeof role === 'string' ? { role } : role }] : []
  })
  // The longest first, so that what is said of fewer passages has the last word.
  told.sort((a, b) => b.last - b.first - (a.last - a.first))
  for (const { first, last, role } of told) found.fill(role, first - 1, last)
  return found
}

import { z } from 'zod'
import { roles, spanRoles } from '../../plugins/seed-parse/index.ts'
import { exportIds } from './exports/ids.ts'
import { hostIds } from './hosts.ts'
import { limits } from './limits.ts'
import { isRepository } from './repository.ts'
import { isPlainAddress } from './site-address.ts'

/**
 * The shape of every file that people write: one schema for checking, for the types and for the JSON Schemas
 * that editors use. YAML is read by the fail-safe schema, so every scalar arrives as a string.
 */

const text = z.string().trim().min(1)
const id = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .max(80)
const url = z.url({ protocol: /^https?$/, error: 'a web address that begins with `https://`' })
/** Of the site, or of what its build reads: other addresses are made of it. */
const plainUrl = url.refine((value) => !URL.canParse(value) || isPlainAddress(value), {
  error: 'a web address without a backslash, white space or two slashes in its path',
})
const date = z.string().regex(/^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/)
const count = z
  .string()
  .regex(/^[1-9]\d{0,6}$/)
  .transform(Number)
const truth = z.enum(['true', 'false']).transform((value) => value === 'true')
/** Tags as `Intl` takes them, for it sorts and divides words by them: not what has the form alone, such as `en-x`. */
const language = z
  .string()
  .regex(
    /^[A-Za-z]{2,8}(?<!^.{4})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))?(?:-x(?:-[A-Za-z0-9]{1,8})+)?$/,
  )
const direction = z.enum(['ltr', 'rtl'])
const passage = z.string().regex(/^p[1-9]\d*$/)
const passages = z.string().regex(/^p[1-9]\d*-p[1-9]\d*$/)
/** Passages by which owners are named; before a slash the division, where a seed has several texts. */
const stretch = z.string().regex(/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)?p[1-9]\d*(?:-p[1-9]\d*)?$/)
/** An account of the repository host, by its rule for names. */
const account = z.string().regex(/^[A-Za-z\d](?:[A-Za-z\d]|-(?=[A-Za-z\d])){0,38}$/)
const repositoryUrl = url.refine((value) => !URL.canParse(value) || isRepository(value), {
  error: 'the address of a repository, such as `https://github.com/owner/name`',
})
/** By the rules of git for names of branches, near enough. */
const branch = z.string().regex(/^(?![-/.])(?!.*(?:\.\.|\/\/|@\{))[^\s~^:?*[\\]+$/)
const repository = z.union([
  repositoryUrl,
  z.strictObject({
    url: repositoryUrl,
    branch: branch.optional(),
    forge: z.enum(['github', 'gitlab', 'gitea', 'forgejo']).optional(),
  }),
])
const contact = z
  .string()
  .regex(/^(?:https?:\/\/[^\s/\\][^\s\\]*|[^\s@:/?&]+@(?:[^\s@:/?&.]+\.)+[^\s@:/?&.]+)$/)
/** One value, or a list of them: always a list afterwards. */
const some = <T extends z.ZodType>(one: T) =>
  z.union([one.transform((value) => [value]), z.array(one).max(limits.listLength)])

const quote = z.strictObject({
  exact: z.string(),
  prefix: z.string().optional(),
  suffix: z.string().optional(),
  occurrence: count.optional(),
  passage: passage.optional(),
})
const end = z.union([z.string().transform((exact) => ({ exact })), quote])

/** A place in the text: W3C selectors in a form that people can write. See `design.md`, section 3. */
export const target = z.union([
  z.string().transform((exact) => ({ exact })),
  quote.extend({ text: id.optional() }),
  z.strictObject({ from: end, to: end, passage: passage.optional(), text: id.optional() }),
  z.strictObject({ passage, text: id.optional() }),
  z.strictObject({ passages, text: id.optional() }),
])

const byline = z.union([
  id.transform((value) => ({ id: value, role: undefined as string | undefined })),
  z.strictObject({ id, role: text.optional() }).transform((value) => ({ id: value.id, role: value.role })),
])

const claim = z.strictObject({
  statement: text,
  speaker: text.optional(),
  verdict: id,
  'first-said': text.optional(),
})

export const noteSchema = z.strictObject({
  target: some(target),
  kind: id,
  by: some(byline),
  title: text.optional(),
  sources: some(text).optional(),
  about: some(id).optional(),
  status: z.enum(['draft', 'published']).optional(),
  see: some(id).optional(),
  disputes: some(id).optional(),
  supersedes: some(id).optional(),
  'replies-to': some(id).optional(),
  claim: claim.optional(),
  tags: some(text).optional(),
  licence: text.optional(),
  language: language.optional(),
  created: date.optional(),
  updated: date.optional(),
  /** The seed that the note was written on, where its edition has a newer one; `variorum reanchor` writes it. */
  on: id.optional(),
})

export const colours = ['blue', 'teal', 'green', 'amber', 'red', 'violet', 'slate'] as const
/** The motivations of the W3C Web Annotation Vocabulary, section 3.4. */
export const motivations = [
  'assessing',
  'bookmarking',
  'classifying',
  'commenting',
  'describing',
  'editing',
  'highlighting',
  'identifying',
  'linking',
  'moderating',
  'questioning',
  'replying',
  'tagging',
] as const

const kind = z.strictObject({
  label: text,
  description: text.optional(),
  colour: z.enum(colours).optional(),
  letter: z.string().min(1).max(2).optional(),
  motivation: z.enum(motivations).optional(),
  /** Whether a note of this kind must cite a source. */
  factual: truth.optional(),
})

const verdict = z.strictObject({ label: text, description: text.optional(), rating: count.optional() })

export const editionSchema = z.strictObject({
  seed: id,
  title: text,
  subtitle: text.optional(),
  description: text.optional(),
  editors: some(id).optional(),
  language: language.optional(),
  direction: direction.optional(),
  kinds: z.union([some(id), z.record(id, kind)]).optional(),
  verdicts: z.record(id, verdict).optional(),
  /** Entities that the edition deals with as a whole, whether or not a note speaks of them: events for its timeline. */
  about: some(id).optional(),
  /** What `check` asks of the notes: words of the first sentence at most, and words that they do not judge in. */
  style: z.strictObject({ 'first-sentence': count.optional(), avoid: some(text).optional() }).optional(),
  licence: text.optional(),
  repository: repository.optional(),
  /** Who takes notes from those who have no account of the repository host: a mail address, or a page. */
  contact: contact.optional(),
  /** Editions that belong together, and the place of this one among them. */
  series: z
    .union([
      text.transform((title) => ({ title, number: undefined as number | undefined })),
      z
        .strictObject({ title: text, number: count.optional() })
        .transform(({ title, number }) => ({ title, number })),
    ])
    .optional(),
  /** What it is about, in a word or two each: readers find it by them on the first page. */
  tags: some(text).optional(),
  /** Who is asked about the notes on which passages; on all others the editors are. */
  owners: z.record(stretch, some(id)).optional(),
})

/** A cell, by the number of its row and by its own in that row, and what is told of it. */
const cell = 'r[1-9]\\d{0,5}c[1-9]\\d{0,3}(?: head| rows [1-9]\\d{0,3}| columns [1-9]\\d{0,2})+'

const role = z.union([
  z.enum(roles),
  z.strictObject({
    role: z.enum(roles),
    speaker: text.optional(),
    level: count.optional(),
    /** Of a speech: whether its lines are lines of verse. */
    verse: truth.optional(),
    /** Of a table, whose rows are lines and whose cells are parted by tabs. See `tables.ts`. */
    caption: z.enum(['first-line']).optional(),
    'head-rows': count.optional(),
    'head-columns': count.optional(),
    /** Cells that are not like the others: `r2c1 rows 3, r5c1 head columns 2`. */
    cells: z
      .string()
      .regex(new RegExp(`^${cell}(?:, ${cell})*$`))
      .optional(),
  }),
])

/** Stretches of a passage: a role, and from which code point to which. */
const span = `(?:${spanRoles.join('|')}) \\d{1,8}-\\d{1,8}`

const structure = z.strictObject({
  form: z.enum(['prose', 'verse', 'drama']).optional(),
  passages: z.enum(['blocks', 'lines']).optional(),
  speaker: z.enum(['first-line', 'before-colon', 'before-period']).optional(),
  roles: z.record(z.string().regex(/^p[1-9]\d*(?:-p[1-9]\d*)?$/), role).optional(),
  /** What the text sets apart within a passage: `p5: emphasis 4-9, title 12-30`. See `spans.ts`. */
  spans: z.record(passage, z.string().regex(new RegExp(`^${span}(?:, ${span})*$`))).optional(),
})

const hash = z.string().regex(/^[0-9a-f]{64}$/)

const seedText = z.strictObject({
  file: z.string().regex(/^[a-z0-9]+(?:[-.]+[a-z0-9]+)*\.txt$/),
  sha256: hash,
  title: text.optional(),
  structure: structure.optional(),
  language: language.optional(),
  direction: direction.optional(),
})

export const seedSchema = z.strictObject({
  title: text,
  author: text.optional(),
  publisher: text.optional(),
  published: date.optional(),
  url: url.optional(),
  archived: url.optional(),
  retrieved: date.optional(),
  rights: z
    .union([
      text.transform((statement) => ({ statement, url: undefined })),
      z.strictObject({ statement: text, url: url.optional() }),
    ])
    .optional(),
  language: language.optional(),
  direction: direction.optional(),
  note: text.optional(),
  /** The seed that this one is a later state of: a text that changes is a new seed, never an edit in place. */
  revises: id.optional(),
  /** A seed of one text may say the two of its only text here. */
  sha256: hash.optional(),
  structure: structure.optional(),
  texts: z.array(seedText).min(1).optional(),
})

export const contributorSchema = z.strictObject({
  name: text,
  kind: z.enum(['person', 'group', 'organisation', 'software']).optional(),
  role: text.optional(),
  affiliation: text.optional(),
  url: url.optional(),
  orcid: z
    .string()
    .regex(/^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/)
    .optional(),
  /** The person's account of the repository host, without `@`: so that a pull request can be told to be theirs. */
  github: account.optional(),
  description: text.optional(),
})

const name = z.union([
  text.transform((literal) => ({ literal })),
  z.strictObject({ literal: text }),
  z.strictObject({ family: text, given: text.optional() }),
])

/** Fields named as in CSL-JSON, with where and when the source was seen. */
export const sourceSchema = z.strictObject({
  type: text,
  title: text,
  author: some(name).optional(),
  editor: some(name).optional(),
  translator: some(name).optional(),
  /** How citations in notes call it, where name and year would not do. */
  'citation-label': text.optional(),
  'container-title': text.optional(),
  'collection-title': text.optional(),
  publisher: text.optional(),
  'publisher-place': text.optional(),
  authority: text.optional(),
  issued: date.optional(),
  number: text.optional(),
  volume: text.optional(),
  issue: text.optional(),
  page: text.optional(),
  edition: text.optional(),
  genre: text.optional(),
  language: language.optional(),
  URL: url.optional(),
  DOI: text.optional(),
  ISBN: text.optional(),
  archived: url.optional(),
  accessed: date.optional(),
  status: z.enum(['read', 'excerpt', 'unverified']).optional(),
  evidence: z.enum(['primary', 'secondary']).optional(),
  seen: text.optional(),
  note: text.optional(),
})

export const entitySchema = z.strictObject({
  name: text,
  sort: text.optional(),
  kind: z.enum(['person', 'organisation', 'place', 'term', 'event', 'work']),
  description: text.optional(),
  dates: z
    .strictObject({
      born: date.optional(),
      died: date.optional(),
      start: date.optional(),
      end: date.optional(),
    })
    .optional(),
  names: some(text).optional(),
  'same-as': some(url).optional(),
  sources: some(text).optional(),
  status: z.enum(['unverified']).optional(),
})

export const parallelSchema = z.strictObject({
  passage,
  text: text.optional(),
  division: id.optional(),
  source: text,
  label: text.optional(),
  locator: text.optional(),
  covers: target.optional(),
  agrees: z.enum(['whole']).optional(),
  comment: text.optional(),
})

export const siteSchema = z.strictObject({
  title: text.optional(),
  /** How much of what git knows of the notes is told: all, their dates only, or nothing. */
  history: z.enum(['all', 'dates', 'none']).optional(),
  description: text.optional(),
  url: plainUrl.optional(),
  language: language.optional(),
  repository: repository.optional(),
  /** Who takes notes from those who have no account of the repository host: a mail address, or a page. */
  contact: contact.optional(),
  /** The forms in which editions can be taken away; all, where nothing is said. */
  exports: some(z.enum(exportIds)).optional(),
  /** Whether readers can search the texts and notes; they can, where nothing is said. */
  search: truth.optional(),
  /** Where the site may be put: a build writes the files that each asks for. All, where nothing is said. */
  hosts: some(z.enum(hostIds)).optional(),
  /** Registries of other sites, by a name of ours and the edition: a copy of each lies in `content/xrefs/`. */
  xref: z.record(id, z.record(id, z.strictObject({ url: plainUrl, sha256: hash }))).optional(),
})

export type Target = z.output<typeof target>
export type NoteFields = z.output<typeof noteSchema>
export type EditionFields = z.output<typeof editionSchema>
export type SeedFields = z.output<typeof seedSchema>
export type StructureFields = z.output<typeof structure>
export type ContributorFields = z.output<typeof contributorSchema>
export type SourceFields = z.output<typeof sourceSchema>
export type EntityFields = z.output<typeof entitySchema>
export type ParallelFields = z.output<typeof parallelSchema>
export type SiteFields = z.output<typeof siteSchema>

/**
 * What pages and exports are given: plain data, ready to be set. Every `html` is finished and safe, made by
 * `render.ts` from the seed's own characters and from sanitised note bodies; a page sets it with `set:html`
 * and adds nothing to it. Addresses are relative to the folder of the site (`putin-mouthpiece/#p3`), so that
 * a page can put its own base before them; fragments within the same page are `#p3` alone.
 */

/** One publication: a seed with its notes and the editors' prose. */
export type EditionView = {
  readonly id: string
  readonly title: string
  readonly subtitle: string | undefined
  readonly description: string | undefined
  /** BCP 47 tag and direction of the interface and of the notes. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  /** SPDX id or address of the notes' licence. */
  readonly licence: string | undefined
  readonly editors: readonly ContributorView[]
  readonly kinds: readonly KindView[]
  readonly verdicts: readonly VerdictView[]
  readonly repository: RepositoryView | undefined
  readonly seed: SeedView
  /** One for each text of the seed, in order; a single-text seed has one, shown at the edition's own address. */
  readonly divisions: readonly DivisionView[]
  /** Sources cited by the edition's notes or prose, sorted by author, then year, then key. */
  readonly sources: readonly SourceView[]
  /** Entities that notes are about or link to, sorted. */
  readonly entities: readonly EntityView[]
  /** Contributors to the notes shown, sorted by name. */
  readonly contributors: readonly ContributorView[]
  /** True where the editors wrote prose of their own in `edition.mdx` (it places the text itself). */
  readonly hasProse: boolean
}

export type SeedView = {
  readonly id: string
  readonly title: string
  readonly author: string | undefined
  readonly publisher: string | undefined
  readonly published: string | undefined
  readonly url: string | undefined
  readonly archived: string | undefined
  readonly retrieved: string | undefined
  readonly rights: { readonly statement: string; readonly url: string | undefined } | undefined
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  /** What the record says about the text, as HTML. */
  readonly noteHtml: string | undefined
}

export type DivisionView = {
  readonly id: string
  /** Undefined where a single text needs no title of its own. */
  readonly title: string | undefined
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly form: 'prose' | 'verse' | 'drama'
  readonly sha256: string
  /** Size of the text: UTF-8 bytes, Unicode code points and words. */
  readonly bytes: number
  readonly codePoints: number
  readonly words: number
  /** Address of the page, relative to the site: `psalms/` or `psalms/psalm-2/`. */
  readonly href: string
  /** Address of the text file itself, relative to the site, byte for byte as received. */
  readonly textHref: string
  readonly passages: readonly PassageView[]
  /** All notes of this division in the order of their numbers. */
  readonly notes: readonly NoteView[]
}

export type PassageView = {
  /** `p7`: the fragment of the passage in the page. */
  readonly id: string
  readonly role: string
  /**
   * The passage's own element, with its marks: `<p id="p7" class="passage">…</p>`. Its text content is the
   * seed's, letter for letter; markers have no text of their own (the number is in `data-number`).
   */
  readonly html: string
  /** Notes whose first place begins in this passage, in the order of their numbers. */
  readonly notes: readonly NoteView[]
  /** Plain text of the passage, without the white space that follows it. */
  readonly text: string
  /** Number of the first line, where the text has lines. */
  readonly line: number | undefined
}

export type NoteView = {
  readonly id: string
  /** Number shown beside the words, in the order of the text; addresses never depend on it. */
  readonly number: number
  readonly kind: KindView
  readonly by: readonly { readonly contributor: ContributorView; readonly role: string | undefined }[]
  readonly title: string | undefined
  /** The words annotated, as the seed has them, one for each place. */
  readonly places: readonly PlaceView[]
  /** The body, sanitised; ids inside it begin with `n-<note>--`. */
  readonly html: string
  /** The body as plain text, for descriptions and search. */
  readonly text: string
  readonly sources: readonly SourceView[]
  readonly entities: readonly EntityView[]
  readonly status: 'draft' | 'published'
  readonly see: readonly NoteReference[]
  readonly disputes: readonly NoteReference[]
  readonly supersedes: readonly NoteReference[]
  readonly repliesTo: readonly NoteReference[]
  /** The other side of the four above, and of links in bodies. */
  readonly disputedBy: readonly NoteReference[]
  readonly supersededBy: readonly NoteReference[]
  readonly replies: readonly NoteReference[]
  readonly mentionedBy: readonly NoteReference[]
  readonly claim: ClaimView | undefined
  readonly licence: string | undefined
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly created: string | undefined
  readonly updated: string | undefined
  readonly tags: readonly string[]
  /** Path of the note's file in the repository. */
  readonly path: string
}

export type PlaceView = {
  /** Fragment of these words in the page: `q-flynn`, and `q-flynn.2` for a second place. */
  readonly fragment: string
  readonly passage: string
  readonly division: string
  /** `#q-flynn`, or with the page's address where the place is in another division. */
  readonly href: string
  /** The seed's own characters. */
  readonly exact: string
  /** The same for a heading: at most about 120 characters, cut in the middle, white space as single spaces. */
  readonly lemma: string
  /** True for a target that is a whole passage or several. */
  readonly whole: boolean
}

export type NoteReference = { readonly id: string; readonly href: string; readonly label: string }

export type KindView = {
  readonly id: string
  readonly label: string
  readonly description: string | undefined
  /** A name of the palette: blue teal green amber red violet slate. */
  readonly colour: string
  /** One letter that tells the kind without colour. */
  readonly letter: string
  readonly motivation: string
}

export type VerdictView = {
  readonly id: string
  readonly label: string
  readonly description: string | undefined
  readonly rating: number | undefined
}

export type ClaimView = {
  readonly statement: string
  readonly speaker: string | undefined
  readonly verdict: VerdictView
  readonly firstSaid: string | undefined
}

export type ContributorView = {
  readonly id: string
  readonly name: string
  readonly role: string | undefined
  readonly affiliation: string | undefined
  readonly url: string | undefined
  readonly orcid: string | undefined
}

export type SourceView = {
  readonly key: string
  /** Short form for citations in notes: `Mueller 2019`. */
  readonly label: string
  /** The whole reference as HTML, with its links. */
  readonly html: string
  readonly url: string | undefined
  readonly archived: string | undefined
  readonly accessed: string | undefined
  readonly issued: string | undefined
  readonly status: 'read' | 'excerpt' | 'unverified' | undefined
  readonly evidence: 'primary' | 'secondary' | undefined
  readonly seen: string | undefined
  /** Notes that cite it, in order. */
  readonly citedBy: readonly NoteReference[]
}

export type EntityView = {
  readonly id: string
  readonly name: string
  readonly sort: string
  readonly kind: 'person' | 'organisation' | 'place' | 'term' | 'event' | 'work'
  readonly description: string | undefined
  readonly dates: Readonly<Record<string, string>>
  readonly names: readonly string[]
  readonly sameAs: readonly string[]
  readonly unverified: boolean
  readonly mentionedBy: readonly NoteReference[]
}

export type RepositoryView = { readonly url: string; readonly branch: string }

/** A page of a rule, for `/rules/<rule>/`. */
export type RuleView = { readonly id: string; readonly title: string; readonly fatal: boolean }

export type LibraryView = {
  readonly title: string
  readonly description: string | undefined
  readonly editions: readonly EditionView[]
  readonly rules: readonly RuleView[]
}

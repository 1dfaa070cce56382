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
  /** Editions that belong together. */
  readonly series: { readonly title: string; readonly number: number | undefined } | undefined
  readonly tags: readonly string[]
  readonly editors: readonly ContributorView[]
  readonly kinds: readonly KindView[]
  readonly verdicts: readonly VerdictView[]
  readonly repository: RepositoryView | undefined
  /** Who takes notes from those who have no account there: a mail address, or a page. */
  readonly contact: string | undefined
  readonly seed: SeedView
  /** One for each text of the seed, in order; a single-text seed has one, shown at the edition's own address. */
  readonly divisions: readonly DivisionView[]
  /** Texts that the edition has left for later ones, with the notes that were written on them and not yet moved. */
  readonly earlier: readonly DivisionView[]
  /** Sources cited by the edition's notes, prose, entities or comparisons, sorted by author, then year, then key. */
  readonly sources: readonly SourceView[]
  /** Entities that notes are about or link to, or whose words a passage quotes, sorted. */
  readonly entities: readonly EntityView[]
  /** Other wordings of words of the text, in its order. */
  readonly comparisons: readonly ComparisonView[]
  /** What the text asserts and notes test, in the order of the text. */
  readonly claims: readonly ClaimView[]
  /** Events with a date; undefined where there are none. */
  readonly timeline: TimelineView | undefined
  /** The pages of the edition beside its texts, in the order of a menu; those that would be empty are left out. */
  readonly pages: readonly EditionPage[]
  /** Contributors to the notes shown, sorted by name. */
  readonly contributors: readonly ContributorView[]
  /** Who wrote which of the notes shown, for the pages of contributors. */
  readonly credits: readonly CreditView[]
  /** Licences of the notes shown, that of the most first. */
  readonly licences: readonly LicenceView[]
  /**
   * Whether git knows how the notes came about: `none` without a repository, `shallow` where only the end of its
   * history was fetched, `hidden` where the site tells no more than dates, or nothing.
   */
  readonly history: 'known' | 'none' | 'shallow' | 'hidden'
  /** What became of the notes, the latest first: for a log of corrections, and for feeds. Empty where not known. */
  readonly changes: readonly ChangeView[]
  /** Notes that were changed since they were published. */
  readonly histories: readonly NoteHistoryView[]
  /** How the text came of its earlier states, the latest step first. Empty where its seed revises no other. */
  readonly versions: readonly VersionView[]
  /** True where the editors wrote prose of their own in `edition.mdx` (it places the text itself). */
  readonly hasProse: boolean
  /** The files that it can be taken away as. */
  readonly downloads: readonly DownloadView[]
}

/** A file beside the pages. */
export type DownloadView = {
  readonly kind: ExportKind
  /** Relative to the site. */
  readonly href: string
  readonly type: string
  /** Makes the file, where it has not been made yet. */
  readonly bytes: () => number
}

/** The names of `exports` in `content/site.yaml`, and what is always published. */
export type ExportKind =
  | 'annotations'
  | 'epub-annotations'
  | 'epub'
  | 'tei'
  | 'markdown'
  | 'mdx'
  | 'csv'
  | 'json'
  | 'csl'
  | 'bibtex'
  | 'feeds'
  | 'xref'
  | 'text'

/** A licence of notes, with what it asks of whoever reuses them beyond the licence of the edition. */
export type LicenceView = {
  /** SPDX id or address as it was written; undefined for notes that are under none. */
  readonly licence: string | undefined
  readonly url: string | undefined
  readonly notes: number
  /** `own` is that of the edition; `unknown` where the program does not know one of the two. */
  readonly fits: 'own' | 'fits' | 'stricter' | 'unknown'
  /** In words: `share alike`. */
  readonly asks: readonly string[]
}

/** A commit that changed a note. Names and subject are as git has them: plain text of strangers, one line each. */
export type EditedView = {
  /** Full name of the commit. */
  readonly commit: string
  readonly kind: 'new' | 'changed' | 'withdrawn'
  /** When it was committed: `2026-11-23T06:50:00Z`, and its day. */
  readonly instant: string
  readonly date: string
  readonly subject: string
  readonly who: readonly string[]
}

/** An entry of the log of an edition. */
export type ChangeView = EditedView & {
  /** The note's id, and the note, where it is still there. */
  readonly id: string
  readonly note: NoteReference | undefined
  /** Its entry in the log, and the page of its history where there is more to tell, relative to the site. */
  readonly href: string
  readonly historyHref: string | undefined
}

/** A state of a note: what differs from the state before it, word by word. */
export type RevisionView = EditedView & {
  /** Undefined for a new note, and where the words of a state are not at hand. */
  readonly words:
    | {
        /** Lines of the front matter that differ. */
        readonly fields: readonly (readonly EditView[])[]
        /** What the note says; long stretches that are the same are cut. Empty where all of it is the same. */
        readonly body: readonly EditView[]
      }
    | undefined
}

export type EditView = { readonly kind: 'same' | 'added' | 'removed' | 'gap'; readonly text: string }

/** A note's page of its own history, `psalms/changes/laud/`, the latest revision first. */
export type NoteHistoryView = {
  readonly note: NoteReference
  readonly title: string | undefined
  readonly kind: KindView
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly href: string
  readonly revisions: readonly RevisionView[]
  /** Revisions before those. */
  readonly older: number
}

/** Two states of the text, one of which revises the other: `psalms/versions/`, those before it `psalms/versions/<seed>/`. */
export type VersionView = {
  readonly href: string
  readonly before: StateView
  readonly after: StateView
  /** Compares the two, each time that it is asked: the texts of the later state in order, then those that are gone. */
  readonly texts: () => readonly RevisedTextView[]
}

/** What is known of a seed. */
export type StateView = Omit<SeedView, 'noteHtml'>

/** A text of a later state, an earlier one, or both. */
export type RevisedTextView = {
  readonly id: string
  /** Undefined where neither state has more than one text. */
  readonly title: string | undefined
  readonly before: WrittenView | undefined
  readonly after: WrittenView | undefined
  /** Passages of the later text; what was removed, of the earlier. */
  readonly figures: Readonly<Record<'same' | 'changed' | 'added' | 'removed' | 'moved', number>>
  /** In reading order; passages in a row that are the same are one entry. */
  readonly changes: readonly PassageChangeView[]
}

/** BCP 47 tag and direction of words. */
export type WrittenView = { readonly language: string; readonly direction: 'ltr' | 'rtl' }

export type PassageChangeView = {
  /** `moved` stands where it is now, `left` where it was; of what was joined or divided the words are `changed`. */
  readonly kind: 'same' | 'changed' | 'added' | 'removed' | 'moved' | 'left'
  /** `v-psalm-117-p3`; with `was` for `v` where the passage is no longer there. */
  readonly fragment: string
  /** Where else on the page the passage stands that was moved. */
  readonly other: string | undefined
  readonly before: StretchView | undefined
  readonly after: StretchView | undefined
  /** All its words. None for what is the same, for `left`, and for a text that is new as a whole. */
  readonly words: readonly EditView[]
  /** Whether it says something where lines end in these. */
  readonly lines: boolean
  /** Notes on these passages, on the later text, then on the earlier. */
  readonly notes: readonly { readonly note: NoteReference; readonly on: 'before' | 'after' }[]
}

/** Passages by their numbers, the last included; `href` is undefined where the edition has no page of their text. */
export type StretchView = { readonly from: number; readonly to: number; readonly href: string | undefined }

/** What pages of the site as a whole show of an edition: small, and plain data, so that it can be kept. */
export type EditionCard = Pick<
  EditionView,
  | 'id'
  | 'title'
  | 'subtitle'
  | 'description'
  | 'language'
  | 'direction'
  | 'editors'
  | 'contributors'
  | 'credits'
  | 'changes'
  | 'series'
  | 'tags'
  | 'pages'
> & {
  /** When a note was last changed, as far as that is known. */
  readonly updated: string | undefined
  readonly figures: {
    readonly texts: number
    readonly words: number
    readonly notes: number
    readonly sources: number
  }
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
  /** As the note says; else as git has it. Undefined where nobody knows. */
  readonly created: string | undefined
  readonly updated: string | undefined
  /** Where its history is told, relative to the site; undefined where none is known. */
  readonly historyHref: string | undefined
  readonly tags: readonly string[]
  /** Path of the note's file in the repository. */
  readonly path: string
}

export type PlaceView = {
  /** Fragment of these words in the page: `q-flynn`, and `q-flynn.2` for a second place. */
  readonly fragment: string
  readonly passage: string
  /** Where they begin in it: UTF-16 code units from its first. */
  readonly start: number
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

/** A page of an edition's registers, by the folder it has: `psalms/claims/`. */
export type EditionPage = {
  readonly id: 'downloads' | 'claims' | 'registers' | 'timeline' | 'sources' | 'versions' | 'changes'
  readonly href: string
}

export type NoteReference = {
  readonly id: string
  /** `#n-flynn`, or with the page's address in an edition of several texts. */
  readonly href: string
  /** The words that the note is on. */
  readonly label: string
  readonly number: number
  /** Where those words stand. */
  readonly passage: PassageReference
}

/** A passage as a register names it. `label` is `7`, or `Psalm 117, 7` in an edition of several texts. */
export type PassageReference = { readonly id: string; readonly label: string; readonly href: string }

export type SourceReference = {
  readonly key: string
  readonly label: string
  /** The entry in the register of sources, relative to the site. */
  readonly href: string
  readonly unverified: boolean
}

/** Two wordings side by side. */
export type ComparisonView = {
  readonly id: string
  /** `compare-<id>`: its fragment in the page of its text. */
  readonly fragment: string
  readonly division: string
  readonly passage: PassageReference
  /** Whether the whole passage is compared, or only words of it. */
  readonly whole: boolean
  readonly source: SourceReference
  /** Who gives the other wording. */
  readonly label: string
  readonly locator: string | undefined
  /** True where the editors state that the words are the same; then there is no second wording to show. */
  readonly agrees: boolean
  readonly text: readonly PieceView[]
  readonly parallel: readonly PieceView[]
  readonly counts: { readonly same: number; readonly text: number; readonly parallel: number }
  readonly comment: string | undefined
}

/**
 * `only`: words that the other wording has not; `slight`: the other has them with other punctuation, capitals or
 * points; `skipped`: left out by the other, which says so. Joined the texts are the wording, letter for letter.
 */
export type PieceView = { readonly kind: 'same' | 'only' | 'slight' | 'skipped'; readonly text: string }

export type TimelineView = {
  /** In order of time. */
  readonly entries: readonly TimelineEntry[]
  readonly picture: TimelinePicture
}

export type TimelineEntry = {
  readonly number: number
  /** The fragment in the timeline; that of an event is the same as in a register. */
  readonly fragment: string
  /** `text` for the publication of the text itself. */
  readonly kind: 'event' | 'text'
  /** `2017`, `2017-03` or `2017-03-12`. */
  readonly start: string
  readonly end: string | undefined
  readonly name: string
  readonly description: string | undefined
  readonly unverified: boolean
  readonly mentionedBy: readonly NoteReference[]
  readonly sources: readonly SourceReference[]
}

/**
 * The same dates as a drawing, in units of which `width` and `height` are the whole. The scale gives each year room
 * for its events, so years are not equally wide.
 */
export type TimelinePicture = {
  readonly width: number
  readonly height: number
  readonly axis: number
  readonly years: readonly { readonly year: string; readonly x: number; readonly width: number }[]
  readonly marks: readonly {
    readonly number: number
    readonly fragment: string
    readonly kind: 'event' | 'text'
    readonly x: number
    readonly y: number
    /** Where a period, or a date without a day, begins and ends on the axis. */
    readonly from: number
    readonly to: number
  }[]
  /** Where on the axis sources were issued, with how many of them. */
  readonly sources: readonly { readonly x: number; readonly count: number }[]
}

export type KindView = {
  readonly id: string
  readonly label: string
  readonly description: string | undefined
  /** A name of the palette: blue teal green amber red violet slate. */
  readonly colour: string
  /** One letter that tells the kind without colour. */
  readonly letter: string
  readonly motivation: string
  /** Whether a note of this kind must cite a source. */
  readonly factual: boolean
}

export type VerdictView = {
  readonly id: string
  readonly label: string
  readonly description: string | undefined
  readonly rating: number | undefined
}

export type ClaimView = {
  /** Address of its page, relative to the site. */
  readonly href: string
  readonly statement: string
  readonly speaker: string | undefined
  /** The speaker in the register, where the edition mentions one of that name. */
  readonly speakerHref: string | undefined
  readonly speakerKind: EntityView['kind'] | undefined
  readonly verdict: VerdictView
  readonly firstSaid: string | undefined
  /** The note that tests it, and others that it refers to or that refer to it. */
  readonly note: NoteReference
  readonly bearing: readonly NoteReference[]
  readonly kind: KindView
  /** What the note says, as HTML whose links are those of the claim's page. */
  readonly html: string
  /** The first sentence or two as plain text. */
  readonly summary: string
  readonly sources: readonly SourceReference[]
  readonly by: readonly ContributorView[]
  readonly created: string | undefined
  readonly updated: string | undefined
}

export type ContributorView = {
  readonly id: string
  readonly name: string
  readonly kind: 'person' | 'group' | 'organisation' | 'software'
  readonly role: string | undefined
  readonly affiliation: string | undefined
  readonly url: string | undefined
  readonly orcid: string | undefined
  readonly description: string | undefined
  /** Their page, relative to the site. */
  readonly href: string
}

/** A note as the page of one of its contributors lists it. Addresses are relative to the site. */
export type CreditView = Pick<NoteView, 'id' | 'created' | 'updated' | 'historyHref'> & {
  /** Whose note it is, and what they did for it, where it says so. */
  readonly contributor: string
  readonly role: string | undefined
  readonly href: string
  /** The page of its text, and the title of that. */
  readonly page: string
  readonly text: string
  /** The words that it is on, and their language. */
  readonly label: string
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly kind: Pick<KindView, 'label' | 'colour' | 'letter'>
}

/** What a person or group has done for all editions of the site. */
export type ContributorPageView = {
  readonly contributor: ContributorView
  /** In the order of the site's editions; `notes` is empty where they edit only. */
  readonly work: readonly {
    readonly edition: Pick<EditionView, 'id' | 'title' | 'language'> & { readonly href: string }
    readonly isEditor: boolean
    /** The texts with notes of theirs, each shown with no others: for a page with script. */
    readonly alone: readonly { readonly title: string; readonly href: string }[]
    readonly notes: readonly CreditView[]
  }[]
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
  /** What it is, in words: `Newspaper article`. */
  readonly type: string
  readonly title: string
  readonly note: string | undefined
  /** Its entry in the register of sources, relative to the site. */
  readonly href: string
  /** Notes that cite it, in order. */
  readonly citedBy: readonly NoteReference[]
  /** Entries of the register that rest on it. */
  readonly entities: readonly { readonly name: string; readonly href: string }[]
  /** Wordings that it gives. */
  readonly comparisons: readonly { readonly passage: PassageReference; readonly fragment: string }[]
  /** Whether the editors' prose cites it. */
  readonly citedInProse: boolean
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
  /** Its entry in the register or, for an event with a date, in the timeline; relative to the site. */
  readonly href: string
  readonly sources: readonly SourceReference[]
  readonly mentionedBy: readonly NoteReference[]
  /** Passages that are its words. */
  readonly speaks: readonly PassageReference[]
}

export type RepositoryView = {
  readonly url: string
  readonly branch: string
  /** The program that keeps it, whose addresses are known; undefined where nobody can tell. Forgejo has Gitea’s. */
  readonly forge: 'github' | 'gitlab' | 'gitea' | undefined
}

/** A page of a rule, for `/rules/<rule>/`. */
export type RuleView = { readonly id: string; readonly title: string; readonly fatal: boolean }

export type LibraryView = {
  readonly title: string
  readonly description: string | undefined
  /** BCP 47 tag and direction of the site's own pages. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly editions: readonly EditionCard[]
  /** Everybody in the registry, sorted by name. */
  readonly contributors: readonly ContributorPageView[]
  readonly rules: readonly RuleView[]
  /** Whether there is a search page. */
  readonly search: boolean
  /** Folder of the site on its host, as far as it is known: `/`, `/editions/`. */
  readonly base: string
  /** A picture for sharing of the site, and of each edition; a large library has the latter where its address is known. */
  readonly pictures: readonly { readonly path: string; readonly bytes: () => Promise<Uint8Array> }[]
  /** New and corrected notes of all editions; none where `exports` leaves feeds out. */
  readonly feeds: readonly { readonly path: string; readonly type: string; readonly body: () => string }[]
  /** What a page says of itself to programs. `path` is its folder below the site: `psalms/claims/`. */
  readonly metadata: (page: {
    readonly path: string
    readonly title: string
    readonly description: string | undefined
    readonly language: string
  }) => MetadataView
}

export type MetadataView = {
  /** The page's own absolute address, where the site has one. */
  readonly canonical: string | undefined
  /** Open Graph, in order. */
  readonly properties: readonly (readonly [name: string, content: string])[]
  /** schema.org as JSON-LD, escaped for a `script` element. */
  readonly data: string
}

import { relative } from './addresses.ts'
import { onceFor } from './once.ts'
import { rightsOf } from './jsonld.ts'
import { picturePath } from './picture.ts'
import { wordsOf } from '../words/index.ts'
import type { ClaimView, ContributorView, EditionView, LibraryView, MetadataView } from './view.ts'

/**
 * What a page says of itself to programs: an address of its own, a card for sharing, and what it holds in the
 * vocabulary of schema.org. Absolute addresses need the address of the site; without it what makes sense only as an
 * absolute address is left out, and everything else, the picture too, is relative to the page.
 */

export type PageFacts = {
  /** Folder of the page below the site: `psalms/claims/`. */
  readonly path: string
  readonly title: string
  readonly description: string | undefined
  /** BCP 47 tag of what the page says of itself. */
  readonly language: string
}

type Site = Pick<LibraryView, 'title' | 'description' | 'editions'> & {
  readonly url: string | undefined
  readonly language: string
  readonly pictured: boolean
}

/** A thing of schema.org. Properties without a value are left out when it is written. */
export type Thing = { readonly [property: string]: Value }
export type Value = string | number | undefined | Thing | readonly (string | Thing)[]

/** The texts and claims of an edition by the address of their pages: each page asks whether it is one of them. */
const textsOf = onceFor(({ divisions }: EditionView) => new Map(divisions.map((text) => [text.href, text])))
const claimsOf = onceFor(({ claims }: EditionView) => new Map(claims.map((claim) => [claim.href, claim])))

/** `edition` is the one that the page is part of. */
export function metadataOf(site: Site, page: PageFacts, edition: EditionView | undefined): MetadataView {
  const at = addresses(site.url, page.path)
  const claim = edition && claimsOf(edition).get(page.path)
  const picture = picturePath(edition?.id, site.pictured)
  const isWork = edition !== undefined && (page.path === `${edition.id}/` || textsOf(edition).has(page.path))
  return {
    canonical: at.absolute(page.path),
    properties: present([
      ['og:title', page.title],
      ['og:description', page.description],
      ['og:type', isWork || claim !== undefined ? 'article' : 'website'],
      ['og:url', at.absolute(page.path)],
      ['og:site_name', site.title],
      ['og:locale', localeOf(page.language)],
      ['og:image', at.said(picture)],
      ['og:image:type', 'image/png'],
      ['og:image:width', '1200'],
      ['og:image:height', '630'],
      [
        'og:image:alt',
        wordsOf(edition?.language ?? site.language).say('shareAlt', {
          title: (site.pictured ? edition?.title : undefined) ?? site.title,
        }),
      ],
    ]),
    data: scriptOf({
      '@context': 'https://schema.org',
      '@graph': graphOf({ site, page, at, edition, claim, isWork }).map(withoutGaps),
    }),
  }
}

/**
 * `en_US`: Open Graph wants a country in every locale. Where the tag names none it is that of most who use the language,
 * by the likely subtags of Unicode's CLDR; undefined for what is no tag.
 *
 * @see https://ogp.me/#optional
 */
function localeOf(tag: string): string | undefined {
  try {
    const { language, region } = new Intl.Locale(tag).maximize()
    return region === undefined ? undefined : `${language}_${region}`
  } catch {
    // A tag of the right shape may still name a part twice.
    return undefined
  }
}

type Addresses = {
  /** Undefined where nobody has said where the site is. */
  readonly absolute: (path: string) => string | undefined
  /** Absolute, or from the page. */
  readonly said: (path: string) => string
}

function addresses(url: string | undefined, from: string): Addresses {
  const absolute = (path: string) =>
    url === undefined ? undefined : new URL(path, url.replace(/\/?$/, '/')).href
  return { absolute, said: (path) => absolute(path) ?? relative(from, path) }
}

type Context = {
  readonly site: Site
  readonly page: PageFacts
  readonly at: Addresses
  readonly edition: EditionView | undefined
  readonly claim: ClaimView | undefined
  readonly isWork: boolean
}

function graphOf(context: Context): Thing[] {
  const { edition, claim, isWork, page } = context
  const own =
    edition === undefined
      ? [page.path === '' ? website(context) : webpage(context, 'WebPage')]
      : claim !== undefined
        ? [
            claim.verdict.rating === undefined
              ? webpage(context, 'WebPage')
              : claimReview(claim, claim.verdict.rating, edition, context),
          ]
        : isWork
          ? [work(edition, context)]
          : page.path === `${edition.id}/downloads/`
            ? [webpage(context, 'CollectionPage'), dataset(edition, context)]
            : [webpage(context, 'CollectionPage')]
  const trail = breadcrumbs(context)
  return trail === undefined ? own : [...own, trail]
}

function website({ site, at }: Context): Thing {
  return {
    '@type': 'WebSite',
    name: site.title,
    description: site.description,
    url: at.said(''),
    inLanguage: site.language,
    hasPart: site.editions.map(({ id, title }) => ({
      '@type': 'CreativeWork',
      name: title,
      url: at.said(`${id}/`),
    })),
  }
}

function webpage({ site, page, at, edition }: Context, type: 'WebPage' | 'CollectionPage'): Thing {
  return {
    '@type': type,
    name: page.title,
    description: page.description,
    url: at.said(page.path),
    inLanguage: page.language,
    isPartOf:
      edition === undefined
        ? { '@type': 'WebSite', name: site.title, url: at.said('') }
        : { '@type': 'CreativeWork', name: edition.title, url: at.said(`${edition.id}/`) },
  }
}

/** The edition, or one of its texts with its notes. */
function work(edition: EditionView, { site, page, at }: Context): Thing {
  const division = page.path === `${edition.id}/` ? undefined : textsOf(edition).get(page.path)
  const { seed } = edition
  return {
    '@type': 'CreativeWork',
    name: division?.title ?? edition.title,
    alternativeHeadline: division === undefined ? edition.subtitle : undefined,
    description: edition.description,
    url: at.said(page.path),
    image: at.said(picturePath(edition.id, site.pictured)),
    inLanguage: [...new Set([edition.language, division?.language ?? seed.language])],
    license: edition.licence === undefined ? undefined : rightsOf(edition.licence),
    // An `editor` is a person; a group of them is a `creator`.
    editor: makers(edition.editors.filter(({ kind }) => kind === 'person')),
    creator: makers(edition.editors.filter(({ kind }) => kind !== 'person')),
    contributor: makers(edition.contributors),
    isPartOf:
      division === undefined
        ? { '@type': 'WebSite', name: site.title, url: at.said('') }
        : { '@type': 'CreativeWork', name: edition.title, url: at.said(`${edition.id}/`) },
    hasPart:
      division === undefined && edition.divisions.length > 1
        ? edition.divisions.map((one) => ({
            '@type': 'CreativeWork',
            name: one.title ?? one.id,
            url: at.said(one.href),
            inLanguage: one.language,
          }))
        : [],
    isBasedOn: text(edition),
  }
}

/** The text as it was published, of which the edition is an edition. */
function text({ seed, entities }: EditionView): Thing {
  return {
    '@type': 'CreativeWork',
    name: seed.title,
    author: seed.author === undefined ? undefined : agent(seed.author, entities),
    publisher: seed.publisher === undefined ? undefined : agent(seed.publisher, entities),
    datePublished: seed.published,
    url: seed.url,
    archivedAt: seed.archived,
    inLanguage: seed.language === 'und' ? undefined : seed.language,
  }
}

function dataset(edition: EditionView, { at }: Context): Thing {
  return {
    '@type': 'Dataset',
    name: `${edition.title}: the notes as data`,
    description:
      'All notes as W3C Web Annotations, each with the words that it is on and their position in the text, which is there as well, byte for byte.',
    url: at.said(`${edition.id}/`),
    license: edition.licence === undefined ? undefined : rightsOf(edition.licence),
    creator: makers(edition.editors),
    inLanguage: edition.language,
    distribution: edition.downloads
      .filter(({ kind }) => kind !== 'feeds' && kind !== 'xref')
      .map(({ href, type }) => ({
        '@type': 'DataDownload',
        contentUrl: at.said(href),
        encodingFormat: type.replace(/;.*/, ''),
      })),
  }
}

/** https://schema.org/ClaimReview, for a verdict that is a rating. The scale is that of the edition's verdicts. */
function claimReview(claim: ClaimView, rating: number, edition: EditionView, { page, at }: Context): Thing {
  const ratings = edition.verdicts.flatMap((verdict) => verdict.rating ?? [])
  const { seed } = edition
  return {
    '@type': 'ClaimReview',
    url: at.said(page.path),
    name: page.title,
    description: page.description,
    datePublished: claim.created,
    dateModified: claim.updated,
    inLanguage: edition.language,
    license: edition.licence === undefined ? undefined : rightsOf(edition.licence),
    author: makers(claim.by),
    claimReviewed: claim.statement,
    itemReviewed: {
      '@type': 'Claim',
      author: claim.speaker === undefined ? undefined : agent(claim.speaker, edition.entities),
      datePublished:
        claim.firstSaid !== undefined && /^\d{4}(?:-\d{2}){0,2}$/.test(claim.firstSaid)
          ? claim.firstSaid
          : undefined,
      appearance: text(edition),
      inLanguage: seed.language === 'und' ? undefined : seed.language,
    },
    reviewRating: {
      '@type': 'Rating',
      ratingValue: rating,
      bestRating: Math.max(...ratings),
      worstRating: Math.min(1, ...ratings),
      alternateName: claim.verdict.label,
    },
    isPartOf: { '@type': 'CreativeWork', name: edition.title, url: at.said(`${edition.id}/`) },
  }
}

/** Those contributors who are people, or groups of them: schema.org knows no other authors. */
function makers(contributors: readonly ContributorView[]): Thing[] {
  return contributors.filter(({ kind }) => kind !== 'software').map(maker)
}

function maker({ name, kind, url, orcid }: ContributorView): Thing {
  return {
    '@type': kind === 'person' ? 'Person' : 'Organization',
    name,
    url,
    sameAs: orcid === undefined ? undefined : `https://orcid.org/${orcid}`,
  }
}

/** Somebody known by name alone has a type where the register knows one of that name, and none elsewhere. */
function agent(name: string, entities: EditionView['entities']): Thing {
  const entity = entities.find((one) => [one.name, ...one.names].includes(name))
  const type =
    entity?.kind === 'person' ? 'Person' : entity?.kind === 'organisation' ? 'Organization' : undefined
  return { '@type': type, name, sameAs: type === undefined ? [] : (entity?.sameAs ?? []) }
}

const parts: ReadonlySet<string> = new Set([
  'changes',
  'contributors',
  'claims',
  'registers',
  'timeline',
  'versions',
  'sources',
  'rules',
  'search',
] satisfies Part[])
type Part =
  | 'changes'
  | 'contributors'
  | 'claims'
  | 'registers'
  | 'timeline'
  | 'sources'
  | 'versions'
  | 'rules'
  | 'search'
const isPart = (folder: string): folder is Part => parts.has(folder)

/** The way down to the page, by the folders that it lies in. */
function breadcrumbs({ site, page, at, edition }: Context): Thing | undefined {
  const folders = page.path.split('/').filter(Boolean)
  if (folders.length === 0) return undefined
  const words = wordsOf(edition?.language ?? site.language)
  const steps = folders.map((_, index) => `${folders.slice(0, index + 1).join('/')}/`)
  const nameOf = (path: string, index: number) => {
    if (path === page.path) return page.title
    if (path === `${edition?.id}/`) return edition?.title
    const folder = folders[index] ?? ''
    return isPart(folder) ? words.say(`${folder}Page`) : undefined
  }
  const named = steps
    .map((path, index) => ({ path, name: nameOf(path, index) }))
    .filter(({ name }) => name !== undefined)
  return {
    '@type': 'BreadcrumbList',
    itemListElement: [{ path: '', name: site.title }, ...named].map(({ path, name }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name,
      item: { '@id': at.said(path) },
    })),
  }
}

function present(entries: readonly (readonly [string, string | undefined])[]): [string, string][] {
  return entries.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]))
}

/** Without properties that have no value; a list of one is that one. */
function withoutGaps(thing: Thing): Thing {
  const entries = Object.entries(thing).flatMap(([property, value]): [string, Value][] => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return []
    if (Array.isArray(value)) {
      const items = value.map((item: string | Thing) => (typeof item === 'string' ? item : withoutGaps(item)))
      return [[property, items.length === 1 ? items[0] : items]]
    }
    return [[property, typeof value === 'object' ? withoutGaps(value as Thing) : value]]
  })
  return Object.fromEntries(entries)
}

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/** JSON as it may stand in a `script` element: nothing in it can end the element, or begin a comment. */
export function scriptOf(data: Thing): string {
  return JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (character) => escapes[character] ?? '')
}

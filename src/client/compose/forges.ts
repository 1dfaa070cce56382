/** Where notes are proposed: the address of a repository, its branch, and the program that keeps it. */
export type Repository = {
  readonly url: string
  readonly branch: string
  readonly forge: 'github' | 'gitlab' | 'gitea' | undefined
}

type Forge = {
  /** The page for a new file. `value` is what stands in it; undefined for an empty page. */
  readonly create: (base: string, branch: string, path: string, value: string | undefined) => string
  /** Whether that page can be filled from its address. */
  readonly fills: boolean
  readonly upload?: (base: string, branch: string, folder: string) => string
  readonly form?: (base: string, fields: { readonly edition: string; readonly words: string }) => string
  /** A new issue that says which note it is about. */
  readonly problem: (base: string, title: string, where: string) => string
  /** The address as the page for signing in carries it. */
  readonly login: (origin: string, url: string) => string
}

/** A component of a query; signs that may stand there as they are stay legible. */
function part(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/%(?:2F|3A|2C)/g, decodeURIComponent)
}

const path = (branch: string) => branch.split('/').map(encodeURIComponent).join('/')

/**
 * GitHub's parameters are in use for long, and documented nowhere; Gitea (and Forgejo, which came of it) documents the
 * same: https://docs.gitea.com/development/integrations. GitLab fills in the name alone:
 * https://gitlab.com/gitlab-org/gitlab/-/work_items/594214.
 */
const forges: Readonly<Record<'github' | 'gitlab' | 'gitea', Forge>> = {
  github: {
    create: (base, branch, file, value) =>
      `${base}/new/${path(branch)}?filename=${part(file)}${value === undefined ? '' : `&value=${part(value)}`}`,
    fills: true,
    upload: (base, branch, folder) => `${base}/upload/${path(branch)}/${folder}`,
    form: (base, { edition, words }) =>
      `${base}/issues/new?template=note.yml&edition=${part(edition)}${words && `&words=${part(words)}`}`,
    problem: (base, title, where) =>
      `${base}/issues/new?template=correction.yml&title=${part(title)}&where=${part(where)}`,
    login: (origin, url) => `${origin}/login?return_to=${encodeURIComponent(url)}`,
  },
  gitlab: {
    create: (base, branch, file) => `${base}/-/new/${path(branch)}?file_name=${part(file)}`,
    fills: false,
    problem: (base, title, where) =>
      `${base}/-/issues/new?issue%5Btitle%5D=${part(title)}&issue%5Bdescription%5D=${part(where)}`,
    login: (origin, url) => `${origin}/users/sign_in?return_to=${encodeURIComponent(url)}`,
  },
  gitea: {
    create: (base, branch, file, value) =>
      `${base}/_new/${path(branch)}/?filename=${part(file)}${value === undefined ? '' : `&value=${part(value)}`}`,
    fills: true,
    upload: (base, branch, folder) => `${base}/_upload/${path(branch)}/${folder}`,
    problem: (base, title, where) => `${base}/issues/new?title=${part(title)}&body=${part(where)}`,
    login: (origin, url) => `${origin}/user/login?redirect_to=${encodeURIComponent(url)}`,
  },
}

/** Characters of an address at most, as it is and as the page for signing in carries it. Beyond 6,900 some fail. */
export const LONGEST = 6000

const baseOf = (url: string) => url.replace(/(?<!\/)\/+$/, '').replace(/\.git$/, '')

export type NewFile = {
  readonly href: string
  /** Whether the page that opens has the file in it already. */
  readonly filled: boolean
}

/** The page for a new file, filled where that can be; undefined where nobody knows how the repository is kept. */
export function newFile(repository: Repository, file: string, value: string): NewFile | undefined {
  const forge = repository.forge && forges[repository.forge]
  if (!forge) return undefined
  const base = baseOf(repository.url)
  const filled = forge.create(base, repository.branch, file, value)
  const longest = Math.max(filled.length, forge.login(new URL(base).origin, filled).length)
  if (forge.fills && longest <= LONGEST) return { href: filled, filled: true }
  return { href: forge.create(base, repository.branch, file, undefined), filled: false }
}

/** The page at which a file is uploaded into a folder. */
export function uploadTo({ url, branch, forge }: Repository, folder: string): string | undefined {
  return forge && forges[forge].upload?.(baseOf(url), branch, folder)
}

/** A form for those who would rather not write a file: `.github/ISSUE_TEMPLATE/note.yml`, by the ids of its fields. */
export function formAt({ url, forge }: Repository, edition: string, words: string): string | undefined {
  return forge && forges[forge].form?.(baseOf(url), { edition, words })
}

/**
 * Where somebody says that a note is wrong: an issue of the repository (on GitHub in the form
 * `.github/ISSUE_TEMPLATE/correction.yml`), else whoever is named for those without an account.
 */
export function problemAt(
  repository: Repository | undefined,
  contact: string | undefined,
  title: string,
  where: string,
): string | undefined {
  if (repository?.forge) return forges[repository.forge].problem(baseOf(repository.url), title, where)
  return contact?.includes('://') === false ? letterTo(contact, title, where) : contact
}

/** What people call the place. */
export function nameOf({ url, forge }: Repository): string {
  const { host } = new URL(url)
  return host === 'github.com' ? 'GitHub' : host === 'gitlab.com' ? 'GitLab' : forge ? host : url
}

/** The address of a contact: a page, or the beginning of a letter. */
export function placeOf(contact: string): string {
  return /^https?:/.test(contact) ? contact : `mailto:${contact}`
}

/** A letter with the file in it, where it is short enough for the programs that send mail. */
export function letterTo(contact: string, subject: string, body: string): string {
  const whole = `mailto:${contact}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replaceAll('\n', '\r\n'))}`
  return whole.length <= LONGEST_LETTER ? whole : `mailto:${contact}?subject=${encodeURIComponent(subject)}`
}
const LONGEST_LETTER = 2000

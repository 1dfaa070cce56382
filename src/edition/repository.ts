import { isPlainAddress } from './site-address.ts'
import type { RepositoryView } from './view.ts'

/** Where the files of a library are kept, as `site.yaml` and `edition.mdx` say it. */
export type SaidRepository =
  | string
  | {
      readonly url: string
      readonly branch?: string | undefined
      readonly forge?: 'github' | 'gitlab' | 'gitea' | 'forgejo' | undefined
    }

export function repositoryOf(said: SaidRepository): RepositoryView {
  const { url, branch, forge } = typeof said === 'string' ? { url: said } : said
  return {
    url: url.replace(/(?<!\/)\/+$/, '').replace(/\.git$/, ''),
    branch: branch ?? 'main',
    // Forgejo came of Gitea, and has its addresses.
    forge: forge === 'forgejo' ? 'gitea' : (forge ?? forgeAt(url)),
  }
}

/** Hosts that are known, or that say by their names what they are. */
const hosts: readonly (readonly [RegExp, NonNullable<RepositoryView['forge']>])[] = [
  [/^github\.com$/, 'github'],
  [/^gitlab\./, 'gitlab'],
  [/^codeberg\.org$|^(?:gitea|forgejo)\./, 'gitea'],
]

function forgeAt(url: string): RepositoryView['forge'] {
  if (!URL.canParse(url)) return undefined
  const { hostname } = new URL(url)
  return hosts.find(([host]) => host.test(hostname))?.[1]
}

/** Whether an address can be that of a repository: it is plain, and on hosts that are known it names an owner and a repository. */
export function isRepository(url: string): boolean {
  if (!isPlainAddress(url)) return false
  return forgeAt(url) === undefined || /^\/[^/]+\/[^/]+/.test(new URL(url).pathname)
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The repository that a build runs in, for a library that names none: `VARIORUM_REPOSITORY` (and `VARIORUM_BRANCH`), else
 * what the continuous integration of GitHub, Gitea, Forgejo and GitLab says of itself. So a site made from a template finds
 * its own repository. Throws for a `VARIORUM_REPOSITORY` that is no address.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 * @see https://docs.gitlab.com/ci/variables/predefined_variables/
 */
export function repositoryFrom(environment: Environment): RepositoryView | undefined {
  const { VARIORUM_REPOSITORY: named, VARIORUM_BRANCH: branch } = environment
  if (named) {
    if (/^https?:\/\//.test(named) && URL.canParse(named) && isRepository(named))
      return repositoryOf({ url: named, branch: branch || undefined })
    throw new Error(
      `Unexpected \`${named}\` in VARIORUM_REPOSITORY, expected the address of a repository, such as \`https://github.com/owner/name\``,
    )
  }
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name, CI_PROJECT_URL: project } = environment
  if (server && name) {
    const isGitea = environment['GITEA_ACTIONS'] === 'true' || environment['FORGEJO_ACTIONS'] === 'true'
    return repositoryOf({
      url: `${server}/${name}`,
      branch: branchOf(environment),
      forge: isGitea ? 'gitea' : 'github',
    })
  }
  if (!project) return undefined
  return repositoryOf({
    url: project,
    branch: environment['CI_DEFAULT_BRANCH'] || undefined,
    forge: 'gitlab',
  })
}

/** The branch to which notes are proposed: that of the pull request's base, else the one that is being built. */
function branchOf(environment: Environment): string | undefined {
  const { GITHUB_BASE_REF: base, GITHUB_REF_TYPE: type, GITHUB_REF_NAME: name } = environment
  return base || (type === 'branch' && name) || undefined
}

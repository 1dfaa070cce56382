type Environment = Readonly<Record<string, string | undefined>>

/**
 * The address at which a build will stand, for a library that does not state it: `VARIORUM_URL`, which the workflow of
 * GitHub Pages sets, else what Netlify and GitLab Pages say of themselves. So a site made from a template finds its
 * own address. Throws for a `VARIORUM_URL` that is none.
 *
 * @see https://docs.netlify.com/build/configure-builds/environment-variables/
 * @see https://docs.gitlab.com/ci/variables/predefined_variables/
 */
export function addressFrom(environment: Environment): string | undefined {
  const { VARIORUM_URL: named, NETLIFY: netlify, URL: main, CI_PAGES_URL: pages } = environment
  if (named && !isAddress(named))
    throw new Error(
      `Unexpected \`${named}\` in VARIORUM_URL, expected the address of the site, such as \`https://example.org/editions/\``,
    )
  return [named, netlify === 'true' ? main : undefined, pages].find((one) => one && isAddress(one))
}

function isAddress(said: string): boolean {
  return /^https?:\/\//.test(said) && URL.canParse(said) && isPlainAddress(said)
}

/**
 * Whether an address says what it says: a backslash stands for a slash, white space and controls are passed over, and a
 * path that begins with two slashes, as that of `https://example.org/..//a`, is the address of another host.
 */
export function isPlainAddress(address: string): boolean {
  return !/[\s\\\p{Cc}]/u.test(address) && !new URL(address).pathname.includes('//')
}

/**
 * The address of something in the site, for a page that lies `root` below the site's folder. Addresses stay
 * relative, so that the same files work at the top of a host, in a subfolder, and opened from a disk.
 * Fragments of the same page and addresses of other hosts are left as they are.
 */
export function address(root: string, href: string): string {
  return /^(#|[a-z][a-z0-9+.-]*:)/i.test(href) ? href : `${root}${href}`
}

/** The same for a file that the bundler emitted, which it names from the base of the site. */
export function asset(root: string, url: string): string {
  const base = import.meta.env.BASE_URL.replace(/\/?$/, '/')
  return import.meta.env.PROD && url.startsWith(base) ? root + url.slice(base.length) : url
}

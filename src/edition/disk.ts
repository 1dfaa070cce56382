/**
 * A page as it can be read from a disk: there nobody finds `index.html` for the address of a folder, so each link
 * names it. Nothing but the addresses of links is touched; those of other hosts and fragments of the page stay.
 */
export function namingFiles(html: string): string {
  return html.replace(tag, (whole) => (/^<a\s/.test(whole) ? whole.replace(attribute, withFile) : whole))
}

/** A start tag of HTML with all of its attributes, whatever their values hold. */
const tag = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/g
const attribute = /(\s[^\s"'=>]+=)("[^"]*"|'[^']*')/g

function withFile(whole: string, name: string, value: string): string {
  return name.trim() === 'href=' ? `${name}"${named(value.slice(1, -1))}"` : whole
}

/** The same address, with the file of the folder that it leads to. */
function named(href: string): string {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(href)) return href
  return href.replace(/^((?:[^?#]*\/)?)(\.{0,2})(?=[?#]|$)/, (whole, folder: string, dots: string) => {
    if (whole === '') return ''
    return dots === '' ? `${folder}index.html` : `${folder}${dots}/index.html`
  })
}

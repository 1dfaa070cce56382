import { type Registry, registrySchema } from './exports/xref.ts'
import type { Files } from './read.ts'
import type { SiteRecord } from './records.ts'
import { complain } from './rules.ts'

/** An edition of another site, as far as its registry tells of it. */
export type Foreign = {
  readonly title: string
  /** Absolute address of its page. */
  readonly url: string
  /** Passages and notes by their ids (`p3`, `psalm-117/p2`, `n-flynn`); undefined where the registry cannot be used. */
  readonly anchors: ReadonlyMap<string, { readonly href: string; readonly words: string }> | undefined
}

/**
 * The editions of other sites that `content/site.yaml` names, by `<site>/<edition>`. Their registries are copies in the
 * library, each with the hash of the state that somebody looked at: nothing is fetched, and nothing changes unseen.
 */
export function foreignEditions(
  site: SiteRecord | undefined,
  { xrefs }: Files,
): ReadonlyMap<string, Foreign> {
  const found = new Map<string, Foreign>()
  const named = site?.fields.xref ?? {}
  for (const [id, editions] of Object.entries(named)) {
    for (const [edition, pin] of Object.entries(editions)) {
      if (site === undefined) continue
      const anchors = anchorsOf(site, [id, edition], pin, xrefs.get(id)?.get(edition))
      found.set(`${id}/${edition}`, { title: edition, url: pin.url, anchors: undefined, ...anchors })
    }
  }
  for (const [id, editions] of xrefs) {
    for (const [edition, file] of editions) {
      if (named[id]?.[edition] !== undefined) continue
      complain(file, 'xref-pinned', {
        reason: `Unexpected registry \`${id}/${edition}\`, expected one that \`content/site.yaml\` names under \`xref\``,
        note: `Add to \`content/site.yaml\`:\nxref:\n  ${id}:\n    ${edition}: {url: https://…, sha256: ${file.data.bytes?.sha256 ?? ''}}`,
      })
    }
  }
  return found
}

type Pin = { readonly url: string; readonly sha256: string }
type Copy = Files['xrefs'] extends ReadonlyMap<string, ReadonlyMap<string, infer File>> ? File : never

function anchorsOf(
  site: SiteRecord,
  [id, edition]: readonly [string, string],
  { url, sha256 }: Pin,
  file: Copy | undefined,
): Pick<Foreign, 'title' | 'anchors'> | undefined {
  const path = ['xref', id, edition]
  const copy = `content/xrefs/${id}/${edition}.json`
  if (file === undefined) {
    complain(site.file, 'xref-pinned', {
      reason: `Unexpected name of a registry that is not there, expected \`${copy}\``,
      place: site.placeOfKey(path),
      note: `Put a copy of \`xref.json\` there, from the folder of the edition on its site.`,
    })
    return undefined
  }
  const actual = file.data.bytes?.sha256
  if (actual !== sha256) {
    complain(site.file, 'xref-pinned', {
      reason: `Unexpected SHA-256 \`${actual}\` of \`${copy}\`, expected \`${sha256}\``,
      place: site.placeOf([...path, 'sha256']),
      actual,
      expected: [sha256],
      note: `If you have looked at what changed in the copy, write \`sha256: ${actual}\`.`,
    })
    return undefined
  }
  const registry = registryIn(String(file.value))
  const anchors = registry && absoluteAnchors(registry, url)
  if (registry === undefined || anchors === undefined) {
    complain(file, 'xref-pinned', {
      reason: 'Unexpected content, expected a registry that Variorum wrote, with addresses of its own site',
      note: 'Copy `xref.json` anew from the folder of the edition on its site.',
    })
    return undefined
  }
  return { title: registry.title, anchors }
}

function registryIn(text: string): Registry | undefined {
  try {
    return registrySchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Undefined where an address leads away from the site: a registry speaks for its own pages only. */
function absoluteAnchors({ passages, notes }: Registry, url: string): Foreign['anchors'] {
  const anchors = new Map<string, { href: string; words: string }>()
  const base = new URL(url.replace(/\/?$/, '/'))
  for (const { id, href, words } of [...passages, ...notes]) {
    if (!URL.canParse(href, base)) return undefined
    const there = new URL(href, base)
    if (there.origin !== base.origin) return undefined
    anchors.set(id, { href: there.href, words })
  }
  return anchors
}

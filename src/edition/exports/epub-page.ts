import type { ElementContent, Root } from 'hast'
import { toXast } from 'hast-util-to-xast'
import { h } from 'hastscript'
import type { Root as XmlRoot } from 'xast'
import { documentOf } from './xml.ts'

type Face = { readonly title: string; readonly language: string; readonly direction: 'ltr' | 'rtl' }

/** An XHTML document. */
export function page({ title, language, direction }: Face, content: readonly ElementContent[]): Root {
  return {
    type: 'root',
    children: [
      { type: 'doctype' },
      h(
        'html',
        {
          xmlns: 'http://www.w3.org/1999/xhtml',
          'xmlns:epub': 'http://www.idpf.org/2007/ops',
          lang: language,
          'xml:lang': language,
          dir: direction,
        },
        [
          h('head', [
            h('meta', { charSet: 'utf-8' }),
            h('title', title),
            h('link', { rel: ['stylesheet'], type: 'text/css', href: 'style.css' }),
          ]),
          h('body', [...content]),
        ],
      ),
    ],
  }
}

/** A page as XML. */
export function xhtmlOf(tree: Root): string {
  return documentOf(toXast(tree) as XmlRoot)
}

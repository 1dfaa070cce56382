import type { Schema } from 'hast-util-sanitize'

/** Classes that our own plugins give to links and to what stands in for a missing one. */
const ref = /^ref(?:-[a-z]+)*$/

/**
 * What may be in a note's body: what Markdown can write, and what our own plugins
 * add to it. Nothing here takes `style`, an event handler, a script or a frame.
 * Ids are those of footnotes alone, as mdast-util-to-hast makes them.
 */
export const schema: Schema = {
  tagNames: [
    ...['p', 'blockquote', 'ul', 'ol', 'li', 'hr', 'br', 'pre', 'section'],
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
    ...['a', 'cite', 'code', 'del', 'em', 'input', 'span', 'strong', 'sup'],
  ],
  attributes: {
    a: [
      ...['href', 'title', 'hrefLang', 'lang', 'dataRef', 'dataFootnoteRef', 'dataFootnoteBackref'],
      ...['ariaLabel', 'ariaDescribedBy'],
      ['className', ref, 'data-footnote-backref'],
      ['id', /^user-content-fnref-/],
      ['rel', 'nofollow', 'ugc', 'noopener', 'noreferrer'],
      ['role', 'doc-biblioref'],
    ],
    cite: [['className', 'citation']],
    code: [['className', /^language-[a-z\d+#.-]{1,32}$/i]],
    h2: [
      ['className', 'sr-only'],
      ['id', 'footnote-label'],
    ],
    input: [['type', 'checkbox'], ['disabled', true], 'checked', 'ariaLabel'],
    li: [
      ['className', 'task-list-item'],
      ['id', /^user-content-fn-/],
    ],
    ol: ['start', ['className', 'contains-task-list']],
    section: ['dataFootnotes', ['className', 'footnotes']],
    span: [['className', ref], 'dataRef', 'title', 'lang'],
    td: [['className', 'align-left', 'align-center', 'align-right']],
    th: [['className', 'align-left', 'align-center', 'align-right']],
    ul: [['className', 'contains-task-list']],
    '*': [],
  },
  ancestors: {
    li: ['ol', 'ul'],
    thead: ['table'],
    tbody: ['table'],
    tr: ['table'],
    th: ['table'],
    td: ['table'],
  },
  protocols: { href: ['http', 'https', 'mailto'] },
  required: { input: { type: 'checkbox', disabled: true } },
  strip: [
    ...['script', 'style', 'template', 'title', 'textarea', 'select', 'option', 'svg', 'math'],
    ...['iframe', 'object', 'embed', 'noscript', 'noembed', 'noframes', 'xmp', 'plaintext'],
  ],
  clobber: [],
  clobberPrefix: '',
  allowComments: false,
  allowDoctypes: false,
}

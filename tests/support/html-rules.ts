import type { ConfigData } from 'html-validate'

/** html-validate's recommended rules, and where the pages keep to something else. */
export const htmlRules: ConfigData = {
  root: true,
  extends: ['html-validate:recommended'],
  elements: [
    'html5',
    // A list of ids, as in WAI-ARIA 1.3: words that several notes are on have as many details.
    { '*': { attributes: { 'aria-details': { enum: ['/^\\S+(?: \\S+)*$/'] } } } },
  ],
  rules: {
    // Fragments such as `q-flynn.2`: HTML forbids nothing but white space, and no name of a note holds a dot.
    'valid-id': ['error', { relaxed: true }],
    // A limit of search engines, not of HTML: the page of a claim is named by the whole claim.
    'long-title': 'off',
    // How the bytes are set, not whether they are valid.
    'no-trailing-whitespace': 'off',
  },
}

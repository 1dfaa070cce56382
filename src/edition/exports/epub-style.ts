/** The whole of it: a reading system has faces, sizes and colours of its own. */
export const stylesheet = `.passage { margin-block: 0 0.7em; }
.stanza, .speech { white-space: normal; }
.line { display: block; padding-inline-start: 1.5em; text-indent: -1.5em; }
.speaker { font-weight: bold; }
.stage, .byline, .credit { font-style: italic; }
.small-caps { font-variant-caps: small-caps; }
sup, sub { line-height: 0; }
.separator { text-align: center; }
table { border-collapse: collapse; margin-block: 0.5em; }
caption { font-style: italic; text-align: start; }
th, td { padding-block: 0.2em; padding-inline: 0 0.6em; text-align: start; vertical-align: top; }
thead th { border-block-end: 1px solid; }
mark { background: none; color: inherit; text-decoration: underline dotted; }
.noteref { font-size: 0.7em; line-height: 0; vertical-align: super; text-decoration: none; padding-inline-start: 0.1em; }
.note { margin-block: 1em; }
.lemma { font-weight: bold; text-indent: 0; }
.lemma .kind { font-weight: normal; font-style: italic; }
aside[dir='rtl'] .footnote-back { display: inline-block; transform: scaleX(-1); }
.note-title { font-weight: bold; }
.by { font-size: 0.9em; }
.titlepage { text-align: center; }
.subtitle { font-style: italic; }
dt { font-weight: bold; }
`

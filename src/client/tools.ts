import { openChooser, walk } from './chooser.ts'
import { applyFilter } from './filter.ts'
import { changed, showAll, toggle, toggleNotes } from './filtering.ts'
import { openKeys } from './keys-dialog.ts'
import { ask, offerLayout, showLayout } from './layout-change.ts'
import { openPanel } from './panel.ts'
import { copyCitation, copyLink, copyText, copyWords, openCitation } from './share.ts'
import { openSheet } from './sheet.ts'
import { moveInStrip } from './strip.ts'
import { tellNoOther } from './telling.ts'

/** What the reading page asks for when a reader first uses it: everything that floats above the page, and copying. */
export const tools = {
  openChooser,
  walk,
  openKeys,
  openPanel,
  changed,
  showAll,
  toggle,
  toggleNotes,
  applyFilter,
  ask,
  offerLayout,
  showLayout,
  copyCitation,
  copyLink,
  copyText,
  copyWords,
  openCitation,
  openSheet,
  moveInStrip,
  tellNoOther,
}

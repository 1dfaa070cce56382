import { watchReferences } from './preview.ts'
import { tools } from './tools.ts'

/** The tools as a script of their own, handed to the page's script, which has asked for it. */
document.dispatchEvent(new CustomEvent('variorum-tools', { detail: tools }))
watchReferences()

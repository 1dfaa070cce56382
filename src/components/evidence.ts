import type { SourceView } from '../edition/view.ts'
import type { Words } from '../words/index.ts'

/** What a source's own record says of it, in words. */
export function evidenceOf({ evidence, status }: Pick<SourceView, 'evidence' | 'status'>, words: Words) {
  return {
    evidence: evidence && words.say(evidence),
    status: status && words.say(statusNames[status]),
  }
}

const statusNames = { read: 'seenByEditors', excerpt: 'seenInExcerpt', unverified: 'notSeen' } as const

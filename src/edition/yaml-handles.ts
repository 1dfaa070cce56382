import { type Document, isPair, isScalar, type Scalar, visit } from 'yaml'
import type { Mistake } from './yaml-mistakes.ts'

/** Fields of ids and accounts: before these many write an `@`, as elsewhere. No value of YAML begins with that sign. */
const fields: ReadonlySet<unknown> = new Set([
  'by',
  'editors',
  'github',
  'sources',
  'source',
  'about',
  'see',
  'disputes',
  'supersedes',
  'replies-to',
])

/** The values of such fields that are an `@` and a name, by the offsets where they begin; none where more is wrong. */
export function handlesAlone(document: Document.Parsed): ReadonlyMap<number, Scalar> {
  const found = new Map<number, Scalar>()
  if (document.errors.length === 0) return found
  visit(document, {
    Scalar: (_key, scalar, [, , field]) => {
      if (!isPair(field) || !isScalar(field.key) || !fields.has(field.key.value)) return
      const { range, type, value } = scalar
      if (range && type === 'PLAIN' && /^@[A-Za-z0-9][\w-]*$/.test(String(value))) found.set(range[0], scalar)
    },
  })
  return document.errors.every(({ pos: [start] }) => found.has(start)) ? found : new Map()
}

/** What it says to a person is plain: so the rest of the record is read, with the name that is meant. */
export function withoutSign(handle: Scalar): void {
  handle.value = String(handle.value).slice(1)
}

/** Longer lines are not printed once more. */
const longest = 500

export function handleMistake({ value }: Scalar, start: number, source: string): Mistake {
  const handle = String(value)
  const [line = ''] = source.slice(source.lastIndexOf('\n', start) + 1).split(/\r?\n/, 1)
  const mended =
    line.length > longest ? handle.slice(1) : line.replace(/(?<=[\s[{,:])@(?=[A-Za-z0-9])/g, '').trim()
  return {
    reason: `Unexpected \`${handle}\`, expected the id without \`@\``,
    place: [start, start + handle.length],
    note: `Write it like this:\n${mended}`,
  }
}

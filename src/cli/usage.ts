import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** Options of a command as they were given. */
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

/** A mistake of the person at the keyboard: said in words, without a stack. */
export function usageError(message: string): Error {
  return Object.assign(new Error(message), { name: 'UsageError' })
}

/** What a person is told of something thrown. A fault of the program's own shows its stack only when asked to. */
export function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'UsageError') return error.message
  const isOfDisk = 'code' in error && !('syscall' in error && String(error.syscall).startsWith('spawn'))
  const trouble = isOfDisk ? troubles[String(error.code)] : undefined
  if (trouble !== undefined) return `${trouble} (${error.message})`
  if (process.env.VARIORUM_DEBUG !== undefined) return error.stack ?? error.message
  return `${error.message}\n(Set VARIORUM_DEBUG=1 to see where this happened.)`
}

/** What the system refuses and a person can mend, by its code. */
const troubles: Readonly<Record<string, string>> = {
  ENOSPC: 'Unexpected full disk, expected room for what is written: make some, and try again',
  EDQUOT: 'Unexpected end of your share of the disk, expected room for what is written',
  EFBIG: 'Unexpected file of more bytes than the system allows, expected room for it',
  EACCES: 'Unexpected place that may not be written or read, expected permission for it',
  EPERM: 'Unexpected place that may not be written or read, expected permission for it',
  EROFS: 'Unexpected disk that may only be read, expected one that may be written',
  ENOENT: 'Unexpected file that is gone, expected it to stay while the program is at work: try again',
}

/** The folder of a library. Throws a `UsageError` for one that holds none. */
export function rootOf(values: Values): string {
  const given = textOf(values, 'root') ?? '.'
  const folder = resolve(given)
  if (existsSync(resolve(folder, 'content')) || existsSync(resolve(folder, 'seeds'))) return folder
  throw usageError(`Unexpected folder \`${given}\`, expected one that holds \`seeds/\` and \`content/\``)
}

export function textOf(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Loaded before everything else (`node --import`): a disk that makes trouble. `TROUBLE` is the code that it answers
 * with (`ENOSPC`: full) to whoever writes where `TROUBLE_AT` says, or `vanish`: then that file is gone when it is read.
 */
const code = process.env['TROUBLE'] ?? ''
const place = process.env['TROUBLE_AT'] ?? ''
const isMeant = (path: unknown) => String(path).includes(place)

function fail(path: unknown): never {
  // As Node has it: only what fails before it is open has a path.
  throw Object.assign(new Error(`${code}: it was to be so, '${String(path)}'`), { code, syscall: 'write' })
}

const { readFileSync, writeFileSync, renameSync, copyFileSync, mkdirSync, unlinkSync } = fs
if (code === 'vanish') {
  fs.readFileSync = ((path: fs.PathOrFileDescriptor, ...rest: []) => {
    if (isMeant(path) && fs.existsSync(String(path))) unlinkSync(String(path))
    return readFileSync(path, ...rest)
  }) as typeof readFileSync
} else {
  fs.writeFileSync = (path, ...rest) => (isMeant(path) ? fail(path) : writeFileSync(path, ...rest))
  fs.renameSync = (from, to) => (isMeant(to) ? fail(to) : renameSync(from, to))
  fs.copyFileSync = (from, to, ...rest) => (isMeant(to) ? fail(to) : copyFileSync(from, to, ...rest))
  fs.mkdirSync = ((path: fs.PathLike, ...rest: []) =>
    isMeant(path) ? fail(path) : mkdirSync(path, ...rest)) as typeof mkdirSync
}
syncBuiltinESMExports()

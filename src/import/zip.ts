import { unzipSync } from 'fflate'
import { refusal } from './document.ts'

/** What a book may hold: files, bytes of what is read of it, and how much smaller it may be when packed. */
const most = { files: 20_000, bytes: 256 * 1024 * 1024, ratio: 1000 }

/**
 * The files of a ZIP whose names are wanted, by name. Names are never paths on a disk. Sizes are looked at before
 * anything is unpacked; a file that is larger than it says is cut where it should end, and then is no XML. Throws a
 * `UsageError`.
 */
export function unzip(
  bytes: Uint8Array,
  file: string,
  wanted: (name: string) => boolean,
): ReadonlyMap<string, Uint8Array> {
  let files = 0
  let total = 0
  try {
    const found = unzipSync(bytes, {
      filter: ({ name, originalSize, size }) => {
        if (++files > most.files)
          throw refusal(`Unexpected number of files, expected at most ${most.files.toLocaleString('en')}`, {
            file,
          })
        if (!wanted(name)) return false
        total += originalSize
        if (total > most.bytes || originalSize > Math.max(size, 1024) * most.ratio)
          throw refusal(
            `Unexpected size of \`${name}\` when unpacked: ${originalSize.toLocaleString('en')} bytes`,
            { file },
          )
        return true
      },
    })
    return new Map(Object.entries(found))
  } catch (error) {
    if (error instanceof Error && error.name === 'UsageError') throw error
    throw refusal('Unexpected bytes, expected a ZIP that is whole and not encrypted', { file })
  }
}

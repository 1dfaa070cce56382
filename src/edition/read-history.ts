import { git } from './git.ts'
import { limits } from './limits.ts'

/**
 * What git tells of the files of a library, read once for all of them: one `git log` for the changes, and one
 * `git cat-file` for the words of those files that changed. It is read when a page asks for it, never by `check`.
 */
export type History = {
  /**
   * `known`, or why it is not: there is no repository (`none`), or only the end of its history was fetched
   * (`shallow`), which would make every older note look as young as the first commit that is there.
   */
  readonly state: 'known' | 'none' | 'shallow'
  /** Changes of each note of each edition, the latest first. A file of another name is another note. */
  readonly changes: ReadonlyMap<string, ReadonlyMap<string, readonly FileChange[]>>
  /** The text of an object; undefined where it is not at hand. */
  readonly text: (object: string) => string | undefined
}

/** A commit that touched the file of a note. */
export type FileChange = {
  /** The full name of the commit. */
  readonly commit: string
  /** When it was committed, not when its author says that it was written: seconds since 1970, UTC. */
  readonly seconds: number
  /** As the commit has them; strangers write what they like there. */
  readonly author: string
  readonly coAuthors: readonly string[]
  readonly subject: string
  /** The file's content before and after; undefined where there was none. */
  readonly before: string | undefined
  readonly after: string | undefined
}

const unknown = (state: History['state']): History => ({ state, changes: new Map(), text: () => undefined })

/** Variables by which git is told of another repository than that of its folder, as hooks are. */
const elsewhere =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY|SHALLOW_FILE|NAMESPACE)$/

const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !elsewhere.test(name)))

/** Never throws: a library needs no git. A live site asks again after every change; the same commit has the same history. */
export function readHistory(root: string): History {
  try {
    const asked = ['--show-prefix', '--is-shallow-repository', '--verify', 'HEAD^{commit}']
    // The prefix comes first and alone may be empty.
    const [prefix = '', shallow, head = ''] = git(root, ['rev-parse', ...asked], { env })
      .toString()
      .split('\n')
    if (shallow === 'true') return unknown('shallow')
    const key = `${root}\0${head}`
    if (last?.key !== key) last = { key, history: knownHistory(root, prefix, head) }
    return last.history
  } catch {
    return unknown('none')
  }
}

let last: { readonly key: string; readonly history: History } | undefined

function knownHistory(root: string, prefix: string, head: string): History {
  const changes = changesOf(logOf(root, head), prefix)
  // The words of a file that never changed are in the file.
  const objects = new Set(
    [...changes.values()]
      .flatMap((notes) => [...notes.values()])
      .filter((list) => list.length > 1)
      .flatMap((list) => list.flatMap(({ before, after }) => [before ?? [], after ?? []].flat())),
  )
  let texts: ReadonlyMap<string, string> | undefined
  return {
    state: 'known',
    changes,
    text: (object) => (texts ??= textsOf(root, [...objects])).get(object),
  }
}

/**
 * The log as fields parted by NUL, which no name, subject or path can hold: for each commit its name, date, author,
 * subject and co-authors, then two fields for each file. Merges tell only of files that differ from all their parents.
 */
function logOf(root: string, head: string): string[] {
  const options = [
    '--raw',
    '-z',
    '-c',
    '--root',
    '--no-abbrev',
    '--no-renames',
    '--no-relative',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    '--no-show-signature',
    '--no-notes',
    '--topo-order',
    '--full-history',
    '--encoding=UTF-8',
    '--format=format:%x00%H%x00%ct%x00%aN%x00%s%x00%(trailers:key=Co-authored-by,valueonly,unfold)%x00',
  ]
  const settings = ['-c', 'log.showRoot=true', '-c', 'log.follow=false']
  return git(root, [...settings, 'log', ...options, head, '--', 'content/editions'], { env })
    .toString('utf8')
    .split('\0')
}

const notePath = /^content\/editions\/([a-z0-9-]+)\/notes\/([a-z0-9-]+)\.md$/

function changesOf(fields: readonly string[], prefix: string): Map<string, Map<string, FileChange[]>> {
  const editions = new Map<string, Map<string, FileChange[]>>()
  let commit: Omit<FileChange, 'before' | 'after'> | undefined
  for (let at = 0; at < fields.length;) {
    const field = fields[at] ?? ''
    if (/^[0-9a-f]{40,64}$/.test(field)) {
      commit = commitOf(fields.slice(at, at + 5))
      at += 5
    } else if (/^\n?:/.test(field)) {
      const path = fields[at + 1] ?? ''
      const [, edition, note] = path.startsWith(prefix)
        ? (notePath.exec(path.slice(prefix.length)) ?? [])
        : []
      if (commit !== undefined && edition !== undefined && note !== undefined) {
        const notes = editions.get(edition) ?? new Map<string, FileChange[]>()
        editions.set(edition, notes)
        const list = notes.get(note) ?? []
        notes.set(note, list)
        list.push({ ...commit, ...objectsOf(field.trim()) })
      }
      at += 2
    } else at++
  }
  return editions
}

function commitOf([name = '', seconds, author = '', subject = '', trailers = '']: readonly string[]) {
  const coAuthors = trailers.split('\n').filter((line) => line.trim() !== '')
  return { commit: name, seconds: Number(seconds), author, subject, coAuthors }
}

/**
 * The two objects of a line such as `:100644 100644 <before> <after> M`, or of a merge, which has as many colons as
 * parents and a mode and an object for each, then for the result. Only the content of regular files is of use.
 */
function objectsOf(line: string): Pick<FileChange, 'before' | 'after'> {
  const parents = /^:+/.exec(line)?.[0].length ?? 1
  const words = line.slice(parents).split(' ')
  const at = (index: number) =>
    words[index]?.startsWith('100') === true ? words[parents + 1 + index] : undefined
  return { before: at(0), after: at(parents) }
}

/** Bytes that are asked for at a time. */
const mostBytes = 64 * 1024 * 1024

/** The texts of objects by their names. What is longer than a note may be is left out. */
function textsOf(root: string, objects: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>()
  if (objects.length === 0) return texts
  try {
    const sizes = ask(root, '--batch-check=%(objectname) %(objecttype) %(objectsize)', objects)
      .toString()
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, type, size]) => type === 'blob' && Number(size) <= limits.noteBytes)
    let [chunk, bytes]: [string[], number] = [[], 0]
    const flush = () => {
      if (chunk.length > 0) addTexts(ask(root, '--batch', chunk), texts)
      ;[chunk, bytes] = [[], 0]
    }
    for (const [object = '', , size] of sizes) {
      chunk.push(object)
      bytes += Number(size)
      if (bytes > mostBytes) flush()
    }
    flush()
  } catch {
    // What was read so far is true; the rest is not at hand.
  }
  return texts
}

function ask(root: string, batch: string, objects: readonly string[]): Buffer {
  return git(root, ['cat-file', batch], { env, input: `${objects.join('\n')}\n` })
}

/** `<object> blob <size>`, a line end, the bytes, a line end; and so on. */
function addTexts(output: Buffer, texts: Map<string, string>): void {
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(10, at)
    const [object = '', , size] = output.toString('utf8', at, end).split(' ')
    const start = end + 1
    const stop = start + Number(size ?? 0)
    if (size !== undefined) texts.set(object, output.toString('utf8', start, stop))
    at = stop + 1
  }
}

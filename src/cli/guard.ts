import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { VFile } from 'vfile'
import { parseRecord, parseFrontMatter } from '../edition/records.ts'
import { contributorSchema, noteSchema } from '../edition/schema.ts'
import {
  bounds,
  type Change,
  describePath,
  guard as judge,
  type Proposal,
  tellVerdict,
  type Verdict,
} from '../edition/guard.ts'
import { commitOf, forkPoint, git } from './git.ts'
import { textOf, usageError, type Values } from './usage.ts'
import { writeNew } from './write.ts'

/**
 * Says whether a branch touches only notes. Everything is read from git's objects: no file of the branch is ever
 * checked out, so no filter, hook, attribute or script of it is run.
 *
 * `--write DIR` lays out a library for a preview: seeds and content of the base, and over them the notes and
 * register files that the verdict takes. Exit code 1 where the branch touches anything else.
 */
export function guard(values: Values): number {
  const repository = resolve(textOf(values, 'root') ?? '.')
  const base = commitOf(repository, required(values, 'base'))
  const head = commitOf(repository, textOf(values, 'head') ?? 'HEAD')
  const entries = changesBetween(repository, forkPoint(repository, base, head), head)
  const proposal = proposalOf(repository, base, head, entries, textOf(values, 'author'))
  const verdict = judge(proposal)
  const write = textOf(values, 'write')
  if (write !== undefined) layOut(repository, base, entries, verdict, write)
  process.stdout.write(printed(verdict, proposal.changes, textOf(values, 'format') ?? 'pretty'))
  return verdict.passed ? 0 : 1
}

function required(values: Values, name: string): string {
  const given = textOf(values, name)
  if (given === undefined)
    throw usageError(`Unexpected end, expected \`--${name} REF\`: the branch that this is to be merged into`)
  return given
}

function printed(verdict: Verdict, changes: readonly Change[], format: string): string {
  if (format === 'json') return `${JSON.stringify({ ...verdict, changes }, null, 2)}\n`
  if (format === 'pretty') return tellVerdict(verdict, changes)
  throw usageError(`Unexpected format \`${format}\`, expected pretty, json`)
}

/** A change with the name of its bytes. */
type Entry = Omit<Change, 'size' | 'signedBefore' | 'signedAfter'> & {
  readonly before: string
  readonly after: string
}

/** Paths that differ between two commits, in order. Renamings are found, and told as a removal and an addition. */
function changesBetween(repository: string, from: string, to: string): Entry[] {
  const raw = git(repository, [
    'diff-tree',
    '-r',
    '-z',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    '--no-ext-diff',
    '--no-textconv',
    from,
    to,
  ])
  const renamed = new Map(
    fields(
      git(repository, [
        'diff-tree',
        '-r',
        '-z',
        '--diff-filter=R',
        '--raw',
        '--find-renames=60%',
        '--no-abbrev',
        '--no-ext-diff',
        '--no-textconv',
        from,
        to,
      ]),
      3,
    ).map(([, old = '', path = '']) => [path, old] as const),
  )
  return fields(raw, 2).map(([header = '', path = '']): Entry => {
    const [, mode = '', before = '', after = '', letter = ''] = header.split(' ')
    const status = letter === 'A' ? 'added' : letter === 'D' ? 'removed' : 'modified'
    return { status, mode, path, before, after, renamedFrom: renamed.get(path) }
  })
}

/** Cuts git's `-z` output into records. A path that is not UTF-8 keeps replacement characters, and so is no note's. */
function fields(output: Buffer, size: number): string[][] {
  const parts = output.toString('utf8').split('\0')
  parts.pop()
  const records: string[][] = []
  for (let at = 0; at + size <= parts.length; at += size) records.push(parts.slice(at, at + size))
  return records
}

function proposalOf(
  repository: string,
  base: string,
  head: string,
  entries: readonly Entry[],
  login: string | undefined,
): Proposal {
  const tree = treeOf(repository, base, ['content'])
  const contributors = new Map(
    [...tree]
      .filter(([path]) => describePath(path)?.kind === 'contributor')
      .map(([path, { hash }]) => [describePath(path)?.id ?? '', hash]),
  )
  const sizes = sizesOf(
    repository,
    entries.filter(({ mode }) => mode !== '160000').map(({ after }) => after),
  )
  const small = (hash: string) => (sizes.get(hash) ?? 0) <= bounds.bytes
  const known = entries.filter(({ path, mode }) => describePath(path) !== undefined && mode !== '160000')
  const read = blobs(
    repository,
    known
      .flatMap(({ before, after }) => [before, ...(small(after) ? [after] : [])])
      .filter((hash) => !isNone(hash)),
  )
  return {
    changes: entries.map(({ before, after, ...change }) => ({
      ...change,
      size: sizes.get(after) ?? 0,
      signedBefore: signers(change.path, read.get(before)),
      signedAfter: signers(change.path, read.get(after)),
    })),
    passing: touchedBetween(repository, base, head),
    editions: new Set(
      [...tree.keys()].flatMap((path) => /^content\/editions\/([^/]+)\/edition\.mdx$/.exec(path)?.[1] ?? []),
    ),
    contributors: new Set(contributors.keys()),
    author: login === undefined ? undefined : accounts(repository, contributors, login),
  }
}

/** Contributors of the base who say that an account of the repository host is theirs. */
function accounts(repository: string, contributors: ReadonlyMap<string, string>, login: string): string[] {
  const read = blobs(repository, [...contributors.values()])
  return [...contributors].flatMap(([id, hash]) => {
    const file = new VFile({ path: id, value: read.get(hash)?.toString('utf8') ?? '' })
    const github = parseRecord(id, file, contributorSchema)?.fields.github
    return github?.toLowerCase() === login.toLowerCase() ? [id] : []
  })
}

const mostFrontMatter = 16 * 1024

function signers(path: string, bytes: Buffer | undefined): string[] | undefined {
  const place = describePath(path)
  if (bytes === undefined || place === undefined) return undefined
  if (place.kind === 'contributor') return [place.id]
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  if (place.kind !== 'note' || text.indexOf('\n---', 3) > mostFrontMatter) return undefined
  const parsed = parseFrontMatter(place.id, new VFile({ path, value: text }), noteSchema)
  return parsed?.record?.fields.by.map((one) => one.id)
}

/** Every path that a commit of the branch touches; merges of the base into it bring nothing of their own. */
function touchedBetween(repository: string, base: string, head: string): string[] {
  const output = git(repository, [
    'log',
    '--no-merges',
    '--format=',
    '--name-only',
    '-z',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    `${base}..${head}`,
  ])
  return [
    ...new Set(
      output
        .toString('utf8')
        .split('\0')
        .map((path) => path.replace(/^\n/, ''))
        .filter((path) => path !== ''),
    ),
  ].sort()
}

type Leaf = { readonly mode: string; readonly hash: string }

function treeOf(repository: string, commit: string, folders: readonly string[]): Map<string, Leaf> {
  const output = git(repository, [
    '--literal-pathspecs',
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    commit,
    '--',
    ...folders,
  ])
  return new Map(
    fields(output, 1).map(([line = '']) => {
      const tab = line.indexOf('\t')
      const [mode = '', , hash = ''] = line.slice(0, tab).split(' ')
      return [line.slice(tab + 1), { mode, hash }]
    }),
  )
}

function isNone(hash: string): boolean {
  return /^0+$/.test(hash)
}

function sizesOf(repository: string, hashes: readonly string[]): Map<string, number> {
  const wanted = [...new Set(hashes)].filter((hash) => !isNone(hash))
  if (wanted.length === 0) return new Map()
  const output = git(
    repository,
    ['cat-file', '--batch-check=%(objectname) %(objectsize)'],
    `${wanted.join('\n')}\n`,
  )
  return new Map(
    output
      .toString()
      .trim()
      .split('\n')
      .map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]),
  )
}

/** The bytes of some blobs, exactly as they are stored: nothing smudges or converts them. */
function blobs(repository: string, hashes: readonly string[]): Map<string, Buffer> {
  const wanted = [...new Set(hashes)]
  const found = new Map<string, Buffer>()
  if (wanted.length === 0) return found
  const output = git(repository, ['cat-file', '--batch'], `${wanted.join('\n')}\n`)
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(10, at)
    const [hash = '', , size = '0'] = output.subarray(at, end).toString().split(' ')
    found.set(hash, output.subarray(end + 1, end + 1 + Number(size)))
    at = end + 1 + Number(size) + 1
  }
  return found
}

/** Writes the base's library with the taken files over it, into a folder that is new or empty. */
function layOut(
  repository: string,
  base: string,
  entries: readonly Entry[],
  verdict: Verdict,
  folder: string,
): void {
  const to = resolve(folder)
  if (existsSync(to) && readdirSync(to).length > 0)
    throw usageError(`Unexpected files in \`${folder}\`, expected a new or empty folder`)
  const files = new Map(
    [...treeOf(repository, base, ['seeds', 'content'])]
      .filter(([, { mode }]) => mode === '100644')
      .map(([path, { hash }]) => [path, hash]),
  )
  const taken = new Set(verdict.taken)
  for (const { path, after } of entries) if (taken.has(path)) files.set(path, after)
  const read = blobs(repository, [...files.values()])
  for (const [path, hash] of files) writeNew(join(to, path), read.get(hash) ?? '')
}

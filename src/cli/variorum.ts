#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { said, usageError, type Values } from './usage.ts'

enableCompileCache?.()

/** Shapes of the commands: their options and what they do, in one table; help is made from it. */
type Command = {
  readonly usage: string
  readonly summary: string
  readonly options: NonNullable<ParseArgsConfig['options']>
  readonly run: (values: Values, words: readonly string[]) => Promise<number>
}

const root = { type: 'string' } as const
const commands: Readonly<Record<string, Command>> = {
  check: {
    usage: 'check [--root DIR] [--format pretty|json|github]',
    summary: 'Say everything that is wrong, without building',
    options: { root, format: { type: 'string' } },
    run: async (values) => (await import('./check.ts')).check(values),
  },
  build: {
    usage: 'build [--root DIR] [--out DIR] [--shard N/COUNT]',
    summary: 'Check, then build the site; the old one is replaced only by a complete one',
    options: { root, out: { type: 'string' }, shard: { type: 'string' } },
    run: async (values) => (await import('./build.ts')).buildSite(values),
  },
  merge: {
    usage: 'merge PART… [--root DIR] [--out DIR]',
    summary: 'Put together the parts of a site that `build --shard` made',
    options: { root, out: { type: 'string' } },
    run: async (values, words) => (await import('./build.ts')).mergeParts(values, words),
  },
  dev: {
    usage: 'dev [--root DIR] [--port N] [--host]',
    summary: 'A live site: a saved note shows at once',
    options: { root, port: { type: 'string' }, host: { type: 'boolean' } },
    run: async (values) => (await import('./serve.ts')).dev(values),
  },
  preview: {
    usage: 'preview [--root DIR] [--out DIR] [--port N] [--host]',
    summary: 'Show the site that was built',
    options: { root, out: { type: 'string' }, port: { type: 'string' }, host: { type: 'boolean' } },
    run: async (values) => (await import('./serve.ts')).preview(values),
  },
  disk: {
    usage: 'disk FOLDER [--root DIR] [--out DIR]',
    summary: 'Copy the site that was built to be read without a server, from a disk or a stick',
    options: { root, out: { type: 'string' } },
    run: async (values, words) => (await import('./disk.ts')).toDisk(values, words),
  },
  note: {
    usage:
      'note <edition> "words" [--kind KIND] [--by ID] [--source KEY]… [--name NOTE] [--passage P] [--text T] [--root DIR]',
    summary: 'Write a new note on words that are proven to stand in one place only, or on a whole passage',
    options: {
      root,
      kind: { type: 'string' },
      by: { type: 'string' },
      source: { type: 'string', multiple: true },
      name: { type: 'string' },
      passage: { type: 'string' },
      text: { type: 'string' },
    },
    run: async (values, words) => (await import('./note.ts')).note(values, words),
  },
  reanchor: {
    usage:
      'reanchor <edition> --to SEED [--format table|json] [--write [--accept exact,moved,reworded,NOTE…]] [--root DIR]',
    summary:
      'Say what becomes of notes, links to passages, owners and parallels on a new state of the text; carry over what you accept',
    options: {
      root,
      to: { type: 'string' },
      format: { type: 'string' },
      write: { type: 'boolean' },
      accept: { type: 'string' },
    },
    run: async (values, words) => (await import('./reanchor.ts')).reanchorEdition(values, words),
  },
  report: {
    usage: 'report [<edition>] [--date 2026-11-23] [--format table|json] [--root DIR]',
    summary:
      'Say what has no notes yet, which notes have no source, and which sources nobody has seen for a year',
    options: { root, date: { type: 'string' }, format: { type: 'string' } },
    run: async (values, words) => (await import('./report.ts')).coverageReport(values, words),
  },
  new: {
    usage: 'new <edition> --seed FILE [--title TITLE] [--root DIR]',
    summary: 'Begin an edition of a text',
    options: {
      root,
      seed: { type: 'string', multiple: true },
      title: { type: 'string' },
      language: { type: 'string' },
    },
    run: async (values, words) => (await import('./new.ts')).newEdition(values, words),
  },
  import: {
    usage:
      'import <file> [--as EDITION] [--seed FILE] [--kind KIND] [--by ID|NAME] [--format table|json] [--root DIR]',
    summary: 'Make an edition of a book with notes: Markdown, HTML, EPUB, TEI, DOCX, annotations',
    options: {
      root,
      as: { type: 'string' },
      seed: { type: 'string' },
      kind: { type: 'string' },
      by: { type: 'string' },
      format: { type: 'string' },
    },
    run: async (values, words) => (await import('./import.ts')).importBook(values, words),
  },
  schemas: {
    usage: 'schemas [--root DIR] [--check]',
    summary: 'Write JSON Schemas, from which editors complete and check fields as you type',
    options: { root, check: { type: 'boolean' } },
    run: async (values) => (await import('./schemas.ts')).schemas(values),
  },
  release: {
    usage: 'release <edition> [--out FILE] [--root DIR]',
    summary: 'Pack all forms of an edition with a manifest of their hashes: a state that can be cited',
    options: { root, out: { type: 'string' } },
    run: async (values, words) => (await import('./release.ts')).release(values, words),
  },
  summary: {
    usage: 'summary [--root DIR] [--base REF | --changed FILE] [--out FILE]',
    summary: 'Check for a pull request: nine annotations at most, and everything in a page of Markdown',
    options: {
      root,
      base: { type: 'string' },
      changed: { type: 'string' },
      out: { type: 'string' },
    },
    run: async (values) => (await import('./summary.ts')).summary(values),
  },
  guard: {
    usage: 'guard --base REF [--head REF] [--author ACCOUNT] [--write DIR] [--format pretty|json]',
    summary: 'Say whether a branch touches only notes and registers; runs nothing of it',
    options: {
      root,
      base: { type: 'string' },
      head: { type: 'string' },
      author: { type: 'string' },
      write: { type: 'string' },
      format: { type: 'string' },
    },
    run: async (values) => (await import('./guard.ts')).guard(values),
  },
  owners: {
    usage: 'owners [<edition>] [--base REF | --changed FILE] [--root DIR] [--format pretty|json|codeowners]',
    summary: 'Say who is asked about which notes, by the passages in which their words stand',
    options: {
      root,
      base: { type: 'string' },
      changed: { type: 'string' },
      format: { type: 'string' },
    },
    run: async (values, words) => (await import('./owners.ts')).owners(values, words),
  },
  review: {
    usage: 'review [--root DIR] [--base REF | --changed FILE] [--site URL]',
    summary: 'Show changed notes in their places, with whom to ask, as a comment on a pull request',
    options: {
      root,
      base: { type: 'string' },
      changed: { type: 'string' },
      site: { type: 'string' },
    },
    run: async (values) => (await import('./review.ts')).review(values),
  },
}

function help(): string {
  const lines = Object.values(commands).map(({ usage, summary }) => `  variorum ${usage}\n      ${summary}`)
  return `Variorum sets annotated editions.\n\n${lines.join('\n')}\n\n  --root DIR is the folder that holds seeds/ and content/; this one if it is left out.\n`
}

async function main(argv: readonly string[]): Promise<number> {
  const [name = '', ...rest] = argv
  if (name === '' || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(help())
    return name === '' ? 2 : 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined)
    throw usageError(`Unexpected command \`${name}\`, expected ${Object.keys(commands).join(', ')}`)
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`Usage: variorum ${command.usage}\n  ${command.summary}\n`)
    return 0
  }
  const { values, positionals } = parsed(command, rest)
  return command.run(values, positionals)
}

function parsed(command: Command, args: string[]): { values: Values; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({ args, options: command.options, allowPositionals: true })
    return { values: values as Values, positionals }
  } catch (error) {
    throw usageError(
      `${error instanceof Error ? error.message.split('\n')[0] : 'Unexpected option'}\nUsage: variorum ${command.usage}`,
    )
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${said(error)}\n`)
  process.exitCode = 2
}

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
    usage: 'build [--root DIR] [--out DIR]',
    summary: 'Check, then build the site; the old one is replaced only by a complete one',
    options: { root, out: { type: 'string' } },
    run: async (values) => (await import('./build.ts')).buildSite(values),
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
  note: {
    usage: 'note <edition> "words" [--kind KIND] [--by ID] [--name NOTE] [--passage P] [--root DIR]',
    summary: 'Write a new note on words that are proven to stand in one place only',
    options: { root, kind: { type: 'string' }, by: { type: 'string' }, name: { type: 'string' }, passage: { type: 'string' }, text: { type: 'string' } },
    run: async (values, words) => (await import('./note.ts')).note(values, words),
  },
  new: {
    usage: 'new <edition> --seed FILE [--title TITLE] [--root DIR]',
    summary: 'Begin an edition of a text',
    options: { root, seed: { type: 'string', multiple: true }, title: { type: 'string' }, language: { type: 'string' } },
    run: async (values, words) => (await import('./new.ts')).newEdition(values, words),
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
  if (command === undefined) throw usageError(`Unexpected command \`${name}\`, expected ${Object.keys(commands).join(', ')}`)
  const { values, positionals } = parsed(command, rest)
  return command.run(values, positionals)
}

function parsed(command: Command, args: string[]): { values: Values; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({ args, options: command.options, allowPositionals: true })
    return { values: values as Values, positionals }
  } catch (error) {
    throw usageError(`${error instanceof Error ? error.message.split('\n')[0] : 'Unexpected option'}\nUsage: variorum ${command.usage}`)
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${said(error)}\n`)
  process.exitCode = 2
}

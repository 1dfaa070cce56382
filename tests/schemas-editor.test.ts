import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { schemaFiles, writeSchemas } from '../src/cli/schemas.ts'
import { repository } from './support/command.ts'

/**
 * What an editor does with the schemas, asked of the language server that Astro's extension for VS Code starts. It
 * reads the front matter of Markdown by files that only Astro is meant to write; this test is how we hear of a change.
 */
type Message = { id?: number; method?: string; params?: { items?: unknown[] }; result?: unknown }
type Client = {
  readonly ask: (method: string, params: unknown) => Promise<unknown>
  readonly tell: (method: string, params: unknown) => void
}

const root = realpathSync(mkdtempSync(join(tmpdir(), 'variorum-editor-')))
cpSync(join(repository, 'tests/fixtures/sites/psalms'), root, { recursive: true })
const uri = pathToFileURL(join(root, 'content/editions/two-psalms/notes/laud.md')).href
let server: ChildProcess
let client: Client

beforeAll(async () => {
  writeSchemas(root, schemaFiles(root))
  const require = createRequire(createRequire(import.meta.url).resolve('@astrojs/check'))
  const program = join(dirname(require.resolve('@astrojs/language-server/package.json')), 'bin/nodeServer.js')
  server = spawn(process.execPath, [program, '--stdio'], { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] })
  client = clientOf(server)
  const folder = pathToFileURL(root).href
  const tsdk = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'lib')
  await client.ask('initialize', {
    processId: process.pid,
    rootUri: folder,
    workspaceFolders: [{ uri: folder, name: 'library' }],
    capabilities: { textDocument: { completion: { completionItem: { documentationFormat: ['markdown'] } } } },
    initializationOptions: { typescript: { tsdk }, contentIntellisense: true },
  })
  client.tell('initialized', {})
  const text = '---\ntarget: the nations\nkind: \nby: nobody\nsorces: x\n---\n\nWords.\n'
  client.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'markdown', version: 1, text } })
}, 60_000)

afterAll(() => {
  server.kill()
  rmSync(root, { recursive: true, force: true })
})

function clientOf({ stdin, stdout }: ChildProcess): Client {
  const waiting = new Map<number, (result: unknown) => void>()
  let rest = Buffer.alloc(0)
  let last = 0
  const send = (message: object) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))
    stdin?.write(`Content-Length: ${body.length}\r\n\r\n`)
    stdin?.write(body)
  }
  const take = ({ id, method, params, result }: Message) => {
    if (id === undefined) return
    if (method === undefined) waiting.get(id)?.(result)
    else send({ id, result: method === 'workspace/configuration' ? params?.items?.map(() => null) : null })
  }
  stdout?.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (let end = rest.indexOf('\r\n\r\n'); end !== -1; end = rest.indexOf('\r\n\r\n')) {
      const length = Number(/Content-Length: (\d+)/i.exec(rest.subarray(0, end).toString())?.[1])
      if (rest.length < end + 4 + length) return
      take(JSON.parse(rest.subarray(end + 4, end + 4 + length).toString()) as Message)
      rest = rest.subarray(end + 4 + length)
    }
  })
  return {
    tell: (method, params) => send({ method, params }),
    ask: (method, params) =>
      new Promise((done) => {
        waiting.set(++last, done)
        send({ id: last, method, params })
      }),
  }
}

async function completed(line: number, character: number): Promise<string[]> {
  const position = { line, character }
  const { items } = (await client.ask('textDocument/completion', {
    textDocument: { uri },
    position,
    context: { triggerKind: 1 },
  })) as { items: { label: string }[] }
  return items.map(({ label }) => label)
}

it('completes the kinds of the edition in the front matter of a note', async () => {
  expect(await completed(2, 6)).toEqual(['sense', 'form', 'reception', 'doubt'])
})

it('completes contributors', async () => {
  expect(await completed(3, 4)).toEqual(expect.arrayContaining(['ada-example', 'ben-example']))
})

it('underlines a name and a field that do not exist', async () => {
  const { items } = (await client.ask('textDocument/diagnostic', { textDocument: { uri } })) as {
    items: { message: string; range: { start: { line: number } } }[]
  }
  const said = items.map(({ message, range }) => `${range.start.line}: ${message}`)
  expect(said).toContainEqual(expect.stringMatching(/^4: .*sorces/))
  expect(said).toContainEqual(expect.stringMatching(/^3: .*ada-example/))
})

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { dirname, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { remove, temporary } from './files.ts'

/**
 * Serves built sites to the tests: a copy of the folder, with nothing beside it. Which server does, and below which
 * path, the environment says (`npm run servers` tries them all):
 *
 * - `VARIORUM_SERVER`: `node` (if nothing is said), `nginx` or `python`;
 * - `VARIORUM_BASE`: a path that begins and ends with `/`; `/`, if nothing is said.
 */

export type Server = { readonly url: string; readonly close: () => Promise<void> }
/** Serves a folder of its own, in which the site lies at `base`. */
type Start = (root: string, base: string) => Promise<{ port: number; close: () => Promise<void> }>

const starts = { node, nginx, python } satisfies Record<string, Start>
export type ServerName = keyof typeof starts
export const serverNames = Object.keys(starts) as readonly ServerName[]

/** The server and the path that the environment names. */
export const serverName = named(process.env['VARIORUM_SERVER'])
export const serverBase = process.env['VARIORUM_BASE'] ?? '/'

export async function serve(folder: string, base = serverBase, server = serverName): Promise<Server> {
  const own = temporary()
  try {
    cpSync(folder, join(own, 'root', base), { recursive: true })
    const { port, close } = await starts[server](join(own, 'root'), base)
    const closeAll = () => close().finally(() => remove(own))
    return { url: `http://127.0.0.1:${port}${base}`, close: closeAll }
  } catch (error) {
    remove(own)
    throw error
  }
}

function named(said: string | undefined): ServerName {
  const found = serverNames.find((name) => name === (said ?? 'node'))
  if (found !== undefined) return found
  throw new Error(`Unexpected \`VARIORUM_SERVER=${said}\`, expected one of ${serverNames.join(', ')}`)
}

/** Whether this machine has a server. */
export async function hasServer(server: ServerName): Promise<boolean> {
  const asked = { node: [process.execPath, '-v'], nginx: ['nginx', '-v'], python: ['python3', '-V'] }[server]
  return promisify(execFile)(asked[0] ?? '', asked.slice(1)).then(
    () => true,
    () => false,
  )
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.jsonld': 'application/ld+json',
  '.woff2': 'font/woff2',
}

/** As simple hosts do. */
async function node(root: string, base: string): ReturnType<Start> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host')
    const path = join(root, decodeURIComponent(pathname))
    const isFolder = existsSync(path) && statSync(path).isDirectory()
    if (isFolder && !pathname.endsWith('/')) {
      response.writeHead(301, { Location: `${pathname}/` }).end()
      return
    }
    const file = isFolder ? join(path, 'index.html') : path
    const found = existsSync(file) && statSync(file).isFile()
    const shown = found ? file : join(root, base, '404.html')
    response.writeHead(found ? 200 : 404, {
      'Content-Type': types[extname(shown)] ?? 'application/octet-stream',
    })
    response.end(existsSync(shown) ? readFileSync(shown) : '')
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

/** With the media types that it has of its own, and the page for addresses without a page. */
async function nginx(root: string, base: string): ReturnType<Start> {
  const { stderr } = await promisify(execFile)('nginx', ['-V'])
  const types = join(dirname(/--conf-path=(\S+)/.exec(stderr)?.[1] ?? ''), 'mime.types')
  const folder = dirname(root)
  const port = await freePort()
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  )
  const settings = `daemon off; worker_processes 1; pid ${join(folder, 'pid')};
${process.getuid?.() === 0 ? 'user root;' : ''}
events {}
http {
  include ${types}; default_type application/octet-stream; charset utf-8; access_log off; error_log ${join(folder, 'errors')};
  ${scratch.join(' ')}
  server { listen 127.0.0.1:${port}; root ${root}; error_page 404 ${base}404.html; }
}
`
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'nginx.conf'), settings)
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: 'ignore',
  })
  endWithTests(child)
  await answers(child, port)
  return { port, close: () => stopped(child) }
}

/** The module of Python's own library; of all errors it shows its own page. */
async function python(root: string): ReturnType<Start> {
  const args = ['-u', '-m', 'http.server', '0', '--bind', '127.0.0.1', '--directory', root]
  const child = spawn('python3', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  endWithTests(child)
  const port = await new Promise<number>((found, fail) => {
    child.on('error', fail)
    child.on('exit', (code) => fail(new Error(`Unexpected end of Python with ${code}, expected a server`)))
    child.stdout.setEncoding('utf8').on('data', (said: string) => {
      const [, port] = / port (\d+)/.exec(said) ?? []
      if (port !== undefined) found(Number(port))
    })
  })
  return { port, close: () => stopped(child) }
}

/** Where tests end without closing a server, it ends too. */
function endWithTests(child: ChildProcess): void {
  process.once('exit', () => child.kill())
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.removeAllListeners('exit')
    child.on('exit', () => done())
    child.kill()
  })
}

/** Waits until a program takes connections. */
async function answers(child: ChildProcess, port: number): Promise<void> {
  const ended = new Promise<never>((_, fail) => {
    child.on('error', fail)
    child.on('exit', (code) =>
      fail(new Error(`Unexpected end of a server with ${code}, expected it to serve`)),
    )
  })
  ended.catch(() => undefined)
  while (!(await Promise.race([ended, takes(port)]))) await new Promise((done) => setTimeout(done, 20))
}

function takes(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => done(true)).on('error', () => done(false))
    socket.on('connect', () => socket.destroy())
  })
}

/** A port that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

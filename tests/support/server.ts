import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

export type Server = { readonly url: string; readonly close: () => Promise<void> }

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.jsonld': 'application/ld+json',
  '.woff2': 'font/woff2',
}

/** Serves a folder as simple hosts do, at the top or in a folder of the host: `serve(out, '/a/b/')`. */
export async function serve(folder: string, base = '/'): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host')
    const path = pathname.startsWith(base)
      ? join(folder, decodeURIComponent(pathname.slice(base.length)))
      : undefined
    const isFolder = path !== undefined && existsSync(path) && statSync(path).isDirectory()
    if (isFolder && !pathname.endsWith('/')) {
      response.writeHead(301, { Location: `${pathname}/` }).end()
      return
    }
    const file = isFolder ? join(path, 'index.html') : path
    const found = file !== undefined && existsSync(file) && statSync(file).isFile()
    const shown = found ? file : join(folder, '404.html')
    response.writeHead(found ? 200 : 404, {
      'Content-Type': types[extname(shown)] ?? 'application/octet-stream',
    })
    response.end(existsSync(shown) ? readFileSync(shown) : '')
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${base}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

/** A port that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

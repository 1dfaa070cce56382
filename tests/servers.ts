import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { repository } from './support/command.ts'
import { hasServer, serverNames } from './support/server.ts'

/**
 * `npm run servers`: the tests of links and all tests in a browser, with the sites served by each of the servers, at
 * the top of a host and in a folder of it. `npm run servers nginx` tries one server. It ends with 1 if any test failed
 * or a server is not there.
 */

const files = ['browser', 'reading', 'reading-composer', 'site-links', 'site-search', 'hostile']
const wanted = process.argv.slice(2)
const lines: string[] = []
for (const server of serverNames.filter((name) => wanted.length === 0 || wanted.includes(name))) {
  const isThere = await hasServer(server)
  for (const base of ['/', '/a/b/']) {
    const passed = isThere && (await tried(server, base)) === 0
    if (!passed) process.exitCode = 1
    lines.push(`${server} at ${base}: ${isThere ? (passed ? 'passed' : 'failed') : 'not installed'}\n`)
  }
}
process.stdout.write(lines.join(''))

function tried(server: string, base: string): Promise<number | null> {
  const tests = files.map((name) => `tests/${name}.test.ts`)
  const child = spawn(
    process.execPath,
    [join(repository, 'node_modules/vitest/vitest.mjs'), 'run', ...tests],
    {
      cwd: repository,
      env: { ...process.env, VARIORUM_SERVER: server, VARIORUM_BASE: base },
      stdio: 'inherit',
    },
  )
  return new Promise((done) => child.on('close', done))
}

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from './support/command.ts'

/**
 * A minute of chance, the same in every run, so that a change breaks it or does not. To look further: `npm run fuzz`, or
 * `VARIORUM_SEED=7 npm test`; what it finds is printed, and belongs into a test of its own.
 */
const seed = process.env['VARIORUM_SEED'] ?? '20170312'

test('a minute of strangers’ files breaks nothing', { timeout: 300_000 }, async () => {
  const child = spawn(
    process.execPath,
    [join(repository, 'tests/fuzz/fuzz.ts'), '1', '--clock', '--seed', seed],
    {
      cwd: repository,
    },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const code = await new Promise((done) => child.once('close', done))
  process.stdout.write(said)
  expect(said).toMatch(/^Fuzzing for 1 min .*, seed \d+$/m)
  expect(said).not.toContain('FOUND')
  expect(code).toBe(0)
})

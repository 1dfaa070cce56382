import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { repository, variorum } from './support/command.ts'
import { remove, temporary, write } from './support/files.ts'

/** What README says to whoever publishes has to be what happens to whoever does it, step by step. */

const [, steps = ''] =
  /^## Publish an edition\n(.*?)^### /ms.exec(readFileSync(join(repository, 'README.md'), 'utf8')) ?? []
const block = (language: string) =>
  (new RegExp(`^   \`\`\`${language}\\n(.*?)^   \`\`\``, 'ms').exec(steps)?.[1] ?? '').replace(/^ {3}/gm, '')

const root = temporary()
afterAll(() => remove(root))
for (const folder of ['content', 'seeds'])
  cpSync(join(repository, folder), join(root, folder), { recursive: true })

describe('whoever follows the steps of README', () => {
  it('finds them counted', () => {
    const numbers = [...steps.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number))
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    expect(steps).toContain('three steps to a site')
    expect(steps).toContain('**Six more to your own text.**')
    expect(numbers).toHaveLength(9)
  })

  it('is told the line of step 7, and then everything is in order, without the flagship too', async () => {
    write(
      root,
      'seeds/bridge-speech/text.txt',
      'The Bridge Speech\n\nThis bridge is ours.\n\nOne bridge, two towns.\n',
    )
    write(root, 'seeds/bridge-speech/seed.yaml', block('yaml'))
    write(root, 'content/editions/bridge-speech/edition.mdx', block('mdx'))
    const { code, stdout, stderr } = await variorum(['check', '--root', root])
    expect(code).toBe(1)
    const [line = ''] = /(?<=Add the line `)sha256: [0-9a-f]{64}(?=`)/.exec(stdout + stderr) ?? []
    expect(stdout + stderr).toContain('1 error, 0 warnings')
    write(root, 'seeds/bridge-speech/seed.yaml', `${block('yaml')}${line}\n`)
    expect((await variorum(['check', '--root', root])).stdout).toBe('Everything is in order.\n')
    for (const folder of ['content/editions', 'seeds'])
      rmSync(join(root, folder, 'putin-mouthpiece'), { recursive: true })
    expect((await variorum(['check', '--root', root])).stdout).toBe('Everything is in order.\n')
  })
})

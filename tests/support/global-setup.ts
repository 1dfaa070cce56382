import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { repository, variorum } from './command.ts'
import { copy, remove, temporary } from './files.ts'
import type { Site } from './sites.ts'

/** Builds both libraries once for all tests of sites. That of the fixture lies outside the repository. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = temporary()
  const library = join(folder, 'psalms')
  copy(join(repository, 'tests/fixtures/sites/psalms'), library)
  project.provide('own', await built(repository, join(folder, 'own-site')))
  project.provide('psalms', await built(library, join(folder, 'psalms-site'), folder))
  return () => remove(folder)
}

async function built(root: string, out: string, cwd = repository): Promise<Site> {
  const { code, stdout, stderr } = await variorum(['build', '--root', root, '--out', out], cwd)
  if (code !== 0)
    throw new Error(`Unexpected exit code ${code} of the build of ${root}, expected 0\n${stdout}${stderr}`)
  return { root, out }
}

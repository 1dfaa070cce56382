import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { remove, temporary, write } from './support/files.ts'
import { type Job, type Step, workflow, workflows } from './support/workflows.ts'

const jobs = workflows.flatMap(({ file, jobs: all }) =>
  Object.entries(all).map(([id, job]): [string, Job] => [`${file}: ${id}`, job]),
)
const steps = jobs.flatMap(([where, job]) =>
  job.steps.map((step, index): [string, Step] => [`${where}, step ${index + 1}`, step]),
)

/** The least that works, job by job; a right that is added has to be added here as well, with a reason. */
const rights: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'build.yml: test': { contents: 'read' },
  'check.yml: check': { contents: 'read' },
  'guard.yml: guard': { contents: 'read' },
  // Only Pages knows at which address it serves the site.
  'pages.yml: build': { contents: 'read', pages: 'read' },
  // Pages takes a site only with a token that says which workflow made it.
  'pages.yml: deploy': { pages: 'write', 'id-token': 'write' },
  'preview.yml: build': { contents: 'read', 'pull-requests': 'read' },
  'preview.yml: comment': { 'pull-requests': 'write' },
}

/** Actions by the commit of their release, as the tags of their repositories name it. */
const pins: Readonly<Record<string, string>> = {
  'actions/checkout': '3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  'actions/setup-node': '820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
  'actions/upload-artifact': 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0',
  'actions/download-artifact': '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1',
  'actions/upload-pages-artifact': 'fc324d3547104276b827a68afc52ff2a11cc49c9 # v5.0.0',
  'actions/deploy-pages': 'cd2ce8fcbc39b97be8ca5fce6e763baed58fa128 # v5.0.0',
}

describe.each(workflows.map((one) => [one.file, one] as const))('%s', (_file, one) => {
  it('starts without rights and takes shell options that stop at a fault', () => {
    expect(one.permissions).toEqual({})
    expect(one.defaults).toEqual({ run: { shell: 'bash' } })
    expect(one.concurrency).toMatchObject({ group: expect.any(String) })
  })

  it('knows no secret but the token of its own run', () => {
    expect(one.source).not.toMatch(/\bsecrets(?:[.[]|: )/)
  })

  it('names each action by the commit of a release', () => {
    const used = [...one.source.matchAll(/uses: (\S+?)@(.*)$/gm)]
    expect(used.length).toBe(
      Object.values(one.jobs)
        .flatMap((job) => job.steps)
        .filter(({ uses }) => uses !== undefined).length,
    )
    for (const [, name = '', commit] of used) expect(commit, name).toBe(pins[name])
  })
})

describe('jobs', () => {
  it('have the rights that are listed and no others', () => {
    expect(Object.fromEntries(jobs.map(([where, job]) => [where, job.permissions]))).toEqual(rights)
  })

  it.each(jobs)('%s ends by itself, on a machine of GitHub’s', (_where, job) => {
    expect(job['timeout-minutes']).toBeLessThanOrEqual(45)
    expect(job['runs-on']).toBe('ubuntu-24.04')
  })

  it.each(jobs.filter(([, { permissions = {} }]) => Object.values(permissions).includes('write')))(
    '%s may write, so it runs no package and no program of the repository',
    (_where, job) => {
      const run = job.steps.map((step) => step.run ?? '').join('\n')
      expect(run).not.toMatch(/\b(?:npm|npx|node|git)\b/)
      expect(job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout'))).toEqual([])
    },
  )
})

describe('steps', () => {
  it.each(steps.filter(([, { run }]) => run !== undefined))(
    '%s puts no expression into a script',
    (_where, { run }) => {
      expect(run).not.toContain('${{')
    },
  )

  it.each(steps.filter(([, { run }]) => /npm (?:ci|i|install)/.test(run ?? '')))(
    '%s installs what the lockfile says and runs no script of a package',
    (_where, { run }) => {
      expect(run).toBe('npm ci --ignore-scripts --no-audit --no-fund')
    },
  )

  it.each(steps.filter(([, { uses }]) => uses?.startsWith('actions/checkout')))(
    '%s leaves no token behind',
    (_where, step) => {
      expect(step.with?.['persist-credentials']).toBe(false)
      expect(step.with).not.toHaveProperty('repository')
      expect(step.with).not.toHaveProperty('allow-unsafe-pr-checkout')
    },
  )

  it.each(steps.filter(([, { uses }]) => uses?.startsWith('actions/setup-node')))(
    '%s keeps no cache that a branch could poison',
    (_where, step) => {
      expect(step.with).toEqual({ 'node-version': 24, 'package-manager-cache': false })
    },
  )

  it('use no cache at all', () => {
    expect(steps.filter(([, { uses }]) => uses?.startsWith('actions/cache'))).toEqual([])
  })
})

describe('workflows that run with the rights of the repository', () => {
  const privileged = workflows.filter(({ on }) => 'pull_request_target' in on || 'workflow_run' in on)

  it('are guard and preview', () => {
    expect(privileged.map(({ file }) => file)).toEqual(['guard.yml', 'preview.yml'])
  })

  it.each(privileged.map((one) => [one.file, one] as const))(
    '%s checks out the base and nothing else',
    (_file, one) => {
      const checkouts = Object.values(one.jobs)
        .flatMap((job) => job.steps)
        .filter(({ uses }) => uses?.startsWith('actions/checkout'))
      expect(checkouts.map((step) => step.with?.['ref'])).toEqual([
        one.file === 'guard.yml' ? '${{ github.event.pull_request.base.sha }}' : '${{ github.sha }}',
      ])
    },
  )

  it.each(privileged.map((one) => [one.file, one] as const))(
    '%s brings the branch in as objects, and never to the disk',
    (_file, one) => {
      const run = Object.values(one.jobs)
        .flatMap((job) => job.steps)
        .map((step) => step.run ?? '')
        .join('\n')
      expect(run.match(/\bgit (?!-c transfer\.fsckObjects=true fetch|rev-parse)\S+/g)).toBeNull()
      expect(run).toContain('refs/pull/${NUMBER}/head:refs/variorum/head')
      expect(run).toContain('test "$(git rev-parse --verify refs/variorum/head)" = "${HEAD_SHA}"')
    },
  )

  it.each(privileged.map((one) => [one.file, one] as const))(
    '%s installs before the branch comes in',
    (_file, one) => {
      for (const job of Object.values(one.jobs)) {
        const at = (part: string) => job.steps.findIndex(({ run }) => run?.includes(part))
        if (at('git -c') >= 0) expect(at('npm ci')).toBeLessThan(at('git -c'))
      }
    },
  )

  it('preview takes no artifact of the run before', () => {
    const downloads = Object.values(workflow('preview.yml').jobs)
      .flatMap((job) => job.steps)
      .filter(({ uses }) => uses?.startsWith('actions/download-artifact'))
    expect(downloads.map((step) => Object.keys(step.with ?? {}))).toEqual([['name', 'path']])
  })
})

it('checks pull requests by `pull_request` alone: without rights', () => {
  expect(Object.keys(workflow('check.yml').on)).toEqual(['pull_request'])
})

it('publishes the main branch alone', () => {
  expect(workflow('pages.yml').on).toEqual({ push: { branches: ['main'] }, workflow_dispatch: null })
})

describe('the program’s own tests', () => {
  const { steps } = workflow('build.yml').jobs['test'] ?? { steps: [] }
  const asked = steps.findIndex(({ id }) => id === 'library')

  it.each([
    [['putin-mouthpiece'], 'own=true\n'],
    [['bridge-speech'], 'own=false\n'],
    [['bridge-speech', 'putin-mouthpiece'], 'own=false\n'],
    [[], 'own=false\n'],
  ])('run only beside the flagship alone: %j', (editions, said) => {
    const folder = temporary()
    for (const id of editions) write(folder, `content/editions/${id}/edition.mdx`, '')
    const output = join(folder, 'output')
    execFileSync('bash', ['-eo', 'pipefail', '-c', steps[asked]?.run ?? ''], {
      cwd: folder,
      env: { ...process.env, GITHUB_OUTPUT: output },
      stdio: 'ignore',
    })
    expect(readFileSync(output, 'utf8')).toBe(said)
    remove(folder)
  })

  it('ask that first', () => {
    expect(steps.slice(asked + 1).map(({ if: when }) => when)).toEqual(
      steps.slice(asked + 1).map(() => "steps.library.outputs.own == 'true'"),
    )
    expect(steps.slice(0, asked).map(({ uses }) => uses?.split('@')[0])).toEqual(['actions/checkout'])
  })
})

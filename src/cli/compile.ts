import { text } from 'node:stream/consumers'
import { build } from 'astro'
import { openLibrary } from '../edition/index.ts'
import { once } from '../edition/once.ts'
import { supply } from '../library.ts'
import { rendererAdapter } from '../renderer.ts'
import type { Compilation } from './pages.ts'
import { home } from './program.ts'
import { said, usageError } from './usage.ts'

/**
 * A program of its own, which `pages.ts` starts with a `Compilation` as JSON on its input: Astro compiles the pages of
 * this package with the prose of a library. What Vite and Astro hold is given back when it ends.
 */
async function compile({ root, prose, workshop }: Compilation): Promise<void> {
  const library = once(() => openLibrary(root))
  supply({
    site: () => library().site([]),
    editions: [],
    prose: {
      editions: prose.map(({ edition }) => edition),
      link: (id, tree, file) => {
        library().open(id).link(tree, file)
      },
    },
  })
  // What the pages are made of is what they are named after; the environment does not belong to it.
  Object.assign(process.env, { VARIORUM_ROOT: root, ASTRO_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' })
  process.chdir(home)
  await build({
    root: home,
    outDir: workshop,
    output: 'server',
    adapter: rendererAdapter(),
    logLevel: 'error',
  })
  if (prose.length > 0) checkUnchanged(root, prose)
}

/** Vite reads prose for itself: it must be what was read before, or the pages would be kept under a wrong name. */
function checkUnchanged(root: string, prose: Compilation['prose']): void {
  const { stamp } = openLibrary(root)
  for (const { edition, stamps } of prose) {
    if (Object.entries(stamps).every(([name, one]) => stamp(name) === one)) continue
    throw usageError(`Unexpected change of \`${edition}\` during the build, expected none: build again`)
  }
}

try {
  await compile(JSON.parse(await text(process.stdin)) as Compilation)
} catch (error) {
  process.stderr.write(`${said(error)}\n`)
  process.exitCode = 2
}

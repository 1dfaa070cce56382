import { existsSync } from 'node:fs'
import { outOf } from './out.ts'
import { home } from './program.ts'
import { writeSchemas } from './schemas.ts'
import { settle } from './swap.ts'
import { rootOf, textOf, usageError, type Values } from './usage.ts'

/** Serves the library as it is written: a saved file shows at once. */
export async function dev(values: Values): Promise<number> {
  const root = rootOf(values)
  const server = serverOf(values)
  process.env.VARIORUM_ROOT = root
  process.env.ASTRO_TELEMETRY_DISABLED = '1'
  process.env.ASTRO_DEV_BACKGROUND = '0'
  const { dev: serve } = await import('astro')
  writeSchemas(root)
  await serve({ root: home, server })
  return untilStopped()
}

/** Serves the site that was built, as it will be published. */
export async function preview(values: Values): Promise<number> {
  const root = rootOf(values)
  const outDir = outOf(values, root)
  settle(outDir)
  if (!existsSync(outDir))
    throw usageError(`Unexpected empty place \`${outDir}\`, expected a site: run \`variorum build\` first`)
  process.env.VARIORUM_ROOT = root
  process.env.ASTRO_TELEMETRY_DISABLED = '1'
  process.env.ASTRO_PREVIEW_BACKGROUND = '0'
  const { preview: serve } = await import('astro')
  await serve({ root: home, outDir, server: serverOf(values) })
  return untilStopped()
}

function serverOf(values: Values): { port?: number; host?: boolean } {
  const given = textOf(values, 'port')
  const port = given === undefined ? undefined : Number(given)
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw usageError(`Unexpected port \`${given}\`, expected a number from 1 to 65535`)
  }
  return { ...(port === undefined ? {} : { port }), ...(values['host'] === true ? { host: true } : {}) }
}

/** Servers run until the person stops them. */
function untilStopped(): Promise<number> {
  return new Promise(() => undefined)
}

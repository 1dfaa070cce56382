import { accessSync, constants } from 'node:fs'
import packaged from '@sparticuz/chromium'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { expect } from 'vitest'

const system = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const help =
  'Install Chromium (`apt install chromium`) or Chrome, or name a browser of that family: `VARIORUM_CHROMIUM=/path/to/chrome`. ' +
  'On Linux x64 the package `@sparticuz/chromium`, which `npm ci` installs, brings one.'

/** Starts a browser: the one that `VARIORUM_CHROMIUM` names, else the system's, else the packaged one. */
export async function launch(): Promise<Browser> {
  return open(await executable())
}

/** Starts the browser of the package, whatever others there are. */
export async function launchPackaged(): Promise<Browser> {
  return open(await packaged.executablePath())
}

/** The package has a browser for this kind of machine only. */
export const hasPackaged = process.platform === 'linux' && process.arch === 'x64'

/** The path of the browser that `launch` starts. */
export async function executable(): Promise<string> {
  const named = process.env['VARIORUM_CHROMIUM']
  if (named !== undefined) {
    if (runs(named)) return named
    throw new Error(`Unexpected \`VARIORUM_CHROMIUM=${named}\`, expected a program that can be run. ${help}`)
  }
  const found = system.find(runs)
  if (found !== undefined) return found
  if (hasPackaged) return packaged.executablePath()
  throw new Error(`Unexpected machine without a browser, expected Chromium. ${help}`)
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function open(executablePath: string): Promise<Browser> {
  try {
    return await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    })
  } catch (error) {
    throw new Error(`Unexpected failure of the browser ${executablePath}, expected it to start. ${help}`, {
      cause: error,
    })
  }
}

/** What a page may do beside asking its own server. */
export type Allowed = {
  /** Prepares what the page is opened in: answers that no server gives. */
  readonly prepare?: (context: BrowserContext) => Promise<unknown>
  /** Other addresses that it may ask. */
  readonly asks?: (url: string) => boolean
  /** Whether errors in its console are let pass, as those of a page from a disk that may load nothing. */
  readonly errors?: boolean
}

/** Opens a page and shows it to `use`; afterwards nothing may have gone wrong: no error, no violation, no other host. */
export async function opened<T>(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<T>,
  { prepare, asks = () => false, errors = false }: Allowed = {},
): Promise<T> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  const wrong: string[] = []
  await context.route(/.*/, (route) => {
    const asked = route.request().url()
    if (asked.startsWith('http://127.0.0.1:') || asks(asked)) return route.continue()
    wrong.push(`asked for ${asked}`)
    return route.abort()
  })
  await prepare?.(context)
  try {
    const page = await context.newPage()
    page.on('pageerror', ({ message }) => wrong.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !errors) wrong.push(message.text())
    })
    await page.goto(url)
    const result = await use(page)
    expect(wrong).toEqual([])
    return result
  } finally {
    await context.close()
  }
}

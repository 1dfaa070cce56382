import { fileURLToPath, pathToFileURL } from 'node:url'
import type { AstroIntegration, RouteData, SSRManifest } from 'astro'
import type { App } from 'astro/app'
import { type Stock, supply } from './library.ts'

/**
 * Astro's second door. Astro compiles the pages once, to a program that answers for any page of any library; this calls
 * it page by page. So an edition is set, written and forgotten before the next, and a build that finds the program
 * ready starts neither Vite nor Astro. Where the program is kept: `src/cli/pages.ts`.
 * @see https://docs.astro.build/en/reference/modules/astro-app/
 */
export type Renderer = {
  /** The pages of these editions and what lies beside them; of none: those of the site as a whole. */
  readonly pages: (stock: Stock) => AsyncIterable<Page>
}

/** A file of the site: its path below it, and its bytes. */
export type Page = { readonly path: string; readonly body: Uint8Array }

/** The adapter that makes Astro build the program, and no page yet. */
export function rendererAdapter(): AstroIntegration {
  return {
    name: 'variorum-renderer',
    hooks: {
      'astro:route:setup': ({ route }) => {
        route.prerender = false
      },
      'astro:config:done': ({ setAdapter }) => {
        setAdapter({
          name: 'variorum-renderer',
          entrypointResolution: 'auto',
          serverEntrypoint: fileURLToPath(new URL('renderer-entry.ts', import.meta.url)),
          supportedAstroFeatures: { serverOutput: 'stable', sharpImageService: 'stable' },
        })
      },
    },
  }
}

/** Loads the program from the file that Astro made of it. */
export async function loadRenderer(entry: string): Promise<Renderer> {
  const { app } = (await import(pathToFileURL(entry).href)) as { app: App }
  const routes = app.manifest.routes
    .map(({ routeData }) => routeData)
    .filter(({ component }) => component.startsWith('src/pages/'))
  return { pages: (stock) => pagesOf(app, routes, stock) }
}

async function* pagesOf(app: App, routes: readonly RouteData[], stock: Stock): AsyncIterable<Page> {
  supply(stock)
  const ofEditions = stock.editions.length > 0
  for (const route of routes) {
    if (ofEditions && !isOfEditions(route)) continue
    for (const address of await addresses(route, app.manifest)) {
      const isHere = stock.editions.some(({ id }) => address === id || address.startsWith(`${id}/`))
      if (isHere === ofEditions) yield await render(app, route, address)
    }
  }
}

/** Whether its addresses begin with what a library names: `[edition]/…`, `[...output]`. */
function isOfEditions({ segments }: RouteData): boolean {
  return segments[0]?.[0]?.dynamic === true
}

/** Where the pages of a route are, from the site's folder: what its own `getStaticPaths` names. */
async function addresses(route: RouteData, { pageMap }: SSRManifest): Promise<string[]> {
  if (route.pathname !== undefined) return [route.pathname.slice(1)]
  const load = pageMap?.get(route.component)
  if (load === undefined)
    throw new Error(`Unexpected route \`${route.route}\`, expected a page of this program`)
  const { getStaticPaths } = (await (await load()).page()) as unknown as {
    getStaticPaths: () => Static[]
  }
  return getStaticPaths().map(({ params }) => addressOf(route, params))
}

type Static = { readonly params: Readonly<Record<string, string | undefined>> }

function addressOf({ segments }: RouteData, params: Static['params']): string {
  return segments
    .map((parts) =>
      parts
        .map(({ dynamic, content }) => (dynamic ? (params[content.replace('...', '')] ?? '') : content))
        .join(''),
    )
    .filter(Boolean)
    .join('/')
}

async function render(app: App, routeData: RouteData, address: string): Promise<Page> {
  const isPage = routeData.type === 'page'
  const folder = isPage && address !== '' && address !== '404' ? `${address}/` : address
  const response = await app.render(new Request(new URL(encodeURI(folder), 'http://localhost/')), {
    routeData,
  })
  const path = !isPage ? address : address === '404' ? '404.html' : `${folder}index.html`
  return { path, body: await response.bytes() }
}

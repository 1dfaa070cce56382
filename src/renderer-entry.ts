import { App } from 'astro/app'
import { manifest } from 'virtual:astro:manifest'

/** Astro's pages as a program. A page that fails ends the build; there is nobody to show an error page to. */
class Pages extends App {
  override createErrorHandler(): ReturnType<App['createErrorHandler']> {
    return {
      renderError(request, { error, status }) {
        throw error ?? new Error(`Unexpected status ${status} of ${request.url}, expected a page`)
      },
    }
  }
}

export const app = new Pages(manifest, false)

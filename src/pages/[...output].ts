import { library } from 'variorum:library'

/** Every file of the site that is not a page: `src/edition/outputs.ts` has the table. */
export function getStaticPaths() {
  return library.outputPaths().map((output) => ({ params: { output } }))
}

export function GET({ params }: { params: { output: string } }): Response {
  const found = library.output(params.output)
  if (found === undefined) return new Response(null, { status: 404 })
  const body = found.body()
  return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    headers: { 'Content-Type': found.type },
  })
}

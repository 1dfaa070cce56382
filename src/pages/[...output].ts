import { library } from 'variorum:library'

/** Every file of the site that is not a page: `src/edition/outputs.ts` has the table. */
export function getStaticPaths() {
  const { pictures, feeds } = library.site()
  const ofSite = [...pictures, ...feeds].map(({ path }) => path)
  return [...library.outputPaths(), ...ofSite].map((output) => ({ params: { output } }))
}

export async function GET({ params }: { params: { output: string } }): Promise<Response> {
  const picture = params.output.endsWith('.png')
    ? library.site().pictures.find(({ path }) => path === params.output)
    : undefined
  if (picture !== undefined) {
    return new Response(new Uint8Array(await picture.bytes()), { headers: { 'Content-Type': 'image/png' } })
  }
  const found =
    library.site().feeds.find(({ path }) => path === params.output) ?? library.output(params.output)
  if (found === undefined) return new Response(null, { status: 404 })
  const body = found.body()
  return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    headers: { 'Content-Type': found.type },
  })
}

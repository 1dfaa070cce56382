import { library } from 'variorum:library'
import { litSheet, marginSheet } from '../../components/lit.ts'
import { runsOf } from '../../components/rows.ts'
import { wholeOf } from '../../components/whole.ts'

export function getStaticPaths() {
  return library
    .editions()
    .flatMap(({ divisions, earlier }) =>
      [...divisions, ...earlier].map(({ href }) => ({ params: { page: href.replace(/\/$/, '') } })),
    )
}

export function GET({ params }: { params: { page: string } }): Response {
  const edition = library.edition(params.page.replace(/\/.*/s, ''))
  const text = edition && wholeOf(edition).texts.get(`${params.page}/`)
  return new Response(text && litSheet(text) + marginSheet(runsOf(edition, text)), {
    status: text ? 200 : 404,
    headers: { 'Content-Type': 'text/css; charset=utf-8' },
  })
}

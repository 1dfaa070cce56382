import { library } from 'variorum:library'
import { litSheet, marginSheet } from '../../components/lit.ts'
import { runsOf } from '../../components/rows.ts'

const texts = () =>
  library
    .editions()
    .flatMap((edition) =>
      [...edition.divisions, ...edition.earlier].map((division) => ({ edition, division })),
    )
const pageOf = (href: string) => href.replace(/\/$/, '')

export function getStaticPaths() {
  return texts().map(({ division }) => ({ params: { page: pageOf(division.href) } }))
}

export function GET({ params }: { params: { page: string } }): Response {
  const text = texts().find(({ division }) => pageOf(division.href) === params.page)
  return new Response(text && litSheet(text.division) + marginSheet(runsOf(text.edition, text.division)), {
    status: text ? 200 : 404,
    headers: { 'Content-Type': 'text/css; charset=utf-8' },
  })
}

import { library } from 'variorum:library'
import { litSheet } from '../../components/lit.ts'

const texts = () => library.site().editions.flatMap((edition) => edition.divisions)
const pageOf = (href: string) => href.replace(/\/$/, '')

export function getStaticPaths() {
  return texts().map(({ href }) => ({ params: { page: pageOf(href) } }))
}

export function GET({ params }: { params: { page: string } }): Response {
  const text = texts().find(({ href }) => pageOf(href) === params.page)
  return new Response(text && litSheet(text), {
    status: text ? 200 : 404,
    headers: { 'Content-Type': 'text/css; charset=utf-8' },
  })
}

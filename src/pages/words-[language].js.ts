import { library } from 'variorum:library'
import { languageOf } from '../words/index.ts'
import { wordsScript } from '../words/script.ts'

/** What scripts say, in each language that an edition has. */
export function getStaticPaths() {
  const languages = new Set(library.site().editions.map(({ language }) => languageOf(language)))
  return [...languages].map((language) => ({ params: { language } }))
}

export function GET({ params }: { params: { language: string } }): Response {
  return new Response(wordsScript(params.language), {
    headers: { 'Content-Type': 'text/javascript; charset=utf-8' },
  })
}

import { type Profiler, Session } from 'node:inspector'

/** The program, and what it parses with. */
const watched = /\/(?:src|plugins)\/|\/node_modules\/(?:micromark|mdast|hast|yaml|zod)/

/**
 * Whether code of the program, or of a library that it parses with, has run since the last call that had not run
 * before, block by block as V8 counts. A call takes some ten milliseconds.
 */
export function newCoverage(): () => boolean {
  const session = new Session()
  const seen = new Set<string>()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true })
  return () => {
    const before = seen.size
    session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
      for (const script of result)
        if (watched.test(script.url)) for (const block of blocksOf(script)) seen.add(block)
    })
    return seen.size > before
  }
}

function blocksOf({ url, functions }: Profiler.ScriptCoverage): string[] {
  return functions.flatMap(({ ranges }) =>
    ranges.flatMap(({ count, startOffset, endOffset }) =>
      count > 0 ? [`${url} ${startOffset} ${endOffset}`] : [],
    ),
  )
}

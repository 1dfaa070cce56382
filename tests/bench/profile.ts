import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spent } from './spent.ts'

/** What the main thread of a build spends its time on: seconds by part, the longest first. */
export type Profile = readonly (readonly [part: string, seconds: number])[]

/** Builds once more under Node's profiler, which makes everything a little slower. */
export async function profile(command: readonly string[], folder: string): Promise<Profile> {
  const profiles = mkdtempSync(join(tmpdir(), 'variorum-profile-'))
  try {
    const [node = '', ...rest] = command
    await spent([node, '--cpu-prof', `--cpu-prof-dir=${profiles}`, ...rest], folder)
    const files = readdirSync(profiles).map((name) => readFileSync(join(profiles, name), 'utf8'))
    return summed(files.map((file) => JSON.parse(file) as CpuProfile))
  } finally {
    rmSync(profiles, { recursive: true, force: true })
  }
}

/** As V8 writes it: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile; deltas in microseconds. */
type CpuProfile = {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}
type Frame = { readonly functionName: string; readonly url: string }

/** The first that fits a frame counts it; paths are from the repository, packages by name. */
const parts: readonly (readonly [part: string, test: (frame: Frame) => boolean])[] = [
  ['waiting', ({ functionName }) => functionName === '(idle)'],
  ['collecting garbage', ({ functionName }) => functionName === '(garbage collector)'],
  [
    'Markdown to trees and HTML (micromark, mdast, hast)',
    ({ url }) => /node_modules\/(?:micromark|mdast|hast|unist|unified|vfile|zwitch|property-info)/.test(url),
  ],
  ['YAML (yaml, zod)', ({ url }) => /node_modules\/(?:yaml|zod)\//.test(url)],
  ['pages (Astro)', ({ url }) => /\.variorum\/pages-/.test(url)],
  ['index of the search', ({ url }) => /plugins\/text-index\//.test(url)],
  ['anchoring and marking', ({ url }) => /plugins\/(?:text-selector|hast-util-annotate)\//.test(url)],
  ['the rest of the core', ({ url }) => /\/(?:src\/edition|plugins)\//.test(url)],
  ['the command', ({ url }) => /\/src\//.test(url)],
  [
    'files: opening, reading, writing, linking, removing',
    ({ functionName, url }) =>
      url === '' &&
      /^(?:open|close|read|write|mkdir|readdir|l?stat|fstat|link|rename|rm|unlink|internalModuleStat)/.test(
        functionName,
      ),
  ],
  ['hashes', ({ functionName, url }) => /crypto/.test(url) || functionName === 'hash'],
  ['Node', () => true],
]

function summed(profiles: readonly CpuProfile[]): Profile {
  const sums = new Map<string, number>()
  for (const { nodes, samples, timeDeltas } of profiles) {
    const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
    samples.forEach((sample, i) => {
      const frame = frames.get(sample)
      const [part] = parts.find(([, test]) => frame !== undefined && test(frame)) ?? ['Node']
      sums.set(part, (sums.get(part) ?? 0) + (timeDeltas[i] ?? 0) / 1e6)
    })
  }
  return [...sums].toSorted(([, a], [, b]) => b - a)
}

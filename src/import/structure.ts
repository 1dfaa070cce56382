import {
  type Form,
  fromSeed,
  passages,
  type RoleName,
  type Structure,
} from '../../plugins/seed-parse/index.ts'
import { quoted } from '../edition/places.ts'
import type { Block } from './document.ts'
import { spansOf } from './spans.ts'

/** A text as its file has it: its characters, and where each block begins. */
export function textOf(blocks: readonly Block[]): { value: string; starts: number[] } {
  const starts: number[] = []
  let length = 0
  for (const { text } of blocks) {
    starts.push(length)
    length += text.length + 2
  }
  return { value: `${blocks.map(({ text }) => text).join('\n\n')}\n`, starts }
}

const defaults: Readonly<Record<Form, RoleName>> = { prose: 'paragraph', verse: 'stanza', drama: 'speech' }

/** The form that needs the fewest roles. */
function formOf(blocks: readonly Block[]): Form {
  const count = (role: RoleName) => blocks.filter((block) => block.role === role).length
  if (count('speech') * 3 > blocks.length) return 'drama'
  return count('stanza') > count('paragraph') ? 'verse' : 'prose'
}

/** What `seed.yaml` says of a text, as lines of YAML without indent; every block is what it was in the file. */
export function structureYaml(blocks: readonly Block[], value: string): string[] {
  const form = formOf(blocks)
  const highest = Math.min(...blocks.flatMap(({ role, level }) => (role === 'heading' ? [level ?? 1] : [])))
  const pattern = form === 'drama' && labelsFollow(blocks, value)
  const roles = blocks.map((block) => roleYaml(block, form, highest, pattern))
  const lines: string[] = []
  for (let from = 0; from < roles.length;) {
    const role = roles[from]
    let to = from + 1
    while (to < roles.length && roles[to] === role && role !== undefined) to++
    const key = to - from === 1 ? `p${from + 1}` : `p${from + 1}-p${to}`
    if (role !== undefined) lines.push(`  ${key}: ${role}`)
    from = to
  }
  const spans = blocks.flatMap((block, index) => {
    const said = spansOf(block)
    return said === '' ? [] : [`  p${index + 1}: ${said}`]
  })
  return [
    `form: ${form}`,
    ...(pattern ? ['speaker: first-line'] : []),
    ...(lines.length === 0 ? [] : ['roles:', ...lines]),
    ...(spans.length === 0 ? [] : ['spans:', ...spans]),
  ]
}

function roleYaml(
  { role, level, label, text }: Block,
  form: Form,
  highest: number,
  pattern: boolean,
): string | undefined {
  if (role === 'heading') {
    const depth = Math.min(Math.max((level ?? 1) - highest + 1, 1), 4)
    return depth === 1 ? 'heading' : `{role: heading, level: ${depth}}`
  }
  if (role === 'speech' && label !== undefined && !pattern)
    return `{role: speech, speaker: ${quoted(text.slice(0, label))}}`
  return role === defaults[form] ? undefined : role
}

/** Whether the pattern of labels on the first line finds just those labels that there are. */
function labelsFollow(blocks: readonly Block[], value: string): boolean {
  const roles = Object.fromEntries(blocks.map(({ role }, index) => [`p${index + 1}`, role]))
  const structure: Structure = { form: 'drama', roles, speaker: { pattern: 'first-line' } }
  const found = passages(fromSeed(value, structure))
  return found.every(({ speaker, range }, index) => {
    const label = blocks[index]?.role === 'speech' ? blocks[index].label : undefined
    return (speaker === undefined ? undefined : speaker.end - range.start) === label
  })
}

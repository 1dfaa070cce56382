import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What a command took: CPU seconds of it and all that it started (user and system), and its peak memory in bytes. */
export type Spent = { readonly cpu: number; readonly memory: number }

/** How often the memory is asked for, in milliseconds; the system keeps the peak until the process ends. */
const INTERVAL = 20

/**
 * Runs a command to its end and measures it: CPU time by the shell's `times` (POSIX), memory by the peak of its largest
 * process, which only Linux tells.
 */
export async function spent(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Spent> {
  const child = spawn('sh', ['-c', '"$@" >&2; code=$?; times; exit $code', 'sh', ...command], {
    cwd,
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let memory = 0
  const timer = setInterval(() => {
    for (const process of below(child.pid ?? 0)) memory = Math.max(memory, peakOf(process))
  }, INTERVAL)
  let told = ''
  let said = ''
  child.stdout.on('data', (text: Buffer) => (told += String(text)))
  child.stderr.on('data', (text: Buffer) => (said = (said + String(text)).slice(-4000)))
  const code = await new Promise<number | null>((done, fail) => {
    child.on('close', done)
    child.on('error', fail)
  })
  clearInterval(timer)
  if (code !== 0) throw new Error(`Unexpected exit code ${code} of ${command.join(' ')}, expected 0\n${said}`)
  const [, children = ''] = told.trim().split('\n').slice(-2)
  return { cpu: seconds(children), memory }
}

/** The sum of what `times` tells in one line, such as `0m1.250s 0m0.080s`. */
function seconds(line: string): number {
  const parts = [...line.matchAll(/(\d+)m([\d.]+)s/g)]
  return parts.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0)
}

/** A process with all that it started, while they run. */
function below(process: number): number[] {
  try {
    const children = readFileSync(`/proc/${process}/task/${process}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
    return [process, ...children.flatMap((child) => below(Number(child)))]
  } catch {
    return []
  }
}

function peakOf(process: number): number {
  try {
    const [, kilobytes = '0'] =
      /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${process}/status`, 'utf8')) ?? []
    return Number(kilobytes) * 1024
  } catch {
    return 0
  }
}

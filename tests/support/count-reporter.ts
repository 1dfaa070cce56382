import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** Prints `N passed, N failed` (and `, N skipped`) as the very last line of a run. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    )
    const count = (state: string) => states.filter((one) => one === state).length
    // A file that does not load has no tests that could fail, and an error outside all tests is a failure as well.
    const broken = modules.reduce(
      (sum, module) => sum + (module.errors().length > 0 ? 1 : 0),
      unhandled.length,
    )
    const skipped = count('skipped') + count('pending')
    const line = `${count('passed')} passed, ${count('failed') + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
    process.once('exit', () => process.stdout.write(`${line}\n`))
  }
}

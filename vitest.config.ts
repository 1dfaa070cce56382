import { defineConfig } from 'vitest/config'

/** Tests of the built site: two sites are built for them before they start. */
const site = ['tests/site*.test.ts', 'tests/browser*.test.ts', 'tests/reading*.test.ts', 'tests/cli*.test.ts']

export default defineConfig({
  test: {
    reporters: ['default', './tests/support/count-reporter.ts'],
    maxWorkers: 2,
    setupFiles: './tests/support/chance.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'site',
          include: site,
          globalSetup: './tests/support/global-setup.ts',
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: { name: 'code', include: ['tests/*.test.ts'], exclude: site, testTimeout: 60_000 },
      },
    ],
  },
})

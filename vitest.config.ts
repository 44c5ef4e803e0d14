import { defineConfig } from 'vitest/config'

/** The ports of tests that start the real parts; `dev/ports.ts` reads it, and what they start inherits it. */
const beside = { HALLPASS_PORT_OFFSET: '20000' }

/** `unit` is what `npm run check` runs: in memory, no server, no browser. `workerd` and `stack` start the real parts. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{schema,worker,extension,dev,test}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.e2e.test.ts', '**/*.workerd.test.ts', '**/*.stack.test.ts', 'test/journey.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'workerd',
          include: ['**/*.workerd.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'stack',
          env: beside,
          include: ['**/*.stack.test.ts', 'test/journey.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          env: beside,
          include: ['test/browser/*.e2e.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          bail: 1,
        },
      },
    ],
  },
})

import { defineConfig } from 'vitest/config'

/** The ports of tests that start the real parts; `dev/ports.ts` reads it, and what they start inherits it. */
const beside = { HALLPASS_PORT_OFFSET: '20000' }

/** What plays its own time may stand on any day. */
const anotherDay = { setupFiles: ['test/another-day.ts'] }

/** Servers of `dev/` in process, a slice of the simulator, whole matrices, corpora and adversaries, staged faults and schedules: a second and more each, so not a part of `check`. */
const parts = [
  'dev/**/*.test.ts',
  'extension/features/denied.test.ts',
  'extension/models/portal/account-search.test.ts',
  'extension/screens/{custom-set,hostile-text}.test.tsx',
  'extension/threats.test.ts',
  'schema/contract/access-denied.test.ts',
  'schema/policy/syntax/json.test.ts',
  'test/sim/*.test.ts',
  'test/authorization.test.ts',
  'test/config.test.ts',
  'test/policies/*.test.ts',
  'test/set-writer.test.ts',
  'test/sequences/*.test.ts',
  'test/suggest.test.ts',
  'test/suggest/*.test.ts',
  'test/threats/*.test.ts',
  'test/triggers.test.ts',
  'worker/db/counting.test.ts',
  'worker/db/history.test.ts',
  'worker/drift/*.test.ts',
  'worker/engine/{faults,kill,ownership,reconcile,schedules,seal}.test.ts',
  'worker/guards.test.ts',
  'worker/refresh-catalog.test.ts',
  'worker/rules/at-the-api.test.ts',
  'worker/routes/lists.test.ts',
  'worker/{administering,looking,queue,retrying,two-levels,windows}.test.ts',
]
const real = ['**/*.e2e.test.ts', '**/*.workerd.test.ts', '**/*.stack.test.ts', 'test/journey.test.ts']

/** `unit` and `screens` are what `npm run check` runs: in memory, no browser. `workerd`, `stack` and `e2e` start the real parts. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    // Of two cores vitest would leave one idle.
    maxWorkers: 2,
    // Only what hangs is late: no test is about how fast this machine is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          ...anotherDay,
          name: 'unit',
          include: ['{schema,worker,test}/**/*.test.ts'],
          exclude: [...real, ...parts],
          // Nothing here leaves anything behind: one thread may run many files.
          pool: 'threads',
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          ...anotherDay,
          name: 'screens',
          include: ['extension/**/*.test.{ts,tsx}'],
          exclude: [...real, ...parts],
        },
      },
      { extends: true, test: { ...anotherDay, name: 'parts', include: parts, exclude: real } },
      {
        extends: true,
        test: {
          name: 'workerd',
          include: ['**/*.workerd.test.ts'],
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

import { defineConfig } from 'vitest/config'

// An engine of its own takes a test file some seconds to open, and minutes once on a busy machine with a cold cache.
const HOOK_MS = 300_000
const TEST_MS = 60_000

const files = { root: import.meta.dirname, environment: 'node', testTimeout: TEST_MS, hookTimeout: HOOK_MS } as const

/** `unit` is all but the browser: pure code, SQL, the API. `e2e` drives a browser, one file after the other. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { ...files, name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'] } },
      { test: { ...files, name: 'e2e', include: ['test/e2e/**/*.test.ts'], fileParallelism: false } },
    ],
  },
})

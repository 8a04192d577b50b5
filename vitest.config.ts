import { defineConfig } from 'vitest/config'

// A database takes a test file some seconds to open: more on a busy machine, and half a minute where its template must
// be made first.
const HOOK_MS = 300_000
const TEST_MS = 120_000
/** Each may hold an engine of 0.6–0.9 GB, and computes. */
const WORKERS = 2

const common = {
  environment: 'node',
  testTimeout: TEST_MS,
  hookTimeout: HOOK_MS,
  setupFiles: 'test/support/keys.ts',
} as const

/** What asks no database, or always the embedded engine: on a native server it would tell nothing new. */
const WITHOUT_DATABASE = [
  'test/{rules,client,docs,fixtures,bench}/**',
  'test/http/{admission,csv,log-line,loop-lag,networks,rate-limit,request-class,throttle}.test.ts',
  'test/intake/{bad-geometry,class-map,geometry-guard,geometry-refused,geometry-taken,read-*,strict-json,values,write}.test.ts',
  'test/accounts/{lockout,password-policy}.test.ts',
  'test/audit/{canonical-json,format,door}.test.ts',
  'test/backup/{cipher,tar}.test.ts',
  'test/cli/{check,personal,reset-account}.test.ts',
  'test/api/take-over.test.ts',
  'test/kernel/{box-tree,overlap,rings,sweep}.test.ts',
  'test/db/{deadline,killed,lock}.test.ts',
  'test/sign-in/totp.test.ts',
  'test/{passwords,supply-chain}.test.ts',
]
/** Compares a platform with `tuban check`, which is always on the embedded engine: on PostgreSQL both are there. */
const WITH_BOTH = ['test/cli/andorra.test.ts']
/** What asks the database in plain SQL: in the gate, which runs on both, PostgreSQL alone is asked. */
const IN_PLAIN_SQL = [
  'test/{accounts,sign-in,personal}/**',
  'test/api/{approvals,audit,declared-events,exports,notifications,transfers,uploads}.test.ts',
]
const isGate = process.env['GATE'] === '1'
const isNative = Boolean(process.env['DATABASE_URL'])

/** `unit` is all but the browser: pure code, SQL, the API. `e2e` drives a browser. */
export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/e2e/**',
            ...(isNative ? WITHOUT_DATABASE : isGate ? [...WITH_BOTH, ...IN_PLAIN_SQL] : []),
          ],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // The embedded engine computes in a thread of its own: with a browser beside it two cores are full.
          fileParallelism: isNative,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})

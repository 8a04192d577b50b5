import pg from 'pg'
import packageJson from '../package.json' with { type: 'json' }
import { LONGEST } from '../server/access/session-limits.ts'
import { createApp } from '../server/app.ts'
import { databaseOn } from '../server/db/pool.ts'
import { Admission } from '../server/http/admission.ts'
import { createLog } from '../server/http/log.ts'
import { RATES } from '../server/http/rate-limit.ts'
import { apiRoutes } from '../server/http/route-list.ts'

// `npm run routes [-- --json]`: what the router serves below /api, asked of the router and not of the contract.

const NO_LIMIT = Number.MAX_SAFE_INTEGER

// Nothing is asked of it: a pool connects when it is first used.
const db = databaseOn(new pg.Pool(), {
  kind: 'native',
  maintain: () => Promise.resolve(),
  close: () => Promise.resolve(),
})
const app = createApp({
  db,
  log: createLog({ logLevel: 'silent' }),
  about: { version: packageJson.version, authMode: 'local', demoAccounts: [] },
  session: {
    times: LONGEST,
    factorPosts: [],
    isLoopback: true,
    authMode: 'local',
    provider: null,
    passwordProfile: 'mlps3',
    attemptsPerMinute: NO_LIMIT,
  },
  twoPerson: { layers: true, exportRows: 2_000 },
  uploadFolder: '.',
  evidence: { folder: '.', reserveShare: 0 },
  clientFolder: '.',
  health: { isStopping: false, readiness: () => Promise.resolve({ faults: [], degraded: [] }) },
  rates: RATES,
  admission: new Admission({ lagMs: () => 0 }),
  audit: { anchorFile: '', lagMs: () => 0 },
  wakeJobs: () => undefined,
})

const routes = apiRoutes(app).toSorted()
const asOperation = (route: string) => {
  const [method, path] = route.split(' ') as [string, string]
  return { method, path: path.replaceAll(/:(\w+)/g, '{$1}'), operationId: route }
}
process.stdout.write(
  process.argv.includes('--json')
    ? `${JSON.stringify(routes.map(asOperation), null, 2)}\n`
    : `${routes.join('\n')}\n`,
)

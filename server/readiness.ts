import { statfs } from 'node:fs/promises'
import type { Logger } from 'pino'
import type { Database } from './db/database.ts'
import { migrationNames } from './db/migrate.ts'
import { databaseHealth } from './queries/health.ts'

/** A probe that takes longer is a failed one. */
const PROBE_MS = 2_000
/** However often somebody asks. */
const CACHED_MS = 1_000
/** Of the disk that uploads and seals go to. */
const LEAST_FREE = 0.05
/** What lies so far behind needs somebody, but requests are served. */
const LAG_S = 60
const SKEW_MS = 5_000

export interface Readiness {
  /** Why requests should go elsewhere. */
  faults: string[]
  /** What somebody should look at; requests are served. */
  degraded: string[]
}

export interface ReadinessOptions {
  db: Database
  dataDir: string
  log: Logger
  /** More that may lie behind, each by its name: answers by how many seconds. */
  lags?: Readonly<Record<string, () => Promise<number>>>
}

/** Tells whether the server can serve; what is wrong stands in the log, once. */
export function readinessOf({ db, dataDir, log, lags = {} }: ReadinessOptions): () => Promise<Readiness> {
  let known: { until: number; readiness: Promise<Readiness> } | null = null
  let told = ''

  const look = async (): Promise<Readiness> => {
    const readiness: Readiness = { faults: [], degraded: [] }
    const { faults, degraded } = readiness
    const [database, freeShare, ...seconds] = await Promise.all([
      inTime(databaseHealth(db)),
      inTime(freeShareOf(dataDir)),
      ...Object.values(lags).map((lag) => inTime(lag())),
    ])
    if (database === null || !(database.area > 0)) faults.push('database')
    else {
      const names = await migrationNames()
      if (names.join() !== database.migrations.join()) faults.push('schema')
      if (Math.abs(database.clockMs - Date.now()) > SKEW_MS + PROBE_MS) degraded.push('clock')
      if (database.sealerLagS > LAG_S) degraded.push('sealer')
    }
    if (freeShare === null || freeShare < LEAST_FREE) faults.push('disk')
    Object.keys(lags).forEach((name, at) => {
      if ((seconds[at] ?? Infinity) > LAG_S) degraded.push(name)
    })
    tell(readiness)
    return readiness
  }

  const tell = (readiness: Readiness) => {
    const { faults, degraded } = readiness
    const now = [...faults, ...degraded].join()
    if (now === told) return
    told = now
    if (faults.length > 0) log.error(readiness, 'not ready')
    else if (degraded.length > 0) log.warn(readiness, 'ready, but degraded')
    else log.info('ready again')
  }

  return () => {
    if (known === null || known.until < Date.now())
      known = { until: Date.now() + CACHED_MS, readiness: look() }
    return known.readiness
  }
}

async function freeShareOf(folder: string): Promise<number> {
  const { bavail, blocks } = await statfs(folder)
  return bavail / blocks
}

/** Null where it fails, or takes too long. */
function inTime<T>(work: Promise<T>): Promise<T | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PROBE_MS).unref())
  return Promise.race([work.catch(() => null), late])
}

import { addMonths } from './audit/months.ts'
import type { Config } from './config.ts'
import { serviceDatabase } from './db/acting.ts'
import type { Database } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { openDatabase } from './db/open.ts'
import { carryOver } from './personal/carry-over.ts'
import { installKernel } from './kernel/kernel.ts'
import { openKeys, requireKeysOf } from './keys/installed.ts'

/** Nothing that a person waits for takes longer. */
const REQUEST_STATEMENT_MS = 5_000
/** Steps that may take longer say so themselves: repair, cutting, a chunk of an overlay. */
const JOB_STATEMENT_MS = 30_000
/** Fifteen in all: a server that takes a hundred connections serves several of us. */
const CONNECTIONS = { interactive: 8, tiles: 3, jobs: 3, admin: 1 } as const

/** The database by what asks it; on the embedded engine, which has one session, all are the same. */
export interface Databases {
  /** For requests that a person waits for. */
  db: Database
  /** For the map's tiles, of which there are many. */
  tilesDb: Database
  jobsDb: Database
  /** For health, seals and accounts: there is a way in when everything else is taken. */
  adminDb: Database
}

/** Opens a pool for each, so that none can take the connections of the others. */
export async function openDatabases(
  config: Config,
  say?: (line: string) => void,
): Promise<Databases & { close(): Promise<void> }> {
  const { databaseUrl: url, dataDir, cacheDir } = config
  const options = { url, dataDir, cacheDir, ...(say && { onProgress: say }) }
  const jobsDb = await openDatabase({
    ...options,
    statementTimeoutMs: JOB_STATEMENT_MS,
    poolSize: CONNECTIONS.jobs,
  })
  if (jobsDb.kind === 'embedded')
    return { db: jobsDb, tilesDb: jobsDb, jobsDb, adminDb: jobsDb, close: () => jobsDb.close() }
  const open = [jobsDb]
  const close = async () => {
    await Promise.all(open.map((one) => one.close()))
  }
  const pool = async (poolSize: number) => {
    const statementTimeoutMs = REQUEST_STATEMENT_MS
    const one = await openDatabase({ ...options, statementTimeoutMs, poolSize, servesRequests: true })
    open.push(one)
    return one
  }
  try {
    const db = await pool(CONNECTIONS.interactive)
    const tilesDb = await pool(CONNECTIONS.tiles)
    return { db, tilesDb, jobsDb, adminDb: await pool(CONNECTIONS.admin), close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Opens the keys and the kernel, brings schema and data up to date where that is this program's to do, and sees that keys and data belong together.
 * Answers the migrations run.
 */
export async function prepareDatabase(
  db: Database,
  config: Config,
  { migrates = true } = {},
): Promise<string[]> {
  await openKeys(config)
  installKernel(config)
  const applied = migrates ? await migrate(db) : []
  await addMonths(db)
  const service = serviceDatabase(db)
  await requireKeysOf(service)
  if (migrates) await carryOver(service)
  return applied
}

import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { openDatabase } from './db/open.ts'
import { openKeys, requireKeysOf } from './keys/installed.ts'

/** Requests: nothing that a person waits for takes longer. */
const REQUEST_STATEMENT_MS = 20_000
/** Jobs: one chunk of an overlay, or the pieces of a large layer. */
const JOB_STATEMENT_MS = 600_000

export interface Databases {
  db: Database
  jobsDb: Database
  close(): Promise<void>
}

/** The database twice, so that jobs may run long and never take the connections of requests; the embedded engine is one. */
export async function openDatabases(config: Config, say?: (line: string) => void): Promise<Databases> {
  const { databaseUrl: url, dataDir, cacheDir } = config
  const options = { url, dataDir, cacheDir, ...(say && { onProgress: say }) }
  const jobsDb = await openDatabase({ ...options, statementTimeoutMs: JOB_STATEMENT_MS })
  if (jobsDb.kind === 'embedded') return { db: jobsDb, jobsDb, close: () => jobsDb.close() }
  const db = await openDatabase({ ...options, statementTimeoutMs: REQUEST_STATEMENT_MS })
  return {
    db,
    jobsDb,
    async close() {
      await db.close()
      await jobsDb.close()
    },
  }
}

/**
 * Opens the keys, brings the schema up to date where that is this program's to do, and sees that both belong together.
 * Answers the migrations run.
 */
export async function prepareDatabase(
  db: Database,
  config: Config,
  { migrates = true } = {},
): Promise<string[]> {
  await openKeys(config)
  const applied = migrates ? await migrate(db) : []
  await requireKeysOf(db)
  return applied
}

/** Runs `stop` at the first SIGTERM or SIGINT and ends the process; the second ends it at once. */
export function onStopSignal(stop: () => Promise<void>): void {
  let isStopping = false
  const heard = () => {
    if (isStopping) process.exit(1)
    isStopping = true
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', heard)
  process.on('SIGINT', heard)
}

import { prepareDatabase } from '../boot.ts'
import { readConfig } from '../config.ts'
import type { Database } from '../db/database.ts'
import { openDatabase } from '../db/open.ts'
import type { Terminal } from './terminal.ts'

/** One chunk of an import, or the pieces of a large feature. */
const STATEMENT_MS = 600_000

/**
 * Works on the installation that the environment names: DATABASE_URL, or the data folder, which a running server keeps to
 * itself. The schema is brought up to date first.
 */
export async function withInstalledDatabase<T>(
  terminal: Terminal,
  work: (db: Database, migrated: readonly string[]) => Promise<T>,
): Promise<T> {
  return withUnmigratedDatabase(terminal, async (db) =>
    work(db, await prepareDatabase(db, readConfig(process.env))),
  )
}

/** The same, with the schema as it is. */
export async function withUnmigratedDatabase<T>(
  terminal: Terminal,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const { databaseUrl: url, dataDir, cacheDir } = readConfig(process.env)
  const db = await openDatabase({
    url,
    dataDir,
    cacheDir,
    statementTimeoutMs: STATEMENT_MS,
    onProgress: (line) => terminal.say(line),
  })
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

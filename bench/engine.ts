import type { District } from '../fixtures/district/district.ts'
import type { Database } from '../server/db/database.ts'
import { migrate } from '../server/db/migrate.ts'
import { loadDistrict } from '../server/demo-district.ts'
import { embeddedDatabase, freshDatabase, NATIVE_URL } from '../test/support/database.ts'

/** A database with the district in it. */
export interface Engine {
  db: Database
  district: District
  reportIds: string[]
}

/** The embedded engine, and the native server where DATABASE_URL names one: each with a database of its own. */
export async function openEngines(district: District, say: (line: string) => void): Promise<Engine[]> {
  const engines: Engine[] = []
  try {
    for (const db of await openDatabases()) {
      const engine: Engine = { db, district, reportIds: [] }
      engines.push(engine)
      engine.reportIds = await loadDistrict(db, district)
      say(`${db.kind}: ${engine.reportIds.length} reports and every layer are in`)
    }
    return engines
  } catch (error) {
    await Promise.all(engines.map(({ db }) => db.close()))
    throw error
  }
}

/** Rounds may take as long as they like. */
const NO_LIMIT = { statementTimeoutMs: 0 } as const

async function openDatabases(): Promise<Database[]> {
  const native = NATIVE_URL ? [await freshDatabase(NO_LIMIT)] : []
  const embedded = await embeddedDatabase(NO_LIMIT)
  await migrate(embedded)
  return [...native, embedded]
}

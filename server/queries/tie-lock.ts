import type { Db } from '../db/database.ts'

/**
 * Whoever changes what is kept of several reports at once does it alone in the district, until the transaction ends: of two
 * imports at once the second sees what the first brought. Taken after the reports of the transaction, and last.
 */
export const lockTies = (tx: Db, district: string) =>
  tx.query(`select pg_advisory_xact_lock(hashtextextended('ties/' || $1, 0))`, [district])

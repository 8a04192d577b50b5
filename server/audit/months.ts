import { hash } from 'node:crypto'
import type { Database, Db } from '../db/database.ts'
import { checkpointsOf, type Checkpoint } from './bundle.ts'
import { canonicalJson } from './canonical-json.ts'
import { AUDIT_STREAM, localActor, record } from './record.ts'

/** A month of places is deleted as long as it takes. */
const NO_LIMIT = 0

/** Makes the partitions of this month and the next three, where they are missing: without one no event can be written. */
export async function addMonths(db: Db): Promise<void> {
  await db.query(`select audit.add_months(now(), now() + interval '3 months')`)
}

/**
 * Lets go of the months that are older than so many years, and tells so in the trail with the hash of the checkpoints that
 * it now begins at; answers how many events that were. What is not sealed yet is kept.
 */
export function letGo(db: Database, years: number): Promise<number> {
  const work = async (tx: Db) => {
    const { rows } = await tx.query<{ before: string; some: boolean }>(
      `select before::text, exists (select from audit.place where at < before) as some
         from (select date_trunc('month', now() - $1 * interval '1 year', 'UTC') as before) b`,
      [years],
    )
    const { before, some } = rows[0]!
    if (!some) return 0
    const { rows: gone } = await tx.query<{ events: number }>(
      'select audit.let_go($1::timestamptz)::float8 as events',
      [before],
    )
    const { events } = gone[0]!
    const checkpoints = await checkpointsOf(tx)
    await record(tx, {
      stream: AUDIT_STREAM,
      by: localActor('tuban'),
      action: 'audit.let-go',
      object: null,
      detail: { before, events, streams: checkpoints.length, checkpoints: checkpointsHash(checkpoints) },
    })
    return events
  }
  return db.transaction(work, { statementTimeoutMs: NO_LIMIT })
}

const checkpointsHash = (rows: readonly Checkpoint[]): string =>
  hash('sha256', rows.map((row) => `${canonicalJson(row)}\n`).join(''))

import type { Logger } from 'pino'
import { localActor, recordAll, type AuditEvent } from '../audit/record.ts'
import type { Database, Db } from '../db/database.ts'
import { closeOverdueApprovals } from '../queries/approvals.ts'
import { repeat, type Repeating } from '../repeat.ts'

const EVERY_MS = 60_000

/** Closes what nobody decided in time, each with its event; answers how many. */
export async function expireOverdue(tx: Db): Promise<number> {
  const overdue = await closeOverdueApprovals(tx)
  await recordAll(
    tx,
    overdue.map(({ approvalId, kind, object, stream }): AuditEvent => ({
      stream,
      by: localActor('系统'),
      action: 'approval.expire',
      object,
      detail: { approval: approvalId, kind },
    })),
  )
  return overdue.length
}

/** Looks each minute. What is overdue counts as expired before that; this writes it down. */
export const startExpiry = (db: Database, log: Logger): Repeating =>
  repeat(async () => void (await db.transaction(expireOverdue)), {
    log,
    failure: 'approvals: overdue ones could not be closed',
    firstMs: EVERY_MS,
    pauseMs: EVERY_MS,
  })

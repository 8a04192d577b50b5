import type { Person } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { holdReport, type HeldReport } from '../queries/decisions.ts'
import { recordAll, reportStream, type Actor, type AuditAction, type AuditEvent } from './record.ts'

export interface ReportChange {
  person: Person
  by: Actor
  district: string
  /** The report as it was held before. */
  before: HeldReport
  action: AuditAction
  reason?: string
  detail?: object
}

/** Records what was done to a report that the transaction holds, with what it was and what it is now. */
export const recordReportChange = (tx: Db, change: ReportChange): Promise<void> =>
  recordReportChanges(tx, [change])

/** The same of an act that changed several. */
export async function recordReportChanges(tx: Db, changes: readonly ReportChange[]): Promise<void> {
  const events: AuditEvent[] = []
  for (const { person, by, district, before, action, reason, detail } of changes) {
    const { reportId } = before
    const after = await holdReport(tx, person, district, reportId)
    const stream = reportStream(district, reportId)
    events.push({
      stream,
      by,
      action,
      object: stream,
      reason: reason || null,
      before,
      ...(after && { after }),
      detail: { ...detail, version: after?.version },
    })
  }
  await recordAll(tx, events)
}

import type { Person } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { holdReport, type HeldReport } from '../queries/decisions.ts'
import { record, reportStream, type Actor, type AuditAction } from './record.ts'

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
export async function recordReportChange(tx: Db, change: ReportChange): Promise<void> {
  const { person, by, district, before, action, reason = null, detail } = change
  const { reportId } = before
  const after = await holdReport(tx, person, district, reportId)
  const stream = reportStream(district, reportId)
  await record(tx, {
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

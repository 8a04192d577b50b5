import type { ReportPage } from '../domain/api.ts'
import { Problem } from '../domain/problem.ts'
import type { Database, Db } from './db/database.ts'
import { assignmentsOf } from './queries/assignments.ts'
import { decisionsOf } from './queries/decisions.ts'
import { readEvaluation } from './queries/evaluations.ts'
import { placeNames } from './queries/places.ts'
import type { Viewer } from './queries/report-predicate.ts'
import { reportDetail } from './queries/report-detail.ts'

/** Everything about one report, on one snapshot. */
export const readReportPage = (
  db: Database,
  viewer: Viewer,
  district: string,
  reportId: string,
): Promise<ReportPage> =>
  db.transaction((tx) => reportPage(tx, viewer, district, reportId), { readOnly: true })

/** The same within a transaction, which holds the report or a snapshot. What the person does not see does not exist. */
export async function reportPage(
  tx: Db,
  viewer: Viewer,
  district: string,
  reportId: string,
): Promise<ReportPage> {
  const townships = await placeNames(tx, district, 'townships')
  const villages = await placeNames(tx, district, 'villages')
  const detail = await reportDetail(tx, viewer, district, reportId, { townships, villages })
  if (!detail) throw noSuchReport(reportId)
  return {
    ...detail,
    evaluation: await readEvaluation(tx, district, reportId),
    decisions: await decisionsOf(tx, district, reportId),
    assignments: await assignmentsOf(tx, district, reportId, townships),
  }
}

export const noSuchReport = (reportId: string) =>
  new Problem('not-found', `There is no report ${reportId} that you may see.`)

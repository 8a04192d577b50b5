import type { Response } from 'express'
import type { ReportPage } from '../domain/api.ts'
import type { Label } from '../domain/label.ts'
import { Problem } from '../domain/problem.ts'
import type { Database, Db } from './db/database.ts'
import { setVersionTag } from './http/version-tag.ts'
import { assignmentsOf } from './queries/assignments.ts'
import { checksOf, knownBefore } from './queries/checks.ts'
import { decisionsOf } from './queries/decisions.ts'
import { readEvaluation } from './queries/evaluations.ts'
import { overridesOf } from './queries/overrides.ts'
import { raisedFindings } from './queries/raised-findings.ts'
import { handedOverAt } from './queries/report-visible.ts'
import { placeNames } from './queries/places.ts'
import type { Viewer } from './queries/report-predicate.ts'
import { detailOf, reportDetail } from './queries/report-detail.ts'
import { sharesOfReport } from './queries/shares.ts'
import { upTo } from './report-page-up-to.ts'

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
  clearance: Label = viewer === 'reporter' ? 'public' : viewer.clearance,
): Promise<ReportPage> {
  // What does not wait for another's answer is asked together: one round trip.
  const [townships, villages, row, until] = await Promise.all([
    placeNames(tx, district, 'townships'),
    placeNames(tx, district, 'villages'),
    reportDetail(tx, viewer, district, reportId),
    viewer === 'reporter' ? null : handedOverAt(tx, viewer, district, reportId),
  ])
  if (!row) throw noSuchReport(reportId)
  const [shares, evaluation, raised, checks, decisions, overrides, assignments] = await Promise.all([
    sharesOfReport(tx, district, reportId, townships),
    readEvaluation(tx, district, reportId, { clearance, until }),
    raisedFindings(tx, viewer, district, reportId, until),
    checksOf(tx, district, reportId),
    decisionsOf(tx, district, reportId),
    overridesOf(tx, district, reportId),
    assignmentsOf(tx, district, reportId, townships),
  ])
  const page = {
    ...detailOf(row, { townships, villages }),
    shares,
    evaluation,
    raised,
    checks,
    decisions,
    overrides,
    assignments,
  }
  if (until === null) return page
  return upTo(until, await knownBefore(tx, district, reportId, until), page)
}

/** The page as an answer to what was done to the report, with its new ETag. */
export async function answeredPage(
  tx: Db,
  viewer: Viewer,
  { district, reportId }: { district: string; reportId: string },
  res: Response,
): Promise<ReportPage> {
  const page = await reportPage(tx, viewer, district, reportId)
  setVersionTag(res, page.report)
  return page
}

export const noSuchReport = (reportId: string) =>
  new Problem('not-found', `There is no report ${reportId} that you may see.`)

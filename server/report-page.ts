import type { Response } from 'express'
import type { ReportPage } from '../domain/api.ts'
import type { Label } from '../domain/label.ts'
import { Problem } from '../domain/problem.ts'
import { SEVERITIES, type Severity } from '../domain/rule.ts'
import type { Day } from '../domain/units.ts'
import type { Database, Db } from './db/database.ts'
import { setVersionTag } from './http/version-tag.ts'
import { assignmentsOf } from './queries/assignments.ts'
import { checksOf, knownBefore, type Found } from './queries/checks.ts'
import { decisionsOf } from './queries/decisions.ts'
import { readEvaluation } from './queries/evaluations.ts'
import { raisedFindings } from './queries/raised-findings.ts'
import { handedOverAt } from './queries/report-visible.ts'
import { placeNames } from './queries/places.ts'
import type { Viewer } from './queries/report-predicate.ts'
import { detailOf, reportDetail } from './queries/report-detail.ts'
import { sharesOfReport } from './queries/shares.ts'

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
  const [shares, evaluation, raised, checks, decisions, assignments] = await Promise.all([
    sharesOfReport(tx, district, reportId, townships),
    readEvaluation(tx, district, reportId, { clearance, until }),
    raisedFindings(tx, viewer, district, reportId, until),
    checksOf(tx, district, reportId),
    decisionsOf(tx, district, reportId),
    assignmentsOf(tx, district, reportId, townships),
  ])
  const page = {
    ...detailOf(row, { townships, villages }),
    shares,
    evaluation,
    raised,
    checks,
    decisions,
    assignments,
  }
  if (until === null) return page
  return upTo(until, await knownBefore(tx, district, reportId, until), page)
}

/** The page as it was when the report was taken back: nothing of what came after, not even that something did. */
function upTo(until: string, known: Found, page: ReportPage): ReportPage {
  const decisions = page.decisions
    .filter(({ decidedAt }) => decidedAt <= until)
    .map((one) =>
      one.undoneAt !== null && one.undoneAt > until ? { ...one, undoneBy: null, undoneAt: null } : one,
    )
  const decision = decisions.find(({ undoneAt }) => undoneAt === null)?.decision ?? null
  const findings = page.evaluation?.results.filter(({ kind }) => kind === 'finding') ?? []
  const { type = page.report.type, actOn = page.actOn, ...attributes } = known as KnownThen
  return {
    ...page,
    attributes: { ...page.attributes, ...attributes },
    actOn,
    judgedOn: actOn ?? page.imageAfter ?? page.report.reportedOn,
    checks: page.checks.filter(({ checkedAt }) => checkedAt <= until),
    decisions,
    assignments: page.assignments.filter(({ assignedAt }) => assignedAt <= until),
    report: {
      ...page.report,
      type,
      state: decision === null ? 'reported' : 'decided',
      decision,
      verdict: page.evaluation?.verdict ?? null,
      severity: gravest(findings.map(({ severity }) => severity)),
      rules: [...new Set(findings.map(({ ruleId }) => ruleId))],
      assignedTo: null,
      dueOn: null,
      acknowledgedAt: null,
      // Numbers of later versions would tell of acts.
      version: 0,
    },
  }
}

type KnownThen = Found & { type?: string | null; actOn?: Day | null }

const gravest = (severities: readonly (Severity | null)[]): Severity | null =>
  SEVERITIES.find((one) => severities.includes(one)) ?? null

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

import type { Router } from 'express'
import type { Person } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { recordReportChange } from '../audit/report-change.ts'
import { mayBeDecided, needsReason } from '../access/decide.ts'
import type { Database, Db } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { seenVersion, setVersionTag } from '../http/version-tag.ts'
import { addDecision, decisionsOf, holdReport, undoDecision, type HeldReport } from '../queries/decisions.ts'
import { noSuchReport, readReportPage } from '../report-page.ts'

export function decisionRoutes(router: Router, db: Database): void {
  handle(
    router,
    'POST /reports/:district/:reportId/decisions',
    async ({ params, body, person, req, res }) => {
      const { district, reportId } = params
      const { decision, reason } = body
      if (needsReason(decision) && reason === '')
        throw new Problem('invalid-request', `The decision “${decision}” needs a reason.`, {
          errors: [{ pointer: '/reason', detail: 'at least one character' }],
        })
      const seen = seenVersion(req, reportId)
      await db.transaction(async (tx) => {
        const before = await holdAsSeen(tx, person, district, reportId, seen)
        await addDecision(tx, district, reportId, { decision, reason, by: person })
        const by = actorOf(req)
        const detail = { decision }
        await recordReportChange(tx, {
          person,
          by,
          district,
          before,
          action: 'report.decide',
          reason,
          detail,
        })
      })
      const page = await readReportPage(db, person, district, reportId)
      setVersionTag(res, page.report)
      return page
    },
  )

  handle(router, 'POST /reports/:district/:reportId/decisions/undo', async ({ params, person, req, res }) => {
    const { district, reportId } = params
    const seen = seenVersion(req, reportId)
    await db.transaction(async (tx) => {
      const before = await holdAsSeen(tx, person, district, reportId, seen)
      if (!(await undoDecision(tx, district, reportId, person.personId)))
        throw new Problem('conflict', 'There is no decision to take back.')
      const by = actorOf(req)
      const detail = { undone: before.decision }
      await recordReportChange(tx, { person, by, district, before, action: 'report.undo-decision', detail })
    })
    const page = await readReportPage(db, person, district, reportId)
    setVersionTag(res, page.report)
    return page
  })
}

/** Locks the report as it was seen; of two people who decide the same patch, the second learns who was first. */
async function holdAsSeen(
  tx: Db,
  person: Person,
  district: string,
  reportId: string,
  seen: number,
): Promise<HeldReport> {
  const report = await holdReport(tx, person, district, reportId)
  if (!report) throw noSuchReport(reportId)
  if (report.version !== seen) throw await whoWasQuicker(tx, district, report)
  if (!mayBeDecided(report.state))
    throw new Problem('conflict', 'The report is with a township: withdraw the assignment first.')
  return report
}

async function whoWasQuicker(tx: Db, district: string, report: HeldReport): Promise<Problem> {
  const [latest] = (await decisionsOf(tx, district, report.reportId)).filter((one) => one.undoneAt === null)
  const detail = latest
    ? `${latest.decidedBy} decided “${latest.decision}” at ${latest.decidedAt}; look again before you decide.`
    : 'The report was changed after you saw it; look again before you decide.'
  return new Problem('precondition-failed', detail, {
    current: {
      version: report.version,
      state: report.state,
      decision: report.decision,
      decidedBy: latest?.decidedBy ?? null,
      decidedAt: latest?.decidedAt ?? null,
    },
  })
}

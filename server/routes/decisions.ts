import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { recordReportChange } from '../audit/report-change.ts'
import { regroupReport } from '../groups/settle-groups.ts'
import { isNoAct, mayBeDecided, needsReason } from '../access/decide.ts'
import type { Database, Db } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { publishReportEvents } from '../outbox/report-events.ts'
import { addDecision, undoDecision, type HeldReport } from '../queries/decisions.ts'
import { answeredPage } from '../report-page.ts'
import { holdAsSeen, type SeenReport } from '../seen-report.ts'

export function decisionRoutes(router: Router, db: Database): void {
  handle(
    router,
    'POST /reports/:district/:reportId/decisions',
    ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId } = params
      const { decision, reason } = body
      if (needsReason(decision) && reason === '')
        throw new Problem('invalid-request', `The decision “${decision}” needs a reason.`, {
          errors: [{ pointer: '/reason', detail: 'at least one character' }],
        })
      return write(db, async (tx) => {
        const before = await holdToDecide(tx, {
          person,
          district,
          reportId,
          seen,
          res,
          operation: 'report.decide',
        })
        await addDecision(tx, district, reportId, { decision, reason, by: person })
        if (isNoAct(decision) !== isNoAct(before.decision)) await regroupReport(tx, district, reportId)
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
        return answeredPage(tx, person, params, res)
      })
    },
  )

  handle(
    router,
    'POST /reports/:district/:reportId/decisions/undo',
    ({ params, person, seen, write, req, res }) => {
      const { district, reportId } = params
      return write(db, async (tx) => {
        const before = await holdToDecide(tx, {
          person,
          district,
          reportId,
          seen,
          res,
          operation: 'report.undo-decision',
        })
        const undone = await undoDecision(tx, district, reportId, person.personId)
        if (!undone) throw new Problem('conflict', 'There is no decision to take back.')
        await regroupReport(tx, district, reportId)
        const by = actorOf(req)
        const detail = { undone: before.decision }
        await recordReportChange(tx, { person, by, district, before, action: 'report.undo-decision', detail })
        const decider = undone.decidedBy
        // Nobody needs to be told of what he did himself.
        if (decider !== (person.actsFor ?? person).personId)
          await publishReportEvents(tx, 'report.undo-decision', [
            { district, reportId, personId: decider, detail: { by: person.nameZh } },
          ])
        return answeredPage(tx, person, params, res)
      })
    },
  )
}

async function holdToDecide(tx: Db, report: SeenReport): Promise<HeldReport> {
  const held = await holdAsSeen(tx, report)
  if (!mayBeDecided(held.state))
    throw new Problem('conflict', 'The report is with a township: withdraw the assignment first.')
  return held
}

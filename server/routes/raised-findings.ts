import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { recordReportChange } from '../audit/report-change.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { countChange } from '../queries/changes.ts'
import { raisedFindings } from '../queries/raised-findings.ts'
import { raiseFinding, unknownEvidence, withdrawFinding } from '../queries/raised-findings-write.ts'
import { answeredPage } from '../report-page.ts'
import { RULES } from '../rules/index.ts'
import { holdAsSeen } from '../seen-report.ts'

/** Whose findings are about officials: who is under inquiry may be a user of this system. */
const COMPARTMENT = 'SV'

/** 手工提出线索: what papers show, raised by an officer with the rule's checklist, and withdrawn with a reason. */
export function raisedFindingRoutes(router: Router, db: Database): void {
  handle(
    router,
    'POST /reports/:district/:reportId/findings',
    ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId } = params
      const { ruleId, checked, note, evidenceIds } = body
      const rule = RULES.findLast(({ id }) => id === ruleId)
      if (!rule?.byHand) throw fault('/ruleId', `${ruleId} is no rule that is raised by hand.`)
      const { severity, checklist } = rule.byHand
      const strange = checked.find((one) => !checklist.includes(one))
      if (strange) throw fault('/checked', `${strange} is not on the checklist of ${ruleId}.`)
      return write(db, async (tx) => {
        const before = await holdAsSeen(tx, {
          person,
          district,
          reportId,
          seen,
          res,
          operation: 'finding.raise',
        })
        const [unknown] = await unknownEvidence(tx, district, reportId, evidenceIds)
        if (unknown) throw fault('/evidenceIds', `The report has no evidence ${unknown}, or it was voided.`)
        const raisedId = await raiseFinding(tx, person, district, reportId, {
          ruleId,
          severity,
          statute: rule.statute,
          lead: rule.lead,
          checklist,
          checked: [...new Set(checked)],
          note,
          evidenceIds,
          isConfidential: rule.lead === COMPARTMENT,
        })
        if (!raisedId) throw new Problem('conflict', `You have raised ${ruleId} on this report already.`)
        await countChange(tx, district, [reportId])
        await recordReportChange(tx, {
          person,
          by: actorOf(req),
          district,
          before,
          action: 'finding.raise',
          reason: note,
          detail: { raisedId, ruleId, checked, evidenceIds },
        })
        return answeredPage(tx, person, params, res)
      })
    },
  )

  handle(
    router,
    'POST /reports/:district/:reportId/findings/:raisedId/withdraw',
    ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId, raisedId } = params
      const { reason } = body
      return write(db, async (tx) => {
        const before = await holdAsSeen(tx, {
          person,
          district,
          reportId,
          seen,
          res,
          operation: 'finding.raise',
        })
        const all = await raisedFindings(tx, person, district, reportId, null)
        const raised = all.find((one) => one.raisedId === raisedId)
        if (!raised) throw new Problem('not-found', 'There is no such finding on this report.')
        if (!raised.isMine)
          throw new Problem('forbidden', 'Whoever raised a finding withdraws it, or an analyst.')
        if (!(await withdrawFinding(tx, person, raisedId, reason)))
          throw new Problem('conflict', 'The finding was withdrawn before.')
        await countChange(tx, district, [reportId])
        await recordReportChange(tx, {
          person,
          by: actorOf(req),
          district,
          before,
          action: 'finding.withdraw',
          reason,
          detail: { raisedId, ruleId: raised.ruleId },
        })
        return answeredPage(tx, person, params, res)
      })
    },
  )
}

const fault = (pointer: string, detail: string) =>
  new Problem('invalid-request', detail, { errors: [{ pointer, detail }] })

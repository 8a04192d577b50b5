import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { recordReportChange } from '../audit/report-change.ts'
import type { Database, Db } from '../db/database.ts'
import { evaluateChunk } from '../evaluate.ts'
import { handle } from '../http/handle.ts'
import { addCheck, type Found } from '../queries/checks.ts'
import { districtToday } from '../queries/powers.ts'
import { answeredPage } from '../report-page.ts'
import { holdAsSeen } from '../seen-report.ts'

export function checkRoutes(router: Router, db: Database): void {
  handle(
    router,
    'POST /reports/:district/:reportId/checks',
    ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId } = params
      const { found, basis, checkedOn, note } = body
      return write(db, async (tx) => {
        await refuseTomorrow(tx, { '/checkedOn': checkedOn, '/found/actOn': found.actOn })
        const before = await holdAsSeen(tx, {
          person,
          district,
          reportId,
          seen,
          res,
          operation: 'report.check',
        })
        const known = await addCheck(tx, district, reportId, { found, basis, checkedOn, note, by: person })
        await evaluateChunk(tx, district, [reportId], null)
        await recordReportChange(tx, {
          person,
          by: actorOf(req),
          district,
          before,
          action: 'report.check',
          reason: note,
          detail: { found, known, basis, checkedOn },
        })
        return answeredPage(tx, person, params, res)
      })
    },
  )
}

/** Nothing was seen, and nothing happened, that is still to come. */
async function refuseTomorrow(tx: Db, days: Readonly<Record<string, Found[keyof Found]>>): Promise<void> {
  const today = await districtToday(tx)
  const errors = Object.entries(days)
    .filter(([, day]) => typeof day === 'string' && day > today)
    .map(([pointer]) => ({ pointer, detail: `after today, ${today}` }))
  if (errors.length > 0)
    throw new Problem('invalid-request', 'A check tells of what has been, not of what is to come.', {
      errors,
    })
}

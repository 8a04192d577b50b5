import type { Router } from 'express'
import type { Person } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { recordReportChange } from '../audit/report-change.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { settleOverrides } from '../overrides/settle.ts'
import { countChange } from '../queries/changes.ts'
import { findingPlace, resultsOfEvaluation } from '../queries/findings.ts'
import { addOverride, openOverride, withdrawOverride } from '../queries/overrides.ts'
import { answeredPage } from '../report-page.ts'
import { postsConcerned } from '../rules/concerns.ts'
import { hitsOf } from '../rules/overridden.ts'
import { holdAsSeen } from '../seen-report.ts'

/** 误报: a person says of a hit that it is wrong, and why. */
export function overrideRoutes(router: Router, db: Database): void {
  handle(
    router,
    'POST /reports/:district/:reportId/overrides',
    ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId } = params
      const { findingId, category, reason } = body
      return write(db, async (tx) => {
        const operation = 'report.override'
        const before = await holdAsSeen(tx, { person, district, reportId, seen, res, operation })
        const place = await findingPlace(tx, district, findingId)
        if (place?.reportId !== reportId)
          throw new Problem('not-found', `The report has no finding ${findingId}.`)
        if (!place.isCurrent)
          throw new Problem('conflict', 'The report was judged again since: look at what is found now.')
        const { ruleId } = place.result
        requireConcern(person, ruleId)
        const { results, reportSha256 } = await resultsOfEvaluation(tx, district, place.evaluationId)
        const hits = hitsOf(results, ruleId)
        if (hits.length === 0)
          throw new Problem(
            'conflict',
            `${ruleId} does not accuse: a doubt or an information needs no override.`,
          )
        const { evaluationId } = place
        await addOverride(tx, district, reportId, {
          ruleId,
          category,
          reason,
          hits,
          reportSha256,
          evaluationId,
          by: person,
        })
        await settleOverrides(tx, district, [reportId])
        await countChange(tx, district, [reportId])
        const by = actorOf(req)
        const detail = { ruleId, category, findingId, hits }
        await recordReportChange(tx, {
          person,
          by,
          district,
          before,
          action: 'report.override',
          reason,
          detail,
        })
        return answeredPage(tx, person, params, res)
      })
    },
  )

  handle(
    router,
    'POST /reports/:district/:reportId/overrides/:overrideId/withdraw',
    ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId, overrideId } = params
      const { reason } = body
      return write(db, async (tx) => {
        const operation = 'report.override'
        const before = await holdAsSeen(tx, { person, district, reportId, seen, res, operation })
        const ruleId = await openOverride(tx, district, reportId, overrideId)
        if (ruleId === null) throw new Problem('conflict', 'The override has ended.')
        requireConcern(person, ruleId)
        await withdrawOverride(tx, overrideId, { reason, by: person })
        await settleOverrides(tx, district, [reportId])
        await countChange(tx, district, [reportId])
        const by = actorOf(req)
        const action = 'report.withdraw-override'
        const detail = { ruleId, overrideId }
        await recordReportChange(tx, { person, by, district, before, action, reason, detail })
        return answeredPage(tx, person, params, res)
      })
    },
  )
}

/** The agriculture bureau speaks of its own rules. */
function requireConcern({ role }: Person, ruleId: string): void {
  if (!postsConcerned(ruleId).includes(role))
    throw new Problem('forbidden', `The rule ${ruleId} is not your bureau’s.`)
}

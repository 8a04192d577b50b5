import type { Router } from 'express'
import type { Answer } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import type { Day } from '../../domain/units.ts'
import { actorOf } from '../audit/actor.ts'
import { recordReportChanges } from '../audit/report-change.ts'
import { asPlatform } from '../db/acting.ts'
import type { Database } from '../db/database.ts'
import { countOnce } from '../groups/settle.ts'
import { settleGroups } from '../groups/settle-groups.ts'
import { handle } from '../http/handle.ts'
import { countChange } from '../queries/changes.ts'
import { duplicatesOf } from '../queries/duplicates.ts'
import { decideLink, linkedWith } from '../queries/duplicates-write.ts'
import { groupActsOf, groupOf } from '../queries/groups.ts'
import { mayWithParties } from '../queries/parties.ts'
import { handedOverAt, isReportVisible } from '../queries/report-visible.ts'
import { reshapingsOf } from '../queries/reshaping.ts'
import { thresholdsOn } from '../queries/thresholds.ts'
import { lockTies } from '../queries/tie-lock.ts'
import { answeredPage, noSuchReport } from '../report-page.ts'
import { holdManyAsSeen } from '../seen-report.ts'

const NO_TIES: Answer<'GET /reports/:district/:reportId/ties'> = {
  duplicates: [],
  hidden: 0,
  group: null,
  reshapings: [],
  groupActs: [],
}

/** 关联图斑: what is the same, what is added up, and what a person says of it. */
export function tieRoutes(router: Router, db: Database): void {
  handle(router, 'GET /reports/:district/:reportId/ties', ({ params, person }) => {
    const { district, reportId } = params
    return db.transaction(
      async (tx) => {
        if (!(await isReportVisible(tx, person, district, reportId))) throw noSuchReport(reportId)
        // Whoever had it sees it as it was then, and what it hangs together with is of now.
        if ((await handedOverAt(tx, person, district, reportId)) !== null) return NO_TIES
        const mayKnowParties = (await mayWithParties(tx, person, district, reportId, 'party.read')) ?? false
        const inForce = async (day: Day) => (await thresholdsOn(tx, district, [day])).get(day)!
        return {
          ...(await duplicatesOf(tx, person, district, reportId)),
          group: await groupOf(tx, person, district, reportId, { mayKnowParties, thresholdsOn: inForce }),
          reshapings: await reshapingsOf(tx, person, district, reportId),
          groupActs: await groupActsOf(tx, person, district, reportId),
        }
      },
      { readOnly: true },
    )
  })

  for (const [act, state, action] of [
    ['confirm', 'confirmed', 'duplicate.confirm'],
    ['break', 'broken', 'duplicate.break'],
  ] as const)
    handle(
      router,
      `POST /reports/:district/:reportId/duplicates/:otherId/${act}`,
      ({ params, body, person, seen, write, req, res }) => {
        const { district, reportId, otherId } = params
        const { reason } = body
        return write(db, async (tx) => {
          const [before, other] = await holdManyAsSeen(
            tx,
            { person, district, reportId, seen, res, operation: 'report.arrange' },
            [otherId],
          )
          await lockTies(tx, district)
          const chain = await asPlatform(tx, () => linkedWith(tx, district, [reportId, otherId]))
          const decided = await decideLink(tx, district, [reportId, otherId], { state, reason, by: person })
          if (!decided) throw new Problem('conflict', 'The two reports are not linked as duplicates.')
          if (decided.before === state) throw new Problem('conflict', `The link was ${state} before.`)
          await asPlatform(tx, async () => settleGroups(tx, district, await countOnce(tx, district, chain)))
          await countChange(tx, district, [reportId, otherId])
          const change = { person, by: actorOf(req), district, action, reason } as const
          const was = decided.before
          await recordReportChanges(tx, [
            { ...change, before, detail: { partner: otherId, was } },
            { ...change, before: other!, detail: { partner: reportId, was } },
          ])
          return answeredPage(tx, person, params, res)
        })
      },
    )
}

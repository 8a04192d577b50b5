import type { Router } from 'express'
import type { AuditAction } from '../../domain/audit.ts'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { recordReportChanges, type ReportChange } from '../audit/report-change.ts'
import { asPlatform } from '../db/acting.ts'
import type { Database, Db } from '../db/database.ts'
import { settleGroups } from '../groups/settle-groups.ts'
import { handle } from '../http/handle.ts'
import { countChange } from '../queries/changes.ts'
import type { HeldReport } from '../queries/decisions.ts'
import {
  addGroupAct,
  emptyGroup,
  groupIdOf,
  groupMembers,
  standingGroupAct,
  undoGroupAct,
} from '../queries/groups-write.ts'
import { lockTies } from '../queries/tie-lock.ts'
import { answeredPage } from '../report-page.ts'
import { holdAsSeen, holdManyAsSeen } from '../seen-report.ts'

/** What a person does to groups: kept whatever is found anew. */
export function groupRoutes(router: Router, db: Database): void {
  handle(
    router,
    'POST /reports/:district/:reportId/group/put-in',
    ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId } = params
      const { besideId, reason } = body
      if (besideId === reportId) throw new Problem('invalid-request', 'A report cannot be put beside itself.')
      return write(db, async (tx) => {
        const [before, other] = await holdManyAsSeen(
          tx,
          { person, district, reportId, seen, res, operation: 'report.arrange' },
          [besideId],
        )
        await lockTies(tx, district)
        const groupId = await asPlatform(
          tx,
          async () => (await groupIdOf(tx, district, besideId)) ?? (await emptyGroup(tx, district)),
        )
        if ((await groupIdOf(tx, district, reportId)) === groupId)
          throw new Problem('conflict', 'The two reports are in one group already.')
        const members = await asPlatform(tx, () => groupMembers(tx, district, groupId))
        const beside = [...new Set([besideId, ...members])]
        const act = { reportId, groupId, act: 'put-in', beside, reason, by: person } as const
        if (!(await addGroupAct(tx, district, act))) throw placedByHand()
        await settled(tx, district, [reportId, besideId])
        if ((await groupIdOf(tx, district, reportId)) !== groupId)
          throw new Problem(
            'conflict',
            'They cannot be in one group: one of them was decided as no violation, counts in another report, or was taken out.',
          )
        const change = { person, by: actorOf(req), district, action: 'group.put-in', reason } as const
        await recordReportChanges(tx, [
          { ...change, before, detail: { groupId, beside } },
          { ...change, before: other!, detail: { groupId, put: reportId } },
        ])
        return answeredPage(tx, person, params, res)
      })
    },
  )

  handle(
    router,
    'POST /reports/:district/:reportId/group/take-out',
    ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId } = params
      const { reason } = body
      return write(db, async (tx) => {
        const before = await holdAsSeen(tx, {
          person,
          district,
          reportId,
          seen,
          res,
          operation: 'report.arrange',
        })
        await lockTies(tx, district)
        const groupId = await groupIdOf(tx, district, reportId)
        if (groupId === null) throw new Problem('conflict', 'The report is in no group.')
        // What was put in by hand is taken out by taking that back, unless something else holds it.
        if ((await standingGroupAct(tx, district, reportId)) !== null) throw placedByHand()
        const act = { reportId, groupId, act: 'take-out', beside: [], reason, by: person } as const
        await addGroupAct(tx, district, act)
        await settled(tx, district, [reportId])
        await recordAct(tx, { person, by: actorOf(req), district, reason }, 'group.take-out', before, {
          groupId,
        })
        return answeredPage(tx, person, params, res)
      })
    },
  )

  handle(
    router,
    'POST /reports/:district/:reportId/group/undo',
    ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId } = params
      const { reason } = body
      return write(db, async (tx) => {
        const before = await holdAsSeen(tx, {
          person,
          district,
          reportId,
          seen,
          res,
          operation: 'report.arrange',
        })
        await lockTies(tx, district)
        const undone = await undoGroupAct(tx, district, reportId, { reason, by: person })
        if (!undone) throw new Problem('conflict', 'Nobody placed the report by hand.')
        await settled(tx, district, [reportId])
        await recordAct(tx, { person, by: actorOf(req), district, reason }, 'group.undo', before, { undone })
        return answeredPage(tx, person, params, res)
      })
    },
  )
}

async function settled(tx: Db, district: string, reportIds: readonly string[]): Promise<void> {
  await asPlatform(tx, () => settleGroups(tx, district, reportIds))
  await countChange(tx, district, reportIds)
}

const recordAct = (
  tx: Db,
  change: Pick<ReportChange, 'person' | 'by' | 'district' | 'reason'>,
  action: AuditAction,
  before: HeldReport,
  detail: object,
) => recordReportChanges(tx, [{ ...change, action, before, detail }])

const placedByHand = () =>
  new Problem('conflict', 'Somebody placed the report by hand: take that back first.')

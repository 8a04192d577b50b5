import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { requireOwnDistrict } from '../access/district.ts'
import { askApproval, askerOf } from '../approvals/ask.ts'
import type { DeadlineQuestion } from '../approvals/deadline.ts'
import { actorOf } from '../audit/actor.ts'
import { recordAll, reportStream } from '../audit/record.ts'
import { recordReportChange } from '../audit/report-change.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { publishReportEvents } from '../outbox/report-events.ts'
import {
  acknowledgeAssignment,
  assignReports,
  openAssignment,
  withdrawAssignment,
} from '../queries/assignments.ts'
import { placeNames } from '../queries/places.ts'
import { answeredPage } from '../report-page.ts'
import { holdAsSeen } from '../seen-report.ts'

export function assignmentRoutes(router: Router, db: Database): void {
  handle(router, 'POST /assignments', ({ body, person, write, req }) => {
    requireOwnDistrict(person, body.district)
    const township = body.township === 'suggested' ? null : body.township
    return write(db, async (tx) => {
      if (township !== null && !(await placeNames(tx, body.district, 'townships')).has(township))
        throw new Problem('unknown-township', `There is no township ${township} in the district.`, {
          errors: [{ pointer: '/township', detail: township }],
        })
      const { assigned, refused } = await assignReports(tx, { ...body, township }, person)
      const by = actorOf(req)
      await recordAll(
        tx,
        assigned.map(({ reportId, ...handed }) => {
          const stream = reportStream(body.district, reportId)
          const detail = { ...handed, task: body.task, dueOn: body.dueOn }
          return { stream, by, action: 'report.assign', object: stream, detail }
        }),
      )
      const detail = { by: person.nameZh, dueOn: body.dueOn }
      await publishReportEvents(
        tx,
        'report.assign',
        assigned.map(({ reportId, township: to }) => ({
          district: body.district,
          reportId,
          township: to,
          detail,
        })),
      )
      return { assigned: assigned.length, refused }
    })
  })

  handle(
    router,
    'POST /reports/:district/:reportId/assignment/acknowledge',
    ({ params, person, seen, write, req, res }) => {
      const { district, reportId } = params
      return write(db, async (tx) => {
        const before = await holdAsSeen(tx, {
          person,
          district,
          reportId,
          seen,
          res,
          operation: 'report.acknowledge',
        })
        if (!(await acknowledgeAssignment(tx, district, reportId, person)))
          throw new Problem('conflict', 'The task was acknowledged before.')
        const by = actorOf(req)
        await recordReportChange(tx, { person, by, district, before, action: 'report.acknowledge' })
        await publishReportEvents(tx, 'report.acknowledge', [
          { district, reportId, detail: { by: person.nameZh } },
        ])
        return answeredPage(tx, person, params, res)
      })
    },
  )

  handle(
    router,
    'POST /reports/:district/:reportId/assignment/deadline',
    ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId } = params
      return write(db, async (tx) => {
        await holdAsSeen(tx, { person, district, reportId, seen, res, operation: 'report.deadline' })
        const open = await openAssignment(tx, district, reportId)
        if (!open) throw new Problem('conflict', 'The report is with no township.')
        if (open.dueOn === body.dueOn) throw new Problem('conflict', `It is due on ${body.dueOn} already.`)
        const { assignmentId, reportNo, dueOn: from } = open
        const payload: DeadlineQuestion = { reportId, reportNo, assignmentId, from, to: body.dueOn }
        const stream = reportStream(district, reportId)
        const question = {
          kind: 'assignment.deadline',
          object: stream,
          stream,
          payload,
          reason: body.reason,
        } as const
        return { approvalId: await askApproval(tx, question, askerOf(person), actorOf(req)) }
      })
    },
  )

  handle(
    router,
    'POST /reports/:district/:reportId/assignment/withdraw',
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
          operation: 'report.withdraw',
        })
        const taken = await withdrawAssignment(tx, district, reportId, { personId: person.personId, reason })
        if (!taken) throw new Problem('conflict', 'The report is with no township.')
        const by = actorOf(req)
        await recordReportChange(tx, { person, by, district, before, action: 'report.withdraw', reason })
        await publishReportEvents(tx, 'report.withdraw', [
          { district, reportId, township: taken.township, detail: { by: person.nameZh, reason } },
        ])
        return answeredPage(tx, person, params, res)
      })
    },
  )
}

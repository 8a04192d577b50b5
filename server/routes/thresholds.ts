import type { Router } from 'express'
import { changeFault } from '../../domain/threshold-change.ts'
import { rowInForce } from '../../domain/threshold-register.ts'
import { Problem } from '../../domain/problem.ts'
import { askApproval, askerOf } from '../approvals/ask.ts'
import { thresholdObject, type ThresholdQuestion } from '../approvals/threshold-change.ts'
import { readerOf } from '../approvals/list.ts'
import { actorOf } from '../audit/actor.ts'
import { ruleStream } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { approvalsOf } from '../queries/approvals.ts'
import { districtToday } from '../queries/powers.ts'
import { thresholdHistory, thresholdRows } from '../queries/thresholds.ts'

const OPEN = 500

/** 阈值登记: read by everybody with cases, changed by two people of whom one is of the leading office. */
export function thresholdRoutes(router: Router, db: Database): void {
  handle(router, 'GET /thresholds', async ({ person }) => {
    const today = await districtToday(db)
    const rows = await thresholdHistory(db, person.district)
    const open = await approvalsOf(db, readerOf(person), { onlyOpen: true, limit: OPEN })
    return {
      thresholds: rows.map(({ district, ...row }) => ({
        ...row,
        isOwn: district !== null,
        holds: rowInForce(rows, row.key, today)?.thresholdId === row.thresholdId,
      })),
      open: open
        .filter(({ kind }) => kind === 'threshold.change')
        .map(({ approvalId, payload, asker }) => ({
          approvalId,
          key: (payload as unknown as ThresholdQuestion).key,
          askedBy: asker.name,
        })),
      today,
    }
  })

  handle(router, 'POST /thresholds', ({ body, person, write, req }) => {
    const { reason, ...change } = body
    const fault = changeFault(change)
    if (fault)
      throw new Problem('invalid-request', `Such a row cannot be: ${fault.fault}.`, {
        errors: [{ pointer: `/${fault.field}`, detail: fault.fault }],
      })
    const { district } = person
    return write(db, async (tx) => {
      const rows = (await thresholdRows(tx, district)).filter(({ key }) => key === change.key)
      const payload: ThresholdQuestion = { ...change, newest: rows.at(-1)!.thresholdId }
      const object = thresholdObject(district, change.key)
      const question = {
        kind: 'threshold.change',
        object,
        stream: ruleStream(district),
        payload,
        reason,
      } as const
      return { approvalId: await askApproval(tx, question, askerOf(person), actorOf(req)) }
    })
  })
}

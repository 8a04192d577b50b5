import type { Router } from 'express'
import { approve, noSuchApproval, refuse, withdraw } from '../approvals/decide.ts'
import { EXECUTORS } from '../approvals/executors.ts'
import { approvalItem, readerOf } from '../approvals/list.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { versionTag } from '../http/version-tag.ts'
import { approvalById, approvalsOf } from '../queries/approvals.ts'

/** Of old ones, nobody reads more. */
const LIMIT = 500

const ACTS = {
  'POST /approvals/:approvalId/approve': approve,
  'POST /approvals/:approvalId/refuse': refuse,
  'POST /approvals/:approvalId/withdraw': withdraw,
} as const

/** Acts that wait for a second person, and the second person's answer. */
export function approvalRoutes(router: Router, db: Database): void {
  handle(router, 'GET /approvals', async ({ query, person }) => {
    const found = await approvalsOf(db, readerOf(person), { onlyOpen: query.open === 'true', limit: LIMIT })
    const approvals = found.map((approval) => approvalItem(approval, person))
    return { approvals, toDecide: approvals.filter(({ mayDecide }) => mayDecide).length }
  })

  handle(router, 'GET /approvals/:approvalId', async ({ params, person, res }) => {
    const { approvalId } = params
    const approval = await approvalById(db, readerOf(person), approvalId)
    if (!approval) throw noSuchApproval(approvalId)
    res.set('ETag', versionTag(approvalId, approval.version))
    const evidence = await EXECUTORS[approval.kind].evidence(db, approval)
    return { approval: approvalItem(approval, person), evidence }
  })

  for (const route of Object.keys(ACTS) as (keyof typeof ACTS)[])
    handle(router, route, ({ params, body, person, seen, write, req, res }) =>
      write(db, async (tx) => {
        const { approvalId } = params
        await ACTS[route](tx, { person, req, res }, { approvalId, seen, note: body.note })
        const approval = (await approvalById(tx, readerOf(person), approvalId))!
        res.set('ETag', versionTag(approvalId, approval.version))
        return { approval: approvalItem(approval, person) }
      }),
    )
}

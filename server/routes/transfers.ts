import type { Request, Response, Router } from 'express'
import type { Person, Transfer } from '../../domain/api.ts'
import type { AuditAction } from '../../domain/audit.ts'
import { Problem } from '../../domain/problem.ts'
import { TRANSFER_ACTS, type TransferAct } from '../../domain/transfer.ts'
import { actorOf } from '../audit/actor.ts'
import { record, reportStream } from '../audit/record.ts'
import type { Database, Db } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { overtaken, versionTag } from '../http/version-tag.ts'
import { publishTransferEvent, type ReportEvent } from '../outbox/report-events.ts'
import { holdReport } from '../queries/decisions.ts'
import { isReportVisible } from '../queries/report-visible.ts'
import {
  addTransfer,
  changeTransfer,
  hasOfficeHead,
  holdTransfer,
  transfersOf,
  transferUnits,
} from '../queries/transfers.ts'
import { noSuchReport } from '../report-page.ts'

/**
 * 移送: a report goes to another unit with what is asked of it. It changes nothing of the report itself, neither its state nor its
 * version, so that a compartment leaves no gap.
 */
export function transferRoutes(router: Router, db: Database): void {
  handle(router, 'GET /transfers', ({ person }) =>
    db.transaction(async (tx) => ({ transfers: await transfersOf(tx, person) }), { readOnly: true }),
  )

  handle(router, 'GET /reports/:district/:reportId/transfers', ({ params, person }) =>
    db.transaction(
      async (tx) => {
        const { district, reportId } = params
        if (!(await isReportVisible(tx, person, district, reportId))) throw noSuchReport(reportId)
        return { transfers: await transfersOf(tx, person, reportId), units: await transferUnits(tx, person) }
      },
      { readOnly: true },
    ),
  )

  handle(router, 'POST /reports/:district/:reportId/transfers', ({ params, body, person, write, req, res }) =>
    write(db, async (tx) => {
      const { district, reportId } = params
      if (!(await holdReport(tx, person, district, reportId, 'report.transfer'))) throw noSuchReport(reportId)
      const to = (await transferUnits(tx, person)).find(({ orgId }) => orgId === body.orgId)
      if (!to)
        throw new Problem('invalid-request', `There is no unit ${body.orgId} to which you may transfer.`, {
          errors: [{ pointer: '/orgId', detail: body.orgId }],
        })
      if (to.isCompartment && !(await hasOfficeHead(tx, district)))
        throw new Problem(
          'no-office-head',
          'A compartment leaves with the word of the head of the leading office, and none is named: let the administrator name him.',
        )
      const transferId = await addTransfer(tx, { ...body, district, reportId, to }, person)
      if (transferId === null)
        throw new Problem(
          'already-transferred',
          `The report is with ${to.nameZh} already: take that transfer back first.`,
        )
      const transfer = await held(tx, person, transferId)
      await told(tx, req, transfer, to.isCompartment ? 'transfer.propose' : 'transfer.send')
      if (!to.isCompartment) await tellUnit(tx, transfer)
      return answered(res, transfer)
    }),
  )

  for (const act of TRANSFER_ACTS)
    handle(
      router,
      `POST /transfers/:transferId/${act}`,
      ({ params: { transferId }, body, person, seen, write, req, res }) =>
        write(db, async (tx) => {
          const before = await held(tx, person, transferId)
          if (before.version !== seen)
            throw overtaken(res, transferId, 'the transfer', {
              version: before.version,
              changedBy: null,
              changedAt: null,
              transfer: before,
            })
          if (!before.acts.includes(act))
            throw new Problem(
              'forbidden',
              `You know of this transfer and may not ${act} it while it is ${before.state}.`,
            )
          const answer = 'answer' in body ? body.answer : null
          const reason = 'reason' in body ? body.reason : null
          await changeTransfer(tx, transferId, act, person, answer ?? reason)
          const after = await held(tx, person, transferId)
          await told(tx, req, after, ACTIONS[act], before, reason)
          if (act === 'release') await tellUnit(tx, after)
          // Of a compartment its sender is not told: whoever stands in for him would read it too.
          else if ((act === 'answer' || act === 'refuse') && !after.isCompartment)
            await tellAsker(tx, after, ACTIONS[act], {
              by: person.org.nameZh,
              ...(reason !== null && { reason }),
            })
          return answered(res, after)
        }),
    )
}

/** The transfer, locked; whoever may not know of it is told that there is none. */
async function held(tx: Db, person: Person, transferId: string): Promise<Transfer> {
  const transfer = await holdTransfer(tx, person, transferId)
  if (!transfer) throw new Problem('not-found', `There is no transfer ${transferId} that you may see.`)
  return transfer
}

function answered(res: Response, transfer: Transfer): { transfer: Transfer } {
  res.set('ETag', versionTag(transfer.transferId, transfer.version))
  return { transfer }
}

/** Events of a compartment stand in a stream of its own, so that the report's has no gap. */
const streamOf = ({ district, reportId, transferId, isCompartment }: Transfer) =>
  isCompartment ? `transfer:${district}/${transferId}` : reportStream(district, reportId)

const ACTIONS = {
  release: 'transfer.release',
  receive: 'transfer.receive',
  answer: 'transfer.answer',
  refuse: 'transfer.refuse',
  withdraw: 'transfer.withdraw',
} as const satisfies Record<TransferAct, AuditAction>

function told(
  tx: Db,
  req: Request,
  transfer: Transfer,
  action: AuditAction,
  before?: Transfer,
  reason: string | null = null,
): Promise<void> {
  const { transferId, to, state, version, dueOn } = transfer
  return record(tx, {
    stream: streamOf(transfer),
    by: actorOf(req),
    action,
    object: `transfer:${transferId}`,
    reason,
    ...(before && { before: contentOf(before) }),
    after: contentOf(transfer),
    detail: { to: to.code, state, version, dueOn },
  })
}

/** What is hashed: all but what depends on who looks. */
function contentOf(transfer: Transfer): object {
  const { acts: _acts, ...content } = transfer
  return content
}

const tellUnit = (tx: Db, transfer: Transfer) => {
  const { district, reportId, to, from, dueOn } = transfer
  const detail = { by: from.nameZh, ...(dueOn && { dueOn }) }
  return publishTransferEvent(tx, streamOf(transfer), 'transfer.send', {
    district,
    reportId,
    unit: to.code,
    detail,
  })
}

/** The unit's answer, or that it was sent back; by the unit, or by the office that should have let it leave. */
const tellAsker = async (
  tx: Db,
  transfer: Transfer,
  kind: 'transfer.answer' | 'transfer.refuse',
  detail: ReportEvent['detail'],
) => {
  const { district, reportId, transferId } = transfer
  const { rows } = await tx.query<{ personId: string }>(
    'select asked_by as "personId" from work.transfer where transfer_id = $1',
    [transferId],
  )
  await publishTransferEvent(tx, streamOf(transfer), kind, {
    district,
    reportId,
    personId: rows[0]!.personId,
    detail,
  })
}

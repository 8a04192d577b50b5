import type { Person } from '../../domain/api.ts'
import { APPROVAL_RULES, type ApprovalKind, type Approver } from '../../domain/approval.ts'
import type { Label } from '../../domain/label.ts'
import { Problem } from '../../domain/problem.ts'
import { isCompartmentUnit } from '../../domain/transfer.ts'
import { record, type Actor } from '../audit/record.ts'
import type { Db } from '../db/database.ts'
import { addApproval, isAsked } from '../queries/approvals.ts'
import { publishApprovalEvent } from '../outbox/approval-events.ts'
import { expireOverdue } from './expiry.ts'

/** Who asks. A job keeps it in its payload, since it runs without a session. */
export interface Asker extends Approver {
  district: string
  /** Code of his unit, and who he is for those who hear of it; a job of an older release does not say. */
  unit?: string
  name?: string
}

export const askerOf = ({ district, role, personId, actsFor, org, nameZh }: Person): Asker => ({
  district,
  unit: org.code,
  name: actsFor ? `${nameZh}（代${actsFor.nameZh}）` : nameZh,
  role,
  personId,
  forId: actsFor?.personId ?? null,
})

export interface Question {
  kind: ApprovalKind
  /** As the audit trail calls it; the same is not asked twice at a time. */
  object: string
  /** Of the audit trail, in which every step is told. */
  stream: string
  /** What the executor needs. The second person reads it too. */
  payload: object
  reason: string
  /** Of what it is about, where that may be read by few. */
  label?: Label
}

/**
 * Asks for an act that a second person has to approve; answers the approval's id. Call it in the transaction that makes
 * the act's object wait, and last, since it records.
 */
export async function askApproval(
  tx: Db,
  { kind, object, stream, payload, reason, label = 'public' }: Question,
  asker: Asker,
  by: Actor,
): Promise<string> {
  const { asks, expiresAfterDays } = APPROVAL_RULES[kind]
  if (!asks.includes(asker.role))
    throw new Problem('forbidden', `The role ${asker.role} may not ask for this.`)
  // Whoever approves reads who asked, and of what: that such a unit has it is nobody's to know.
  if (asker.unit !== undefined && isCompartmentUnit(asker.unit))
    throw new Problem(
      'forbidden',
      'It needs a second person outside of your unit, who would learn what the unit holds.',
    )
  if (reason.trim() === '')
    throw new Problem('invalid-request', 'Say why: a second person has to approve it.', {
      errors: [{ pointer: '/reason', detail: 'empty' }],
    })
  // One whose time ran out must not stand in the way of the same question, asked anew.
  await expireOverdue(tx)
  const approvalId = await addApproval(tx, {
    district: asker.district,
    kind,
    object,
    stream,
    payload,
    reason: reason.trim(),
    asker,
    expiresAfterDays,
  })
  if (approvalId === null)
    throw new Problem('conflict', 'It was asked for already, and waits for a second person.')
  await publishApprovalEvent(tx, { approvalId, kind, label, by: asker.name ?? '' })
  await record(tx, {
    stream,
    by,
    action: 'approval.ask',
    object,
    reason: reason.trim(),
    detail: { approval: approvalId, kind, payload },
  })
  return approvalId
}

/** Before an object is changed by one person: nobody is asked about it meanwhile. */
export async function refuseWhileAsked(tx: Db, object: string): Promise<void> {
  if (await isAsked(tx, object))
    throw new Problem('conflict', 'A second person is asked about it: take that back first.')
}

import type { Request, Response } from 'express'
import type { Person } from '../../domain/api.ts'
import { mayWithdraw, whyNotApprove, type Refusal } from '../../domain/approval.ts'
import { Problem, type ProblemCode } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { record, type AuditAction } from '../audit/record.ts'
import type { Db } from '../db/database.ts'
import { overtaken } from '../http/version-tag.ts'
import { approvalById, closeApproval, type Approval } from '../queries/approvals.ts'
import { askerOf } from './ask.ts'
import { EXECUTORS } from './executors.ts'
import { readerOf } from './list.ts'

export interface Decision {
  approvalId: string
  /** The version that was seen. */
  seen: number
  note: string
}

const REFUSALS: Readonly<Record<Refusal, [ProblemCode, string]>> = {
  role: ['forbidden', 'Your post does not approve such acts.'],
  'same-person': ['second-person-needed', 'You asked for it yourself: somebody else has to decide.'],
  'same-deputyship': [
    'second-person-needed',
    'It was asked for in the name of the same officer: somebody else has to decide.',
  ],
}

/** Who decides, by which request. */
interface Caller {
  person: Person
  req: Request
  res: Response
}

/** Approves, and does the act in the same transaction: both, or neither. */
export async function approve(tx: Db, caller: Caller, decision: Decision): Promise<void> {
  const { person, req } = caller
  const approval = await holdOpen(tx, caller, decision)
  requireSecondPerson(approval, person)
  await close(tx, caller, approval, 'approved', decision.note)
  await EXECUTORS[approval.kind].execute(tx, { approval, approver: namedSideOf(person), by: actorOf(req) })
}

export async function refuse(tx: Db, caller: Caller, decision: Decision): Promise<void> {
  const approval = await holdOpen(tx, caller, decision)
  requireSecondPerson(approval, caller.person)
  await close(tx, caller, approval, 'refused', decision.note)
}

/** Whoever asked thinks better of it. */
export async function withdraw(tx: Db, caller: Caller, decision: Decision): Promise<void> {
  const approval = await holdOpen(tx, caller, decision)
  if (!mayWithdraw(approval.asker, askerOf(caller.person)))
    throw new Problem('forbidden', `Only ${approval.asker.name} takes it back.`)
  await close(tx, caller, approval, 'withdrawn', decision.note)
}

/** Of two people who decide at once, the second learns who was first. */
async function holdOpen(tx: Db, { person, res }: Caller, { approvalId, seen }: Decision): Promise<Approval> {
  const approval = await approvalById(tx, readerOf(person), approvalId, { hold: true })
  if (!approval) throw noSuchApproval(approvalId)
  const { state, version, decider, decidedAt, expiresAt } = approval
  if (version !== seen) {
    const changedBy = decider?.name ?? null
    throw overtaken(res, approvalId, 'the approval', { version, state, changedBy, changedAt: decidedAt })
  }
  if (state === 'expired')
    throw new Problem('conflict', `The time for it ran out at ${expiresAt}: it has to be asked for again.`)
  if (state !== 'asked') throw new Problem('conflict', `It was ${state} before.`)
  return approval
}

function requireSecondPerson(approval: Approval, person: Person): void {
  const refusal = whyNotApprove(approval.kind, approval.asker, askerOf(person))
  if (refusal) throw new Problem(...REFUSALS[refusal])
}

const ACTIONS = {
  approved: 'approval.approve',
  refused: 'approval.refuse',
  withdrawn: 'approval.withdraw',
} as const satisfies Record<string, AuditAction>

/** Each step stands in the stream of what it is about, with both names. */
async function close(
  tx: Db,
  { person, req }: Caller,
  { approvalId, kind, object, stream, asker }: Approval,
  state: keyof typeof ACTIONS,
  note: string,
): Promise<void> {
  await closeApproval(tx, approvalId, { state, by: askerOf(person), note: note || null })
  const detail = { approval: approvalId, kind, askedBy: asker.login, askedByName: asker.name }
  const action = ACTIONS[state]
  await record(tx, { stream, by: actorOf(req), action, object, reason: note || null, detail })
}

const namedSideOf = (person: Person) => ({
  personId: person.personId,
  forId: person.actsFor?.personId ?? null,
  login: person.login,
  name: person.actsFor ? `${person.nameZh}（代${person.actsFor.nameZh}）` : person.nameZh,
})

export const noSuchApproval = (approvalId: string) =>
  new Problem('not-found', `There is no approval ${approvalId} that you may see.`)

import type { ApprovalItem, Person } from '../../domain/api.ts'
import { APPROVAL_KINDS, APPROVAL_RULES, mayWithdraw, whyNotApprove } from '../../domain/approval.ts'
import { labelsUpTo } from '../../domain/label.ts'
import type { Approval, Reader } from '../queries/approvals.ts'
import { askerOf } from './ask.ts'

/** What concerns a person: kinds that his post approves, and whatever he asked for or decided himself. */
export const readerOf = (person: Person): Reader => ({
  ...askerOf(person),
  kinds: APPROVAL_KINDS.filter((kind) => APPROVAL_RULES[kind].approves.includes(person.role)),
  labels: labelsUpTo(person.clearance),
})

/** An approval as this person sees it: with what he may do about it. */
export function approvalItem(approval: Approval, person: Person): ApprovalItem {
  const { asker, decider, district: _district, stream: _stream, ...rest } = approval
  const isOpen = approval.state === 'asked'
  const whyNot = isOpen ? whyNotApprove(approval.kind, asker, askerOf(person)) : null
  return {
    ...rest,
    askedBy: asker.name,
    decidedBy: decider?.name ?? null,
    mayDecide: isOpen && whyNot === null,
    mayWithdraw: isOpen && mayWithdraw(asker, askerOf(person)),
    whyNot,
  }
}

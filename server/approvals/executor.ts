import type { ApprovalEvidence } from '../../domain/api.ts'
import type { Actor } from '../audit/record.ts'
import type { Db } from '../db/database.ts'
import type { Approval, NamedSide } from '../queries/approvals.ts'

/** What the second person approved, and who both are. */
export interface Approved {
  approval: Approval
  /** The second person, whose request does the act. */
  approver: NamedSide
  by: Actor
}

/** What one kind of act is: how it is done once it is approved, and what has to be looked at before. */
export interface Executor {
  /**
   * Does the act and records it with `bothNames`, in the transaction of the approval: what it throws undoes the approval
   * too. It checks anew whatever may have changed since it was asked.
   */
  execute(tx: Db, approved: Approved): Promise<void>
  /** What stands now beside what would stand, as of this moment. */
  evidence(db: Db, approval: Approval): Promise<ApprovalEvidence>
}

/** For the detail of the act's own event: who asked, who approved, and why. */
export const bothNames = ({ approval, approver }: Approved) => ({
  approval: approval.approvalId,
  askedBy: approval.asker.login,
  askedByName: approval.asker.name,
  approvedBy: approver.login,
  approvedByName: approver.name,
  reason: approval.reason,
})

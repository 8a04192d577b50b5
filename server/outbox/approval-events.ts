import type { ApprovalKind } from '../../domain/approval.ts'
import type { Label } from '../../domain/label.ts'
import type { Db } from '../db/database.ts'
import { addOutbox } from '../queries/outbox.ts'

/** An act that waits for a second person, as stored in work.outbox.payload. */
export interface ApprovalEvent {
  approvalId: string
  kind: ApprovalKind
  /** Of what it is about: whoever may not read that is not told. */
  label: Label
  /** For show. */
  by: string
}

/** Tells those who may approve. In the approval's own stream, so that it waits for nothing else. */
export const publishApprovalEvent = (tx: Db, event: ApprovalEvent): Promise<void> =>
  addOutbox(tx, [{ stream: `approval:${event.approvalId}`, kind: 'approval.ask', payload: event }])

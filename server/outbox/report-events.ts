import type { Day } from '../../domain/units.ts'
import { reportStream } from '../audit/record.ts'
import type { Db } from '../db/database.ts'
import { addOutbox } from '../queries/outbox.ts'

/** What happened to a report, as stored in work.outbox.payload: written here only, so its shape is known when it is read. */
export interface ReportEvent {
  district: string
  reportId: string
  /** The township that it is, or was, with. */
  township?: string
  /** The unit that it went to or came from, where it was transferred. */
  unit?: string
  /** Whose act it was about, where it was about one. */
  personId?: string
  /** For show: who did it, until when it is to be done, why. */
  detail: { by: string; dueOn?: Day; reason?: string }
}

/** Acts on reports of which others hear; the words are those of the audit trail. */
export type ReportEventKind =
  | 'report.assign'
  | 'report.withdraw'
  | 'report.acknowledge'
  | 'report.undo-decision'
  | 'transfer.send'
  | 'transfer.answer'
  | 'transfer.refuse'

/** Tells of a transfer: of a compartment in a stream of its own. */
export const publishTransferEvent = (
  tx: Db,
  stream: string,
  kind: 'transfer.send' | 'transfer.answer' | 'transfer.refuse',
  payload: ReportEvent,
): Promise<void> => addOutbox(tx, [{ stream, kind, payload }])

/** Tells of what was done to reports that the transaction holds. */
export const publishReportEvents = (
  tx: Db,
  kind: ReportEventKind,
  events: readonly ReportEvent[],
): Promise<void> =>
  addOutbox(
    tx,
    events.map((payload) => ({ stream: reportStream(payload.district, payload.reportId), kind, payload })),
  )

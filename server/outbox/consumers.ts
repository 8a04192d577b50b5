import { APPROVAL_RULES } from '../../domain/approval.ts'
import type { NotificationKind } from '../../domain/notification.ts'
import type { Db } from '../db/database.ts'
import { tell, tellApprovers, type Addressee } from '../queries/notifications.ts'
import type { TakenEvent } from '../queries/outbox.ts'
import type { ApprovalEvent } from './approval-events.ts'
import type { ReportEvent, ReportEventKind } from './report-events.ts'

/** Does what follows from an event. It may come twice: what is written names the event. */
export type Consumer = (tx: Db, event: TakenEvent) => Promise<void>

/** The natural resources bureau, where the analysts are at home. */
const ANALYSTS = 'NR'

const theTownship = ({ township }: ReportEvent): Addressee => ({ unit: `TW-${township}` })
const theAnalysts = (): Addressee => ({ unit: ANALYSTS })
const theUnit = ({ unit }: ReportEvent): Addressee => ({ unit: unit! })
const thePerson = ({ personId }: ReportEvent): Addressee => ({ personId: personId! })

/** Who hears of what, by the kind of the event. */
export const CONSUMERS: Readonly<Record<ReportEventKind | 'approval.ask', Consumer>> = {
  'report.assign': notify('assigned', theTownship),
  'report.withdraw': notify('withdrawn', theTownship),
  'report.acknowledge': notify('acknowledged', theAnalysts),
  'report.undo-decision': notify('undone', thePerson),
  'transfer.send': notify('transfer-sent', theUnit),
  'transfer.answer': notify('transfer-answered', thePerson),
  'transfer.refuse': notify('transfer-returned', thePerson),
  'approval.ask': tellOfApproval,
}

async function tellOfApproval(tx: Db, { outboxId, payload, createdAt }: TakenEvent): Promise<void> {
  const { approvalId, kind, label, by } = payload as ApprovalEvent
  const { approves: roles } = APPROVAL_RULES[kind]
  await tellApprovers(tx, { outboxId, createdAt, approvalId, roles, label, detail: { by, act: kind } })
}

function notify(kind: NotificationKind, addressee: (event: ReportEvent) => Addressee): Consumer {
  return async (tx, { outboxId, payload, createdAt }) => {
    const event = payload as ReportEvent
    const { district, reportId, detail } = event
    await tell(tx, addressee(event), { outboxId, kind, district, reportId, detail, createdAt })
  }
}

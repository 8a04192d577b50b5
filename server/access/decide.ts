import type { Operation } from '../../domain/access.ts'
import type { Decision, ReportState } from '../../domain/report.ts'

/**
 * Decisions that end a report's way carry their reason, because somebody will ask for it; `suspected` and `unsure` only
 * send it on, and go through with one key.
 */
const REASON_NEEDED: readonly Decision[] = ['legal', 'other', 'not-an-object']

export const needsReason = (decision: Decision) => REASON_NEEDED.includes(decision)

/** Once a township has the report, what it was sent out with stands until the assignment is withdrawn. */
export const mayBeDecided = (state: ReportState) => state === 'reported' || state === 'decided'

/** Decisions by which a report is no violation, and adds up with no other. */
export const isNoAct = (decision: Decision | null) => decision !== null && REASON_NEEDED.includes(decision)

/** Decisions after which there is nothing to hand to a township. */
export const ENDING_DECISIONS: readonly Decision[] = ['legal', 'not-an-object']

/** What moves a case on is done to a report that stands for itself; papers may still be added to one that went into another. */
const ON_STANDING: readonly Operation[] = [
  'report.decide',
  'report.undo-decision',
  'report.assign',
  'report.acknowledge',
  'report.deadline',
  'report.transfer',
  'report.arrange',
]

export const needsStanding = (operation: Operation) => ON_STANDING.includes(operation)

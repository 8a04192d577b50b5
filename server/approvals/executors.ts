import type { ApprovalKind } from '../../domain/approval.ts'
import type { Executor } from './executor.ts'
import { changeDeadline } from './deadline.ts'
import { voidEvidenceItem } from './evidence-void.ts'
import { publishLayerVersion, withdrawLayerVersion } from './layer-version.ts'

/** What is done once a second person has approved: one line a kind. A kind without a line cannot be asked for. */
export const EXECUTORS: Readonly<Partial<Record<ApprovalKind, Executor>>> = {
  'layer.publish': publishLayerVersion,
  'layer.withdraw': withdrawLayerVersion,
  'assignment.deadline': changeDeadline,
  'evidence.void': voidEvidenceItem,
}

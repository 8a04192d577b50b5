import type { ApprovalKind } from '../../domain/approval.ts'
import type { Executor } from './executor.ts'
import { changeDeadline } from './deadline.ts'
import { voidEvidenceItem } from './evidence-void.ts'
import { releaseExport } from './report-export.ts'
import { changeThreshold } from './threshold-change.ts'
import { publishLayerVersion, withdrawLayerVersion } from './layer-version.ts'

/** What is done once a second person has approved: one line a kind. */
export const EXECUTORS: Readonly<Record<ApprovalKind, Executor>> = {
  'layer.publish': publishLayerVersion,
  'layer.withdraw': withdrawLayerVersion,
  'report.export': releaseExport,
  'assignment.deadline': changeDeadline,
  'evidence.void': voidEvidenceItem,
  'threshold.change': changeThreshold,
}

import { computed } from 'vue'
import { CONCERN, may } from '../../../../domain/access.ts'
import { APPROVAL_RULES } from '../../../../domain/approval.ts'
import type { PersonRole } from '../../../../domain/person.ts'
import { person } from '../../session.ts'

const has = (...roles: readonly PersonRole[]) =>
  computed(() => person.value !== null && roles.includes(person.value.role))

/** What the reader is offered; what he may do is the server's decision. */
export const mayDecide = has('analyst', 'agriculture')
export const mayCheck = has(...may('report.check'))
/** Whether the reader may say that a hit of this rule is wrong: the agriculture bureau only of its own rules. */
export const mayOverride = (ruleId: string) =>
  person.value?.role === 'agriculture'
    ? (CONCERN.groups as readonly string[]).includes(ruleId.slice(0, 2)) ||
      (CONCERN.accusedBy as readonly string[]).includes(ruleId)
    : (may('report.override') as readonly string[]).includes(person.value?.role ?? '')
export const mayAssign = has('analyst')
export const mayJudgeAgain = has(...may('report.evaluate'))
export const mayAskDeadline = has(...may('report.deadline'))
export const mayReport = has('analyst')
export const mayAddEvidence = has(...may('evidence.add'))
export const mayEditParties = has('analyst', 'township')
export const mayUnmaskParties = has('analyst', 'agriculture', 'township')
export const mayVoidEvidence = has(...may('evidence.void'))
export const mayImport = has('analyst')
export const mayPreviewLayer = has(...APPROVAL_RULES['layer.publish'].approves)
export const mayRaise = has(...may('finding.raise'))
export const mayArrange = has(...may('report.arrange'))
export const mayTransfer = has(...may('report.transfer'))
export const mayReplay = has('analyst', 'office')
export const mayProposeThreshold = has(...APPROVAL_RULES['threshold.change'].asks)
export const mayCloseReview = has(...may('report.decide'))

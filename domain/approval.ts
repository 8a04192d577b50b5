import type { PersonRole } from './person.ts'

/** Acts that one person asks for and another does (双人复核、四眼). The word is stored and never renamed. */
export const APPROVAL_KINDS = [
  'layer.publish', // 发布图层版本
  'layer.withdraw', // 撤回图层版本
  'report.export', // 导出图斑
  'assignment.deadline', // 变更办理期限
  'evidence.void', // 作废证据
  'threshold.change', // 变更阈值
] as const
export type ApprovalKind = (typeof APPROVAL_KINDS)[number]

export const APPROVAL_STATES = [
  'asked', // 待复核
  'approved', // 已通过
  'refused', // 已退回
  'withdrawn', // 已撤回
  'expired', // 已过期
] as const
export type ApprovalState = (typeof APPROVAL_STATES)[number]

interface ApprovalRule {
  asks: readonly PersonRole[]
  approves: readonly PersonRole[]
  /** An answer that comes later is none: what it was asked about may be another by then. */
  expiresAfterDays: number
}

/** Who may ask for an act, and who may approve it. */
export const APPROVAL_RULES: Readonly<Record<ApprovalKind, ApprovalRule>> = {
  'layer.publish': { asks: ['analyst'], approves: ['analyst', 'office'], expiresAfterDays: 30 },
  'layer.withdraw': { asks: ['analyst'], approves: ['analyst', 'office'], expiresAfterDays: 30 },
  'report.export': {
    asks: ['analyst', 'agriculture', 'township', 'office', 'officer'],
    approves: ['analyst', 'office'],
    expiresAfterDays: 7,
  },
  'assignment.deadline': {
    asks: ['analyst', 'township', 'office'],
    approves: ['analyst', 'office'],
    expiresAfterDays: 14,
  },
  'evidence.void': {
    asks: ['analyst', 'agriculture', 'township', 'office', 'officer'],
    approves: ['analyst', 'office'],
    expiresAfterDays: 30,
  },
  // The leading office keeps the numbers of law, as it keeps powers; an analyst of the bureau may be its second person.
  'threshold.change': { asks: ['office'], approves: ['office', 'analyst'], expiresAfterDays: 30 },
}

/** Who acts, and for whom where he stands in for somebody. */
export interface Side {
  personId: string
  /** The absent officer's, where a deputy acts. */
  forId: string | null
}

export interface Approver extends Side {
  role: PersonRole
}

export type Refusal =
  | 'same-person' // he asked for it himself
  | 'same-deputyship' // one of them stood in for the other, or both for the same officer
  | 'role' // his post does not approve such acts

/** Why somebody may not decide what another asked for; null where he may. */
export function whyNotApprove(kind: ApprovalKind, asker: Side, approver: Approver): Refusal | null {
  if (!APPROVAL_RULES[kind].approves.includes(approver.role)) return 'role'
  if (asker.personId === approver.personId) return 'same-person'
  const asked = [asker.personId, asker.forId]
  const isShared = [approver.personId, approver.forId].some((id) => id !== null && asked.includes(id))
  return isShared ? 'same-deputyship' : null
}

/** Whoever asked takes it back; so does the officer in whose name it was asked. */
export const mayWithdraw = (asker: Side, person: Side): boolean =>
  [asker.personId, asker.forId].includes(person.personId)

import type { Measure, PermitOverlap, PermitStanding } from '../../domain/ledger.ts'
import type { RegisterRole } from '../../domain/layer.ts'
import type { ReportFacts } from '../../domain/report.ts'
import { squareMetres } from '../../domain/units.ts'
import type { Context } from './rule.ts'
import { isOtherUse } from './uses.ts'

/**
 * Permits of one register that really touch the report, whatever their dates: what shares less than ε_b with it is a
 * neighbour's.
 */
export const touchingPermits = ({ ground, thresholds }: Context, role: RegisterRole) =>
  ground.permits.filter(
    (permit) => permit.role === role && permit.covered >= thresholds['building.sliverM2'].value,
  )

export const permitsInForce = (context: Context, role: RegisterRole) =>
  touchingPermits(context, role).filter(({ timing }) => timing === 'in-force')

/** A permit without a date of issue may or may not have been there on the judged day: a doubt, no finding. */
export const undatedPermit = (context: Context, role: RegisterRole) =>
  touchingPermits(context, role).find(({ timing }) => timing === 'undated')

/** The permit in force that covers most of the report, or null. */
export const mainPermit = (context: Context, role: RegisterRole) =>
  permitsInForce(context, role).reduce<PermitOverlap | null>(
    (main, permit) => (main === null || permit.covered > main.covered ? permit : main),
    null,
  )

/**
 * What lies beyond all of the permits together, given its area in m². It lies within what is beyond any one of them, so
 * it is no wider than the narrowest of those.
 */
export function beyondAll(permits: readonly PermitOverlap[], area: number): Measure {
  const widths = permits.map(({ excess }) => excess.width).filter((width) => width !== null)
  return { area: squareMetres(Math.max(0, area)), width: widths.length > 0 ? Math.min(...widths) : null }
}

export const numberOf = (permit: { number: string | null }) => permit.number ?? '无编号'

/** Whether a paper covers most of the report: then it is about this thing, and not about a neighbour's. */
export const coversMost = ({ ground, thresholds }: Context, { covered }: PermitOverlap) =>
  covered >= thresholds['inside.minShare'].value * ground.ledger.patch.area

export const numbersOf = (permits: readonly PermitOverlap[]) => permits.map(numberOf).join('、')

/** By its dates and, where it is in force, by its use. */
export const standingOf = (permit: PermitOverlap, report: Pick<ReportFacts, 'use'>): PermitStanding =>
  permit.timing === 'in-force' && isOtherUse(permit.use, report.use) ? 'other-use' : permit.timing

const STANDING_IN_WORDS: Record<PermitStanding, string> = {
  'in-force': '有效',
  'issued-later': '未批先建（后补发证）',
  expired: '已过期',
  revoked: '已撤销或被替换',
  undated: '无发证日期',
  'other-use': '批准用途与实际用途不符',
}

/** Approvals that may cover what was built or dug, with how each stands (未批先建、过期、用途不符 …). */
export const approvalsInWords = (context: Context) =>
  permitsInWords(context, 'land-approvals', 'temporary-use')

/** Every permit of some registers that touches the report, with how it stands: what a finding says of papers. */
export function permitsInWords(context: Context, ...roles: RegisterRole[]): string {
  const permits = roles.flatMap((role) => touchingPermits(context, role))
  return (
    permits
      .map((permit) => `${numberOf(permit)}：${STANDING_IN_WORDS[standingOf(permit, context.report)]}`)
      .join('；') || '无'
  )
}

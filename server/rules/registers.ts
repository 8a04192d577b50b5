import type { Measure, PermitOverlap } from '../../domain/ledger.ts'
import type { RegisterRole } from '../../domain/layer.ts'
import { squareMetres } from '../../domain/units.ts'
import type { Context } from './rule.ts'

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

export const numbersOf = (permits: readonly PermitOverlap[]) => permits.map(numberOf).join('、')

import type { PermitOverlap } from '../../domain/ledger.ts'
import type { Thresholds } from '../../domain/rule.ts'
import { sizeOf, type Context } from './rule.ts'

/** Rural permits that really touch the report: a neighbour's parcel that shares a sliver of it does not. */
export const touchingRuralPermits = (permits: readonly PermitOverlap[], thresholds: Thresholds) =>
  permits.filter(
    (permit) =>
      permit.role === 'rural-permits' && sizeOf({ area: permit.covered, width: null }, thresholds) === 'real',
  )

export const ruralPermitsInForce = ({ ground, thresholds }: Context) =>
  touchingRuralPermits(ground.permits, thresholds).filter((permit) => permit.timing === 'in-force')

/** The permit in force that covers most of the report, or null. */
export function mainRuralPermit(context: Context): PermitOverlap | null {
  return ruralPermitsInForce(context).reduce<PermitOverlap | null>(
    (main, permit) => (main === null || permit.covered > main.covered ? permit : main),
    null,
  )
}
